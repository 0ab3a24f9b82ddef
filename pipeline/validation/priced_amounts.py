"""Unit prices with the quantities and the amount that belong to the same thing (单价、数量、金额)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from pipeline.model import Kind, Modality, Report, Value, place_of
from pipeline.validation.amounts import in_prose, prose_amounts
from pipeline.validation.facts import exact
from pipeline.validation.lexicon import cues, mapping
from pipeline.validation.prose import clause_after, sentences

_NOT_AMOUNT = frozenset({"periodic", "last_year", "budget_change", "surplus", "returned"})
_LEAD = 14
_NAME = re.compile(r"[\u4e00-\u9fff]{2,}$")
# 按每户6万元的标准，向79户兑付474万元：单价与金额之间的标准、数量。
_BESIDE_PRICE = re.compile(
    r"^的?(标准|计算|结算|计|补助|补贴)+|[向对给为]?\d[\d,.]*[\u4e00-\u9fff]{1,2}?(?=发放|兑付|支付|补助|拨付)"
)
# 数字、量词，到金额或单价之间只隔着几个字，没有别的数。
_COUNTED = re.compile(
    r"(?<![\d.,])(?P<n>\d[\d,]*)\s*(?P<unit>[\u4e00-\u9fff]{1,2}?)(?=[，,、（(]|$)[^\d。；;]{0,12}$"
)
_PER = re.compile(
    r"每一?个?((?!每)[\u4e00-\u9fff](?:(?!每)[\u4e00-\u9fff]){0,2})|([\u4e00-\u9fff])均|[/／]([\u4e00-\u9fff]{1,3})"
)


@dataclass(frozen=True, slots=True)
class Priced:
    """One unit price, the quantities that it may be multiplied by, the amount, and how many times a year."""

    price: Value
    counts: tuple[tuple[Value, ...], ...]
    """Every choice of quantities, one for each unit of the price."""
    amount: Value
    times: int = 1
    """12 for 每月, 4 for 每季度 where the sentence counts no months or quarters itself."""


def priced_amounts(report: Report) -> Iterator[Priced]:
    """Unit prices whose quantity and amount stand beside them in one sentence (to ；or 。)."""
    amounts = prose_amounts(report)
    counts = [value for value in report.values if _is_count(report, value)]
    for price in amounts:
        if price.field != "periodic" or not exact(price) or price.modality is not Modality.ASSERTED:
            continue
        start, end = _segment(report, price.place.start)
        near = [value for value in amounts if start <= value.place.start < end]
        amount = _amount(report, price, near)
        if amount is None or not _plain_price(report, price, amount):
            continue
        around = [value for value in counts if start <= value.place.start < end]
        found = _priced(report, price, amount, _own_counts(price, amount, near, around))
        if found is not None:
            yield found


def _priced(report: Report, price: Value, amount: Value, counts: Sequence[Value]) -> Priced | None:
    """The quantities of the price's units; a month or quarter that is not counted is reckoned by the year."""
    label = price_label(report, price)
    per = [next(group for group in groups if group) for groups in _PER.findall(label)]
    periods = mapping("amount_lists", "price_periods")
    times, chosen = 1, []
    for unit in per:
        fitting = [value for value in counts if same_unit(unit, value.unit)]
        yearly = next((int(number) for name, number in periods.items() if unit.startswith(name)), 0)
        if fitting:
            chosen.append(fitting)
        elif yearly:
            times *= yearly
        else:
            chosen.append(
                _written_here(report, unit, price, amount) or _named_elsewhere(report, unit, amount)
            )
    if not per and re.search("均价|单价", label) and len(counts) == 1:
        chosen = [list(counts)]
    choices = tuple(one for one in product(*chosen) if len({value.place.start for value in one}) == len(one))
    return Priced(price, choices, amount, times) if chosen and choices else None


def _is_count(report: Report, value: Value) -> bool:
    counted = value.kind in (Kind.COUNT, Kind.PERIOD) and value.number is not None and bool(value.unit)
    return counted and exact(value) and value.modality is Modality.ASSERTED and in_prose(report, value)


def _amount(report: Report, price: Value, near: Sequence[Value]) -> Value | None:
    """The amount that is called the product: right behind the price, or before it where the price names no other thing."""
    usable = [value for value in near if value.field not in _NOT_AMOUNT and exact(value)]
    behind = [value for value in usable if value.place.start >= price.place.end]
    before = [value for value in usable if value.place.end <= price.place.start]
    text = report.document.text
    if behind and not _money_between(near, price, behind[0]):
        between = _BESIDE_PRICE.sub("", "".join(text[price.place.end : behind[0].place.start].split()))
        if cues("amount_lists", "product_behind").fullmatch(between):
            return behind[0]
        if not re.match("[）)]", between):
            return None  # 单价之后另有一笔金额，可能才是它的金额
    if before and not _money_between(near, before[-1], price):
        lead = text[before[-1].place.end : price.place.start]
        if cues("amount_lists", "price_of_it").search(re.split(r"[，,、（(：:]", lead)[-1].strip()):
            return before[-1]
    return None


def _money_between(near: Sequence[Value], first: Value, last: Value) -> bool:
    return any(first.place.end <= value.place.start < last.place.start for value in near)


def _own_counts(
    price: Value, amount: Value, near: Sequence[Value], counts: Sequence[Value]
) -> Sequence[Value]:
    """The quantities between the neighbouring amounts: those beyond them count another thing."""
    first, last = sorted((price, amount), key=lambda value: value.place.start)
    start = max((v.place.end for v in near if v.place.end <= first.place.start), default=0)
    if first is amount:  # 走访193户，发放9.65万元，每户400元：数量可在金额之前
        return [value for value in counts if start <= value.place.start < last.place.start]
    end = min((v.place.start for v in near if v.place.start > last.place.start), default=last.place.end)
    own = [value for value in counts if start <= value.place.start < last.place.start]
    return own or [value for value in counts if last.place.end <= value.place.start < end]


def _written_here(report: Report, unit: str, price: Value, amount: Value) -> list[Value]:
    """The quantity right before the price or its amount whose unit only the price names: 24180页，支付193440元（每页8元）."""
    first = min(price.place.start, amount.place.start)
    start, _ = _segment(report, first)
    text = report.document.text[start:first]
    found = _COUNTED.search(text)
    if found is None and first == amount.place.start:
        start, text = amount.place.end, report.document.text[amount.place.end : price.place.start]
        found = _COUNTED.search(text)
    if found is None or not unit.startswith(found["unit"]):
        return []
    place = place_of(report.document, start + found.start(), start + found.end("unit"))
    number = Decimal(found["n"].replace(",", ""))
    return [
        replace(
            price,
            kind=Kind.COUNT,
            field="other",
            raw=place.quote,
            number=number,
            unit=found["unit"],
            place=place,
        )
    ]


def _named_elsewhere(report: Report, unit: str, amount: Value) -> list[Value]:
    """The one quantity that another sentence gives for the thing named before the amount: 新建公厕96.6万元 … 公厕6座."""
    text = report.document.text
    name = _thing(text[max(0, amount.place.start - _LEAD) : amount.place.start])
    if len(name) < 2:
        return []
    found = [
        value
        for value in report.values
        if value.kind is Kind.COUNT
        and value.number is not None
        and exact(value)
        and same_unit(unit, value.unit)
        and _thing(text[max(0, value.place.start - _LEAD) : value.place.start]).endswith(name)
    ]
    return found[:1] if len({value.number for value in found}) == 1 else []


def _thing(words: str) -> str:
    """The thing that the words before a number name: 新建公厕 → 公厕, 污水管网工程 → 污水管网."""
    found = _NAME.search(words.rstrip("共计：: "))
    bare = cues("amount_lists", "thing_tail").sub("", found.group()) if found else ""
    return cues("amount_lists", "thing_head").sub("", bare)


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


def price_label(report: Report, price: Value) -> str:
    """The words around a price that say per what: 每户, 人均, 元/人."""
    text = report.document.text
    before = re.split(r"[，。；;、（(]", text[max(0, price.place.start - _LEAD) : price.place.start])[-1]
    label = before + clause_after(report, price.place.end)[:4]
    return re.sub(r"每年|[/／]年|平均(?=每|[\u4e00-\u9fff]均)", "", label)


def same_unit(per: str, unit: str) -> bool:
    """Whether a price's 每X speaks of what is counted in `unit`."""
    known = mapping("amount_lists", "price_units")
    names = [name for name in known if per.startswith(name)]
    return any(unit in known[name] or unit == name for name in names) or per.startswith(unit)


def _plain_price(report: Report, price: Value, amount: Value) -> bool:
    """Neither a ceiling nor an estimate nor a gain, and an amount that holds nothing else."""
    text = report.document.text
    start, end = sorted((price.place.start, amount.place.start))
    around = text[max(0, start - _LEAD) : end] + clause_after(report, price.place.end)
    mixed = clause_after(report, amount.place.end)
    before = re.split(r"[，。；;]", text[max(0, amount.place.start - _LEAD) : amount.place.start])[-1]
    unsure = cues("amount_lists", "price_unsure").search(around)
    gain = cues("amount_lists", "price_gain").search(price_label(report, price))
    # 其中在数量、单价之前的，说的是整句；夹在单价与金额之间的，金额是另一回事。
    within = "其中" in text[start:end]
    mixed_in = cues("amount_lists", "amount_mixed").search(before + mixed[:4])
    return not (unsure or gain or within or mixed_in)
