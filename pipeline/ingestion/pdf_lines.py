"""Glyphs to lines: which stand on one height, and where a gap is a space."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from pipeline.ingestion.pdf_characters import is_wide
from pipeline.ingestion.pdf_page import Glyph

WIDE_GAP = 0.8
"""Gap in ems past which wide characters stand apart; justified lines stretch less."""
LATIN_GAP = 0.22
"""Gap in ems past which two Latin words stand apart when the font wrote no space."""
SAME_LINE = 0.6
"""Share of its height by which a glyph's base line may lie off: superscripts and marks still belong."""
SMALL, RAISED = 0.75, 0.2
"""Shares of the line's height: a superscript is smaller than the one and raised by the other."""
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text with its box; `em` is the width of a full character in it."""

    glyphs: tuple[Glyph, ...]
    text: str
    left: float
    right: float
    top: float
    bottom: float
    em: float
    page: int

    @property
    def middle(self) -> float:
        """Height of the line's middle on the page."""
        return (self.top + self.bottom) / 2

    def moved(self, shift: float) -> "Line":
        """The line so much further to the right."""
        glyphs = tuple(glyph._replace(x0=glyph.x0 + shift, x1=glyph.x1 + shift) for glyph in self.glyphs)
        return replace(self, glyphs=glyphs, left=self.left + shift, right=self.right + shift)

    @property
    def bold(self) -> bool:
        """Whether all of the line is in bold type."""
        return all(glyph.bold for glyph in self.glyphs)


def lines_of(glyphs: Iterable[Glyph], page: int) -> list[Line]:
    """The lines that these glyphs form, from top to bottom; lines of blanks are left out."""
    rows: list[list[Glyph]] = []
    base = height = 0.0
    for glyph in sorted(glyphs, key=lambda each: (each.bottom, each.x0)):
        own_height = glyph.bottom - glyph.top
        if rows and glyph.bottom - base <= SAME_LINE * max(height, own_height):
            rows[-1].append(glyph)
            if own_height > height:
                base, height = glyph.bottom, own_height
        else:
            rows.append([glyph])
            base, height = glyph.bottom, own_height
    lines = (line_of(row, page) for row in rows)
    return [line for line in lines if line is not None]


def line_of(row: Sequence[Glyph], page: int) -> Line | None:
    """The line that these glyphs of one height form, or None if all are blanks."""
    seen = [glyph for glyph in row if glyph.text != " "]
    if not seen:
        return None
    ordered = _once(sorted(row, key=lambda glyph: (glyph.x0 + glyph.x1, glyph.text != " ")))
    ordered = _with_superscripts(ordered)
    em = em_of(seen)
    return Line(
        glyphs=tuple(glyph for glyph in ordered if glyph.text != " "),
        text=_spaced(ordered, em),
        left=min(glyph.x0 for glyph in seen),
        right=max(glyph.x1 for glyph in seen),
        top=min(glyph.top for glyph in seen),
        bottom=max(glyph.bottom for glyph in seen),
        em=em,
        page=page,
    )


def em_of(glyphs: Sequence[Glyph]) -> float:
    """Width of a full character, measured on the wide ones, else taken from the height."""
    wide = [glyph.x1 - glyph.x0 for glyph in glyphs if is_wide(glyph.text)]
    if wide:
        return max(1.0, median(wide))
    return max(1.0, 0.8 * median(glyph.bottom - glyph.top for glyph in glyphs))


def _once(ordered: Sequence[Glyph]) -> list[Glyph]:
    """Without the second strike of characters that are printed twice to look bold."""
    kept: list[Glyph] = []
    for glyph in ordered:
        twin = kept[-1] if kept else None
        if twin and glyph.text == twin.text and glyph.x0 - twin.x0 < 0.2 * (glyph.x1 - glyph.x0):
            continue
        kept.append(glyph)
    return kept


def _with_superscripts(ordered: Sequence[Glyph]) -> list[Glyph]:
    """Small raised figures as such: 12.5² is not 12.52, a note's mark no digit of the amount before it."""
    tallest = max(ordered, key=lambda glyph: glyph.bottom - glyph.top)
    height = tallest.bottom - tallest.top
    return [
        glyph._replace(text=glyph.text.translate(_SUPERSCRIPTS))
        if glyph.bottom - glyph.top < SMALL * height and glyph.bottom < tallest.bottom - RAISED * height
        else glyph
        for glyph in ordered
    ]


def _spaced(ordered: Sequence[Glyph], em: float) -> str:
    parts: list[str] = []
    before: Glyph | None = None
    blank = False
    for glyph in ordered:
        if glyph.text == " ":
            blank = True
            continue
        if before is not None and (blank or _gap_is_space(before, glyph, em)):
            parts.append(" ")
        parts.append(glyph.text)
        before, blank = glyph, False
    return "".join(parts)


def _gap_is_space(before: Glyph, after: Glyph, em: float) -> bool:
    gap = after.x0 - before.x1
    latin = before.text.isascii() and after.text.isascii()
    if latin and before.text.isdigit() and after.text.isdigit():
        return gap > 2 * LATIN_GAP * em
    return gap > (LATIN_GAP if latin else WIDE_GAP) * em
