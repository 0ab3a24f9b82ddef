"""Reads PDF files: paragraphs, ruled tables, running heads apart; scanned pages by their picture."""

import logging
from collections.abc import Sequence
from contextlib import closing

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.ingestion import refusals
from pipeline.ingestion.conservation import compared
from pipeline.ingestion.page_document import Findings, document_of, pages_named
from pipeline.ingestion.pdf_fonts import read_with_stand_ins
from pipeline.ingestion.pdf_integrity import broken_streams, is_cut_off
from pipeline.ingestion.pdf_page import Page, read_page
from pipeline.ingestion.pdf_scans import with_scans_read
from pipeline.ingestion.quick_reading import paged
from pipeline.model import Document, Problem, Source
from pipeline.pulse import beat
from pipeline.settings import Limits, Ocr

logger = logging.getLogger(__name__)


def read_pdf(source: Source, content: bytes, limits: Limits, ocr: Ocr) -> Document:
    """The document that a PDF file holds; raises Unreadable with the reason and what to do."""
    with closing(_opened(content)) as opened:
        count = len(opened)
        if count == 0:
            raise refusals.damaged()
        if count > limits.pages:
            raise refusals.too_large(f"文件有 {count} 页")
        pages, problems = _pages(opened, count)
        properties = {key: value for key, value in opened.get_metadata_dict().items() if value}
        seen = with_scans_read(content, pages, ocr, limits.seconds)
    if not any(page.glyphs for page in seen.pages):
        raise seen.refusal or (refusals.damaged() if problems else refusals.no_text())
    document = document_of(
        seen.pages,
        source,
        limits,
        Findings(
            count=count,
            problems=(*problems, *_losses(content), *seen.problems),
            remarks=(*_watermarks(seen.pages), *seen.remarks),
            properties=properties,
            ocr_pages=seen.ocr_pages,
            min_confidence=ocr.min_confidence,
        ),
    )
    return compared(document, [paged(document, ((page.number, page.plain) for page in seen.pages))])


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    """The file, open; letters of fonts that it does not carry are taken as squares."""
    read_with_stand_ins()
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise refusals.encrypted() from error
        raise refusals.damaged() from error


def _pages(opened: pypdfium2.PdfDocument, count: int) -> tuple[list[Page], list[Problem]]:
    """The pages that pdfium can load, and a problem for each that it cannot."""
    pages: list[Page] = []
    problems: list[Problem] = []
    for index in range(count):
        try:
            pages.append(read_page(opened, index))
            beat()
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


def _watermarks(pages: Sequence[Page]) -> list[Problem]:
    marked = [page for page in pages if page.oblique.strip()]
    if not marked:
        return []
    words = marked[0].oblique.strip()[:40]
    message = f"{pages_named(marked)}有斜排的水印文字“{words}”，未计入正文。"
    return [Problem("watermark", message, page=marked[0].number)]
