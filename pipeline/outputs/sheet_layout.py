"""How a table lies on its sheet (版面): columns, head row, what is frozen, what is printed, what may be typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from pipeline.outputs.celltext import CELL_LIMIT, display_width, line_count

LINE_HEIGHT = 15.0

# XlsxWriter ships no types.
Worksheet = Any


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


def finish(
    sheet: Worksheet,
    columns: Sequence[Column],
    widest: Sequence[float],
    last: int,
    layout: Layout,
) -> None:
    """Sets widths, frozen panes, filter and print of a table that is written."""
    end = len(columns) - 1
    for index, column in enumerate(columns):
        sheet.set_column(index, index, widest[index], None, {"hidden": column.hidden})
    # A year or a code kept as text is meant so: no green corners.
    sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(end)}{max(last, 1) + 1}"})
    sheet.freeze_panes(1, layout.frozen)
    sheet.autofilter(0, 0, max(last, 1), end)
    sheet.repeat_rows(0)
    # A sheet of which only the head and a remark stand there is one page.
    sheet.fit_to_pages(layout.pages_wide if last else 1, 0)
    if layout.pages_wide > 1:
        sheet.print_across()
    if layout.repeated:
        sheet.repeat_columns(0, layout.repeated - 1)
    sheet.print_area(0, 0, max(last, 1), (layout.printed or len(columns)) - 1)


def refuse_typing(sheet: Worksheet, columns: Sequence[Column], last: int) -> None:
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
        if not is_input(column) and start is None:
            start = index
        elif is_input(column) and start is not None:
            sheet.data_validation(1, start, last, index - 1, refusal)
            start = None


def is_input(column: Column) -> bool:
    """Whether a person may type into the column."""
    return column.style.startswith("input")


def header_lines(column: Column) -> str:
    """The header with its unit in brackets on a line of its own."""
    return column.title.replace("（", "\n（")


def header_width(column: Column) -> float:
    """Room for the header beside the filter's arrow, never over the column's width."""
    width = max(display_width(line) for line in header_lines(column).split("\n"))
    return min(column.width, width + 4)


def header_height(columns: Sequence[Column]) -> float:
    """Room for the head with the most lines."""
    lines = max(line_count(header_lines(column), column.width - 3) for column in columns)
    return LINE_HEIGHT * max(lines, 2) + 4
