"""Full marks for what was not reached (未完成却得满分)."""

from collections.abc import Iterator
from decimal import Decimal

from pipeline.model import Indicator, Level, Report
from pipeline.validation.base import Comparison, Context, Doubt, not_applicable, passed, pending, rule
from pipeline.validation.facts import figure
from pipeline.validation.guards import settled
from pipeline.validation.late_dates import late_at_full_marks
from pipeline.validation.lexicon import cues, mapping
from pipeline.validation.tolerance import Figure, rounds_or_truncates
from pipeline.validation.wording import plain, rounded, spot, stated

PERCENT = "%"
_LEAST_PERCENT, _FULL = Decimal(1), Decimal(100)


def same_unit(row: Indicator) -> bool:
    """Whether target and actual are counted in the same unit."""
    names: dict[str, str] = dict(mapping("indicator_cues", "same_unit"))
    target, actual = (names.get(unit, unit) for unit in (row.target_unit.strip(), row.actual_unit.strip()))
    if PERCENT in (target, actual):
        return target == actual or (target == PERCENT and _bare_percent(row))
    return (
        target == actual or not target or not actual or target.startswith(actual) or actual.startswith(target)
    )


def _bare_percent(row: Indicator) -> bool:
    """A figure without a unit beside a percentage, in a form whose unit stands in the target's column: 86.5 of 90%."""
    number = row.actual_number
    plain_number = number is not None and not row.actual_unit.strip() and _LEAST_PERCENT < number <= _FULL
    return plain_number and PERCENT not in row.target.replace("％", PERCENT)


def direction(row: Indicator) -> str | None:
    """≥ where more is better, ≤ where less is; None where the form does not say and it cannot be told."""
    if row.operator in ("≥", ">"):
        return "≥"
    if row.operator in ("≤", "<"):
        return "≤"
    cost = cues("indicator_cues", "cost_or_time").search(f"{row.level1}{row.level2}")
    reverse = cues("indicator_cues", "smaller_is_better").search(row.level3)
    return None if cost or reverse else "≥"


def judged(row: Indicator) -> bool:
    """A quantitative indicator with all four figures; dates and zero targets are not judged."""
    dated = cues("indicator_cues", "date_like")
    quantitative = not row.qualitative and not dated.search(row.target) and not dated.search(row.actual)
    numbers = row.target_number is not None and row.actual_number is not None and row.target_number > 0
    scored = (row.score.number if row.score else None, row.weight.number if row.weight else None)
    return quantitative and numbers and None not in scored


@rule(
    "DF-05",
    "未完成却得满分",
    Level.ERROR,
    basis="《项目支出绩效评价管理办法》（财预〔2020〕10号）",
    needs="定量指标的指标值、完成值、分值和得分",
    silences=("DF-04", "DF-06"),
)
def full_marks_for_missed_target(report: Report, context: Context) -> Iterator[Comparison]:
    """V worse than A in the indicator's direction, S = W, and W no legal rounding of the expected score."""
    for row in report.indicators:
        if judged(row) and row.role == "indicator":
            yield _missed(report, context, row, _score_unit(report, row.table))
    yield from late_at_full_marks(report, context)


def _score_unit(report: Report, table: int) -> Decimal:
    """The finest place of the table's scores: 10 beside 9.2 is 10.0, no rounding to whole points."""
    scores = [row.score for row in report.indicators if row.table == table and row.role == "indicator"]
    return min(figure(score).quantum for score in scores if score is not None and score.number is not None)


def _missed(report: Report, context: Context, row: Indicator, unit: Decimal) -> Comparison:
    target, actual = row.target_number or Decimal(0), row.actual_number or Decimal(0)
    name, way = row.level3 or row.level2, direction(row)
    ids = [value.id for value in (row.score, row.weight) if value is not None]
    if way is None:
        return not_applicable(f"“{name}”没有写方向符号，成本、时效及越小越好的指标不作判断")
    if not (actual < target if way == "≥" else actual > target):
        return passed("完成值不劣于指标值的指标，得满分相符", ids)
    if row.score is None or row.weight is None or row.score.number != row.weight.number:
        return passed("未完成的指标均已扣分", ids)
    if not same_unit(row):
        return pending(f"“{name}”指标值 {row.target} 与完成值 {row.actual} 单位不同，不能直接比较", ids)
    weight = row.weight.number or Decimal(0)
    expected = weight * (actual / target if way == "≥" else target / actual)
    if rounds_or_truncates(expected, Figure(weight, unit)):
        return passed(f"“{name}”按比例应得 {rounded(expected)} 分，进位为 {plain(weight)} 分，合法", ids)
    return settled(context, _doubt(report, row, way, expected), [row.score, row.weight], row.confidence)


def _doubt(report: Report, row: Indicator, way: str, expected: Decimal) -> Doubt:
    if row.score is None or row.weight is None:
        raise ValueError("judged() 已保证有得分和分值")
    target, actual = row.target_number or Decimal(0), row.actual_number or Decimal(0)
    weight = row.weight.number or Decimal(0)
    over, under = (actual, target) if way == "≥" else (target, actual)
    calculation = f"{plain(weight)}×{plain(over)}÷{plain(under)}={rounded(expected)}"
    place = row.places.get("actual", row.score.place)
    name = row.level3 or row.level2
    assumed = "" if row.operator else f"（指标值没有写符号，按“{'不少于' if way == '≥' else '不超过'}”理解）"
    message = (
        f"指标“{name}”指标值 {row.target}{assumed}，完成值 {row.actual}（{spot(report, place)}），没有完成，"
        f"却得满分 {stated(report, row.score)}；按比例至多 {calculation} 分，"
        "按得分所写位数四舍五入也到不了满分。"
    )
    places = (place, row.places.get("target", place), row.score.place, row.weight.place)
    return Doubt(
        fact=f"missed_target/{row.level1}/{row.level2}/{name}",
        message=message,
        places=tuple(dict.fromkeys(places)),
        expected=f"不超过{rounded(expected)}分",
        actual=f"{plain(weight)}分",
        difference=f"{rounded(weight - expected)}分",
        tolerance="得分所写位数上的四舍五入",
        calculation=calculation,
        suspect=row.score.raw,
        roots=frozenset({f"missed/{row.score.id}"}),
    )
