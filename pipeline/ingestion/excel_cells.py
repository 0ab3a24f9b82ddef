"""What a cell of an Excel file shows (单元格显示): its raw value under its kind and style."""

from lxml import etree

from pipeline.ingestion.excel_parts import NO_LOOK, SheetCell, Workbook
from pipeline.ingestion.excel_strings import rich_text, visible
from pipeline.ingestion.excel_xml import S
from pipeline.ingestion.number_format import display_number, display_text
from pipeline.ingestion.package import whole_number

NUMBER, TEXT, INLINE = "n", "s", "inlineStr"
"""Kinds of cells (ST_CellType): a number, a shared string's place, a string of its own."""
COMPUTED = frozenset((NUMBER, "e", "b"))
"""Kinds whose formula, if no value is saved with it, was never computed; a text may come out empty."""
_INLINE_TEXT = f"{S}is"

Raw = tuple[str, str, str]
"""A cell's kind, the number of its style, and its raw value as the file spells them."""


class ShownCells(dict[Raw, SheetCell | None]):
    """Cells by what the file says of them, each display worked out once; None for one that shows nothing."""

    def __init__(self, workbook: Workbook) -> None:
        super().__init__()
        self._workbook = workbook

    def __missing__(self, raw: Raw) -> SheetCell | None:
        kind, style, value = raw
        index = whole_number(style, 0)
        looks = self._workbook.looks
        look = looks[index] if index < len(looks) else NO_LOOK
        text = _shown(kind, value, look.code, self._workbook)
        cell = self[raw] = SheetCell(text, look.bold) if text.strip() else None
        return cell


def inline_text(element: etree._Element) -> str:
    """The text that a cell element holds itself."""
    inline = element.find(_INLINE_TEXT)
    return "" if inline is None else rich_text(inline)


def _shown(kind: str, raw: str, code: str, workbook: Workbook) -> str:
    if kind == NUMBER:
        return display_number(raw, code, workbook.epoch_1904) if raw else ""
    if kind == TEXT:
        item = whole_number(raw, len(workbook.strings))
        return display_text(workbook.strings[item], code) if item < len(workbook.strings) else ""
    if kind in (INLINE, "str"):
        return display_text(visible(raw), code)
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(raw, raw)
    return visible(raw)
