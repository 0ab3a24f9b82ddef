"""Sheets of any spreadsheet format as tables: extent, merged cells, strays, and what is said of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.ingestion import refusals
from pipeline.ingestion.assembly import DocumentBuilder, DraftCell, DraftTable
from pipeline.ingestion.excel_parts import Merge, SheetCell, SheetContent
from pipeline.model import BlockKind, Problem
from pipeline.settings import Limits

_ROW_GAP, _COLUMN_GAP = 1_000, 100  # a cell farther off than this is a stray, not part of the form


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet (工作表): its name, whether its tab is hidden, and the part of the package that holds it."""

    name: str
    hidden: bool
    part: str = ""


def add_sheet(builder: DocumentBuilder, sheet: Sheet, held: SheetContent, limits: Limits) -> None:
    """Append a sheet as a table, and its stray cells after it."""
    if not held.cells:
        return
    rows, columns = _extent(held.cells, limits.table_cells)
    strays = sorted(place for place in held.cells if place[0] > rows or place[1] > columns)
    near = {place: held.cells[place] for place in held.cells.keys() - strays} if strays else held.cells
    merges = list(_kept_merges(held.merges, near, limits.table_cells))
    builder.add_gap()
    table = DraftTable(tuple(_draft_cells(near, merges)), sheet=sheet.name, hidden=sheet.hidden)
    if builder.cell_count + len(table.cells) > limits.table_cells:
        raise refusals.too_large(f"表格超过 {limits.table_cells} 个单元格")
    builder.add_table(table)
    for row, column in strays:
        text = held.cells[row, column].text
        builder.add_block(text, BlockKind.CELL, sheet=sheet.name, row=row, column=column, hidden=sheet.hidden)


def _extent(cells: Mapping[tuple[int, int], SheetCell], most: int) -> tuple[int, int]:
    """Last row and column of the table; if it would be too large, it ends at the first wide gap."""
    rows = sorted({row for row, _ in cells})
    columns = sorted({column for _, column in cells})
    if rows[-1] * columns[-1] <= most:
        return rows[-1], columns[-1]
    near = _before_gap(rows, _ROW_GAP), _before_gap(columns, _COLUMN_GAP)
    if near[0] * near[1] > most:
        raise refusals.too_large(f"工作表展开后超过 {most} 个单元格")
    return near


def _before_gap(numbers: Sequence[int], gap: int) -> int:
    for first, second in pairwise(numbers):
        if second - first > gap:
            return first
    return numbers[-1]


def _kept_merges(
    merges: Sequence[Merge], cells: Mapping[tuple[int, int], SheetCell], most: int
) -> Iterator[Merge]:
    """Merges that meet the table, cut to what it can hold; one of the whole sheet covers just the table."""
    last_row = max(row for row, _ in cells)
    last_column = max(column for _, column in cells)
    area = 0
    for merge in merges:
        bottom, right = merge.last_row, merge.last_column
        if max(bottom, last_row) * max(right, last_column) > most:
            bottom, right = min(bottom, last_row), min(right, last_column)
        if merge.row > last_row or merge.column > last_column:
            continue
        area += (bottom - merge.row + 1) * (right - merge.column + 1)
        if area > most:
            return
        yield Merge(merge.row, merge.column, bottom, right)


def _draft_cells(cells: Mapping[tuple[int, int], SheetCell], merges: Sequence[Merge]) -> Iterator[DraftCell]:
    """Cells by the sheet's own row and column numbers; blank ones too, in rows that show something."""
    spans: dict[tuple[int, int], Merge] = {}
    covered: set[tuple[int, int]] = set()
    for merge in merges:
        if (merge.row, merge.column) not in covered:
            spans[merge.row, merge.column] = merge
            covered.update(
                (row, column)
                for row in range(merge.row, merge.last_row + 1)
                for column in range(merge.column, merge.last_column + 1)
            )
    first = min(column for _, column in cells)
    last = max(column for _, column in cells)
    for row in sorted({row for row, _ in cells}):
        for column in range(first, last + 1):
            place = (row, column)
            cell = cells.get(place)
            text, bold = ((cell.text,), cell.bold) if cell else ((), False)
            if place not in covered:
                yield DraftCell(row, column, text, 1, 1, bold)
            elif place in spans:
                span = spans[place]
                down, across = span.last_row - row + 1, span.last_column - column + 1
                yield DraftCell(row, column, text, down, across, bold)


def sheet_losses(sheet: Sheet, held: SheetContent) -> list[Problem]:
    """What of a sheet could not be read."""
    problems = []
    if held.uncomputed:
        message = (
            f"工作表“{sheet.name}”有 {held.uncomputed} 个公式没有保存计算结果，读作空白，"
            "请用 Excel 或 WPS 打开并保存后重新提交。"
        )
        problems.append(Problem("formula", message, sheet=sheet.name))
    if held.is_broken:
        message = f"工作表“{sheet.name}”的数据不完整，只读出损坏处之前的内容，请核对原文件后重新提交。"
        problems.append(Problem("damaged", message, sheet=sheet.name))
    return problems


def sheet_notes(sheet: Sheet, held: SheetContent) -> list[Problem]:
    """What of a sheet is worth knowing."""
    notes = []
    if sheet.hidden and held.cells:
        notes.append(Problem("hidden_sheet", f"工作表“{sheet.name}”被隐藏，已一并读取。", sheet=sheet.name))
    if held.hidden_lines and held.cells:
        message = f"工作表“{sheet.name}”有隐藏的行或列，其中内容已一并读取。"
        notes.append(Problem("hidden_lines", message, sheet=sheet.name))
    return notes
