"""Sentences of a small grammar (文法): patterns of configs/bench whose slots are filled by chance."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from pipeline.settings import config_root, read_toml

Words = Mapping[str, Sequence[str]]

_SLOT = re.compile(r"\{([^{}]+)\}")
_RANGE = re.compile(r"([pm]?)(\d+)-(\d+)")


@dataclass(frozen=True, slots=True)
class Theme:
    """What the projects of one kind of unit are about: its own words, indicators as 名称|单位|区间."""

    project: Sequence[str]
    unit: str
    thing: Sequence[str]
    work: Sequence[str]
    people: Sequence[str]
    spots: Sequence[str]
    trouble: Sequence[str]
    counts: Sequence[str]
    effects: Sequence[str]

    @property
    def words(self) -> Words:
        """Its words for the slots of sentences."""
        return {
            "thing": self.thing,
            "work": self.work,
            "people": self.people,
            "spots": self.spots,
            "trouble": self.trouble,
        }


@dataclass(frozen=True, slots=True)
class Grammar:
    """The words and patterns from which reports are written (configs/bench)."""

    places: Words
    outline: Mapping[str, Any]
    sentences: Words
    words: Words
    conclusion: Mapping[str, str]
    themes: tuple[Theme, ...]


@cache
def grammar() -> Grammar:
    """The grammar as shipped."""
    folder = config_root() / "bench"
    prose, themes = read_toml(folder / "prose.toml"), read_toml(folder / "themes.toml")
    return Grammar(
        prose["places"],
        prose["outline"],
        prose["sentences"],
        prose["words"],
        prose["conclusion"],
        tuple(Theme(**theme) for theme in themes["themes"]),
    )


class Pen:
    """Writes sentences: the same chance and words give the same text."""

    def __init__(self, chance: random.Random, *words: Words) -> None:
        self._chance = chance
        self._words: dict[str, Sequence[str]] = {}
        for table in words:
            self._words.update(table)

    def written(self, pattern: str) -> str:
        """The pattern with every slot filled, slots of slots too."""
        return _SLOT.sub(lambda slot: self._filled(slot[1]), pattern)

    def sentences(self, patterns: Sequence[str], characters: int) -> str:
        """Sentences of these patterns, until there are so many characters; none twice before all were used."""
        text = ""
        left: list[str] = []
        while len(text) < characters:
            left = left or self._chance.sample(patterns, len(patterns))
            text += self.written(left.pop())
        return text

    def _filled(self, slot: str) -> str:
        numbers = _RANGE.fullmatch(slot)
        if numbers is None:
            return self.written(self._chance.choice(self._words[slot]))
        kind, low, high = numbers[1], int(numbers[2]), int(numbers[3])
        if kind == "p":
            tenths = Decimal(self._chance.randint(low * 10, high * 10)) / 10
            return f"{tenths:f}%"
        if kind == "m":
            return f"{Decimal(self._chance.randint(low * 100, high * 100)) / 100:f}万元"
        return str(self._chance.randint(low, high))
