"""Tables of a page with their text: a cell and its paragraphs, a table and its rows and columns."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.ingestion.assembly import DraftCell, DraftTable
from pipeline.ingestion.pdf_lattice import SNAP, Lattice, without_tail
from pipeline.ingestion.pdf_lines import Line, lines_of
from pipeline.ingestion.pdf_page import Glyph
from pipeline.ingestion.pdf_wrapping import CLOSING, begins_item, ends_sentence, first_token_width, joined

PADDING = (1.0, 6.0)
"""Least and most room (points) that cells keep free on each side; Word's own is 5.4."""
ROOM = 0.5
"""Ems by which a word must have fitted before its line break counts as the writer's own."""
HAN = re.compile("[\u3400-\u9fff]")
"""A Chinese character: what names something, as figures and marks do not."""


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
    runs_out: bool = False
    """Whether it has no right border at the table's right end: on a wide sheet it may go on beside."""
    runs_in: bool = False
    """The same at the left end."""

    def moved(self, shift: float) -> "RuledCell":
        """The cell with its text so much further to the right."""
        lines = tuple(line.moved(shift) for line in self.lines)
        return replace(self, x0=self.x0 + shift, x1=self.x1 + shift, lines=lines)

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
    blanks: tuple[RuledCell, ...] = ()
    """Places without text that are open to the paper: no cells, unless a page's edge cut them."""
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
        if row and abs(row[0].x0 - self.left) <= SNAP and HAN.search(row[0].text):
            return row[0].text
        return ""


def filled_table(whole: Lattice, glyphs: Sequence[Glyph], page: int) -> RuledTable:
    """The lattice with the glyphs that stand in it, each in its cell."""
    lattice = without_tail(whole, ((glyph.top + glyph.bottom) / 2 for glyph in glyphs if glyph.text != " "))
    cells = _cells(lattice, glyphs, page)
    open_blanks = [
        field.is_open and not cell.lines for field, cell in zip(lattice.fields, cells, strict=True)
    ]
    left, top, right, bottom = lattice.box
    tied = max(field.bottom for field in lattice.fields if field.top == 0)
    first = lattice.ys[tied if tied < len(lattice.ys) - 1 else 1] - top
    return RuledTable(
        cells=tuple(cell for cell, blank in zip(cells, open_blanks, strict=True) if not blank),
        rows=len(lattice.ys) - 1,
        page=page,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        first_row=first,
        end_page=page,
        heights=lattice.ys,
        blanks=tuple(cell for cell, blank in zip(cells, open_blanks, strict=True) if blank),
    )


def _cells(lattice: Lattice, glyphs: Iterable[Glyph], page: int) -> list[RuledCell]:
    """For each field its cell with the lines that stand in it."""
    contents = _contents(lattice, glyphs)
    lines = [tuple(lines_of(contents[index], page)) for index in range(len(lattice.fields))]
    padding = _padding(lattice, lines)
    return [
        RuledCell(
            top=field.top,
            bottom=field.bottom,
            x0=lattice.xs[field.left],
            x1=lattice.xs[field.right],
            lines=own,
            page=page,
            padding=padding,
            runs_out=field.runs_out,
            runs_in=field.runs_in,
        )
        for field, own in zip(lattice.fields, lines, strict=True)
    ]


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


def draft_table(table: RuledTable) -> DraftTable:
    """The table as rows and columns; a column begins wherever a cell of the table does."""
    edges = table.edges
    rows = sorted({cell.top for cell in table.cells})
    cells = []
    for cell in table.cells:
        left, right = nearest_edge(edges, cell.x0), nearest_edge(edges, cell.x1)
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


def nearest_edge(edges: Sequence[float], at: float) -> int:
    """The index of the edge that lies nearest to an abscissa."""
    return min(range(len(edges)), key=lambda index: abs(edges[index] - at))
