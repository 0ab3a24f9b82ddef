"""Amounts that differ by a power of ten of the money units: 元, 万元 and 亿元 mixed up (金额单位)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from pipeline.model import Level, Report, Value
from pipeline.validation.amounts import prose_amounts, whole_statements
from pipeline.validation.base import Comparison, Context, Doubt, not_applicable, passed, rule
from pipeline.validation.enumerations import listings
from pipeline.validation.facts import asserted, exact, fact_key, subject
from pipeline.validation.guards import settled
from pipeline.validation.lexicon import cues
from pipeline.validation.listed_amounts import mistaken_unit
from pipeline.validation.prose import clause_after, clause_before
from pipeline.validation.restatements import UNIT_RATIOS
from pipeline.validation.wording import money, stated, written

_MOST = 300  # no report states more different totals; text made to cost time might
_RATIO_SHARE = Decimal("0.001")
_TEN_THOUSAND = Decimal(10_000)
# Budget, money received and spending of one project are of one order; a surplus may be tiny.
_ALIKE = ("budget_initial", "budget_full", "budget_approved", "received", "spent")
_PARTS = ("source_part", "use_part")


@rule(
    "ZJ-07",
    "疑似万元、元、亿元混用",
    Level.WARNING,
    basis="绩效自评须真实、准确，同一报告的金额单位应当一致",
    needs="同一项目的预算、到位、支出写了两次以上，或写有总额和明细",
)
def units_of_money_mixed(report: Report, context: Context) -> Iterator[Comparison]:
    """Two amounts of one project whose ratio is 10^3, 10^4 or 10^8 within 0.1 %."""
    whole = [value for value in whole_statements(report) if value.field in _ALIKE and value.number]
    seen = False
    for project in dict.fromkeys(subject(report, value) for value in whole):
        own = [value for value in whole if subject(report, value) == project]
        for one, other in _slips(own):
            seen = True
            yield settled(context, _doubt(report, one, other), [one, other])
        yield passed("预算、到位、支出的数量级一致", [value.id for value in own])
    for listing in listings(report):
        odd = mistaken_unit(listing)
        if odd is not None:
            seen = True
            yield settled(context, _list_doubt(report, odd, listing.items), [odd, *listing.items])
    if not seen:
        yield from _lost_unit(report, context, whole)


def _slips(own: Sequence[Value]) -> Iterator[tuple[Value, Value]]:
    """The first pair for each mistaken amount; of one key by 千 too, of several keys by 万 or 亿 only."""
    odd: set[Decimal | None] = set()
    first = {(value.field, value.number): value for value in reversed(own)}
    for one, other in combinations([*first.values()][::-1][:_MOST], 2):
        large, small = (one, other) if (one.number or 0) > (other.number or 0) else (other, one)
        ratios = UNIT_RATIOS if one.field == other.field else UNIT_RATIOS[1:]
        if small.number not in odd and _ratio_of_units(large, small, ratios):
            odd.add(small.number)
            yield large, small


def _ratio_of_units(large: Value, small: Value, ratios: Sequence[Decimal]) -> bool:
    if not large.number or not small.number:
        return False
    ratio = large.number / small.number
    return any(abs(ratio / unit - 1) <= _RATIO_SHARE for unit in ratios)


def _lost_unit(report: Report, context: Context, whole: Sequence[Value]) -> Iterator[Comparison]:
    """A part of some 元 with the very digits of a whole amount in 万元: 市级配套3.6元, 到位3.6万元."""
    for value in prose_amounts(report):
        small = value.number is not None and 0 < value.number < _TEN_THOUSAND and value.unit == "元"
        if (
            value.field not in (*_PARTS, *_ALIKE)
            or not small
            or not exact(value)
            or _unit_price(report, value)
        ):
            continue
        same = [
            one for one in whole if one.number == (value.number or 0) * _TEN_THOUSAND and one is not value
        ]
        if same and len(f"{value.number:f}".replace(".", "").strip("0")) > 1 and asserted(report, value):
            yield settled(context, _doubt(report, same[0], value), [same[0], value])
            return
    if not whole:
        yield not_applicable("没有同一项目的两个以上金额")


def _unit_price(report: Report, value: Value) -> bool:
    """每户、人均、标准 …: a price in 元 is no lost 万."""
    words = clause_before(report, value.place.start) + clause_after(report, value.place.end)
    return bool(cues("unit_price_cues", "price").search(words))


def _doubt(report: Report, large: Value, small: Value) -> Doubt:
    ratio = (large.number or Decimal(0)) / (small.number or Decimal(1))
    times = f"{ratio.quantize(Decimal(1)):f}"
    same = fact_key(report, large) == fact_key(report, small)
    return Doubt(
        fact=f"unit/{subject(report, large)}/{large.field}/{small.field}",
        message=(
            f"{stated(report, large)} 与 {stated(report, small)} 说的是同一项目的资金，"
            f"前者恰为后者的 {times} 倍，疑似其中一处把元、万元、亿元写混。"
        ),
        places=tuple(dict.fromkeys((large.place, small.place))),
        expected="数量级一致",
        actual=f"{written(large)}、{written(small)}",
        difference=money((large.number or Decimal(0)) - (small.number or Decimal(0)), large.unit or "元"),
        tolerance="两数之比在 10³、10⁴、10⁸ 的 0.1% 以内",
        calculation=f"{written(large)}÷{written(small)}={times}",
        suspect=written(small),
        project=large.project,
        roots=frozenset({f"restated/{fact_key(report, large).label()}"}) if same else frozenset(),
    )


def _list_doubt(report: Report, total: Value, items: Sequence[Value]) -> Doubt:
    parts = sum((item.number or Decimal(0) for item in items), Decimal(0))
    unit = items[0].unit or "元"
    shown = "、".join(written(item) for item in items)
    return Doubt(
        fact=f"unit/list/{total.field}/{total.source or ''}",
        message=(
            f"{stated(report, total)} 的明细为 {shown}，合计 {money(parts, unit)}，"
            "与所写总额的数字相同而单位不同，疑似漏写“万”字或单位写混。"
        ),
        places=tuple(dict.fromkeys(value.place for value in (total, *items))),
        expected=money(parts, unit),
        actual=written(total),
        difference=money((total.number or Decimal(0)) - parts, unit),
        tolerance="两数之比在 10³、10⁴、10⁸ 的 0.1% 以内",
        calculation=f"{'+'.join(written(item) for item in items)}={money(parts, unit)}",
        suspect=written(total),
        project=total.project,
    )
