"""Figures inside shared text (相同数字): who copies a sentence often copies its figures, who thinks alike does not."""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from pipeline.similarity.alignment import Region
from pipeline.similarity.lexicon import lexicon
from pipeline.similarity.names import DATE, NUMBER
from pipeline.similarity.passages import Match
from pipeline.similarity.samples import Sample

_NUMBERS, _FILLED = frozenset((NUMBER,)), frozenset((NUMBER, DATE))
_YEAR = re.compile(r"(?:19|20)\d\d")


def filled(
    one: Sample, other: Sample, region: Region, slots: frozenset[str] = _FILLED
) -> Iterator[tuple[str, str]]:
    """What each wrote where both have a figure or a date."""
    # Where sentences only say the same, nothing stands opposite anything.
    for match in () if region.other_length is not None else region.matches:
        run = one.masked.symbols[match.a : match.a + match.length]
        for step, symbol in enumerate(run):
            if symbol in slots:
                yield one.masked.words.get(match.a + step, ""), other.masked.words.get(match.b + step, "")


def telling_figures(one: Sample, other: Sample, region: Region) -> set[str]:
    """The odd figures that stand at the same place in both: no round ones, no years."""
    return {a for a, b in filled(one, other, region) if a == b and _is_odd(a)}


def _is_odd(figure: str) -> bool:
    digits = figure.replace(",", "").replace(".", "")
    if not digits.isdecimal() or _YEAR.fullmatch(digits):
        return False
    return len(digits.lstrip("0")) >= lexicon().figures.digits and not digits.endswith("0")


def is_verbatim(one: Sample, other: Sample, found: Sequence[Region]) -> bool:
    """Whether the figures of the shared text were copied with it."""
    rules = lexicon().figures
    pairs = [pair for region in found for pair in filled(one, other, region, _NUMBERS)]
    same = sum(a == b for a, b in pairs)
    odd = set[str]().union(*(telling_figures(one, other, region) for region in found))
    return len(odd) >= rules.verbatim and same >= rules.verbatim_share * len(pairs)


def agrees(one: Sample, other: Sample, region: Region) -> bool | None:
    """Whether the figures of a region are the same in both; None where it has none."""
    pairs = list(filled(one, other, region, _NUMBERS))
    if not pairs:
        return None
    return sum(a == b for a, b in pairs) * 2 > len(pairs)


def trimmed(one: Sample, other: Sample, region: Region) -> Region | None:
    """The region without sentences at its ends in which every figure differs; None if nothing is left."""
    left: Region | None = region
    for at_end in (False, True):
        while left is not None and (cut := _end_sentence(one, left, at_end=at_end)) is not None:
            if agrees(one, other, cut) is not False:
                break
            start, stop = (left.a_start, cut.a_start) if at_end else (cut.a_end, left.a_end)
            left = _within(left, start, stop)
    return left


def _end_sentence(one: Sample, region: Region, *, at_end: bool) -> Region | None:
    number = one.sentences[region.a_end - 1 if at_end else region.a_start]
    start, stop = np.searchsorted(one.sentences, (number, number + 1)).tolist()
    return _within(region, start, stop)


def _within(region: Region, start: int, stop: int) -> Region | None:
    """What of a region lies in these symbols of the first text."""
    kept = []
    for match in region.matches:
        first, last = max(match.a, start), min(match.a + match.length, stop)
        if first < last:
            kept.append(Match(first, match.b + first - match.a, last - first))
    return Region(tuple(kept)) if kept else None
