"""Tables of a document as columns of figures under heads (普通表格)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import Cell, Place, Report, Table, cell_text, grid, in_spans, place_of
from pipeline.validation.lexicon import cues
from pipeline.validation.remembering import remembered
from pipeline.validation.tolerance import Figure

_NUMBER = re.compile(r"[-−]?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|[-−]?\d+(?:\.\d+)?")
_EMPTY = frozenset({"", "/", "／", "—", "-", "－", "——", "--", "…"})
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]|[:：]$")
UNCERTAIN, CERTAIN = 0.5, 1.0


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its head rows told from its rows of figures."""

    report: Report
    table: Table
    cells: tuple[tuple[Cell | None, ...], ...]
    words: tuple[tuple[str, ...], ...]
    """The words of each cell without white space; '' where there is no cell."""
    heads: int
    """How many rows at the top are heads."""

    def text(self, row: int, column: int) -> str:
        """The words of a cell without white space; '' where there is none."""
        return self.words[row][column]

    def figure(self, row: int, column: int) -> Figure | None:
        """The plain number in a cell; a percentage or a number among words is none."""
        return plain_figure(self.text(row, column))

    def empty(self, row: int, column: int) -> bool:
        """Whether a cell says nothing: blank, a stroke or a dash."""
        return self.text(row, column) in _EMPTY

    def head(self, column: int) -> str:
        """All head words above a column, each once; a title across the whole table is none of them."""
        rows = [row for row in range(self.heads) if not self._across(row)]
        return "".join(dict.fromkeys(self.text(row, column) for row in rows))

    def _across(self, row: int) -> bool:
        words = {self.text(row, column) for column in range(self.table.columns)}
        return self.table.columns > 1 and len(words) == 1

    def place(self, row: int, column: int) -> Place:
        """Where a cell stands."""
        cell = self.cells[row][column]
        start, end = (self.table.start, self.table.start) if cell is None else (cell.start, cell.end)
        return place_of(self.report.document, start, end)

    def label(self, row: int) -> str:
        """The first words of a row that are no number, brackets taken off."""
        for column in range(self.table.columns):
            words = self.text(row, column)
            if words and plain_figure(words) is None:
                return _BRACKETS.sub("", words)
        return ""

    def rows(self) -> range:
        """The rows below the heads."""
        return range(self.heads, self.table.rows)

    def certainty(self) -> float:
        """Low where the reading of a part of the table is uncertain (OCR)."""
        start, end = self.table.start, self.table.end
        doubtful = any(one < end and start < other for one, other in self.report.document.doubtful)
        return UNCERTAIN if doubtful else CERTAIN


def plain_figure(words: str) -> Figure | None:
    """The number that the words are, with its last written place."""
    if not _NUMBER.fullmatch(words):
        return None
    number = Decimal(words.replace(",", "").replace("，", "").replace("−", "-"))
    exponent = number.as_tuple().exponent
    return Figure(number, Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0))


@remembered
def grids(report: Report) -> Iterator[Grid]:
    """The visible tables of a report that have heads and at least two rows of figures."""
    seen: list[tuple[str, ...]] = []
    for table in report.document.tables:
        if table.hidden or not in_spans(report, table.start) or table.rows < 3:
            continue
        cells = tuple(tuple(row) for row in grid(table))
        words = tuple(tuple(_bare(report, cell) for cell in row) for row in cells)
        heads = _heads(words)
        if heads is None:
            continue
        one = Grid(report, table, cells, words, heads)
        names = tuple(one.head(column) for column in range(table.columns))
        # 同样表头的表多半是跨页续表，合计行的成员在前一页。
        if names not in seen:
            yield one
        seen.append(names)


def _bare(report: Report, cell: Cell | None) -> str:
    return "" if cell is None else "".join(cell_text(report.document, cell).split())


def _heads(words: Sequence[Sequence[str]]) -> int | None:
    """How many rows at the top hold no figure; None where there is no such row, or nothing below."""
    for index, row in enumerate(words):
        if any(plain_figure(text) or re.fullmatch(r"[\d.]+[%％]", text) for text in row):
            return index if index and len(words) - index >= 2 else None
    return None


def is_total(label: str) -> bool:
    """Whether a row's or column's name says that it is a sum."""
    return bool(cues("table_cues", "total").fullmatch(label))


def is_summable(head: str) -> bool:
    """Whether figures under this head can be added up: no rates, prices, codes or serial numbers."""
    return not cues("table_cues", "not_summable").search(head)
