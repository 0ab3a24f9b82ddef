"""What a page's clipping hides: text beyond it is in the file, but nobody sees it printed.

A spreadsheet program prints the whole text of a merged cell on every page that shows a part of the cell, and
clips it there. Read as it stands, a name would come twice, and its tail as a line beside the table.
"""

import ctypes
import math

import pypdfium2.raw as pdfium

SLACK = 0.5
"""Points by which a character's middle may lie outside and still be seen."""
MOST_PATHS = 8
"""So many clips one within another are looked at; programs write one or two."""

Box = tuple[float, float, float, float]
"""Left, bottom, right and top in the file's own coordinates."""
EVERYWHERE: Box = (-math.inf, -math.inf, math.inf, math.inf)


class Clips:
    """Tells whether characters are clipped away; asked for each run of characters, remembered for its object."""

    def __init__(self, textpage: object) -> None:
        self._textpage = textpage
        self._object = 0
        self._seen = EVERYWHERE

    def begin(self, index: int, x: float, y: float) -> None:
        """Take the clip of the text object to which the character at `index` belongs."""
        item = pdfium.FPDFText_GetTextObject(self._textpage, index)
        address = ctypes.addressof(item.contents) if item else 0
        if address != self._object:
            self._object = address
            self._seen = _clip_of(item, x, y) if item else EVERYWHERE

    def hide(self, x: float, y: float) -> bool:
        """Whether a point, the middle of a character, is clipped away."""
        return self._seen is not EVERYWHERE and not _holds(self._seen, x, y)


def _clip_of(item: object, x: float, y: float) -> Box:
    """The box that clipping leaves of an object; all, where its coordinates are not the page's.

    Inside a form they are the form's: there the object is not where its characters are.
    """
    clip = pdfium.FPDFPageObj_GetClipPath(item)
    count = pdfium.FPDFClipPath_CountPaths(clip)
    seen = EVERYWHERE
    if count > 0 and not _holds(_place_of(item), x, y):
        return seen
    for path in range(min(max(count, 0), MOST_PATHS)):
        seen = _within(seen, _bounds(clip, path))
    return seen if seen[0] < seen[2] and seen[1] < seen[3] else EVERYWHERE


def _place_of(item: object) -> Box:
    edges = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(item, *(ctypes.byref(edge) for edge in edges))
    left, bottom, right, top = (edge.value for edge in edges)
    room = top - bottom + 1
    return left - room, bottom - room, right + room, top + room


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] - SLACK <= x <= box[2] + SLACK and box[1] - SLACK <= y <= box[3] + SLACK


def _bounds(clip: object, path: int) -> Box:
    x, y = ctypes.c_float(), ctypes.c_float()
    xs, ys = [], []
    for index in range(pdfium.FPDFClipPath_CountPathSegments(clip, path)):
        segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        xs.append(x.value)
        ys.append(y.value)
    return (min(xs), min(ys), max(xs), max(ys)) if xs else EVERYWHERE


def _within(outer: Box, inner: Box) -> Box:
    return (
        max(outer[0], inner[0]),
        max(outer[1], inner[1]),
        min(outer[2], inner[2]),
        min(outer[3], inner[3]),
    )
