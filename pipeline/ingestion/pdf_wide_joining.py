"""Two pages that stand side by side as one: rows by their heights, cells that the page's edge cut made whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.ingestion.pdf_lattice import SNAP
from pipeline.ingestion.pdf_lines import Line, lines_of
from pipeline.ingestion.pdf_tables import RuledCell, RuledTable

SAME_HEIGHT = 1.5
"""Points by which the heights of one row may differ from page to page."""
FULL = 0.7
"""Share of the page's height past which a table goes on, if it does, on the sheet's next row of pages."""
TITLE_LINES = 4
"""So many lines may stand above a printed sheet's table: its title, who filled it in, the unit."""


@dataclass(frozen=True, slots=True)
class LonePage:
    """A page that one table fills, with the lines above it and those beside it that the page's edge cut."""

    table: RuledTable
    lines: tuple[Line, ...]
    width: float
    height: float

    @property
    def is_full(self) -> bool:
        """Whether the table reaches so far down that what follows may have found no more room."""
        return self.table.bottom > FULL * self.height

    @property
    def above(self) -> tuple[Line, ...]:
        """The lines above the table."""
        return tuple(line for line in self.lines if line.middle < self.table.top)


def lone_page(
    tables: Sequence[RuledTable], lines: Sequence[Line], width: float, height: float
) -> LonePage | None:
    """The page, if one table with next to nothing above it and nothing below fills it."""
    if len(tables) != 1 or tables[0].is_open or any(line.middle > tables[0].bottom for line in lines):
        return None
    page = LonePage(tables[0], tuple(lines), width, height)
    return page if len(page.above) <= TITLE_LINES else None


def side_by_side(left: LonePage, right: LonePage, *, is_next: bool) -> LonePage:
    """One page of two; `is_next` says that the printer went over before it went down."""
    shift = left.table.right - right.table.left
    beside = [line.moved(shift) for line in right.lines]
    seam_top = left.table.top
    title = _united(left.above, [line for line in beside if line.middle < seam_top], left.table.page)
    cut = [line for line in (*left.lines, *beside) if line.middle >= seam_top]
    table = _joined(left.table, right.table, shift)
    filled = replace(
        table,
        cells=tuple(_with_cut(cell, cut, table.heights, left.table.right) for cell in table.cells),
        end_page=right.table.end_page if is_next and left.is_full else table.end_page,
    )
    written = {id(line) for cell in table.cells for line in _own(cell, cut, table.heights, left.table.right)}
    return LonePage(
        filled, (*title, *(line for line in cut if id(line) not in written)), left.width, left.height
    )


def _united(left: Iterable[Line], right: Iterable[Line], page: int) -> tuple[Line, ...]:
    """Lines of both pages; a character that both show, because the edge runs through it, comes once."""
    return tuple(lines_of([glyph for line in (*left, *right) for glyph in line.glyphs], page))


def _joined(left: RuledTable, right: RuledTable, shift: float) -> RuledTable:
    """One table of two, its rows those of both."""
    heights = _heights(left, right)
    ours = _rows_of(left, (*left.cells, *(cell for cell in left.blanks if cell.runs_out)), heights)
    moved = [
        replace(right, cells=tuple(cell.moved(shift) for cell in cells))
        for cells in (right.cells, right.blanks)
    ]
    theirs = [cell for table in moved for cell in _rows_of(right, table.cells, heights)]
    pieces = _made_whole(ours, theirs, left.right, right.right + shift)
    cells = [piece for piece in pieces if piece.lines or not _is_blank(piece)]
    return replace(
        left,
        cells=tuple(sorted(cells, key=lambda cell: (cell.top, cell.x0))),
        rows=len(heights) - 1,
        right=right.right + shift,
        bottom=heights[-1],
        heights=heights,
        blanks=tuple(piece for piece in pieces if piece.runs_out and piece not in cells),
    )


def _heights(left: RuledTable, right: RuledTable) -> tuple[float, ...]:
    """The rulings across of both."""
    heights: list[float] = []
    for height in sorted((*left.heights, *right.heights)):
        if not heights or height - heights[-1] > SAME_HEIGHT:
            heights.append(height)
    return tuple(heights)


def _rows_of(table: RuledTable, cells: Iterable[RuledCell], heights: Sequence[float]) -> list[RuledCell]:
    """The cells of a table, their rows counted at these heights."""
    place = [min(range(len(heights)), key=lambda index: abs(heights[index] - at)) for at in table.heights]
    return [replace(cell, top=place[cell.top], bottom=place[cell.bottom]) for cell in cells]


def _made_whole(
    ours: Sequence[RuledCell], theirs: Sequence[RuledCell], seam: float, end: float
) -> list[RuledCell]:
    """All cells, those that the page's edge cut (合并单元格跨页) as wide as on the sheet."""
    whole: list[RuledCell] = []
    taken: set[RuledCell] = set()
    for cell in ours:
        if not cell.runs_out or abs(cell.x1 - seam) > SNAP:
            whole.append(cell)
            continue
        beside = [other for other in theirs if other.top < cell.bottom and cell.top < other.bottom]
        rest = [other for other in beside if other.runs_in and abs(other.x0 - seam) <= SNAP]
        taken.update(rest)
        following = min((other.x0 for other in beside if other not in rest), default=end)
        reach = max((other.x1 for other in rest), default=max(cell.x1, following))
        lines = _united(cell.lines, (line for other in rest for line in other.lines), cell.page)
        runs_out = any(other.runs_out for other in rest) if rest else reach >= end - SNAP
        whole.append(replace(cell, x1=reach, lines=lines, runs_out=runs_out))
    return whole + [cell for cell in theirs if cell not in taken]


def _is_blank(cell: RuledCell) -> bool:
    """Whether a place without text is open to the paper and so no cell, unless both its ends were found."""
    return cell.runs_in or cell.runs_out


def _with_cut(cell: RuledCell, cut: Sequence[Line], heights: Sequence[float], seam: float) -> RuledCell:
    """The cell with what stands past the pages' edges, where it runs over the seam."""
    own = _own(cell, cut, heights, seam)
    return replace(cell, lines=_united(cell.lines, own, cell.page)) if own else cell


def _own(cell: RuledCell, cut: Sequence[Line], heights: Sequence[float], seam: float) -> list[Line]:
    """The lines past the edges that belong to a cell over the seam: those at its height between its ends."""
    if not (cell.x0 < seam - SNAP and cell.x1 > seam + SNAP):
        return []
    top, bottom = heights[cell.top], heights[cell.bottom]
    return [
        line
        for line in cut
        if top <= line.middle <= bottom and cell.x0 <= (line.left + line.right) / 2 <= cell.x1
    ]
