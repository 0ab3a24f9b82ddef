"""Level columns told by what stands under them, where their heads do not name a level (指标｜指标名称, 指标类型)."""

from collections.abc import Sequence

from pipeline.nlp.form_cells import Slot
from pipeline.nlp.form_columns import Named
from pipeline.nlp.form_grid import Lattice
from pipeline.nlp.form_lexicon import LEVELS, column_of, form_words, level_name

_ROWS = 40  # so many rows tell a column; a longer form repeats its levels


def with_told_levels(lattice: Lattice, named: Sequence[Named], body: int) -> list[Named]:
    """The heads with the columns left of the indicators' names that hold 产出指标、数量指标 … named as levels."""
    taken = {field for field, _, _ in named if field in ("level1", "level2")}
    names = [
        at
        for field, head, at in named
        if field == "level3" and _levels_in(lattice, body, at[0], at[0]) is None
    ]
    if not names or len(taken) == 2:
        return list(named)
    told: dict[int, tuple[str, Slot]] = {}
    for column in range(names[0][0]):
        level = _levels_in(lattice, body, column, names[0][0])
        if level is not None and level[0] not in taken and not _is_level(named, column):
            told[column] = level
            taken.add(level[0])
    kept = [(field, head, tuple(at for at in under if at not in told)) for field, head, under in named]
    added = [(field, head, (column,)) for column, (field, head) in told.items()]
    return sorted([*added, *(entry for entry in kept if entry[2])], key=lambda entry: entry[2][0])


def _is_level(named: Sequence[Named], column: int) -> bool:
    return any(field in LEVELS[:2] and column in at for field, _, at in named)


def _levels_in(lattice: Lattice, body: int, column: int, name: int) -> tuple[str, Slot] | None:
    """The level whose names fill most of a column beside the indicators' names, with its first cell."""
    words = form_words()
    found: dict[str, list[Slot]] = {"level1": [], "level2": []}
    seen: list[Slot] = []
    for line in lattice.rows[body : body + _ROWS]:
        slot = line[column]
        if slot is None or not slot.text or any(slot is other for other in seen):
            continue
        if column != name and slot is line[name]:
            continue  # a total, a note over the whole width
        if column_of(slot.text) in LEVELS:
            break  # the heads of the next block
        seen.append(slot)
        written = level_name(slot.text)
        for field, known in (("level1", words.level1), ("level2", words.level2)):
            if written in known:
                found[field].append(slot)
    field = max(found, key=lambda level: len(found[level]))
    most = found[field]
    return (field, most[0]) if len(most) >= 2 and len(most) * 2 > len(seen) else None
