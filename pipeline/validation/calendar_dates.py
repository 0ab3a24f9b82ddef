"""Dates as reports write them, with the days they may mean (日期)."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

_DATE = re.compile(
    r"(?<![\d.])(?:(?P<year>20\d{2})\s*年\s*|(?P<next>次年|翌年)\s*|(?P<same>当年|同年|本年)\s*)?"
    r"(?P<month>\d{1,2})\s*月(?!份以来)\s*(?:(?P<day>\d{1,2})\s*[日号]|(?P<part>上旬|中旬|下旬|初|底|末))?"
)
_JOIN = re.compile(r"\s*(?:至|到|—+|－|-|–|~|～)\s*")
_LEAP_YEAR = 2024
# 没有再写年份的，差得多的可能跨到次年（11月15日至3月15日）。
_SURELY_REVERSED = 60
_PARTS = {"上旬": (1, 10), "初": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of the text: the first and last day it may mean, and its range in that text."""

    first: date
    last: date
    start: int
    end: int
    raw: str
    has_year: bool


def dates_in(text: str, year: int | None) -> Iterator[Dated]:
    """Every possible date; one without a year is of the year named before it, else of `year`."""
    current = year
    for found in _DATE.finditer(text):
        if found["year"]:
            current = int(found["year"])
        named = current + 1 if found["next"] and current is not None else current
        span = _span(named, found)
        if span is not None:
            yield Dated(*span, found.start(), found.end(), found.group().strip(), bool(found["year"]))


def _span(year: int | None, found: re.Match[str]) -> tuple[date, date] | None:
    month = int(found["month"])
    if year is None or not 1 <= month <= 12:
        return None
    length = monthrange(year, month)[1]
    if found["day"]:
        day = int(found["day"])
        return (date(year, month, day),) * 2 if 1 <= day <= length else None
    first, last = _PARTS.get(found["part"] or "", (1, length))
    return date(year, month, first), date(year, month, min(last, length))


def impossible_dates(text: str) -> Iterator[str]:
    """Dates that no calendar has, such as 2023年2月30日, 4月31日 or 2023年13月."""
    for found in _DATE.finditer(text):
        month, day = int(found["month"]), int(found["day"] or 1)
        named = found["year"] or found["day"]  # “13月”单写，可能是漏了字的“13个月”
        year = int(found["year"] or _LEAP_YEAR)
        if named and (not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]):
            yield found.group().strip()


def reversed_periods(text: str, year: int | None) -> Iterator[tuple[Dated, Dated]]:
    """Periods that end before they begin: 3月14日至3月5日; one that may run into the next year is none."""
    told = list(dates_in(text, year))
    for first, last in pairwise(told):
        joined = _JOIN.fullmatch(text[first.end : last.start])
        if joined is None or last.last >= first.first:
            continue
        wraps = not last.has_year and (first.first - last.last).days > _SURELY_REVERSED
        if not wraps:
            yield first, last
