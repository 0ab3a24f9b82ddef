"""Reads pictures (图片): photographed or scanned pages as jpg, png, bmp, gif, webp or tiff of several pages."""

import io
import struct
from collections.abc import Iterator

import numpy as np
from PIL import Image as Pillow
from PIL import ImageFile, ImageOps

from pipeline.errors import Unreadable
from pipeline.ingestion import refusals
from pipeline.ingestion.ocr_models import Image, is_available
from pipeline.ingestion.page_document import Findings, document_of
from pipeline.ingestion.pdf_page import Page
from pipeline.model import Document, Problem, Source
from pipeline.pulse import beat
from pipeline.settings import Limits, Ocr

SHEET = (8.27, 11.69)
"""Inches of the sheet (A4) that a picture is taken to show when it does not state its size."""
LARGEST_SHEET = 24.0
"""Inches: a picture that claims to be larger states the resolution of a screen, not of its scanner."""
PICTURE_ERRORS = (
    OSError,
    ValueError,
    SyntaxError,
    struct.error,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    Pillow.DecompressionBombError,
)
"""What Pillow raises on damaged files and bombs."""


def read_picture_file(source: Source, content: bytes, limits: Limits, ocr: Ocr) -> Document:
    """The document that a picture shows; raises Unreadable with the reason and what to do."""
    if not (ocr.enabled and is_available()):
        raise Unreadable("no_text", f"图片文件，没有安装文字识别功能，没有读取。{refusals.HOW_TO_SEE}")
    from pipeline.ingestion.ocr_page import read_picture  # noqa: PLC0415 — loads OpenCV, few files need it

    frames = _Frames(content, ocr)
    pages: list[Page] = []
    for number, (picture, dpi) in enumerate(frames.pictures(), start=1):
        pages.append(read_picture(picture, number, dpi))
        beat()
    if not any(page.glyphs for page in pages):
        raise _nothing(frames.problems)
    return document_of(
        pages,
        source,
        limits,
        Findings(
            count=max(frames.count, len(pages)),
            problems=tuple(frames.problems),
            ocr_pages=len(pages),
            min_confidence=ocr.min_confidence,
        ),
    )


def _nothing(problems: list[Problem]) -> Unreadable:
    """Why no page shows any text: what could not be seen may be all there is."""
    if any(problem.reason == "damaged" for problem in problems):
        return refusals.damaged("图片")
    seen = refusals.nothing_seen()
    return Unreadable(seen.reason, "".join([seen.message, *(problem.message for problem in problems)]))


class _Frames:
    """The pictures of a file one after another, and what was wrong with them."""

    def __init__(self, content: bytes, ocr: Ocr) -> None:
        self._content = content
        self._ocr = ocr
        self.count = 1
        self.problems: list[Problem] = []

    def pictures(self) -> Iterator[tuple[Image, float]]:
        """Each frame as pixels with its resolution; of an animation the first."""
        try:
            opened = Pillow.open(io.BytesIO(self._content))
        except PICTURE_ERRORS as error:
            raise refusals.damaged("图片") from error
        with opened:
            self.count = getattr(opened, "n_frames", 1) if opened.format == "TIFF" else 1
            for index in range(min(self.count, self._ocr.pages)):
                frame = self._frame(opened, index)
                if frame is not None:
                    yield frame
        if self.count > self._ocr.pages:
            first = self._ocr.pages + 1
            name = f"第 {first}–{self.count} 页"
            self.problems.append(refusals.beyond_pages(name, self._ocr.pages, first))

    def _frame(self, opened: Pillow.Image, index: int) -> tuple[Image, float] | None:
        try:
            opened.seek(index)
        except PICTURE_ERRORS:
            self.problems.append(Problem("damaged", f"第 {index + 1} 页已损坏，没有读出。", page=index + 1))
            return None
        if opened.width * opened.height > self._ocr.max_pixels:
            raise refusals.too_large(f"图片有 {opened.width}×{opened.height} 像素")
        stated = opened.info.get("dpi")
        try:
            upright = ImageOps.exif_transpose(opened)
            return _pixels(upright, stated, self._ocr.dpi)
        except PICTURE_ERRORS:
            self.problems.append(
                Problem("damaged", f"第 {index + 1} 页图像数据不完整，可能有内容没有读出。", page=index + 1)
            )
        return self._broken(opened, stated)

    def _broken(self, opened: Pillow.Image, stated: object) -> tuple[Image, float] | None:
        """What a cut-off file still shows; Pillow reads it only when told to, for the whole process."""
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        try:
            return _pixels(opened, stated, self._ocr.dpi)
        except PICTURE_ERRORS:
            return None
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = False


def _pixels(picture: Pillow.Image, stated: object, dpi: int) -> tuple[Image, float]:
    """The picture in three colours at no more than the wanted resolution, as OpenCV orders them."""
    own = _resolution(picture, stated)
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        coloured = picture.convert("RGBA")
        paper = Pillow.new("RGBA", coloured.size, "white")
        paper.alpha_composite(coloured)
        picture = paper
    picture = picture.convert("RGB")
    if own > dpi * 1.2:
        size = (round(picture.width * dpi / own), round(picture.height * dpi / own))
        picture, own = (
            picture.resize(size, Pillow.Resampling.BOX if own > 2 * dpi else Pillow.Resampling.BICUBIC),
            dpi,
        )
    return np.ascontiguousarray(np.asarray(picture, dtype=np.uint8)[:, :, ::-1]), float(own)


def _resolution(picture: Pillow.Image, stated: object) -> float:
    """Pixels per inch: as stated where that gives a possible sheet, else as of a sheet of A4."""
    own = float(stated[0]) if isinstance(stated, tuple) and stated else 0.0
    long, short = max(picture.size), min(picture.size)
    if own >= 1 and SHEET[0] * 0.6 <= long / own <= LARGEST_SHEET:
        return own
    return max(1.0, short / SHEET[0], long / SHEET[1])
