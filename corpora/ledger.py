"""Renders the approved-budget ledger from its list."""

import csv
import datetime
import io
from pathlib import Path

import openpyxl
from openpyxl.styles import Font

_MONEY = {"年初预算", "调整", "全年预算", "支付数"}


def ledger_file(path: Path) -> bytes:
    """The ledger as the bytes of an .xlsx file: money in 元, two decimals."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "2023年度预算批复台账"
    sheet.append(["汀澜市2023年度项目预算批复及支付台账（单位：元）"])
    sheet.merge_cells("A1:H1")
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    sheet.append(list(rows[0]))
    for cell in sheet[2]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([float(text) if name in _MONEY else text for name, text in row.items()])
    for line in sheet.iter_rows(min_row=3, min_col=4, max_col=7):
        for cell in line:
            cell.number_format = "#,##0.00"
    for letter, width in zip("ABCDEFGH", (20, 30, 36, 16, 16, 16, 16, 22), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A3"
    book.properties.creator = book.properties.lastModifiedBy = "汀澜市财政局"
    book.properties.created = datetime.datetime(2024, 1, 15, 9, 0)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
