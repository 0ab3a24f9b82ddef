"""Dates as reports write them, and those that no calendar has."""

from datetime import date

import pytest

from pipeline.validation.calendar_dates import dates_in, impossible_dates


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023年8月16日", date(2023, 8, 16), date(2023, 8, 16)),
        ("2023 年 8 月", date(2023, 8, 1), date(2023, 8, 31)),
        ("2月底前", date(2023, 2, 1), date(2023, 2, 28)),
        ("2024年2月中旬", date(2024, 2, 11), date(2024, 2, 20)),
        ("次年1月16日", date(2024, 1, 16), date(2024, 1, 16)),
    ],
)
def test_a_date_is_the_days_it_may_mean(text: str, first: date, last: date) -> None:
    (found,) = dates_in(text, 2023)
    assert (found.first, found.last) == (first, last)


def test_a_date_without_a_year_takes_the_year_named_before_it() -> None:
    found = list(dates_in("2022年9月开工，11月完工", 2023))
    assert [one.first.year for one in found] == [2022, 2022]


@pytest.mark.parametrize("text", ["2023年2月29日", "2023年13月", "2023年6月31日", "2023年4月0日"])
def test_no_calendar_has_these(text: str) -> None:
    assert list(impossible_dates(text))
    assert not list(dates_in(text, 2023))


@pytest.mark.parametrize("text", ["2024年2月29日", "12个月", "2024.05万元", "连续3月以上", "2023年12月31日"])
def test_these_are_possible_or_no_dates(text: str) -> None:
    assert not list(impossible_dates(text))
