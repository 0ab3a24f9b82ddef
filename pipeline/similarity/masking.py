"""Masking: names, dates and numbers become typed slots, so that a copy with everything renamed is still seen.

A masked text is a string of symbols: a character for itself, or a slot for whatever stood there. Every symbol
knows its range in the file's text.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.model import Report
from pipeline.similarity.lexicon import lexicon
from pipeline.similarity.own_text import OwnText

# Characters of the private use area; a report's own are taken out by nobody, and harm nothing if they occur.
PLACE, UNIT, PROJECT, DATE, NUMBER = "\ue100", "\ue101", "\ue102", "\ue103", "\ue104"
SLOTS = frozenset((PLACE, UNIT, PROJECT, DATE, NUMBER))

_DATES = (
    r"(?:19|20)\d\d年度?(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日"
    r"|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}"
)
_NUMBERS = r"\d+(?:[,.]\d+)*|[〇零一二两三四五六七八九十百千万亿]{2,}"
_YEAR_BEFORE = re.compile(r"^(?:19|20)\d\d年度?")


@dataclass(frozen=True, slots=True)
class Masked:
    """Symbols with the range of each in the file's text; `words`: what the slots stand for, by position."""

    symbols: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    words: dict[int, str]


@dataclass(frozen=True, slots=True)
class Names:
    """What a report calls itself: names by slot type, the longest first."""

    by_name: tuple[tuple[str, str], ...]
    """Pairs of (name, slot)."""


def names_of(report: Report) -> Names:
    """The names of the report's unit, its places and its projects."""
    found: dict[str, str] = {}
    for project in (report.project, *report.projects):
        for name in _project_names(_compact(project or "")):
            found.setdefault(name, PROJECT)
    places, core = _unit_parts(_compact(report.unit or ""))
    if len(core) >= 3:
        found.setdefault(core, UNIT)
    for place in places:
        found.setdefault(place, PLACE)
    return Names(tuple(sorted(found.items(), key=lambda item: (-len(item[0]), item[0]))))


def united(one: Names, other: Names) -> Names:
    """The names of both; what is a name for both keeps the first one's slot."""
    found = {**dict(other.by_name), **dict(one.by_name)}
    return Names(tuple(sorted(found.items(), key=lambda item: (-len(item[0]), item[0]))))


def mask(own: OwnText, names: Names) -> Masked:
    """The own text with slots in the place of names, dates and numbers."""
    symbols: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    words: dict[int, str] = {}
    position = 0
    for start, end, slot in (*_slots(own.characters, names), (len(own.characters), len(own.characters), "")):
        symbols.extend(own.characters[position:start])
        starts.extend(own.offsets[position:start])
        ends.extend(offset + 1 for offset in own.offsets[position:start])
        if slot:
            words[len(symbols)] = own.characters[start:end]
            symbols.append(slot)
            starts.append(own.offsets[start])
            ends.append(own.offsets[end - 1] + 1)
        position = end
    return Masked("".join(symbols), tuple(starts), tuple(ends), words)


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
    position = 0
    for start, end, slot in (*named, (len(text), len(text), "")):
        for found in _fixed_pattern().finditer(text, position, start):
            yield found.start(), found.end(), _slot_of(found)
        if slot:
            yield start, end, slot
        position = end


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


def _slot_of(found: "re.Match[str]") -> str:
    return {"date": DATE, "number": NUMBER, "self": UNIT, "level": PLACE}[found.lastgroup or ""]


@cache
def _fixed_pattern() -> "re.Pattern[str]":
    names = lexicon().names
    oneself = f"{_any_of(names.oneself)}{_any_of(names.oneself_heads)}"
    return re.compile(
        rf"(?P<date>{_DATES})|(?P<number>{_NUMBERS})|(?P<self>{oneself})|(?P<level>{_any_of(names.levels)})"
    )


@cache
def _place_pattern() -> "re.Pattern[str]":
    # At least two characters before the level word: 社区, 城市, 市场 are no places.
    return re.compile(rf"[一-鿿]{{2,5}}?{_any_of(lexicon().names.levels)}(?=[一-鿿]{{2}})")


def _unit_parts(unit: str) -> tuple[list[str], str]:
    """青河区退役军人事务局 → [青河区], 退役军人事务局."""
    places: list[str] = []
    position = 0
    while found := _place_pattern().match(unit, position):
        places.append(found.group())
        position = found.end()
    core = unit[position:]
    if not places and core.startswith(lexicon().names.levels):
        core = core[1:]
    return places, core


def _project_names(project: str) -> Iterator[str]:
    name = _YEAR_BEFORE.sub("", project)
    if len(name) >= 4:
        yield name
    for tail in lexicon().names.project_tails:
        if name.endswith(tail) and len(name) - len(tail) >= 4:
            yield name.removesuffix(tail)


def _any_of(words: Iterable[str]) -> str:
    return (
        "(?:" + "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) + ")"
    )


def _compact(text: str) -> str:
    return "".join(text.split())
