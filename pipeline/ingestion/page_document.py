"""Pages to a document: the one way for every format that is made of pages (PDF, OFD, scans, pictures)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.ingestion import refusals
from pipeline.ingestion.assembly import DocumentBuilder
from pipeline.ingestion.pdf_flow import Flow, flow_of
from pipeline.ingestion.pdf_lines import Line
from pipeline.ingestion.pdf_page import Glyph, Page
from pipeline.ingestion.pdf_paragraphs import Paragraph
from pipeline.ingestion.pdf_tables import draft_table
from pipeline.model import BlockKind, Document, Problem, Source
from pipeline.settings import Limits


@dataclass(frozen=True, slots=True)
class Findings:
    """What a reader knows of a file besides its pages."""

    count: int
    """Pages of the file, those that could not be read included."""
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    ocr_pages: int = 0
    min_confidence: float = 0.0


def document_of(pages: Sequence[Page], source: Source, limits: Limits, findings: Findings) -> Document:
    """The body in reading order, then notes, running heads and feet; raises Unreadable past the cell limit."""
    flow = flow_of(pages)
    document = _written(flow, limits).finish(
        source,
        pages=findings.count,
        problems=findings.problems,
        remarks=findings.remarks,
        properties=dict(findings.properties),
    )
    if not findings.ocr_pages:
        return document
    doubtful = _doubtful(document.text, _glyphs_as_written(flow), findings.min_confidence)
    return replace(document, doubtful=tuple(doubtful), ocr_pages=findings.ocr_pages)


def pages_named(pages: Sequence[Page]) -> str:
    """Pages as a person would list them: 第 2、4–6 页."""
    runs: list[tuple[int, int]] = []
    for page in pages:
        if runs and page.number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], page.number)
        else:
            runs.append((page.number, page.number))
    return "第 " + "、".join(str(a) if a == b else f"{a}–{b}" for a, b in runs) + " 页"


def _written(flow: Flow, limits: Limits) -> DocumentBuilder:
    builder = DocumentBuilder()
    paragraph = 0
    for item in flow.body:
        if isinstance(item, Paragraph):
            paragraph += 1
            builder.add_block(item.text, page=item.page, paragraph=paragraph, bold=item.bold)
            continue
        if builder.cell_count + len(item.cells) > limits.table_cells:
            raise refusals.too_large("表格单元格过多")
        builder.add_table(draft_table(item))
    for note in flow.notes:
        builder.add_block(note.text, BlockKind.NOTE, page=note.page)
    for kind, lines in ((BlockKind.HEADER, flow.headers), (BlockKind.FOOTER, flow.footers)):
        for line in lines:
            builder.add_block(line.text, kind, page=line.page)
    return builder


def _glyphs_as_written(flow: Flow) -> Iterator[Glyph]:
    """All characters in the order in which `_written` appends them."""
    for line in _lines_as_written(flow):
        yield from line.glyphs


def _lines_as_written(flow: Flow) -> Iterator[Line]:
    for item in flow.body:
        if isinstance(item, Paragraph):
            yield from item.lines
        else:
            for cell in sorted(item.cells, key=lambda each: (each.top, each.x0)):
                yield from cell.lines
    for note in flow.notes:
        yield from note.lines
    yield from flow.headers
    yield from flow.footers


def _doubtful(text: str, glyphs: Iterator[Glyph], least: float) -> list[tuple[int, int]]:
    """Ranges of characters that are less sure than `least`.

    The text is the glyphs in order; between them stand only spaces and line ends that were put in, and a
    hyphen at a line's end may have been taken out.
    """
    ranges: list[tuple[int, int]] = []
    position = 0
    for glyph in glyphs:
        while position < len(text) and text[position].isspace():
            position += 1
        if not text.startswith(glyph.text, position):
            continue
        end = position + len(glyph.text)
        if glyph.probability < least:
            if ranges and ranges[-1][1] == position:
                ranges[-1] = (ranges[-1][0], end)
            else:
                ranges.append((position, end))
        position = end
    return ranges
