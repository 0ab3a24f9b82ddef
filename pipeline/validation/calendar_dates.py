"""Dates as reports write them, with the days they may mean (日期)."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_DATE = re.compile(
    r"(?<![\d.])(?:(?P<year>20\d{2})\s*年\s*|(?P<next>次年|翌年)\s*|(?P<same>当年|同年|本年)\s*)?"
    r"(?P<month>\d{1,2})\s*月(?!份以来)\s*(?:(?P<day>\d{1,2})\s*[日号]|(?P<part>上旬|中旬|下旬|初|底|末))?"
)
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
    """Dates with a year that no calendar has, such as 2023年2月30日 or 13月."""
    for found in _DATE.finditer(text):
        if not found["year"]:
            continue
        month, day = int(found["month"]), int(found["day"] or 1)
        if not 1 <= month <= 12 or not 1 <= day <= monthrange(int(found["year"]), month)[1]:
            yield found.group().strip()
