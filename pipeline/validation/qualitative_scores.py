"""Scores of qualitative indicators outside the share of their attainment (定性指标越档)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from pipeline.model import Indicator, Level, Report
from pipeline.settings import Settings
from pipeline.validation.base import Comparison, Context, Doubt, not_applicable, passed, pending, rule
from pipeline.validation.guards import explanation, settled
from pipeline.validation.lexicon import mapping
from pipeline.validation.wording import plain, rounded, spot, stated

_CENT = Decimal("0.01")


@rule(
    "DF-07",
    "定性指标得分越档",
    Level.ERROR,
    basis="《项目支出绩效评价管理办法》（财预〔2020〕10号）",
    needs="写明达成、部分达成或未达成的定性指标及其分值、得分",
    settings=("scoring.qualitative_bands",),
)
def qualitative_score_outside_band(report: Report, context: Context) -> Iterator[Comparison]:
    """达成 [0.8W, W]; 部分达成 [0.6W, 0.8W]; 未达成 [0, 0.6W]; both ends included, rounded to 2 places."""
    for row in report.indicators:
        if not row.qualitative or row.role != "indicator" or row.score is None or row.weight is None:
            continue
        if row.score.number is None or not row.weight.number:
            continue
        attained = attainment(row.actual)
        if attained is None:
            yield not_applicable("定性指标没有写明达成的档次")
        else:
            yield _banded(report, context, row, attained)


def attainment(actual: str) -> str | None:
    """The degree that the words of an actual value name, if they name one of the three."""
    words = "".join(actual.split())
    for name, patterns in mapping("indicator_cues", "attainment").items():
        if any(re.match(pattern, words) for pattern in patterns):
            return str(name)
    return None


def _band(settings: Settings, attained: str, weight: Decimal) -> tuple[Decimal, Decimal] | None:
    for name, least, greatest in settings.scoring.qualitative_bands:
        if name == attained:
            low, high = (
                (weight * share).quantize(_CENT, rounding=ROUND_HALF_UP) for share in (least, greatest)
            )
            return low, high
    return None


def _banded(report: Report, context: Context, row: Indicator, attained: str) -> Comparison:
    if row.score is None or row.weight is None:
        raise ValueError("定性指标须有得分和分值")
    weight, score = row.weight.number or Decimal(0), row.score.number or Decimal(0)
    band = _band(context.settings, attained, weight)
    ids = [row.score.id, row.weight.id]
    if band is None:
        return not_applicable(f"没有设定“{attained}”的得分范围")
    low, high = band
    if low <= score <= high:
        return passed("定性指标得分在其档次之内", ids)
    if score > weight:
        return passed("得分大于分值的，由 DF-01 报告", ids)
    if scale := explanation(report, "own_item_scale"):
        return pending(f"定性指标得分越档，报告写有“{scale}”，请按当地计分办法核对", ids)
    doubt = _doubt(report, row, attained, band)
    if attained == "达成":  # 达成而得分偏低，可能另按佐证扣分，不是虚高
        doubt = replace(doubt, level=Level.HINT)
    return settled(context, doubt, [row.score, row.weight], row.confidence)


def _doubt(report: Report, row: Indicator, attained: str, band: tuple[Decimal, Decimal]) -> Doubt:
    if row.score is None or row.weight is None:
        raise ValueError("定性指标须有得分和分值")
    low, high = band
    score, weight = row.score.number or Decimal(0), row.weight.number or Decimal(0)
    name = row.level3 or row.level2
    place = row.places.get("actual", row.score.place)
    gap = score - high if score > high else score - low
    shares = f"{plain(weight)}×{rounded(low / weight)}={plain(low)}，{plain(weight)}×{rounded(high / weight)}={plain(high)}"
    return Doubt(
        fact=f"qualitative/{row.level1}/{row.level2}/{name}",
        message=(
            f"定性指标“{name}”完成值写“{row.actual}”（{spot(report, place)}），属于“{attained}”，"
            f"分值 {plain(weight)} 分，得分应在 {plain(low)} 至 {plain(high)} 分之间（{shares}），"
            f"实际得 {stated(report, row.score)}，越出 {plain(abs(gap))} 分。"
        ),
        places=tuple(dict.fromkeys((place, row.score.place, row.weight.place))),
        expected=f"{plain(low)}至{plain(high)}分",
        actual=f"{plain(score)}分",
        difference=f"{plain(gap)}分",
        tolerance="两端均含，界限四舍五入到两位小数",
        calculation=shares,
        suspect=row.score.raw,
    )
