"""Tables with rules across only (三线表): the rules bound it, the gaps in the text make its columns."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.ingestion.pdf_drawing import Rule
from pipeline.ingestion.pdf_lattice import Lattice, merged_rules
from pipeline.ingestion.pdf_lines import Line, line_of
from pipeline.ingestion.pdf_page import Glyph, Page
from pipeline.ingestion.pdf_tables import RuledCell, RuledTable

SHORTEST = 100.0
"""A rule shorter than this (points) underlines a word or a part of the header."""
SAME_END = 5.0
"""Points by which the rules of one table may differ at their ends."""
CHUNK_GAP = 1.2
"""Gap in ems that parts two columns; a space within a cell is less."""


@dataclass(frozen=True, slots=True)
class _Band:
    """What stands between two neighbouring rules: lines, each parted at its gaps."""

    top: float
    bottom: float
    lines: tuple[tuple[Line, ...], ...]

    @property
    def is_columnar(self) -> bool:
        """Whether most lines stand in columns, as running text does not."""
        return bool(self.lines) and 2 * sum(len(chunks) > 1 for chunks in self.lines) >= len(self.lines)


def open_tables(
    page: Page, lines: list[Line], lattices: Sequence[Lattice]
) -> tuple[list[RuledTable], list[Line]]:
    """The open tables of a page, and the lines that stand in none."""
    tables: list[RuledTable] = []
    left = lines
    for stack in _stacks(page.rules, lattices):
        for bands in _runs(stack, left):
            columns = _columns(bands)
            if not columns:
                continue
            tables.append(_table(page, stack[0], bands, columns))
            top, bottom = bands[0].top, bands[-1].bottom
            left = [line for line in left if not _between(line, stack[0], top, bottom)]
    return tables, left


def _stacks(rules: Sequence[Rule], lattices: Sequence[Lattice]) -> list[list[Rule]]:
    """Long horizontal rules outside ruled tables that begin and end alike, three at least."""
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
    return [sorted(stack, key=lambda rule: rule.at) for stack in stacks if len(stack) >= 3]


def _between(line: Line, rule: Rule, top: float, bottom: float) -> bool:
    inside = rule.start - SAME_END <= line.left and line.right <= rule.end + SAME_END
    return inside and top < line.middle < bottom


def _runs(stack: Sequence[Rule], lines: Sequence[Line]) -> Iterator[list[_Band]]:
    """Neighbouring bands in columns, two at least: a header and what stands under it."""
    run: list[_Band] = []
    for upper, lower in pairwise(stack):
        inside = [line for line in lines if _between(line, upper, upper.at, lower.at)]
        band = _Band(upper.at, lower.at, tuple(tuple(_chunks(line)) for line in inside))
        if band.is_columnar:
            run.append(band)
            continue
        if len(run) >= 2:
            yield run
        run = []
    if len(run) >= 2:
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


def _columns(bands: Sequence[_Band]) -> list[float]:
    """Abscissas between the columns, from what stands under the header: a header may span several."""
    chunks = sorted(
        (chunk for band in bands[1:] for line in band.lines for chunk in line), key=lambda chunk: chunk.left
    )
    borders: list[float] = []
    reach = chunks[0].right
    for chunk in chunks:
        if chunk.left > reach:
            borders.append((reach + chunk.left) / 2)
        reach = max(reach, chunk.right)
    return borders


def _table(page: Page, rule: Rule, bands: Sequence[_Band], borders: Sequence[float]) -> RuledTable:
    edges = (rule.start, *borders, rule.end)
    rows = [[chunk for line in bands[0].lines for chunk in line]]
    for band in bands[1:]:
        rows.extend(_rows(band, borders))
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
    )


def _rows(band: _Band, borders: Sequence[float]) -> list[list[Line]]:
    """The band's rows; a line that leaves the first column and most others free goes on with the row."""
    rows: list[list[Line]] = []
    for chunks in band.lines:
        taken = {bisect_right(borders, (chunk.left + chunk.right) / 2) for chunk in chunks}
        goes_on = 0 not in taken and 2 * len(taken) <= len(borders) + 1
        if rows and goes_on:
            rows[-1].extend(chunks)
        else:
            rows.append(list(chunks))
    return rows


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
