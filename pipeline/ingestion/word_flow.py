"""The flow of a Word file: paragraphs and tables in document order, with numbers, levels and merged cells."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from pipeline.ingestion import refusals
from pipeline.ingestion.assembly import DraftCell, DraftTable
from pipeline.ingestion.numbering import Numbering, Shown
from pipeline.ingestion.word_inline import Inline, InlineReader, mark_is_deleted
from pipeline.ingestion.word_styles import StyleSheet
from pipeline.ingestion.word_xml import DELETIONS, W, descend, number_of, unwrapped, value_of

_MOST_COLUMNS = 1024  # Word allows 63; a span past this is an attack


@dataclass(frozen=True, slots=True)
class WordParagraph:
    """A paragraph as shown; its number is the beginning of its text."""

    text: str
    number: str = ""
    level: int | None = None
    is_heading: bool = False
    bold: bool = False
    in_box: bool = False


@dataclass(slots=True)
class _GrowingCell:
    """A merged cell while its rows are still being read."""

    row: int
    column: int
    column_span: int
    content: tuple[str | DraftTable, ...]
    bold: bool
    row_span: int = 1


class Flow:
    """Walks containers of blocks: the body, cells, text boxes, headers, notes."""

    def __init__(self, styles: StyleSheet, numbering: Numbering, most_cells: int) -> None:
        self._styles = styles
        self._numbering = numbering
        self._cells_left = most_cells
        self._most_cells = most_cells
        self._carried: Inline | None = None
        self.inline = InlineReader(styles)

    def blocks(self, container: etree._Element) -> Iterator[WordParagraph | DraftTable]:
        """The shown blocks of a container in order; text boxes follow the paragraph that anchors them."""
        for element in unwrapped(container):
            if element.tag == f"{W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{W}tbl":
                yield from self._table(element)
            elif element.tag == f"{W}altChunk":
                self.inline.tally["chunk"] += 1
            elif element.tag in DELETIONS:
                self.inline.tally["deletion"] += 1

    def _paragraph(self, element: etree._Element) -> Iterator[WordParagraph | DraftTable]:
        inline = self.inline.read(element)
        if self._carried is not None:
            inline.pieces[:0] = self._carried.pieces
            inline.boxes[:0] = self._carried.boxes
            self._carried = None
        if mark_is_deleted(element):
            self.inline.tally["deletion"] += 1
            self._carried = inline
            return
        paragraph = self._numbered(element, inline)
        if paragraph.text.strip():
            yield paragraph
        for box in inline.boxes:
            for block in self.blocks(box):
                yield replace(block, in_box=True) if isinstance(block, WordParagraph) else block

    def _numbered(self, element: etree._Element, inline: Inline) -> WordParagraph:
        """The paragraph with its number; an empty one is counted as Word counts it, and not shown."""
        place = self._styles.list_place(element, self._numbering.level_of_style)
        shown = None if place is None else self._numbering.advance(place)
        text = inline.text.rstrip()
        outline = self._styles.outline_level(element)
        level = outline if outline is not None else place.level + 1 if place and shown else None
        if shown is None or not text.strip():
            return WordParagraph(text, "", level, outline is not None, inline.bold)
        whole = shown.text + number_separator(shown, text) + text
        return WordParagraph(whole, shown.text, level, outline is not None, inline.bold)

    def _table(self, table: etree._Element) -> Iterator[WordParagraph | DraftTable]:
        rows = [row for row in _members(table, "tr") if descend(row, "trPr/del") is None]
        cells = [list(_members(row, "tc")) for row in rows]
        if sum(map(len, cells)) == 1:
            # A single cell is a frame drawn around text, not a table.
            yield from self.blocks(next(cell for row in cells for cell in row))
            return
        grown: list[_GrowingCell] = []
        above: dict[int, _GrowingCell] = {}
        for number, (row, members) in enumerate(zip(rows, cells, strict=True), start=1):
            above = self._row(number, row, members, above, grown)
        yield DraftTable(
            tuple(
                DraftCell(cell.row, cell.column, cell.content, cell.row_span, cell.column_span, cell.bold)
                for cell in grown
            )
        )

    def _row(
        self,
        number: int,
        row: etree._Element,
        members: list[etree._Element],
        above: dict[int, _GrowingCell],
        grown: list[_GrowingCell],
    ) -> dict[int, _GrowingCell]:
        """Add a row's cells; gives the cells by column that the next row may continue."""
        column = 1 + number_of(row, "trPr/gridBefore", 0, _MOST_COLUMNS)
        current: dict[int, _GrowingCell] = {}
        last: _GrowingCell | None = None
        for member in members:
            self._spend_cell()
            span = max(number_of(member, "tcPr/gridSpan", 1, _MOST_COLUMNS), 1)
            if _continues(member, "vMerge") and column in above:
                last = above[column]
                last.row_span = number - last.row + 1
            elif _continues(member, "hMerge") and last is not None:
                last.column_span += span
                column += span
                continue
            else:
                content, bold = self._content(member)
                last = _GrowingCell(number, column, span, content, bold)
                grown.append(last)
            current[column] = last
            column = min(column + span, _MOST_COLUMNS)
        return current

    def _content(self, cell: etree._Element) -> tuple[tuple[str | DraftTable, ...], bool]:
        blocks = list(self.blocks(cell))
        paragraphs = [block for block in blocks if isinstance(block, WordParagraph)]
        bold = bool(paragraphs) and all(paragraph.bold for paragraph in paragraphs)
        return tuple(block.text if isinstance(block, WordParagraph) else block for block in blocks), bold

    def _spend_cell(self) -> None:
        self._cells_left -= 1
        if self._cells_left < 0:
            raise refusals.too_large(f"表格超过 {self._most_cells} 个单元格")


def _members(container: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in unwrapped(container) if element.tag == f"{W}{name}")


def _continues(cell: etree._Element, name: str) -> bool:
    """Whether a merged cell goes on here: the property is there and does not say `restart`."""
    return descend(cell, f"tcPr/{name}") is not None and value_of(cell, f"tcPr/{name}") != "restart"


def number_separator(shown: Shown, text: str) -> str:
    """What parts number and text: a space if the list says so or figures would run together (1. 2023年)."""
    if shown.separator:
        return shown.separator
    touching = re.search(r"[0-9A-Za-z]\.?$", shown.text) and re.match(r"[0-9A-Za-z]", text)
    return " " if touching else ""
