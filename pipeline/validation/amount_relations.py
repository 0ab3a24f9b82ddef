"""Why two amounts of one fact may lawfully differ: parts and total, changes, sources (金额之间的关系)."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from pipeline.model import Kind, Modality, Report, Value, block_at
from pipeline.validation.facts import asserted, figure, row_money
from pipeline.validation.prose import sentence_range
from pipeline.validation.tolerance import HALF

_MOVES = frozenset({"budget_change", "carryover_in", "returned"})
_PARTS = frozenset({"source_part", "use_part"})
_LIST_REACH, _MOST_PARTS = 200, 8
_MOST = 300

Statement = tuple[Report, Value]


def related(statements: Sequence[Statement]) -> bool:
    """Whether arithmetic explains the difference: no accusation then, a person has to look at the 口径."""
    values = [value for _, value in statements]
    return _parts_and_total(values) or any(
        found(statements) for found in (_explained, _heads_a_list, _of_some_sources)
    )


def distinct(values: Sequence[Value]) -> list[Value]:
    """The first value of each amount, the largest first."""
    first: dict[Decimal, Value] = {}
    for value in values:
        first.setdefault(value.number or Decimal(0), value)
    return sorted(first.values(), key=lambda value: value.number or Decimal(0), reverse=True)


def _parts_and_total(values: Sequence[Value]) -> bool:
    """Whether the largest is the sum of others: then they are its parts, whatever their field says."""
    largest, *rest = distinct(values)
    unit = max(figure(value).quantum for value in values)
    for size in range(2, min(len(rest), 8) + 1):
        for chosen in combinations(rest, size):
            total = sum((value.number or Decimal(0) for value in chosen), Decimal(0))
            if abs(total - (largest.number or Decimal(0))) <= unit * HALF:
                return True
    return False


def _explained(statements: Sequence[Statement]) -> bool:
    """Whether the gap is an amount that the report itself states.

    A change, a carry-over or a return anywhere, or any amount of the same sentence.
    """
    several = distinct([value for _, value in statements])
    if len(several) != 2:
        return False
    gap = abs((several[0].number or Decimal(0)) - (several[1].number or Decimal(0)))
    unit = max(figure(value).quantum for value in several)  # 几个数各自四舍五入，差额可差一个末位
    if any(gap in _carried(owner) for owner, _ in statements[:_MOST]):
        return True
    return any(
        abs(abs(value.number or Decimal(0)) - gap) <= unit
        and (value.field in _MOVES or (asserted(owner, value) and _beside(owner, value, stated_value)))
        for owner, stated_value in statements[:_MOST]
        for value in owner.values
        if value.kind is Kind.MONEY and value.modality is Modality.ASSERTED
    )


def _carried(owner: Report) -> set[Decimal]:
    """The amounts of the form's carry-over rows: 下达 + 上年结转 = 全年可用."""
    rows = [row for row in owner.funds if row.role == "carryover"]
    return {value.number for row in rows for value in row_money(row) if value.number}


def _heads_a_list(statements: Sequence[Statement]) -> bool:
    """Whether a smaller amount and those that follow it in its sentence make up one of the others."""
    numbers = {value.number for _, value in statements}
    for owner, value in statements:
        if value.where != "text":
            continue
        _, end = sentence_range(owner, value.place.start)
        total = Decimal(0)
        for other in owner.values:
            if other.kind is Kind.MONEY and other.number and value.place.start <= other.place.start < end:
                total += other.number
                if other is not value and total in numbers:
                    return True
    return False


def _of_some_sources(statements: Sequence[Statement]) -> bool:
    """Whether a smaller amount is one of the parts listed behind a larger, or several: 中央、省级合计 of all funds."""
    numbers = sorted({value.number or Decimal(0) for _, value in statements})
    for owner, value in statements:
        parts = _listed_behind(owner, value) if value.number == numbers[-1] else []
        sums = {sum(some, Decimal(0)) for size in range(1, len(parts)) for some in combinations(parts, size)}
        if all(number in sums for number in numbers[:-1]):
            return True
    return False


def _listed_behind(owner: Report, value: Value) -> list[Decimal]:
    """The amounts that follow a total in its paragraph and are parts of it by their field."""
    if value.where != "text":
        return []
    block = block_at(owner.document, value.place.start)
    end = min(block.end, value.place.end + _LIST_REACH) if block else value.place.end
    parts = (
        other.number or Decimal(0)
        for other in owner.values
        if other.kind is Kind.MONEY and other.field in _PARTS and value.place.end <= other.place.start < end
    )
    return [number for number in parts if 0 < number < (value.number or 0)][:_MOST_PARTS]


def _beside(owner: Report, value: Value, other: Value) -> bool:
    """Whether two amounts of the running text stand in one sentence."""
    if value.where != "text" or other.where != "text" or value.place.start == other.place.start:
        return False
    start, end = sentence_range(owner, other.place.start)
    return start <= value.place.start < end
