"""What is drawn on a PDF page: ruling lines and pictures, turned upright."""

import ctypes
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

import pypdfium2.raw as pdfium

THIN = 4.0
"""A filled shape no thicker than this (points) is a ruling line; Word draws its borders as such shapes."""
RULES_LIMIT = 20_000
"""Past this many path segments a page is a drawing (map, chart), not a ruled form."""
WHITE = 250
SMALL_PATH = 6
"""A filled path of no more segments is a box: its bounds say all, and cost a third of its points."""


class Rule(NamedTuple):
    """A ruling line: horizontal at height `at`, or vertical at abscissa `at`, from `start` to `end`."""

    horizontal: bool
    at: float
    start: float
    end: float


class Frame(NamedTuple):
    """How the page must be turned so that most of its text stands upright."""

    left: float
    bottom: float
    right: float
    top: float
    quarter: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as one reads it."""
        width, height = self.right - self.left, self.top - self.bottom
        return (width, height) if self.quarter % 2 == 0 else (height, width)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the file's own coordinates, measured from the upright page's upper left corner."""
        if self.quarter == 0:
            return x - self.left, self.top - y
        if self.quarter == 1:
            return y - self.bottom, x - self.left
        if self.quarter == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of a box of the file's own coordinates."""
        (ax, ay), (bx, by) = self.point(x0, y0), self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


Box = tuple[float, float, float, float]
"""Left, top, right, bottom on the upright page."""
_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Drawing:
    """Collects ruling lines and pictures from the page's objects, forms inside forms included."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.rules: list[Rule] = []
        self.dots: list[Box] = []
        """Small filled squares: many in a row are a dotted line."""
        self.fills: list[Box] = []
        """Coloured shapes larger than a line: shaded cells and rows."""
        self.picture = 0.0
        self.segments = 0

    def read(self, page: object) -> None:
        """Collect what the page and the forms on it draw; of a map or chart, no ruling lines."""
        for index in range(pdfium.FPDFPage_CountObjects(page)):
            self._object(pdfium.FPDFPage_GetObject(page, index), _IDENTITY, depth=0)
        if self.segments > RULES_LIMIT:
            self.rules.clear()

    def _object(self, item: object, outer: _Matrix, depth: int) -> None:
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH and self.segments <= RULES_LIMIT:
            self._path(item, outer)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            a, b, c, d, _, _ = _product(_matrix(item), outer)
            self.picture = max(self.picture, abs(a * d - b * c))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < 5:
            inner = _product(_matrix(item), outer)
            for index in range(pdfium.FPDFFormObj_CountObjects(item)):
                self._object(pdfium.FPDFFormObj_GetObject(item, index), inner, depth + 1)

    def _path(self, path: object, outer: _Matrix) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
        stroked = bool(stroke.value) and _visible(path, pdfium.FPDFPageObj_GetStrokeColor)
        filled = bool(fill.value) and _visible(path, pdfium.FPDFPageObj_GetFillColor)
        if not (stroked or filled):
            return
        if not stroked and pdfium.FPDFPath_CountSegments(path) <= SMALL_PATH:
            self.segments += 1
            self.outline(self._bounds(path, outer), stroked=False)
            return
        for points in self._outlines(path, _product(_matrix(path), outer)):
            self.outline(points, stroked=stroked)

    def _bounds(self, path: object, outer: _Matrix) -> list[tuple[float, float]]:
        """Two opposite corners of what a path covers."""
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        pdfium.FPDFPageObj_GetBounds(path, *(ctypes.byref(edge) for edge in (left, bottom, right, top)))
        a, b, c, d, e, f = outer
        corners = ((left.value, bottom.value), (right.value, top.value))
        return [self.frame.point(a * x + c * y + e, b * x + d * y + f) for x, y in corners]

    def outline(self, points: list[tuple[float, float]], *, stroked: bool) -> None:
        """Collect the ruling lines of one visible outline on the upright page, drawn round or filled."""
        if stroked:
            self._stroke(points)
        else:
            self._fill(points)

    def _outlines(self, path: object, matrix: _Matrix) -> Iterator[list[tuple[float, float]]]:
        a, b, c, d, e, f = matrix
        x, y = ctypes.c_float(), ctypes.c_float()
        points: list[tuple[float, float]] = []
        count = pdfium.FPDFPath_CountSegments(path)
        self.segments += count
        if self.segments > RULES_LIMIT:
            return
        for index in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(path, index)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
            if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
                yield points
                points = []
            points.append(self.frame.point(a * x.value + c * y.value + e, b * x.value + d * y.value + f))
            if pdfium.FPDFPathSegment_GetClose(segment):
                points.append(points[0])
        if points:
            yield points

    def _stroke(self, outline: list[tuple[float, float]]) -> None:
        for (x0, y0), (x1, y1) in pairwise(outline):
            if abs(y0 - y1) <= 1 < abs(x0 - x1):
                self.rules.append(Rule(True, (y0 + y1) / 2, min(x0, x1), max(x0, x1)))
            elif abs(x0 - x1) <= 1 < abs(y0 - y1):
                self.rules.append(Rule(False, (x0 + x1) / 2, min(y0, y1), max(y0, y1)))

    def _fill(self, outline: list[tuple[float, float]]) -> None:
        xs, ys = [x for x, _ in outline], [y for _, y in outline]
        x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
        if y1 - y0 <= THIN and x1 - x0 > y1 - y0:
            self.rules.append(Rule(True, (y0 + y1) / 2, x0, x1))
        elif x1 - x0 <= THIN and y1 - y0 > x1 - x0:
            self.rules.append(Rule(False, (x0 + x1) / 2, y0, y1))
        elif y1 - y0 > THIN:
            self.fills.append((x0, y0, x1, y1))
        if max(x1 - x0, y1 - y0) <= THIN:
            self.dots.append((x0, y0, x1, y1))


def _matrix(item: object) -> _Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix)):
        return _IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _product(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _visible(path: object, colour: Callable[..., int]) -> bool:
    """Whether the line can be seen on white paper; white borders are a trick to hide a table's grid."""
    parts = [ctypes.c_uint() for _ in range(4)]
    if not colour(path, *(ctypes.byref(part) for part in parts)):
        return True
    red, green, blue, alpha = (part.value for part in parts)
    return bool(alpha > 0 and min(red, green, blue) < WHITE)
