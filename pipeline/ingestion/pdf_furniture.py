"""Running heads, running feet and page numbers: what the margin of a page carries, apart from its text."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from statistics import median

from pipeline.ingestion.pdf_drawing import Rule
from pipeline.ingestion.pdf_lines import Line

MARGIN_SHARE = 0.12
"""Share of the page's height, above and below, in which a running head or foot may stand."""
SAME_HEIGHT = 3.0
"""Points by which the height of a running head may differ from page to page."""
NOTE_RULE = (0.1, 0.45)
"""Shares of the page's width between which the rule above footnotes is long."""
OUTER_LINES = 3
LARGER, SMALLER = 1.1, 0.95
"""Type larger than the text's is a title; type smaller than it may be a running head on two pages already."""

_PAGE_NUMBER = re.compile(
    r"""[-—–―－─·•~\s]*
        (?:第\s*[\d一二三四五六七八九十百]{1,5}\s*页(?:\s*[,，/]?\s*[（(]?共\s*[\d一二三四五六七八九十百]{1,5}\s*页[）)]?)?
        |共\s*\d{1,5}\s*页\s*[,，/]?\s*第\s*\d{1,5}\s*页
        |(?:[Pp]age\s*)?\d{1,5}\s*(?:/|of|／)\s*\d{1,5}
        |[Pp]age\s*\d{1,5}
        |\d{1,4}
        |[IVXivxⅠ-Ⅻ]{1,6})
        [-—–―－─·•~\s]*""",
    re.VERBOSE,
)
_NOTE_MARK = re.compile(r"\d{1,2}(?![\d.%])|[①-⑳*※]|[\[［〔]\d{1,2}[\]］〕]")
_BARE_NUMBER = re.compile(r"\d{1,4}|[IVXivxⅠ-Ⅻ]{1,6}")
_DIGITS = re.compile(r"[\d一二三四五六七八九十百]+")


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of one page that stand outside its tables, from top to bottom."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Furniture:
    """A page's lines, the running ones and the footnotes set apart."""

    body: tuple[Line, ...]
    notes: tuple[Line, ...]
    headers: tuple[Line, ...]
    footers: tuple[Line, ...]


def without_furniture(pages: Sequence[PageLines]) -> list[Furniture]:
    """For each page its body, running heads and running feet."""
    sizes = [line.em for page in pages for line in page.lines for _ in line.glyphs]
    usual = median(sizes) if sizes else 0.0
    running = _running(pages)
    parted = []
    for page in pages:
        heads = _from_edge(_outer(page, top=True), page, running, usual)
        feet = [
            line for line in _from_edge(_outer(page, top=False), page, running, usual) if line not in heads
        ]
        text = [line for line in page.lines if line not in heads and line not in feet]
        notes = _notes(page, text)
        body = tuple(line for line in text if line not in notes)
        parted.append(Furniture(body, tuple(notes), tuple(heads), tuple(reversed(feet))))
    return parted


def is_note_mark(text: str) -> bool:
    """Whether a line begins as a footnote does."""
    return _NOTE_MARK.match(text) is not None


def _notes(page: PageLines, text: Sequence[Line]) -> list[Line]:
    """The footnotes: lines below the short rule at the left margin, the first with its mark."""
    if not text:
        return []
    left = min(line.left for line in text)
    for rule in page.rules:
        short = NOTE_RULE[0] * page.width < rule.end - rule.start < NOTE_RULE[1] * page.width
        if not (
            rule.horizontal and short and abs(rule.start - left) < text[0].em and rule.at > page.height / 3
        ):
            continue
        below = [line for line in text if line.middle > rule.at]
        if below and is_note_mark(below[0].text) and below[0].top - rule.at < 1.5 * below[0].em:
            return below
    return []


def _outer(page: PageLines, *, top: bool) -> list[Line]:
    """The few lines in the upper or lower margin, from the edge inwards."""
    band = MARGIN_SHARE * page.height
    if top:
        return [line for line in page.lines if line.middle < band][:OUTER_LINES]
    return [line for line in reversed(page.lines) if line.middle > page.height - band][:OUTER_LINES]


_Running = dict[str, list[tuple[int, float]]]


def _from_edge(outer: Sequence[Line], page: PageLines, running: _Running, usual: float) -> list[Line]:
    """Furniture from the edge up to the first line that is text: what follows a title is no running head."""
    return list(takewhile(lambda line: _is_furniture(line, page, running, usual), outer))


def _running(pages: Sequence[PageLines]) -> _Running:
    """Texts that stand in the margin of several pages, figures left out, with page and height of each."""
    seen: _Running = defaultdict(list)
    for page in pages:
        for line in {*_outer(page, top=True), *_outer(page, top=False)}:
            seen[_DIGITS.sub("0", line.text)].append((page.number, _height(line, page)))
    return seen


def _height(line: Line, page: PageLines) -> float:
    """Distance from the nearer edge, the same on upright and turned pages; below counts negative."""
    return line.middle if line.middle < page.height / 2 else line.middle - page.height


def _is_furniture(line: Line, page: PageLines, running: _Running, usual: float) -> bool:
    places = running[_DIGITS.sub("0", line.text)]
    height = _height(line, page)
    others = {number for number, at in places if number != page.number and abs(at - height) <= SAME_HEIGHT}
    if _PAGE_NUMBER.fullmatch(line.text):
        # A lone figure is a page number where it comes again on other pages, or stands apart from the text.
        return not _BARE_NUMBER.fullmatch(line.text) or bool(others) or _stands_apart(line, page)
    if line.em > LARGER * usual or line.bold or not _keeps_away(line, page):
        return False
    # Two forms on two pages begin alike as well; a running head is on more pages, or in small type.
    return len(others) >= 2 or (bool(others) and line.em < SMALLER * usual)


def _keeps_away(line: Line, page: PageLines) -> bool:
    """Whether more than a line's gap parts a line in the margin from the text or the next line there."""
    index = page.lines.index(line)
    inward = index + 1 if line.middle < page.height / 2 else index - 1
    if not 0 <= inward < len(page.lines):
        return True
    upper, lower = sorted((line, page.lines[inward]), key=lambda each: each.middle)
    return lower.top - upper.bottom > 0.9 * line.em


def _stands_apart(line: Line, page: PageLines) -> bool:
    """Whether a line at the page's edge keeps a line's distance from the text."""
    index = page.lines.index(line)
    above = index == 0 or line.top - page.lines[index - 1].bottom > line.em
    below = index == len(page.lines) - 1 or page.lines[index + 1].top - line.bottom > line.em
    return above and below
