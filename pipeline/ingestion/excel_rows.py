"""Rows of a sheet as nearly every program writes them (常规行), by a strict pattern over the text.

The pattern knows one spelling of a cell and must cover a row without a gap; a row of any other spelling is
parsed as XML, alone. What stands around the rows is parsed as XML in any case, so that nothing is taken for
rows that is not. A sheet with comments, sections of character data, instructions, other prefixes or another
encoding is none of ours.
"""

import re
from collections.abc import Callable

from lxml import etree

from pipeline.errors import Unreadable
from pipeline.ingestion.excel_cells import COMPUTED, INLINE, NUMBER, ShownCells
from pipeline.ingestion.excel_parts import SheetContent
from pipeline.ingestion.excel_places import column_number
from pipeline.ingestion.excel_xml import TEXT, S, plain_text, unescaped
from pipeline.ingestion.package import parse_xml, whole_number

_HEAD = re.compile(r"<worksheet\b[^<>]*>")
_ROW = re.compile(r'\s*<row((?:\s+[A-Za-z0-9:]+="[^"<&]*")*+)\s*(/?)>')
_ROW_NUMBER = re.compile(r'\sr="([0-9]+)"')
_HIDDEN_ROW = re.compile(r'\shidden="(?:1|true)"')
_CELL = re.compile(
    r'<c r="(?P<letters>[A-Z]{1,3})(?P<row>[1-9][0-9]{0,6})"(?: s="(?P<style>[0-9]{1,9})")?'
    r'(?: t="(?P<kind>n|s|b|e|str|inlineStr)")?'
    rf"(?:/>|>(?:(?P<formula><f(?=[ />]))(?:[^<>]*/>|[^<>]*>{TEXT}</f>))?(?:<v>(?P<value>{TEXT})</v>)?"
    rf'(?:<is><t(?: xml:space="preserve")?>(?P<inline>{TEXT})</t></is>)?</c>)'
)
_CELLS = re.compile(f"(?:{re.sub('[?]P<[a-z]+>', '?:', _CELL.pattern)})*+")
_MAYBE_EMPTY = ("str", INLINE)
"""Kinds that may show something, by their format, though they hold nothing."""
_EMPTY = "<sheetData/>"

Later = Callable[[etree._Element, int], int]
"""Takes a row parsed as XML, given the number of the row before it; gives its own."""


def split_sheet(blob: bytes) -> tuple[etree._Element, str, str] | None:
    """What stands around a sheet's rows as XML, its root's start tag, and its rows as text; None if in doubt."""
    text = plain_text(blob)
    if text is None:
        return None
    before, begin, rest = text.partition("<sheetData>")
    rows, end, after = rest.partition("</sheetData>")
    head = _HEAD.match(before)
    if head is None or not begin or not end:
        return None
    try:
        frame = parse_xml((before + _EMPTY + after).encode())
    except Unreadable:
        return None
    is_ours = frame.tag == f"{S}worksheet" and len(frame.findall(f"{S}sheetData")) == 1
    is_ours = is_ours and next(frame.iter(f"{S}c"), None) is None
    return (frame, head[0], rows) if is_ours else None


def fill_from_rows(
    content: SheetContent, rows: str, root: str, shown: ShownCells, later: Later, check: Callable[[], None]
) -> bool:
    """Take the cells of all rows; False if the text is not rows from end to end."""
    at = number = 0
    while (row := _ROW.match(rows, at)) is not None:
        if "hidden=" in row[1] and _HIDDEN_ROW.search(row[1]):
            content.hidden_lines = True
        end = row.end() if row[2] else rows.find("</row>", row.end())
        if end < 0:
            return False
        at = end if row[2] else end + len("</row>")
        cells = rows[row.end() : end]
        if not cells:
            number = _own_number(row[1], number)
        elif _CELLS.fullmatch(cells):
            number = _fill_from_cells(content, cells, shown)
        else:
            number = later(_parsed(root, row[0] + cells + "</row>"), number)
        check()
    return not rows[at:].strip()


def _own_number(attributes: str, previous: int) -> int:
    stated = _ROW_NUMBER.search(attributes)
    return whole_number(stated[1] if stated else None, previous + 1)


def _fill_from_cells(content: SheetContent, cells: str, shown: ShownCells) -> int:
    """Take the cells of one row; gives the row of the last one."""
    row = 0
    for letters, digits, style, kind, formula, value, inline in _CELL.findall(cells):
        row = int(digits)
        raw = inline if kind == INLINE else value
        if raw or kind in _MAYBE_EMPTY:
            if "&" in raw:
                raw = unescaped(raw)
            content.put((row, column_number(letters)), shown[kind or NUMBER, style, raw])
        elif formula and (kind or NUMBER) in COMPUTED:
            content.uncomputed += 1
    return row


def _parsed(root: str, row: str) -> etree._Element:
    """A row with the namespaces of its sheet."""
    sheet = parse_xml(f"{root}<sheetData>{row}</sheetData></worksheet>".encode())
    return sheet[0][0]
