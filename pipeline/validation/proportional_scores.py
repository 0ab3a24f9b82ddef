"""Scores of unmet quantitative indicators against their degree of completion (按完成率计分)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from pipeline.model import Indicator, Level, Report
from pipeline.validation.base import Comparison, Context, Doubt, not_applicable, passed, pending, rule
from pipeline.validation.facts import figure
from pipeline.validation.guards import explanation, settled
from pipeline.validation.lexicon import cues
from pipeline.validation.targets import direction, judged, same_unit
from pipeline.validation.tolerance import Figure, Range, derived_agrees
from pipeline.validation.wording import plain, rounded, spot, stated

_BASIS = "《项目支出绩效评价管理办法》（财预〔2020〕10号）"
_HALF = Decimal("0.5")
_HUNDRED = Decimal(100)


@rule(
    "DF-04",
    "定量正向指标得分与完成率不符",
    Level.ERROR,
    basis=_BASIS,
    needs="定量正向指标的指标值、完成值、分值和得分",
)
def score_differs_from_completion(report: Report, context: Context) -> Iterator[Comparison]:
    """S against W·min(1, V/A) by T2: above is an error, below a hint (a stricter own standard may hold)."""
    for row in report.indicators:
        if row.role == "indicator" and judged(row) and direction(row) == "≥":
            yield _proportional(report, context, row)


def _proportional(report: Report, context: Context, row: Indicator) -> Comparison:
    target, actual, weight, score = _figures(row)
    ids = [value.id for value in (row.score, row.weight) if value is not None]
    if actual >= target or not 0 <= score.number <= weight:  # 得分越出分值的由 DF-01 报告
        return passed("已完成的指标不按比例扣分", ids)
    if not same_unit(row):
        return pending(
            f"“{_name(row)}”指标值 {row.target} 与完成值 {row.actual} 单位不同，不能计算完成率", ids
        )
    expected = weight * actual / target
    spread = weight * _unit(actual) * _HALF / target
    if derived_agrees(score, Range(expected - spread, expected + spread)):
        return passed("未完成的指标按完成率计分，相符", ids)
    above = score.number > expected
    own_scale = _own_scale(report, actual / target * _HUNDRED, above=above)
    satisfaction = "满意" in f"{row.level1}{row.level2}{row.level3}"
    if own_scale or (above and satisfaction):
        why = f"报告写有“{own_scale}”" if own_scale else "满意度常分档计分"
        return pending(f"“{_name(row)}”得分与完成率不成比例，{why}，请按当地计分办法核对", ids)
    doubt = _doubt(report, row, expected, f"{plain(weight)}×{plain(actual)}÷{plain(target)}", above=above)
    return settled(context, doubt, [v for v in (row.score, row.weight) if v is not None], row.confidence)


def _own_scale(report: Report, percent: Decimal, *, above: bool) -> str | None:
    """The report's own scoring rule; a floor (低于70%不得分) takes points away only from what is under it."""
    rule_text = explanation(report, "own_item_scale")
    floor = re.search(
        r"(?:低于|不足|小于)\s*(\d+(?:\.\d+)?)\s*[%％].*(?:不得分|不计分|得0分)", rule_text or ""
    )
    return None if above and floor and percent >= Decimal(floor.group(1)) else rule_text


def _figures(row: Indicator) -> tuple[Decimal, Decimal, Decimal, Figure]:
    if row.score is None or row.weight is None or row.weight.number is None:
        raise ValueError("judged() 已保证有得分和分值")
    return (
        row.target_number or Decimal(0),
        row.actual_number or Decimal(0),
        row.weight.number,
        figure(row.score),
    )


def _unit(number: Decimal) -> Decimal:
    """The last written place of an actual value; whole numbers are counts and exact."""
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) and exponent < 0 else Decimal(0)


def _name(row: Indicator) -> str:
    return row.level3 or row.level2 or row.level1


def _doubt(report: Report, row: Indicator, expected: Decimal, way: str, *, above: bool) -> Doubt:
    if row.score is None or row.weight is None:
        raise ValueError("judged() 已保证有得分和分值")
    number = row.score.number or Decimal(0)
    place = row.places.get("actual", row.score.place)
    calculation = f"{way}={rounded(expected)}"
    tail = "高于按完成率计算的得分。" if above else "低于按完成率计算的得分；如按更严的标准扣分，请注明标准。"
    places = (place, row.places.get("target", place), row.score.place, row.weight.place)
    return Doubt(
        fact=f"item_score/{row.level1}/{row.level2}/{_name(row)}",
        message=(
            f"指标“{_name(row)}”指标值 {row.target}，完成值 {row.actual}（{spot(report, place)}），"
            f"得分写 {stated(report, row.score)}；按比例应得 {calculation} 分，"
            f"相差 {rounded(abs(number - expected))} 分，{tail}"
        ),
        places=tuple(dict.fromkeys(places)),
        level=None if above else Level.HINT,
        expected=f"{rounded(expected)}分",
        actual=f"{plain(number)}分",
        difference=f"{rounded(number - expected)}分",
        tolerance="得分所写位数上四舍五入或截尾（T2）",
        calculation=calculation,
        suspect=row.score.raw,
        roots=frozenset({f"missed/{row.score.id}"}),
    )


@rule(
    "DF-06",
    "反向指标得分偏高",
    Level.ERROR,
    basis=_BASIS,
    needs="反向指标（≤）的指标值、完成值、分值和得分",
)
def reverse_score_too_high(report: Report, context: Context) -> Iterator[Comparison]:
    """For ≤ and V > A: S above the largest score that any accepted formula gives, W·A/V."""
    for row in report.indicators:
        if row.role != "indicator" or not judged(row) or direction(row) != "≤":
            continue
        yield _reverse(report, context, row)


def _reverse(report: Report, context: Context, row: Indicator) -> Comparison:
    target, actual, weight, score = _figures(row)
    ids = [value.id for value in (row.score, row.weight) if value is not None]
    if actual <= target:
        return passed("没有超出的反向指标不扣分", ids)
    if not same_unit(row):
        return pending(f"“{_name(row)}”指标值 {row.target} 与完成值 {row.actual} 单位不同，不能比较", ids)
    if cues("indicator_cues", "several_years").search(f"{row.level3}{row.target}{row.actual}"):
        return not_applicable(f"“{_name(row)}”是多年累计数，不与单年指标值相比")
    largest = weight * target / actual
    if score.number <= largest or derived_agrees(score, Range(largest, largest)):
        return passed("超出的反向指标得分不高于各种公式的最高得分", ids)
    own_scale = explanation(report, "own_item_scale")
    if own_scale:
        return pending(f"“{_name(row)}”得分偏高，报告写有“{own_scale}”，请按当地计分办法核对", ids)
    linear = max(weight * (1 - (actual - target) / target), Decimal(0))
    way = f"{plain(weight)}×{plain(target)}÷{plain(actual)}"
    doubt = _doubt(report, row, largest, way, above=True)
    doubt = _as_reverse(doubt, linear)
    return settled(context, doubt, [v for v in (row.score, row.weight) if v is not None], row.confidence)


def _as_reverse(doubt: Doubt, linear: Decimal) -> Doubt:
    """The same doubt, saying that the expected score is the largest of the accepted formulas."""
    message = doubt.message.replace("按比例应得", "最高可得（分值×指标值÷完成值）").replace(
        "高于按完成率计算的得分。", f"按超支比例扣减的公式则为 {rounded(linear)} 分。"
    )
    return replace(doubt, message=message, expected=f"不超过{doubt.expected}")
