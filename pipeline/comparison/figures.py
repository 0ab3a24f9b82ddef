"""The figures of a report and its resubmission (数据对照): matched by what they say of what, not by where they stand."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipeline.comparison.matching import ReportPair
from pipeline.comparison.records import FundRow, IndicatorRow, PlaceRow, Round, ValueRow
from pipeline.outputs.names import field_name, summary_name
from pipeline.validation.fingerprints import canonical_name

CHANGED, ADDED, REMOVED, SAME = "改动", "增加", "删去", "未变"

_KINDS = ("money", "rate", "score", "grade", "count")
_FUND_COLUMNS = ("budget_initial", "budget_full", "spent", "weight", "rate", "score")
_INDICATOR_COLUMNS = ("target", "actual", "weight", "score")
_COLUMN_NAMES = {
    "weight": "分值",
    "rate": "执行率",
    "score": "得分",
    "target": "指标值",
    "actual": "完成值",
}
_NUMBERING = re.compile(r"^[\s（(【]*(?:第?[一二三四五六七八九十百]+|\d+)[章节部分]*[）)】、.．:：\s]*")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one report: what it is called, what it says, and where."""

    label: str
    number: str | None
    raw: str
    place: PlaceRow
    keys: tuple[Hashable, ...]
    """What it is matched by, from the narrowest to the widest."""

    @property
    def said(self) -> str:
        """What counts as the same statement: the number, or the words where there is none."""
        return self.number if self.number is not None else canonical_name(self.raw)


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure in both rounds; old or new is None where it was added or removed."""

    pair: ReportPair
    status: str
    old: Figure | None
    new: Figure | None

    @property
    def label(self) -> str:
        """The figure's name."""
        one = self.new or self.old
        return one.label if one else ""


class RoundFigures:
    """The figures of a round by report."""

    def __init__(self, results: Round) -> None:
        self._values: dict[str, list[ValueRow]] = defaultdict(list)
        self._funds: dict[str, list[FundRow]] = defaultdict(list)
        self._indicators: dict[str, list[IndicatorRow]] = defaultdict(list)
        for value in results.values:
            self._values[value.report].append(value)
        for fund in results.funds:
            self._funds[fund.report].append(fund)
        for indicator in results.indicators:
            self._indicators[indicator.report].append(indicator)

    def of(self, report: str) -> list[Figure]:
        """Every figure of a report once, in the order of the text."""
        formed = [*_fund_figures(self._funds[report]), *_indicator_figures(self._indicators[report])]
        taken = {(figure.place.start, figure.place.end) for figure in formed}
        told = (
            _stated(value)
            for value in self._values[report]
            if value.kind in _KINDS and (value.place.start, value.place.end) not in taken
        )
        return sorted([*formed, *told], key=lambda figure: (figure.place.start, figure.place.end))


def figure_changes(pair: ReportPair, old: RoundFigures, new: RoundFigures) -> tuple[FigureChange, ...]:
    """Every figure of a pair of reports with what became of it, in the order of the text."""
    left = old.of(pair.old.report) if pair.old else []
    right = new.of(pair.new.report) if pair.new else []
    matched: list[tuple[Figure, Figure]] = []
    for width in range(3):
        for mine, theirs in _groups(left, right, width):
            matched += _aligned(mine, theirs, pair_all=width == 0 or len(mine) == len(theirs) == 1)
        settled = {id(one) for couple in matched for one in couple}
        left = [one for one in left if id(one) not in settled]
        right = [one for one in right if id(one) not in settled]
    changes = [FigureChange(pair, SAME if a.said == b.said else CHANGED, a, b) for a, b in matched]
    changes += [FigureChange(pair, REMOVED, one, None) for one in left]
    changes += [FigureChange(pair, ADDED, None, one) for one in right]
    return tuple(sorted(changes, key=_order))


def _groups(
    left: Sequence[Figure], right: Sequence[Figure], width: int
) -> Iterator[tuple[list[Figure], list[Figure]]]:
    groups: dict[Hashable, tuple[list[Figure], list[Figure]]] = {}
    for side, figures in enumerate((left, right)):
        for figure in figures:
            if width < len(figure.keys):
                groups.setdefault(figure.keys[width], ([], []))[side].append(figure)
    yield from groups.values()


def _aligned(
    left: Sequence[Figure], right: Sequence[Figure], *, pair_all: bool
) -> Iterator[tuple[Figure, Figure]]:
    """Equal statements in order; what stands between them pairs off as changed where it is clearly the same."""
    matcher = SequenceMatcher(None, [one.said for one in left], [one.said for one in right], autojunk=False)
    for tag, a_start, a_end, b_start, b_end in matcher.get_opcodes():
        if tag == "equal" or (tag == "replace" and pair_all and a_end - a_start == b_end - b_start):
            yield from zip(left[a_start:a_end], right[b_start:b_end], strict=True)


def _fund_figures(rows: Iterable[FundRow]) -> Iterator[Figure]:
    seen: dict[str, int] = defaultdict(int)
    for row in rows:
        name = canonical_name(row.row)
        seen[name] += 1
        for column in _FUND_COLUMNS:
            number, place = getattr(row, column), row.places.get(column)
            if number is not None and place is not None:
                label = f"{_short(row.row)}·{_COLUMN_NAMES.get(column) or summary_name(column)}"
                yield Figure(label, number, place.quote, place, (("fund", name, seen[name], column),))


def _indicator_figures(rows: Iterable[IndicatorRow]) -> Iterator[Figure]:
    seen: dict[tuple[str, ...], int] = defaultdict(int)
    for row in rows:
        name = canonical_name(row.level3 or row.level2 or row.level1)
        whole = (canonical_name(row.level1), canonical_name(row.level2), name)
        seen[whole] += 1
        for column in _INDICATOR_COLUMNS:
            words, place = getattr(row, column), row.places.get(column)
            if words is None or place is None:
                continue
            number = words if column in ("weight", "score") else None
            label = f"指标“{_short(row.level3 or row.level2 or row.level1 or '')}”·{_COLUMN_NAMES[column]}"
            keys = (("indicator", *whole, seen[whole], column), ("indicator", name, column))
            yield Figure(label, number, words, place, keys)


def _stated(value: ValueRow) -> Figure:
    section = canonical_name(_NUMBERING.sub("", value.section or ""))
    about = (value.kind, value.field, canonical_name(value.project), value.year, value.modality)
    label = field_name(value.kind, value.field)
    if value.project:
        label = f"{_short(value.project)}·{label}"
    if value.section:
        label += f"（{_short(value.section)}）"
    return Figure(
        label,
        value.number,
        value.raw,
        value.place,
        ((*about, value.where, section), (*about, value.where), about),
    )


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 24 else words[:23] + "…"


def _order(change: FigureChange) -> tuple[int, int, int]:
    one = change.new or change.old
    return (one.place.start, one.place.end, change.new is None) if one else (0, 0, 0)
