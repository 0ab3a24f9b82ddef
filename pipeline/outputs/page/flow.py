"""A report's text as it runs down the page (正文): paragraphs, headings and tables, nothing left out."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import msgspec

from pipeline.model import Block, BlockKind, Cell, Document, Report, Section, Table
from pipeline.outputs.page.marks import MarkedText, Run

_TITLE = 120
_ASIDE = {
    BlockKind.HEADER: "页眉",
    BlockKind.FOOTER: "页脚",
    BlockKind.NOTE: "注",
    BlockKind.TEXTBOX: "文本框",
    BlockKind.METADATA: "文件信息",
}


class Line(msgspec.Struct, frozen=True):
    """A paragraph or heading; `level` 1… for a heading, else 0; `aside` says what else it is."""

    runs: tuple[Run, ...]
    level: int = 0
    aside: str = ""
    hidden: bool = False
    title: bool = False
    break_before: str = ""
    """第3页, 工作表‘自评表’: what begins here, else ''."""


class CellView(msgspec.Struct, frozen=True):
    """A cell with its spans and content; `tokens` mark the cell itself, where a finding points to a blank."""

    row: int
    column: int
    row_span: int
    column_span: int
    content: tuple["Line | TableView", ...]
    numeric: bool = False
    tokens: str = ""


@dataclass(frozen=True, slots=True)
class TableView:
    """A table as rows of cells; rows past the limit that no finding names are left out, and counted."""

    index: int
    rows: tuple[tuple[CellView, ...], ...]
    left_out: int = 0
    hidden: bool = False
    break_before: str = ""


@dataclass(frozen=True, slots=True)
class Blank:
    """An empty place that a finding points to."""

    start: int
    row: int | None
    column: int | None
    token: str


class Flow:
    """Lays out a file's text, or the part of it that is one report's."""

    def __init__(
        self,
        document: Document,
        marked: MarkedText,
        sections: Sequence[Section] = (),
        blanks: Sequence[Blank] = (),
        table_rows: int = 2_000,
        title: int | None = None,
    ) -> None:
        self._document = document
        self._marked = marked
        self._sections = sorted(sections, key=lambda section: section.start)
        self._title = title
        self._blanks = blanks
        self._most = table_rows
        self._page: int | None = None
        self._sheet: str | None = None

    def of(self, report: Report) -> list[Line | TableView]:
        """The report's part of the text."""
        found: list[Line | TableView] = []
        for start, end in report.spans:
            found += self._between(start, end, self._document.tables)
        return found

    def _between(self, start: int, end: int, tables: Sequence[Table]) -> list[Line | TableView]:
        """Everything in a range: its outermost tables, and the lines between them."""
        inside = [table for table in tables if start <= table.start and table.end <= end]
        found: list[Line | TableView] = []
        position = start
        for table in sorted(inside, key=lambda table: (table.start, -table.end)):
            if table.start < position:
                continue
            found += self._lines(position, table.start)
            begins = self._begins(table.page, table.sheet)
            nested = [one for one in inside if one is not table and table.start <= one.start < table.end]
            found.append(self._table(table, nested, begins))
            found += self._outside_cells(table)
            position = max(table.end, position)
        found += self._lines(position, end)
        return found

    def _lines(self, start: int, end: int) -> Iterator[Line]:
        """The blocks of a range that holds no table, and whatever stands between blocks."""
        text = self._document.text
        position = start
        for block in self._blocks(start, end):
            left, right = max(block.start, position), min(block.end, end)
            if text[position:left].strip():
                yield Line(self._marked.runs(position, left))
            if text[left:right].strip():
                yield self._line(block, left, right)
            position = max(right, position)
        if text[position:end].strip():
            yield Line(self._marked.runs(position, end))

    def _blocks(self, start: int, end: int) -> Iterator[Block]:
        blocks = self._document.blocks
        low, high = 0, len(blocks)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if blocks[middle].end <= start else (low, middle)
        while low < len(blocks) and blocks[low].start < end:
            yield blocks[low]
            low += 1

    def _line(self, block: Block, start: int, end: int) -> Line:
        level = self._level(start, end)
        if not level and block.kind is BlockKind.HEADING:
            level = block.level or 1
        return Line(
            runs=self._marked.runs(start, end),
            level=min(level, 4),
            aside=_ASIDE.get(block.kind, ""),
            hidden=block.hidden,
            title=self._title is not None and start <= self._title < end and end - start <= _TITLE,
            break_before=self._begins(block.page, block.sheet),
        )

    def _level(self, start: int, end: int) -> int:
        """The level of the section that this line is the whole heading of, else 0."""
        index = bisect_left(self._sections, start, key=lambda section: section.start)
        if index == len(self._sections) or self._sections[index].start >= end:
            return 0
        section = self._sections[index]
        text = self._document.text
        alone = not text[start : section.start].strip() and not text[min(section.body, end) : end].strip()
        return section.level if alone else 0

    def _begins(self, page: int | None, sheet: str | None) -> str:
        words = ""
        if sheet is not None and sheet != self._sheet:
            words, self._sheet = f"工作表‘{sheet}’", sheet
        if page is not None and page != self._page:
            # The first page needs no mark of its own.
            words, self._page = words or (f"第 {page} 页" if self._page is not None else ""), page
        return words

    def _table(self, table: Table, nested: Sequence[Table], begins: str) -> TableView:
        cells = [self._cell(cell, nested) for cell in sorted(table.cells, key=lambda c: (c.row, c.column))]
        rows = [tuple(row) for _, row in groupby(cells, key=lambda cell: cell.row)]
        kept = [row for at, row in enumerate(rows) if at < self._most or _is_cited(row)]
        return TableView(table.index, tuple(kept), len(rows) - len(kept), table.hidden, begins)

    def _cell(self, cell: Cell, nested: Sequence[Table]) -> CellView:
        own = [table for table in nested if cell.start <= table.start and table.end <= cell.end]
        content: Sequence[Line | TableView] = ()
        if own:
            content = self._between(cell.start, cell.end, own)
        elif cell.start < cell.end:
            content = (Line(self._marked.runs(cell.start, cell.end)),)
        words = self._document.text[cell.start : cell.end].strip()
        return CellView(
            row=cell.row,
            column=cell.column,
            row_span=cell.row_span,
            column_span=cell.column_span,
            content=tuple(content),
            numeric=_is_numeric(words),
            tokens="" if words else " ".join(blank.token for blank in self._blanks if _is_at(blank, cell)),
        )

    def _outside_cells(self, table: Table) -> Iterator[Line]:
        """Text inside a table's range that no cell holds; no reader should leave any."""
        position = table.start
        for cell in sorted(table.cells, key=lambda cell: cell.start):
            if self._document.text[position : cell.start].strip():
                yield Line(self._marked.runs(position, cell.start))
            position = max(position, cell.end)
        if self._document.text[position : table.end].strip():
            yield Line(self._marked.runs(position, table.end))


def _is_at(blank: Blank, cell: Cell) -> bool:
    if not cell.start <= blank.start <= cell.end:
        return False
    return blank.row is None or (blank.row, blank.column) == (cell.row, cell.column)


def _is_cited(row: Sequence[CellView]) -> bool:
    return any(cell.tokens or _has_tokens(cell.content) for cell in row)


def _has_tokens(content: Sequence[Line | TableView]) -> bool:
    for part in content:
        if isinstance(part, TableView):
            if any(_is_cited(row) for row in part.rows):
                return True
        elif any(run.tokens for run in part.runs):
            return True
    return False


def _is_numeric(words: str) -> bool:
    return bool(words) and words.strip("+-−").replace(",", "").replace(".", "").rstrip("%％").isdigit()
