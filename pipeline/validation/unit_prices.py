"""Unit price times quantity against the amount of the same thing (单价×数量)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.model import Level, Report, Value
from pipeline.validation.base import Comparison, Context, Doubt, passed, pending, rule
from pipeline.validation.facts import figure
from pipeline.validation.guards import settled
from pipeline.validation.priced_amounts import Priced, priced_amounts
from pipeline.validation.restatements import UNIT_RATIOS
from pipeline.validation.tolerance import Figure, Range, derived_agrees
from pipeline.validation.wording import money, plain, stated, written

_RATIO_SHARE = Decimal("0.001")


@rule(
    "ZJ-09",
    "单价×数量与金额不符",
    Level.WARNING,
    basis="绩效自评须真实、准确；金额＝单价×数量（×期数）",
    needs="同一分句里的一个单价、一个数量和一个金额",
)
def price_times_count_differs_from_amount(report: Report, context: Context) -> Iterator[Comparison]:
    """T2: the product that the price's own rounding allows, against the amount."""
    for priced in priced_amounts(report):
        yield _multiplied(report, context, priced)


def _multiplied(report: Report, context: Context, priced: Priced) -> Comparison:
    amount = figure(priced.amount)
    for counts in priced.counts:
        factor = _factor(priced, counts)
        if any(_agrees(amount, priced, one) for one in (factor, *_fewer_times(priced, factor))):
            shown = _product(priced, counts)
            return passed(f"{shown}，与 {written(priced.amount)} 相符", _ids(priced, counts))
    counts = priced.counts[0]
    unclear = _unclear(report, priced, _factor(priced, counts))
    if unclear:
        return pending(
            f"{_product(priced, counts)}，金额写 {written(priced.amount)}，{unclear}", _ids(priced, counts)
        )
    return settled(context, _doubt(report, priced, counts), [priced.price, *counts, priced.amount])


def _agrees(amount: Figure, priced: Priced, factor: Decimal) -> bool:
    price = figure(priced.price)
    return derived_agrees(amount, Range(price.low * factor, price.high * factor))


def _factor(priced: Priced, counts: Sequence[Value]) -> Decimal:
    factor = Decimal(priced.times)
    for value in counts:
        factor *= value.number or Decimal(0)
    return factor


def _fewer_times(priced: Priced, factor: Decimal) -> Iterator[Decimal]:
    """The same for fewer months or quarters than a whole year."""
    if priced.times > 1:
        yield from (factor / priced.times * months for months in range(1, priced.times))


def _unclear(report: Report, priced: Priced, factor: Decimal) -> str | None:
    """Why the product cannot be held against the amount; None where it can."""
    product, amount = (priced.price.number or Decimal(0)) * factor, priced.amount.number or Decimal(0)
    if product <= 0 or amount <= 0:
        return "单价或数量为零，无法核对"
    if len(priced.counts) > 1:
        return "同句有几个数量，不能断定是哪一个"
    between = sorted((priced.price.place.end, priced.amount.place.start))
    if priced.times > 1 and "全年" not in report.document.text[between[0] : between[1]]:
        return "没有写明期数"
    ratio = max(product, amount) / min(product, amount)
    if any(abs(ratio / unit - 1) <= _RATIO_SHARE for unit in UNIT_RATIOS):
        return "数字相同、单位不同"
    return None


def _ids(priced: Priced, counts: Sequence[Value]) -> list[str]:
    return [value.id for value in (priced.price, *counts, priced.amount)]


def _product(priced: Priced, counts: Sequence[Value]) -> str:
    unit, factor = priced.amount.unit or "元", _factor(priced, counts)
    terms = [value.raw for value in counts] + ([f"{priced.times}期"] if priced.times > 1 else [])
    product = money((priced.price.number or Decimal(0)) * factor, unit)
    return f"{written(priced.price)}×{'×'.join(terms)}={product}"


def _doubt(report: Report, priced: Priced, counts: Sequence[Value]) -> Doubt:
    unit, factor = priced.amount.unit or "元", _factor(priced, counts)
    product = (priced.price.number or Decimal(0)) * factor
    gap = (priced.amount.number or Decimal(0)) - product
    spread = figure(priced.price).quantum * factor / 2
    calculation = _product(priced, counts)
    counted = "、".join(stated(report, value) for value in counts)
    return Doubt(
        fact=f"price/{counts[0].unit}/{priced.amount.field}",
        message=(
            f"单价 {stated(report, priced.price)}，数量 {counted}，{calculation}；"
            f"金额写 {stated(report, priced.amount)}，相差 {money(abs(gap), unit)}，"
            f"单价的四舍五入至多带来 {money(spread, unit)} 的出入。"
        ),
        places=tuple(dict.fromkeys(v.place for v in (priced.price, *counts, priced.amount))),
        expected=money(product, unit),
        actual=written(priced.amount),
        difference=money(gap, unit),
        tolerance=f"±{money(spread, unit)}（单价半个末位×数量 {plain(factor)}）",
        calculation=calculation,
        project=priced.amount.project,
    )
