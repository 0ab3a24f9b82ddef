"""Scores for the execution rate, from the amounts and not from the printed rate (执行率得分)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import Level, Report, Value
from pipeline.settings import Settings
from pipeline.validation.base import Comparison, Context, Doubt, not_applicable, passed, pending, rule
from pipeline.validation.execution import HUNDRED, Ratio, agrees, fact_of, root_of
from pipeline.validation.facts import figure
from pipeline.validation.funds import blocks, cell, finest_unit
from pipeline.validation.guards import explanation, settled
from pipeline.validation.score_tables import execution_score
from pipeline.validation.tolerance import Range, capped, derived_agrees, scaled
from pipeline.validation.wording import plain, rounded, stated, written


def earned_share(possible: Range, settings: Settings) -> Range:
    """The share of the execution weight that a rate earns: min(1, rate), or the profile's tiers."""
    tiers = settings.scoring.execution_tiers
    if not tiers:
        return capped(scaled(possible, Decimal(1) / HUNDRED), Decimal(1))

    def tier(percent: Decimal) -> Decimal:
        return next((share for lowest, share in tiers if percent >= lowest), Decimal(0))

    return Range(tier(possible.low), tier(possible.high))


@dataclass(frozen=True, slots=True)
class ScoredExecution:
    """The execution score of a form with the weight and amounts it comes from."""

    weight: Decimal
    weight_places: tuple[Value, ...]
    score: Value
    ratio: Ratio
    rate: Value | None
    root: str
    fact: str
    certainty: float


@rule(
    "ZX-02",
    "执行率得分计算错误",
    Level.ERROR,
    basis="《项目支出绩效评价管理办法》（财预〔2020〕10号）",
    needs="预算执行率得分，以及同一项目的全年预算数、全年执行数",
    settings=("scoring.execution_weight", "scoring.execution_tiers"),
)
def execution_score_miscalculated(report: Report, context: Context) -> Iterator[Comparison]:
    """Se against We·min(1, E/B) from the amounts, not from the printed rate (T2); tiers by profile."""
    for one in scored_executions(report, context.settings):
        yield _execution_score(report, context, one)


def scored_executions(report: Report, settings: Settings) -> Iterator[ScoredExecution]:
    """The scored total rows of the fund blocks, else the execution rows of the indicator tables."""
    seen = False
    for rows in blocks(report).values():
        for row in rows:
            spent, budget = cell(row, "spent"), cell(row, "budget_full") or cell(row, "budget_initial")
            score = execution_score(row, settings)
            if row.level == 0 and spent and budget and score:
                seen = True
                weight = row.weight if row.weight is not None and row.weight.number is not None else None
                yield ScoredExecution(
                    weight=(weight.number if weight else None) or settings.scoring.execution_weight,
                    weight_places=(weight,) if weight else (),
                    score=score,
                    ratio=Ratio(spent, budget, finest_unit(rows)),
                    rate=row.rate,
                    root=root_of(report, row),
                    fact=fact_of(report, row),
                    certainty=row.confidence,
                )
    if not seen:
        yield from _execution_rows(report)


def _execution_rows(report: Report) -> Iterator[ScoredExecution]:
    totals = [
        row for row in report.funds if row.level == 0 and cell(row, "spent") and cell(row, "budget_full")
    ]
    rows = [one for one in report.indicators if one.role == "execution" and one.score and one.weight]
    if len(rows) == 1 and len(totals) == 1:
        spent, budget = cell(totals[0], "spent"), cell(totals[0], "budget_full")
        weight, score = rows[0].weight, rows[0].score
        if spent and budget and weight and score and weight.number is not None and score.number is not None:
            yield ScoredExecution(
                weight=weight.number,
                weight_places=(weight,),
                score=score,
                ratio=Ratio(spent, budget, finest_unit(totals)),
                rate=totals[0].rate,
                root=root_of(report, totals[0]),
                fact=fact_of(report, totals[0]),
                certainty=min(rows[0].confidence, totals[0].confidence),
            )


def _execution_score(report: Report, context: Context, one: ScoredExecution) -> Comparison:
    ids = [one.score.id, one.ratio.spent.id, one.ratio.budget.id, *(value.id for value in one.weight_places)]
    if not one.ratio.budget.number:
        if one.ratio.spent.number:
            return pending("全年预算数为零而有支出，执行率得分无法计算", ids)
        return not_applicable("全年预算数和执行数均为零，执行率不计分")
    possible = one.ratio.range()
    if possible is None:
        return pending("预算数太小，执行率不能确定", ids)
    earned = scaled(earned_share(possible, context.settings), one.weight)
    if derived_agrees(figure(one.score), earned):
        return passed(f"执行率得分 {written(one.score)} 与 {plain(one.weight)}×{one.ratio.shown()} 相符", ids)
    scale = explanation(report, "own_execution_scale")
    if scale and not context.settings.scoring.execution_tiers:
        return pending(f"执行率得分与同比例计分不符，报告另写有计分办法“{scale}”，请按该办法核对", ids)
    doubt = _score_doubt(report, context, one)
    return settled(context, doubt, [one.score, one.ratio.spent, one.ratio.budget], one.certainty)


def _score_doubt(report: Report, context: Context, one: ScoredExecution) -> Doubt:
    exact_share = earned_share(Range(one.ratio.percent(), one.ratio.percent()), context.settings)
    expected = exact_share.low * one.weight
    follows = _follows_printed_rate(one, context.settings)
    way = (
        "按档次计"
        if context.settings.scoring.execution_tiers
        else f"{plain(one.weight)}×min(1, {one.ratio.shown()})"
    )
    gap = (one.score.number or Decimal(0)) - expected
    message = (
        f"预算执行率得分写 {stated(report, one.score)}；执行数 {stated(report, one.ratio.spent)}，"
        f"预算数 {stated(report, one.ratio.budget)}，分值 {plain(one.weight)}，"
        f"应为 {way}，即 {rounded(expected)} 分，相差 {rounded(abs(gap))} 分。"
        + ("该得分是按表内所写的执行率计算的。" if follows else "")
    )
    return Doubt(
        fact=f"execution_score/{one.fact}",
        message=message,
        places=tuple(
            dict.fromkeys(v.place for v in (one.score, one.ratio.spent, one.ratio.budget, *one.weight_places))
        ),
        expected=f"{rounded(expected)}分",
        actual=written(one.score),
        difference=f"{rounded(gap)}分",
        tolerance="所写位数上四舍五入或截尾（T2）",
        calculation=f"{plain(one.weight)}×min(1, {one.ratio.shown()})={rounded(expected)}",
        suspect=written(one.score),
        roots=frozenset({one.root}) if follows else frozenset(),
    )


def _follows_printed_rate(one: ScoredExecution, settings: Settings) -> bool:
    """Whether the score is right for the rate as printed: then the rate is the root cause (G13)."""
    if one.rate is None or one.rate.number is None or agrees(one.rate, one.ratio):
        return False
    printed = figure(one.rate)
    possible = Range(printed.low, printed.high)
    return derived_agrees(figure(one.score), scaled(earned_share(possible, settings), one.weight))
