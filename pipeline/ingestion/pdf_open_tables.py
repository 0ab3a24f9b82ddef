"""Tables with rules across only (三线表): the rules bound it, the gaps in the text make its columns."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.ingestion.pdf_drawing import Rule
from pipeline.ingestion.pdf_lattice import Lattice, merged_rules
from pipeline.ingestion.pdf_lines import Line, line_of
from pipeline.ingestion.pdf_open_rows import Band, reaches_of, rows_of
from pipeline.ingestion.pdf_page import Glyph, Page
from pipeline.ingestion.pdf_tables import RuledCell, RuledTable

SHORTEST = 100.0
"""A rule shorter than this (points) underlines a word or a part of the header."""
SAME_END = 5.0
"""Points by which the rules of one table may differ at their ends."""
CHUNK_GAP = 1.2
"""Gap in ems that parts two columns; a space within a cell is less."""
APART = 2.5
"""Ems of white that part a table from the page's foot or head."""
LEAST_ROWS = 2
"""So many lines in columns make a table's body without its closing rule."""
FOOT_LINES = 3
"""So many lines may stand under a table that the page's end cuts."""


def open_tables(
    page: Page, lines: list[Line], lattices: Sequence[Lattice], before: RuledTable | None = None
) -> tuple[list[RuledTable], list[Line]]:
    """The open tables of a page, and the lines that stand in none.

    A table may go on from the page before, where `before` was the last one, and past this page's end.
    """
    tables: list[RuledTable] = []
    left = lines
    for stack in _stacks(page.rules, lattices):
        inherited = before if before and before.is_open and _same_ends(stack[0], before) else None
        ruled = _closed_by_page(stack, left, is_inherited=inherited is not None)
        for bands in _runs(ruled, left, least=1 if inherited else 2):
            columns = max(_columns(bands[1:] or bands), _columns(bands), key=len)
            if inherited is not None and len(inherited.edges) - 2 >= len(columns):
                columns = _inherited_columns(bands, inherited) or columns
            if not columns:
                continue
            tables.append(_table(page, stack[0], bands, columns, has_head=bands[0].top >= stack[0].at))
            top, bottom = bands[0].top, bands[-1].bottom
            left = [line for line in left if not _between(line, stack[0], top, bottom)]
    return tables, left


def _same_ends(rule: Rule, table: RuledTable) -> bool:
    return abs(rule.start - table.left) <= SAME_END and abs(rule.end - table.right) <= SAME_END


def _closed_by_page(stack: Sequence[Rule], lines: Sequence[Line], *, is_inherited: bool) -> list[Rule]:
    """The rules, with the page's end for the last one, and its beginning for the first, where a break cut."""
    ruled = list(stack)
    below = _neighbours([line for line in lines if line.middle > stack[-1].at], stack[-1].at)
    if len(stack) == 2 and _is_body(below, stack[-1]) and _reaches_end(below, lines):
        ruled.append(stack[-1]._replace(at=max(line.bottom for line in below) + 1))
    if is_inherited:
        above = _neighbours([line for line in reversed(lines) if line.middle < stack[0].at], stack[0].at)
        if _is_body(above[::-1], stack[0]):
            ruled.insert(0, stack[0]._replace(at=min(line.top for line in above) - 1))
    return ruled


def _neighbours(lines: Sequence[Line], rule: float) -> list[Line]:
    """Lines from a rule on, up to a gap wider than any before: what follows is the page's foot or head."""
    found: list[Line] = []
    for line in lines:
        if found:
            gap = max(line.top - found[-1].bottom, found[-1].top - line.bottom)
            if gap > APART * line.em:
                break
        elif min(abs(line.top - rule), abs(line.bottom - rule)) > APART * line.em:
            break
        found.append(line)
    return found


def _is_body(lines: Sequence[Line], rule: Rule) -> bool:
    """Whether these lines are rows of a table as wide as the rule."""
    if not lines or not all(_between(line, rule, float("-inf"), float("inf")) for line in lines):
        return False
    band = Band(0.0, 0.0, tuple(tuple(_chunks(line)) for line in lines), rule.end - rule.start)
    return band.is_columnar and sum(len(chunks) > 1 for chunks in band.lines) >= LEAST_ROWS


def _reaches_end(below: Sequence[Line], lines: Sequence[Line]) -> bool:
    """Whether next to nothing stands under these lines: a page number, a running foot."""
    return sum(line.middle > below[-1].middle for line in lines) <= FOOT_LINES


def _inherited_columns(bands: Sequence[Band], table: RuledTable | None) -> list[float]:
    """The columns of the table that goes on here, unless what stands here crosses them."""
    if table is None:
        return []
    borders = list(table.edges[1:-1])
    chunks = [chunk for band in bands for line in band.lines for chunk in line]
    crossing = sum(chunk.left + 1 < border < chunk.right - 1 for chunk in chunks for border in borders)
    return borders if crossing <= len(chunks) // 20 else []


def _stacks(rules: Sequence[Rule], lattices: Sequence[Lattice]) -> list[list[Rule]]:
    """Long horizontal rules outside ruled tables that begin and end alike."""
    stacks: list[list[Rule]] = []
    for rule in merged_rules(rules):
        middle = (rule.start + rule.end) / 2
        if not rule.horizontal or rule.end - rule.start < SHORTEST:
            continue
        if any(lattice.holds(middle, rule.at) for lattice in lattices):
            continue
        for stack in stacks:
            if abs(stack[0].start - rule.start) <= SAME_END and abs(stack[0].end - rule.end) <= SAME_END:
                stack.append(rule)
                break
        else:
            stacks.append([rule])
    return [sorted(stack, key=lambda rule: rule.at) for stack in stacks]


def _between(line: Line, rule: Rule, top: float, bottom: float) -> bool:
    inside = rule.start - SAME_END <= line.left and line.right <= rule.end + SAME_END
    return inside and top < line.middle < bottom


def _runs(stack: Sequence[Rule], lines: Sequence[Line], least: int) -> Iterator[list[Band]]:
    """Neighbouring bands in columns: a header and what stands under it."""
    run: list[Band] = []
    for upper, lower in pairwise(stack):
        inside = [line for line in lines if _between(line, upper, upper.at, lower.at)]
        band = Band(
            upper.at, lower.at, tuple(tuple(_chunks(line)) for line in inside), upper.end - upper.start
        )
        if band.is_columnar:
            run.append(band)
            continue
        if len(run) >= least:
            yield run
        run = []
    if len(run) >= least:
        yield run


def _chunks(line: Line) -> Iterator[Line]:
    """The line parted where columns leave a gap."""
    part: list[Glyph] = []
    for glyph in line.glyphs:
        if part and glyph.x0 - part[-1].x1 > CHUNK_GAP * line.em:
            yield from _whole(part, line.page)
            part = []
        part.append(glyph)
    yield from _whole(part, line.page)


def _whole(glyphs: Sequence[Glyph], page: int) -> Iterator[Line]:
    line = line_of(glyphs, page)
    if line is not None:
        yield line


def _columns(bands: Sequence[Band]) -> list[float]:
    """Abscissas between what stands in columns; a header may span several, or name one that is empty."""
    chunks = sorted(
        (chunk for band in bands for line in band.lines for chunk in line),
        key=lambda chunk: chunk.left,
    )
    borders: list[float] = []
    reach = chunks[0].right if chunks else 0.0
    for chunk in chunks:
        if chunk.left > reach:
            borders.append((reach + chunk.left) / 2)
        reach = max(reach, chunk.right)
    return borders


def _table(
    page: Page, rule: Rule, bands: Sequence[Band], borders: Sequence[float], *, has_head: bool
) -> RuledTable:
    edges = (rule.start, *borders, rule.end)
    rows = [[chunk for line in bands[0].lines for chunk in line]] if has_head else []
    for band in bands[1:] if has_head else bands:
        rows.extend(rows_of(band, borders, reaches_of(bands, borders)))
    cells = [cell for index, row in enumerate(rows) for cell in _cells(index, row, edges, page.number)]
    return RuledTable(
        cells=tuple(cells),
        rows=len(rows),
        page=page.number,
        left=rule.start,
        right=rule.end,
        top=bands[0].top,
        bottom=bands[-1].bottom,
        first_row=bands[0].bottom - bands[0].top,
        end_page=page.number,
        is_open=True,
    )


def _cells(row: int, chunks: Sequence[Line], edges: Sequence[float], page: int) -> list[RuledCell]:
    """A row's cells, blank ones included; a chunk that reaches over a column's border spans it."""
    borders = edges[1:-1]
    taken: dict[int, tuple[int, list[Line]]] = {}
    for chunk in chunks:
        first, last = bisect_right(borders, chunk.left), bisect_right(borders, chunk.right)
        end, lines = taken.get(first, (last, []))
        taken[first] = (max(end, last), [*lines, chunk])
    cells: list[RuledCell] = []
    column = 0
    while column < len(edges) - 1:
        last, lines = taken.get(column, (column, []))
        end = min([last + 1, *(other for other in taken if column < other <= last)])
        cells.append(RuledCell(row, row + 1, edges[column], edges[end], tuple(lines), page))
        column = end
    return cells
