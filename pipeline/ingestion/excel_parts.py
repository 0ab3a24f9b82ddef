"""The parts of an Excel file: shared strings, formats, and the cells that really are there."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from lxml import etree

from pipeline.ingestion import refusals
from pipeline.ingestion.assembly import clean_text
from pipeline.ingestion.builtin_formats import BUILTIN_FORMATS
from pipeline.ingestion.date_format import LOCAL_FORMATS
from pipeline.ingestion.number_format import display_number, display_text
from pipeline.ingestion.package import OfficePackage, parse_xml, whole_number
from pipeline.settings import Limits

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_BYTES_A_CHARACTER = 8  # a character shown takes more room on its way than a byte on disk
_ROW, _CELL, _MERGE, _VALUE, _FORMULA = (f"{S}{name}" for name in ("row", "c", "mergeCell", "v", "f"))
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"^\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$")


@dataclass(frozen=True, slots=True)
class Look:
    """How cells of one style show their values."""

    code: str = "General"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Workbook:
    """What all sheets of a file share."""

    strings: Sequence[str] = ()
    looks: Sequence[Look] = ()
    epoch_1904: bool = False


class SheetCell(NamedTuple):
    """A cell as displayed."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range (合并单元格), all ends included."""

    row: int
    column: int
    last_row: int
    last_column: int


@dataclass(slots=True)
class SheetContent:
    """What one sheet holds; only cells that show something."""

    cells: dict[tuple[int, int], SheetCell] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    characters: int = 0
    uncomputed: int = 0
    """Formulas whose result was never saved."""
    hidden_lines: bool = False
    """Whether rows or columns with content may be hidden."""
    is_broken: bool = False
    """Whether the sheet's XML ends before its time; what stands before is kept."""


def read_workbook(package: OfficePackage, main: str) -> Workbook:
    """Shared strings, number formats and the calendar of a file."""
    if any(name.endswith(("sharedStrings.xml", "styles.xml")) for name in package.lost):
        raise refusals.damaged()  # without these every cell would be blank or shown wrong
    related = {relation.kind: relation.target for relation in package.relations(main)}
    root = package.root(main)
    settings = None if root is None else root.find(f"{S}workbookPr")
    return Workbook(
        strings=list(_shared_strings(package.parts.get(related.get("sharedStrings", ""), b""))),
        looks=_looks(package.root(related.get("styles", ""))),
        epoch_1904=settings is not None and settings.get("date1904") in ("1", "true", "on"),
    )


def read_sheet(blob: bytes, workbook: Workbook, limits: Limits) -> SheetContent:
    """The cells of a sheet, read as a stream: declared dimensions and empty rows cost nothing."""
    content = SheetContent()
    try:
        taken = _fill_by_rows(content, blob, workbook, limits)
    except etree.XMLSyntaxError:
        taken = -1
    if taken >= blob.count(b"<c ") + blob.count(b"<c>"):
        return content
    # Broken off within a row, or cells outside of rows: once more, one by one.
    content = SheetContent()
    try:
        _fill(content, blob, workbook, limits)
    except etree.XMLSyntaxError:
        content.is_broken = True
    return content


def _fill_by_rows(content: SheetContent, blob: bytes, workbook: Workbook, limits: Limits) -> int:
    """The cells of a sound sheet, a row at a time; gives how many cell elements there were."""
    row = column = taken = 0
    for _, element in _stream(blob, ("row", "mergeCell", "col"), ("end",)):
        tag = element.tag
        if tag == _ROW:
            row, column = _row_number(element, row), 0
            content.hidden_lines |= element.get("hidden") in ("1", "true")
            for cell in element.iterchildren(_CELL):
                taken += 1
                row, column = _position(cell, row, column)
                _add_cell(content, (row, column), cell, workbook)
            _check_size(content, limits)
        elif tag == _MERGE:
            _add_merge(content, element)
        else:
            content.hidden_lines |= element.get("hidden") in ("1", "true")
            continue
        _forget(element)
    return taken


def _check_size(content: SheetContent, limits: Limits) -> None:
    if len(content.cells) > limits.table_cells:
        raise refusals.too_large(f"表格超过 {limits.table_cells} 个单元格")
    if content.characters > limits.file_bytes // _BYTES_A_CHARACTER:
        # One long shared string in every cell: small on disk, endless when shown.
        raise refusals.too_large("工作表文字过多")


def _add_merge(content: SheetContent, element: etree._Element) -> None:
    merge = _merge(element.get("ref", ""))
    if merge is not None:
        content.merges.append(merge)


def _fill(content: SheetContent, blob: bytes, workbook: Workbook, limits: Limits) -> None:
    row = 0
    column = 0
    for event, element in _stream(blob, ("row", "c", "mergeCell", "col")):
        if event == "start":
            if element.tag == f"{S}row":
                row, column = _row_number(element, row), 0
                content.hidden_lines |= element.get("hidden") in ("1", "true")
            continue
        if element.tag == f"{S}c":
            row, column = _position(element, row, column)
            _add_cell(content, (row, column), element, workbook)
            _check_size(content, limits)
        elif element.tag == _MERGE:
            _add_merge(content, element)
        elif element.tag == f"{S}col":
            content.hidden_lines |= element.get("hidden") in ("1", "true")
        if element.tag != f"{S}col":
            _forget(element)


def _stream(
    blob: bytes, names: Sequence[str], events: Sequence[str] = ("start", "end")
) -> Iterator[tuple[str, etree._Element]]:
    found: Iterator[tuple[str, etree._Element]] = etree.iterparse(
        BytesIO(blob),
        events=events,
        tag=[f"{S}{name}" for name in names],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    return found


def _forget(element: etree._Element) -> None:
    """Free what has been read, or a long sheet fills the memory."""
    if element.tag == f"{S}c":
        return
    element.clear()
    while element.getprevious() is not None:
        parent = element.getparent()
        if parent is None:
            return
        del parent[0]


def _row_number(element: etree._Element, previous: int) -> int:
    return whole_number(element.get("r"), previous + 1)


def _position(element: etree._Element, row: int, column: int) -> tuple[int, int]:
    """The cell's own reference, or the next place where a writer left it out."""
    match = _REFERENCE.match(element.get("r", ""))
    return (int(match[2]), column_number(match[1])) if match else (max(row, 1), column + 1)


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _merge(reference: str) -> Merge | None:
    first, _, last = reference.partition(":")
    start, end = _REFERENCE.match(first), _REFERENCE.match(last or first)
    if start is None or end is None:
        return None
    rows = sorted((int(start[2]), int(end[2])))
    columns = sorted((column_number(start[1]), column_number(end[1])))
    return Merge(rows[0], columns[0], rows[1], columns[1])


def _add_cell(
    content: SheetContent, place: tuple[int, int], element: etree._Element, workbook: Workbook
) -> None:
    index = whole_number(element.get("s"), 0)
    look = workbook.looks[index] if index < len(workbook.looks) else Look()
    value = next(element.iterchildren(_VALUE), None)
    raw = (value.text or "") if value is not None else ""
    kind = element.get("t", "n")
    if not raw and kind in ("n", "e", "b"):
        content.uncomputed += next(element.iterchildren(_FORMULA), None) is not None
    text = _shown(element, kind, raw, look, workbook) if raw or kind in ("inlineStr", "str") else ""
    if text.strip():
        content.characters += len(text)
        content.cells[place] = SheetCell(text, look.bold)


def _shown(element: etree._Element, kind: str, raw: str, look: Look, workbook: Workbook) -> str:
    if kind == "s":
        item = whole_number(raw, len(workbook.strings))
        return display_text(workbook.strings[item], look.code) if item < len(workbook.strings) else ""
    if kind == "inlineStr":
        inline = element.find(f"{S}is")
        return "" if inline is None else display_text(_rich_text(inline), look.code)
    if kind == "str":
        return display_text(_visible(raw), look.code)
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(raw, raw)
    if kind == "n" and raw:
        return display_number(raw, look.code, workbook.epoch_1904)
    return _visible(raw)


def _shared_strings(blob: bytes) -> Iterator[str]:
    if not blob:
        return
    for event, element in _stream(blob, ("si",)):
        if event == "end":
            yield _rich_text(element)
            _forget(element)


def _rich_text(element: etree._Element) -> str:
    """The text of a string item; phonetic guides (拼音) are left out."""
    pieces = []
    for child in element.iterchildren(f"{S}t", f"{S}r"):
        pieces.append((child.text if child.tag == f"{S}t" else child.findtext(f"{S}t")) or "")
    return _visible("".join(pieces))


def _visible(text: str) -> str:
    """Cell text cleaned, tabs as blanks; Excel writes characters that XML cannot hold as _x000D_."""
    return clean_text(_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)).replace("\t", " ")


def _looks(root: etree._Element | None) -> list[Look]:
    if root is None:
        return []
    own = {item.get("numFmtId", ""): item.get("formatCode", "General") for item in root.iter(f"{S}numFmt")}
    fonts = root.find(f"{S}fonts")
    bold = [_is_bold(font) for font in fonts.iterfind(f"{S}font")] if fonts is not None else []
    formats = root.find(f"{S}cellXfs")
    return [] if formats is None else [_look(item, own, bold) for item in formats.iterfind(f"{S}xf")]


def _is_bold(font: etree._Element) -> bool:
    mark = font.find(f"{S}b")
    return mark is not None and mark.get("val", "1") not in ("0", "false")


def _look(item: etree._Element, own: Mapping[str, str], bold: Sequence[bool]) -> Look:
    identifier = item.get("numFmtId", "0")
    font = whole_number(item.get("fontId"), 0)
    number = whole_number(identifier, 0)
    code = own.get(identifier) or LOCAL_FORMATS.get(number) or BUILTIN_FORMATS.get(number, "General")
    return Look(code, font < len(bold) and bold[font])


def shape_texts(blob: bytes) -> list[str]:
    """The text of the shapes (文本框) drawn on a sheet, a shape's paragraphs joined by line feeds."""
    drawing = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
    main = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    shapes = []
    for body in parse_xml(blob).iter(f"{drawing}txBody"):
        lines = [
            "".join(piece.text or "" for piece in line.iter(f"{main}t")) for line in body.iter(f"{main}p")
        ]
        shapes.append(clean_text("\n".join(line for line in lines if line.strip())))
    return shapes
