"""Totals altered to fit (只改合计): the finding is gone, the total is another, and no part of it has moved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.comparison.figures import CHANGED, SAME, FigureChange
from pipeline.comparison.findings import GONE, FindingChange
from pipeline.comparison.records import FindingRow, PlaceRow
from pipeline.settings import config_root, read_toml

_LEAST_PARTS = 2


@dataclass(frozen=True, slots=True)
class AlteredTotal:
    """A finding about a sum that went away because the total alone was changed."""

    finding: FindingRow
    total: FigureChange
    parts: int
    message: str


def altered_totals(
    findings: Sequence[FindingChange], figures: Sequence[FigureChange]
) -> tuple[AlteredTotal, ...]:
    """Every gone finding of a summing rule whose parts all stayed while its total changed."""
    at = {_where(change.old.place): change for change in figures if change.old is not None}
    return tuple(
        altered
        for change in findings
        if change.status == GONE and change.old is not None and change.old.rule in _summing_rules()
        for altered in _altered(change.old, at)
    )


def _altered(finding: FindingRow, at: Mapping[tuple[str, int, int], FigureChange]) -> Iterator[AlteredTotal]:
    """The rule names the total first, then its parts."""
    operands = [at.get(_where(place)) for place in finding.places]
    if len(operands) <= _LEAST_PARTS or any(one is None for one in operands):
        return
    total, *parts = [one for one in operands if one is not None]
    if total.status != CHANGED or total.new is None or any(part.status != SAME for part in parts):
        return
    before = total.old.raw if total.old else ""
    yield AlteredTotal(
        finding,
        total,
        len(parts),
        f"疑点“{finding.title}”已消除，但只是合计由 {before} 改为 {total.new.raw}，"
        f"{len(parts)} 个分项都没有变动，可能是凑数，请核对合计变动的依据。",
    )


def _where(place: PlaceRow) -> tuple[str, int, int]:
    return place.path, place.start, place.end


@cache
def _summing_rules() -> frozenset[str]:
    return frozenset(read_toml(config_root() / "comparison.toml")["totals"])
