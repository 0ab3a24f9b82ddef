"""A PDF page as pdfium gives it: glyphs with boxes and what is drawn round them, all turned upright."""

import ctypes
import math
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.ingestion.pdf_characters import folded, is_unmapped
from pipeline.ingestion.pdf_clips import Clips
from pipeline.ingestion.pdf_dots import dotted_rules
from pipeline.ingestion.pdf_drawing import Box, Drawing, Frame, Rule

OBLIQUE = 0.1
"""Share of a quarter turn past which text slants."""
SAME_BASE = 0.1
"""Points by which the base lines of one line's characters may differ."""
SAME_RUN = 1.0
"""Points between two characters past which they may belong to different objects."""
HYPHEN_AT_LINE_END = 0x02
"""What pdfium gives for a hyphen that ends a line."""
_WRITTEN = {pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT}
"""Annotations that carry text of the report: form fields, typewriter text; comments are none."""


class Glyph(NamedTuple):
    """One character in points from the upright page's upper left corner; `bottom` is its base line."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    bold: bool = False
    probability: float = 1.0
    """How likely a scanned character was read right; 1 of one that the file itself states."""


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on one page, before anything is understood of it."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    picture_share: float
    """Share of the page that its largest picture covers: a scan is close to 1."""
    segments: int
    """Pieces of line that are drawn on it: very many without any text are letters turned into outlines."""
    unmapped: int = 0
    """Characters that have no meaning outside the file's own font."""
    oblique: str = ""
    """Slanting text: a watermark."""
    fills: tuple[Box, ...] = ()
    """What is coloured on it: shaded cells and rows."""
    plain: str = ""
    """The page's text as the library puts it together itself: what nothing may be lost of."""


def read_page(document: pypdfium2.PdfDocument, index: int) -> Page:
    """The page at `index` (from 0); raises PdfiumError if pdfium cannot load it."""
    page = flattened(document, index)
    try:
        textpage = page.get_textpage()
        try:
            frame = _frame(page, textpage.raw)
            writing = _Writing(textpage.raw, frame)
            writing.read()
            plain = writing.shown() if writing.unseen else textpage.get_text_bounded(*page.get_bbox())
        finally:
            textpage.close()
        drawing = Drawing(frame)
        drawing.read(page.raw)
    finally:
        page.close()
    width, height = frame.size
    return Page(
        number=index + 1,
        width=width,
        height=height,
        glyphs=tuple(writing.glyphs),
        rules=(*drawing.rules, *dotted_rules(drawing.dots)),
        fills=tuple(drawing.fills),
        picture_share=min(1.0, drawing.picture / max(1.0, width * height)),
        segments=drawing.segments,
        unmapped=writing.unmapped,
        oblique="".join(writing.oblique),
        plain=plain,
    )


def flattened(document: pypdfium2.PdfDocument, index: int) -> pypdfium2.PdfPage:
    """The page with what was filled in over it (form fields, text stamps) as part of its text."""
    page = document[index]
    written = False
    for position in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, position)
        written = written or pdfium.FPDFAnnot_GetSubtype(annotation) in _WRITTEN
        pdfium.FPDFPage_CloseAnnot(annotation)
    if not written or pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_PRINT) != pdfium.FLATTEN_SUCCESS:
        return page
    page.close()
    return document[index]


def _frame(page: pypdfium2.PdfPage, textpage: object) -> Frame:
    """The page's box, with the quarter turn in which most of its text runs.

    The direction of the text decides, not /Rotate: a sideways table on an upright page reads the same way.
    """
    count = pdfium.FPDFText_CountChars(textpage)
    turns: Counter[int] = Counter()
    for index in range(0, count, max(1, count // 200)):
        if pdfium.FPDFText_IsGenerated(textpage, index) != 1:
            angle = pdfium.FPDFText_GetCharAngle(textpage, index)
            turns[-round(angle / (math.pi / 2)) % 4] += 1  # pdfium counts clockwise
    quarter = turns.most_common(1)[0][0] if turns else 0
    left, bottom, right, top = page.get_bbox()
    return Frame(left, bottom, right, top, quarter)


def _base_line(frame: Frame) -> tuple[float, float, float]:
    """Factors of x, of y, and what is added, that give the height of a point on the upright page."""
    origin, right, up = (frame.point(x, y)[1] for x, y in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0)))
    return right - origin, up - origin, origin


class _Writing:
    """Collects the glyphs of a page in the file's order."""

    def __init__(self, textpage: object, frame: Frame) -> None:
        self._textpage = textpage
        self._frame = frame
        self._reach = (2 * frame.size[0], 2 * frame.size[1])
        self._upright = frame.quarter == 0
        self._left, self._top = frame.left, frame.top
        self._base = _base_line(frame)
        self._line = self._right = math.inf
        self._bold = _BoldFonts(textpage)
        self._clips = Clips(textpage)
        self._box, self._x, self._y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        self._box_reference = ctypes.byref(self._box)
        self._x_reference, self._y_reference = ctypes.byref(self._x), ctypes.byref(self._y)
        self.glyphs: list[Glyph] = []
        self.unmapped = 0
        self.oblique: list[str] = []
        self.unseen: set[int] = set()
        """Places of characters that the page clips away or that stand beside it."""

    def read(self) -> None:
        """Collect all that has a meaning; slanting text (a watermark) apart, for it would cut every line."""
        textpage, unicode_of = self._textpage, pdfium.FPDFText_GetUnicode
        for index in range(pdfium.FPDFText_CountChars(textpage)):
            code = unicode_of(textpage, index)
            if 0x20 < code < 0x7F or 0x4E00 <= code <= 0x9FFF:
                self._place(index, chr(code))
                continue
            # pdfium makes up spaces and line ends; the gaps between the boxes say it better.
            if code <= 0x20 and (code != 0x20 or pdfium.FPDFText_IsGenerated(textpage, index) == 1):
                if code != HYPHEN_AT_LINE_END:
                    continue
                code = ord("-")
            self.unmapped += is_unmapped(code)
            text = folded(code)
            if text:
                self._place(index, text)

    def shown(self) -> str:
        """The page's text as the library orders it, without what nobody sees on it."""
        codes = (
            pdfium.FPDFText_GetUnicode(self._textpage, index)
            for index in range(pdfium.FPDFText_CountChars(self._textpage))
            if index not in self.unseen
        )
        return "".join(chr(code) for code in codes if 0 < code <= 0x10FFFF)

    def _place(self, index: int, text: str) -> None:
        # Fonts disagree on how far a box reaches down, some by glyph; a line has one base line.
        pdfium.FPDFText_GetCharOrigin(self._textpage, index, self._x_reference, self._y_reference)
        a, b, c = self._base
        bottom = a * self._x.value + b * self._y.value + c
        if abs(bottom - self._line) > SAME_BASE:  # on one base line all stands at one angle
            turn = pdfium.FPDFText_GetCharAngle(self._textpage, index) / (math.pi / 2)
            if abs(turn - round(turn)) > OBLIQUE:
                self._line = math.inf
                self.oblique.append(text)
                return
            self._line = bottom
        if not pdfium.FPDFText_GetLooseCharBox(self._textpage, index, self._box_reference):
            return
        box = self._box
        if self._is_clipped(index, box):
            self.unseen.add(index)
            return
        if self._upright:
            x0, top, x1 = box.left - self._left, self._top - box.top, box.right - self._left
        else:
            x0, top, x1, _ = self._frame.box(box.left, box.bottom, box.right, box.top)
        if 0 <= x0 + x1 <= self._reach[0] and 0 <= top + bottom <= self._reach[1]:
            self.glyphs.append(Glyph(text, x0, x1, top, bottom, self._bold.at(index, top)))
        else:
            self.unseen.add(index)

    def _is_clipped(self, index: int, box: pdfium.FS_RECTF) -> bool:
        """Whether a character cannot be seen; its object is asked for where one may begin, after a gap."""
        x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        if abs(box.left - self._right) > SAME_RUN:
            self._clips.begin(index, x, y)
        self._right = box.right
        return self._clips.hide(x, y)


class _BoldFonts:
    """Tells bold type by the font's name; asked once a line, since the answer costs more than the glyph."""

    def __init__(self, textpage: object) -> None:
        self._textpage = textpage
        self._top = math.nan
        self._answer = False
        self._name = ctypes.create_string_buffer(128)

    def at(self, index: int, top: float) -> bool:
        if abs(top - self._top) > 0.5 or math.isnan(self._top):
            self._top = top
            flags = ctypes.c_int()
            length = pdfium.FPDFText_GetFontInfo(
                self._textpage, index, self._name, len(self._name), ctypes.byref(flags)
            )
            name = self._name.value.lower() if 0 < length <= len(self._name) else b""
            self._answer = b"bold" in name or b"heavy" in name
        return self._answer
