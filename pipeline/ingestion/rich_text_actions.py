"""Control words of RTF that change what holds, of a group's text or of a row's definition, and nothing else."""

from collections.abc import Callable

from pipeline.ingestion.marked_flow import Merge
from pipeline.ingestion.rich_text_story import GroupState, RowDraft


def _set_depth(state: GroupState, number: int | None) -> None:
    state.depth = max(number or 0, 0)
    state.in_table = state.in_table or state.depth > 1


STATE_WORDS: dict[str, Callable[[GroupState, int | None], None]] = {
    "pard": lambda state, _: state.reset_paragraph(),
    "intbl": lambda state, _: setattr(state, "in_table", True),
    "itap": _set_depth,
    "outlinelevel": lambda state, number: setattr(state, "outline", number),
    "b": lambda state, number: setattr(state, "bold", number != 0),
    "v": lambda state, number: setattr(state, "hidden", number != 0),
    "deleted": lambda state, number: setattr(state, "deleted", number != 0),
    "uc": lambda state, number: setattr(state, "fallback", max(number or 0, 0)),
}
"""What a word does to the group that it stands in."""

ROW_WORDS: dict[str, Callable[[RowDraft, int | None], None]] = {
    "trowd": lambda row, _: row.begin(),
    "trleft": lambda row, number: setattr(row, "left", number or 0),
    "clmgf": lambda row, _: setattr(row, "across", Merge.FIRST),
    "clmrg": lambda row, _: setattr(row, "across", Merge.CONTINUES),
    "clvmgf": lambda row, _: setattr(row, "down", Merge.FIRST),
    "clvmrg": lambda row, _: setattr(row, "down", Merge.CONTINUES),
    "cellx": lambda row, number: row.end_cell(number or 0),
}
"""What a word does to the definition of the row that comes."""
