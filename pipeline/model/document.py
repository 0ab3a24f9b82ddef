"""What a reader gives of one file: linear text, blocks and tables that point into it (文档)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.model.place import Place


class FileStatus(StrEnum):
    """How much of a file could be read."""

    OK = "ok"
    PARTIAL = "partial"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Source:
    """A submitted file (送审文件): its path relative to the input, archive members as `a.zip!/b.docx`."""

    path: str
    sha256: str
    bytes: int
    format: str


class BlockKind(StrEnum):
    """What a stretch of text is on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    CELL = "cell"
    HEADER = "header"
    FOOTER = "footer"
    TEXTBOX = "textbox"
    NOTE = "note"
    METADATA = "metadata"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or cell: a character range of `Document.text` and its position in the file."""

    kind: BlockKind
    start: int
    end: int
    page: int | None = None
    paragraph: int | None = None
    sheet: str | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    level: int | None = None
    """Outline level 1… where the format itself says so (heading style, list level), else None."""
    number: str = ""
    """Automatic list number as the program shows it; it is the beginning of the block's text."""
    bold: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table, merged cells once: position from 1, spans, and its range in the text."""

    row: int
    column: int
    start: int
    end: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its cells in reading order; `index` counts the file's tables from 1."""

    index: int
    start: int
    end: int
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    page: int | None = None
    sheet: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read, or is worth knowing (hidden sheet, tracked changes), with a Chinese sentence."""

    reason: str
    message: str
    page: int | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read (文档): `text` is the only coordinate system; blocks and tables point into it."""

    source: Source
    text: str
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    pages: int | None = None
    status: FileStatus = FileStatus.OK
    problems: tuple[Problem, ...] = ()
    """Losses: with one of these the status is `partial`."""
    remarks: tuple[Problem, ...] = ()
    """Worth knowing, nothing lost."""
    doubtful: tuple[tuple[int, int], ...] = ()
    """Character ranges whose reading is uncertain (OCR)."""
    ocr_pages: int = 0
    properties: Mapping[str, str] = field(default_factory=dict)
    """File metadata (title, author, created …), as the file states it."""


def block_at(document: Document, offset: int) -> Block | None:
    """The block that holds the character at `offset`, or None between blocks."""
    low, high = 0, len(document.blocks)
    while low < high:
        middle = (low + high) // 2
        if document.blocks[middle].end <= offset:
            low = middle + 1
        else:
            high = middle
    if low < len(document.blocks) and document.blocks[low].start <= offset:
        return document.blocks[low]
    return None


def place_of(document: Document, start: int, end: int) -> Place:
    """The place (出处) of a character range: the positions of the block in which it begins."""
    block = block_at(document, start)
    quote = document.text[start:end]
    if block is None:
        return Place(document.source.path, start, end, quote)
    return Place(
        path=document.source.path,
        start=start,
        end=end,
        quote=quote,
        page=block.page,
        paragraph=block.paragraph,
        sheet=block.sheet,
        table=block.table,
        row=block.row,
        column=block.column,
    )


def cell_text(document: Document, cell: Cell) -> str:
    """The text of a cell as it stands, surrounding white space removed."""
    return document.text[cell.start : cell.end].strip()


def grid(table: Table) -> list[list[Cell | None]]:
    """The table as rows of columns; a merged cell stands in every position that it covers."""
    rows: list[list[Cell | None]] = [[None] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        for row in range(cell.row - 1, min(cell.row - 1 + cell.row_span, table.rows)):
            for column in range(cell.column - 1, min(cell.column - 1 + cell.column_span, table.columns)):
                rows[row][column] = cell
    return rows
