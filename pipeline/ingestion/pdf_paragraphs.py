"""Lines to paragraphs: a line that the margin broke goes on, one that ends short is an end."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from pipeline.ingestion.pdf_characters import is_wide
from pipeline.ingestion.pdf_lines import Line
from pipeline.ingestion.pdf_wrapping import (
    CLOSING,
    begins_heading,
    begins_item,
    ends_sentence,
    first_token_width,
    joined,
)

SIZE_CHANGE = 1.15
"""Lines whose type differs more than this belong to different paragraphs."""
INDENT = 1.2
"""Ems by which a first line is set in at least; the usual indent is two."""
ALIGNED_RIGHT = 4.5
"""Ems past which a line is not set in but centred or aligned to the right: a signature, a date."""
PARAGRAPH_GAP = 1.7
"""Gap between lines, in usual gaps of the page, past which a paragraph has ended."""
FULL_LINES = 3
"""So many lines that end alike show where the right margin is."""
LONG_LINE = 25
"""A line of so many characters is likely to fill its page; a title is not as long."""
_LEADERS = re.compile(r"(?:\.{4,}|…{2,}|·{4,}|(?:\. ){4,})\s*[\dIVXivx]{1,4}$")


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the text of a page begins and ends, and the usual distance of its lines."""

    left: float
    right: float
    pitch: float
    indents: bool = True
    """Whether first lines are set in, so that a list number alone does not begin a paragraph."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's text; `page` is where it begins."""

    text: str
    page: int
    bold: bool
    lines: tuple[Line, ...] = ()


def margins_of(pages: Sequence[tuple[float, Sequence[Line]]]) -> list[Margins]:
    """Margins of pages, each given by its width and lines; without full lines, those of all pages."""
    every = [line for _, lines in pages for line in lines]
    left = min((line.left for line in every), default=0.0)
    usual = _pitch([lines for _, lines in pages])
    longest = max((line.right for line in every if len(line.glyphs) >= LONG_LINE), default=0.0)
    margins = []
    for width, lines in pages:
        full = _right_margin(lines)
        if full is not None:
            own = Margins(min(line.left for line in lines), full, _pitch([lines]) or usual)
        else:  # too few to tell: a long line, else the left margin mirrored
            right = max((line.right for line in lines), default=0.0)
            own = Margins(left, max(right, longest or width - left), _pitch([lines]) or usual)
        margins.append(own)
    indents = sum(
        _is_first_line(line, own) for (_, lines), own in zip(pages, margins, strict=True) for line in lines
    )
    return [replace(own, indents=indents >= FULL_LINES) for own in margins]


def _right_margin(lines: Sequence[Line]) -> float | None:
    """The farthest edge to which several lines reach; one that runs over it alone does not count."""
    rights = sorted((line.right for line in lines), reverse=True)
    em = median(line.em for line in lines) if lines else 0.0
    alike = (
        first for first, last in zip(rights, rights[FULL_LINES - 1 :], strict=False) if first - last < em
    )
    return next(alike, None)


def _is_first_line(line: Line, margins: Margins) -> bool:
    return INDENT * line.em < line.left - margins.left < ALIGNED_RIGHT * line.em


def _pitch(pages: Sequence[Sequence[Line]]) -> float:
    steps = [
        lower.middle - upper.middle
        for lines in pages
        for upper, lower in pairwise(lines)
        if lower.middle > upper.middle
    ]
    return median(steps) if steps else 0.0


def goes_on(line: Line, following: Line, margins: Margins, following_margins: Margins) -> bool:
    """Whether `following` is the same paragraph as `line`, over a page break too."""
    if _size_differs(line, following) or _LEADERS.search(line.text):
        return False
    if line.page == following.page and following.middle - line.middle > PARAGRAPH_GAP * margins.pitch > 0:
        return False
    if line.left - margins.left > ALIGNED_RIGHT * line.em:
        return False
    if following.text[0] in CLOSING:
        return True
    room = margins.right - line.right
    if room - first_token_width(following) > 0.5 * line.em:
        return False
    indented = following.left - following_margins.left > INDENT * following.em
    if indented and _is_centred(line, margins) and _is_centred(following, following_margins):
        return not ends_sentence(line.text)
    if ends_sentence(line.text):
        begins = begins_heading if following_margins.indents else begins_item
        return not indented and not begins(following.text)
    return not (indented and begins_item(following.text))


def _size_differs(line: Line, following: Line) -> bool:
    """Whether two lines are set in different sizes; a line of figures alone does not tell its own."""
    if not all(any(is_wide(character) for character in each.text) for each in (line, following)):
        return False
    return max(line.em, following.em) > SIZE_CHANGE * min(line.em, following.em)


def _is_centred(line: Line, margins: Margins) -> bool:
    before, after = line.left - margins.left, margins.right - line.right
    return abs(before - after) < 1.5 * line.em


def paragraph_of(lines: Sequence[Line]) -> Paragraph:
    """The paragraph that these lines form."""
    text = ""
    for line in lines:
        text = joined(text, line.text)
    return Paragraph(text, lines[0].page, all(line.bold for line in lines), tuple(lines))
