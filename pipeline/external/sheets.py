"""The cells of an Excel or CSV file as text (表格文件)."""

import csv
import datetime
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from pipeline.errors import UsageError, cause_of

_EXCEL = (".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods")
_TEXT = (".csv", ".tsv", ".txt")
_ENCODINGS = ("utf-8-sig", "gb18030")
# More decimals than any ledger writes: what lies beyond is the noise of a binary float.
_DECIMALS = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class SheetCells:
    """A sheet: its name and its rows of text, the first row of the file being row 1; blank = ''."""

    name: str
    rows: tuple[tuple[str, ...], ...]


def read_sheets(path: Path, most_bytes: int) -> tuple[bytes, tuple[SheetCells, ...]]:
    """The file's bytes and its sheets; raises UsageError where it is no table."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= most_bytes else b""
    except OSError as error:
        raise UsageError(f"台账“{path}”打不开：{cause_of(error)}。请检查路径。") from error
    if size > most_bytes:
        raise UsageError(f"台账“{path.name}”有 {size} 字节，超过 {most_bytes} 字节的上限。请只留需要的表。")
    suffix = path.suffix.lower()
    if suffix in _TEXT:
        return content, (_text_sheet(path, content),)
    if suffix not in _EXCEL:
        raise UsageError(f"台账“{path.name}”不是 Excel 或 CSV 文件。请另存为 .xlsx 或 .csv 后再运行。")
    return content, tuple(_excel_sheets(path, content))


def _text_sheet(path: Path, content: bytes) -> SheetCells:
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        tabs = path.suffix.lower() != ".csv" and "\t" in text
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if tabs else ","))
        except csv.Error as error:
            raise UsageError(
                f"台账“{path.name}”不是规范的 CSV：{error}。请另存为 .xlsx 后再运行。"
            ) from error
        return SheetCells("", tuple(tuple(cell.strip() for cell in row) for row in rows))
    raise UsageError(f"台账“{path.name}”的文字编码认不出。请另存为 UTF-8 的 CSV 或 .xlsx 后再运行。")


def _excel_sheets(path: Path, content: bytes) -> Iterator[SheetCells]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            yield SheetCells(name, _filled(sheet, sheet.to_python(skip_empty_area=False)))
    except CalamineError as error:
        raise UsageError(
            f"台账“{path.name}”读不出来（{error}）：可能加了密码或已损坏。请另存为没有密码的 .xlsx 后再运行。"
        ) from error


def _filled(sheet: CalamineSheet, cells: Sequence[Sequence[object]]) -> tuple[tuple[str, ...], ...]:
    """The rows with cells merged downwards written in each of their rows: one 单位 beside its projects."""
    rows = [[_words(cell) for cell in row] for row in cells]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if left != right or top >= len(rows) or left >= len(rows[top]):
            continue
        for row in range(top + 1, min(bottom + 1, len(rows))):
            rows[row][left] = rows[row][left] or rows[top][left]
    return tuple(tuple(row) for row in rows)


def _words(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        number = Decimal(repr(cell))
        return f"{number.quantize(_DECIMALS).normalize():f}" if abs(number) < 10**15 else f"{number:f}"
    if isinstance(cell, datetime.date | datetime.datetime):
        return cell.isoformat()
    return str(cell).strip()
