"""First and second level names (一级、二级指标) of indicator rows: inherited, printed with points, torn by a page break."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.nlp.form_cells import Slot
from pipeline.nlp.form_heads import Header
from pipeline.nlp.form_lexicon import form_words, level_name

_TORN = 4
"""A torn level name keeps at least so many characters before the break, and at most so many behind it."""


@dataclass(frozen=True, slots=True)
class Levels:
    """The level names that a row inherits when its own level cells are blank or merged away."""

    level1: str = ""
    level2: str = ""
    next2: str = ""
    """The second level of the next row, where a page has printed it into this row's cell."""


def levels_of(parts: Mapping[str, Sequence[Slot]], header: Header, above: Levels) -> Levels:
    """The levels in force in a row: its own, else those above it."""
    level1 = level_name(_text(parts.get("level1", ())))
    level2_slots = [slot for slot in parts.get("level2", ()) if slot not in parts.get("level1", ())]
    level2 = _whole_level(
        level_name(_text([slot for slot in level2_slots if slot not in parts.get("level3", ())]))
    )
    if _is_rest(level2, above.level2):
        level2 = ""
    level2, behind = _run_together(level2 or above.next2)
    if not level1 or _is_rest(level1, above.level2):
        return Levels(above.level1, level2 or above.level2, behind)
    carried = above.level2 if level1 == above.level1 and "level2" in header.columns else ""
    return Levels(level1, level2 or carried, behind)


def _text(slots: Sequence[Slot]) -> str:
    return "".join(slot.text for slot in slots)


def _whole_level(name: str) -> str:
    """The level's name, completed where a page break tore it (服务对象满意)."""
    words = form_words()
    if len(name) < _TORN or name in words.levels:
        return name
    whole = [
        level
        for level in words.level2
        if level.startswith(name) and level.endswith("指标") and len(level) - len(name) <= _TORN
    ]
    return min(whole, key=len, default=name)


def _run_together(name: str) -> tuple[str, str]:
    """This row's level and the next row's, where one cell holds both: 可持续影响指标服务对象满意度指（标）."""
    words = form_words()
    if name in words.levels:
        return name, ""
    for first in words.level2:
        rest = name.removeprefix(first)
        if rest == name or len(rest) < _TORN or not first.endswith("指标"):
            continue
        whole = rest if rest in words.levels else _whole_level(rest)
        if whole in words.levels:
            return first, whole
    return name, ""


def _is_rest(name: str, before: str) -> bool:
    """Whether a name is the rest of the one above that a page break tore: 服务对象满意 | 度指标."""
    return name not in form_words().levels and 0 < len(name) <= _TORN and before.endswith(name)
