"""Total and subtotal rows of the indicator block (总分、小计): full marks, score and grade."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Value
from pipeline.nlp.form_cells import Origin, Slot, first_score, grade_value, score_value
from pipeline.nlp.form_grid import Lattice, distinct, filled, own_cells
from pipeline.nlp.form_heads import Header
from pipeline.nlp.form_lexicon import LEVELS, bare, form_words


def total_kind(slots: Sequence[Slot], header: Header, lattice: Lattice, row: int) -> str | None:
    """Whether a row is the total row or a subtotal, by the names left of its figures."""
    words = form_words()
    levels = [column for field in LEVELS for column in header.columns.get(field, ())]
    named = filled(lattice.rows[row][: max(levels, default=0) + 1]) or list(slots[:1])
    for slot in named:
        plain = bare(slot.text)
        if plain in words.indicator_total:
            return "total"
        if any(plain.endswith(word) for word in words.indicator_subtotal):
            return "subtotal"
    return None


def total_values(
    origin: Origin, lattice: Lattice, header: Header, row: int, *, subtotal: bool, weights: Sequence[Value]
) -> list[Value]:
    """The figures and the grade of a total or subtotal row; a shifted row is read in the heads' order."""
    slots = own_cells(lattice, row)
    fields = ("item_weight", "item_score") if subtotal else ("full_score", "total_score")
    weight, score = _under_heads(origin, lattice, header, row, fields)
    if weight is None or score is None:
        figures = [value for slot in slots if (value := score_value(origin, slot, fields[0])) is not None]
        weight, score = _in_order(figures, weight, score, header, weights)
    found = [
        replace(value, field=field) for value, field in zip((weight, score), fields, strict=True) if value
    ]
    grades = [value for slot in slots if (value := grade_value(origin, slot)) is not None]
    return [*found, *([] if subtotal else grades[:1])]


def _under_heads(
    origin: Origin, lattice: Lattice, header: Header, row: int, fields: tuple[str, str]
) -> tuple[Value | None, Value | None]:
    line = lattice.rows[row]
    pair: list[Value | None] = []
    for column, field in zip(("weight", "score"), fields, strict=True):
        slots = _pieces(line, header.columns.get(column, ()))
        pair.append(first_score(origin, slots, field))
    return pair[0], pair[1]


def _in_order(
    figures: Sequence[Value],
    weight: Value | None,
    score: Value | None,
    header: Header,
    weights: Sequence[Value],
) -> tuple[Value | None, Value | None]:
    if len(figures) >= 2 and "weight" in header.columns:
        return figures[0], figures[1]
    if len(figures) == 1 and weight is None and score is None:
        whole = sum(value.number for value in weights if value.number is not None)
        return (figures[0], None) if whole and figures[0].number == whole else (None, figures[0])
    return weight, score


def _pieces(line: Sequence[Slot | None], columns: Sequence[int]) -> list[Slot]:
    return distinct(line[column] for column in columns if column < len(line))
