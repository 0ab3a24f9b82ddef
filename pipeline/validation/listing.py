"""A total and the amounts listed as its parts, and what every way of finding such lists shares (列举)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Report, Value
from pipeline.validation.lexicon import cues
from pipeline.validation.sentence_levels import SentenceLevel

PART_FIELDS = frozenset({"use_part", "source_part", "other"})
NO_TOTAL = frozenset({"periodic", "last_year"})
NO_ITEM = frozenset({"last_year", "budget_change", "carryover_in", "surplus", "returned"})
LABEL = re.compile(r"[\u4e00-\u9fff]{2}")
NEAR_LEAD = 16
_MONEY_LIKE = re.compile(r"\d[\d,.]*\s*(?:[万亿]元?|元)")
_DIGITS = {character: number for number, character in enumerate("零一二三四五六七八九")} | {"两": 2}


@dataclass(frozen=True, slots=True)
class Listing:
    """A total and the amounts listed as its parts; closed where the list says that nothing is left out."""

    total: Value
    items: tuple[Value, ...]
    closed: bool
    others: tuple[Value, ...]
    """Other amounts of the sentence before the list: one of them may be the true total."""


def is_difference(report: Report, value: Value) -> bool:
    """Whether an amount says by how much something changed (同比增加189万元): neither a total nor an item."""
    if value.field == "budget_change":
        return False
    before = report.document.text[max(0, value.place.start - NEAR_LEAD) : value.place.start]
    return cues("amount_lists", "delta_before").search(before) is not None


def year_of(report: Report, value: Value) -> int | None:
    """The year that an amount is of; the evaluated one where none is named."""
    return value.year if value.year is not None else report.year


def all_read(level: SentenceLevel, items: Sequence[Value]) -> bool:
    """Whether every number with a money unit from the first to the last item is one of them."""
    start = items[0].place.start
    text = level.between(start, items[-1].place.end)
    known = [value for value in level.values if start <= value.place.start <= items[-1].place.start]
    return len(_MONEY_LIKE.findall(text)) <= len(known)


def counted(words: str) -> int:
    """A count of items as written, in digits or Chinese up to 99."""
    if words.isdigit():
        return int(words)
    if "十" in words:
        tens, _, ones = words.partition("十")
        return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
    return _DIGITS.get(words, 0)
