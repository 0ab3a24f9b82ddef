"""A draft laid out on A4 pages (版面): lines of text and rules, in points from the upper left corner."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.bench.drafts import Heading, Piece, Prose, Ruled, Square

WIDTH, HEIGHT = 595.0, 842.0
_LEFT, _TOP, _LINE = 72.0, 72.0, 451.0
_BOTTOM = HEIGHT - 72.0
_BODY, _PITCH = 14.0, 26.0
_CELL, _CELL_PITCH, _PADDING = 9.0, 13.0, 3.0
_SIZES = {0: 18.0, 1: 15.0, 2: 14.0}


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text: where its baseline begins, and its size."""

    x: float
    y: float
    text: str
    size: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling line."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class Page:
    """One page under the pen."""

    words: list[Words] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)


def laid_out(pieces: Sequence[Piece]) -> list[Page]:
    """The pages of a draft."""
    setting = _Setting()
    for piece in pieces:
        if isinstance(piece, Ruled):
            setting.table(piece)
        elif isinstance(piece, Heading):
            setting.paragraph(piece.text, _SIZES[piece.level], indent=0, centred=piece.level == 0)
        else:
            setting.paragraph(piece.text, _BODY, indent=2 if isinstance(piece, Prose) else 0)
    return setting.pages


def broken(text: str, size: float, width: float, indent: int = 0) -> list[str]:
    """The text in lines that fit the width; a Chinese character is as wide as the type is high."""
    lines, line, used = [], "", indent * size
    for letter in text:
        wide = size if ord(letter) > 0x2000 else size * 0.55
        if used + wide > width and line:
            lines.append(line)
            line, used = "", 0.0
        line, used = line + letter, used + wide
    return [*lines, line] if line or not lines else lines


class _Setting:
    """Pages as they fill."""

    def __init__(self) -> None:
        self.pages = [Page()]
        self._y = _TOP

    def paragraph(self, text: str, size: float, *, indent: int, centred: bool = False) -> None:
        for number, line in enumerate(broken(text, size, _LINE, indent)):
            self._make_room(_PITCH)
            x = _LEFT + (indent * size if number == 0 else 0)
            if centred:
                x = (WIDTH - len(line) * size) / 2
            self.pages[-1].words.append(Words(x, self._y + size, line, size))
            self._y += _PITCH

    def table(self, table: Ruled) -> None:
        edges = _edges(table)
        heights = _heights(table, edges)
        first = 0
        while first < len(heights):
            self._make_room(heights[first])
            last = self._fitting(heights, first)
            self._rows(table, edges, heights, first, last)
            first = last
        self._y += _PITCH / 2

    def _fitting(self, heights: Sequence[float], first: int) -> int:
        room, last = _BOTTOM - self._y, first
        while last < len(heights) and (room := room - heights[last]) >= 0:
            last += 1
        return max(last, first + 1)

    def _rows(
        self, table: Ruled, edges: Sequence[float], heights: Sequence[float], first: int, last: int
    ) -> None:
        tops = [self._y]
        for height in heights[first:last]:
            tops.append(tops[-1] + height)
        for square in table.squares:
            above, below = max(square.row, first), min(square.row + square.rows, last)
            if above < below:
                box = (
                    edges[square.column],
                    tops[above - first],
                    edges[square.column + square.columns],
                    tops[below - first],
                )
                self._box(square, box, written=above == square.row)
        self._y = tops[-1]

    def _box(self, square: Square, box: tuple[float, float, float, float], *, written: bool) -> None:
        x0, y0, x1, y1 = box
        page = self.pages[-1]
        page.rules += [Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1), Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1)]
        if written and square.text:
            for number, line in enumerate(broken(square.text, _CELL, x1 - x0 - 2 * _PADDING)):
                y = y0 + _PADDING + _CELL + number * _CELL_PITCH
                page.words.append(Words(x0 + _PADDING, y, line, _CELL))

    def _make_room(self, height: float) -> None:
        if self._y + height > _BOTTOM:
            self.pages.append(Page())
            self._y = _TOP


def _edges(table: Ruled) -> list[float]:
    whole = sum(table.widths)
    edges = [_LEFT]
    for width in table.widths:
        edges.append(edges[-1] + _LINE * width / whole)
    return edges


def _heights(table: Ruled, edges: Sequence[float]) -> list[float]:
    """Each row is as high as its highest cell; what spans rows makes its last row high enough."""
    heights = [_CELL_PITCH + 2 * _PADDING] * table.height
    for square, needed in sorted(_needed(table, edges), key=lambda one: one[0].rows):
        covered = heights[square.row : square.row + square.rows]
        heights[square.row + square.rows - 1] += max(0.0, needed - math.fsum(covered))
    return heights


def _needed(table: Ruled, edges: Sequence[float]) -> Iterator[tuple[Square, float]]:
    for square in table.squares:
        width = edges[square.column + square.columns] - edges[square.column] - 2 * _PADDING
        yield square, len(broken(square.text, _CELL, width)) * _CELL_PITCH + 2 * _PADDING
