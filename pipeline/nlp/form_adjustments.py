"""What a 调整数 column means where no adjusted budget stands beside it: that budget, or the change to it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum

from pipeline.nlp.form_cells import Slot, cell_number
from pipeline.nlp.form_grid import Lattice, distinct, filled
from pipeline.nlp.form_lexicon import LEVELS, column_of

_ROWS = 15  # a fund block is shorter
_CENT = Decimal("0.01")  # a rate is printed to two decimals of a percent at most


class Adjustment(StrEnum):
    """The meanings of 调整数 beside 批复数 and 执行数."""

    BUDGET = "budget"
    CHANGE = "change"
    UNKNOWN = "unknown"


def adjustment_meaning(
    lattice: Lattice,
    body: int,
    approved: Sequence[int],
    adjusted: Sequence[int],
    others: Mapping[str, Sequence[int]],
) -> Adjustment:
    """The meaning that the rows bear out; UNKNOWN where none does or two contradict each other."""
    told: set[Adjustment] = set()
    for line in lattice.rows[body : body + _ROWS]:
        if any(column_of(slot.text) in LEVELS for slot in filled(line)):
            break
        first, second = _amount(line, approved), _amount(line, adjusted)
        if first is None or second is None:
            continue
        told |= _told(
            first, second, _amount(line, others.get("spent", ())), _rate(line, others.get("rate", ()))
        )
    return told.pop() if len(told) == 1 else Adjustment.UNKNOWN


def _told(
    approved: Decimal, adjusted: Decimal, spent: Decimal | None, rate: tuple[Decimal, Decimal] | None
) -> set[Adjustment]:
    """What one row says: a minus is a change; else the printed rate fits one of the two budgets."""
    if adjusted < 0:
        return {Adjustment.CHANGE}
    if spent is None:
        return set()
    if adjusted == 0:
        return {Adjustment.CHANGE} if spent > 0 else set()
    if rate is None:
        return set()
    fits = {
        Adjustment.BUDGET: _fits(spent, adjusted, rate),
        Adjustment.CHANGE: _fits(spent, approved + adjusted, rate),
    }
    return {meaning for meaning, fit in fits.items() if fit} if sum(fits.values()) == 1 else set()


def _fits(spent: Decimal, budget: Decimal, rate: tuple[Decimal, Decimal]) -> bool:
    number, step = rate
    return budget > 0 and abs(spent / budget * 100 - number) <= max(step, _CENT)


def _amount(line: Sequence[Slot | None], columns: Sequence[int]) -> Decimal | None:
    for slot in distinct(line[column] for column in columns if column < len(line)):
        found = cell_number(slot.text)
        if found is not None:
            return found[0]
    return None


def _rate(line: Sequence[Slot | None], columns: Sequence[int]) -> tuple[Decimal, Decimal] | None:
    """The printed rate in percent and the worth of its last digit; a bare share of one (0.95) in percent too."""
    for slot in distinct(line[column] for column in columns if column < len(line)):
        found = cell_number(slot.text)
        if found is not None:
            number, unit, decimals = found
            scale = Decimal(100) if unit != "%" and 0 < number <= 1 else Decimal(1)
            return number * scale, scale.scaleb(-decimals)
    return None
