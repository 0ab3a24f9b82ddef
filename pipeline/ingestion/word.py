"""Reads docx (Word 文档): python-docx opens the package, the walk over its body is ours."""

import io
import logging

from docx.opc.part import Part
from docx.package import Package
from lxml import etree

from pipeline.errors import Unreadable
from pipeline.ingestion import refusals
from pipeline.ingestion.assembly import DocumentBuilder, DraftTable
from pipeline.ingestion.numbering import Numbering
from pipeline.ingestion.package import (
    OfficePackage,
    core_properties,
    losses,
    mended,
    open_package,
    parse_xml,
    repacked,
)
from pipeline.ingestion.word_attached import PartsOf, notes_of
from pipeline.ingestion.word_flow import Flow
from pipeline.ingestion.word_margins import PROBLEMS, REMARKS, lines, said
from pipeline.ingestion.word_styles import StyleSheet
from pipeline.ingestion.word_xml import R, W, descend, is_on
from pipeline.ingestion.zips import ZIP_ERRORS
from pipeline.model import BlockKind, Document, Source
from pipeline.settings import Limits

logger = logging.getLogger(__name__)


def read_docx(source: Source, content: bytes, limits: Limits) -> Document:
    """The document of a Word file."""
    package = open_package(content, limits)
    main, package = _main_part(content, package)
    root = _root(main)
    body = root.find(f"{W}body") if root is not None else None
    if root is None or body is None:
        raise refusals.damaged()
    related = _related(main)
    styles = StyleSheet(_root(related.get("styles")))
    numbering = Numbering(_root(related.get("numbering")), styles)
    flow = Flow(styles, numbering, limits.table_cells, PartsOf(main, limits, read_docx))
    builder = DocumentBuilder()
    _add_body(builder, flow, body, _notes(flow, related))
    _add_surroundings(builder, flow, main, body)
    tally = flow.inline.tally
    if builder.is_empty:
        raise refusals.no_text()
    return builder.finish(
        source,
        problems=losses(package) + said(PROBLEMS, tally),
        remarks=said(REMARKS, tally),
        properties=core_properties(package),
    )


def _main_part(content: bytes, package: OfficePackage) -> tuple[Part, OfficePackage]:
    """The part that holds the body; where python-docx refuses what Word forgives, of the mended package."""
    try:
        return _opened(content), package
    except (*ZIP_ERRORS, etree.XMLSyntaxError, AttributeError) as error:
        logger.info("python-docx refuses the package: %s", error)
    repaired = mended(package)
    try:
        return _opened(repacked(repaired)), repaired
    except (*ZIP_ERRORS, etree.XMLSyntaxError, AttributeError) as error:
        raise refusals.damaged() from error


def _opened(content: bytes) -> Part:
    part: Part = Package.open(io.BytesIO(content)).main_document_part
    return part


def _root(part: Part | None) -> etree._Element | None:
    """The XML of a part, parsed by python-docx or, where it keeps the bytes, by us."""
    if part is None:
        return None
    parsed = getattr(part, "element", None)
    if parsed is not None:
        element: etree._Element = parsed
        return element
    return parse_xml(part.blob) if part.blob else None


def _related(main: Part) -> dict[str, Part]:
    """The parts of which there is one each, by the last word of the relationship's type."""
    inside = (relation for relation in main.rels.values() if not relation.is_external)
    return {relation.reltype.rpartition("/")[2]: relation.target_part for relation in inside}


def _add_body(
    builder: DocumentBuilder, flow: Flow, body: etree._Element, notes: dict[str, dict[str, etree._Element]]
) -> None:
    """The body's paragraphs and tables, each note (脚注、尾注) after the one that anchors it."""
    number = 0
    for block in flow.blocks(body):
        anchored = flow.taken_notes()
        if isinstance(block, DraftTable):
            builder.add_table(block)
        else:
            number += 1
            kind = BlockKind.HEADING if block.is_heading else BlockKind.PARAGRAPH
            builder.add_block(
                block.text,
                BlockKind.TEXTBOX if block.in_box else kind,
                paragraph=number,
                level=block.level,
                number=block.number,
                bold=block.bold,
            )
        _add_notes(builder, flow, anchored, notes)
    _add_notes(builder, flow, flow.taken_notes(), notes)


def _add_notes(
    builder: DocumentBuilder,
    flow: Flow,
    anchored: list[tuple[str, str]],
    notes: dict[str, dict[str, etree._Element]],
) -> None:
    """The notes with these kinds and ids, each once."""
    for kind, identifier in anchored:
        note = notes[kind].pop(identifier, None)
        for line in lines(flow.blocks(note)) if note is not None else ():
            builder.add_block(line, BlockKind.NOTE)


def _notes(flow: Flow, related: dict[str, Part]) -> dict[str, dict[str, etree._Element]]:
    """The notes by kind and id; a broken part of them costs no more than itself."""
    found: dict[str, dict[str, etree._Element]] = {}
    for kind in ("footnote", "endnote"):
        try:
            found[kind] = notes_of(_root(related.get(f"{kind}s")), kind)
        except Unreadable as refusal:
            if refusal.reason != "damaged":
                raise
            flow.inline.tally["damaged"] += 1
            found[kind] = {}
    return found


def _add_surroundings(builder: DocumentBuilder, flow: Flow, main: Part, body: etree._Element) -> None:
    """Headers, footers and the count of comments; a broken one costs no more than itself."""
    related = _related(main)
    try:
        _add_edges(builder, flow, main, body, _root(related.get("settings")))
        flow.inline.tally["comment"] = len(_comments(related))
    except Unreadable as refusal:
        if refusal.reason != "damaged":
            raise
        flow.inline.tally["damaged"] += 1


def _add_edges(
    builder: DocumentBuilder, flow: Flow, main: Part, body: etree._Element, settings: etree._Element | None
) -> None:
    """Headers and footers (页眉、页脚) that Word shows, each wording once."""
    seen: set[tuple[str, str]] = set()
    for section in body.iter(f"{W}sectPr"):
        for name, kind in (("headerReference", BlockKind.HEADER), ("footerReference", BlockKind.FOOTER)):
            for reference in section.iterfind(f"{W}{name}"):
                relation = main.rels.get(reference.get(f"{R}id", ""))
                if relation is None or relation.is_external or not _in_use(reference, section, settings):
                    continue
                root = _root(relation.target_part)
                for line in lines(flow.blocks(root)) if root is not None else ():
                    if (name, line) not in seen:
                        seen.add((name, line))
                        builder.add_block(line, kind)


def _in_use(reference: etree._Element, section: etree._Element, settings: etree._Element | None) -> bool:
    """First-page and even-page variants stay in the file when they are switched off."""
    kind = reference.get(f"{W}type", "default")
    if kind == "first":
        return is_on(section.find(f"{W}titlePg"))
    return kind != "even" or is_on(descend(settings, "evenAndOddHeaders"))


def _comments(related: dict[str, Part]) -> list[etree._Element]:
    root = _root(related.get("comments"))
    return [] if root is None else list(root.iterfind(f"{W}comment"))
