"""Ruling lines to the cells of a table: lines that touch form a lattice, open borders merge its fields.

The idea is pdfplumber's (edges, their crossings, cells), turned round: instead of looking for rectangles
with four crossings, every field of the lattice begins alone and grows over each border that is not drawn. So
a merged cell comes out with its spans, and a border that ends a hair short of its crossing costs nothing.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.ingestion.pdf_drawing import Rule

SNAP = 3.0
"""Lines nearer than this (points) are one line; a double border is 1.5 to 3 apart."""
RULES_LIMIT = 4_000
"""More lines than this on one page are a drawing; a form has some dozens."""
COVERED = 0.6
"""Share of a field's side that must be drawn for the side to be a border."""
OPEN_SIDE = 0.2
"""A table whose outer side is drawn less than this has no line there on purpose (开口表)."""


@dataclass(frozen=True, slots=True)
class Field:
    """A cell of a lattice: rows and columns that it covers (from 0, ends excluded)."""

    top: int
    bottom: int
    left: int
    right: int
    is_open: bool = False
    """Open to the paper beside the table: without text it is no cell."""
    runs_out: bool = False
    """Open to the right, where the other cells of the table are closed: a page's edge may have cut it."""
    runs_in: bool = False
    """The same to the left."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """A ruled table on one page: abscissas, heights, and the cells between them."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    fields: tuple[Field, ...]
    is_cut: bool = False
    """Whether no line closes it below: its upright ones run to the page's end."""

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is inside the table's outer border."""
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def square(self, x: float, y: float) -> tuple[int, int]:
        """Row and column of the elementary field at a point inside the table."""
        row = min(max(bisect_right(self.ys, y) - 1, 0), len(self.ys) - 2)
        column = min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)
        return row, column


def without_tail(lattice: Lattice, heights: Iterable[float]) -> Lattice:
    """The lattice without its last row if that is only the outer frame running on to the page's end.

    `heights` are those of what stands in it: a row with text in it is a row.
    """
    last = len(lattice.ys) - 2
    tail = [field for field in lattice.fields if field.bottom > last]
    whole = len(lattice.xs) > 2 and [(each.top, each.left) for each in tail] == [(last, 0)]
    if not (lattice.is_cut and whole and last) or any(height > lattice.ys[last] for height in heights):
        return lattice
    kept = tuple(field for field in lattice.fields if field not in tail)
    return replace(lattice, ys=lattice.ys[:-1], fields=kept)


def lattices_of(rules: Sequence[Rule]) -> list[Lattice]:
    """The ruled tables of a page from top to bottom; a frame round text comes as a table of one cell."""
    merged = merged_rules(rules)
    if len(merged) > RULES_LIMIT:
        return []
    found = []
    for group in _touching(merged):
        lattice = _lattice(group)
        if lattice is not None:
            found.append(lattice)
    return sorted(found, key=lambda lattice: (lattice.box[1], lattice.box[0]))


def merged_rules(rules: Iterable[Rule]) -> list[Rule]:
    """Rules on one line that overlap or nearly meet, as one."""
    merged: list[Rule] = []
    for horizontal in (True, False):
        for lane in _lanes([rule for rule in rules if rule.horizontal == horizontal]):
            at = sum(rule.at for rule in lane) / len(lane)
            start, end = lane[0].start, lane[0].end
            for rule in lane[1:]:
                if rule.start <= end + SNAP:
                    end = max(end, rule.end)
                else:
                    merged.append(Rule(horizontal, at, start, end))
                    start, end = rule.start, rule.end
            merged.append(Rule(horizontal, at, start, end))
    return [rule for rule in merged if rule.end - rule.start > SNAP]


def _lanes(rules: list[Rule]) -> list[list[Rule]]:
    """Parallel rules grouped by where they lie, each group in order along its line."""
    lanes: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda each: each.at):
        if lanes and rule.at - lanes[-1][0].at <= SNAP:
            lanes[-1].append(rule)
        else:
            lanes.append([rule])
    return [sorted(lane, key=lambda each: each.start) for lane in lanes]


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules that cross or touch, directly or by others, in groups."""
    parent = list(range(len(rules)))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    horizontals = [index for index, rule in enumerate(rules) if rule.horizontal]
    verticals = [index for index, rule in enumerate(rules) if not rule.horizontal]
    for first in horizontals:
        across = rules[first]
        for second in verticals:
            down = rules[second]
            if (
                across.start - SNAP <= down.at <= across.end + SNAP
                and down.start - SNAP <= across.at <= down.end + SNAP
            ):
                parent[root(first)] = root(second)
    groups: dict[int, list[Rule]] = defaultdict(list)
    for index, rule in enumerate(rules):
        groups[root(index)].append(rule)
    return list(groups.values())


class _Borders:
    """Which sides of the elementary fields are drawn."""

    def __init__(self, xs: Sequence[float], ys: Sequence[float], rules: Sequence[Rule]) -> None:
        self._xs, self._ys = xs, ys
        self._across = [[0.0] * (len(xs) - 1) for _ in ys]
        self._down = [[0.0] * (len(ys) - 1) for _ in xs]
        for rule in rules:
            if rule.horizontal:
                _cover(self._across[_nearest(ys, rule.at)], xs, rule)
            else:
                _cover(self._down[_nearest(xs, rule.at)], ys, rule)

    def above(self, row: int, column: int) -> bool:
        return self._across[row][column] >= COVERED

    def before(self, row: int, column: int) -> bool:
        return self._down[column][row] >= COVERED

    def outside(self, row: int, column: int) -> bool:
        """Whether a field is open to the paper beside a table that is drawn round elsewhere on that side."""
        rows, columns = len(self._ys) - 1, len(self._xs) - 1
        return (
            (row == 0 and self._lost(self._across[0], column))
            or (row == rows - 1 and self._lost(self._across[rows], column))
            or (column == 0 and self._lost(self._down[0], row))
            or (column == columns - 1 and self._lost(self._down[columns], row))
        )

    def runs_out(self, row: int, column: int) -> bool:
        """Whether a field has no right border although the table has one there."""
        return column == len(self._xs) - 2 and self._lost(self._down[column + 1], row)

    def runs_in(self, row: int, column: int) -> bool:
        """Whether a field has no left border although the table has one there."""
        return column == 0 and self._lost(self._down[0], row)

    @staticmethod
    def _lost(side: Sequence[float], position: int) -> bool:
        drawn = sum(share >= COVERED for share in side) / len(side)
        return drawn > OPEN_SIDE and side[position] < COVERED


def _cover(shares: list[float], edges: Sequence[float], rule: Rule) -> None:
    for index in range(len(edges) - 1):
        overlap = min(rule.end, edges[index + 1]) - max(rule.start, edges[index])
        if overlap > 0:
            shares[index] += overlap / (edges[index + 1] - edges[index])


def _nearest(edges: Sequence[float], at: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - at))


def _edges(rules: Sequence[Rule], *, horizontal: bool) -> list[float]:
    """Positions of the parallel rules, and the ends of those across where no line closes the table."""
    positions = sorted(rule.at for rule in rules if rule.horizontal == horizontal)
    across = [rule for rule in rules if rule.horizontal != horizontal]
    if not across:
        return positions
    for end in (min(rule.start for rule in across), max(rule.end for rule in across)):
        if not positions or end < positions[0] - 2 * SNAP or end > positions[-1] + 2 * SNAP:
            positions.append(end)
    edges: list[float] = []
    for position in sorted(positions):
        if not edges or position - edges[-1] > SNAP:
            edges.append(position)
    return edges


def _lattice(rules: Sequence[Rule]) -> Lattice | None:
    if len({rule.horizontal for rule in rules}) < 2:
        return None
    xs, ys = _edges(rules, horizontal=False), _edges(rules, horizontal=True)
    if len(xs) < 2 or len(ys) < 2:
        return None
    fields = _fields(_Borders(xs, ys, rules), len(ys) - 1, len(xs) - 1)
    is_cut = not any(rule.horizontal and ys[-1] - rule.at <= SNAP for rule in rules)
    return Lattice(tuple(xs), tuple(ys), tuple(fields), is_cut)


def _fields(borders: _Borders, rows: int, columns: int) -> list[Field]:
    """Every field with those that no border parts from it."""
    seen = [[False] * columns for _ in range(rows)]
    fields: list[Field] = []
    for row in range(rows):
        for column in range(columns):
            if seen[row][column]:
                continue
            squares = _grown(borders, seen, row, column)
            is_open = any(borders.outside(*square) for square in squares)
            runs_out = any(borders.runs_out(*square) for square in squares)
            runs_in = any(borders.runs_in(*square) for square in squares)
            fields.extend(
                replace(field, is_open=is_open, runs_out=runs_out, runs_in=runs_in)
                for field in _rectangles(squares)
            )
    return sorted(fields, key=lambda field: (field.top, field.left))


def _grown(borders: _Borders, seen: list[list[bool]], row: int, column: int) -> set[tuple[int, int]]:
    rows, columns = len(seen), len(seen[0])
    squares = {(row, column)}
    waiting = [(row, column)]
    seen[row][column] = True
    while waiting:
        r, c = waiting.pop()
        neighbours = (
            (r - 1, c, r > 0 and not borders.above(r, c)),
            (r + 1, c, r + 1 < rows and not borders.above(r + 1, c)),
            (r, c - 1, c > 0 and not borders.before(r, c)),
            (r, c + 1, c + 1 < columns and not borders.before(r, c + 1)),
        )
        for next_row, next_column, is_open in neighbours:
            if is_open and not seen[next_row][next_column]:
                seen[next_row][next_column] = True
                squares.add((next_row, next_column))
                waiting.append((next_row, next_column))
    return squares


def _rectangles(squares: set[tuple[int, int]]) -> list[Field]:
    """The squares as one rectangle, or, where a border is missing, as the strips that they consist of."""
    rectangles: list[Field] = []
    for row in sorted({row for row, _ in squares}):
        columns = sorted(column for each, column in squares if each == row)
        start = columns[0]
        for column, following in zip(columns, [*columns[1:], -1], strict=True):
            if following != column + 1:
                rectangles.append(Field(row, row + 1, start, column + 1))
                start = following
    merged: list[Field] = []
    for strip in rectangles:
        above = next(
            (f for f in merged if (f.bottom, f.left, f.right) == (strip.top, strip.left, strip.right)), None
        )
        if above is None:
            merged.append(strip)
        else:
            merged[merged.index(above)] = Field(above.top, strip.bottom, strip.left, strip.right)
    return merged
