"""Reads xls and et (旧版 Excel、WPS 表格): every sheet a table, cells as displayed, merged cells once.

xlrd reads values, formats, merged ranges and what is hidden in one pass; python-calamine gives no formats,
without which 0.9942 could not be told from 99.42%.
"""

import io
import logging
import struct
from collections.abc import Iterator
from typing import Any

import xlrd  # type: ignore[import-untyped]
from xlrd.compdoc import CompDocError  # type: ignore[import-untyped]

from pipeline.ingestion import refusals
from pipeline.ingestion.assembly import DocumentBuilder, clean_text
from pipeline.ingestion.compound import open_compound
from pipeline.ingestion.date_format import LOCAL_FORMATS
from pipeline.ingestion.excel_parts import Merge, SheetCell, SheetContent
from pipeline.ingestion.number_format import display_number, display_text
from pipeline.ingestion.sheet_tables import Sheet, add_sheet, sheet_losses, sheet_notes
from pipeline.ingestion.sniff import OLE_MAGIC
from pipeline.model import Document, Problem, Source
from pipeline.settings import Limits

logger = logging.getLogger(__name__)

_ERRORS = (
    xlrd.XLRDError,
    CompDocError,
    struct.error,
    OSError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    AssertionError,
    ArithmeticError,
    NameError,
)
"""What xlrd raises on damaged files."""

_BOLD = 600  # weight of a font; the bold bit beside it is not always kept
_OWN_FORMATS = 164  # formats below this are built in
_PROTECTED = ("encrypt", "password")
_OLD = ("BIFF2", "BIFF3", "BIFF4", "Excel 2", "Excel 3", "Excel 4")


def read_xls(source: Source, content: bytes, limits: Limits) -> Document:
    """The document of a binary Excel file."""
    book, is_broken = _opened(content)
    builder = DocumentBuilder()
    problems = (
        [Problem("damaged", "文件已损坏，可能只读出了一部分，请核对原文件后重新提交。")] if is_broken else []
    )
    remarks: list[Problem] = []
    for index, name in enumerate(book.sheet_names()):
        read = _sheet(book, index)
        if read is None:
            problems.append(Problem("damaged", f"工作表“{name}”已损坏，未能读取。", sheet=name))
            continue
        sheet = Sheet(clean_text(name), read.visibility != 0)
        held = _content(book, read, limits)
        add_sheet(builder, sheet, held, limits)
        problems.extend(sheet_losses(sheet, held))
        remarks.extend(sheet_notes(sheet, held))
        book.unload_sheet(index)
    if builder.is_empty:
        raise refusals.damaged() if problems else refusals.no_text()
    properties = open_compound(content, ()).properties if content.startswith(OLE_MAGIC) else {}
    return builder.finish(source, problems=problems, remarks=remarks, properties=properties)


def _opened(content: bytes) -> tuple[Any, bool]:
    """The workbook, its sheets still unread, and whether its container is damaged."""
    for forgiving in (False, True):
        try:
            book = xlrd.open_workbook(
                file_contents=content,
                logfile=io.StringIO(),
                formatting_info=True,
                on_demand=True,
                ragged_rows=True,
                ignore_workbook_corruption=forgiving,
            )
        except _ERRORS as error:
            logger.info("xlrd refuses the workbook: %s", error)
            words = str(error)
            if any(word in words.lower() for word in _PROTECTED):
                raise refusals.encrypted() from error
            if any(word in words for word in _OLD):
                raise refusals.too_old("Excel 4.0 及更早版本") from error
            if forgiving:
                raise refusals.damaged() from error
        else:
            return book, forgiving
    raise refusals.damaged()


def _sheet(book: Any, index: int) -> Any | None:  # noqa: ANN401 — xlrd has no types
    try:
        return book.sheet_by_index(index)
    except _ERRORS as error:
        logger.info("xlrd refuses sheet %d: %s", index, error)
        return None


def _content(book: Any, sheet: Any, limits: Limits) -> SheetContent:  # noqa: ANN401
    """The sheet's cells as displayed; a format that is lost shows the plain value."""
    content = SheetContent(
        merges=[Merge(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells],
        hidden_lines=any(_is_hidden(line) for line in _lines(sheet)),
    )
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            text = clean_text(_shown(book, sheet, row, column)).replace("\t", " ")
            if text.strip():
                content.cells[row + 1, column + 1] = SheetCell(text, _is_bold(book, sheet, row, column))
        if len(content.cells) > limits.table_cells:
            raise refusals.too_large(f"表格超过 {limits.table_cells} 个单元格")
    return content


def _lines(sheet: Any) -> Iterator[Any]:  # noqa: ANN401
    yield from sheet.rowinfo_map.values()
    yield from sheet.colinfo_map.values()


def _is_hidden(line: Any) -> bool:  # noqa: ANN401
    return bool(getattr(line, "hidden", 0))


def _shown(book: Any, sheet: Any, row: int, column: int) -> str:  # noqa: ANN401
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, "#N/A"))
    code = _format(book, sheet, row, column)
    if kind == xlrd.XL_CELL_TEXT:
        return display_text(str(value), code)
    return display_number(repr(value), code, epoch_1904=book.datemode == 1)


def _format(book: Any, sheet: Any, row: int, column: int) -> str:  # noqa: ANN401
    look = _look(book, sheet, row, column)
    key = getattr(look, "format_key", 0)
    if key < _OWN_FORMATS and key in LOCAL_FORMATS:
        return LOCAL_FORMATS[key]
    known = book.format_map.get(key)
    return str(known.format_str) if known is not None and known.format_str else "General"


def _is_bold(book: Any, sheet: Any, row: int, column: int) -> bool:  # noqa: ANN401
    index = getattr(_look(book, sheet, row, column), "font_index", -1)
    return 0 <= index < len(book.font_list) and book.font_list[index].weight >= _BOLD


def _look(book: Any, sheet: Any, row: int, column: int) -> Any | None:  # noqa: ANN401
    index = sheet.cell_xf_index(row, column)
    return book.xf_list[index] if index is not None and 0 <= index < len(book.xf_list) else None
