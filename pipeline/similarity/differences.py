"""What a copier changed, and what was forgotten: slots that differ, names that stayed."""

from collections.abc import Iterator, Sequence
from itertools import islice

from pipeline.similarity.lexicon import lexicon
from pipeline.similarity.masking import PLACE, PROJECT, UNIT, Masked, Names
from pipeline.similarity.passages import Match


def changed_slots(a: Masked, b: Masked, matches: Sequence[Match]) -> tuple[tuple[str, str], ...]:
    """The different names, dates and numbers inside the passages, in the first text's order, each once."""
    differing = ((one, other) for one, other in _slot_words(a, b, matches) if one != other)
    return tuple(islice(dict.fromkeys(differing), lexicon().measure.changed_shown))


def mostly_renamed(a: Masked, b: Masked, matches: Sequence[Match]) -> bool:
    """Whether names, dates and numbers were changed throughout, or the text stands as it was."""
    measure = lexicon().measure
    # A formula such as 预算执行率得9.7分 is nobody's and always differs: only whole sentences tell.
    sentences = [match for match in matches if match.length >= measure.sentence_characters]
    pairs = list(_slot_words(a, b, sentences or matches))
    changed = sum(one != other for one, other in pairs)
    return bool(changed) and changed >= measure.changed_share * len(pairs)


def leftover_names(theirs: Names, own: Names, copied: str) -> Iterator[str]:
    """The other report's names that stand in the copied text and are not this report's own."""
    kinds = {PLACE: "place", UNIT: "unit", PROJECT: "project"}
    ours = [name for name, _ in own.by_name]
    known = {slot for _, slot in own.by_name}
    for name, slot in theirs.by_name:
        long_enough = len(name) >= lexicon().measure.leftover_characters[kinds[slot]]
        # A report whose own unit or project is not known may well bear this name.
        if slot in known and long_enough and name in copied and not any(name in mine for mine in ours):
            yield name


def _slot_words(a: Masked, b: Masked, matches: Sequence[Match]) -> Iterator[tuple[str, str]]:
    for match in sorted(matches, key=lambda match: (match.a, match.b)):
        for step in range(match.length):
            one = a.words.get(match.a + step)
            other = b.words.get(match.b + step)
            # A bare 县 or 区 on both sides is a word like any other; it was masked only to meet a full name.
            if one and other and max(len(one), len(other)) > 1:
                yield one, other
