"""Headings that only their neighbours prove: a document's own consistent numbering makes siblings headings.

“6.1 采购程序不够规范” and “1、资金下达。……” say nothing by their words. They are headings where the decimals run
on from 1 below their own section, or where the next item of the same count surely is one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.nlp.heading_words import names_project

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
    return {
        heading
        for position, heading in enumerate(found)
        if not heading.doubtful
        or (
            _decimal_holds(found, position)
            if is_decimal(heading.style)
            else _lead_holds(found, position, text)
        )
    }


def _decimal_holds(found: Sequence[Heading], position: int) -> bool:
    """4.1 under the fourth section, or in a document whose decimals are headings; 4.2 only behind 4.1."""
    heading = found[position]
    same = [other for other in found if other.style == heading.style]
    counts = [
        other.ordinal for other in same if other.start < heading.start and _prefix(other) == _prefix(heading)
    ]
    if heading.ordinal != (counts[-1] or 0) + 1 if counts else heading.ordinal != 1:
        return False
    return any(other.sure for other in same) or _parent_number(found, position) == _prefix(heading)[-1]


def _prefix(heading: Heading) -> tuple[int, ...]:
    return tuple(int(digits) for digits in re.findall(r"\d+", heading.number))[:-1]


def _parent_number(found: Sequence[Heading], position: int) -> int | None:
    """The number of the section that a decimal stands in."""
    depth = DEPTH[found[position].style]
    above = (
        other
        for other in reversed(found[:position])
        if not other.doubtful and DEPTH.get(other.style, 99) < depth
    )
    parent = next(above, None)
    return parent.ordinal if parent else None


def _lead_holds(found: Sequence[Heading], position: int, text: str) -> bool:
    """A short phrase with its text behind it, in a count where as many items surely are headings, or all projects."""
    heading = found[position]
    run = [other for other in _run(found, position) if _separator(other, text) == _separator(heading, text)]
    near = {heading.ordinal + step for step in (-1, 0, 1)} if heading.ordinal is not None else set()
    if not any(other.ordinal in near for other in run if other is not heading):
        return False
    doubtful = [other for other in run if other.doubtful]
    projects = len(doubtful) == len(run) and all(
        names_project(text[other.start : other.end].removeprefix(other.number)) for other in run
    )
    return projects or len(run) >= 2 * len(doubtful)


def _run(found: Sequence[Heading], position: int) -> list[Heading]:
    """The headings that count together with this one: its style, with none of a higher level between."""
    style = found[position].style
    run = [found[position]]
    for others in (reversed(found[:position]), found[position + 1 :]):
        for other in others:
            if other.style == style:
                run.append(other)
            elif not other.doubtful and DEPTH.get(other.style, 99) < DEPTH[style]:
                break
    return run


def _separator(heading: Heading, text: str) -> str:
    """What stands between heading and body: a full stop, a colon, or nothing."""
    between = text[heading.end - 1 : heading.body]
    return next((mark for mark in "。：" if mark in between.replace(":", "：")), "")
