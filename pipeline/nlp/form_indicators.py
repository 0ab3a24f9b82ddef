"""The indicator block of a form (绩效指标): rows, subtotals and the total row."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.model import Indicator, Place, Value, place_of
from pipeline.nlp.form_cells import (
    Origin,
    Quantity,
    Slot,
    cell_number,
    grade_value,
    is_blank,
    is_not_applicable,
    quantity,
    score_value,
    slot_place,
)
from pipeline.nlp.form_grid import Lattice, cells_by_field, distinct, filled, own_cells
from pipeline.nlp.form_heads import Header
from pipeline.nlp.form_lexicon import INDICATOR_COLUMNS, LEVELS, bare, form_words, squeezed

_TORN = 4
"""A torn level name keeps at least so many characters before the break, and at most so many behind it."""
_MARKS = re.compile(r"^[*#\s]+")
_STARS = re.compile(r"^[★☆▲△●◆※\s]*")
_PREFIX = re.compile(r"^(?:指标\s*[\d一二三四五六七八九十]*\s*[:：]|\d{1,2}[.．、](?=[^\d\s])|[①-⑳])\s*")
_POINTS = re.compile(r"\s*[（(]\s*\d+(?:\.\d+)?\s*分?\s*[)）]$")


@dataclass(frozen=True, slots=True)
class Levels:
    """The level names that a row inherits when its own level cells are blank or merged away."""

    level1: str = ""
    level2: str = ""


def indicator_name(text: str) -> str:
    """An indicator's name as written, without the form's own prefixes (指标1：)."""
    plain = _MARKS.sub("", text)
    stars = _STARS.match(plain)
    mark = stars.group() if stars else ""
    return (mark + _PREFIX.sub("", plain[len(mark) :], count=1)).strip()


def level_name(text: str) -> str:
    """A level's name without the points that some forms print behind it: 产出指标（50分）."""
    return _POINTS.sub("", squeezed(text))


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


def indicator_row(
    origin: Origin, lattice: Lattice, header: Header, row: int, above: Levels
) -> tuple[Indicator | None, Levels]:
    """A row of the block and the levels in force after it; None for spare rows, notes and signatures."""
    line = lattice.rows[row]
    if len(filled(line)) < 2:
        return None, above
    parts = cells_by_field(line, header.columns)
    named = [slot for field in LEVELS for slot in parts.get(field, ())]
    levels = _levels(parts, header, above)
    name_slots = [slot for slot in parts.get("level3", ()) if not is_blank(slot.text)]
    texts = {field: _joined(parts, field) for field in INDICATOR_COLUMNS if field in header.columns}
    name = indicator_name(name_slots[0].text) if name_slots else ""
    execution = _execution_name(named)
    if execution and not name_slots:
        name = execution
    if not _is_indicator(name, levels, texts, header, parts):
        return None, levels
    if execution and bare(name) not in form_words().execution:
        name = execution
    return _indicator(origin, levels, name, parts, texts, bool(execution)), levels


def _indicator(
    origin: Origin,
    levels: Levels,
    name: str,
    parts: Mapping[str, Sequence[Slot]],
    texts: Mapping[str, str],
    execution: bool,
) -> Indicator:
    target = _quantity(texts.get("target", ""), parts)
    actual = quantity(texts.get("actual", ""))
    weight = _score(origin, parts.get("weight", ()), "item_weight")
    score = _score(origin, parts.get("score", ()), "execution_score" if execution else "item_score")
    reason = texts.get("reason", "")
    return Indicator(
        report=origin.report,
        level1=levels.level1,
        level2=levels.level2,
        level3=name,
        target=texts.get("target", ""),
        actual=texts.get("actual", ""),
        role="execution" if execution else "indicator",
        operator=target.operator,
        target_number=target.number,
        target_unit=target.unit,
        actual_number=actual.number,
        actual_unit=actual.unit,
        weight=weight,
        score=score,
        reason="" if is_not_applicable(reason) or _is_printed_note(reason) else reason,
        qualitative=target.qualitative,
        columns=tuple(texts),
        raw={**{field: _text(parts.get(field, ())) for field in LEVELS if field in parts}, **texts},
        places=_places(origin, parts),
        confidence=min((value.confidence for value in (weight, score) if value is not None), default=1.0),
    )


def _is_printed_note(text: str) -> bool:
    return any(word in text for word in form_words().template_notes)


def _pieces(line: Sequence[Slot | None], columns: Sequence[int]) -> list[Slot]:
    return distinct(line[column] for column in columns if column < len(line))


def _text(slots: Sequence[Slot]) -> str:
    return "".join(slot.text for slot in slots)


def _joined(parts: Mapping[str, Sequence[Slot]], field: str) -> str:
    """The text of a column; operator, value and unit of a target in three cells are put together."""
    slots = list(parts.get(field, ()))
    if field != "target":
        own = _own(slots, parts, field)
        return _text(own)
    before = [slot for slot in parts.get("operator", ()) if slot not in slots]
    behind = [slot for slot in parts.get("unit", ()) if slot not in slots]
    value = _text(_own(slots, parts, field))
    sign, unit = _text(before), _text(behind)
    if not value:  # 定性 | （空） | 有效: the words stand in the unit's cell
        worded = bare(sign) in form_words().qualities and not is_blank(unit) and not is_not_applicable(unit)
        return sign + unit if worded and not re.search(r"\d", unit) else ""
    sign = "" if is_not_applicable(sign) or value.startswith(sign) else sign
    unit = "" if is_not_applicable(unit) or value.endswith(unit) else unit
    return sign + value + unit


def _own(slots: Sequence[Slot], parts: Mapping[str, Sequence[Slot]], field: str) -> list[Slot]:
    """Cells of a column, without one that reaches in from the name's side or over all its rows."""
    names = [slot for level in LEVELS for slot in parts.get(level, ())]
    return [slot for slot in slots if not any(slot is name for name in names) or field in LEVELS]


def _quantity(text: str, parts: Mapping[str, Sequence[Slot]]) -> Quantity:
    found = quantity(text)
    sign = _text(parts.get("operator", ()))
    if any(word in sign for word in form_words().qualitative):
        return Quantity(qualitative=True)
    return found


def _levels(parts: Mapping[str, Sequence[Slot]], header: Header, above: Levels) -> Levels:
    level1 = level_name(_text(parts.get("level1", ())))
    level2_slots = [slot for slot in parts.get("level2", ()) if slot not in parts.get("level1", ())]
    level2 = _whole_level(
        level_name(_text([slot for slot in level2_slots if slot not in parts.get("level3", ())]))
    )
    if _is_rest(level2, above.level2):
        level2 = ""
    if not level1 or _is_rest(level1, above.level2):
        return Levels(above.level1, level2 or above.level2)
    carried = above.level2 if level1 == above.level1 and "level2" in header.columns else ""
    return Levels(level1, level2 or carried)


def _whole_level(name: str) -> str:
    """The level's name, completed where a page break tore it (服务对象满意)."""
    words = form_words()
    if len(name) < _TORN or name in words.levels:
        return name
    whole = [level for level in words.level2 if level.startswith(name) and level.endswith("指标")]
    return min(whole, key=len, default=name)


def _is_rest(name: str, before: str) -> bool:
    """Whether a name is the rest of the one above that a page break tore: 服务对象满意 | 度指标."""
    return name not in form_words().levels and 0 < len(name) <= _TORN and before.endswith(name)


def _execution_name(named: Sequence[Slot]) -> str:
    words = form_words().execution
    for slot in reversed(named):
        plain = bare(indicator_name(slot.text))
        if plain in words and plain.endswith("率"):
            return plain
    first = bare(named[0].text) if named else ""
    return first if first in words and len({id(slot) for slot in named}) == 1 else ""


def _is_indicator(
    name: str,
    levels: Levels,
    texts: Mapping[str, str],
    header: Header,
    parts: Mapping[str, Sequence[Slot]],
) -> bool:
    words = form_words()
    own = [slot for field in LEVELS for slot in parts.get(field, ())]
    first = bare(own[0].text) if own else ""
    if own and own[0].text != name and (first in words.text_labels or first in words.header_labels):
        return False
    figures = [texts.get(field, "") for field in ("weight", "score") if field in texts]
    has_figure = any(cell_number(text) is not None for text in figures)
    if name in words.spare or re.fullmatch(r"[.…·。\s]+", name):
        named = bool(levels.level1) and "level3" not in header.columns
        return named and has_figure and name in ("", "—")
    if bare(name) in words.header_labels or bare(name) in words.text_labels:
        return has_figure
    stretched = any(slot is other for slot in parts.get("level3", ()) for other in parts.get("actual", ()))
    return not stretched


def _under_heads(
    origin: Origin, lattice: Lattice, header: Header, row: int, fields: tuple[str, str]
) -> tuple[Value | None, Value | None]:
    line = lattice.rows[row]
    pair: list[Value | None] = []
    for column, field in zip(("weight", "score"), fields, strict=True):
        slots = _pieces(line, header.columns.get(column, ()))
        pair.append(_score(origin, slots, field))
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


def _score(origin: Origin, slots: Sequence[Slot], field: str) -> Value | None:
    for slot in slots:
        if not is_blank(slot.text):
            return score_value(origin, slot, field)
    return None


def _places(origin: Origin, parts: Mapping[str, Sequence[Slot]]) -> dict[str, Place]:
    places: dict[str, Place] = {}
    for field, slots in parts.items():
        if slots and field in (*LEVELS, *INDICATOR_COLUMNS):
            places[field] = slot_place(origin, slots[0])
    signs = [*parts.get("operator", ()), *parts.get("target", ()), *parts.get("unit", ())]
    if "target" in places and len(signs) > 1:
        start, end = min(slot.start for slot in signs), max(slot.end for slot in signs)
        whole = place_of(origin.document, start, end)
        places["target"] = replace(places["target"], start=whole.start, end=whole.end, quote=whole.quote)
    return places
