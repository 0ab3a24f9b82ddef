"""Reads xlsx (Excel 工作簿): every sheet a table, cells as displayed, merged cells once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from pipeline.errors import Unreadable
from pipeline.ingestion import refusals
from pipeline.ingestion.assembly import DocumentBuilder, DraftCell, DraftTable
from pipeline.ingestion.excel_parts import (
    Merge,
    S,
    SheetCell,
    SheetContent,
    read_sheet,
    read_workbook,
    shape_texts,
)
from pipeline.ingestion.package import OfficePackage, core_properties, losses, open_package
from pipeline.model import BlockKind, Document, Problem, Source
from pipeline.settings import Limits

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROW_GAP, _COLUMN_GAP = 1_000, 100  # a cell farther off than this is a stray, not part of the form


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    part: str
    hidden: bool


def read_xlsx(source: Source, content: bytes, limits: Limits) -> Document:
    """The document of an Excel file."""
    package = open_package(content, limits)
    main = package.main_part()
    root = package.root(main) if main else None
    if main is None or root is None:
        raise refusals.damaged()
    workbook = read_workbook(package, main)
    builder = DocumentBuilder()
    problems = losses(package)
    remarks: list[Problem] = []
    for sheet in _sheets(package, main, root):
        if sheet.part not in package.parts:
            problems.append(Problem("damaged", f"工作表“{sheet.name}”在文件中缺失。", sheet=sheet.name))
            continue
        held = read_sheet(package.parts[sheet.part], workbook, limits)
        _add_sheet(builder, sheet, held, limits)
        problems.extend(_losses(sheet, held))
        problems.extend(_add_shapes(builder, package, sheet))
        remarks.extend(_notes(sheet, held, package))
    if builder.is_empty:
        raise refusals.damaged() if problems else refusals.no_text()
    return builder.finish(source, problems=problems, remarks=remarks, properties=core_properties(package))


def _sheets(package: OfficePackage, main: str, root: etree._Element) -> Iterator[_Sheet]:
    """The sheets in the order of their tabs; charts have no cells."""
    targets = {relation.id: relation for relation in package.relations(main)}
    for element in root.iter(f"{S}sheet"):
        relation = targets.get(element.get(_RELATION, ""))
        if relation is None or relation.kind == "worksheet":
            hidden = element.get("state", "visible") != "visible"
            yield _Sheet(element.get("name", ""), relation.target if relation else "", hidden)


def _add_sheet(builder: DocumentBuilder, sheet: _Sheet, held: SheetContent, limits: Limits) -> None:
    if not held.cells:
        return
    rows, columns = _extent(held.cells, limits.table_cells)
    near = {place: cell for place, cell in held.cells.items() if place[0] <= rows and place[1] <= columns}
    merges = list(_kept_merges(held.merges, near, limits.table_cells))
    builder.add_gap()
    table = DraftTable(tuple(_draft_cells(near, merges)), sheet=sheet.name, hidden=sheet.hidden)
    if builder.cell_count + len(table.cells) > limits.table_cells:
        raise refusals.too_large(f"表格超过 {limits.table_cells} 个单元格")
    builder.add_table(table)
    for (row, column), cell in sorted(held.cells.items()):
        if row > rows or column > columns:
            builder.add_block(
                cell.text, BlockKind.CELL, sheet=sheet.name, row=row, column=column, hidden=sheet.hidden
            )


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
            span = spans.get((row, column))
            if span is None and (row, column) in covered:
                continue
            cell = cells.get((row, column))
            yield DraftCell(
                row,
                column,
                (cell.text,) if cell else (),
                span.last_row - row + 1 if span else 1,
                span.last_column - column + 1 if span else 1,
                bool(cell and cell.bold),
            )


def _add_shapes(builder: DocumentBuilder, package: OfficePackage, sheet: _Sheet) -> list[Problem]:
    """The text of shapes after the cells; a broken drawing costs no more than itself."""
    drawings = [relation.target for relation in package.relations(sheet.part) if relation.kind == "drawing"]
    try:
        for text in (text for drawing in drawings for text in shape_texts(package.parts[drawing])):
            builder.add_block(text, BlockKind.TEXTBOX, sheet=sheet.name, hidden=sheet.hidden)
    except Unreadable as refusal:
        message = f"工作表“{sheet.name}”上的文本框已损坏，未能读取。"
        return [Problem(refusal.reason, message, sheet=sheet.name)]
    return []


def _losses(sheet: _Sheet, held: SheetContent) -> list[Problem]:
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


def _notes(sheet: _Sheet, held: SheetContent, package: OfficePackage) -> list[Problem]:
    notes = []
    if any(relation.kind == "comments" for relation in package.relations(sheet.part)):
        message = f"工作表“{sheet.name}”带有批注，批注内容未计入正文。"
        notes.append(Problem("comment", message, sheet=sheet.name))
    if sheet.hidden and held.cells:
        notes.append(Problem("hidden_sheet", f"工作表“{sheet.name}”被隐藏，已一并读取。", sheet=sheet.name))
    if held.hidden_lines and held.cells:
        message = f"工作表“{sheet.name}”有隐藏的行或列，其中内容已一并读取。"
        notes.append(Problem("hidden_lines", message, sheet=sheet.name))
    return notes
