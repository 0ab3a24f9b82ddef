"""The tolerance regimes, by examples of the rulebook and by properties."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.validation.tolerance import (
    Figure,
    Range,
    Sameness,
    SumVerdict,
    assigned_sum_agrees,
    derived_agrees,
    quotient,
    roughly_agrees,
    rounded_sum,
    same_fact,
)

D = Decimal
HUNDRED = D(100)


def figure(text: str) -> Figure:
    number = D(text)
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return Figure(number, D(1).scaleb(exponent))


def figures(*texts: str) -> list[Figure]:
    return [figure(text) for text in texts]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("280", "280", Sameness.SAME),
        ("280", "279.86", Sameness.SAME),
        ("279", "279.86", Sameness.SAME),
        ("281", "279.86", Sameness.DIFFERENT),
        ("280", "260", Sameness.DIFFERENT),
        ("12020.61", "12020.62", Sameness.LAST_DIGIT),
        ("12020.61", "12023.85", Sameness.DIFFERENT),
        ("280", "280.00", Sameness.SAME),
    ],
)
def test_the_same_fact_written_twice(one: str, other: str, expected: Sameness) -> None:
    assert same_fact(figure(one), figure(other)) is expected
    assert same_fact(figure(other), figure(one)) is expected


@pytest.mark.parametrize(
    ("total", "parts", "agrees"),
    [
        ("91.80", ["9", "23", "59.80"], True),
        ("95", ["46.9", "38.5", "10"], True),
        ("96", ["46.9", "38.5", "10"], False),
        ("94", ["9", "13", "15", "10", "10", "27", "9"], False),
        ("98.5", ["10", "80", "7.5"], False),
    ],
)
def test_assigned_numbers_add_up_exactly(total: str, parts: list[str], agrees: bool) -> None:
    assert assigned_sum_agrees(figure(total), figures(*parts)) is agrees


@pytest.mark.parametrize(
    ("total", "parts", "verdict"),
    [
        ("239", ["179.25", "59.75"], SumVerdict.EQUAL),
        ("89.974", ["30", "30", "29.99"], SumVerdict.OFF),
        ("7.79", ["3.89", "3.89"], SumVerdict.TAIL),
        ("512.36", ["93.56", "218.30", "200.75"], SumVerdict.OFF),
        ("2455.5", ["87.5", "2350"], SumVerdict.OFF),
        ("9265.353442", ["7177.373442", "2087.98"], SumVerdict.EQUAL),
    ],
)
def test_money_adds_up_within_rounding(total: str, parts: list[str], verdict: SumVerdict) -> None:
    assert rounded_sum(figure(total), figures(*parts)).verdict is verdict


@pytest.mark.parametrize(
    ("rate", "spent", "budget", "agrees"),
    [
        ("60", "171", "287", True),
        ("50", "100", "202", True),
        ("99.57", "298.70", "300.00", True),
        ("43.26", "22057.41", "50988", True),
        ("91.06", "54.20", "60.80", False),
        ("95", "18501.096", "19204.096", False),
        ("69.21", "1651.53", "2399", False),
        ("95.86", "260", "280", False),
    ],
)
def test_rates_by_rounding_or_truncation(rate: str, spent: str, budget: str, agrees: bool) -> None:
    possible = quotient(figure(spent), figure(budget), HUNDRED)
    assert possible is not None
    assert derived_agrees(figure(rate), possible) is agrees


def test_a_denominator_that_may_be_zero_gives_no_ratio() -> None:
    assert quotient(figure("1"), figure("0")) is None


def test_approximate_figures_have_five_percent() -> None:
    assert roughly_agrees(D(95), D(100), D("0.05"))
    assert not roughly_agrees(D("94.9"), D(100), D("0.05"))


amounts = st.decimals(min_value=1, max_value=10**6, places=6, allow_nan=False, allow_infinity=False)
places = st.integers(min_value=0, max_value=4)
modes = st.sampled_from([ROUND_HALF_UP, ROUND_DOWN])


def written(true: Decimal, decimals: int, mode: str = ROUND_HALF_UP) -> Figure:
    unit = D(1).scaleb(-decimals)
    return Figure(true.quantize(unit, rounding=mode), unit)


@given(spent=amounts, budget=amounts, money_places=places, rate_places=places, mode=modes)
def test_rates_written_from_true_amounts_never_fire(
    spent: Decimal, budget: Decimal, money_places: int, rate_places: int, mode: str
) -> None:
    rate = written(spent / budget * HUNDRED, rate_places, mode)
    possible = quotient(written(spent, money_places), written(budget, money_places), HUNDRED)
    assert possible is None or derived_agrees(rate, possible)


@given(spent=amounts, budget=amounts, rate_places=places, excess=st.integers(min_value=1, max_value=10**6))
def test_rates_beyond_the_bound_fire(spent: Decimal, budget: Decimal, rate_places: int, excess: int) -> None:
    possible = quotient(written(spent, 6), written(budget, 6), HUNDRED)
    assert possible is not None
    unit = D(1).scaleb(-rate_places)
    too_high = possible.high + unit * (D("0.5") + D(excess) / 1000)
    too_low = possible.low - unit * (1 + D(excess) / 1000)
    assert not derived_agrees(Figure(too_high, unit), possible)
    assert not derived_agrees(Figure(too_low, unit), possible)


@given(parts=st.lists(amounts, min_size=1, max_size=12), decimals=places)
def test_sums_written_from_true_parts_never_fire(parts: list[Decimal], decimals: int) -> None:
    total = written(sum(parts, D(0)), decimals)
    check = rounded_sum(total, [written(part, decimals) for part in parts])
    assert check.verdict is not SumVerdict.OFF


@given(
    parts=st.lists(amounts, min_size=1, max_size=12),
    decimals=places,
    excess=st.integers(min_value=1, max_value=10**6),
    sign=st.sampled_from([1, -1]),
)
def test_sums_beyond_the_bound_fire(parts: list[Decimal], decimals: int, excess: int, sign: int) -> None:
    figures_ = [written(part, decimals) for part in parts]
    unit = D(1).scaleb(-decimals)
    exact = sum((part.number for part in figures_), D(0))
    gap = unit * ((len(parts) + 1) // 2 + excess)
    check = rounded_sum(Figure(exact + sign * gap, unit), figures_)
    assert check.verdict is SumVerdict.OFF


@given(true=amounts, fine=places, coarse=places, mode=modes)
def test_one_fact_written_with_two_precisions_is_one_fact(
    true: Decimal, fine: int, coarse: int, mode: str
) -> None:
    first = written(true, max(fine, coarse), ROUND_DOWN)
    second = written(first.number, min(fine, coarse), mode)
    assert same_fact(first, second) is Sameness.SAME


@given(true=amounts, decimals=places, steps=st.integers(min_value=2, max_value=10**6))
def test_more_than_the_last_digit_is_another_fact(true: Decimal, decimals: int, steps: int) -> None:
    first = written(true, decimals)
    second = Figure(first.number + first.ulp * steps, first.ulp)
    assert same_fact(first, second) is Sameness.DIFFERENT


def test_the_half_open_window_of_derived_figures() -> None:
    unit = D("0.01")
    assert derived_agrees(Figure(D("9.58"), unit), Range(D("9.588"), D("9.588")))
    assert derived_agrees(Figure(D("9.59"), unit), Range(D("9.588"), D("9.588")))
    assert not derived_agrees(Figure(D("9.57"), unit), Range(D("9.588"), D("9.588")))
    assert not derived_agrees(Figure(D("9.58"), unit), Range(D("9.59"), D("9.59")))
