"""Where something stands in a submitted file (出处)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A character range of one file's text (出处), with the positions its format has; all counted from 1."""

    path: str
    start: int
    end: int
    quote: str
    page: int | None = None
    paragraph: int | None = None
    sheet: str | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
