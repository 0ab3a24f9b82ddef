"""A scanned page set straight: its slant measured and turned back, its ruling lines found and wiped out."""

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ingestion.ocr_models import Image

SLANT_STEPS = ((4.0, 0.5), (0.5, 0.1), (0.1, 0.02))
"""Degrees searched to both sides, and the step: coarse, finer, finest. Scanners feed paper within four."""
SLANT_WIDTH = 900
"""Width in pixels at which the slant is measured; it is the page's, not the letters'."""
RULE_LENGTH, UPRIGHT_LENGTH = 0.25, 0.16
"""Inches that a level and an upright ruling line are long at least: as narrow columns and low rows are."""
GAP = 0.015
"""Inches by which a printed line may be interrupted."""
LONG = 0.7
"""Inches past which strokes of neighbouring letters are not mistaken for a line."""
BESIDE = 0.4
"""Share of the places beside a short line where there may be ink: what crosses it, what touches it."""
THICKEST, THICKEST_LONG = 0.045, 0.075
"""Inches: what is thicker than this is a bar or a picture; a form's outer border may be two lines in one."""
STAMP = 0.1
"""Inches of a line that a stamp's stroke covers at most."""
REDDISH = 50
"""How much more red than green and blue (of 255) makes ink a stamp's."""

Segment = tuple[int, int, int, int]
"""Left, top, right and bottom of something on the page, in pixels."""


def straightened(picture: Image) -> Image:
    """The page turned so that its lines run level."""
    slant = slant_of(picture)
    if abs(slant) < SLANT_STEPS[-1][1]:
        return picture
    return _turned(picture, slant, 255)


def slant_of(picture: Image) -> float:
    """Degrees by which the page must be turned (counter-clockwise) to lie straight."""
    scale = min(1.0, SLANT_WIDTH / picture.shape[1])
    shrunk = cv2.resize(ink(picture), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = np.asarray(shrunk, dtype=np.uint8)
    best = 0.0
    for reach, step in SLANT_STEPS:
        count = round(reach / step)
        angles = [best + step * each for each in range(-count, count + 1)]
        best = max(angles, key=lambda angle: (_sharpness(small, angle), -abs(angle)))
    return best


def ink(picture: Image) -> Image:
    """Ink as 255 and paper as 0, judged by each place's own surroundings: scans have shadows."""
    grey = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    found = cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, 14)
    return np.asarray(found, dtype=np.uint8)


def ruling_lines(picture: Image, dpi: float) -> tuple[list[Segment], list[Segment]]:
    """The level and the upright lines of a straight page.

    Red ink is left out: the ring of a stamp (印章) would run into the lines that it crosses. Where it covers a
    line, the line goes on under it.
    """
    blue, green, red = (picture[:, :, channel].astype(np.int16) for channel in range(3))
    stamped = red - np.maximum(blue, green) > REDDISH
    clean = picture.copy()
    clean[cv2.dilate(stamped.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = 255
    inked = ink(clean)
    found = []
    for level in (True, False):
        bridged = cv2.morphologyEx(inked, cv2.MORPH_CLOSE, _bar(round(STAMP * dpi), level=level))
        whole = np.where((inked > 0) | (stamped & (bridged > 0)), 255, 0).astype(np.uint8)
        found.append(_segments(whole, dpi, level=level))
    return found[0], found[1]


def without_lines(picture: Image, lines: list[Segment]) -> Image:
    """The page with its ruling lines wiped out, lest they be read as letters."""
    clean = picture.copy()
    for left, top, right, bottom in lines:
        cv2.rectangle(clean, (left - 2, top - 2), (right + 1, bottom + 1), (255, 255, 255), -1)
    return clean


def _sharpness(small: Image, angle: float) -> float:
    """How sharply rows of ink and of paper part when the page is turned by `angle`."""
    rows = _turned(small, angle, 0).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())


def _turned(picture: Image, angle: float, paper: int) -> Image:
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(
        picture, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=(paper, paper, paper)
    )
    return np.asarray(turned, dtype=np.uint8)


def _segments(inked: Image, dpi: float, *, level: bool) -> list[Segment]:
    least = RULE_LENGTH if level else UPRIGHT_LENGTH
    length, gap = max(8, round(least * dpi)), max(2, round(GAP * dpi))
    closed = cv2.morphologyEx(inked, cv2.MORPH_CLOSE, _bar(gap, level=level))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, _bar(length, level=level))
    # What still slants by a pixel comes out in pieces side by side: one line again.
    joined = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    segments = []
    for index in range(1, count):
        left, top, width, height = (int(each) for each in stats[index][:4])
        segment = (left, top, left + width, top + height)
        thick, long = (height, width) if level else (width, height)
        is_long = long > LONG * dpi
        limit = max(4.0, (THICKEST_LONG if is_long else THICKEST) * dpi)
        if thick <= limit and (is_long or _stands_free(inked, segment, level)):
            segments.append(segment)
    return segments


def _stands_free(inked: Image, segment: Segment, level: bool) -> bool:
    """Whether there is paper on both sides: rows of letters, run together, have ink there."""
    left, top, right, bottom = segment
    if level:
        sides = (
            inked[max(0, top - 3) : max(1, top - 1), left:right],
            inked[bottom + 1 : bottom + 3, left:right],
        )
    else:
        sides = (
            inked[top:bottom, max(0, left - 3) : max(1, left - 1)],
            inked[top:bottom, right + 1 : right + 3],
        )
    return all(side.size == 0 or float(np.mean(side > 0)) < BESIDE for side in sides)


def _bar(length: int, *, level: bool) -> NDArray[np.uint8]:
    return np.ones((1, length) if level else (length, 1), np.uint8)


def cut_at(left: int, right: int, cuts: list[int], least: int) -> list[tuple[int, int]]:
    """The stretch from `left` to `right` parted at the cuts; pieces narrower than `least` are dropped."""
    edges = [left, *sorted(cut for cut in cuts if left < cut < right), right]
    return [(a, b) for a, b in pairwise(edges) if b - a >= least]
