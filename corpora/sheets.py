"""Renders a source as an Excel workbook: numbers as numbers, merged cells, hidden sheets."""

import datetime
import io
import re
from collections.abc import Iterator

import openpyxl
from openpyxl.styles import Alignment, Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from corpora.markup import MERGE_LEFT, MERGE_UP, Source, extent

_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)\{(.+)\}")
_EDGE = Side(style="thin")


def sheets(source: Source) -> Iterator[tuple[str, bool, list[float], list[list[str]]]]:
    """The sheets of a source: name, whether hidden, column widths, rows of cells."""
    name, hidden, widths, rows = "", False, [], []
    for line in [*source.text.splitlines(), "!sheet"]:
        if line.startswith("!sheet"):
            if name:
                yield name, hidden, widths, rows
            name, hidden, widths, rows = (
                line[7:].removesuffix(" hidden"),
                line.endswith(" hidden"),
                [],
                [],
            )
        elif line.startswith("!cols"):
            widths = [float(width) for width in line.split()[1:]]
        elif line:
            rows.append(line.split("|"))


def _fill(sheet: Worksheet, rows: list[list[str]]) -> None:
    width = max(len(row) for row in rows)
    for i, row in enumerate(rows):
        if len(row) != width:
            raise ValueError(f"{sheet.title}: row {i + 1} has {len(row)} cells, not {width}")
        for j, text in enumerate(row):
            cell = sheet.cell(i + 1, j + 1)
            cell.border = Border(_EDGE, _EDGE, _EDGE, _EDGE)
            if text in (MERGE_LEFT, MERGE_UP):
                continue
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            if number := _NUMBER.fullmatch(text):
                cell.value, cell.number_format = float(number[1]), number[2]
                if cell.value == int(cell.value):
                    cell.value = int(cell.value)
            elif text:
                # Explicitly text: otherwise "=0起" would be stored as a formula.
                cell.value, cell.data_type = text, "s"


def _merge(sheet: Worksheet, rows: list[list[str]]) -> None:
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            if text in (MERGE_LEFT, MERGE_UP):
                continue
            last_row, last_column = extent(rows, i, j)
            if (last_row, last_column) != (i, j):
                sheet.merge_cells(
                    start_row=i + 1, start_column=j + 1, end_row=last_row + 1, end_column=last_column + 1
                )


def excel_file(source: Source) -> bytes:
    """The source as the bytes of an .xlsx file."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, hidden, widths, rows in sheets(source):
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if hidden else "visible"
        for j, width in enumerate(widths):
            sheet.column_dimensions[openpyxl.utils.get_column_letter(j + 1)].width = width
        _fill(sheet, rows)
        _merge(sheet, rows)
    book.properties.creator = book.properties.lastModifiedBy = source.head["author"]
    book.properties.created = datetime.datetime.fromisoformat(source.head["created"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
