"""A place as the data files tell it (出处)."""

from pipeline.model import Place
from pipeline.outputs.json_lines import Row


def place_record(place: Place | None) -> Row | None:
    """A place (出处) with the keys of the contract; what the format does not have is null."""
    if place is None:
        return None
    return {
        "path": place.path,
        "start": place.start,
        "end": place.end,
        "page": place.page,
        "paragraph": place.paragraph,
        "sheet": place.sheet,
        "table": place.table,
        "row": place.row,
        "column": place.column,
        "quote": place.quote,
    }
