"""A table on a sheet: columns, rows in order, widths, heights, filter, frozen panes, print set-up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from pipeline.model import Level
from pipeline.outputs.celltext import cell_words, display_width, line_count
from pipeline.outputs.numerals import fits_number, number_shown, number_words
from pipeline.outputs.quick_rows import ColumnCells, MadeCell, RowSheet, column_cells
from pipeline.outputs.sheet_layout import (
    LINE_HEIGHT,
    Column,
    Layout,
    Worksheet,
    finish,
    header_height,
    header_lines,
    header_width,
    is_input,
    refuse_typing,
)
from pipeline.outputs.styles import LEVEL_MARKS, STYLES

# A row is 409 points high at most; past this many lines the reader widens it.
_MOST_LINES = 24
# A sheet holds 65 530 links; past this many the words stand without one.
_MOST_LINKS = 60_000
# What a protected sheet still lets a reader do: sort, filter, widen columns and rows.
_ALLOWED = {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True}


@dataclass(frozen=True, slots=True)
class Styled:
    """A cell with a style of its own."""

    value: "str | int | Decimal | datetime | None"
    style: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to a row of another sheet of this workbook."""

    words: str
    sheet: str
    row: int = 1
    style: str = "link"


# XlsxWriter ships no types; these names say which of its objects is meant.
CellFormat = Any
Cell = str | int | Decimal | Styled | Link | None


@dataclass(slots=True)
class Book:
    """The workbook being written, its formats by style name, and the words at the head of printed pages."""

    workbook: Any
    heading: str
    formats: dict[str, Any] = field(default_factory=dict)
    links: int = 0

    def style(self, name: str) -> CellFormat:
        """The workbook's format of a style, made at first use."""
        if name not in self.formats:
            self.formats[name] = self.workbook.add_format(dict(STYLES[name]))
            # Numbered at first use, so that a row is the same whichever way it is written.
            self.number(name)
        return self.formats[name]

    def number(self, name: str) -> int:
        """The number by which a cell of ready-made XML calls the format of a style."""
        return int(self.style(name)._get_xf_index())

    def add_sheet(self, name: str) -> Worksheet:
        """A new sheet, set up for printing on A4 landscape with page numbers."""
        sheet = self.workbook.add_worksheet(name, RowSheet)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.65, bottom=0.6)
        sheet.set_header(f"&L&9 {_header_words(self.heading)}&R&9 {name}", {"margin": 0.3})
        sheet.set_footer("&L&9 核绩　程序只提疑点，由人判定&C&9 第 &P 页，共 &N 页", {"margin": 0.3})
        # Without a password: it guards against a slip of the hand, not against the auditor.
        sheet.protect("", dict(_ALLOWED))
        return sheet


def level_cell(level: Level) -> Styled:
    """A level with its mark, so that it reads without colour too."""
    return Styled(LEVEL_MARKS[level], f"level_{level}")


_PLAIN = Layout()


def write_table(
    book: Book,
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    layout: Layout = _PLAIN,
) -> Worksheet:
    """Writes a sheet with one header row and gives it back, its last row as `dim_rowmax`."""
    sheet = book.add_sheet(name)
    sheet.set_row(0, header_height(columns))
    for index, column in enumerate(columns):
        header = "input_header" if is_input(column) else "header"
        sheet.write_string(0, index, header_lines(column), book.style(header))
    widest = [float(column.width if layout.fixed else header_width(column)) for column in columns]
    made = [
        column_cells(index, column.style, column.width, wraps=bool(STYLES[column.style].get("text_wrap")))
        for index, column in enumerate(columns)
    ]
    last = 0
    for cells in rows:
        last += 1
        if last == layout.most_rows:
            # The data files hold every row; a sheet cannot.
            sheet.write_string(last, 0, "行数已到工作表上限，其余见 data 文件夹", book.style("status_bad"))
            break
        if not _made_row(book, sheet, last, made, cells, widest):
            _write_row(book, sheet, last, columns, cells, widest)
    if not last and layout.notice:
        sheet.write_string(1, 0, layout.notice, book.style("notice"))
    finish(sheet, columns, widest, last, layout)
    refuse_typing(sheet, columns, max(last, 1))
    return sheet


def write_cell(book: Book, sheet: Worksheet, at: tuple[int, int], cell: Cell, style: str) -> str:
    """Writes one cell by its type, text always as text, and gives what it shows, for the width."""
    if isinstance(cell, Link):
        return _write_link(book, sheet, at, cell)
    value, style = (cell.value, cell.style) if isinstance(cell, Styled) else (cell, style)
    row, column = at
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value, book.style(style))
        return "2000-01-01"
    if value is None or value == "":
        sheet.write_blank(row, column, None, book.style(style))
        return ""
    if isinstance(value, str):
        words = cell_words(value)
        sheet.write_string(row, column, words, book.style(style))
        return words
    number = Decimal(value)
    if not fits_number(number):
        words = number_words(number)
        sheet.write_string(row, column, words, book.style(style))
        return words
    sheet.write_number(row, column, float(number), book.style(style))
    return number_shown(number, style)


def _write_link(book: Book, sheet: Worksheet, at: tuple[int, int], link: Link) -> str:
    """A link by location inside the workbook; where a sheet is full of links, its words alone."""
    words = cell_words(link.words)
    book.links += 1
    if book.links > _MOST_LINKS:
        sheet.write_string(*at, words, book.style("wrap"))
    else:
        sheet.write_url(*at, f"internal:'{link.sheet}'!A{link.row}", book.style(link.style), words)
    return words


def _made_row(
    book: Book,
    sheet: Worksheet,
    row: int,
    columns: Sequence[ColumnCells],
    cells: Sequence[Cell],
    widest: list[float],
) -> bool:
    """Writes a row of words, numbers and blanks at once; False, and nothing written, where it holds more."""
    number, lines = str(row + 1), 1
    parts = []
    for index, column in enumerate(columns):
        cell = cells[index]
        key: object
        if isinstance(cell, Styled):
            value, style = cell.value, cell.style
            key = value if style == column.style else (style, value)
        elif isinstance(cell, Link):
            return False
        else:
            value, style, key = cell, column.style, cell
        if isinstance(value, datetime):
            return False
        found = column.kept.get(key)
        if found is None:
            found = column.made(key, value, style, book.number(style))
            _widen(widest, index, column.width, found)
        lines = max(lines, found.lines)
        parts.append(column.head + number + found.tail)
    sheet.write_made_row(row, _row_height(lines), parts)
    return True


def _widen(widest: list[float], index: int, most: float, cell: MadeCell) -> None:
    """Gives a column room for what a cell shows; a cell seen before has had its room already."""
    if widest[index] < most and len(cell.shown) * 2 + 2 > widest[index]:
        longest = max(display_width(line) for line in cell.shown.split("\n"))
        widest[index] = min(most, max(widest[index], longest + 2.0))


def _row_height(lines: int) -> float:
    return LINE_HEIGHT * min(lines, _MOST_LINES) + 3


def _write_row(
    book: Book,
    sheet: Worksheet,
    row: int,
    columns: Sequence[Column],
    cells: Sequence[Cell],
    widest: list[float],
) -> None:
    lines = 1
    for cell, column in zip(cells, columns, strict=True):
        value = words_of(cell)
        # No character takes more than two columns: most cells are seen to fit without being measured.
        doubtful = isinstance(value, str) and (len(value) * 2 > column.width or "\n" in value)
        if doubtful and STYLES[column.style].get("text_wrap"):
            lines = max(lines, line_count(str(value), column.width))
    sheet.set_row(row, _row_height(lines))
    for index, (cell, column) in enumerate(zip(cells, columns, strict=True)):
        shown = write_cell(book, sheet, (row, index), cell, column.style)
        if widest[index] < column.width and len(shown) * 2 + 2 > widest[index]:
            longest = max(display_width(line) for line in shown.split("\n"))
            widest[index] = min(column.width, max(widest[index], longest + 2.0))


def words_of(cell: Cell) -> object:
    """What a cell holds, its style and link put aside."""
    if isinstance(cell, Link):
        return cell.words
    return cell.value if isinstance(cell, Styled) else cell


def _header_words(words: str) -> str:
    """Text for a page header: its own codes begin with &, and 255 characters are all there is."""
    return cell_words(words).replace("\n", " ").replace("&", "&&")[:100]
