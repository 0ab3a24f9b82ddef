"""The lines of running text that belong to a report; what structure and identity are read from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Block, BlockKind, Document

RUNNING_KINDS = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TEXTBOX)


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of a block: its range in the document's text and its words, surrounding space removed."""

    start: int
    end: int
    text: str
    block: Block
    is_first: bool = True
    is_last: bool = True


def lines_of(
    document: Document,
    spans: Sequence[tuple[int, int]],
    kinds: Sequence[BlockKind] = RUNNING_KINDS,
) -> Iterator[TextLine]:
    """Every line that is not blank of the blocks of these kinds inside the spans, in order."""
    for block in document.blocks:
        if block.kind in kinds and any(start <= block.start < end for start, end in spans):
            yield from _block_lines(document, block)


def _block_lines(document: Document, block: Block) -> Iterator[TextLine]:
    pieces = document.text[block.start : block.end].split("\n")
    offset = block.start
    for position, piece in enumerate(pieces):
        text = piece.strip()
        if text:
            start = offset + len(piece) - len(piece.lstrip())
            yield TextLine(start, start + len(text), text, block, position == 0, position == len(pieces) - 1)
        offset += len(piece) + 1
