"""Reads xlsx (Excel 工作簿): every sheet a table, cells as displayed, merged cells once."""

from collections.abc import Iterator

from lxml import etree

from pipeline.errors import Unreadable
from pipeline.ingestion import refusals
from pipeline.ingestion.assembly import DocumentBuilder
from pipeline.ingestion.excel_cells import ShownCells
from pipeline.ingestion.excel_parts import SheetContent, read_workbook, shape_texts
from pipeline.ingestion.excel_sheet import read_sheet
from pipeline.ingestion.excel_xml import S
from pipeline.ingestion.package import OfficePackage, core_properties, losses, open_package
from pipeline.ingestion.sheet_tables import Sheet, add_sheet, sheet_losses, sheet_notes
from pipeline.model import BlockKind, Document, Problem, Source
from pipeline.pulse import beat
from pipeline.settings import Limits

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_xlsx(source: Source, content: bytes, limits: Limits) -> Document:
    """The document of an Excel file."""
    package = open_package(content, limits)
    main = package.main_part()
    root = package.root(main) if main else None
    if main is None or root is None:
        raise refusals.damaged()
    shown = ShownCells(read_workbook(package, main))
    builder = DocumentBuilder()
    problems = losses(package)
    remarks: list[Problem] = []
    for sheet in _sheets(package, main, root):
        if sheet.part not in package.parts:
            problems.append(Problem("damaged", f"工作表“{sheet.name}”在文件中缺失。", sheet=sheet.name))
            continue
        held = read_sheet(package.parts[sheet.part], shown, limits)
        add_sheet(builder, sheet, held, limits)
        beat()
        problems.extend(sheet_losses(sheet, held))
        problems.extend(_add_shapes(builder, package, sheet))
        remarks.extend(_notes(sheet, held, package))
    if builder.is_empty:
        raise refusals.damaged() if problems else refusals.no_text()
    return builder.finish(source, problems=problems, remarks=remarks, properties=core_properties(package))


def _sheets(package: OfficePackage, main: str, root: etree._Element) -> Iterator[Sheet]:
    """The sheets in the order of their tabs; charts have no cells."""
    targets = {relation.id: relation for relation in package.relations(main)}
    for element in root.iter(f"{S}sheet"):
        relation = targets.get(element.get(_RELATION, ""))
        if relation is None or relation.kind == "worksheet":
            hidden = element.get("state", "visible") != "visible"
            yield Sheet(element.get("name", ""), hidden, relation.target if relation else "")


def _add_shapes(builder: DocumentBuilder, package: OfficePackage, sheet: Sheet) -> list[Problem]:
    """The text of shapes after the cells; a broken drawing costs no more than itself."""
    drawings = [relation.target for relation in package.relations(sheet.part) if relation.kind == "drawing"]
    try:
        for text in (text for drawing in drawings for text in shape_texts(package.parts[drawing])):
            builder.add_block(text, BlockKind.TEXTBOX, sheet=sheet.name, hidden=sheet.hidden)
    except Unreadable as refusal:
        message = f"工作表“{sheet.name}”上的文本框已损坏，未能读取。"
        return [Problem(refusal.reason, message, sheet=sheet.name)]
    return []


def _notes(sheet: Sheet, held: SheetContent, package: OfficePackage) -> list[Problem]:
    notes = []
    if any(relation.kind == "comments" for relation in package.relations(sheet.part)):
        message = f"工作表“{sheet.name}”带有批注，批注内容未计入正文。"
        notes.append(Problem("comment", message, sheet=sheet.name))
    drawings = [one.target for one in package.relations(sheet.part) if one.kind == "drawing"]
    if any(one.kind == "chart" for drawing in drawings for one in package.relations(drawing)):
        message = f"工作表“{sheet.name}”上有图表，图中的文字和数据未计入正文，请核对表格是否写全。"
        notes.append(Problem("chart", message, sheet=sheet.name))
    return notes + sheet_notes(sheet, held)
