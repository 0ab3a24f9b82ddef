"""The lines of running text that belong to a report; what structure and identity are read from."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pipeline.model import Block, BlockKind, Document, Source
from pipeline.nlp.fold import folded
from pipeline.nlp.once import once_per_document

Piece = TypeVar("Piece")

RUNNING_KINDS = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TEXTBOX)


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of a block: its range in the document's text and its words, surrounding space removed."""

    start: int
    end: int
    text: str
    plain: str
    """The words folded, character for character."""
    block: Block
    is_first: bool = True
    is_last: bool = True


def lines_of(
    document: Document,
    spans: Sequence[tuple[int, int]],
    kinds: Sequence[BlockKind] = RUNNING_KINDS,
) -> tuple[TextLine, ...]:
    """Every line that is not blank of the blocks of these kinds inside the spans, in order."""
    return _lines_of(document, tuple(spans), tuple(kinds))


@once_per_document
def folded_text(document: Document) -> str:
    """The whole text folded; offsets into it are offsets into the text."""
    return folded(document.text)


@once_per_document
def _lines_of(
    document: Document, spans: tuple[tuple[int, int], ...], kinds: tuple[BlockKind, ...]
) -> tuple[TextLine, ...]:
    inside = within(_all_lines(document), spans, lambda line: line.block.start)
    return tuple(line for line in inside if line.block.kind in kinds)


def within(
    pieces: Sequence[Piece], spans: Sequence[tuple[int, int]], start_of: Callable[[Piece], int]
) -> Iterator[Piece]:
    """The pieces, ordered by their start, that begin inside the spans: of a volume of reports, each its own."""
    done = 0
    for start, end in sorted(spans):
        first = max(done, bisect_left(pieces, start, key=start_of))
        done = max(first, bisect_left(pieces, end, key=start_of))
        yield from pieces[first:done]


@once_per_document
def _all_lines(document: Document) -> tuple[TextLine, ...]:
    plain = folded_text(document)
    return tuple(line for block in document.blocks for line in _block_lines(document, block, plain))


def _block_lines(document: Document, block: Block, plain: str) -> Iterator[TextLine]:
    pieces = document.text[block.start : block.end].split("\n")
    offset, last = block.start, len(pieces) - 1
    for position, piece in enumerate(pieces):
        text = piece.strip()
        if text:
            start = offset + len(piece) - len(piece.lstrip())
            end = start + len(text)
            yield TextLine(start, end, text, plain[start:end], block, position == 0, position == last)
        offset += len(piece) + 1


def document_of_lines(text: str) -> Document:
    """A document of bare text: one paragraph a line."""
    blocks, position = [], 0
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            blocks.append(Block(BlockKind.PARAGRAPH, position, position + len(line), paragraph=number))
        position += len(line) + 1
    return Document(Source("文本", "", len(text.encode("utf-8", "replace")), "txt"), text, tuple(blocks), ())
