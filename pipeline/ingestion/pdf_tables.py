"""Ruled tables with their text, and one table of the pieces that page breaks made of it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.ingestion.assembly import DraftCell, DraftTable
from pipeline.ingestion.pdf_lattice import SNAP, Lattice
from pipeline.ingestion.pdf_lines import Line, lines_of
from pipeline.ingestion.pdf_page import Glyph
from pipeline.ingestion.pdf_wrapping import CLOSING, begins_item, ends_sentence, first_token_width, joined

PADDING = (1.0, 6.0)
"""Least and most room (points) that cells keep free on each side; Word's own is 5.4."""
ROOM = 0.5
"""Ems by which a word must have fitted before its line break counts as the writer's own."""
SHARED_EDGES = 0.6
"""Share of the inner column edges of the simpler piece that the other must have, to be the same table."""
COLUMN_SHIFT = 60.0
"""Points by which a column of an open table may seem to begin elsewhere on the next page."""
HEAD_CELLS = 3
"""So many titles of columns make a row a head."""
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class RuledCell:
    """A cell with its rows (from 0, end excluded), its left and right edge, and its lines."""

    top: int
    bottom: int
    x0: float
    x1: float
    lines: tuple[Line, ...]
    page: int
    padding: float = PADDING[0]
    """Room that the table's cells keep free on each side."""

    @property
    def text(self) -> str:
        """The cell's text, broken where the writer broke it."""
        return "\n".join(self.paragraphs)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The writer's own lines; what the cell's edge broke is joined."""
        if all(len(line.text) == 1 for line in self.lines):
            return ("".join(line.text for line in self.lines),) if self.lines else ()
        done: list[str] = []
        for before, line in zip((None, *self.lines), self.lines, strict=False):
            if before is not None and not self.fits_after(before, line):
                done[-1] = joined(done[-1], line.text)
            else:
                done.append(line.text)
        return tuple(done)

    def fits_after(self, line: Line, following: Line) -> bool:
        """Whether the next line's beginning would have fitted behind this line: the break was meant."""
        if following.text[0] in CLOSING:
            return False
        before, after = line.left - self.x0, self.x1 - line.right
        centred = abs(before - after) < line.em
        room = before + after - 2 * self.padding if centred else after - self.padding
        spare = room - first_token_width(following)
        if ends_sentence(line.text) or begins_item(following.text):
            return spare > 0
        return spare > ROOM * line.em

    def spans(self, other: "RuledCell") -> bool:
        """Whether the two cells have the same left and right edge."""
        return abs(self.x0 - other.x0) <= SNAP and abs(self.x1 - other.x1) <= SNAP


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table, or the piece of it that stands on one page; heights are those of its last page."""

    cells: tuple[RuledCell, ...]
    rows: int
    page: int
    left: float
    right: float
    top: float
    bottom: float
    first_row: float
    """Height of the first row, and of the rows that merged cells tie to it."""
    end_page: int
    heights: tuple[float, ...] = ()
    """Heights of the rulings across, of a piece on one page."""
    is_open: bool = False
    """Whether only rules across bound it (三线表): its columns come from its text."""

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.left, self.top, self.right, self.bottom

    @property
    def edges(self) -> tuple[float, ...]:
        """Abscissas at which cells begin or end."""
        return _distinct(edge for cell in self.cells for edge in (cell.x0, cell.x1))

    def row(self, index: int) -> tuple[RuledCell, ...]:
        """The cells that begin in a row, from left to right."""
        return tuple(sorted((c for c in self.cells if c.top == index), key=lambda cell: cell.x0))

    def first_label(self, index: int) -> str:
        """Text at the row's left end if it is a label in Chinese, else nothing."""
        row = self.row(index)
        if row and abs(row[0].x0 - self.left) <= SNAP and _HAN.search(row[0].text):
            return row[0].text
        return ""


def filled_table(lattice: Lattice, glyphs: Iterable[Glyph], page: int) -> RuledTable:
    """The lattice with the glyphs that stand in it, each in its cell."""
    contents = _contents(lattice, glyphs)
    lines = [tuple(lines_of(contents[index], page)) for index in range(len(lattice.fields))]
    padding = _padding(lattice, lines)
    cells = tuple(
        RuledCell(
            field.top,
            field.bottom,
            lattice.xs[field.left],
            lattice.xs[field.right],
            lines[index],
            page,
            padding,
        )
        for index, field in enumerate(lattice.fields)
        if lines[index] or not field.is_open
    )
    left, top, right, bottom = lattice.box
    tied = max(field.bottom for field in lattice.fields if field.top == 0)
    first = lattice.ys[tied if tied < len(lattice.ys) - 1 else 1] - top
    return RuledTable(
        cells, len(lattice.ys) - 1, page, left, right, top, bottom, first, end_page=page, heights=lattice.ys
    )


def _contents(lattice: Lattice, glyphs: Iterable[Glyph]) -> dict[int, list[Glyph]]:
    """The glyphs by the index of the field in which their middle lies."""
    owner = {
        (row, column): index
        for index, field in enumerate(lattice.fields)
        for row in range(field.top, field.bottom)
        for column in range(field.left, field.right)
    }
    contents: dict[int, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        square = lattice.square((glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2)
        contents[owner[square]].append(glyph)
    return contents


def _padding(lattice: Lattice, contents: Sequence[Sequence[Line]]) -> float:
    """The smallest distance that any line keeps from its cell's edge."""
    gaps = [
        gap
        for field, lines in zip(lattice.fields, contents, strict=True)
        for line in lines
        for gap in (line.left - lattice.xs[field.left], lattice.xs[field.right] - line.right)
    ]
    least, most = PADDING
    return min(max(min(gaps, default=least), least), most)


def in_next_column(table: RuledTable, piece: RuledTable) -> RuledTable:
    """The piece, or, where a column as wide as the table's follows (分栏), the piece moved under the table."""
    shift = table.left - piece.left
    same_width = abs((table.right - table.left) - (piece.right - piece.left)) <= SNAP
    beside = piece.left > table.right or piece.right < table.left
    if not (same_width and beside):
        return piece
    cells = tuple(replace(cell, x0=cell.x0 + shift, x1=cell.x1 + shift) for cell in piece.cells)
    return replace(piece, cells=cells, left=table.left, right=piece.right + shift)


def on_same_columns(table: RuledTable, piece: RuledTable) -> RuledTable:
    """The piece of an open table (三线表) on the columns of the table before it, if both have as many.

    Its columns come from what stands in them, which differs from page to page.
    """
    ours, theirs = table.edges, piece.edges
    same_ends = abs(table.left - piece.left) <= SNAP and abs(table.right - piece.right) <= SNAP
    if not (table.is_open and piece.is_open and same_ends and len(ours) == len(theirs)):
        return piece
    if any(abs(edge - other) > COLUMN_SHIFT for edge, other in zip(ours, theirs, strict=True)):
        return piece
    cells = (
        replace(cell, x0=ours[_nearest(theirs, cell.x0)], x1=ours[_nearest(theirs, cell.x1)])
        for cell in piece.cells
    )
    return replace(piece, cells=tuple(cells))


def is_continued(table: RuledTable, piece: RuledTable, free: float) -> bool:
    """Whether `piece`, first on the next page, goes on with `table`, last on its page, `free` below it."""
    if piece.page not in (table.end_page, table.end_page + 1) or (
        piece.page == table.end_page and piece.top >= table.bottom
    ):
        return False
    if abs(table.left - piece.left) > SNAP or abs(table.right - piece.right) > SNAP:
        return False
    tallest_line = max((line.bottom - line.top for cell in piece.row(0) for line in cell.lines), default=0.0)
    if free > piece.first_row + 2 * tallest_line and not _head_comes_again(table, piece):
        return False
    simpler, richer = sorted((table.edges[1:-1], piece.edges[1:-1]), key=len)
    shared = sum(any(abs(edge - other) <= SNAP for other in richer) for edge in simpler)
    return shared >= SHARED_EDGES * len(simpler) and not _begins_anew(table, piece)


def _head_comes_again(table: RuledTable, piece: RuledTable) -> bool:
    """Whether the piece begins with the table's head of columns, which is printed on each of its pages."""
    header = _repeated_rows(table, piece)
    return any(sum(bool(cell.lines) for cell in piece.row(row)) >= HEAD_CELLS for row in range(header))


def _begins_anew(table: RuledTable, piece: RuledTable) -> bool:
    """Whether the piece is the same form filled in again: its labels come again, what they say differs."""
    header = _repeated_rows(table, piece)
    pairs = [
        (table.first_label(index), piece.first_label(index))
        for index in range(header, min(header + 4, table.rows, piece.rows))
    ]
    again = sum(first == second != "" for first, second in pairs)
    named_otherwise = any(first and second and first != second for first, second in pairs)
    if named_otherwise or (not header and pairs and not (pairs[0][0] and pairs[0][0] == pairs[0][1])):
        return False  # labels agree by chance: 产出指标 comes on every page of a long form
    title_only = header > 0 and all(len(piece.row(index)) == 1 for index in range(header))
    return again >= 2 or (title_only and again >= 1)


def _repeated_rows(table: RuledTable, piece: RuledTable) -> int:
    """How many rows at the piece's top are the table's header printed again."""
    count = 0
    while count < min(table.rows, piece.rows):
        ours, theirs = table.row(count), piece.row(count)
        same = len(ours) == len(theirs) and all(
            a.spans(b) and a.bottom == b.bottom and a.text == b.text
            for a, b in zip(ours, theirs, strict=True)
        )
        if not same or not any(cell.lines for cell in theirs):
            break
        count += 1
    # A header ends where no cell of it reaches further down.
    while count and any(cell.top < count < cell.bottom for cell in piece.cells):
        count -= 1
    return count


def continued(table: RuledTable, piece: RuledTable) -> RuledTable:
    """The table with the piece below it: repeated header dropped, cells that the break cut made whole."""
    header = _repeated_rows(table, piece)
    fresh = [
        replace(cell, top=cell.top - header, bottom=cell.bottom - header)
        for cell in piece.cells
        if cell.top >= header
    ]
    above = {cell: _counterpart(cell, table) for cell in fresh if cell.top == 0}
    cut = _row_is_cut(above)
    offset = table.rows - (1 if cut else 0)
    leading = _leading(above)
    cells = list(table.cells)
    for cell in fresh:
        other = above.get(cell)
        if other is not None and (cut or _parent_goes_on(cell, other, leading)):
            cells[cells.index(other)] = replace(
                other, bottom=cell.bottom + offset, lines=other.lines + cell.lines
            )
        else:
            cells.append(replace(cell, top=cell.top + offset, bottom=cell.bottom + offset))
    return replace(
        table,
        cells=tuple(sorted(cells, key=lambda cell: (cell.top, cell.x0))),
        rows=piece.rows - header + offset,
        bottom=piece.bottom,
        end_page=piece.page,
    )


def _counterpart(cell: RuledCell, table: RuledTable) -> RuledCell | None:
    """The cell of the table's last row that stands right above."""
    return next((each for each in table.cells if each.bottom == table.rows and each.spans(cell)), None)


def _row_is_cut(above: dict[RuledCell, RuledCell | None]) -> bool:
    """Whether the break went through a row: what stands below goes on in full lines, the label is above."""
    pairs = [(cell, other) for cell, other in above.items() if cell.lines]
    if not pairs or len(pairs) == len(above):
        return False
    for cell, other in pairs:
        if other is None or not other.lines or other.fits_after(other.lines[-1], cell.lines[0]):
            return False
    complete = all(other is not None for other in above.values())
    return complete and any(other and not ends_sentence(other.lines[-1].text) for _, other in pairs)


def _leading(above: dict[RuledCell, RuledCell | None]) -> float:
    """Where the first cell with text begins: cells left of it are labels that stand on the page before."""
    return min((cell.x0 for cell in above if cell.lines), default=float("-inf"))


def _parent_goes_on(cell: RuledCell, other: RuledCell, leading: float) -> bool:
    """Whether an empty cell below the break is the rest of the merged cell above it, and not just blank."""
    if cell.lines or not _HAN.search(other.text):
        return False
    if cell.x1 <= leading + SNAP:
        return True
    return cell.bottom - cell.top > 1 and other.bottom - other.top > 1


def draft_table(table: RuledTable) -> DraftTable:
    """The table as rows and columns; a column begins wherever a cell of the table does."""
    edges = table.edges
    rows = sorted({cell.top for cell in table.cells})
    cells = []
    for cell in table.cells:
        left, right = _nearest(edges, cell.x0), _nearest(edges, cell.x1)
        covered = sum(cell.top <= row < cell.bottom for row in rows)
        cells.append(
            DraftCell(
                row=rows.index(cell.top) + 1,
                column=left + 1,
                content=cell.paragraphs,
                row_span=max(1, covered),
                column_span=max(1, right - left),
                bold=bool(cell.lines) and all(line.bold for line in cell.lines),
                page=cell.page,
            )
        )
    return DraftTable(tuple(cells), page=table.page)


def _distinct(values: Iterable[float]) -> tuple[float, ...]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > SNAP:
            edges.append(value)
    return tuple(edges)


def _nearest(edges: Sequence[float], at: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - at))
