"""From a received file to a document: the reader of its format, and what its library may throw."""

from collections.abc import Callable
from dataclasses import replace

from lxml import etree

from pipeline.errors import Unreadable
from pipeline.ingestion import refusals
from pipeline.ingestion.binary_excel import read_xls
from pipeline.ingestion.binary_word import read_doc
from pipeline.ingestion.conservation import conserved
from pipeline.ingestion.cut_packages import is_cut, salvaged
from pipeline.ingestion.decoding import PLAUSIBLE, common_share
from pipeline.ingestion.excel import read_xlsx
from pipeline.ingestion.flat_package import packed
from pipeline.ingestion.office_fallback import as_docx, may_help
from pipeline.ingestion.pdf import read_pdf
from pipeline.ingestion.plain_text import read_text
from pipeline.ingestion.rich_text import read_rtf
from pipeline.ingestion.sheet_xml import read_sheet_xml
from pipeline.ingestion.sniff import is_flat_package, is_web_archive, office_xml_format
from pipeline.ingestion.web_archive import read_web_archive
from pipeline.ingestion.web_page import read_html
from pipeline.ingestion.word import read_docx
from pipeline.ingestion.word_xml_2003 import package_of_2003
from pipeline.model import Document, FileStatus, Problem, Source
from pipeline.settings import Limits, Ocr, load_settings

Reader = Callable[[Source, bytes, Limits], Document]
SeeingReader = Callable[[Source, bytes, Limits, Ocr], Document]

READERS: dict[str, Reader] = {
    "docx": read_docx,
    "xlsx": read_xlsx,
    "txt": read_text,
    "html": read_html,
    "doc": read_doc,
    "wps": read_doc,
    "rtf": read_rtf,
    "xls": read_xls,
    "et": read_xls,
}
"""One reader a format; a format that stands here and not in `refusals` is read."""


def _read_picture(source: Source, content: bytes, limits: Limits, ocr: Ocr) -> Document:
    from pipeline.ingestion.picture import read_picture_file  # noqa: PLC0415 — loads NumPy and Pillow

    return read_picture_file(source, content, limits, ocr)


def _read_ofd(source: Source, content: bytes, limits: Limits, ocr: Ocr) -> Document:
    from pipeline.ingestion.ofd import read_ofd  # noqa: PLC0415 — loads NumPy and Pillow

    return read_ofd(source, content, limits, ocr)


SEEING_READERS: dict[str, SeeingReader] = {
    "pdf": read_pdf,
    "image": _read_picture,
    "ofd": _read_ofd,
}
"""Readers of formats whose pages may be pictures."""


def read_document(
    source: Source, content: bytes, limits: Limits, ocr: Ocr | None = None, converted: bytes | None = None
) -> Document:
    """The document (文档) of one file; raises Unreadable with a reason code and a Chinese message.

    Without `ocr` the shipped settings for scanned pages hold. `converted` is what LibreOffice made of a file that
    our reader refuses; without it, and where the limits allow, it is asked for this file alone.
    """
    try:
        return _read_with_rescues(source, content, limits, ocr, converted)
    except RecursionError as error:
        raise refusals.nested_too_deep("内容层层嵌套过深") from error
    except MemoryError as error:
        raise refusals.too_large("读取所需内存过多") from error
    except etree.LxmlError as error:
        raise refusals.damaged() from error


def _read_with_rescues(
    source: Source, content: bytes, limits: Limits, ocr: Ocr | None, converted: bytes | None
) -> Document:
    """The document; or that of what is left of a file whose end is lost; or as LibreOffice reads it."""
    try:
        return conserved(_document(source, content, limits, ocr), content)
    except Unreadable as refusal:
        if refusal.reason == "damaged" and is_cut(source.format, content):
            return _from_what_is_left(source, content, limits, ocr)
        rescued = _by_office(source, content, limits, refusal, converted)
        if rescued is None:
            raise
        return rescued


def _from_what_is_left(source: Source, content: bytes, limits: Limits, ocr: Ocr | None) -> Document:
    left, said = salvaged(content, limits)
    try:
        document = conserved(_document(source, left, limits, ocr), left)
    except Unreadable as refusal:
        raise (refusals.cut_off() if refusal.reason == "damaged" else refusal) from refusal
    return replace(document, status=FileStatus.PARTIAL, problems=(said, *document.problems))


def _document(source: Source, content: bytes, limits: Limits, ocr: Ocr | None) -> Document:
    seeing = SEEING_READERS.get(source.format)
    if seeing is not None:
        return seeing(source, content, limits, ocr or load_settings().ocr)
    reader = READERS.get(source.format)
    if reader is None:
        raise refusals.unsupported(source.format)
    return _in_disguise(source, content, limits) or reader(source, content, limits)


def _by_office(
    source: Source, content: bytes, limits: Limits, refusal: Unreadable, converted: bytes | None
) -> Document | None:
    """An old Word file that our reader refuses as LibreOffice reads it, if what it makes of it is text."""
    if not may_help(source.format, refusal.reason, content):
        return None
    made = converted or as_docx([content], min(limits.office_seconds, limits.seconds / 2))[0]
    if made is None:
        return None
    try:
        document = read_docx(source, made, limits)
    except Unreadable:
        return None
    if common_share(document.text) < PLAUSIBLE:
        return None
    said = Problem(
        "damaged", f"{refusal.message.rstrip('。')}。以下由 LibreOffice 转换后读出，请对照原文核对。"
    )
    return replace(document, status=FileStatus.PARTIAL, problems=(said, *document.problems))


def _in_disguise(source: Source, content: bytes, limits: Limits) -> Document | None:
    """The document of a file that is its format in another dress: Office as one XML file, a packed page."""
    if source.format == "html" and is_web_archive(content):
        return read_web_archive(source, content, limits)
    if source.format in ("docx", "xlsx") and is_flat_package(content):
        return READERS[source.format](source, packed(content), limits)
    if source.format == "doc" and office_xml_format(content) == "doc":
        return read_docx(source, package_of_2003(content), limits)
    if source.format == "xls" and office_xml_format(content) == "xls":
        return read_sheet_xml(source, content, limits)
    return None
