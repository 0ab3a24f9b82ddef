"""Plain rows of a large table (大表快写): the cells that XlsxWriter would write, made once where they repeat.

A run over ten thousand reports has millions of cells, most of them the same few words; going through one call a
cell takes longer than reading the reports. Only rows of words, numbers and blanks go this way; a row with a link
or a date goes through XlsxWriter itself. A test holds both ways to the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import msgspec
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from pipeline.outputs.celltext import cell_words, line_count
from pipeline.outputs.numerals import fits_number, number_shown, number_words

_MOST_KEPT = 20_000
"""Cells remembered in a column; then it begins anew, so that memory does not grow with the table."""
_PIXELS = 4.0 / 3.0
_POINTS = 0.75


Value = str | int | Decimal | None
"""What a plain cell may hold."""


class RowSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter ships no types
    """A worksheet that also takes a whole row as ready-made XML; for rows on disk (constant_memory) only."""

    def write_made_row(self, row: int, height: float, cells: Sequence[str]) -> None:
        """Write a row whose cells are made already, in the order of the columns, the first in column A."""
        self._check_dimensions(row, 0)
        self._check_dimensions(row, len(cells) - 1)
        # Puts the row before on disk, whichever way it was written.
        self._write_single_row(row)
        points = int(height * _PIXELS + 0.5) * _POINTS
        self.fh.write(f'<row r="{row + 1}" ht="{points:.16g}" customHeight="1">{"".join(cells)}</row>')


class MadeCell(msgspec.Struct, frozen=True, gc=False):
    """What stands in a cell behind its address, how many lines it takes, and the words it shows."""

    tail: str
    lines: int
    shown: str


@dataclass(slots=True)
class ColumnCells:
    """The cells of one column that were made already, by content, or by style and content."""

    head: str
    """How a cell of this column begins, up to the number of its row."""
    style: str
    width: float
    wraps: bool
    kept: dict[Any, MadeCell] = field(default_factory=dict)

    def made(self, key: object, value: Value, style: str, xf: int) -> MadeCell:
        """The cell for this content, kept for the next time under `key`; `xf` is the number of its format."""
        if len(self.kept) >= _MOST_KEPT:
            self.kept.clear()
        tail, shown = _tail(value, xf, style)
        cell = MadeCell(tail, self._lines(value) if isinstance(value, str) else 1, shown)
        self.kept[key] = cell
        return cell

    def _lines(self, words: str) -> int:
        # No character takes more than two columns: most cells are seen to fit without being measured.
        doubtful = len(words) * 2 > self.width or "\n" in words
        return line_count(words, self.width) if doubtful and self.wraps else 1


def column_cells(index: int, style: str, width: float, *, wraps: bool) -> ColumnCells:
    """A column of which nothing is made yet."""
    return ColumnCells(f'<c r="{xl_col_to_name(index)}', style, width, wraps)


def _tail(value: Value, xf: int, style: str) -> tuple[str, str]:
    if value is None or value == "":
        return f'" s="{xf}"/>', ""
    if isinstance(value, str):
        return _words_tail(cell_words(value), xf)
    number = Decimal(value)
    if not fits_number(number):
        return _words_tail(number_words(number), xf)
    return f'" s="{xf}"><v>{float(number):.16G}</v></c>', number_shown(number, style)


def _words_tail(words: str, xf: int) -> tuple[str, str]:
    text = words
    if "_x" in text:
        text = Worksheet._escape_control_characters(text)
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    keep = ' xml:space="preserve"' if words[:1].isspace() or words[-1:].isspace() else ""
    return f'" s="{xf}" t="inlineStr"><is><t{keep}>{text}</t></is></c>', words
