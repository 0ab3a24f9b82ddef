"""Rows of a table without lines between them: which lines are one row, and which begin the next."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.ingestion.pdf_lines import Line
from pipeline.ingestion.pdf_wrapping import first_token_width

NARROW = 0.4
"""Share of the table's width that the second line of a cell takes at most."""
WRAPPED = 0.3
"""Ems by which a word may have fitted into its column and still be taken for the rest of the line above."""
NEAR = 0.7
"""Lines nearer than this share of the usual gap between rows stand in one row."""


@dataclass(frozen=True, slots=True)
class Band:
    """What stands between two neighbouring rules: lines, each parted at its gaps."""

    top: float
    bottom: float
    lines: tuple[tuple[Line, ...], ...]
    width: float = 0.0
    """How long the rules above and below it are."""

    @property
    def is_columnar(self) -> bool:
        """Whether most lines, those that overlap taken as one, stand in columns, as running text does not.

        What goes on below a full row in one narrow column stands in columns too.
        """
        groups: list[int] = []
        for index, chunks in enumerate(self.lines):
            narrow = len(chunks) == 1 and chunks[0].right - chunks[0].left < NARROW * self.width
            if index and (gap_between(self.lines[index - 1], chunks) < 0 or (narrow and groups[-1] > 1)):
                groups[-1] += len(chunks)
            else:
                groups.append(len(chunks))
        return bool(groups) and 2 * sum(chunks > 1 for chunks in groups) >= len(groups)


def reaches_of(bands: Sequence[Band], borders: Sequence[float]) -> dict[int, float]:
    """How far to the right the text of each column reaches anywhere in the table: its width, as set."""
    reaches: dict[int, float] = {}
    for chunk in (chunk for band in bands for line in band.lines for chunk in line):
        column = bisect_right(borders, chunk.left)
        if column == bisect_right(borders, chunk.right):
            reaches[column] = max(reaches.get(column, 0.0), chunk.right)
    return reaches


def rows_of(band: Band, borders: Sequence[float], reaches: Mapping[int, float]) -> list[list[Line]]:
    """The band's rows: lines nearer to each other than rows are, whole ones apart from those that go on."""
    return _Rows(band, borders, reaches).found()


@dataclass(slots=True)
class _Rows:
    """The rows found so far, while the band's lines are gone through from top to bottom."""

    band: Band
    borders: Sequence[float]
    reaches: Mapping[int, float]
    rows: list[list[Line]] = field(default_factory=list)
    last: dict[int, Line] = field(default_factory=dict)
    """The lowest line of each column in the row begun last."""
    has_full: bool = False
    """Whether that row has a line in most columns already."""

    def found(self) -> list[list[Line]]:
        full = [2 * len(self._columns(chunks)) > len(self.borders) + 1 for chunks in self.band.lines]
        gaps = [gap_between(upper, lower) for upper, lower in pairwise(self.band.lines)]
        near = _near(gaps, full)
        for index, chunks in enumerate(self.band.lines):
            if self.rows and self._is_same_row(chunks, full[index], gaps, index, near):
                self.rows[-1].extend(chunks)
                self.has_full = self.has_full or full[index]
            else:
                self.rows.append(list(chunks))
                self.last, self.has_full = {}, full[index]
            self.last |= {bisect_right(self.borders, chunk.left): chunk for chunk in chunks}
        return self.rows

    def _columns(self, chunks: Sequence[Line]) -> set[int]:
        return {bisect_right(self.borders, (chunk.left + chunk.right) / 2) for chunk in chunks}

    def _is_same_row(
        self, chunks: Sequence[Line], is_full: bool, gaps: Sequence[float], index: int, near: float
    ) -> bool:
        gap = gaps[index - 1]
        if gap < near and not (self.has_full and is_full and gap > 0):
            return True
        if is_full:  # its first lines stand above, where the others are set in the row's middle
            return not self.has_full and all(self._goes_on(chunk) for chunk in self._below_last(chunks))
        nearer_below = index < len(gaps) and gaps[index] < NEAR * gap
        if self._columns(chunks) >= {0}:
            goes_on = len(chunks) < len(self.last) and all(self._goes_on(chunk) for chunk in chunks)
            return goes_on and not nearer_below
        return not (nearer_below and gaps[index] < near)

    def _below_last(self, chunks: Sequence[Line]) -> list[Line]:
        """Those of the line's pieces that stand under the row begun last; all others are new to it."""
        columns = {bisect_right(self.borders, chunk.left): chunk for chunk in chunks}
        return [columns[column] for column in self.last if column in columns] or list(chunks)

    def _goes_on(self, chunk: Line) -> bool:
        """Whether a piece found no more room in the line above it in its column."""
        column = bisect_right(self.borders, chunk.left)
        before = self.last.get(column)
        if before is None or abs(before.left - chunk.left) > chunk.em:
            return False
        room = self.reaches.get(column, 0.0) - before.right
        return first_token_width(chunk) >= room + WRAPPED * chunk.em


def _near(gaps: Sequence[float], full: Sequence[bool]) -> float:
    """A gap less than this is within a row; 0 where no two whole lines follow one another."""
    between = sorted(gap for gap, above, below in zip(gaps, full, full[1:], strict=False) if above and below)
    return NEAR * between[len(between) * 3 // 5] if between else 0.0


def gap_between(upper: Sequence[Line], lower: Sequence[Line]) -> float:
    """Points of white between two lines; negative where they overlap."""
    return min(chunk.top for chunk in lower) - max(chunk.bottom for chunk in upper)
