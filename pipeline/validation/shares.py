"""Shares of a whole: together 100 %, and each its amount divided by the total (构成比例)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from pipeline.model import Report, Value
from pipeline.validation.amounts import prose_amounts, whole_statements
from pipeline.validation.base import Comparison, Context, Doubt, passed, pending
from pipeline.validation.enumerations import listings
from pipeline.validation.facts import figure
from pipeline.validation.guards import settled
from pipeline.validation.lexicon import cues
from pipeline.validation.listing import Listing
from pipeline.validation.prose import sentence_range
from pipeline.validation.tolerance import HALF, Range, derived_agrees
from pipeline.validation.wording import added, plain, rounded, stated, written

_HUNDRED = Decimal(100)
_SHORT_LABEL = 14
_BESIDE = re.compile(
    r"[，,（(]?\s*占(?:比|总额|总量|总支出|支出(?:总额|合计)|合计|总收入|总投资|总预算|全部|总数)?的?(?:比例|比重)?为?\s*"
)


@dataclass(frozen=True, slots=True)
class _Share:
    """A share, the amount that it is the share of, and the list in which that amount stands."""

    item: Value
    rate: Value
    listing: Listing


def shares(report: Report, context: Context, rates: Sequence[Value]) -> Iterator[Comparison]:
    """Shares of one closed set against 100 %, and shares beside their amounts against amount ÷ total."""
    yield from _beside_amounts(report, context, rates)
    sentences: dict[tuple[int, int], list[Value]] = {}
    for rate in rates:
        sentences.setdefault(sentence_range(report, rate.place.start), []).append(rate)
    for (start, end), found in sentences.items():
        text = report.document.text[start:end]
        closed = cues("amount_lists", "share_closed").search(text)
        opened = cues("amount_lists", "share_open").search(text)
        if closed and not opened and len(found) > 1 and _one_run(report, found):
            yield _share_sum(report, context, found)
            yield from _respectively(report, context, found, start)


def _one_run(report: Report, rates: Sequence[Value]) -> bool:
    """Whether the shares follow one another with nothing but short labels between them."""
    ends = pairwise(rates)
    between = [report.document.text[one.place.end : other.place.start] for one, other in ends]
    return all(
        re.fullmatch(
            rf"\s*[、，,；;和及与]?[\u4e00-\u9fff“”\s]{{1,{_SHORT_LABEL}}}|\s*[、，,和及与]\s*", words
        )
        for words in between
    )


def _share_sum(report: Report, context: Context, rates: Sequence[Value]) -> Comparison:
    total = sum((rate.number or Decimal(0) for rate in rates), Decimal(0))
    unit = min(figure(rate).quantum for rate in rates)
    bound = len(rates) * unit * HALF
    calculation = f"{added(plain(rate.number or Decimal(0)) for rate in rates)}={plain(total)}"
    if abs(total - _HUNDRED) <= bound:
        return passed(f"构成比例 {calculation}，合计 100%", [rate.id for rate in rates])
    if len(rates) == 2 and total < _HUNDRED:
        return pending(f"所列两项比例 {calculation}，未必列全", [rate.id for rate in rates])
    doubt = Doubt(
        fact="shares",
        message=(
            f"构成比例 {'、'.join(stated(report, rate) for rate in rates)}，{calculation}，"
            f"与 100 相差 {plain(abs(total - _HUNDRED))}，超过尾差容许的 {plain(bound)}。"
        ),
        places=tuple(dict.fromkeys(rate.place for rate in rates)),
        expected="100%",
        actual=f"{plain(total)}%",
        difference=f"{plain(total - _HUNDRED)}个百分点",
        tolerance=f"±{plain(bound)}（{len(rates)} 个数各半个末位）",
        calculation=calculation,
        project=rates[0].project,
    )
    return settled(context, doubt, list(rates))


def _respectively(
    report: Report, context: Context, rates: Sequence[Value], start: int
) -> Iterator[Comparison]:
    """As many shares as parts, in the order of the parts: 甲620万元、乙372万元、丙248万元，分别占50%、30%和20%."""
    lists = [
        listing
        for listing in listings(report)
        if len(listing.items) == len(rates)
        and start <= listing.items[0].place.start
        and listing.items[-1].place.end <= rates[0].place.start
    ]
    between = report.document.text[lists[-1].items[-1].place.end : rates[0].place.start] if lists else ""
    words = re.sub("^(组成|构成)", "", between).strip("，,、；; ")
    if not lists or not cues("amount_lists", "respectively").fullmatch(words):
        return
    for item, rate in zip(lists[-1].items, rates, strict=True):
        yield _share_of(report, context, _Share(item, rate, lists[-1]))


def _beside_amounts(report: Report, context: Context, rates: Sequence[Value]) -> Iterator[Comparison]:
    """人员经费782万元，占61.50%: the share directly behind an item of a list."""
    by_start = {rate.place.start: rate for rate in rates}
    seen: set[int] = set()
    for listing in (*listings(report), *_parted_wholes(report, by_start)):
        for item in listing.items:
            rate = _rate_behind(report, item, by_start)
            if rate is not None and rate.place.start not in seen:
                seen.add(rate.place.start)
                yield _share_of(report, context, _Share(item, rate, listing))


def _rate_behind(report: Report, item: Value, by_start: Mapping[int, Value]) -> Value | None:
    behind = _BESIDE.match(report.document.text, item.place.end)
    return by_start.get(behind.end()) if behind else None


def _parted_wholes(report: Report, by_start: Mapping[int, Value]) -> Iterator[Listing]:
    """Sentences whose amounts all have their shares beside them and make up an amount stated for the whole.

    The whole stands elsewhere: 全年支出2402万元。按性质分：基本支出…，占…；项目支出…，占….
    """
    wholes = {value.number: value for value in whole_statements(report)}
    told: dict[tuple[int, int], list[Value]] = {}
    for value in prose_amounts(report) if by_start else ():
        told.setdefault(sentence_range(report, value.place.start), []).append(value)
    for values in told.values():
        shared = all(_rate_behind(report, value, by_start) for value in values)
        total = wholes.get(sum((value.number or Decimal(0) for value in values), Decimal(0)))
        if len(values) > 1 and shared and total is not None:
            yield Listing(total, tuple(values), closed=True, others=())


def _share_of(report: Report, context: Context, share: _Share) -> Comparison:
    """T2 of amount ÷ total; an unlisted total of the sentence, or the parts' own sum, may be the base as well."""
    total, item = share.listing.total, share.item
    bases = [total, *share.listing.others]
    ids = [share.rate.id, item.id, total.id]
    if any(derived_agrees(figure(share.rate), _possible(item, base)) for base in bases if _positive(base)):
        return passed(f"占比 {written(share.rate)} 与金额相符", ids)
    parts = sum((one.number or Decimal(0) for one in share.listing.items), Decimal(0))
    of_parts = (item.number or Decimal(0)) / parts * _HUNDRED if parts > 0 else Decimal(-1)
    if not _positive(total) or derived_agrees(figure(share.rate), Range(of_parts, of_parts)):
        return passed(f"占比 {written(share.rate)} 与金额相符", ids)
    return settled(context, _share_doubt(report, share), [share.rate, item, total])


def _positive(value: Value) -> bool:
    return (value.number or Decimal(0)) > 0


def _possible(item: Value, base: Value) -> Range:
    part, whole = figure(item), figure(base)
    return Range(part.low / whole.high * _HUNDRED, part.high / whole.low * _HUNDRED)


def _share_doubt(report: Report, share: _Share) -> Doubt:
    item, total, rate = share.item, share.listing.total, share.rate
    percent = (item.number or Decimal(0)) / (total.number or Decimal(1)) * _HUNDRED
    calculation = f"{written(item)}÷{written(total)}={rounded(percent)}%"
    gap = (rate.number or Decimal(0)) - percent
    return Doubt(
        fact=f"share/{item.field}/{plain(item.number or Decimal(0))}",
        message=(
            f"占比写 {stated(report, rate)}；所占金额为 {stated(report, item)}，总额 {stated(report, total)}，"
            f"应为 {calculation}，相差 {rounded(abs(gap))} 个百分点，四舍五入或截尾都不能得到。"
        ),
        places=tuple(dict.fromkeys(value.place for value in (rate, item, total))),
        expected=f"{rounded(percent)}%",
        actual=written(rate),
        difference=f"{rounded(gap)}个百分点",
        tolerance="所写位数上四舍五入或截尾（T2）",
        calculation=calculation,
        suspect=written(rate),
        project=rate.project,
    )
