"""The parts of an Excel file: shared strings, formats, and the cells that really are there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from pipeline.ingestion import refusals
from pipeline.ingestion.assembly import clean_text
from pipeline.ingestion.builtin_formats import BUILTIN_FORMATS
from pipeline.ingestion.date_format import LOCAL_FORMATS
from pipeline.ingestion.excel_strings import shared_strings
from pipeline.ingestion.excel_xml import S
from pipeline.ingestion.package import OfficePackage, parse_xml, whole_number


@dataclass(frozen=True, slots=True)
class Look:
    """How cells of one style show their values."""

    code: str = "General"
    bold: bool = False


NO_LOOK = Look()
"""The look of a cell whose style the file does not have."""


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

    def put(self, place: tuple[int, int], cell: SheetCell | None) -> None:
        """Put a cell in its place; one that shows nothing is none."""
        if cell is not None:
            self.characters += len(cell.text)
            self.cells[place] = cell


def read_workbook(package: OfficePackage, main: str) -> Workbook:
    """Shared strings, number formats and the calendar of a file."""
    if any(name.endswith(("sharedStrings.xml", "styles.xml")) for name in package.lost):
        raise refusals.damaged()  # without these every cell would be blank or shown wrong
    related = {relation.kind: relation.target for relation in package.relations(main)}
    root = package.root(main)
    settings = None if root is None else root.find(f"{S}workbookPr")
    return Workbook(
        strings=shared_strings(package.parts.get(related.get("sharedStrings", ""), b"")),
        looks=_looks(package.root(related.get("styles", ""))),
        epoch_1904=settings is not None and settings.get("date1904") in ("1", "true", "on"),
    )


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
