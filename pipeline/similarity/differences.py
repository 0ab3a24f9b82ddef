"""What a copier changed, and what was forgotten: slots that differ, names that stayed."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, islice, pairwise

from pipeline.similarity.alignment import Region
from pipeline.similarity.lexicon import lexicon
from pipeline.similarity.masking import Masked
from pipeline.similarity.names import NUMBER, PLACE, PROJECT, UNIT, Names, any_of
from pipeline.similarity.samples import Sample


def changed_slots(a: Masked, b: Masked, found: Sequence[Region]) -> tuple[tuple[str, str], ...]:
    """The different names, dates, numbers and words inside the regions: slots first, each once."""
    ordered = sorted(found, key=lambda region: (region.a_start, region.b_start))
    slots = (pair for region in ordered for pair in _slot_words(a, b, region))
    gaps = (pair for region in ordered for pair in _gap_words(a, b, region))
    differing = (pair for pair in chain(slots, gaps) if pair[0] != pair[1])
    return tuple(islice(dict.fromkeys(differing), lexicon().measure.changed_shown))


def mostly_renamed(a: Masked, b: Masked, found: Sequence[Region]) -> bool:
    """Whether names, dates and numbers were changed throughout, or the text stands as it was."""
    measure = lexicon().measure
    # A formula such as 预算执行率得9.7分 is nobody's and always differs: only whole sentences tell.
    long = [region for region in found if region.matched >= measure.sentence_characters]
    pairs = [pair for region in long or found for pair in _slot_words(a, b, region)]
    changed = sum(one != other for one, other in pairs)
    return bool(changed) and changed >= measure.changed_share * len(pairs)


def leftover_names(source: Sample, copy: Sample, copied: str) -> Iterator[str]:
    """The source's names that stand in the copied text and are not the copy's own."""
    names = lexicon().names
    kinds = {PLACE: "place", UNIT: "unit", PROJECT: "project"}
    ours = [name for name, _ in copy.names.by_name]
    known = {slot for _, slot in copy.names.by_name}
    found = [
        name
        for name, slot in source.names.by_name
        # A report whose own unit or project is not known may well bear this name.
        if slot in known
        and len(name) >= lexicon().measure.leftover_characters[kinds[slot]]
        and name in copied
        and name not in names.superiors
        and not any(name in mine for mine in ours)
    ]
    yield from _joined(found, copied)


def _joined(found: Sequence[str], copied: str) -> Iterator[str]:
    """Of place and body that stand together only the whole; a part of a longer name not by itself."""
    whole = [one + other for one in found for other in found if one != other and one + other in copied]
    for name in (*whole, *found):
        rest = copied
        for longer in (*whole, *found):
            if name != longer and name in longer:
                rest = rest.replace(longer, "")
        if name in rest:
            yield name


def own_names_in(names: Names, text: str) -> bool:
    """Whether one of the names stands in the text."""
    return any(name in text for name, _ in names.by_name)


@cache
def _measures() -> "re.Pattern[str]":
    return re.compile(any_of(lexicon().names.measures))


def _slot_words(a: Masked, b: Masked, region: Region) -> Iterator[tuple[str, str]]:
    # Where sentences only say the same, nothing stands opposite anything.
    for match in () if region.other_length is not None else region.matches:
        for step in range(match.length):
            one = a.words.get(match.a + step)
            if one is None:
                continue
            other = b.words.get(match.b + step, one)
            # A bare 县 or 区 on both sides is a word like any other; it was masked only to meet a full name.
            if max(len(one), len(other)) > 1 or one.isdigit():
                yield _measured(a, match.a + step, one), _measured(b, match.b + step, other)


def _measured(masked: Masked, at: int, words: str) -> str:
    """A figure with the unit of measure that stands behind it."""
    if masked.symbols[at] != NUMBER:
        return words
    unit = _measures().match(masked.symbols, at + 1)
    return words + unit.group() if unit else words


def _gap_words(a: Masked, b: Masked, region: Region) -> Iterator[tuple[str, str]]:
    for before, after in pairwise(region.matches):
        one = _written(a, before.a + before.length, after.a)
        other = _written(b, before.b + before.length, after.b)
        if one and other:
            yield one, other


def _written(masked: Masked, start: int, end: int) -> str:
    return "".join(masked.words.get(at, masked.symbols[at]) for at in range(start, end))
