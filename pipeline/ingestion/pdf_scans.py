"""PDF pages without a usable text layer: which they are, and what their picture says (扫描页)."""

import math
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2

from pipeline.errors import Unreadable
from pipeline.ingestion import refusals
from pipeline.ingestion.page_document import pages_named
from pipeline.ingestion.pdf_fonts import machine_fonts
from pipeline.ingestion.pdf_page import Page, flattened
from pipeline.model import Problem
from pipeline.pulse import beat
from pipeline.settings import Ocr

if TYPE_CHECKING:
    from pipeline.ingestion.ocr_models import Image

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
POINTS = 72.0
MOST_PIXELS = 20_000_000
"""A page is rendered no larger, for memory's sake: A3 at 300 dpi has 17 million."""

TIME_SHARE = 0.7
"""Share of a file's time that recognition may take; understanding what was read needs the rest."""
_LATE = (
    "{pages}是扫描图片，识别到此时限已近，没有读出；可放宽 limits.seconds 后重新运行，或提交可编辑的原件。"
)
_NO_TEXT = "文件是扫描件，页面都是图片，没有文字层，无法读取文字。"
_GARBLED = "文字层是乱码（字体没有对应的文字），无法读取文字。"


@dataclass(frozen=True, slots=True)
class Seen:
    """The pages of a file, scanned ones read where that is possible, and what is to be said of them."""

    pages: tuple[Page, ...]
    ocr_pages: int = 0
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    refusal: Unreadable | None = None
    """Why there is nothing to read, if the pages' nature explains it."""


def with_scans_read(content: bytes, pages: Sequence[Page], ocr: Ocr, seconds: float = math.inf) -> Seen:
    """The pages; those without a usable text layer by their picture, where that can be read here.

    Once most of the file's time (`seconds`) is spent, the pages left are named instead: a long scan on a slow
    machine gives what was read, not nothing.
    """
    scanned = [page for page in pages if is_scanned(page)]
    garbled = [page for page in pages if page not in scanned and is_garbled(page)]
    if not scanned and not garbled:
        return Seen(tuple(pages))
    from pipeline.ingestion.ocr_models import is_available  # noqa: PLC0415 — loads NumPy

    blind = [page for page in pages if page in scanned or page in garbled]
    if ocr.enabled and is_available():
        return _read(content, pages, blind, ocr, time.monotonic() + TIME_SHARE * seconds)
    return Seen(
        pages=tuple(page for page in pages if page not in blind),
        problems=tuple(_unread(scanned, garbled)),
        refusal=Unreadable("no_text", (_GARBLED if garbled else _NO_TEXT) + refusals.HOW_TO_SEE),
    )


def _read(content: bytes, pages: Sequence[Page], blind: Sequence[Page], ocr: Ocr, deadline: float) -> Seen:
    from pipeline.ingestion.ocr_page import read_picture  # noqa: PLC0415 — loads OpenCV, few files need it

    read: dict[int, Page] = {}
    with machine_fonts(), closing(pypdfium2.PdfDocument(content)) as opened:
        for page in blind[: ocr.pages]:
            if read and time.monotonic() > deadline:
                break
            picture, dpi = _picture(opened, page, ocr)
            read[page.number] = read_picture(picture, page.number, dpi)
            beat()
    silent = [page for page in blind if page.number in read and not read[page.number].glyphs]
    late = [page for page in blind[: ocr.pages] if page.number not in read]
    beyond = [*late, *blind[ocr.pages :]]
    left_out = {page.number for page in (*silent, *beyond)}
    return Seen(
        pages=tuple(read.get(page.number, page) for page in pages if page.number not in left_out),
        ocr_pages=len(read),
        problems=tuple(
            refusals.beyond_pages(pages_named(beyond), ocr.pages, beyond[0].number)
            if not late
            else Problem("timeout", _LATE.format(pages=pages_named(beyond)), page=beyond[0].number)
            for _ in beyond[:1]
        ),
        remarks=tuple(
            Problem("no_text", f"{pages_named(silent)}是图片，没有识别出文字。", page=silent[0].number)
            for _ in silent[:1]
        ),
        refusal=refusals.nothing_seen(),
    )


def _picture(opened: pypdfium2.PdfDocument, page: Page, ocr: Ocr) -> "tuple[Image, float]":
    """The page as a picture, and its resolution: the wanted one, or less of a poster."""
    import numpy as np  # noqa: PLC0415 — slow to load, and few files are scans

    area = max(1.0, page.width * page.height)
    scale = min(ocr.dpi / POINTS, (min(MOST_PIXELS, ocr.max_pixels) / area) ** 0.5)
    sheet = flattened(opened, page.number - 1)
    try:
        bitmap = sheet.render(scale=scale)
        try:
            return np.array(bitmap.to_numpy(), dtype=np.uint8), scale * POINTS
        finally:
            bitmap.close()
    finally:
        sheet.close()


def _unread(scanned: Sequence[Page], garbled: Sequence[Page]) -> list[Problem]:
    groups = (
        (scanned, "是扫描图片，没有文字层，内容没有读出。"),
        (garbled, "的文字层是乱码，内容没有读出。"),
    )
    return [
        Problem("no_text", f"{pages_named(group)}{what}{refusals.HOW_TO_SEE}", page=group[0].number)
        for group, what in groups
        if group
    ]


def is_scanned(page: Page) -> bool:
    """Whether a page is a picture, or letters turned into outlines, with next to no text."""
    seen = sum(glyph.text != " " for glyph in page.glyphs)
    if seen == 0:
        return page.picture_share >= PICTURE_SHARE or page.segments >= OUTLINES
    return seen <= SCAN_MARKS and page.picture_share >= SCANNED_SHARE


def is_garbled(page: Page) -> bool:
    """Whether the page's text says nothing outside the file's own fonts."""
    return page.unmapped > UNMAPPED_SHARE * max(1, len(page.glyphs))
