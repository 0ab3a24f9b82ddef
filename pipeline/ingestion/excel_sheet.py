"""The cells that really are on a sheet of an Excel file (工作表内容): declared dimensions and empty rows cost nothing."""

from lxml import etree

from pipeline.errors import Unreadable
from pipeline.ingestion import refusals
from pipeline.ingestion.excel_cells import COMPUTED, INLINE, NUMBER, ShownCells, inline_text
from pipeline.ingestion.excel_parts import SheetContent
from pipeline.ingestion.excel_places import merge_of, place_of
from pipeline.ingestion.excel_rows import fill_from_rows, split_sheet
from pipeline.ingestion.excel_xml import S, forget, streamed
from pipeline.ingestion.package import whole_number
from pipeline.settings import Limits

_ROW, _CELL, _MERGE, _COLUMN, _VALUE, _FORMULA = (
    f"{S}{name}" for name in ("row", "c", "mergeCell", "col", "v", "f")
)
_BYTES_A_CHARACTER = 8  # a character shown takes more room on its way than a byte on disk


def read_sheet(blob: bytes, shown: ShownCells, limits: Limits) -> SheetContent:
    """The cells of a sheet; one whose XML is broken gives what stands before that."""
    content = SheetContent()
    cells = blob.count(b"<c ") + blob.count(b"<c>")
    if _filled_by_pattern(content, blob, shown, limits):
        return content
    content = SheetContent()
    try:
        taken = _fill_by_rows(content, blob, shown, limits)
    except etree.XMLSyntaxError:
        taken = -1
    if taken >= cells:
        return content
    # Broken off within a row, or cells outside of rows: once more, one by one.
    content = SheetContent()
    try:
        _fill(content, blob, shown, limits)
    except etree.XMLSyntaxError:
        content.is_broken = True
    return content


def _filled_by_pattern(content: SheetContent, blob: bytes, shown: ShownCells, limits: Limits) -> bool:
    """Whether the sheet is of the usual spelling and all of it has been taken."""
    parts = split_sheet(blob)
    if parts is None:
        return False
    frame, root, rows = parts
    try:
        whole = fill_from_rows(
            content,
            rows,
            root,
            shown,
            lambda row, before: _take_row(content, row, before, shown),
            lambda: _check_size(content, limits),
        )
    except Unreadable as refusal:
        if refusal.reason != "damaged":
            raise
        return False
    for element in frame.iter(_MERGE, _COLUMN):
        _take_other(content, element)
    return whole


def _fill_by_rows(content: SheetContent, blob: bytes, shown: ShownCells, limits: Limits) -> int:
    """The cells of a sound sheet, a row at a time; gives how many cell elements there were."""
    row = taken = 0
    for _, element in streamed(blob, ("row", "mergeCell", "col"), ("end",)):
        if element.tag == _ROW:
            row = _take_row(content, element, row, shown)
            taken += len(element.findall(_CELL))
            _check_size(content, limits)
        else:
            _take_other(content, element)
        if element.tag != _COLUMN:
            forget(element)
    return taken


def _take_row(content: SheetContent, element: etree._Element, before: int, shown: ShownCells) -> int:
    """Take a row's cells, given the number of the row before it; gives the number of the last one's."""
    row, column = whole_number(element.get("r"), before + 1), 0
    content.hidden_lines |= element.get("hidden") in ("1", "true")
    for cell in element.iterchildren(_CELL):
        row, column = _position(cell, row, column)
        _add_cell(content, (row, column), cell, shown)
    return row


def _take_other(content: SheetContent, element: etree._Element) -> None:
    """Take a merged range, or note a hidden column."""
    if element.tag == _MERGE:
        merge = merge_of(element.get("ref", ""))
        if merge is not None:
            content.merges.append(merge)
    else:
        content.hidden_lines |= element.get("hidden") in ("1", "true")


def _check_size(content: SheetContent, limits: Limits) -> None:
    if len(content.cells) > limits.table_cells:
        raise refusals.too_large(f"表格超过 {limits.table_cells} 个单元格")
    if content.characters > limits.file_bytes // _BYTES_A_CHARACTER:
        # One long shared string in every cell: small on disk, endless when shown.
        raise refusals.too_large("工作表文字过多")


def _fill(content: SheetContent, blob: bytes, shown: ShownCells, limits: Limits) -> None:
    """The cells one by one, as far as the XML goes."""
    row = column = 0
    for event, element in streamed(blob, ("row", "c", "mergeCell", "col")):
        if event == "start":
            if element.tag == _ROW:
                row, column = whole_number(element.get("r"), row + 1), 0
                content.hidden_lines |= element.get("hidden") in ("1", "true")
        elif element.tag == _CELL:
            row, column = _position(element, row, column)
            _add_cell(content, (row, column), element, shown)
            _check_size(content, limits)
        elif element.tag == _ROW:
            forget(element)
        else:
            _take_other(content, element)


def _position(element: etree._Element, row: int, column: int) -> tuple[int, int]:
    """The cell's own reference, or the next place where a writer left it out."""
    return place_of(element.get("r", "")) or (max(row, 1), column + 1)


def _add_cell(
    content: SheetContent, place: tuple[int, int], element: etree._Element, shown: ShownCells
) -> None:
    value = next(element.iterchildren(_VALUE), None)
    raw = (value.text or "") if value is not None else ""
    kind = element.get("t", NUMBER)
    if not raw and kind in COMPUTED:
        content.uncomputed += next(element.iterchildren(_FORMULA), None) is not None
    text = inline_text(element) if kind == INLINE else raw
    if text or kind in ("str", INLINE):
        content.put(place, shown[kind, element.get("s", ""), text])
