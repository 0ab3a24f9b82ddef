"""Listed amounts that do not make up their total (明细与总额)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.model import Level, Report, Value
from pipeline.validation.amounts import exactly_stated, numbers_of, sum_shown, total_agrees
from pipeline.validation.base import Comparison, Context, Doubt, passed, pending, rule
from pipeline.validation.enumerations import listings
from pipeline.validation.facts import figure
from pipeline.validation.guards import settled
from pipeline.validation.listing import Listing
from pipeline.validation.restatements import UNIT_RATIOS
from pipeline.validation.slips import amounts_slip
from pipeline.validation.tolerance import HALF
from pipeline.validation.wording import money, stated, written

_RATIO_SHARE = Decimal("0.001")


@rule(
    "ZJ-06",
    "明细合计与总额不符",
    Level.ERROR,
    basis="绩效自评须真实、准确，总额应等于其明细之和",
    needs="同一句（或紧接的上句）里列举的各项金额及其总额",
)
def listed_parts_differ_from_total(report: Report, context: Context) -> Iterator[Comparison]:
    """Closed enumerations by T1; behind 其中 no part, nor all of them together, may exceed the total."""
    for listing in listings(report):
        values = [listing.total, *listing.items]
        if not exactly_stated(values) or mistaken_unit(listing) is not None:
            continue
        yield _compared(report, context, listing, values)


def mistaken_unit(listing: Listing) -> Value | None:
    """The total, where it differs from its parts by a power of ten of the money units (rule ZJ-07)."""
    total, parts = listing.total.number or Decimal(0), _sum(listing)
    if total <= 0 or parts <= 0:
        return None
    ratio = max(total, parts) / min(total, parts)
    return listing.total if any(abs(ratio / unit - 1) <= _RATIO_SHARE for unit in UNIT_RATIOS) else None


def _sum(listing: Listing) -> Decimal:
    return sum((item.number or Decimal(0) for item in listing.items), Decimal(0))


def _bound(listing: Listing) -> Decimal:
    unit = min(figure(value).quantum for value in (listing.total, *listing.items))
    return (len(listing.items) + 1) * unit * HALF


def _compared(report: Report, context: Context, listing: Listing, values: list[Value]) -> Comparison:
    ids = [value.id for value in values]
    unit = listing.total.unit or "元"
    if total_agrees(listing.total, listing.items):
        return passed(f"{sum_shown(listing.items, unit)}，与总额 {written(listing.total)} 相符", ids)
    over = _sum(listing) - (listing.total.number or Decimal(0)) > _bound(listing)
    slip = not listing.closed and not over and _one_slip(listing)
    if not listing.closed and not over and not slip:
        return passed(f"所列各项没有列全，未超过总额 {written(listing.total)}", ids)
    room = [
        value for value in listing.others if (value.number or Decimal(0)) >= _sum(listing) - _bound(listing)
    ]
    alike = _sum(listing) in numbers_of(room)
    if room and (alike or not (listing.closed or slip or _spent_on(report, listing))):
        return pending(
            f"所列各项 {sum_shown(listing.items, unit)}，可能是 {written(room[-1])} 的明细，请核实口径", ids
        )
    largest = max(listing.items, key=lambda item: item.number or Decimal(0))
    single = (largest.number or Decimal(0)) > (listing.total.number or Decimal(0))
    grave = listing.closed or single
    return settled(context, _doubt(report, listing, level=None if grave else Level.WARNING), values)


def _one_slip(listing: Listing) -> bool:
    """Parts behind 其中 that would make up their total exactly, were one number written otherwise."""
    figures = [figure(value) for value in listing.items]
    return len(figures) > 1 and amounts_slip(figure(listing.total), figures)


def _spent_on(report: Report, listing: Listing) -> bool:
    """支出 … ，用于 …: uses that directly follow the spending are its parts, whatever was named before."""
    total, first = listing.total, listing.items[0]
    uses = all(item.field == "use_part" for item in listing.items)
    words = report.document.text[total.place.end : first.place.start]
    return total.field == "spent" and uses and bool(re.match(r"[，,]?\s*(用于|其中)", words))


def _doubt(report: Report, listing: Listing, level: Level | None) -> Doubt:
    total, unit = listing.total, listing.total.unit or "元"
    gap = (total.number or Decimal(0)) - _sum(listing)
    bound = money(_bound(listing), unit)
    shown = "、".join(written(item) for item in listing.items)
    if listing.closed:
        relation = "各项之和应等于总额"
    elif gap > 0:
        relation = "其中各项改动一处数字即与总额相等，疑为笔误，请核实"
    else:
        relation = "其中各项不应超过总额"
    message = (
        f"总额写 {stated(report, total)}，所列 {len(listing.items)} 项为 {shown}；"
        f"{sum_shown(listing.items, unit)}，与总额相差 {money(abs(gap), unit)}，"
        f"超过尾差容许的 {bound}（{relation}）。"
    )
    return Doubt(
        fact=f"listed_total/{total.field}/{total.source or ''}/{total.project or ''}",
        message=message,
        places=tuple(dict.fromkeys(value.place for value in (total, *listing.items))),
        level=level,
        expected=money(_sum(listing), unit),
        actual=written(total),
        difference=money(gap, unit),
        tolerance=f"±{bound}（{len(listing.items) + 1} 个数各半个末位）",
        calculation=sum_shown(listing.items, unit),
        project=total.project,
    )
