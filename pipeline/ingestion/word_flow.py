"""The flow of a Word file: paragraphs and tables in document order, with numbers, levels and merged cells."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from lxml import etree

from pipeline.ingestion import refusals
from pipeline.ingestion.assembly import DraftCell, DraftTable
from pipeline.ingestion.numbering import Numbering, Shown
from pipeline.ingestion.word_drawings import Box, DiagramBox
from pipeline.ingestion.word_inline import Inline, InlineReader, mark_of
from pipeline.ingestion.word_styles import StyleSheet
from pipeline.ingestion.word_xml import DELETIONS, R, W, descend, is_on, number_of, unwrapped

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


class Attached(Protocol):
    """Gives what the body only refers to by a relationship."""

    def chunk(self, relation: str) -> list[WordParagraph | DraftTable] | None:
        """The blocks of a document laid in (altChunk), or None if it cannot be read."""

    def diagram(self, relation: str) -> list[str]:
        """The texts of a diagram's shapes."""


@dataclass(slots=True)
class _Carried:
    """What paragraphs show whose end is deleted or hidden: the next one goes on in their line."""

    element: etree._Element
    inline: Inline
    keeps_number: bool


class Flow:
    """Walks containers of blocks: the body, cells, text boxes, headers, notes."""

    def __init__(
        self, styles: StyleSheet, numbering: Numbering, most_cells: int, attached: Attached | None = None
    ) -> None:
        self._styles = styles
        self._numbering = numbering
        self._cells_left = most_cells
        self._most_cells = most_cells
        self._attached = attached
        self._notes: list[tuple[str, str]] = []
        self.inline = InlineReader(styles)

    def taken_notes(self) -> list[tuple[str, str]]:
        """Kind and id of the notes whose anchors were met since the last question."""
        notes, self._notes = self._notes, []
        return notes

    def blocks(self, container: etree._Element) -> Iterator[WordParagraph | DraftTable]:
        """The shown blocks of a container in order; text boxes follow the paragraph that anchors them."""
        carried: _Carried | None = None
        for element in unwrapped(container):
            if element.tag == f"{W}p":
                mark = mark_of(element)
                carried = self._read_on(element, carried, *mark)
                if not any(mark):
                    yield from self._paragraph(carried)
                    carried = None
                continue
            if carried is not None and element.tag in (f"{W}tbl", f"{W}altChunk"):
                yield from self._paragraph(carried)
                carried = None
            if element.tag == f"{W}tbl":
                yield from self._table(element)
            elif element.tag == f"{W}altChunk":
                yield from self._chunk(element)
            elif element.tag in DELETIONS:
                self.inline.tally["deletion"] += 1
        if carried is not None:
            yield from self._paragraph(carried)

    def _read_on(
        self,
        element: etree._Element,
        carried: _Carried | None,
        deleted: bool,
        hidden: bool,
    ) -> _Carried:
        """The paragraph with those before it that have no shown end."""
        inline = self.inline.read(element)
        self._notes += inline.notes
        if deleted:
            self.inline.tally["deletion"] += 1
        keeps_number = hidden and not deleted and bool(inline.text.strip())
        if carried is None:
            return _Carried(element, inline, keeps_number)
        inline.pieces[:0] = carried.inline.pieces
        inline.boxes[:0] = carried.inline.boxes
        if carried.keeps_number:
            return _Carried(carried.element, inline, keeps_number=True)
        return _Carried(element, inline, keeps_number)

    def _paragraph(self, carried: _Carried) -> Iterator[WordParagraph | DraftTable]:
        paragraph = self._numbered(carried.element, carried.inline)
        if paragraph.text.strip():
            yield paragraph
        for box in carried.inline.boxes:
            yield from self._box(box)

    def _box(self, box: Box) -> Iterator[WordParagraph | DraftTable]:
        """What a text box, WordArt or diagram shows."""
        if isinstance(box, str | DiagramBox):
            shown = [box] if isinstance(box, str) else self._diagram(box)
            yield from (WordParagraph(text, in_box=True) for text in shown)
            return
        for block in self.blocks(box):
            yield replace(block, in_box=True) if isinstance(block, WordParagraph) else block

    def _diagram(self, box: DiagramBox) -> list[str]:
        return [] if self._attached is None else self._attached.diagram(box.relation)

    def _chunk(self, element: etree._Element) -> Iterator[WordParagraph | DraftTable]:
        blocks = None if self._attached is None else self._attached.chunk(element.get(f"{R}id", ""))
        if blocks is None:
            self.inline.tally["chunk"] += 1
            return
        yield from blocks

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
        rows = [row for row in _members(table, "tr") if self._is_shown(row, "trPr", "del")]
        cells = [
            [cell for cell in _members(row, "tc") if self._is_shown(cell, "tcPr", "cellDel")] for row in rows
        ]
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

    def _is_shown(self, element: etree._Element, properties: str, deletion: str) -> bool:
        """Whether a row or cell is there: no tracked change deletes it and nobody hid it."""
        own = descend(element, properties)
        if own is None:
            return True
        if descend(own, deletion) is not None:
            self.inline.tally["deletion"] += 1
            return False
        if is_on(descend(own, "hidden")):
            self.inline.tally["hidden"] += 1
            return False
        return True

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
            own = descend(member, "tcPr")
            span = max(number_of(own, "gridSpan", 1, _MOST_COLUMNS), 1)
            if _continues(own, "vMerge") and column in above:
                last = above[column]
                last.row_span = number - last.row + 1
            elif _continues(own, "hMerge") and last is not None:
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


def _continues(properties: etree._Element | None, name: str) -> bool:
    """Whether a merged cell goes on here: the property is there and does not say `restart`."""
    merge = descend(properties, name)
    return merge is not None and merge.get(f"{W}val") != "restart"


def number_separator(shown: Shown, text: str) -> str:
    """What parts number and text: a space if the list says so or figures would run together (1. 2023年)."""
    if shown.separator:
        return shown.separator
    touching = re.search(r"[0-9A-Za-z]\.?$", shown.text) and re.match(r"[0-9A-Za-z]", text)
    return " " if touching else ""
