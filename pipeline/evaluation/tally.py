"""What a comparison with gold gives: counts a measure, and each miss by its words (计数与差错)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal

MEASURES = {
    "reports": "报告",
    "unit": "单位",
    "project": "项目",
    "projects": "项目清单",
    "year": "年度",
    "kind": "类型",
    "summary": "一行数",
    "money_value": "金额数值",
    "money_field": "金额数值及字段",
    "rate_value": "比率数值",
    "rate_field": "比率数值及字段",
    "score_value": "分数数值",
    "score_field": "分数数值及字段",
    "grades": "等级",
    "section_titles": "章节标题",
    "section_levels": "章节标题及层级",
    "section_roles": "章节内容归类",
    "fund_cells": "资金单元格",
    "indicator_rows": "指标行",
    "indicator_cells": "指标单元格",
    "findings": "疑点",
    "similar": "雷同",
    "mutations": "植入差错",
}
"""Every measure with its Chinese name, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Right, too many (多报), and missed (漏) of one measure."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.right + other.right, self.extra + other.extra, self.missed + other.missed)

    @property
    def precision(self) -> Decimal | None:
        """Share of what was given that is right; None when nothing was given."""
        return _share(self.right, self.right + self.extra)

    @property
    def recall(self) -> Decimal | None:
        """Share of what should be given that was; None when there was nothing to give."""
        return _share(self.right, self.right + self.missed)

    @property
    def balance(self) -> Decimal | None:
        """F1, the harmonic mean of precision and recall."""
        return _share(2 * self.right, 2 * self.right + self.extra + self.missed)


@dataclass(frozen=True, slots=True)
class Miss:
    """One difference from gold: what gold says, what was given, and the words in the document."""

    case: str
    report: str
    """File name and, where it holds several, the report's ordinal."""
    measure: str
    quote: str
    expected: str | None
    actual: str | None
    ordinal: int = 1
    """Which difference of this measure with this quote in this report."""
    context: str = ""

    @property
    def sort(self) -> str:
        """漏 nothing was given, 多 nothing was expected, 错 something else was."""
        return _sort(self.expected, self.actual)

    @property
    def key(self) -> str:
        """What stays the same from one evaluation to the next as long as the difference does."""
        nth = f"#{self.ordinal}" if self.ordinal > 1 else ""
        return "｜".join((self.report, self.measure, self.sort, self.quote + nth))


@dataclass(slots=True)
class Sheet:
    """The running account of one report: tallies and misses as they are found."""

    case: str
    report: str
    format: str
    tallies: dict[str, Tally] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)
    _seen: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def right(self, measure: str, count: int = 1) -> None:
        """Count what agrees with gold."""
        self._add(measure, Tally(right=count))

    def wrong(
        self, measure: str, quote: str, expected: object | None, actual: object | None, context: str = ""
    ) -> None:
        """Count and keep one difference; a wrong reading is both missed and too many."""
        self._add(measure, Tally(extra=int(actual is not None), missed=int(expected is not None)))
        sort = _sort(expected, actual)
        self._seen[measure, sort, quote] += 1
        self.misses.append(
            Miss(
                case=self.case,
                report=self.report,
                measure=measure,
                quote=quote,
                expected=None if expected is None else str(expected),
                actual=None if actual is None else str(actual),
                ordinal=self._seen[measure, sort, quote],
                context=context,
            )
        )

    def judge(self, measure: str, quote: str, expected: object | None, actual: object | None) -> None:
        """Count agreement or difference; nothing expected and nothing given counts for neither."""
        if expected is None and actual is None:
            return
        if expected == actual:
            self.right(measure)
        else:
            self.wrong(measure, quote, expected, actual)

    def _add(self, measure: str, tally: Tally) -> None:
        self.tallies[measure] = self.tallies.get(measure, Tally()) + tally


def totals(sheets: Iterable[Sheet]) -> dict[str, Tally]:
    """The tallies of several accounts, added up, in the order of MEASURES."""
    summed: dict[str, Tally] = {}
    for sheet in sheets:
        for measure, tally in sheet.tallies.items():
            summed[measure] = summed.get(measure, Tally()) + tally
    return {measure: summed[measure] for measure in MEASURES if measure in summed}


def _sort(expected: object | None, actual: object | None) -> str:
    if actual is None:
        return "漏"
    return "多" if expected is None else "错"


def _share(part: int, whole: int) -> Decimal | None:
    # Rounded down: 99.96 % must never be shown as all.
    return (Decimal(part) / whole).quantize(Decimal("0.0001"), rounding=ROUND_DOWN) if whole else None
