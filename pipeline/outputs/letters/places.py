"""Where something stands, in words that the unit finds in its own file (函件里的出处)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from pipeline.model import Cell, Document, Place, Report, Table, cell_text, grid, section_at
from pipeline.outputs.evidence import Evidence, place_words
from pipeline.outputs.letters.wording import Wording

_LABEL = 24
_WORDS = 60
_HAS_LETTER = re.compile(r"[^\W\d_]")
# (A), （10分）: what a column heading may hold although it is a figure.
_BRACKETED = re.compile(r"[（(][^（）()]*[)）]")
_LEAST_HEADINGS = 3


class PlaceTeller:
    """Tells places in words: file, page, section, row and column by their headings, and the words there."""

    def __init__(self, reports: Iterable[Report], wording: Wording) -> None:
        self._documents: dict[str, Document] = {}
        self._reports: dict[str, list[Report]] = {}
        for report in reports:
            path = report.document.source.path
            self._documents[path] = report.document
            self._reports.setdefault(path, []).append(report)
        self._evidence = Evidence(self._documents.values())
        self._wording = wording

    def told(self, places: Sequence[Place], own: frozenset[str]) -> list[str]:
        """The places one by one, cells of one row together, a file named where it begins; `own` are the unit's."""
        rows: dict[tuple[object, ...], list[Place]] = {}
        for number, place in enumerate(sorted(places, key=lambda one: one.path not in own)):
            one_row = (place.path, place.sheet, place.table, place.row)
            rows.setdefault(one_row if place.row is not None else (place.path, number), []).append(place)
        told, before = [], ""
        for cells in rows.values():
            path = cells[0].path
            kind = "own_file" if path in own else "other_file"
            head = self._wording.says(kind, name=file_name(path)) if path != before else ""
            told.append(head + (self._row(cells) if cells[0].row is not None else self._passage(cells[0])))
            before = path
        return told

    def _passage(self, place: Place) -> str:
        parts = [place_words(place)]
        for report in self._reports.get(place.path, ()):
            section = section_at(report, place.start)
            if section is not None:
                parts.append(self._wording.says("section", title=_short(section.title, _LABEL)))
                break
        return f"{'，'.join(parts)}：{self._evidence.in_context(place)}"

    def _row(self, cells: Sequence[Place]) -> str:
        """A row by its heading, each of its figures by the heading of its column: numbers of columns hide in Word."""
        first = cells[0]
        document = self._documents.get(first.path)
        table = next((one for one in document.tables if _is_in(one, first)), None) if document else None
        if document is None or table is None or first.row is None or first.row > table.rows:
            return "；".join(f"{place_words(cell)}：{self._evidence.in_context(cell)}" for cell in cells)
        squares = grid(table)
        label = _row_label(document, squares[first.row - 1])
        where = place_words(replace(first, column=None, row=None))
        row = self._wording.says("row", number=first.row, label=label) if label else f"第{first.row}行"
        figures = (self._figure(document, squares, cell) for cell in sorted(cells, key=lambda one: one.start))
        return f"{where}{row}：{'，'.join(figures)}"

    def _figure(self, document: Document, squares: list[list[Cell | None]], cell: Place) -> str:
        words = f"【{_short(cell.quote, _WORDS) or self._wording.says('blank')}】"
        heading = _column_heading(document, squares, cell)
        return f"{heading}{words}" if heading else f"第{cell.column}列{words}"


def file_name(path: str) -> str:
    """The name of a file as its unit knows it, folders and archives taken off."""
    return PurePosixPath(path.replace("!/", "/")).name


def _is_in(table: Table, place: Place) -> bool:
    return table.index == place.table and table.start <= place.start <= table.end


def _row_label(document: Document, row: Sequence[Cell | None]) -> str:
    """The last cell with words before the first figure: the innermost name of a row."""
    label = ""
    for cell in row:
        words = _short(cell_text(document, cell), _LABEL) if cell is not None else ""
        if any(letter.isdigit() for letter in words) and label:
            return label
        if _HAS_LETTER.search(words):
            label = words
    return label if len({cell.start for cell in row if cell is not None}) > 1 else ""


def _column_heading(document: Document, squares: list[list[Cell | None]], place: Place) -> str:
    """The words over a cell in the nearest row above that holds headings and no figures."""
    if place.row is None or place.column is None or place.column > len(squares[0]):
        return ""
    for row in reversed(squares[: place.row - 1]):
        texts = {cell.start: cell_text(document, cell) for cell in row if cell is not None}
        figures = any(any(one.isdigit() for one in _BRACKETED.sub("", words)) for words in texts.values())
        filled = sum(bool(words) for words in texts.values())
        above = row[place.column - 1]
        if not figures and filled >= _LEAST_HEADINGS and above is not None and texts[above.start]:
            return _short(texts[above.start], _LABEL)
    return ""


def _short(words: str, length: int) -> str:
    words = " ".join(words.split())
    return words if len(words) <= length else words[: length - 1] + "…"
