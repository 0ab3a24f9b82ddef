"""Rows made at once hold what XlsxWriter would have written cell by cell."""

import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal

import pytest
import xlsxwriter

from pipeline.outputs import quick_rows, sheet
from pipeline.outputs.sheet import Book, Cell, Link, Styled, write_table
from pipeline.outputs.sheet_layout import Column

COLUMNS = (
    Column("单位", 16, "wrap"),
    Column("金额（元）", 14, "yuan"),
    Column("说明", 20, "text"),
    Column("年度", 8, "year"),
)
ROWS: tuple[Sequence[Cell], ...] = (
    ("市园林中心", Decimal("1234.50"), "平安", 2023),
    ("市园林中心", Decimal("1234.5"), "平安", 2023),
    (None, None, "", None),
    ("甲 & 乙 <丙>", Decimal("-0.00"), "=1+1", 0),
    (" 前后有空格 ", Decimal("12345678901234567.89"), "_x000D_ 照录", 2024),
    ("很长的一句话，写不进一行，要折成几行才看得完" * 3, Decimal("1E+3"), "第一行\n第二行", 1),
    ("坏字符\x00\x0b\ud800\ufeff", Styled(Decimal("0.1"), "wan_unit"), Styled("注", "alarm"), None),
    ("<r>不是富文本</r>", Decimal("NaN"), "\u202e倒写", Styled(None, "input")),
    ("有链接的行", 1, Link("看这里", "表", 2), 2),
    ("链接之后", 1, "又是平常的行", 2),
)


def written(rows: Sequence[Sequence[Cell]]) -> bytes:
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"constant_memory": True})
    write_table(Book(workbook, "批次"), "表", COLUMNS, rows)
    workbook.close()
    return zipfile.ZipFile(buffer).read("xl/worksheets/sheet1.xml")


def test_both_ways_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = written(ROWS)
    monkeypatch.setattr(sheet, "_made_row", lambda *_: False)
    assert written(ROWS) == quick
    assert quick.count(b"<row ") == len(ROWS) + 1


def test_forgetting_made_cells_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = written(ROWS)
    monkeypatch.setattr(quick_rows, "_MOST_KEPT", 1)
    assert written(ROWS) == whole


def test_only_a_row_with_a_link_goes_cell_by_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    slow: list[int] = []
    by_cell = sheet._write_row
    monkeypatch.setattr(sheet, "_write_row", lambda *given: (slow.append(given[2]), by_cell(*given))[1])
    written(ROWS)
    assert slow == [9]
