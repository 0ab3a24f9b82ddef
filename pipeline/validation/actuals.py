"""Actual values that were copied from the targets or cannot be compared with them (完成值不可信、不可比)."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.model import Indicator, Level, Place, Report
from pipeline.validation.base import Comparison, Context, Doubt, not_applicable, passed, rule
from pipeline.validation.guards import settled
from pipeline.validation.lexicon import cues
from pipeline.validation.rows import measurable, place_of_row, row_name
from pipeline.validation.score_tables import NOT_APPLICABLE_MARKS
from pipeline.validation.table_names import indicator_tables
from pipeline.validation.targets import PERCENT
from pipeline.validation.wording import spot

_MANY = 5
_NEARLY_ALL = Decimal("0.9")
_INEQUALITIES = ("≥", "≤", "≧", "≦", ">=", "<=", "＞", "＜", ">", "<")
_FULL_RATE = Decimal(100)
_ROUND_STEP = Decimal(5)
# 名称后的括号说明口径、来源，不是名称。
_ASIDE = re.compile(r"[（(][^（）()]*[）)]$")

Fault = tuple[Indicator, str]


@rule(
    "ZB-03",
    "完成值照抄指标值",
    Level.HINT,
    basis="自评表填报要求：完成值填写实际完成情况",
    needs="五项以上定量指标的指标值、完成值",
    silences=("ZB-04",),
)
def actuals_copied_from_targets(report: Report, context: Context) -> Iterator[Comparison]:
    """Nearly all actual values string-equal to their targets, operators or odd estimates included."""
    tables = sorted({row.table for row in report.indicators})
    judged = False
    for table in tables:
        rows = [row for row in _quantitative(report) if row.table == table]
        if len(rows) < _MANY:
            continue
        judged = True
        equal = [row for row in rows if _flat(row.actual) == _flat(row.target)]
        telling = [row for row in equal if _has_inequality(row)]
        odd = [row for row in equal if _odd_estimate(row)]
        if len(equal) < _NEARLY_ALL * len(rows) or not (telling or len(odd) > 1):
            yield passed(f"{len(rows)} 项定量指标的完成值不是成批照抄指标值")
            continue
        yield settled(context, _copied(report, table, rows, equal, telling or odd), [])
    if not judged:
        yield not_applicable("定量指标不足五项，不能判断是否成批照抄")


def _quantitative(report: Report) -> list[Indicator]:
    dated = cues("indicator_cues", "date_like")
    return [
        row
        for row in report.indicators
        if row.target_number is not None
        and row.actual.strip()
        and not row.qualitative
        and not dated.search(row.target)
    ]


def _flat(text: str) -> str:
    return "".join(text.split()).replace("＝", "=").replace("％", "%").lstrip("=")


def _has_inequality(row: Indicator) -> bool:
    return _flat(row.actual).startswith(_INEQUALITIES)


def _odd_estimate(row: Indicator) -> bool:
    """A rate such as ≥93.7 % that came out at exactly 93.7 %: an open target is not hit to the digit."""
    number = row.target_number or Decimal(0)
    odd = number % _ROUND_STEP != 0 and 0 < number < _FULL_RATE
    return row.operator in ("≥", "≤") and row.target_unit == PERCENT and odd


def _copied(
    report: Report,
    table: int,
    rows: Sequence[Indicator],
    equal: Sequence[Indicator],
    telling: Sequence[Indicator],
) -> Doubt:
    shown = "；".join(_pair(report, row) for row in telling[:4])
    return Doubt(
        fact=f"actuals_copied/{indicator_tables(report)[table]}",
        message=(
            f"{len(rows)} 项定量指标中有 {len(equal)} 项的完成值与指标值逐字相同，其中 {shown}，"
            "疑为照抄指标值，请填写实际完成数并备查。"
        ),
        places=_places(equal),
        expected="填写实际完成数",
        actual=f"{len(equal)}/{len(rows)} 项逐字相同",
        roots=frozenset({f"copied/{table}"}),
    )


def _pair(report: Report, row: Indicator) -> str:
    place = place_of_row(row, "actual")
    where = f"（{spot(report, place)}）" if place is not None else ""
    return f"“{row_name(row)}”指标值 {row.target}、完成值 {row.actual}{where}"


def _places(rows: Sequence[Indicator]) -> tuple[Place, ...]:
    places = (place_of_row(row, "actual") for row in rows)
    return tuple(dict.fromkeys(place for place in places if place is not None))


@rule(
    "ZB-04",
    "定量指标完成值不可比",
    Level.WARNING,
    basis="自评表填报要求：定量指标的实际完成值填数字，单位与指标值一致",
    needs="定量指标的指标值、完成值",
)
def actual_not_comparable(report: Report, context: Context) -> Iterator[Comparison]:
    """Words or an inequality for a figure, another kind of unit, or a bounded rate above 100 %."""
    rows = [row for row in _quantitative(report) if row.actual.strip() not in NOT_APPLICABLE_MARKS]
    if not rows:
        yield not_applicable("没有填了完成值的定量指标")
        return
    faults = [(row, fault) for row in rows if (fault := _fault(row))]
    if not faults:
        yield passed(f"{len(rows)} 项定量指标的完成值都可与指标值比较")
        return
    for table in sorted({row.table for row, _ in faults}):
        chosen = [one for one in faults if one[0].table == table]
        yield settled(
            context, _incomparable(report, table, chosen), [], *(row.confidence for row, _ in chosen)
        )


def _fault(row: Indicator) -> str:
    actual = _flat(row.actual)
    if _has_inequality(row):
        return "完成值带不等号，不是实际完成数"
    if cues("indicator_design", "worded_actual").search(actual):
        return "完成值是文字，没有数字"
    if not measurable(row):
        return ""
    units = (row.target_unit.strip(), row.actual_unit.strip())
    if all(units) and (units[0] == PERCENT) != (units[1] == PERCENT) and not _about_rates(row):
        return f"指标值以“{units[0]}”计、完成值以“{units[1]}”计，量纲不同"
    bounded = cues("indicator_design", "bounded_rate").search(_ASIDE.sub("", row_name(row)))
    if bounded and PERCENT in units and (row.actual_number or Decimal(0)) > _FULL_RATE:
        return "这一比率不可能超过 100%"
    return ""


def _about_rates(row: Indicator) -> bool:
    """‰ and 百分点 are rates too."""
    return any(mark in f"{row.target_unit}{row.actual_unit}" for mark in ("‰", "百分", "％"))


def _incomparable(report: Report, table: int, faults: Sequence[Fault]) -> Doubt:
    shown = "；".join(f"{_pair(report, row)}，{why}" for row, why in faults[:6])
    more = f"等 {len(faults)} 项" if len(faults) > 6 else ""
    copied = all(_has_inequality(row) for row, _ in faults)
    return Doubt(
        fact=f"actual_not_comparable/{indicator_tables(report)[table]}",
        message=f"有 {len(faults)} 项定量指标的完成值不能与指标值比较：{shown}{more}。",
        places=_places([row for row, _ in faults]),
        expected="填写与指标值同单位的实际完成数",
        actual=f"{len(faults)} 项不可比",
        roots=frozenset({f"copied/{table}"} if copied else ()),
    )
