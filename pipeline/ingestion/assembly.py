"""Puts text, blocks and tables together so that every range is exact; all readers build with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple, TypedDict, Unpack

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


class DraftCell(NamedTuple):
    """A cell before it has offsets; its content is paragraphs and nested tables in order.

    A named tuple: there is one for each cell of every sheet, and a frozen dataclass takes four times as long.
    """

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


_BY_PLACE = itemgetter(0, 1)  # row and column of a DraftCell


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
        ordered = sorted(table.cells, key=_BY_PLACE)
        line = ordered[0].row
        for cell in ordered:
            if cell.row != line:
                # A row in which no cell begins (covered from above) still is a line.
                self._write("\n" * (cell.row - line))
                line = cell.row
            elif cells:
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
        row, column, content, row_span, column_span, bold, page = cell
        for place, piece in enumerate(_joined(content) if content else ()):
            if place:
                self._write("\n")
            if isinstance(piece, DraftTable):
                self._write_table(piece)
                continue
            begin = self._length
            self._parts.append(piece)
            self._length = end = begin + len(piece)
            # By position: there are hundreds in a file, and names cost as much again.
            self._blocks.append(
                Block(
                    table.kind, begin, end, page or table.page, None, table.sheet, index, row, column,
                    None, "", bold, table.hidden,
                )
            )  # fmt: skip
        return Cell(row, column, start, self._length, row_span, column_span)


def _joined(content: Sequence[str | DraftTable]) -> list[str | DraftTable]:
    """Neighbouring paragraphs as one piece, their tabs as spaces: a tab would look like a cell's edge."""
    if len(content) == 1 and isinstance(content[0], str):
        text = content[0].replace("\t", " ")
        return [] if text.isspace() or not text else [text]
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
