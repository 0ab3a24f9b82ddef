"""Weights that do not make up the full score (分值)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.model import Indicator, Kind, Level, Report
from pipeline.settings import Settings
from pipeline.validation.base import Comparison, Context, Doubt, not_applicable, passed, pending, rule
from pipeline.validation.facts import figure
from pipeline.validation.guards import explanation, settled
from pipeline.validation.score_doubts import section_weights
from pipeline.validation.score_lists import printed_weight
from pipeline.validation.score_tables import (
    ScoreTable,
    acceptable_weight_sums,
    figures,
    operands,
    score_tables,
    total_of,
)
from pipeline.validation.tolerance import assigned_sum_agrees
from pipeline.validation.wording import plain, spot, stated


@rule(
    "DF-03",
    "分值合计不等于满分",
    Level.ERROR,
    basis="《项目支出绩效评价管理办法》（财预〔2020〕10号）",
    needs="各项指标的分值",
    settings=("scoring.full_score", "scoring.execution_weight"),
)
def weights_differ_from_full_score(report: Report, context: Context) -> Iterator[Comparison]:
    """ΣW + We against the full score, and children against the weight printed with their parent (T0)."""
    for table in score_tables(report, context.settings):
        yield _table_weights(report, context, table)
        yield from _parents(report, context, table)
    yield from section_weights(report, context)


def _table_weights(report: Report, context: Context, table: ScoreTable) -> Comparison:
    weights = table.weights()
    items = [row for row in table.items if row.weight is not None and row.weight.number is not None]
    if not items:
        return not_applicable("表内没有分值")
    ids = [value.id for value in (*weights, *table.full_scores)]
    if len(items) < len(table.items):
        return pending(f"{len(table.items) - len(items)} 项指标没有读到分值，不能相加核对", ids)
    common = context.settings.scoring.full_score
    full = common if _only_added_up(report, table, common) else table.full_score(context.settings)
    sums = acceptable_weight_sums(table, context.settings)
    if full in sums or (not table.full_scores and common in sums):
        return passed(f"{operands(weights)}，分值合计相符", ids)
    gap = total_of(weights) - full
    if gap < 0 and not _complete(table):
        return pending(
            f"读到的分值合计 {plain(total_of(weights))}，不足 {plain(full)}，可能有行未能读出", ids
        )
    doubt = _weight_doubt(report, table, full, context.settings)
    return settled(context, doubt, [*weights, *table.full_scores], table.certainty())


def _only_added_up(report: Report, table: ScoreTable, common: Decimal) -> bool:
    """Whether a printed sum above 100 only adds the weights up: no bonus, and the text names no such full score."""
    printed = [value.number for value in table.full_scores if value.number is not None]
    named = [
        value.number
        for value in report.values
        if value.kind is Kind.SCORE and value.field == "full_score" and value.where == "text"
    ]
    above = bool(printed) and min(printed) > common and printed[0] == total_of(table.weights())
    return above and printed[0] not in named and not explanation(report, "bonus")


def _complete(table: ScoreTable) -> bool:
    """Whether the scores prove that every row was read: they add up to the printed total."""
    return any(assigned_sum_agrees(figure(total), figures(table.scored())) for total in table.totals)


def _weight_doubt(report: Report, table: ScoreTable, full: Decimal, settings: Settings) -> Doubt:
    weights = table.weights()
    total = total_of(weights)
    bare = len(weights) == len(table.items) and table.fund_weight is None
    with_execution = bare and table.fund_score is not None
    if with_execution:
        total += settings.scoring.execution_weight
    addition = operands(weights) + (
        f"，加预算执行率 {plain(settings.scoring.execution_weight)} 分为 {plain(total)}"
        if with_execution
        else ""
    )
    printed = (
        f"合计行写 {stated(report, table.full_scores[0])}"
        if table.full_scores
        else f"满分应为 {plain(full)} 分"
    )
    return Doubt(
        fact=f"weights/table/{table.name}",
        message=f"各项分值 {addition}；{printed}，相差 {plain(total - full)} 分。",
        places=tuple(dict.fromkeys(value.place for value in (*table.full_scores, *weights))),
        expected=f"{plain(full)}分",
        actual=f"{plain(total)}分",
        difference=f"{plain(total - full)}分",
        tolerance="无（T0）",
        calculation=addition,
    )


def _parents(report: Report, context: Context, table: ScoreTable) -> Iterator[Comparison]:
    """A weight printed with a first or second level, such as 产出指标（50分）, against its rows."""
    for level in ("level1", "level2"):
        groups: dict[str, list[Indicator]] = {}
        for row in table.rows:
            key = row.level1 if level == "level1" else f"{row.level1}\n{row.level2}"
            groups.setdefault(key, []).append(row)
        for key, rows in groups.items():
            yield from _parent(report, context, key.rpartition("\n")[2] or key, rows)


def _parent(report: Report, context: Context, name: str, rows: Sequence[Indicator]) -> Iterator[Comparison]:
    weight = printed_weight(name)
    values = [row.weight for row in rows if row.weight is not None and row.weight.number is not None]
    if weight is None or len(values) < len(rows):
        return
    if total_of(values) == weight:
        yield passed(f"“{name}”下各项分值 {operands(values)}，相符", [value.id for value in values])
        return
    doubt = Doubt(
        fact=f"weights/{name}",
        message=(
            f"“{name}”所列分值为 {plain(weight)} 分，其下各项 {operands(values)}"
            f"（自{spot(report, values[0].place)}起），不相等。"
        ),
        places=tuple(dict.fromkeys(value.place for value in values)),
        expected=f"{plain(weight)}分",
        actual=f"{plain(total_of(values))}分",
        difference=f"{plain(total_of(values) - weight)}分",
        tolerance="无（T0）",
        calculation=operands(values),
    )
    yield settled(context, doubt, values, min(row.confidence for row in rows))
