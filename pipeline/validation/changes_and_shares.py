"""Growth rates and shares held against the amounts of their sentence (增减率、构成比例)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import Kind, Level, Modality, Report, Value
from pipeline.validation.amounts import in_prose
from pipeline.validation.base import Comparison, Context, Doubt, passed, pending, rule
from pipeline.validation.counted_rates import counted_rates
from pipeline.validation.facts import exact, figure
from pipeline.validation.guards import settled
from pipeline.validation.lexicon import cues
from pipeline.validation.point_changes import point_changes
from pipeline.validation.prose import clause_before, sentence_range
from pipeline.validation.shares import shares
from pipeline.validation.tolerance import Figure, Range, derived_agrees
from pipeline.validation.wording import plain, rounded, stated, written

_HUNDRED = Decimal(100)
_SHARE_FIELDS = frozenset({"share", "other"})
_BESIDE = 12
_PARTS = frozenset({"use_part", "source_part", "periodic"})


@dataclass(frozen=True, slots=True)
class _Growth:
    """A way to reckon a growth rate: the amounts, the range of true rates, and how it is written."""

    values: tuple[Value, ...]
    possible: Range
    percent: Decimal
    shown: str


@rule(
    "ZJ-08",
    "构成比例或增减率算错",
    Level.WARNING,
    basis="绩效自评须真实、准确；增减率＝（本期数−基期数）÷基期数，构成比例合计为 100%",
    needs="同一句里的增减率及其前后两数，比率及其个数，或同一整体的全部构成比例",
)
def growth_or_shares_miscalculated(report: Report, context: Context) -> Iterator[Comparison]:
    """Growth by T2 from new, old or the change; shares of one closed set add up to 100 within n·u/2."""
    rates = [value for value in report.values if _usable(report, value)]
    for rate in rates:
        if rate.field == "growth":
            yield from _growth(report, context, rate, rates)
    yield from point_changes(report)
    yield from counted_rates(report)
    yield from shares(report, context, [rate for rate in rates if rate.field in _SHARE_FIELDS])


def _usable(report: Report, value: Value) -> bool:
    return (
        value.kind is Kind.RATE
        and value.number is not None
        and value.modality is Modality.ASSERTED
        and exact(value)
        and in_prose(report, value)
    )


def _growth(report: Report, context: Context, rate: Value, rates: Sequence[Value]) -> Iterator[Comparison]:
    start, _ = sentence_range(report, rate.place.start)
    earlier = [one.place.end for one in rates if start <= one.place.start < rate.place.start]
    start = max([start, *earlier])
    near = [
        value
        for value in report.values
        if value.kind is Kind.MONEY
        and value.number
        and exact(value)
        and start <= value.place.start < rate.place.start
        and value.field not in _PARTS
    ]
    near = _with_its_own(report, start, near) or _counts_then_and_now(report, start, rate)
    changes = [value for value in near if _is_change(report, value)]
    levels = [value for value in near if value not in changes]
    ways = list(_ways(levels, changes))
    ids = [rate.id, *(value.id for value in near)]
    if not ways:
        return
    if any(derived_agrees(_magnitude(rate), way.possible) for way in ways):
        yield passed(f"增减率 {written(rate)} 与金额相符", ids)
        return
    text = report.document.text[start : rate.place.start]
    compared = cues("amount_lists", "compares").search(text) or any(v.field == "last_year" for v in levels)
    if not compared or len(levels) > 2 or len(changes) > 1:
        yield pending(f"增减率 {stated(report, rate)} 与句中金额不能对应，请核实基数", ids)
        return
    yield settled(context, _growth_doubt(report, rate, ways[0]), [rate, *ways[0].values])


def _with_its_own(report: Report, start: int, near: list[Value]) -> list[Value]:
    """The part that alone is compared with last year's: “三公”经费18.46万元，比上年20.12万元下降….."""
    if len(near) != 1 or near[0].field != "last_year":
        return near
    before = [
        value
        for value in report.values
        if value.kind is Kind.MONEY
        and value.field == "use_part"
        and value.number
        and exact(value)
        and start <= value.place.start < near[0].place.start
        and near[0].place.start - value.place.end <= _BESIDE
    ]
    return [*before[-1:], *near]


def _counts_then_and_now(report: Report, start: int, rate: Value) -> list[Value]:
    """Two counts of one unit, exactly one of them named as an earlier year's: 比2018年日均58吨."""
    counts = [
        value
        for value in report.values
        if value.kind is Kind.COUNT
        and value.number
        and exact(value)
        and start <= value.place.start < rate.place.start
    ]
    earlier = [
        value
        for value in counts
        if cues("amount_lists", "earlier_year").search(clause_before(report, value.place.start))
    ]
    alike = len(counts) == 2 and counts[0].unit == counts[1].unit
    return counts if alike and len(earlier) == 1 and earlier[0] is counts[1] else []


def _magnitude(rate: Value) -> Figure:
    """The rate without its sign: 下降8% and -8% say the same."""
    return Figure(abs(rate.number or Decimal(0)), rate.ulp)


def _is_change(report: Report, value: Value) -> bool:
    return bool(cues("amount_lists", "delta_before").search(clause_before(report, value.place.start)))


def _ways(levels: Sequence[Value], changes: Sequence[Value]) -> Iterator[_Growth]:
    """Every way to reckon the rate: from two levels, from the change and the base, from the change and the new."""
    for new in levels:
        for old in levels:
            if new is not old and (new.field == "last_year") <= (old.field == "last_year"):
                yield _of_levels(new, old)
    for change in changes:
        for level in levels:
            if level.field == "last_year" or (len(levels) == 1 and level.place.start > change.place.start):
                yield _of_change(change, level, figure(level), "基数")
            else:
                yield from _of_new(change, level)


def _of_levels(new: Value, old: Value) -> _Growth:
    one, base = figure(new), figure(old)
    bounds = [abs(a / b - 1) * _HUNDRED for a in (one.low, one.high) for b in (base.low, base.high) if b > 0]
    percent = abs((new.number or Decimal(0)) / (old.number or Decimal(1)) - 1) * _HUNDRED
    shown = f"|{written(new)}−{written(old)}|÷{written(old)}={rounded(percent)}%"
    return _Growth(
        (new, old), Range(min(bounds, default=percent), max(bounds, default=percent)), percent, shown
    )


def _of_change(change: Value, base: Value, divisor: Figure, name: str) -> _Growth:
    part = figure(change)
    low, high = part.low / divisor.high, part.high / divisor.low if divisor.low > 0 else Decimal("Infinity")
    percent = abs(part.number) / divisor.number * _HUNDRED
    shown = f"{written(change)}÷{plain(divisor.number)}元（{name}）={rounded(percent)}%"
    return _Growth((change, base), Range(abs(low) * _HUNDRED, abs(high) * _HUNDRED), percent, shown)


def _of_new(change: Value, new: Value) -> Iterator[_Growth]:
    """The base is what was there before the change: the new amount less an increase, or plus a decrease."""
    one, part = figure(new), figure(change)
    for sign in (-1, 1):
        base = Figure(one.number + sign * abs(part.number), one.quantum + part.quantum)
        if base.low > 0:
            way = "−" if sign < 0 else "+"
            yield _of_change(change, new, base, f"{written(new)}{way}{written(change)}")


def _growth_doubt(report: Report, rate: Value, way: _Growth) -> Doubt:
    number = abs(rate.number or Decimal(0))
    amounts = "、".join(stated(report, value) for value in way.values)
    return Doubt(
        fact=f"growth/{way.values[0].field}/{way.values[-1].field}",
        message=(
            f"增减率写 {stated(report, rate)}；句中金额为 {amounts}，应为 {way.shown}，"
            f"相差 {rounded(abs(number - way.percent))} 个百分点，四舍五入或截尾都不能得到。"
        ),
        places=tuple(dict.fromkeys(value.place for value in (rate, *way.values))),
        expected=f"{rounded(way.percent)}%",
        actual=written(rate),
        difference=f"{rounded(number - way.percent)}个百分点",
        tolerance="所写位数上四舍五入或截尾（T2）",
        calculation=way.shown,
        suspect=written(rate),
        project=rate.project,
    )
