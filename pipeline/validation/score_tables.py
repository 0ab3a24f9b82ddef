"""Scored indicator tables with the totals printed under them (评分表)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import FundRow, Indicator, Kind, Modality, Report, Value
from pipeline.settings import Settings
from pipeline.validation.facts import asserted, exact, figure, of_another_object, of_this_year
from pipeline.validation.guards import of_another_judge
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import clause_before, sentence_range
from pipeline.validation.table_names import indicator_tables
from pipeline.validation.tolerance import Figure
from pipeline.validation.wording import added, plain

# 项目投入（20分）自评得20分：这是一项的得分，不是总分。
_BEHIND_WEIGHT = re.compile(
    r"[（(][^（）()\d]{0,4}\d{1,3}(?:\.\d+)?分[）)]\s*[，,]?\s*(?:自评|实际|评价)?得分?(?:为|是)?\s*$"
)
_LOOK_BACK = 24
NOT_APPLICABLE_MARKS = frozenset({"/", "／", "—", "-", "－", "——", "--", "无", "不适用"})


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """One indicator table: its rows, the execution rows, and the totals that belong to it."""

    index: int
    name: str
    """What the table is about, by which a doubt on it is known again."""
    items: tuple[Indicator, ...]
    execution: tuple[Indicator, ...]
    totals: tuple[Value, ...]
    """Printed total scores of this table."""
    full_scores: tuple[Value, ...]
    """Printed sums of the weights of this table."""
    fund_score: Value | None
    fund_weight: Value | None
    """Execution score and weight of the fund block, where the table itself has no execution row."""

    @property
    def rows(self) -> tuple[Indicator, ...]:
        """Items and execution rows in the order of the table."""
        return (*self.items, *self.execution)

    def blank_scores(self) -> list[Indicator]:
        """Weighted rows whose score is not filled in."""
        return [
            row for row in self.rows if _number(row.score) is None and is_blank(row, "score") and row.weight
        ]

    def scored(self) -> list[Value]:
        """The scores of all rows, the fund block's execution score last."""
        values = [row.score for row in self.rows if row.score is not None and row.score.number is not None]
        return [*values, self.fund_score] if self.fund_score is not None else values

    def item_scores(self) -> list[Value]:
        """The scores without the execution score."""
        return [row.score for row in self.items if row.score is not None and row.score.number is not None]

    def weights(self) -> list[Value]:
        """The weights of all rows, the fund block's execution weight last."""
        values = [row.weight for row in self.rows if row.weight is not None and row.weight.number is not None]
        return [*values, self.fund_weight] if self.fund_weight is not None else values

    def certainty(self) -> float:
        """The lowest certainty with which a row was read."""
        return min((row.confidence for row in self.rows), default=1.0)

    def full_score(self, settings: Settings) -> Decimal:
        """The printed full score, else the setting."""
        printed = self.full_scores[0].number if len(self.full_scores) == 1 else None
        return printed if printed is not None else settings.scoring.full_score


def score_tables(report: Report, settings: Settings) -> tuple[ScoreTable, ...]:
    """The indicator tables of a report, each with its own totals."""
    indexes = list(dict.fromkeys(row.table for row in report.indicators))
    # A list of tasks without weights and scores takes nothing from the one table that is scored.
    scored = {row.table for row in report.indicators if row.weight is not None or row.score is not None}
    judged = scored or set(indexes)
    return tuple(_table(report, settings, index, alone=judged == {index}) for index in indexes)


def total_of(values: Sequence[Value]) -> Decimal:
    """The exact sum of scores or weights."""
    return sum((value.number or Decimal(0) for value in values), Decimal(0))


def operands(values: Sequence[Value]) -> str:
    """The sum with every operand shown."""
    return f"{added(plain(value.number or Decimal(0)) for value in values)}={plain(total_of(values))}"


def own_totals(report: Report) -> list[Value]:
    """The total scores that the report asserts for the evaluated year; not another judge's, no mean (G9)."""
    return [
        value
        for value in report.values
        if value.kind is Kind.SCORE
        and value.field == "total_score"
        and value.number is not None
        and asserted(report, value)
        and exact(value)
        and not (value.where == "text" and _not_own(report, value))
    ]


def _not_own(report: Report, value: Value) -> bool:
    """A total of another judge, a category's score, or the full score in words (总分100分)."""
    before = clause_before(report, value.place.start)
    full = value.number == 100 and cues("statement_guards", "full_in_words").search(before)
    category = cues("statement_guards", "category_score").search(before)
    several = cues("statement_guards", "several_objects").search(before)
    text = report.document.text
    if _BEHIND_WEIGHT.search(text, max(0, value.place.start - _LOOK_BACK), value.place.start):
        return True
    if of_another_judge(before) or _assessed_elsewhere(report, value):
        return True
    return of_another_object(report, before) or bool(category or full or several)


def _assessed_elsewhere(report: Report, value: Value) -> bool:
    """The score of an assessment that a superior or a third party made (省厅组织的年度考核中得分)."""
    start, _ = sentence_range(report, value.place.start)
    words = report.document.text[start : value.place.start].rstrip()
    if report.unit:
        words = words.replace(report.unit, "我单位")
    told = cues("statement_guards", "other_assessment").search(words)
    return told is not None and not cues("statement_guards", "self_assessment").search(words)


def acceptable_weight_sums(table: ScoreTable, settings: Settings) -> set[Decimal]:
    """What the weights of a form may add up to, given how the form treats the execution score."""
    items = total_of([row.weight for row in table.items if row.weight is not None])
    total = total_of(table.weights())
    if total == items:  # 执行率没有分值格：指标 90 分，另 10 分由执行率计
        with_execution = total + settings.scoring.execution_weight
        return {total, with_execution} if with_execution <= settings.scoring.full_score else {total}
    printed = table.full_score(settings)
    # 合计行只合计指标分值（如 90）的表样。
    return {total, items} if printed != settings.scoring.full_score else {total}


def figures(values: Sequence[Value]) -> list[Figure]:
    """The figures of values that hold a number."""
    return [figure(value) for value in values if value.number is not None]


def is_blank(row: Indicator, column: str) -> bool:
    """Whether a cell exists and is empty; a dash or stroke means not applicable."""
    if column not in row.columns:
        return False
    written = row.raw.get(column)
    return written is None or not written.strip()


def _number(value: Value | None) -> Decimal | None:
    return value.number if value is not None else None


def _table(report: Report, settings: Settings, index: int, *, alone: bool) -> ScoreTable:
    rows = [row for row in report.indicators if row.table == index]
    execution = tuple(row for row in rows if row.role == "execution")
    scored_execution = any(row.score is not None or row.weight is not None for row in execution)
    score, weight = (None, None) if scored_execution else _fund_execution(report, settings, alone=alone)
    return ScoreTable(
        index=index,
        name=indicator_tables(report)[index],
        items=tuple(row for row in rows if row.role != "execution"),
        execution=execution,
        totals=_printed(report, rows, "total_score", alone=alone),
        full_scores=_printed(report, rows, "full_score", alone=alone),
        fund_score=score,
        fund_weight=weight,
    )


def execution_score(row: FundRow, settings: Settings) -> Value | None:
    """The score on a fund row if it can be one for the execution rate.

    Lists of projects have a column of total scores beside the rate; those exceed any execution weight.
    """
    score, weight = row.score, row.weight
    if score is None or score.number is None:
        return None
    named = weight is not None and weight.number is not None
    return score if named or score.number <= settings.scoring.execution_weight else None


def _fund_execution(report: Report, settings: Settings, *, alone: bool) -> tuple[Value | None, Value | None]:
    """Score and weight on the total row of the only fund block."""
    totals = [row for row in report.funds if row.level == 0 and (row.score or row.weight)]
    if len(totals) != 1 or not alone:
        return None, None
    weight = totals[0].weight
    return execution_score(totals[0], settings), (weight if _number(weight) is not None else None)


def _printed(report: Report, rows: Sequence[Indicator], field: str, *, alone: bool) -> tuple[Value, ...]:
    """Totals in the table's own cells; with one table in the report, any total that stands in a table."""
    tables = {(place.sheet, place.table) for row in rows for place in row.places.values()}
    tables |= {
        (v.place.sheet, v.place.table) for row in rows for v in (row.score, row.weight) if v is not None
    }
    found = [
        value
        for value in report.values
        if value.kind is Kind.SCORE
        and value.field == field
        and value.where == "table"
        and value.number is not None
        and value.modality is not Modality.HYPOTHETICAL
        and of_this_year(report, value)
        and exact(value)
    ]
    own = [value for value in found if (value.place.sheet, value.place.table) in tables]
    chosen = own or (found if alone else [])
    return tuple({value.place.start: value for value in chosen}.values())
