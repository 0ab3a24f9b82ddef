"""A table on a sheet: columns, rows in order, widths, heights, filter, frozen panes, print set-up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pipeline.model import Level
from pipeline.outputs.celltext import cell_words, display_width, line_count
from pipeline.outputs.numerals import plain_decimal
from pipeline.outputs.styles import LEVEL_MARKS, STYLES

_LINE_HEIGHT = 15.0
# A row is 409 points high at most; past this many lines the reader widens it.
_MOST_LINES = 24
_EXACT_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Styled:
    """A cell with a style of its own."""

    value: "str | int | Decimal | None"
    style: str


# XlsxWriter ships no types; these names say which of its objects is meant.
Worksheet = Any
CellFormat = Any
Cell = str | int | Decimal | Styled | None


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


@dataclass(slots=True)
class Book:
    """The workbook being written, its formats by style name, and the words at the head of printed pages."""

    workbook: Any
    heading: str
    formats: dict[str, Any] = field(default_factory=dict)

    def style(self, name: str) -> CellFormat:
        """The workbook's format of a style, made at first use."""
        if name not in self.formats:
            self.formats[name] = self.workbook.add_format(dict(STYLES[name]))
        return self.formats[name]

    def add_sheet(self, name: str) -> Worksheet:
        """A new sheet, set up for printing on A4 landscape with page numbers."""
        sheet = self.workbook.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.65, bottom=0.6)
        sheet.set_header(f"&L&9 {_header_words(self.heading)}&R&9 {name}", {"margin": 0.3})
        sheet.set_footer("&L&9 核绩&C&9 第 &P 页，共 &N 页", {"margin": 0.3})
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
        header = "input_header" if column.style == "input" else "header"
        sheet.write_string(0, index, _header_lines(column), book.style(header))
    widest = [float(column.width if layout.fixed else _header_width(column)) for column in columns]
    last = 0
    for cells in rows:
        last += 1
        if last == layout.most_rows:
            # The data files hold every row; a sheet cannot.
            sheet.write_string(last, 0, "行数已到工作表上限，其余见 data 文件夹", book.style("status_bad"))
            break
        _write_row(book, sheet, last, columns, cells, widest)
    _finish(sheet, columns, widest, last, layout)
    return sheet


def write_cell(book: Book, sheet: Worksheet, at: tuple[int, int], cell: Cell, style: str) -> str:
    """Writes one cell by its type, text always as text, and gives what it shows, for the width."""
    value, style = (cell.value, cell.style) if isinstance(cell, Styled) else (cell, style)
    row, column = at
    if value is None or value == "":
        sheet.write_blank(row, column, None, book.style(style))
        return ""
    if isinstance(value, str):
        words = cell_words(value)
        sheet.write_string(row, column, words, book.style(style))
        return words
    number = Decimal(value)
    if len(number.normalize().as_tuple().digits) > _EXACT_DIGITS or not number.is_finite():
        # A spreadsheet keeps 15 digits: a longer number stays exact only as text.
        words = plain_decimal(number) or str(number)
        sheet.write_string(row, column, words, book.style(style))
        return words
    sheet.write_number(row, column, float(number), book.style(style))
    return f"{number:,.2f} 万元" if style.endswith("_unit") else f"{number:,.2f}"


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
        value = cell.value if isinstance(cell, Styled) else cell
        if isinstance(value, str) and STYLES[column.style].get("text_wrap"):
            lines = max(lines, line_count(value, column.width))
    sheet.set_row(row, _LINE_HEIGHT * min(lines, _MOST_LINES) + 3)
    for index, (cell, column) in enumerate(zip(cells, columns, strict=True)):
        shown = write_cell(book, sheet, (row, index), cell, column.style)
        if widest[index] < column.width and shown:
            longest = max(display_width(line) for line in shown.split("\n"))
            widest[index] = min(column.width, max(widest[index], longest + 2.0))


def _finish(
    sheet: Worksheet,
    columns: Sequence[Column],
    widest: Sequence[float],
    last: int,
    layout: Layout,
) -> None:
    for index, column in enumerate(columns):
        sheet.set_column(index, index, widest[index], None, {"hidden": column.hidden})
    end = len(columns) - 1
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
