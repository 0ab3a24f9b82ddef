"""One table of the pieces that page breaks made of it: which piece goes on with which, and how they join."""

import re
from dataclasses import replace

from pipeline.ingestion.pdf_lattice import SNAP
from pipeline.ingestion.pdf_tables import HAN, RuledCell, RuledTable, nearest_edge
from pipeline.ingestion.pdf_wrapping import ends_sentence

SHARED_EDGES = 0.6
"""Share of the inner column edges of the simpler piece that the other must have, to be the same table."""
_AMOUNT = re.compile(r"[-−]?\d[\d,]*\.\d+[%％]?")
COLUMN_SHIFT = 60.0
"""Points by which a column of an open table may seem to begin elsewhere on the next page."""
HEAD_CELLS = 3
"""So many titles of columns make a row a head."""


def in_next_column(table: RuledTable, piece: RuledTable) -> RuledTable:
    """The piece, or, where a column as wide as the table's follows (分栏), the piece moved under the table."""
    shift = table.left - piece.left
    same_width = abs((table.right - table.left) - (piece.right - piece.left)) <= SNAP
    beside = piece.left > table.right or piece.right < table.left
    if not (same_width and beside):
        return piece
    cells = tuple(cell.moved(shift) for cell in piece.cells)
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
        replace(cell, x0=ours[nearest_edge(theirs, cell.x0)], x1=ours[nearest_edge(theirs, cell.x1)])
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
    cells = list(table.cells)
    for cell in fresh:
        _append(cells, cell, above.get(cell), table, offset, is_rest=cut or _goes_on_blank(cell, above))
    return replace(
        table,
        cells=tuple(sorted(cells, key=lambda cell: (cell.top, cell.x0))),
        rows=piece.rows - header + offset,
        bottom=piece.bottom,
        end_page=piece.end_page,
    )


def _append(
    cells: list[RuledCell],
    cell: RuledCell,
    other: RuledCell | None,
    table: RuledTable,
    offset: int,
    *,
    is_rest: bool,
) -> None:
    """Add a cell of the piece below: to the cell above that it goes on with, or as one of its own."""
    begun = None if other else _begun(cell, table)
    if begun is not None:
        cells.append(replace(begun, bottom=cell.bottom + offset, lines=cell.lines))
    elif other is not None and is_rest:
        whole = replace(other, bottom=cell.bottom + offset, lines=other.lines + cell.lines)
        cells[cells.index(other)] = whole
    else:
        cells.append(replace(cell, top=cell.top + offset, bottom=cell.bottom + offset))


def _goes_on_blank(cell: RuledCell, above: dict[RuledCell, RuledCell | None]) -> bool:
    """Whether a cell without text is the rest of the merged cell above it."""
    other = above.get(cell)
    return other is not None and _parent_goes_on(cell, other, _leading(above))


def _counterpart(cell: RuledCell, table: RuledTable) -> RuledCell | None:
    """The cell of the table's last row that stands right above."""
    return next((each for each in table.cells if each.bottom == table.rows and each.spans(cell)), None)


def _begun(cell: RuledCell, table: RuledTable) -> RuledCell | None:
    """Where a cell of the next page begins, if its text stands below the break and its upper part is blank."""
    if cell.top or not cell.lines:
        return None
    return next((each for each in table.blanks if each.bottom == table.rows and each.spans(cell)), None)


def _row_is_cut(above: dict[RuledCell, RuledCell | None]) -> bool:
    """Whether the break went through a row: what stands below goes on in full lines, the label is above."""
    pairs = [(cell, other) for cell, other in above.items() if cell.lines]
    if not pairs or len(pairs) == len(above):
        return False
    for cell, other in pairs:
        if other is None or not other.lines or other.fits_after(other.lines[-1], cell.lines[0]):
            return False
    if any(_both_whole(other.text, cell.text) for cell, other in pairs if other is not None):
        return False
    complete = all(other is not None for other in above.values())
    return complete and any(other and not ends_sentence(other.lines[-1].text) for _, other in pairs)


def _both_whole(above: str, below: str) -> bool:
    """Whether the two are figures of their own, or numbers of following rows: no line end parts them."""
    if _AMOUNT.fullmatch(above) and _AMOUNT.fullmatch(below):
        return True
    return above.isdecimal() and below.isdecimal() and int(below) == int(above) + 1


def _leading(above: dict[RuledCell, RuledCell | None]) -> float:
    """Where the first cell with text begins: cells left of it are labels that stand on the page before."""
    return min((cell.x0 for cell in above if cell.lines), default=float("-inf"))


def _parent_goes_on(cell: RuledCell, other: RuledCell, leading: float) -> bool:
    """Whether an empty cell below the break is the rest of the merged cell above it, and not just blank."""
    if cell.lines or not HAN.search(other.text):
        return False
    if cell.x1 <= leading + SNAP:
        return True
    return cell.bottom - cell.top > 1 and other.bottom - other.top > 1
