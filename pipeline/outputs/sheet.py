"""A table on a sheet: columns, rows in order, widths, heights, filter, frozen panes, print set-up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from pipeline.model import Level
from pipeline.outputs.celltext import CELL_LIMIT, cell_words, display_width, line_count
from pipeline.outputs.numerals import fits_number, number_shown, number_words
from pipeline.outputs.quick_rows import ColumnCells, MadeCell, RowSheet, column_cells
from pipeline.outputs.styles import LEVEL_MARKS, STYLES

_LINE_HEIGHT = 15.0
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
Worksheet = Any
CellFormat = Any
Cell = str | int | Decimal | Styled | Link | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, its greatest width in half-width characters, and the style of its cells."""

    title: str
    width: float
    style: str = "text"
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is shown and printed."""

    frozen: int = 1
    """Columns that stay in sight."""
    pages_wide: int = 1
    printed: int | None = None
    """How many columns are printed; None = all."""
    repeated: int = 0
    """Columns repeated on every printed page, where a table is more than one page wide."""
    fixed: bool = False
    """Columns keep their full width, so that a table of several pages breaks where it is meant to."""
    most_rows: int = 1_048_575
    """Rows under the header that a sheet can hold."""
    notice: str = ""
    """What is said where there is no row."""


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


def write_table(
    book: Book,
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    layout: Layout = Layout(),
) -> Worksheet:
    """Writes a sheet with one header row and gives it back, its last row as `dim_rowmax`."""
    sheet = book.add_sheet(name)
    sheet.set_row(0, _header_height(columns))
    for index, column in enumerate(columns):
        header = "input_header" if _is_input(column) else "header"
        sheet.write_string(0, index, _header_lines(column), book.style(header))
    widest = [float(column.width if layout.fixed else _header_width(column)) for column in columns]
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
    _finish(sheet, columns, widest, last, layout)
    _refuse_typing(sheet, columns, max(last, 1))
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


def _is_input(column: Column) -> bool:
    return column.style.startswith("input")


def _refuse_typing(sheet: Worksheet, columns: Sequence[Column], last: int) -> None:
    """Everything but the yellow columns refuses what is typed: no text is longer than a cell can hold."""
    refusal = {
        "validate": "length",
        "criteria": ">",
        "value": CELL_LIMIT,
        "error_title": "只读",
        "error_message": "这一格由核绩写出，不能修改；只有黄色的格可以填写。",
    }
    start = None
    for index, column in enumerate((*columns, Column("", 0, "input"))):
        if not _is_input(column) and start is None:
            start = index
        elif _is_input(column) and start is not None:
            sheet.data_validation(1, start, last, index - 1, refusal)
            start = None


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
    for index, (cell, column) in enumerate(zip(cells, columns, strict=True)):
        value, style = (cell.value, cell.style) if isinstance(cell, Styled) else (cell, column.style)
        if isinstance(value, Link | datetime):
            return False
        found = column.known(value, style)
        if found is None:
            found = column.made(value, style, book.number(style))
            _widen(widest, index, column.width, found)
        lines = max(lines, found.lines)
        parts.append(f'<c r="{column.letters}{number}"{found.tail}')
    sheet.write_made_row(row, _row_height(lines), parts)
    return True


def _widen(widest: list[float], index: int, most: float, cell: MadeCell) -> None:
    """Gives a column room for what a cell shows; a cell seen before has had its room already."""
    if widest[index] < most and len(cell.shown) * 2 + 2 > widest[index]:
        longest = max(display_width(line) for line in cell.shown.split("\n"))
        widest[index] = min(most, max(widest[index], longest + 2.0))


def _row_height(lines: int) -> float:
    return _LINE_HEIGHT * min(lines, _MOST_LINES) + 3


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


def _finish(
    sheet: Worksheet,
    columns: Sequence[Column],
    widest: Sequence[float],
    last: int,
    layout: Layout,
) -> None:
    end = len(columns) - 1
    for index, column in enumerate(columns):
        sheet.set_column(index, index, widest[index], None, {"hidden": column.hidden})
    # A year or a code kept as text is meant so: no green corners.
    sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(end)}{max(last, 1) + 1}"})
    sheet.freeze_panes(1, layout.frozen)
    sheet.autofilter(0, 0, max(last, 1), end)
    sheet.repeat_rows(0)
    sheet.fit_to_pages(layout.pages_wide, 0)
    if layout.pages_wide > 1:
        sheet.print_across()
    if layout.repeated:
        sheet.repeat_columns(0, layout.repeated - 1)
    sheet.print_area(0, 0, max(last, 1), (layout.printed or len(columns)) - 1)


def _header_lines(column: Column) -> str:
    """The header with its unit in brackets on a line of its own."""
    return column.title.replace("（", "\n（")


def _header_width(column: Column) -> float:
    """Room for the header beside the filter's arrow, never over the column's width."""
    width = max(display_width(line) for line in _header_lines(column).split("\n"))
    return min(column.width, width + 4)


def _header_height(columns: Sequence[Column]) -> float:
    lines = max(line_count(_header_lines(column), column.width - 3) for column in columns)
    return _LINE_HEIGHT * max(lines, 2) + 4


def _header_words(words: str) -> str:
    """Text for a page header: its own codes begin with &, and 255 characters are all there is."""
    return cell_words(words).replace("\n", " ").replace("&", "&&")[:100]
