"""Tables without lines whose cells or rows are shaded (底纹): the edges of the colour stand for ruling lines."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from pipeline.ingestion.pdf_drawing import Box, Rule
from pipeline.ingestion.pdf_lattice import SNAP, Lattice
from pipeline.ingestion.pdf_lines import lines_of
from pipeline.ingestion.pdf_page import Glyph, Page

LEAST_HEIGHT, LEAST_WIDTH = 8.0, 12.0
"""Points: a colour lower or narrower than this is a mark, not a cell."""
LEAST_BANDS = 2
"""So many rows of colour make a table; one is a banner or a marked line."""
STRIPE = 3.0
"""Heights of a shaded row that the white one after it takes at most."""
MOST_FILLS = 4_000


def shaded_rules(page: Page, lattices: Sequence[Lattice]) -> list[Rule]:
    """Ruling lines round the page's shaded cells, where no lines are drawn round them."""
    cells = [fill for fill in page.fills[:MOST_FILLS] if _is_cell(fill) and not _is_ruled(fill, lattices)]
    rules: list[Rule] = []
    for stack in _stacks(_bands(cells)):
        if len(stack) < LEAST_BANDS:
            continue
        inside = any(len(band) > 1 for band in stack)
        for band in stack:
            rules.extend(rule for box in band for rule in _round(box, upright=inside))
        if inside:
            edges = sorted({box[0] for box in stack[0]} | {box[2] for box in stack[0]})
            for top, bottom in (*_gaps(stack), *_tail(stack, page.glyphs)):
                rules.extend(Rule(False, edge, top, bottom) for edge in edges)
                rules.append(Rule(True, bottom, edges[0], edges[-1]))
    return rules


def _is_cell(fill: Box) -> bool:
    return fill[3] - fill[1] >= LEAST_HEIGHT and fill[2] - fill[0] >= LEAST_WIDTH


def _is_ruled(fill: Box, lattices: Sequence[Lattice]) -> bool:
    x, y = (fill[0] + fill[2]) / 2, (fill[1] + fill[3]) / 2
    return any(lattice.holds(x, y) for lattice in lattices)


def _bands(cells: Iterable[Box]) -> list[list[Box]]:
    """Shaded cells side by side, from top to bottom; each cell once."""
    ordered = sorted({(round(box[1]), round(box[0])): box for box in cells}.values(), key=lambda box: box[1])
    bands: list[list[Box]] = []
    for box in ordered:
        if bands and abs(bands[-1][0][1] - box[1]) <= SNAP:
            bands[-1].append(box)
        else:
            bands.append([box])
    return [sorted(band) for band in bands]


def _stacks(bands: Sequence[list[Box]]) -> Iterator[list[list[Box]]]:
    """Bands below one another that belong to one table: they touch, or one white row lies between."""
    stack: list[list[Box]] = []
    for band in bands:
        if stack and not _follows(stack, band):
            yield stack
            stack = []
        stack.append(band)
    if stack:
        yield stack


def _follows(stack: Sequence[list[Box]], band: Sequence[Box]) -> bool:
    lowest = max(box[3] for above in stack for box in above)
    left, right = min(box[0] for box in stack[0]), max(box[2] for box in stack[0])
    gap = band[0][1] - lowest
    inside = left - SNAP <= band[0][0] and max(box[2] for box in band) <= right + SNAP
    if gap <= SNAP:
        return inside
    alike = abs(band[0][0] - left) <= SNAP and abs(max(box[2] for box in band) - right) <= SNAP
    return alike and gap <= STRIPE * max(box[3] - box[1] for box in band)


def _round(box: Box, *, upright: bool) -> Iterator[Rule]:
    """The edges of a colour; of a row in one piece only the level ones: its columns come from its text."""
    left, top, right, bottom = box
    yield Rule(True, top, left, right)
    yield Rule(True, bottom, left, right)
    if upright:
        yield Rule(False, left, top, bottom)
        yield Rule(False, right, top, bottom)


def _gaps(stack: Sequence[list[Box]]) -> Iterator[tuple[float, float]]:
    """The white rows between the shaded ones."""
    lowest = max(box[3] for box in stack[0])
    for band in stack[1:]:
        if band[0][1] - lowest > 2 * SNAP:
            yield lowest, band[0][1]
        lowest = max(lowest, *(box[3] for box in band))


def _tail(stack: Sequence[list[Box]], glyphs: Sequence[Glyph]) -> Iterator[tuple[float, float]]:
    """The white row below the last shaded one, if text stands there in the same columns."""
    heights = [lower[0][1] - upper[0][1] for upper, lower in pairwise(stack)]
    striped = any(True for _ in _gaps(stack))
    if not striped:
        return
    top = max(box[3] for box in stack[-1])
    columns = [(box[0], box[2]) for box in stack[-1]]
    inside = [
        glyph
        for glyph in glyphs
        if columns[0][0] <= glyph.x0
        and glyph.x1 <= columns[-1][1]
        and 0 <= glyph.top - top <= max(heights) / 2
    ]
    taken = {
        index
        for glyph in inside
        for index, (left, right) in enumerate(columns)
        if left <= glyph.x0 and glyph.x1 <= right and glyph.text != " "
    }
    if len(taken) > 1 and not _crosses(inside, columns):
        yield top, max(line.bottom for line in lines_of(inside, 0)) + SNAP


def _crosses(glyphs: Sequence[Glyph], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether text runs over the border of two columns, as a sentence does and cells do not."""
    borders = [right for _, right in columns[:-1]]
    ordered = sorted((glyph for glyph in glyphs if glyph.text != " "), key=lambda glyph: glyph.x0)
    for _, line in groupby(ordered, key=lambda glyph: round(glyph.bottom)):
        for before, after in pairwise(line):
            near = after.x0 - before.x1 < 0.5 * (before.bottom - before.top)
            if near and any(before.x0 < border < after.x1 for border in borders):
                return True
    return False
