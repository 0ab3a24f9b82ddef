"""The report's own text in sentences, clauses and blocks, always with offsets into the file's text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.model import Block, BlockKind, Place, Report, block_at, in_spans, place_of
from pipeline.validation.lexicon import text_entry
from pipeline.validation.remembering import remembered

_CLAUSE_END = "，。；;！？!?（）()、：:"
_SENTENCE_END = "。！？!?；;"
_FULL_STOP = "。！？!?"
_MAY_END = re.compile(rf"[{_SENTENCE_END}\n]")
# Text without any punctuation must not make every look around a value cost its whole length.
_LONGEST_CLAUSE, _LONGEST_SENTENCE = 200, 2_000
_OWN_KINDS = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.CELL, BlockKind.TEXTBOX)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the report, line breaks taken out, and its character range in the file's text.

    Traditional characters are read as simplified ones, one for one, so that the rules' words are found in it.
    """

    start: int
    end: int
    text: str

    def place(self, report: Report) -> Place:
        """Where the sentence stands; of one that has no end, its beginning."""
        return place_of(report.document, self.start, min(self.end, self.start + _LONGEST_SENTENCE))


def _breaks(report: Report, position: int, marks: str) -> bool:
    """Whether a sentence ends at this character; a line break ends one only where its block ends.

    Pages of a pdf break lines in the middle of a sentence; there the block goes on behind the break.
    """
    character = report.document.text[position]
    if character != "\n":
        return character in marks
    block = block_at(report.document, position)
    return block is None or position + 1 >= block.end


def sentences(report: Report, start: int, end: int) -> Iterator[Sentence]:
    """The sentences of a range, white space trimmed, empty ones left out."""
    text = report.document.text
    begin = start
    marks = (found.start() for found in _MAY_END.finditer(text, start, end))
    for position in (*(mark for mark in marks if _breaks(report, mark, _SENTENCE_END)), end - 1):
        stop = position + 1
        piece = text[begin:stop]
        words = piece.strip()
        if words:
            left = begin + len(piece) - len(piece.lstrip())
            yield Sentence(left, left + len(words), _simplified(words.replace("\n", "")))
        begin = stop


def _simplified(words: str) -> str:
    """The words in simplified characters; the usual text has none to replace and is only looked through."""
    return _traditional().sub(lambda found: _forms()[found.group()], words)


@cache
def _forms() -> dict[str, str]:
    both = (text_entry("traditional", "traditional"), text_entry("traditional", "simplified"))
    return dict(zip(*both, strict=True))


@cache
def _traditional() -> re.Pattern[str]:
    return re.compile(f"[{''.join(_forms())}]")


@remembered
def own_sentences(report: Report) -> Iterator[Sentence]:
    """Every sentence of the report."""
    for start, end in report.spans:
        yield from sentences(report, start, end)


def sentence_range(report: Report, offset: int) -> tuple[int, int]:
    """The range of the full sentence (to 。 or the end of the block) that holds `offset`."""
    return (
        _back(report, offset, _FULL_STOP, _LONGEST_SENTENCE),
        _ahead(report, offset, _FULL_STOP, _LONGEST_SENTENCE),
    )


def _back(report: Report, offset: int, marks: str, limit: int) -> int:
    text, start, first = report.document.text, offset, max(0, offset - limit)
    while (place := max(text.rfind(mark, first, start) for mark in (*marks, "\n"))) >= 0:
        if _breaks(report, place, marks):
            return place + 1
        start = place
    return first


def _ahead(report: Report, offset: int, marks: str, limit: int) -> int:
    text = report.document.text
    last = min(len(text), offset + limit)
    ends = (found.start() for found in _may_end(marks).finditer(text, offset, last))
    return next((place for place in ends if _breaks(report, place, marks)), max(offset, last))


@cache
def _may_end(marks: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(marks)}\n]")


def clause_before(report: Report, offset: int) -> str:
    """The words of the clause before `offset`."""
    start = _back(report, offset, _CLAUSE_END, _LONGEST_CLAUSE)
    return report.document.text[start:offset].replace("\n", "")


def clause_after(report: Report, offset: int) -> str:
    """The words of the clause from `offset` on."""
    end = _ahead(report, offset, _CLAUSE_END, _LONGEST_CLAUSE)
    return report.document.text[offset:end].replace("\n", "")


@remembered
def own_blocks(report: Report) -> Iterator[Block]:
    """The blocks that belong to this report and carry its content."""
    for block in report.document.blocks:
        if block.kind in _OWN_KINDS and block.end > block.start and in_spans(report, block.start):
            yield block


def block_text(report: Report, block: Block) -> str:
    """The text of a block, white space trimmed."""
    return report.document.text[block.start : block.end].strip()


def block_place(report: Report, block: Block) -> Place:
    """Where a block stands."""
    return place_of(report.document, block.start, block.end)
