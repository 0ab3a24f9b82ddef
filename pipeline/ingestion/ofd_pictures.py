"""OFD pages that are pictures: composed from their images and read as scans."""

import io
from collections.abc import Mapping, Sequence

import numpy as np
from PIL import Image as Pillow

from pipeline.errors import Unreadable
from pipeline.ingestion import refusals
from pipeline.ingestion.ocr_models import Image, is_available
from pipeline.ingestion.ofd_page import Content
from pipeline.ingestion.page_document import pages_named
from pipeline.ingestion.pdf_page import Page
from pipeline.ingestion.pdf_scans import Seen, is_garbled, is_scanned
from pipeline.ingestion.picture import PICTURE_ERRORS
from pipeline.model import Problem
from pipeline.settings import Ocr

MILLIMETRES = 25.4


def read_scans(
    pages: Sequence[Page], drawn: Mapping[int, tuple[Content, Mapping[str, bytes]]], ocr: Ocr
) -> Seen:
    """The pages; those that are pictures read where that is possible, by page number."""
    blind = [page for page in pages if is_scanned(page) or is_garbled(page)]
    if not blind:
        return Seen(tuple(pages))
    able = ocr.enabled and is_available()
    read: dict[int, Page] = {}
    unread: list[Page] = []
    for page in blind:
        picture = _composed(*drawn[page.number], ocr) if able and len(read) < ocr.pages else None
        if picture is None:
            unread.append(page)
        else:
            from pipeline.ingestion.ocr_page import read_picture  # noqa: PLC0415 — loads OpenCV

            read[page.number] = read_picture(picture, page.number, ocr.dpi)
    left_out = {page.number for page in unread}
    return Seen(
        pages=tuple(read.get(page.number, page) for page in pages if page.number not in left_out),
        ocr_pages=len(read),
        problems=tuple(_problem(unread, able=able) for _ in unread[:1]),
        refusal=Unreadable("no_text", f"文件的页面都是图片，没有文字。{refusals.HOW_TO_SEE}"),
    )


def _problem(unread: Sequence[Page], *, able: bool) -> Problem:
    what = "的图片没有读出（格式不能识别，或超过识别页数上限）。请提交可编辑的原件。"
    if not able:
        what = f"是图片，没有文字，内容没有读出。{refusals.HOW_TO_SEE}"
    return Problem("no_text", f"{pages_named(unread)}{what}", page=unread[0].number)


def _composed(content: Content, pictures: Mapping[str, bytes], ocr: Ocr) -> Image | None:
    """The page's pictures on one sheet at the wanted resolution; None if none of them can be opened."""
    left, top, width, height = content.box
    scale = ocr.dpi / MILLIMETRES
    if width * height * scale * scale > ocr.max_pixels:
        return None
    sheet = Pillow.new("RGB", (max(1, round(width * scale)), max(1, round(height * scale))), "white")
    opened = 0
    for placed in content.pictures:
        size = (round(placed.width * scale), round(placed.height * scale))
        if min(size) < 1 or size[0] * size[1] > ocr.max_pixels:
            continue
        try:
            picture = Pillow.open(io.BytesIO(pictures[placed.resource]))
            if picture.width * picture.height > ocr.max_pixels:
                continue
            fitted = picture.convert("RGB").resize(size)
        except PICTURE_ERRORS:
            continue  # the page counts as unread if no picture of it opens
        sheet.paste(fitted, (round((placed.x - left) * scale), round((placed.y - top) * scale)))
        opened += 1
    return np.asarray(sheet, dtype=np.uint8)[:, :, ::-1].copy() if opened else None
