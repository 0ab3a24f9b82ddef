"""Reads doc and wps (旧版 Word、WPS 文字): text, tables, notes, headers, straight from the binary."""

from collections.abc import Iterator

from pipeline.ingestion import refusals
from pipeline.ingestion.assembly import DocumentBuilder, DraftTable
from pipeline.ingestion.binary_word_file import (
    Structure,
    WordFile,
    elements,
    number,
    open_word_file,
    positions,
)
from pipeline.ingestion.binary_word_flow import StoryReader
from pipeline.ingestion.binary_word_properties import sprms
from pipeline.ingestion.compound import open_compound
from pipeline.ingestion.marked_flow import FlowAssembly
from pipeline.ingestion.word_flow import WordParagraph
from pipeline.ingestion.word_margins import PROBLEMS, REMARKS, lines, said
from pipeline.model import BlockKind, Document, Problem, Source
from pipeline.settings import Limits

_STREAMS = ("WordDocument", "0Table", "1Table", "Data")
_NOTE_SEPARATORS, _EDGES = 6, 6
_TITLE_PAGE = 0x300A
_SECTION_BYTES = 12
# Place among a section's six edges: what it is, and when Word shows it.
_EDGE_KINDS = (
    (BlockKind.HEADER, "even"),
    (BlockKind.HEADER, "odd"),
    (BlockKind.FOOTER, "even"),
    (BlockKind.FOOTER, "odd"),
    (BlockKind.HEADER, "first"),
    (BlockKind.FOOTER, "first"),
)


def read_doc(source: Source, content: bytes, limits: Limits) -> Document:
    """The document of a binary Word file."""
    compound = open_compound(content, _STREAMS)
    file = open_word_file(compound)
    reader = StoryReader(file)
    assembly = FlowAssembly(limits.table_cells)
    builder = DocumentBuilder()
    add_blocks(builder, assembly.blocks(reader.paragraphs(0, file.counts.body)))
    _add_notes(builder, reader, assembly, file)
    add_blocks(builder, assembly.blocks(reader.leftover_boxes()))
    _add_edges(builder, reader, assembly, file)
    if file.counts.comments:
        reader.tally["comment"] += 1
    broken = file.is_broken or reader.tally["lost"] > 0
    if builder.is_empty:
        raise refusals.damaged() if broken else refusals.no_text()
    return builder.finish(
        source,
        problems=[*_losses(broken=broken), *said(PROBLEMS, reader.tally)],
        remarks=said(REMARKS, reader.tally),
        properties=compound.properties,
    )


def add_blocks(builder: DocumentBuilder, blocks: Iterator[WordParagraph | DraftTable]) -> None:
    """Append a body's blocks, paragraphs that show something counted."""
    number_ = 0
    for block in blocks:
        if isinstance(block, DraftTable):
            builder.add_table(block)
            continue
        number_ += bool(block.text.strip())
        kind = BlockKind.HEADING if block.is_heading else BlockKind.PARAGRAPH
        builder.add_block(
            block.text,
            BlockKind.TEXTBOX if block.in_box else kind,
            paragraph=number_,
            level=block.level,
            number=block.number,
            bold=block.bold,
        )


def _add_notes(builder: DocumentBuilder, reader: StoryReader, assembly: FlowAssembly, file: WordFile) -> None:
    """Footnotes and endnotes (脚注、尾注) after the body."""
    starts, counts = file.starts, file.counts
    for start, size in ((starts.notes, counts.notes), (starts.endnotes, counts.endnotes)):
        for line in lines(assembly.blocks(reader.paragraphs(start, start + size))):
            builder.add_block(line, BlockKind.NOTE)


def _add_edges(builder: DocumentBuilder, reader: StoryReader, assembly: FlowAssembly, file: WordFile) -> None:
    """Headers and footers (页眉、页脚) that Word shows, each wording once."""
    bounds = positions(file.structure(Structure.HEADERS), 0)
    base, size = file.starts.headers, file.counts.headers
    title_pages = _title_pages(file)
    facing = bool(number(file.structure(Structure.DOCUMENT_PROPERTIES), 0, 1) & 1)
    seen: set[tuple[BlockKind, str]] = set()
    for place in range(_NOTE_SEPARATORS, len(bounds) - 2):
        section, edge = divmod(place - _NOTE_SEPARATORS, _EDGES)
        kind, when = _EDGE_KINDS[edge]
        in_use = {"even": facing, "odd": True, "first": section in title_pages}[when]
        if not in_use or not bounds[place] < bounds[place + 1] <= size:
            continue
        for line in lines(assembly.blocks(reader.paragraphs(base + bounds[place], base + bounds[place + 1]))):
            if (kind, line) not in seen:
                seen.add((kind, line))
                builder.add_block(line, kind)


def _title_pages(file: WordFile) -> set[int]:
    """The sections whose first page has edges of its own (首页不同)."""
    found = set()
    for place, (_, _, section) in enumerate(elements(file.structure(Structure.SECTIONS), _SECTION_BYTES)):
        at = number(section, 2, 4)
        changes = file.main[at + 2 : at + 2 + number(file.main, at, 2)]
        if any(code == _TITLE_PAGE and operand != b"\0" for code, operand in sprms(changes)):
            found.add(place)
    return found


def _losses(*, broken: bool) -> list[Problem]:
    if not broken:
        return []
    message = "文件已损坏或不完整，只读出了一部分，表格可能未能还原，请核对原文件后重新提交。"
    return [Problem("damaged", message)]
