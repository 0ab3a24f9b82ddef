"""Headings that only their neighbours prove: a document's own consistent numbering makes siblings headings.

“6.1 采购程序不够规范” and “1、资金下达。……” say nothing by their words. They are headings where the decimals run
on from 1 below their own section, or where the next item of the same count surely is one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.nlp.heading_words import names_project

_NOUN_CHARACTERS = 4
_DECIMALS = ("decimal", "decimal3", "decimal4")
# Customary depth; what counts is the nesting that a report uses, this decides only between new styles.
_DEPTHS = (
    "part",
    "capital",
    "chinese",
    "chinese_bracket",
    "project",
    "arabic",
    *_DECIMALS,
    "arabic_bracket",
    "circled",
)
DEPTH = {style: depth for depth, style in enumerate(_DEPTHS)} | {"bare": 99}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as found: range of its title, where the body begins, and its numbering."""

    start: int
    end: int
    body: int
    number: str
    style: str
    """One of the styles of `headings`; bare or loose without a number."""
    ordinal: int | None
    sure: bool
    """Made of heading words; the others had a line of their own."""
    alone: bool
    """Nothing stands behind it on its line."""
    doubtful: bool = False
    """A heading only if its siblings are."""


def is_decimal(style: str) -> bool:
    """Whether the style numbers as 4.1 or 4.1.2 does."""
    return style in _DECIMALS


def with_siblings(found: Sequence[Heading], text: str) -> set[Heading]:
    """The headings without the doubtful ones that no sibling proves."""
    kept = {heading for heading in found if not heading.doubtful}
    kept.update(_proved_decimals(found))
    for run in _runs(found):
        kept.update(_proved_leads(run, text))
    return kept


def _proved_decimals(found: Sequence[Heading]) -> Iterator[Heading]:
    """4.1 under the fourth section, or in a document whose decimals are headings; 4.2 only behind 4.1."""
    known = {heading.style for heading in found if heading.sure}
    counts: dict[tuple[int, ...], int | None] = {}
    above: list[Heading] = []
    for heading in found:
        depth = DEPTH.get(heading.style, 99)
        if is_decimal(heading.style):
            prefix = tuple(int(digits) for digits in re.findall(r"\d+", heading.number))[:-1]
            runs_on = heading.ordinal == (counts.get(prefix) or 0) + 1
            counts[prefix] = heading.ordinal
            parent = next((other for other in reversed(above) if DEPTH[other.style] < depth), None)
            at_home = parent is not None and parent.ordinal == prefix[-1]
            proved = heading.doubtful and runs_on and (heading.style in known or at_home)
            if proved:
                yield heading
        else:
            proved = False
        if (proved or not heading.doubtful) and heading.style in DEPTH:
            while above and DEPTH[above[-1].style] >= depth:
                above.pop()
            above.append(heading)


def _proved_leads(run: Sequence[Heading], text: str) -> Iterator[Heading]:
    """Short phrases with their text behind them, in a count where as many surely are headings, or all projects."""
    for mark in {_separator(heading, text) for heading in run if heading.doubtful}:
        alike = [heading for heading in run if _separator(heading, text) == mark]
        doubtful = [heading for heading in alike if heading.doubtful]
        projects = len(doubtful) == len(alike) and all(
            names_project(text[heading.start : heading.end].removeprefix(heading.number)) for heading in alike
        )
        nouns = (
            mark == "。" and len(doubtful) == len(alike) >= 2 and all(_is_noun(heading) for heading in alike)
        )
        if nouns or projects or len(alike) >= 2 * len(doubtful):
            yield from (heading for heading in doubtful if _has_neighbour(heading, alike))


def _is_noun(heading: Heading) -> bool:
    """Whether a lead is one noun in a bracketed count (（一）收入。……（二）支出。……)."""
    words = heading.end - heading.start - len(heading.number)
    return heading.style == "chinese_bracket" and 2 <= words <= _NOUN_CHARACTERS


def _has_neighbour(heading: Heading, run: Sequence[Heading]) -> bool:
    """Whether the count has the number before, the number after, or (by a slip) the same number again."""
    if heading.ordinal is None:
        return False
    near = {heading.ordinal - 1, heading.ordinal, heading.ordinal + 1}
    return any(other.ordinal in near for other in run if other is not heading)


def _runs(found: Sequence[Heading]) -> Iterator[list[Heading]]:
    """The headings that count together: of one style, with none of a higher level between."""
    open_runs: dict[str, list[Heading]] = {}
    for heading in found:
        depth = DEPTH.get(heading.style, 99)
        if not heading.doubtful:
            for style in [style for style in open_runs if DEPTH.get(style, 99) > depth]:
                yield open_runs.pop(style)
        if not is_decimal(heading.style):
            open_runs.setdefault(heading.style, []).append(heading)
    yield from open_runs.values()


def _separator(heading: Heading, text: str) -> str:
    """What stands between heading and body: a full stop, a colon, or nothing."""
    between = text[heading.end - 1 : heading.body].replace(":", "：")
    return next((mark for mark in "。：" if mark in between), "")
