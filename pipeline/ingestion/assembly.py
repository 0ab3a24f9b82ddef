"""Puts text, blocks and tables together so that every range is exact; all readers build with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypedDict, Unpack

from pipeline.model import Block, BlockKind, Cell, Document, FileStatus, Problem, Source, Table

# What shows nothing: soft hyphen, zero-width and direction marks, BOM, variation selectors, controls.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]"
)
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Position(TypedDict, total=False):
    """Where a block stands and how it looks; the optional fields of `Block`."""

    page: int | None
    paragraph: int | None
    sheet: str | None
    table: int | None
    row: int | None
    column: int | None
    level: int | None
    number: str
    bold: bool
    hidden: bool


@dataclass(frozen=True, slots=True)
class DraftCell:
    """A cell before it has offsets; its content is paragraphs and nested tables in order."""

    row: int
    column: int
    content: tuple["str | DraftTable", ...] = ()
    row_span: int = 1
    column_span: int = 1
    bold: bool = False
    page: int | None = None


@dataclass(frozen=True, slots=True)
class DraftTable:
    """A table before it has offsets; cells in any order, merged cells once at their top left."""

    cells: tuple[DraftCell, ...]
    kind: BlockKind = BlockKind.CELL
    page: int | None = None
    sheet: str | None = None
    hidden: bool = False


def clean_text(text: str) -> str:
    """The text without characters that show nothing, every kind of line end as a line feed."""
    return _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", _LINE_END.sub("\n", text)))


class DocumentBuilder:
    """Appends blocks and tables one after another and keeps count of the offsets."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._gaps = 0
        self._blocks: list[Block] = []
        self._tables: dict[int, Table] = {}
        self._table_count = 0
        self._cell_count = 0

    @property
    def cell_count(self) -> int:
        """Cells written so far, for the limit on table cells."""
        return self._cell_count

    @property
    def is_empty(self) -> bool:
        """Whether nothing visible was appended yet."""
        return not self._blocks

    def add_block(
        self, text: str, kind: BlockKind = BlockKind.PARAGRAPH, **position: Unpack[Position]
    ) -> None:
        """Append one block on a line of its own; text that shows nothing adds nothing."""
        if not text.strip():
            return
        self._break_line()
        self._write_block(text, kind, position)

    def add_gap(self) -> None:
        """A blank line before the next block."""
        self._gaps += 1

    def add_table(self, table: DraftTable) -> None:
        """Append a table: cells of a row joined by tabs, rows by line feeds."""
        if not table.cells:
            return
        self._break_line()
        self._write_table(table)

    def finish(
        self,
        source: Source,
        *,
        pages: int | None = None,
        problems: Sequence[Problem] = (),
        remarks: Sequence[Problem] = (),
        properties: dict[str, str] | None = None,
    ) -> Document:
        """The document; with a problem its status is `partial`."""
        return Document(
            source=source,
            text="".join(self._parts),
            blocks=tuple(self._blocks),
            tables=tuple(self._tables[index] for index in sorted(self._tables)),
            pages=pages,
            status=FileStatus.PARTIAL if problems else FileStatus.OK,
            problems=tuple(problems),
            remarks=tuple(remarks),
            properties=properties or {},
        )

    def _break_line(self) -> None:
        if self._length:
            self._write("\n" * (1 + self._gaps))
        self._gaps = 0

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _write_block(self, text: str, kind: BlockKind, position: Position) -> None:
        start = self._length
        self._write(text)
        if text.strip():
            self._blocks.append(Block(kind=kind, start=start, end=self._length, **position))

    def _write_table(self, table: DraftTable) -> None:
        self._table_count += 1
        index = self._table_count
        start = self._length
        cells: list[Cell] = []
        ordered = sorted(table.cells, key=lambda cell: (cell.row, cell.column))
        line = ordered[0].row
        for row, members in groupby(ordered, key=lambda cell: cell.row):
            # A row in which no cell begins (covered from above) still is a line.
            self._write("\n" * (row - line))
            line = row
            for place, cell in enumerate(members):
                if place:
                    self._write("\t")
                cells.append(self._write_cell(cell, table, index))
        self._tables[index] = Table(
            index=index,
            start=start,
            end=self._length,
            rows=max(cell.row + cell.row_span - 1 for cell in cells),
            columns=max(cell.column + cell.column_span - 1 for cell in cells),
            cells=tuple(cells),
            page=table.page,
            sheet=table.sheet,
            hidden=table.hidden,
        )

    def _write_cell(self, cell: DraftCell, table: DraftTable, index: int) -> Cell:
        self._cell_count += 1
        start = self._length
        position: Position = {
            "page": cell.page or table.page,
            "sheet": table.sheet,
            "table": index,
            "row": cell.row,
            "column": cell.column,
            "bold": cell.bold,
            "hidden": table.hidden,
        }
        for place, piece in enumerate(_joined(cell.content)):
            if place:
                self._write("\n")
            if isinstance(piece, DraftTable):
                self._write_table(piece)
            else:
                self._write_block(piece, table.kind, position)
        return Cell(cell.row, cell.column, start, self._length, cell.row_span, cell.column_span)


def _joined(content: Sequence[str | DraftTable]) -> list[str | DraftTable]:
    """Neighbouring paragraphs as one piece, their tabs as spaces: a tab would look like a cell's edge."""
    pieces: list[str | DraftTable] = []
    for piece in content:
        if isinstance(piece, DraftTable):
            if piece.cells:
                pieces.append(piece)
            continue
        text = piece.replace("\t", " ")
        if not text.strip():
            continue
        if pieces and isinstance(pieces[-1], str):
            pieces[-1] = f"{pieces[-1]}\n{text}"
        else:
            pieces.append(text)
    return pieces
