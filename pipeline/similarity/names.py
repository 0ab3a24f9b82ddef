"""What a report calls itself (名称): its unit, its places, its projects."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.model import Report
from pipeline.similarity.lexicon import lexicon

# Characters of the private use area; a report's own are taken out by nobody, and harm nothing if they occur.
PLACE, UNIT, PROJECT, DATE, NUMBER, PERSON = "\ue100", "\ue101", "\ue102", "\ue103", "\ue104", "\ue105"
SLOTS = frozenset((PLACE, UNIT, PROJECT, DATE, NUMBER, PERSON))

_YEAR_BEFORE = re.compile(r"^(?:19|20)\d\d年度?")


@dataclass(frozen=True, slots=True)
class Names:
    """What a report calls itself: names by slot type, the longest first."""

    by_name: tuple[tuple[str, str], ...]
    """Pairs of (name, slot)."""


def names_of(report: Report) -> Names:
    """The names of the report's unit, its places and its projects."""
    return _names(report.unit or "", (report.project or "", *report.projects))


@lru_cache(4096)
def _names(unit: str, projects: tuple[str, ...]) -> Names:
    found: dict[str, str] = {}
    for project in projects:
        for name in _project_names(_compact(project)):
            found.setdefault(name, PROJECT)
    places, core = unit_parts(_compact(unit))
    if len(core) >= 3:
        found.setdefault(core, UNIT)
    for place in places:
        found.setdefault(place, PLACE)
    return Names(tuple(sorted(found.items(), key=lambda item: (-len(item[0]), item[0]))))


def united(one: Names, other: Names) -> Names:
    """The names of both; what is a name for both keeps the first one's slot."""
    found = {**dict(other.by_name), **dict(one.by_name)}
    return Names(tuple(sorted(found.items(), key=lambda item: (-len(item[0]), item[0]))))


@cache
def _place_pattern() -> "re.Pattern[str]":
    # At least two characters before the level word: 社区, 城市, 市场 are no places.
    return re.compile(rf"[一-鿿]{{2,5}}?{any_of(lexicon().names.levels)}(?=[一-鿿]{{2}})")


def unit_parts(unit: str) -> tuple[list[str], str]:
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


def any_of(words: Iterable[str]) -> str:
    """A pattern of alternatives, the longest first."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word) for word in ordered) + ")"


def _compact(text: str) -> str:
    return "".join(text.split())
