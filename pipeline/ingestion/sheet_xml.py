"""Reads SpreadsheetML 2003 (XML 电子表格 2003), which business systems export under the name xls."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from lxml import etree

from pipeline.ingestion import refusals
from pipeline.ingestion.assembly import DocumentBuilder, clean_text
from pipeline.ingestion.excel_parts import Look, Merge, SheetCell, SheetContent
from pipeline.ingestion.flat_package import parse_guarded
from pipeline.ingestion.number_format import display_number, display_text
from pipeline.ingestion.sheet_tables import Sheet, add_sheet, sheet_losses, sheet_notes
from pipeline.model import Document, Problem, Source
from pipeline.settings import Limits

_S = "{urn:schemas-microsoft-com:office:spreadsheet}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_LARGEST = 1_048_576
# Formats by name, as a Chinese Excel shows them.
_NAMED = {
    "General Number": "General", "Percent": "0.00%", "Fixed": "0.00", "Standard": "#,##0.00",
    "Scientific": "0.00E+00", "Short Date": "yyyy/m/d", "Long Date": 'yyyy"年"m"月"d"日"',
    "General Date": "yyyy/m/d h:mm", "Medium Date": "yyyy/m/d", "Short Time": "h:mm", "Long Time": "h:mm:ss",
    "Currency": "¥#,##0.00",
}  # fmt: skip


def read_sheet_xml(source: Source, content: bytes, limits: Limits) -> Document:
    """The document of an XML spreadsheet."""
    root = parse_guarded(content)
    looks = {style.get(f"{_S}ID", ""): _look(style) for style in root.iterfind(f"{_S}Styles/{_S}Style")}
    builder = DocumentBuilder()
    problems: list[Problem] = []
    remarks: list[Problem] = []
    for element in root.iterfind(f"{_S}Worksheet"):
        visible = element.findtext(f"{_X}WorksheetOptions/{_X}Visible") or "SheetVisible"
        sheet = Sheet(clean_text(element.get(f"{_S}Name", "")), visible != "SheetVisible")
        held = _content(element, looks, limits)
        add_sheet(builder, sheet, held, limits)
        problems.extend(sheet_losses(sheet, held))
        remarks.extend(sheet_notes(sheet, held))
    if builder.is_empty:
        raise refusals.no_text()
    return builder.finish(source, problems=problems, remarks=remarks)


def _look(style: etree._Element) -> Look:
    form = style.find(f"{_S}NumberFormat")
    font = style.find(f"{_S}Font")
    code = "" if form is None else form.get(f"{_S}Format", "")
    return Look(_NAMED.get(code, code) or "General", font is not None and font.get(f"{_S}Bold") == "1")


def _content(sheet: etree._Element, looks: dict[str, Look], limits: Limits) -> SheetContent:
    content = SheetContent()
    row = 0
    for line in sheet.iterfind(f"{_S}Table/{_S}Row"):
        row = _index(line, row)
        content.hidden_lines |= line.get(f"{_S}Hidden") == "1"
        column, default = 0, line.get(f"{_S}StyleID", "")
        for cell in line.iterfind(f"{_S}Cell"):
            column = _index(cell, column)
            look = looks.get(cell.get(f"{_S}StyleID", default)) or looks.get("Default") or Look()
            text = clean_text(_shown(cell, look)).replace("\t", " ")
            if text.strip():
                content.cells[row, column] = SheetCell(text, look.bold)
            across, down = _number(cell, "MergeAcross"), _number(cell, "MergeDown")
            if across or down:
                content.merges.append(Merge(row, column, row + down, column + across))
            column += across
        if len(content.cells) > limits.table_cells:
            raise refusals.too_large(f"表格超过 {limits.table_cells} 个单元格")
        row += _number(line, "Span")
    content.hidden_lines |= any(item.get(f"{_S}Hidden") == "1" for item in _columns(sheet))
    return content


def _columns(sheet: etree._Element) -> Iterator[etree._Element]:
    yield from sheet.iterfind(f"{_S}Table/{_S}Column")


def _index(element: etree._Element, previous: int) -> int:
    """The element's own number, or the next after the one before it."""
    return min(_number(element, "Index") or previous + 1, _LARGEST)


def _number(element: etree._Element, name: str) -> int:
    text = element.get(f"{_S}{name}", "")
    return min(int(text), _LARGEST) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _shown(cell: etree._Element, look: Look) -> str:
    data = cell.find(f"{_S}Data")
    if data is None:
        return ""
    kind, text = data.get(f"{_S}Type", "String"), "".join(str(piece) for piece in data.itertext())
    if kind == "Number":
        return display_number(text, look.code)
    if kind == "Boolean":
        return {"1": "TRUE", "0": "FALSE"}.get(text, text)
    if kind == "DateTime":
        return _date(text, look)
    return display_text(text, look.code)


def _date(text: str, look: Look) -> str:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return text
    passed = moment.replace(tzinfo=None) - datetime(1899, 12, 30)
    serial = Decimal(passed.days) + Decimal(passed.seconds) / 86_400
    return display_number(str(serial), look.code if look.code != "General" else "yyyy/m/d")
