"""Wide sheets that a printer parted (Excel 打印分页): pages beside one another put together again.

Excel prints down and then over: the left columns on some pages, the right ones, row by row as high, on as
many more. What tells them from a table that goes on below is that the right part begins with titles of its own.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.ingestion.pdf_lattice import SNAP
from pipeline.ingestion.pdf_tables import RuledTable
from pipeline.ingestion.pdf_wide_joining import SAME_HEIGHT, LonePage, side_by_side
from pipeline.ingestion.pdf_wrapping import ends_sentence

LEAST_ROWS = 3
"""A table of fewer rows is not put together: their heights would agree by chance."""
SHARED = 0.8
"""Share of the rulings that must stand at the same heights."""
_TITLE = re.compile("[\u3400-\u9fff]")
_FIGURE = re.compile(r"\d")


def widened(pages: Sequence[LonePage | None]) -> list[LonePage | None]:
    """The pages; a right-hand part went to its left-hand page and left None."""
    found = list(pages)
    start = 0
    pattern: tuple[LonePage, ...] = ()
    while start < len(found):
        width, count = _parts(found, start)
        pattern = _pattern(found, start, pattern) if not width else ()
        if pattern:
            width, count = 1, len(pattern)
        elif width == 1:
            pattern = tuple(page for page in found[start : start + count] if page)
        for place in range(start, start + width):
            for whole in range(1, count):
                so_far, right = found[place], pages[place + whole * width]
                if so_far is not None and right is not None:
                    joined = side_by_side(so_far, right, is_next=width == 1)
                    found[place], found[place + whole * width] = joined, None
        start += max(1, count if width == 1 else 1)
    return found


def _parts(pages: Sequence[LonePage | None], start: int) -> tuple[int, int]:
    """How many pages from `start` have their right-hand parts on as many following ones, and parts in all."""
    for width in range(1, (len(pages) - start) // 2 + 1):
        count = 1
        while _stand_beside(pages, start, width, count):  # a sheet may be three pages wide and more
            count += 1
        if count > 1:
            return width, count
        if pages[start + width] is None:
            break
    return 0, 1


def _stand_beside(pages: Sequence[LonePage | None], start: int, width: int, count: int) -> bool:
    """Whether the `count`-th parts of these pages stand right of the parts before them."""
    before = pages[start + (count - 1) * width : start + count * width]
    beside = pages[start + count * width : start + (count + 1) * width]
    first, second = before[0], beside[0] if beside else None
    if first is None or second is None or len(beside) < width:
        return False
    pairs = list(zip(before, beside, strict=True))
    is_cut = any(left and _runs_out(left.table) for left in before)
    if not all(left and right and _as_high(left.table, right.table, is_cut=is_cut) for left, right in pairs):
        return False
    if not _is_full(first.table, second.table, first.width):
        return False
    return is_cut or (
        _has_titles(first.table) and _has_titles(second.table) and not _same_labels(first.table, second.table)
    )


def _pattern(
    pages: Sequence[LonePage | None], start: int, before: tuple[LonePage, ...]
) -> tuple[LonePage, ...]:
    """The next parts side by side, without titles of their own: their columns are those of the parts above."""
    now = tuple(page for page in pages[start : start + len(before)] if page)
    if len(now) < max(2, len(before)):
        return ()
    same = all(_same_columns(upper.table, lower.table) for upper, lower in zip(before, now, strict=True))
    high = all(_as_high(left.table, right.table, is_cut=True) for left, right in pairwise(now))
    return now if same and high else ()


def _same_columns(upper: RuledTable, lower: RuledTable) -> bool:
    ours, theirs = upper.edges, lower.edges
    return len(ours) == len(theirs) and all(
        abs(edge - other) <= SNAP for edge, other in zip(ours, theirs, strict=True)
    )


def _runs_out(table: RuledTable) -> bool:
    """Whether the page's edge cuts cells of the table: a table that ends there has its border."""
    return any(cell.runs_out for cell in (*table.cells, *table.blanks))


def _has_titles(table: RuledTable) -> bool:
    """Whether the first row is one of titles: every cell has words, none has figures or ends a sentence."""
    return bool(table.row(0)) and all(_is_title(cell.text) for cell in table.row(0))


def _is_title(text: str) -> bool:
    return bool(_TITLE.search(text)) and not _FIGURE.search(text) and not ends_sentence(text)


def _as_high(left: RuledTable, right: RuledTable, *, is_cut: bool) -> bool:
    """Whether two tables begin at one place and have rulings at the same heights; merged cells have fewer.

    Where the edge of the page cuts cells, a first row may be all of one cell, without rulings on one side. A last
    row that is one merged cell, cut by the edge, is missing on the right.
    """
    fewer, more = sorted((left.heights, right.heights), key=len)
    begins = is_cut or abs(fewer[0] - more[0]) <= SAME_HEIGHT
    if len(fewer) <= LEAST_ROWS or not begins or abs(left.left - right.left) > SNAP:
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
