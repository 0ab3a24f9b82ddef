"""Nothing passes in silence: which numbers of a report a value, a decoy or a date claims, and which nothing does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.model import BlockKind, Document, Place, place_of
from pipeline.nlp.numerals import numeric_tokens
from pipeline.nlp.text_lines import folded_text, within

_FURNITURE = frozenset({BlockKind.HEADER, BlockKind.FOOTER, BlockKind.METADATA})


@dataclass(frozen=True, slots=True)
class Coverage:
    """Numbers found and claimed in a report, with the places of those that nothing claims."""

    found: int
    claimed: int
    unclaimed: tuple[Place, ...]


def number_coverage(
    document: Document, spans: Sequence[tuple[int, int]], claimed: Iterable[tuple[int, int]]
) -> Coverage:
    """Every run of digits of the spans, headers, footers and site furniture apart, held against the claims."""
    taken = bytearray(len(document.text) + 1)
    for start, end in claimed:
        taken[start:end] = b"\x01" * (end - start)
    for block in within(document.blocks, spans, lambda one: one.start):
        if block.kind in _FURNITURE:
            taken[block.start : block.end] = b"\x02" * (block.end - block.start)
    found, unclaimed = 0, []
    for start, end in spans:
        for begin, finish in numeric_tokens(folded_text(document)[start:end]):
            mark = taken[start + begin]
            found += mark != 2
            if mark == 0:
                unclaimed.append(place_of(document, start + begin, start + finish))
    return Coverage(found, found - len(unclaimed), tuple(unclaimed))
