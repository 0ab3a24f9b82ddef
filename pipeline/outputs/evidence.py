"""Places in words (出处) and quotes in their surroundings, as a reader wants them beside a figure."""

import re
from bisect import bisect_right
from collections.abc import Iterable

from pipeline.model import Block, BlockKind, Document, Place

_AROUND = 40
_LEAST = 8
_LOOK = 2_000
"""Characters on either side among which the sentence is looked for."""
_CELL = 24
_ROW_CELLS = 12
_QUOTE = 160
_BLANK = "空白"
_SPACE = re.compile(r"\s+")
_CLAUSE_END = re.compile("[，、：；（]")
_FIGURE_HEAD = re.compile(r"^[\d.,%％]+")
_FIGURE_TAIL = re.compile(r"[\d.,]+$")


def place_words(place: Place) -> str:
    """Where something stands, in words: “第2页 表1 第5行第3列”, “第12段”, “工作表‘自评表’ 第5行第3列”."""
    words = []
    if place.sheet is not None:
        words.append(f"工作表‘{place.sheet}’")
    if place.page is not None:
        words.append(f"第{place.page}页")
    if place.table is not None and place.sheet is None:
        words.append(f"表{place.table}")
    if place.row is not None and place.column is not None:
        words.append(f"第{place.row}行第{place.column}列")
    elif place.paragraph is not None:
        words.append(f"第{place.paragraph}段")
    return " ".join(words) or f"第{place.start + 1}字起"


class Evidence:
    """The documents of a run, to look up the words around a place."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {document.source.path: document for document in documents}

    def in_context(self, place: Place) -> str:
        """The quote marked 【…】 in its sentence or table row; alone if the text does not hold it."""
        alone = f"【{_clip(place.quote, _QUOTE) or _BLANK}】"
        document = self._documents.get(place.path)
        if document is None or document.text[place.start : place.end] != place.quote:
            return alone
        index = bisect_right(document.blocks, place.start, key=lambda block: block.start) - 1
        block = document.blocks[index] if index >= 0 else None
        if not place.quote and place.row is not None:
            return _blank_in_row(document, index, place)
        if block is None or block.end < place.start:
            return alone
        if block.kind == BlockKind.CELL and block.row is not None:
            return _in_row(document, index, place)
        before, after = _sides(document, block, place)
        return f"{before}{alone}{after}".lstrip()


def _in_row(document: Document, index: int, place: Place) -> str:
    """A cell's quote among the cells of its row, so that a bare figure shows its label."""
    row = _row_range(document.blocks, index)
    block = document.blocks[index]
    before, after = _sides(document, block, place)
    own = f"{before}【{_clip(place.quote, _QUOTE) or _BLANK}】{after}"
    cells = (own if at == index else _cell_words(document, document.blocks[at]) for at in row)
    return " ｜ ".join(cells)


def _cell_words(document: Document, block: Block) -> str:
    return _clip(document.text[block.start : block.end], _CELL) or _BLANK


def _blank_in_row(document: Document, index: int, place: Place) -> str:
    """An empty cell, which may have no block of its own, marked among the cells of its row."""
    own = (place.table, place.sheet, place.row)
    near = (at for at in (index, index + 1) if 0 <= at < len(document.blocks))
    beside = next((at for at in near if _row_of(document.blocks[at]) == own), None)
    cells = {place.column or 0: f"【{_BLANK}】"}
    for at in _row_range(document.blocks, beside) if beside is not None else ():
        block = document.blocks[at]
        cells.setdefault(block.column or 0, _cell_words(document, block))
    return " ｜ ".join(cells[column] for column in sorted(cells))


def _sides(document: Document, block: Block, place: Place) -> tuple[str, str]:
    """What stands before and after the place in its block, as much as is shown; a block may be a whole book."""
    begin, end = max(block.start, place.start - _LOOK), min(block.end, place.end + _LOOK)
    return _tail(document.text[begin : place.start]), _head(document.text[place.end : max(end, place.end)])


def _row_range(blocks: tuple[Block, ...], index: int) -> range:
    own = (blocks[index].table, blocks[index].sheet, blocks[index].row)
    first = last = index
    while first > 0 and _row_of(blocks[first - 1]) == own and index - first < _ROW_CELLS:
        first -= 1
    while last + 1 < len(blocks) and _row_of(blocks[last + 1]) == own and last - index < _ROW_CELLS:
        last += 1
    return range(first, last + 1)


def _row_of(block: Block) -> tuple[int | None, str | None, int | None]:
    return block.table, block.sheet, block.row


def _tail(text: str) -> str:
    if not text:
        return ""
    text = _SPACE.sub(" ", text)
    sentence = text[max(text.rfind(mark) for mark in "。；！？") + 1 :]
    if len(sentence) <= _AROUND:
        return sentence
    piece = sentence[-_AROUND:]
    clause = _CLAUSE_END.search(piece, 0, len(piece) - _LEAST)
    # Cut between clauses; never inside a figure, or 300.5万元 would read as 5万元.
    return "…" + (piece[clause.end() :] if clause else _FIGURE_HEAD.sub("", piece))


def _head(text: str) -> str:
    if not text:
        return ""
    text = _SPACE.sub(" ", text)
    ends = [text.find(mark) + 1 for mark in "。；！？" if mark in text]
    sentence = text[: min(ends)] if ends else text
    if len(sentence) <= _AROUND:
        return sentence
    piece = sentence[:_AROUND]
    ends = [clause.end() for clause in _CLAUSE_END.finditer(piece, _LEAST)]
    return (piece[: ends[-1]] if ends else _FIGURE_TAIL.sub("", piece)) + "…"


def _clip(text: str, length: int) -> str:
    if len(text) <= length and not _SPACE.search(text):
        return text
    text = _SPACE.sub(" ", text).strip()
    return text if len(text) <= length else f"{text[:length]}…（共 {len(text)} 字）"
