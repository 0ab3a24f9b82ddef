"""Masking: names, dates and numbers become typed slots, so that a copy with everything renamed is still seen.

A masked text is a string of symbols: a character for itself, or a slot for whatever stood there. Every symbol
knows its range in the file's text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from pipeline.similarity.lexicon import lexicon
from pipeline.similarity.mask_starts import AFTER_LABEL, BEFORE_PLACE, NUMERALS, likely_starts
from pipeline.similarity.names import (
    DATE,
    NUMBER,
    PERSON,
    PLACE,
    PROJECT,
    SLOTS,
    UNIT,
    Names,
    any_of,
    names_of,
    united,
)
from pipeline.similarity.own_text import Offsets, OwnText

__all__ = [
    "DATE", "NUMBER", "PERSON", "PLACE", "PROJECT", "SLOTS", "UNIT",
    "Masked", "Names", "mask", "names_of", "united",
]  # fmt: skip

_DATES = (
    r"(?:19|20)\d\d年度?(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日"
    r"|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}"
)
_NUMBERS = rf"\d+(?:[,.]\d+)*|[{NUMERALS}]{{2,}}"
_BEFORE_PLACE = rf"(?<=[\d{BEFORE_PLACE}])"


@dataclass(frozen=True, slots=True, eq=False)
class Masked:
    """Symbols with the range of each in the file's text; `words`: what the slots stand for, by position."""

    symbols: str
    starts: Offsets
    ends: Offsets
    words: dict[int, str]


def mask(own: OwnText, names: Names) -> Masked:
    """The own text with slots in the place of names, dates and numbers."""
    text = own.characters
    pieces: list[str] = []
    words: dict[int, str] = {}
    kept = np.ones(len(text), np.bool_)
    position = length = 0
    for start, end, slot in _slots(text, names):
        length += start - position
        pieces += (text[position:start], slot)
        words[length] = text[start:end]
        kept[start + 1 : end] = False
        length += 1
        position = end
    pieces.append(text[position:])
    if not text:
        return Masked("", own.offsets, own.offsets, words)
    first = np.flatnonzero(kept)
    last = np.append(first[1:], len(text)) - 1
    return Masked("".join(pieces), own.offsets[first], own.offsets[last] + 1, words)


def slotted(text: str) -> str:
    """The symbols of a text that nobody signed."""
    compact = "".join(text.split())
    pieces: list[str] = []
    position = 0
    for start, end, slot in _slots(compact, Names(())):
        pieces += (compact[position:start], slot)
        position = end
    return "".join((*pieces, compact[position:]))


def _slots(text: str, names: Names) -> Iterator[tuple[int, int, str]]:
    """Slots in order; a run of places, and places before the unit's name, are one."""
    merged: tuple[int, int, str] | None = None
    for start, end, slot in _marks(text, names):
        if merged and merged[2] == PLACE and merged[1] == start and slot in {PLACE, UNIT}:
            merged = (merged[0], end, slot)
            continue
        if merged:
            yield merged
        merged = (start, end, slot)
    if merged:
        yield merged


def _marks(text: str, names: Names) -> Iterator[tuple[int, int, str]]:
    named = sorted(_named(text, names))
    match = _fixed_pattern().match
    likely = likely_starts(text)
    position = at = 0
    for start, end, slot in (*named, (len(text), len(text), "")):
        while at < len(likely) and likely[at] < start:
            here = likely[at]
            at += 1
            found = match(text, here, start) if here >= position else None
            if found is not None:
                kind = found.lastgroup or ""
                yield found.start(kind), found.end(kind), _KINDS[kind]
                position = found.end()
        if slot:
            yield start, end, slot
        position = end


_KINDS = {
    "date": DATE, "number": NUMBER, "self": UNIT, "level": PLACE, "spot": PLACE, "signed": PERSON, "person": PERSON,
}  # fmt: skip


def _named(text: str, names: Names) -> list[tuple[int, int, str]]:
    taken: list[tuple[int, int, str]] = []
    for name, slot in names.by_name:
        at = text.find(name)
        while at >= 0:
            end = at + len(name)
            if all(end <= start or at >= stop for start, stop, _ in taken):
                taken.append((at, end, slot))
            at = text.find(name, end)
    return taken


@cache
def _fixed_pattern() -> "re.Pattern[str]":
    names = lexicon().names
    oneself = f"{any_of(names.oneself)}{any_of(names.oneself_heads)}"
    surname, spots = f"[{names.surnames}]", any_of(names.spots)
    return re.compile(
        rf"(?P<date>{_DATES})|(?P<number>{_NUMBERS})|(?P<self>{oneself})"
        rf"|{any_of(names.person_labels)}[{AFTER_LABEL}](?P<signed>{surname}[一-鿿]{{1,2}})(?![一-鿿])"
        rf"|{_BEFORE_PLACE}(?:(?P<person>{surname}[一-鿿]{{1,2}}?)(?={any_of(names.person_titles)})"
        rf"|(?P<spot>(?![一-鿿]{{0,2}}[{names.no_place}])[一-鿿]{{2,3}}?{spots}))"
        rf"|(?P<level>{any_of(names.levels)})"
    )
