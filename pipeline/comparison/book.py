"""A comparison as a workbook (对照表): what changed, finding by finding and figure by figure."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from pipeline.comparison import Comparison, FigureChange, FindingChange, ReportChange
from pipeline.comparison.export import differing_grounds, finding_counts, where_words
from pipeline.errors import UsageError
from pipeline.outputs.celltext import cell_words, line_count
from pipeline.outputs.styles import FONT, HEADER_FILL, LEVEL_MARKS, LINE

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_MARKS = {str(level): mark for level, mark in LEVEL_MARKS.items()}
_LINE_HEIGHT = 15
_TALLEST = 400

# XlsxWriter carries no types.
Xlsx = Any
Column = tuple[str, float]

_FINDINGS: tuple[Column, ...] = (
    ("状态", 11),
    ("级别", 9),
    ("单位", 18),
    ("项目", 18),
    ("年度", 7),
    ("规则", 18),
    ("上一轮", 48),
    ("这一轮", 40),
    ("说明", 24),
    ("审核意见", 10),
)
_FIGURES: tuple[Column, ...] = (
    ("状态", 8),
    ("单位", 18),
    ("项目", 18),
    ("数据", 34),
    ("上一轮", 16),
    ("上一轮出处", 22),
    ("这一轮", 16),
    ("这一轮出处", 22),
    ("文件", 34),
)
_REPORTS: tuple[Column, ...] = (
    ("状态", 11),
    ("单位", 20),
    ("项目", 22),
    ("年度", 7),
    ("类型", 14),
    ("上一轮文件", 36),
    ("这一轮文件", 36),
    ("改动", 7),
    ("增加", 7),
    ("删去", 7),
)


def write_book(comparison: Comparison, path: Path) -> None:
    """Writes the workbook; raises UsageError where the file cannot be written."""
    workbook = xlsxwriter.Workbook(str(path), _OPTIONS)
    workbook.set_properties({"title": "重报对照", "author": "核绩", "comments": ""})
    sheets = _Sheets(workbook)
    sheets.lines("概览", _overview(comparison))
    sheets.table("疑点对照", _FINDINGS, (_finding_row(one) for one in comparison.findings))
    sheets.table("数据对照", _FIGURES, (_figure_row(one) for one in comparison.figures))
    sheets.table("报告对照", _REPORTS, (_report_row(one) for one in comparison.reports))
    try:
        workbook.close()
    except FileCreateError as error:
        raise UsageError(f"“{path}”不能写入：{error}。请换一个位置，或关闭正在打开它的程序。") from error


class _Sheets:
    """Sheets of one look: header fixed, filter, A4 landscape, every text a text."""

    def __init__(self, workbook: Xlsx) -> None:
        plain = {"font_name": FONT, "font_size": 10, "valign": "top", "text_wrap": True}
        cell = {**plain, "border": 1, "border_color": LINE}
        self._workbook = workbook
        self._plain = workbook.add_format(plain)
        self._title = workbook.add_format({**plain, "font_size": 16, "bold": True})
        self._alarm = workbook.add_format({**plain, "bold": True, "font_color": "#B42318"})
        self._cell = workbook.add_format(cell)
        self._head = workbook.add_format(
            {**cell, "bold": True, "bg_color": HEADER_FILL, "align": "center", "valign": "vcenter"}
        )

    def lines(self, name: str, lines: Iterator[tuple[str, str]]) -> None:
        """A sheet of sentences."""
        sheet = self._workbook.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 110)
        looks = {"title": self._title, "alarm": self._alarm}
        for row, (look, words) in enumerate(lines):
            text = cell_words(words)
            sheet.set_row(row, 28 if look == "title" else _LINE_HEIGHT * line_count(text, 108) + 3)
            sheet.write_string(row, 0, text, looks.get(look, self._plain))
        _page(sheet)

    def table(self, name: str, columns: Sequence[Column], rows: Iterator[Sequence[str | int | None]]) -> None:
        """A sheet that is one table."""
        sheet = self._workbook.add_worksheet(name)
        for index, (_, width) in enumerate(columns):
            sheet.set_column(index, index, width)
        sheet.set_row(0, 22)
        for index, (head, _) in enumerate(columns):
            sheet.write_string(0, index, head, self._head)
        last = 0
        for last, cells in enumerate(rows, start=1):
            lines = [
                line_count(str(cell), width - 1)
                for cell, (_, width) in zip(cells, columns, strict=True)
                if cell is not None
            ]
            sheet.set_row(last, min(_LINE_HEIGHT * max(lines, default=1) + 3, _TALLEST))
            for index, cell in enumerate(cells):
                self._write(sheet, last, index, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
        sheet.repeat_rows(0)
        _page(sheet)

    def _write(self, sheet: Xlsx, row: int, column: int, cell: str | int | None) -> None:
        if isinstance(cell, int):
            sheet.write_number(row, column, cell, self._cell)
        elif cell:
            sheet.write_string(row, column, cell_words(cell), self._cell)
        else:
            sheet.write_blank(row, column, None, self._cell)


def _page(sheet: Xlsx) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页 共 &N 页")


def _overview(comparison: Comparison) -> Iterator[tuple[str, str]]:
    yield "title", "重报对照"
    yield "", f"上一轮：{comparison.old.title}（{comparison.old.generated}）"
    yield "", f"这一轮：{comparison.new.title}（{comparison.new.generated}）"
    counts = "　".join(f"{status} {count}" for status, count in finding_counts(comparison).items())
    yield "", f"疑点：{counts}"
    yield "alarm" if comparison.errors_left else "", f"尚未了结的“错误”级疑点：{comparison.errors_left} 个"
    for words in differing_grounds(comparison):
        yield "alarm", words
    for one in comparison.altered:
        yield "alarm", f"{one.finding.unit or ''} {one.finding.project or ''}：{one.message}"


def _finding_row(change: FindingChange) -> tuple[str | int | None, ...]:
    one = change.current
    return (
        change.status,
        _MARKS.get(one.level, one.level),
        one.unit,
        one.project,
        one.year,
        f"{one.rule} {one.title}",
        change.old.message if change.old else None,
        _message_now(change),
        change.why,
        one.verdict,
    )


def _message_now(change: FindingChange) -> str | None:
    """What the new round says, where it says anything else than the old one."""
    if change.new is None:
        return None
    return "同上一轮" if change.old and change.old.message == change.new.message else change.new.message


def _figure_row(change: FigureChange) -> tuple[str | int | None, ...]:
    report = change.pair.new or change.pair.old
    old, new = change.old, change.new
    return (
        change.status,
        report.unit if report else None,
        report.project if report else None,
        change.label,
        old.raw if old else None,
        where_words(old.place) if old else None,
        new.raw if new else None,
        where_words(new.place) if new else None,
        report.path if report else None,
    )


def _report_row(change: ReportChange) -> tuple[str | int | None, ...]:
    old, new = change.pair.old, change.pair.new
    one = new or old
    return (
        change.status,
        one.unit if one else None,
        one.project if one else None,
        one.year if one else None,
        one.kind if one else None,
        old.path if old else None,
        new.path if new else None,
        change.changed,
        change.added,
        change.removed,
    )
