"""Printed lines found on a page and read, every character with its place and its probability."""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

from pipeline.ingestion.ocr_image import Segment, cut_at, ink
from pipeline.ingestion.ocr_models import READ_HEIGHT, Image, Models, Numbers

FIND_SIDE = 1280
"""Longer side in pixels at which lines are looked for; finer costs much and finds no more."""
LIKELY = 0.3
"""Probability from which a pixel belongs to a line (the networks' own default, as the next two)."""
LIKELY_LINE = 0.5
GROWTH = 1.6
"""The finding network marks the core of a line; its box is grown by this share of area over girth."""
SMALLEST = 5
"""Pixels that a line is high and wide at least."""
BATCH = 4
"""Lines read together; each takes some 30 MB of probabilities."""
WIDEST = 3200
"""Pixels of a line at the reading height past which it is squeezed; no line of a page is as long."""


SLASH_LIKE = frozenset("1IlLTJNVY|/丨ノ7")
"""What the reading network takes a lone slash for: without neighbours it cannot tell its slant."""
SLANT = (0.2, 0.9)
"""Sideways run of a slash over its height: a 1 stands nearly straight."""
STRAIGHT = 0.93
"""Correlation of height and place along a straight slanting stroke."""
THIN_STROKE = 0.4
"""Width of a stroke over its height, at most."""
SLASH_CERTAINTY = 0.95


class Sign(NamedTuple):
    """One character of a line: where its middle lies (pixels), and how sure the reading is."""

    text: str
    x: float
    probability: float


class Reading(NamedTuple):
    """A line as found (its box in pixels) and as read."""

    box: Segment
    signs: tuple[Sign, ...]

    @property
    def certainty(self) -> float:
        """Mean probability of the characters; 0 of a line that says nothing."""
        return sum(sign.probability for sign in self.signs) / max(1, len(self.signs))


def line_boxes(models: Models, picture: Image) -> list[Segment]:
    """The boxes of all lines on a page, in pixels."""
    height, width = picture.shape[:2]
    scale = min(1.0, FIND_SIDE / max(height, width))
    size = (_by_32(width * scale), _by_32(height * scale))
    likely = models.text_map(np.asarray(cv2.resize(picture, size), dtype=np.uint8))
    mask = cv2.dilate((likely > LIKELY).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    boxes = []
    for contour in contours:
        x, y, w, h = cv2.boundingRect(contour)
        if min(w, h) < 3 or likely[y : y + h, x : x + w].mean() < LIKELY_LINE * 0.6:
            continue
        grown = GROWTH * w * h / (2 * (w + h))
        left, right = (x - grown) * width / size[0], (x + w + grown) * width / size[0]
        top, bottom = (y - grown) * height / size[1], (y + h + grown) * height / size[1]
        box = (max(0, round(left)), max(0, round(top)), min(width, round(right)), min(height, round(bottom)))
        if min(box[2] - box[0], box[3] - box[1]) >= SMALLEST:
            boxes.append(box)
    return sorted(boxes, key=lambda each: (each[1], each[0]))


def parted(boxes: Sequence[Segment], upright: Sequence[Segment]) -> list[Segment]:
    """The boxes cut where a ruling line runs through them: two cells are two texts."""
    pieces: list[Segment] = []
    for left, top, right, bottom in boxes:
        middle, margin = (top + bottom) / 2, (bottom - top) * 0.25
        cuts = [
            (line[0] + line[2]) // 2
            for line in upright
            if line[1] <= middle - margin and line[3] >= middle + margin
        ]
        pieces.extend((a, top, b, bottom) for a, b in cut_at(left, right, cuts, (bottom - top) // 3))
    return pieces


def readings(models: Models, picture: Image, boxes: Sequence[Segment]) -> list[Reading]:
    """The lines in these boxes as read, in the boxes' order; lines of one width are read together."""
    by_width = sorted(range(len(boxes)), key=lambda index: _read_width(boxes[index]))
    found: dict[int, Reading] = {}
    for start in range(0, len(by_width), BATCH):
        group = by_width[start : start + BATCH]
        width = max(_read_width(boxes[index]) for index in group)
        spelled = models.spelling([_line_picture(picture, boxes[index], width) for index in group])
        for index, steps in zip(group, spelled, strict=True):
            box = boxes[index]
            share = (box[2] - box[0]) * width / _read_width(box)
            signs = tuple(_signs(models, steps, box[0], share))
            if _is_slash(picture, box, signs):
                signs = (Sign("/", (box[0] + box[2]) / 2, SLASH_CERTAINTY),)
            found[index] = Reading(box, signs)
    return [found[index] for index in range(len(boxes))]


def _by_32(length: float) -> int:
    return max(32, round(length / 32) * 32)


def _read_width(box: Segment) -> int:
    width, height = box[2] - box[0], box[3] - box[1]
    return int(min(WIDEST, max(READ_HEIGHT // 2, np.ceil(READ_HEIGHT * width / height))))


def _line_picture(picture: Image, box: Segment, width: int) -> Image:
    left, top, right, bottom = box
    line = cv2.resize(picture[top:bottom, left:right], (_read_width(box), READ_HEIGHT))
    # The network was taught with mid-grey behind the line's end (0 after normalising).
    padded = np.full((READ_HEIGHT, width, 3), 127, np.uint8)
    padded[:, : line.shape[1]] = line
    return padded


def _signs(models: Models, steps: Numbers, left: float, width: float) -> list[Sign]:
    """The characters that the steps spell: a character is told once, and steps of none part two alike."""
    best = steps.argmax(axis=1)
    sure = steps.max(axis=1)
    signs: list[Sign] = []
    start = 0
    while start < len(best):
        end = start + 1
        while end < len(best) and best[end] == best[start]:
            end += 1
        text = models.characters[best[start]]
        if text:
            x = left + (start + end) / 2 * width / len(best)
            signs.append(Sign(text, x, float(sure[start:end].max())))
        start = end
    return signs


def _is_slash(picture: Image, box: Segment, signs: Sequence[Sign]) -> bool:
    """Whether a box holds one slanting stroke and nothing else: 不适用 in a form, and no figure 1."""
    if len(signs) > 1 or (signs and signs[0].text not in SLASH_LIKE):
        return False
    left, top, right, bottom = box
    if right - left > 1.2 * (bottom - top):
        return False
    inked = ink(picture[top:bottom, left:right]) > 0
    rows = np.flatnonzero(inked.any(axis=1))
    if len(rows) < 8:
        return False
    widths = inked[rows].sum(axis=1)
    middles = np.array([np.flatnonzero(inked[row]).mean() for row in rows])
    slope = -float(np.polyfit(rows, middles, 1)[0])
    is_thin = float(np.median(widths)) < THIN_STROKE * len(rows)
    return is_thin and SLANT[0] < slope < SLANT[1] and -float(np.corrcoef(rows, middles)[0, 1]) > STRAIGHT
