"""Wide sheets that a printer parted (Excel 打印分页): pages beside one another put together again.

Excel prints down and then over: the left columns on some pages, the right ones, row by row as high, on as
many more. What tells them from a table that goes on below is that the right part begins with titles of its own.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.ingestion.pdf_lattice import SNAP
from pipeline.ingestion.pdf_tables import RuledCell, RuledTable
from pipeline.ingestion.pdf_wrapping import ends_sentence

SAME_HEIGHT = 1.5
"""Points by which the heights of one row may differ from page to page."""
LEAST_ROWS = 3
"""A table of fewer rows is not put together: their heights would agree by chance."""
SHARED = 0.8
"""Share of the rulings that must stand at the same heights."""
_TITLE = re.compile("[\u3400-\u9fff]")
_FIGURE = re.compile(r"\d")


def widened(pages: Sequence[RuledTable | None], widths: Sequence[float]) -> list[RuledTable | None]:
    """For each page the table that fills it alone, if one does; a right-hand part goes to its left-hand page."""
    found = list(pages)
    start = 0
    while start < len(found):
        width, whole = _parts(found, start, widths[start]), 1
        while width:  # a sheet may be three pages wide and more
            for place in range(start, start + width):
                so_far, right = found[place], pages[place + whole * width]
                if so_far is not None and right is not None:
                    found[place], found[place + whole * width] = _side_by_side(so_far, right), None
            whole += 1
            width = width if _goes_on(pages, start, width, whole, widths[start]) else 0
        start += 1
    return found


def _goes_on(pages: Sequence[RuledTable | None], start: int, width: int, whole: int, page: float) -> bool:
    """Whether yet another part, the `whole`-th, stands to the right."""
    beside = pages[start + whole * width : start + (whole + 1) * width]
    pairs = list(zip(pages[start : start + width], beside, strict=False))
    if len(beside) < width or not all(left and right and _as_high(left, right) for left, right in pairs):
        return False
    first, second = pairs[0]
    return (
        first is not None and second is not None and _has_titles(second) and not _same_labels(first, second)
    )


def _parts(pages: Sequence[RuledTable | None], start: int, page: float) -> int:
    """How many pages from `start` have their right-hand parts on as many following ones; 0 if none has."""
    first = pages[start]
    if first is None or not _has_titles(first):
        return 0
    for width in range(1, (len(pages) - start) // 2 + 1):
        beside = pages[start + width]
        if beside is None:
            return 0
        pairs = list(zip(pages[start : start + width], pages[start + width : start + 2 * width], strict=True))
        if _has_titles(beside) and all(left and right and _as_high(left, right) for left, right in pairs):
            return width if _is_full(first, beside, page) and not _same_labels(first, beside) else 0
    return 0


def _has_titles(table: RuledTable) -> bool:
    """Whether the first row is one of titles: every cell has words, none has figures or ends a sentence."""
    return bool(table.row(0)) and all(_is_title(cell.text) for cell in table.row(0))


def _is_title(text: str) -> bool:
    return bool(_TITLE.search(text)) and not _FIGURE.search(text) and not ends_sentence(text)


def _as_high(left: RuledTable, right: RuledTable) -> bool:
    """Whether two tables begin at one place and have rulings at the same heights; merged cells have fewer.

    A last row that is one merged cell, cut by the page's edge, is missing on the right.
    """
    fewer, more = sorted((left.heights, right.heights), key=len)
    if (
        len(fewer) <= LEAST_ROWS
        or abs(fewer[0] - more[0]) > SAME_HEIGHT
        or abs(left.left - right.left) > SNAP
    ):
        return False
    last = max(left.heights[-1] - left.heights[-2], right.heights[-1] - right.heights[-2])
    if abs(left.heights[-1] - right.heights[-1]) > last + SAME_HEIGHT:
        return False
    shared = sum(any(abs(height - other) <= SAME_HEIGHT for other in more) for height in fewer)
    return shared >= SHARED * len(fewer)


def _is_full(left: RuledTable, right: RuledTable, page: float) -> bool:
    """Whether the next column had no room on the left page, its margins alike: that is why it stands apart."""
    column = right.edges[1] - right.edges[0]
    return left.right + column > page - left.left


def _same_labels(left: RuledTable, right: RuledTable) -> bool:
    """Whether the rows, or the titles, are named alike: then it is the same form again."""
    if [cell.text for cell in left.row(0)] == [cell.text for cell in right.row(0)]:
        return True
    labels = [(left.first_label(row), right.first_label(row)) for row in range(1, left.rows)]
    named = [first for first, _ in labels if first]
    return len(named) > 1 and sum(first == second != "" for first, second in labels) * 2 > len(named)


def _side_by_side(left: RuledTable, right: RuledTable) -> RuledTable:
    """One table of two, its rows those of both."""
    shift = left.right - right.left
    heights: list[float] = []
    for height in sorted((*left.heights, *right.heights)):
        if not heights or height - heights[-1] > SAME_HEIGHT:
            heights.append(height)
    moved = (replace(cell, x0=cell.x0 + shift, x1=cell.x1 + shift) for cell in _rows_of(right, heights))
    cells = sorted((*_rows_of(left, heights), *moved), key=lambda cell: (cell.top, cell.x0))
    return replace(
        left,
        cells=tuple(cells),
        rows=len(heights) - 1,
        right=right.right + shift,
        bottom=heights[-1],
        heights=tuple(heights),
    )


def _rows_of(table: RuledTable, heights: Sequence[float]) -> list[RuledCell]:
    """The table's cells, their rows counted at these heights."""
    place = [min(range(len(heights)), key=lambda index: abs(heights[index] - at)) for at in table.heights]
    return [replace(cell, top=place[cell.top], bottom=place[cell.bottom]) for cell in table.cells]
