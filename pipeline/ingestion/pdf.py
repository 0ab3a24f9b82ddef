"""Reads PDF files with a text layer: paragraphs, ruled tables, running heads apart (PDF 文字版)."""

import logging
from collections.abc import Sequence

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.errors import Unreadable
from pipeline.ingestion import refusals
from pipeline.ingestion.assembly import DocumentBuilder
from pipeline.ingestion.pdf_flow import Flow, flow_of
from pipeline.ingestion.pdf_integrity import broken_streams, is_cut_off
from pipeline.ingestion.pdf_page import Page, read_page
from pipeline.ingestion.pdf_paragraphs import Paragraph
from pipeline.ingestion.pdf_tables import draft_table
from pipeline.model import BlockKind, Document, Problem, Source
from pipeline.settings import Limits

logger = logging.getLogger(__name__)

SCANNED_SHARE = 0.5
"""A picture that covers this share of a page with next to no text on it is a scanned page."""
PICTURE_SHARE = 0.05
"""A page without any text says something if its picture is no mere emblem."""
OUTLINES = 500
"""Segments of line that a page without text must draw to be taken for letters turned into outlines."""
SCAN_MARKS = 30
"""So many characters may stand on a scanned page all the same: its number, the scanner's mark."""
UNMAPPED_SHARE = 0.4
"""A text layer with this share of characters without meaning says nothing."""

_NO_TEXT = (
    "文件是扫描件，页面都是图片，没有文字层，无法读取文字。"
    "请用扫描件的可编辑原件（Word、Excel 或由其直接导出的 PDF）重新提交。"
)
_GARBLED = "文字层是乱码（字体没有对应的文字），无法读取文字。请用可编辑的原件重新提交。"


def read_pdf(source: Source, content: bytes, limits: Limits) -> Document:
    """The document that a PDF file holds; raises Unreadable with the reason and what to do."""
    try:
        opened = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise refusals.encrypted() from error
        raise refusals.damaged() from error
    try:
        count = len(opened)
        if count == 0:
            raise refusals.damaged()
        if count > limits.pages:
            raise refusals.too_large(f"文件有 {count} 页")
        pages, problems = _pages(opened, count)
        properties = {key: value for key, value in opened.get_metadata_dict().items() if value}
    finally:
        opened.close()
    problems.extend(_losses(content))
    readable, lost = _readable(pages, problems)
    flow = flow_of(readable)
    draft = _written(flow, limits)
    return draft.finish(
        source,
        pages=count,
        problems=[*problems, *lost],
        remarks=_watermarks(readable),
        properties=properties,
    )


def _pages(opened: pypdfium2.PdfDocument, count: int) -> tuple[list[Page], list[Problem]]:
    """The pages that pdfium can load, and a problem for each that it cannot."""
    pages: list[Page] = []
    problems: list[Problem] = []
    for index in range(count):
        try:
            pages.append(read_page(opened, index))
        except pypdfium2.PdfiumError as error:
            logger.info("page %s: %s", index + 1, error)
            problems.append(Problem("damaged", f"第 {index + 1} 页已损坏，没有读出。", page=index + 1))
    return pages, problems


def _losses(content: bytes) -> list[Problem]:
    """What the file itself has lost, which pdfium passes over in silence."""
    losses = []
    if is_cut_off(content):
        losses.append(
            Problem("damaged", "文件结尾缺失，可能有页面没有读出。请核对页数后重新提交完整的文件。")
        )
    broken = broken_streams(content)
    if broken:
        losses.append(
            Problem("damaged", f"文件内有 {broken} 处数据已损坏，可能有文字没有读出。请重新导出后提交。")
        )
    return losses


def _readable(pages: Sequence[Page], problems: Sequence[Problem]) -> tuple[list[Page], list[Problem]]:
    """The pages with a text layer, and problems that name the others; raises Unreadable if there is none."""
    scanned = [page for page in pages if _is_scanned(page)]
    garbled = [page for page in pages if page not in scanned and _is_garbled(page)]
    readable = [page for page in pages if page not in scanned and page not in garbled]
    if not any(page.glyphs for page in readable):
        if garbled:
            raise Unreadable("no_text", _GARBLED)
        if scanned:
            raise Unreadable("no_text", _NO_TEXT)
        raise refusals.damaged() if problems else refusals.no_text()
    groups = (
        (scanned, "是扫描图片，没有文字层，内容没有读出"),
        (garbled, "的文字层是乱码，内容没有读出"),
    )
    lost = [
        Problem("no_text", f"{_named(group)}{what}。请用可编辑的原件重新提交。", page=group[0].number)
        for group, what in groups
        if group
    ]
    return readable, lost


def _is_scanned(page: Page) -> bool:
    seen = sum(glyph.text != " " for glyph in page.glyphs)
    if seen == 0:
        return page.picture_share >= PICTURE_SHARE or page.segments >= OUTLINES
    return seen <= SCAN_MARKS and page.picture_share >= SCANNED_SHARE


def _is_garbled(page: Page) -> bool:
    return page.unmapped > UNMAPPED_SHARE * max(1, len(page.glyphs))


def _named(pages: Sequence[Page]) -> str:
    """Pages as a person would list them: 第 2、4–6 页."""
    runs: list[tuple[int, int]] = []
    for page in pages:
        if runs and page.number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], page.number)
        else:
            runs.append((page.number, page.number))
    return "第 " + "、".join(str(a) if a == b else f"{a}–{b}" for a, b in runs) + " 页"


def _watermarks(pages: Sequence[Page]) -> list[Problem]:
    marked = [page for page in pages if page.oblique.strip()]
    if not marked:
        return []
    words = marked[0].oblique.strip()[:40]
    message = f"{_named(marked)}有斜排的水印文字“{words}”，未计入正文。"
    return [Problem("watermark", message, page=marked[0].number)]


def _written(flow: Flow, limits: Limits) -> DocumentBuilder:
    """The body in reading order, then running heads and feet; raises Unreadable past the limit on cells."""
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
