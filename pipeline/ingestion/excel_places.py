"""Places on a sheet as Excel writes them (单元格引用): letters for columns, numbers for rows."""

import re
from functools import lru_cache

from pipeline.ingestion.excel_parts import Merge

_REFERENCE = re.compile(r"^\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$")


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def place_of(reference: str) -> tuple[int, int] | None:
    """Row and column that a reference names."""
    match = _REFERENCE.match(reference)
    return (int(match[2]), column_number(match[1])) if match else None


def merge_of(reference: str) -> Merge | None:
    """The merged range that a reference names."""
    first, _, last = reference.partition(":")
    start, end = place_of(first), place_of(last or first)
    if start is None or end is None:
        return None
    rows, columns = sorted((start[0], end[0])), sorted((start[1], end[1]))
    return Merge(rows[0], columns[0], rows[1], columns[1])
