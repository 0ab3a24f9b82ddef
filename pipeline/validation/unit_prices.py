"""Unit price times quantity against the amount of the same clause (单价×数量)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import Kind, Level, Modality, Report, Value
from pipeline.validation.amounts import in_prose, prose_amounts
from pipeline.validation.base import Comparison, Context, Doubt, passed, pending, rule
from pipeline.validation.facts import exact, figure
from pipeline.validation.guards import settled
from pipeline.validation.lexicon import cues, mapping
from pipeline.validation.prose import clause_after, sentences
from pipeline.validation.restatements import UNIT_RATIOS
from pipeline.validation.tolerance import Range, derived_agrees
from pipeline.validation.wording import money, plain, stated, written

_NOT_AMOUNT = frozenset({"periodic", "last_year", "budget_change", "surplus", "returned"})
_LEAD = 14
_RATIO_SHARE = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class _Priced:
    """One unit price, the quantities that it is multiplied by, and the one amount of the clause."""

    price: Value
    counts: tuple[Value, ...]
    amount: Value


@rule(
    "ZJ-09",
    "单价×数量与金额不符",
    Level.WARNING,
    basis="绩效自评须真实、准确；金额＝单价×数量（×期数）",
    needs="同一分句里的一个单价、一个数量和一个金额",
)
def price_times_count_differs_from_amount(report: Report, context: Context) -> Iterator[Comparison]:
    """T2: the product that the price's own rounding allows, against the amount."""
    for priced in _priced(report):
        yield _multiplied(report, context, priced)


def _priced(report: Report) -> Iterator[_Priced]:
    """Sentences (to ；or 。) with exactly one unit price, whose unit picks exactly one quantity, and one amount."""
    amounts = prose_amounts(report)
    counts = [value for value in report.values if _is_count(report, value)]
    for price in amounts:
        if price.field != "periodic" or not exact(price) or price.modality is not Modality.ASSERTED:
            continue
        start, end = _segment(report, price.place.start)
        near = [value for value in amounts if start <= value.place.start < end]
        prices = [value for value in near if value.field == "periodic"]
        wholes = [value for value in near if value.field not in _NOT_AMOUNT and exact(value)]
        matched = _quantities(report, price, [value for value in counts if start <= value.place.start < end])
        if len(prices) == 1 and len(wholes) == 1 and matched and _plain_price(report, price, wholes[0]):
            yield _Priced(price, matched, wholes[0])


def _is_count(report: Report, value: Value) -> bool:
    counted = value.kind in (Kind.COUNT, Kind.PERIOD) and value.number is not None and bool(value.unit)
    return counted and exact(value) and value.modality is Modality.ASSERTED and in_prose(report, value)


def _segment(report: Report, offset: int) -> tuple[int, int]:
    for start, end in report.spans:
        if start <= offset < end:
            for sentence in sentences(report, *_line(report, offset, start, end)):
                if sentence.start <= offset < sentence.end:
                    return sentence.start, sentence.end
    return offset, offset


def _line(report: Report, offset: int, start: int, end: int) -> tuple[int, int]:
    """A stretch around the offset that surely holds its sentence."""
    text = report.document.text
    before = max(text.rfind("。", start, offset), text.rfind("\n\n", start, offset), start - 1) + 1
    after = text.find("。", offset, end)
    return before, end if after < 0 else after + 1


def _label(report: Report, price: Value) -> str:
    """The words around a price that say per what: 每户, 人均, 元/人."""
    text = report.document.text
    before = re.split(r"[，。；;、]", text[max(0, price.place.start - _LEAD) : price.place.start])[-1]
    return before + clause_after(report, price.place.end)[:3]


def _quantities(report: Report, price: Value, counts: Sequence[Value]) -> tuple[Value, ...]:
    """The quantities of the price's units, one for each; () where one is missing or not unique."""
    label = _label(report, price).replace("每年", "").replace("/年", "")
    per = re.findall(
        r"每一?个?((?!每)[\u4e00-\u9fff](?:(?!每)[\u4e00-\u9fff])?)|([\u4e00-\u9fff])均|[/／]([\u4e00-\u9fff]{1,2})",
        label,
    )
    if not per:
        return tuple(counts) if len(counts) == 1 and re.search("均价|单价", label) else ()
    chosen: list[Value] = []
    for groups in per:
        unit = next(group for group in groups if group)
        fitting = [value for value in counts if _same_unit(unit, value.unit)]
        if len(fitting) != 1:
            return ()
        chosen.append(fitting[0])
    return tuple(chosen) if len({value.place.start for value in chosen}) == len(chosen) else ()


def _same_unit(per: str, unit: str) -> bool:
    known = mapping("amount_lists", "price_units")
    names = [name for name in known if per.startswith(name)]
    return any(unit in known[name] or unit == name for name in names) or per.startswith(unit)


def _plain_price(report: Report, price: Value, amount: Value) -> bool:
    """Neither a ceiling nor an estimate, and an amount that holds nothing else."""
    text = report.document.text
    start, end = sorted((price.place.start, amount.place.start))
    around = text[max(0, start - _LEAD) : end] + clause_after(report, price.place.end)
    mixed = clause_after(report, amount.place.end)
    before = re.split(r"[，。；;]", text[max(0, amount.place.start - _LEAD) : amount.place.start])[-1]
    unsure = cues("amount_lists", "price_unsure").search(around)
    # 其中在数量、单价之前的，说的是整句；夹在单价与金额之间的，金额是另一回事。
    within = "其中" in text[start:end]
    return not (unsure or within or cues("amount_lists", "amount_mixed").search(before + mixed[:4]))


def _multiplied(report: Report, context: Context, priced: _Priced) -> Comparison:
    factor = Decimal(1)
    for value in priced.counts:
        factor *= value.number or Decimal(0)
    price, amount = figure(priced.price), figure(priced.amount)
    values = [priced.price, *priced.counts, priced.amount]
    ids = [value.id for value in values]
    if derived_agrees(amount, Range(price.low * factor, price.high * factor)):
        return passed(f"{_product(priced, factor)}，与 {written(priced.amount)} 相符", ids)
    exact_product = price.number * factor
    if exact_product <= 0 or amount.number <= 0:
        return pending(f"单价 {written(priced.price)} 或数量为零，无法核对", ids)
    ratio = max(exact_product, amount.number) / min(exact_product, amount.number)
    if any(abs(ratio / unit - 1) <= _RATIO_SHARE for unit in UNIT_RATIOS):
        return pending(f"{_product(priced, factor)}，与 {written(priced.amount)} 数字相同、单位不同", ids)
    return settled(context, _doubt(report, priced, factor), values)


def _product(priced: _Priced, factor: Decimal) -> str:
    unit = priced.amount.unit or "元"
    counts = "×".join(value.raw for value in priced.counts)
    return f"{written(priced.price)}×{counts}={money((priced.price.number or Decimal(0)) * factor, unit)}"


def _doubt(report: Report, priced: _Priced, factor: Decimal) -> Doubt:
    unit = priced.amount.unit or "元"
    product = (priced.price.number or Decimal(0)) * factor
    gap = (priced.amount.number or Decimal(0)) - product
    spread = figure(priced.price).quantum * factor / 2
    counts = "、".join(stated(report, value) for value in priced.counts)
    return Doubt(
        fact=f"price/{priced.counts[0].unit}/{priced.amount.field}",
        message=(
            f"单价 {stated(report, priced.price)}，数量 {counts}，{_product(priced, factor)}；"
            f"金额写 {stated(report, priced.amount)}，相差 {money(abs(gap), unit)}，"
            f"单价的四舍五入至多带来 {money(spread, unit)} 的出入。"
        ),
        places=tuple(dict.fromkeys(v.place for v in (priced.price, *priced.counts, priced.amount))),
        expected=money(product, unit),
        actual=written(priced.amount),
        difference=money(gap, unit),
        tolerance=f"±{money(spread, unit)}（单价半个末位×数量 {plain(factor)}）",
        calculation=_product(priced, factor),
        project=priced.amount.project,
    )
