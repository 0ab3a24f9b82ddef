"""Cue words decide a figure's field: the strongest group first, within it the words nearest to the figure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from pipeline.nlp.lexicon import lexicon

_FARTHEST = 400
"""What runs on for longer without a comma is no clause: nobody reads its beginning as said of its end."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue word found: the field that it speaks for, the word, where it ends, and its group."""

    field: str
    word: str
    end: int
    group: str


@cache
def cue_patterns(name: str, *path: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The compiled cue words by field of one group of a lexicon file."""
    table: Mapping[str, object] = lexicon(name)
    for key in path:
        table = table[key]  # type: ignore[assignment]
    return tuple(
        (field, re.compile("|".join(f"(?:{pattern})" for pattern in patterns)))
        for field, patterns in table.items()
        if isinstance(patterns, list)
    )


@cache
def pattern(name: str, *path: str) -> re.Pattern[str]:
    """One compiled expression of a lexicon file."""
    table: object = lexicon(name)
    for key in path:
        table = table[key]  # type: ignore[index]
    return re.compile(str(table))


def nearest_cue(clause: str, patterns: Iterable[tuple[str, re.Pattern[str]]], group: str = "") -> Cue | None:
    """The cue that ends last in the clause; of two that end together the longer, that is the more specific."""
    best: tuple[int, int, Cue] | None = None
    begin = max(0, len(clause) - _FARTHEST)
    for field, expression in patterns:
        for match in expression.finditer(clause, begin):
            if not match.group():
                continue
            key = (match.end(), match.end() - match.start())
            if best is None or key > best[:2]:
                best = (*key, Cue(field, match.group(), match.end(), group))
    return best[2] if best else None
