"""Rows of a reviewed workbook, whatever program saved it last and however its sheet was rearranged (审核稿)."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineWorkbook

from pipeline.outputs.review_cells import (
    FINGERPRINT,
    NOTE,
    REVIEWED_ON,
    REVIEWER,
    VERDICT,
    WRITTEN,
    Review,
    cell_text_of,
    day_of,
)

_HEADER_ROWS = 40
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One row of the list as it stands in the workbook."""

    sheet: str
    row: int
    fingerprint: str
    review: Review
    written: str | None
    """The mark of what heji had written here; None where that column is lost."""

    @property
    def changed(self) -> bool:
        """Whether a person typed here: the cells differ from what was written; a cleared one counts."""
        return bool(self.review) if self.written is None else self.review.mark() != self.written


def typed_rows(content: bytes) -> tuple[TypedRow, ...] | None:
    """All rows with something in them; None where no sheet has the headers of the list.

    Raises CalamineError where the file is no workbook, is damaged or has a password.
    """
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    found: list[TypedRow] = []
    known = False
    for name in book.sheet_names:
        try:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except CalamineError:
            continue  # a chart sheet or the like: it has no cells
        header = _header(rows)
        if header is not None:
            known = True
            found += _rows(name, rows, *header)
    return tuple(found) if known else None


def _header(rows: Sequence[Sequence[object]]) -> tuple[int, Mapping[str, int]] | None:
    """The row that holds the headers, and where each stands; titles may have been put above it."""
    for at, row in enumerate(rows[:_HEADER_ROWS]):
        titles = {_SPACE.sub("", str(cell)): column for column, cell in reversed(list(enumerate(row)))}
        if {FINGERPRINT, VERDICT} <= set(titles):
            return at, titles
    return None


def _rows(
    sheet: str, rows: Sequence[Sequence[object]], head: int, titles: Mapping[str, int]
) -> Iterator[TypedRow]:
    for at, row in enumerate(rows[head + 1 :], start=head + 2):

        def cell(title: str, row: Sequence[object] = row) -> object:
            return row[titles[title]] if title in titles and titles[title] < len(row) else ""

        review = Review(
            verdict=cell_text_of(cell(VERDICT)),
            note=cell_text_of(cell(NOTE)),
            reviewer=cell_text_of(cell(REVIEWER)),
            reviewed_on=day_of(cell(REVIEWED_ON)),
        )
        fingerprint = cell_text_of(cell(FINGERPRINT)) or ""
        written = (cell_text_of(cell(WRITTEN)) or "") if WRITTEN in titles else None
        if fingerprint or review:
            yield TypedRow(sheet, at, fingerprint, review, written)
