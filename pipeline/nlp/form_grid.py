"""The reading grid: the cells of a table or of flattened text by row and column."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.model import Document, Table, grid
from pipeline.nlp.form_cells import Slot, is_blank, one_line

Row = tuple[Slot | None, ...]


@dataclass(frozen=True, slots=True)
class Lattice:
    """Cells by row and column; a merged cell stands in every position that it covers."""

    rows: tuple[Row, ...]
    start: int
    end: int
    table: Table | None = None
    certainty: Mapping[int, float] = field(default_factory=dict)
    """How sure the cells of a row are, where that is below 1 (row counted from 0)."""


def table_lattice(document: Document, table: Table) -> Lattice:
    """The lattice of a document's table."""
    slots = {
        cell: _trimmed(document, cell.start, cell.end, cell.row, cell.column, cell.row_span, table)
        for cell in table.cells
    }
    rows = tuple(tuple(slots[cell] if cell is not None else None for cell in row) for row in grid(table))
    return Lattice(rows, table.start, table.end, table)


def text_lattice(
    document: Document,
    rows: Sequence[Sequence[tuple[int, int]]],
    certainty: Mapping[int, float] | None = None,
) -> Lattice:
    """The lattice of flattened text: ranges of cells by line; short lines are filled up."""
    width = max(len(row) for row in rows)
    lines: list[Row] = []
    for number, row in enumerate(rows, start=1):
        slots = [_trimmed(document, start, end, number, at) for at, (start, end) in enumerate(row, start=1)]
        lines.append((*slots, *([None] * (width - len(slots)))))
    start, end = min(cell[0] for cell in rows[0]), max(cell[1] for row in rows for cell in row)
    return Lattice(tuple(lines), start, end, certainty=certainty or {})


def distinct(row: Iterable[Slot | None]) -> list[Slot]:
    """The cells of a row from left to right, a merged cell once."""
    found: list[Slot] = []
    for slot in row:
        if slot is not None and (not found or found[-1] is not slot):
            found.append(slot)
    return found


def filled(row: Iterable[Slot | None]) -> list[Slot]:
    """The cells of a row that hold text."""
    return [slot for slot in distinct(row) if not is_blank(slot.text)]


def own_cells(lattice: Lattice, row: int) -> list[Slot]:
    """The filled cells that begin in a row, those merged down from above left out."""
    above = identities(lattice.rows[row - 1]) if row else frozenset()
    return [slot for slot in filled(lattice.rows[row]) if id(slot) not in above]


def cells_by_field(line: Row, columns: Mapping[str, Sequence[int]]) -> dict[str, list[Slot]]:
    """The cells of a row under each head; one that reaches under two goes to the head with no other."""
    found = {
        name: distinct(line[column] for column in under if column < len(line))
        for name, under in columns.items()
    }
    for name, slots in found.items():
        others = [
            slot for other, cells in found.items() if other != name and len(cells) == 1 for slot in cells
        ]
        own = [slot for slot in slots if not any(slot is other for other in others)]
        found[name] = own if len(slots) > 1 and own else slots
    return found


def _trimmed(
    document: Document,
    start: int,
    end: int,
    row: int,
    column: int,
    row_span: int = 1,
    table: Table | None = None,
) -> Slot:
    raw = document.text[start:end]
    stripped = raw.strip(" \t\r\n\v\u3000\u00a0\u200b\ufeff")
    begin = start + raw.index(stripped) if stripped else start
    return Slot(one_line(stripped), begin, begin + len(stripped), row, column, row_span, table)


def identities(row: Row) -> frozenset[int]:
    """What tells the very cells of a row from equal ones, to look many up in a wide row at once."""
    return frozenset(id(slot) for slot in row if slot is not None)


def stands_in(row: Row, slot: Slot) -> bool:
    """Whether a row holds this very cell (merged over several rows)."""
    return any(other is slot for other in row)
