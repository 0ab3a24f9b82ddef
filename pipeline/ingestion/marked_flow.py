"""Tables out of a flow of marked paragraphs: Word's binary files and RTF end cells and rows by marks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from pipeline.ingestion import refusals
from pipeline.ingestion.assembly import DraftCell, DraftTable
from pipeline.ingestion.word_flow import WordParagraph

_DEEPEST = 60  # Word itself stops long before; past this it is an attack
_NEAR = 30  # edges that lie within 1.5 points (in twips) are one edge drawn by hand twice
_MOST_COLUMNS = 1024


class End(Enum):
    """What a paragraph's last mark ends."""

    PARAGRAPH = "paragraph"
    CELL = "cell"
    ROW = "row"


class Merge(Enum):
    """A cell's part in a merged cell (合并单元格)."""

    NONE = "none"
    FIRST = "first"
    CONTINUES = "continues"


@dataclass(frozen=True, slots=True)
class CellShape:
    """How one cell of a row is merged with those beside and above it."""

    across: Merge = Merge.NONE
    down: Merge = Merge.NONE


@dataclass(frozen=True, slots=True)
class RowShape:
    """A row's cells, and the positions of their edges: one more than cells, or none if unknown."""

    cells: tuple[CellShape, ...] = ()
    edges: tuple[int, ...] = ()


NO_SHAPE = RowShape()
"""The shape of a row whose definition is lost: cells in plain order."""


@dataclass(frozen=True, slots=True)
class MarkedParagraph:
    """A paragraph, how deep in tables it stands (0: outside), and what ends with it."""

    paragraph: WordParagraph
    depth: int = 0
    end: End = End.PARAGRAPH
    shape: RowShape = NO_SHAPE
    is_removed: bool = False
    """Set on a row's end when a tracked change deletes the row."""


Content = list[WordParagraph | DraftTable]


@dataclass(slots=True)
class _Row:
    cells: list[Content]
    shape: RowShape


@dataclass(slots=True)
class _OpenTable:
    """A table of which rows are still to come."""

    rows: list[_Row] = field(default_factory=list)
    cells: list[Content] = field(default_factory=list)
    content: Content = field(default_factory=list)

    def end_cell(self) -> None:
        self.cells.append(self.content)
        self.content = []

    def end_row(self, shape: RowShape, *, is_removed: bool) -> None:
        if self.content:
            self.end_cell()
        if self.cells and not is_removed:
            self.rows.append(_Row(self.cells, shape))
        self.cells = []

    def finished(self) -> Content:
        """The table; or, where it has a single cell, what that frame is drawn around."""
        self.end_row(RowShape(), is_removed=False)
        if sum(len(row.cells) for row in self.rows) == 1:
            return self.rows[0].cells[0]
        return [DraftTable(tuple(_draft_cells(self.rows)))] if self.rows else []


class FlowAssembly:
    """Puts paragraphs and tables in order, counting cells against the limit of a file."""

    def __init__(self, most_cells: int) -> None:
        self._most_cells = most_cells
        self._cells = 0

    def blocks(self, flow: Iterable[MarkedParagraph]) -> Iterator[WordParagraph | DraftTable]:
        """The flow's paragraphs and tables; a table ends where a paragraph stands less deep."""
        tables: list[_OpenTable] = []
        for marked in flow:
            if marked.depth > _DEEPEST:
                raise refusals.nested_too_deep("表格层层嵌套过深")
            while len(tables) > marked.depth:
                yield from _closed(tables)
            while len(tables) < marked.depth:
                tables.append(_OpenTable())
            if not tables:
                yield marked.paragraph
                continue
            self._add(tables[-1], marked)
        while tables:
            yield from _closed(tables)

    def _add(self, table: _OpenTable, marked: MarkedParagraph) -> None:
        if marked.paragraph.text.strip():
            table.content.append(marked.paragraph)
        if marked.end is End.CELL:
            self._cells += 1
            if self._cells > self._most_cells:
                raise refusals.too_large(f"表格超过 {self._most_cells} 个单元格")
            table.end_cell()
        elif marked.end is End.ROW:
            table.end_row(marked.shape, is_removed=marked.is_removed)


def _closed(tables: list[_OpenTable]) -> Iterator[WordParagraph | DraftTable]:
    """End the innermost table; it goes into the cell around it, or out."""
    finished = tables.pop().finished()
    if tables:
        tables[-1].content.extend(finished)
    else:
        yield from finished


@dataclass(slots=True)
class _GrowingCell:
    row: int
    column: int
    column_span: int
    content: Content
    row_span: int = 1


def _draft_cells(rows: Sequence[_Row]) -> Iterator[DraftCell]:
    columns = _columns(rows)
    grown: list[_GrowingCell] = []
    above: dict[int, _GrowingCell] = {}
    for number, row in enumerate(rows, start=1):
        above = _grow_row(number, row, columns, above, grown)
    for cell in grown:
        yield _draft_cell(cell)


def _grow_row(
    number: int,
    row: _Row,
    columns: Mapping[int, int],
    above: Mapping[int, _GrowingCell],
    grown: list[_GrowingCell],
) -> dict[int, _GrowingCell]:
    """Add a row's cells; gives the cells by first column that the next row may continue."""
    current: dict[int, _GrowingCell] = {}
    last: _GrowingCell | None = None
    for content, shape, (column, span) in zip(row.cells, *_places(row, columns), strict=True):
        if shape.across is Merge.CONTINUES and last is not None:
            last.column_span += span
            last.content.extend(content)
            continue
        if shape.down is Merge.CONTINUES and column in above:
            above[column].row_span = number - above[column].row + 1
            current[column] = above[column]
            last = _GrowingCell(number, column, span, [])  # takes what merges into it, and is not shown
            continue
        last = _GrowingCell(number, column, span, content)
        grown.append(last)
        current[column] = last
    return current


def _places(row: _Row, columns: Mapping[int, int]) -> tuple[list[CellShape], list[tuple[int, int]]]:
    """Shape, and first column with span, of each cell; in plain order where the row's definition is lost."""
    shapes = [*row.shape.cells[: len(row.cells)]]
    shapes += [CellShape()] * (len(row.cells) - len(shapes))
    edges = row.shape.edges
    if len(edges) <= len(row.cells):
        return shapes, [(column, 1) for column in range(1, len(row.cells) + 1)]
    numbers = [columns[edge] for edge in edges[: len(row.cells) + 1]]
    places: list[tuple[int, int]] = []
    column = numbers[0]
    for following in numbers[1:]:
        span = max(following - column, 1)
        places.append((column, span))
        column += span
    return shapes, places


def _columns(rows: Sequence[_Row]) -> dict[int, int]:
    """The column that begins at each edge; edges nearly the same are one, unless a row has them both."""
    edges = sorted({edge for row in rows for edge in row.shape.edges})
    apart = {
        pair[1]
        for row in rows
        for pair in zip(row.shape.edges, row.shape.edges[1:], strict=False)
        if pair[1] - pair[0] <= _NEAR
    }
    columns: dict[int, int] = {}
    column, begin = 0, -1
    for edge in edges:
        if not columns or edge - begin > _NEAR or edge in apart:
            column, begin = min(column + 1, _MOST_COLUMNS), edge
        columns[edge] = column
    return columns


def _draft_cell(cell: _GrowingCell) -> DraftCell:
    paragraphs = [block for block in cell.content if isinstance(block, WordParagraph)]
    return DraftCell(
        cell.row,
        cell.column,
        tuple(block.text if isinstance(block, WordParagraph) else block for block in cell.content),
        cell.row_span,
        cell.column_span,
        bool(paragraphs) and all(paragraph.bold for paragraph in paragraphs),
    )
