"""A scanned page as characters with boxes and ruling lines, the same as a PDF page gives (扫描页)."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ingestion.ocr_image import (
    Segment,
    ink,
    ruling_lines,
    straightened,
    without_lines,
)
from pipeline.ingestion.ocr_models import Image, Models, load_models
from pipeline.ingestion.ocr_rules import rules_of, true_rules
from pipeline.ingestion.ocr_text import Reading, Sign, line_boxes, parted, readings
from pipeline.ingestion.pdf_characters import folded, is_wide
from pipeline.ingestion.pdf_page import Glyph, Page

POINTS = 72.0
SAME_TYPE = 0.22
"""Lines whose type differs from the page's usual by less than this share are set in the usual type."""
FIGURE_HEIGHT = 0.72
"""Height of a figure in squares of its type: for lines without any full character."""
NARROW = 0.5
CORE = 0.27
"""Share of a found box, above and below, that is beside its line's letters."""
LEADING = 0.06
"""Share of a found box's height by which the strokes of one line stand apart at most, outside its core."""
WIDE_MARKS = dict(zip(",:;!?()", "，：；！？（）", strict=True))
MARK_CERTAINTY = 0.9
"""Below this a half-width mark in a Chinese sentence is taken for the full-width one."""
SIDEWAYS = 1.5
"""A box so much higher than wide is a line that runs up or down the page."""
SURE = 0.75
"""Mean certainty under which a page may lie on its head."""
SAMPLE = 8
_CONTRAST = 8
"""Grey levels (of 255) between the lightest and the darkest point under which a page is blank: print has over 100."""


def read_picture(picture: Image, number: int, dpi: float) -> Page:
    """The page that a picture shows; `dpi` is the picture's own, so that the page has its size on paper."""
    try:
        return _read(picture, number, dpi)
    except cv2.error as error:
        if error.code == cv2.Error.StsNoMem:
            raise MemoryError from error
        raise


def _read(picture: Image, number: int, dpi: float) -> Page:
    if int(picture.max()) - int(picture.min()) < _CONTRAST:
        height, width = (side * POINTS / dpi for side in picture.shape[:2])
        return Page(number, width, height, glyphs=(), rules=(), picture_share=0.0, segments=0)
    models = load_models()
    level_picture = straightened(_upright(models, _in_colour(picture)))
    levels, uprights = true_rules(*ruling_lines(level_picture, dpi), dpi)
    clean = without_lines(level_picture, [*levels, *uprights])
    boxes = parted(line_boxes(models, clean), uprights)
    read = [_tight(reading, clean) for reading in readings(models, clean, boxes) if reading.signs]
    scale = POINTS / dpi
    height, width = level_picture.shape[:2]
    return Page(
        number=number,
        width=width * scale,
        height=height * scale,
        glyphs=tuple(_scaled(glyph, scale) for glyph in _glyphs(read)),
        rules=tuple(rules_of(levels, uprights, dpi)),
        picture_share=0.0,
        segments=0,
    )


def _in_colour(picture: Image) -> Image:
    if picture.ndim == 3 and picture.shape[2] == 3:
        return picture
    code = cv2.COLOR_GRAY2BGR if picture.ndim == 2 else cv2.COLOR_BGRA2BGR
    return np.asarray(cv2.cvtColor(picture, code), dtype=np.uint8)


def _upright(models: Models, picture: Image) -> Image:
    """The picture turned by quarters until its lines can be read."""
    boxes = line_boxes(models, picture)
    if not boxes:
        return picture
    sideways = sum(box[3] - box[1] > SIDEWAYS * (box[2] - box[0]) for box in boxes) > len(boxes) / 2
    turns = (1, 3) if sideways else (0, 2)
    best = (0.0, picture)
    for turn in turns:
        turned = np.ascontiguousarray(np.rot90(picture, turn))
        certainty = _certainty(models, turned, line_boxes(models, turned) if turn else boxes)
        if certainty > best[0]:
            best = (certainty, turned)
        if certainty > SURE:
            break
    return best[1]


def _certainty(models: Models, picture: Image, boxes: Sequence[Segment]) -> float:
    """How surely the page's longest lines can be read as it lies."""
    longest = sorted(boxes, key=lambda box: box[0] - box[2])[:SAMPLE]
    read = readings(models, picture, longest)
    return sum(reading.certainty for reading in read) / max(1, len(read))


def _tight(reading: Reading, picture: Image) -> Reading:
    """The reading with its box drawn close round its own ink, by which lines are told apart."""
    left, top, right, bottom = reading.box
    inked = ink(picture[top:bottom, left:right])
    columns = np.flatnonzero(inked.any(axis=0))
    first, last = _own_rows(np.asarray(inked.any(axis=1), dtype=np.bool_))
    if not len(columns) or first > last:
        return reading
    return Reading(
        (left + int(columns[0]), top + first, left + int(columns[-1]) + 1, top + last + 1), reading.signs
    )


def _own_rows(inked: NDArray[np.bool_]) -> tuple[int, int]:
    """First and last row of ink around the box's middle: its edges may hold parts of the lines beside."""
    height = len(inked)
    core = [row for row in np.flatnonzero(inked) if CORE * height <= row < (1 - CORE) * height]
    if not core:
        return 0, -1
    first, last = int(core[0]), int(core[-1])
    reach = max(2, round(LEADING * height))
    for row in range(first - 1, -1, -1):
        if inked[row] and first - row <= reach:
            first = row
    for row in range(last + 1, height):
        if inked[row] and row - last <= reach:
            last = row
    return first, last


def _glyphs(read: Sequence[Reading]) -> Iterator[Glyph]:
    """Every character with a box; the network tells its middle, the type's size does the rest."""
    sizes = [_size(reading) for reading in read]
    usual = _usual(read, sizes)
    for reading, own in zip(read, sizes, strict=True):
        size = usual if abs(own - usual) <= SAME_TYPE * usual else own
        middle = (reading.box[1] + reading.box[3]) / 2
        signs = [sign for sign in reading.signs if folded(ord(sign.text[0]))]
        for index, sign in enumerate(signs):
            x0, x1 = _width(signs, index, size, reading.box)
            yield Glyph(
                _mark_of(signs, index),
                x0,
                x1,
                middle - size / 2,
                middle + size / 2,
                probability=sign.probability,
            )


def _mark_of(signs: Sequence[Sign], index: int) -> str:
    """The character; of two marks that look alike the Chinese one, where the network is in doubt."""
    sign = signs[index]
    beside = [signs[place].text for place in (index - 1, index + 1) if 0 <= place < len(signs)]
    if sign.probability < MARK_CERTAINTY and any(is_wide(text) for text in beside):
        return WIDE_MARKS.get(sign.text, folded(ord(sign.text[0])))
    return folded(ord(sign.text[0]))


def _size(reading: Reading) -> float:
    """Side of a full square in the line: the distance of neighbouring full characters, else the ink's height."""
    steps = [
        after.x - before.x
        for before, after in pairwise(reading.signs)
        if is_wide(before.text) and is_wide(after.text)
    ]
    height = reading.box[3] - reading.box[1]
    if len(steps) >= 3:
        return min(sum(steps) / len(steps), 1.3 * median(steps), 1.4 * height)
    return height / FIGURE_HEIGHT if not any(is_wide(sign.text) for sign in reading.signs) else float(height)


def _usual(read: Sequence[Reading], sizes: Sequence[float]) -> float:
    """The size in which most of the page is set."""
    by_size = sorted((size, len(reading.signs)) for reading, size in zip(read, sizes, strict=True))
    half = sum(count for _, count in by_size) / 2
    for size, count in by_size:
        half -= count
        if half <= 0:
            return size
    return 0.0


def _width(signs: Sequence[Sign], index: int, size: float, box: Segment) -> tuple[float, float]:
    """Left and right edge: half a square to each side, a quarter for narrow characters, up to the neighbours."""
    sign = signs[index]
    half = size / 2 if is_wide(sign.text) else size * NARROW / 2
    left, right = sign.x - half, sign.x + half
    if index:
        left = _edge(signs[index - 1], sign, left, before=True)
    if index + 1 < len(signs):
        right = _edge(sign, signs[index + 1], right, before=False)
    else:
        right = max(sign.x + 1, min(right, box[2] + size / 2))
    return left, max(right, left + 1)


def _edge(first: Sign, second: Sign, own: float, *, before: bool) -> float:
    """The edge between two neighbours; between narrow ones there is no gap but what the network calls a space."""
    middle = (first.x + second.x) / 2
    if " " not in (first.text, second.text) and not (is_wide(first.text) and is_wide(second.text)):
        return middle
    return max(own, middle) if before else min(own, middle)


def _scaled(glyph: Glyph, scale: float) -> Glyph:
    return glyph._replace(
        x0=glyph.x0 * scale, x1=glyph.x1 * scale, top=glyph.top * scale, bottom=glyph.bottom * scale
    )
