"""Which report of the new round is which of the old one (对应报告): by what they are about, never by their ids."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.comparison.records import ReportRow
from pipeline.validation.fingerprints import canonical_name


@dataclass(frozen=True, slots=True)
class ReportPair:
    """A report and its resubmission; one side is None where the other has no match."""

    old: ReportRow | None
    new: ReportRow | None

    @property
    def same_file(self) -> bool:
        """Whether the very same file was handed in again."""
        return self.old is not None and self.new is not None and self.old.sha256 == self.new.sha256

    @property
    def same_identity(self) -> bool:
        """Whether unit, project, year and kind are what they were."""
        return self.old is not None and self.new is not None and _identity(self.old) == _identity(self.new)


Key = Callable[[ReportRow], Hashable]


def report_pairs(old: Sequence[ReportRow], new: Sequence[ReportRow]) -> tuple[ReportPair, ...]:
    """Every report of both rounds once; a later way of matching sees only what the ways before left over."""
    left, right = list(old), list(new)
    pairs: list[ReportPair] = []
    for key in _WAYS:
        for one in list(left):
            mine = [other for other in left if key(other) == key(one)]
            theirs = [other for other in right if key(other) == key(one)]
            if _is_empty(key(one)) or len(mine) != 1 or len(theirs) != 1:
                continue
            pairs.append(ReportPair(one, theirs[0]))
            left.remove(one)
            right.remove(theirs[0])
    pairs += [ReportPair(one, None) for one in left]
    pairs += [ReportPair(None, one) for one in right]
    return tuple(sorted(pairs, key=_order))


def _identity(report: ReportRow) -> tuple[str, str, int | None, str]:
    return canonical_name(report.unit), canonical_name(report.project), report.year, report.kind


def _in_place(report: ReportRow) -> Hashable:
    return (*_identity(report), _stem(report))


def _same_bytes(report: ReportRow) -> Hashable:
    return (*_identity(report), report.sha256)


def _without_year(report: ReportRow) -> Hashable:
    unit, project, _, kind = _identity(report)
    return (unit, project, kind) if unit and project else None


def _whole_unit(report: ReportRow) -> Hashable:
    unit, _, year, kind = _identity(report)
    return (unit, year, kind) if unit else None


def _same_path(report: ReportRow) -> Hashable:
    return report.path, report.kind


def _file_name(report: ReportRow) -> Hashable:
    return _stem(report), report.kind


def _stem(report: ReportRow) -> str:
    return canonical_name(PurePosixPath(report.path.replace("!/", "/")).stem)


# First the whole identity (with hash or file name where several reports share it), then what stays when a unit
# corrects the year or the name of a project, last the place where the file lay.
_WAYS: tuple[Key, ...] = (
    _same_bytes,
    _in_place,
    _identity,
    _without_year,
    _same_path,
    _file_name,
    _whole_unit,
)


def _is_empty(key: Hashable) -> bool:
    return key is None or (isinstance(key, tuple) and not any(key[:2]))


def _order(pair: ReportPair) -> tuple[str, str, str]:
    one = pair.new or pair.old
    assert one is not None  # noqa: S101  (a pair has a side)
    return one.unit or "", one.project or "", one.path
