"""The four tolerance regimes T0–T3 and `same fact written twice`; decimals only, by the unit as written."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum

HALF = Decimal("0.5")


class Sameness(StrEnum):
    """How two statements of one fact relate."""

    SAME = "same"
    LAST_DIGIT = "last_digit"
    DIFFERENT = "different"


class SumVerdict(StrEnum):
    """How a total relates to the sum of its parts (T1)."""

    EQUAL = "equal"
    TAIL = "tail"
    """尾差: explained by the rounding of the parts."""
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the unit in its last place as written (both in the same unit, such as 元)."""

    number: Decimal
    ulp: Decimal = Decimal(0)

    @property
    def quantum(self) -> Decimal:
        """The unit in the last place; where it is not known, that of the number's own digits."""
        if self.ulp > 0:
            return self.ulp
        exponent = self.number.as_tuple().exponent
        return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)

    @property
    def low(self) -> Decimal:
        """The smallest true value that rounds to this figure."""
        return self.number - self.quantum * HALF

    @property
    def high(self) -> Decimal:
        """The upper end of the true values that round to this figure."""
        return self.number + self.quantum * HALF


@dataclass(frozen=True, slots=True)
class SumCheck:
    """The result of T1 with what an auditor wants to see: the sum, the difference and the bound."""

    verdict: SumVerdict
    total: Decimal
    computed: Decimal
    bound: Decimal

    @property
    def difference(self) -> Decimal:
        """Stated total less computed sum."""
        return self.total - self.computed


@dataclass(frozen=True, slots=True)
class Range:
    """The true values that the inputs allow."""

    low: Decimal
    high: Decimal


def rounds_or_truncates(exact: Decimal, figure: Figure) -> bool:
    """Whether `figure` is a legal rounding (half up) or truncation of an exact value at its own precision."""
    steps = exact / figure.quantum
    legal = (steps.to_integral_value(ROUND_HALF_UP), steps.to_integral_value(ROUND_DOWN))
    return figure.number in (legal[0] * figure.quantum, legal[1] * figure.quantum)


def assigned_sum_agrees(total: Figure, parts: Sequence[Figure]) -> bool:
    """T0: numbers a person assigned add up exactly; a total written coarser may round or truncate the sum."""
    exact = sum((part.number for part in parts), Decimal(0))
    if exact == total.number:
        return True
    finest = min((part.quantum for part in parts), default=total.quantum)
    return total.quantum > finest and rounds_or_truncates(exact, total)


def rounded_sum(total: Figure, parts: Sequence[Figure], finest: Decimal | None = None) -> SumCheck:
    """T1: money added up, u being the finest decimals written in that column or enumeration."""
    unit = finest or min(figure.quantum for figure in (total, *parts))
    computed = sum((part.number for part in parts), Decimal(0))
    gap = abs(total.number - computed)
    tail = (len(parts) + 1) * unit * HALF
    within = SumVerdict.TAIL if gap <= tail else SumVerdict.OFF
    verdict = SumVerdict.EQUAL if gap <= unit * HALF else within
    return SumCheck(verdict, total.number, computed, tail)


def quotient(numerator: Figure, denominator: Figure, factor: Decimal = Decimal(1)) -> Range | None:
    """The ratios that true inputs inside their own rounding intervals can have; None if unbounded."""
    if denominator.low <= 0:
        return None
    low, high = numerator.low * factor, numerator.high * factor
    return Range(
        low / (denominator.high if low >= 0 else denominator.low),
        high / (denominator.low if high >= 0 else denominator.high),
    )


def capped(range_: Range, limit: Decimal) -> Range:
    """The range with every value above `limit` replaced by it."""
    return Range(min(range_.low, limit), min(range_.high, limit))


def scaled(range_: Range, factor: Decimal) -> Range:
    """The range times a factor that is not negative."""
    return Range(range_.low * factor, range_.high * factor)


def derived_agrees(stated: Figure, possible: Range) -> bool:
    """T2: some possible true value lies in [v−0.5u, v+1.0u), so that v is its rounding or truncation."""
    unit = stated.quantum
    return possible.high >= stated.number - unit * HALF and possible.low < stated.number + unit


def roughly_agrees(stated: Decimal, reference: Decimal, share: Decimal) -> bool:
    """T3: 约、近、左右 — within the given share of the reference."""
    return abs(stated - reference) <= abs(reference) * share


def same_fact(one: Figure, other: Figure) -> Sameness:
    """The same fact written twice: equal precision → identical; else the coarse one rounds the fine one."""
    if one.number == other.number:
        return Sameness.SAME
    fine, coarse = sorted((one, other), key=lambda figure: figure.quantum)
    if fine.quantum == coarse.quantum:
        gap = abs(one.number - other.number)
        return Sameness.LAST_DIGIT if gap <= fine.quantum else Sameness.DIFFERENT
    return Sameness.SAME if rounds_or_truncates(fine.number, coarse) else Sameness.DIFFERENT
