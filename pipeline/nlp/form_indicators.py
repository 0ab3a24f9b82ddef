"""The indicator block of a form (绩效指标): rows, subtotals and the total row."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.model import Indicator, Place, place_of
from pipeline.nlp.form_cells import (
    Origin,
    Quantity,
    Slot,
    cell_number,
    first_score,
    is_blank,
    is_not_applicable,
    quantity,
    slot_place,
)
from pipeline.nlp.form_columns import ACTUAL_UNIT, ADJUSTED, LEVEL4
from pipeline.nlp.form_grid import Lattice, cells_by_field, distinct, filled, stands_in
from pipeline.nlp.form_heads import Header
from pipeline.nlp.form_labels import is_labelled
from pipeline.nlp.form_levels import Levels, levels_of
from pipeline.nlp.form_lexicon import INDICATOR_COLUMNS, LEVELS, bare, form_words, narrow, squeezed

_MARKS = re.compile(r"^[*#\s]+")
_STARS = re.compile(r"^[★☆▲△●◆※\s]*")
_PREFIX = re.compile(r"^(?:指标\s*[\d一二三四五六七八九十]*\s*[:：]|\d{1,2}[.．、](?=[^\d\s])|[①-⑳])\s*")


def indicator_name(text: str) -> str:
    """An indicator's name as written, without the form's own prefixes (指标1：)."""
    plain = _MARKS.sub("", text)
    stars = _STARS.match(plain)
    mark = stars.group() if stars else ""
    return (mark + _PREFIX.sub("", plain[len(mark) :], count=1)).strip()


def indicator_row(
    origin: Origin, lattice: Lattice, header: Header, row: int, above: Levels
) -> tuple[Indicator | None, Levels]:
    """A row of the block and the levels in force after it; None for spare rows, notes and signatures."""
    line = lattice.rows[row]
    if len(filled(line)) < 2:
        return None, above
    parts = _in_force(cells_by_field(line, header.columns))
    named = [slot for field in LEVELS for slot in parts.get(field, ())]
    levels = levels_of(parts, header, above)
    parts["level3"] = _naming(parts)
    name_slots = parts["level3"]
    texts = {field: _joined(parts, field) for field in INDICATOR_COLUMNS if field in header.columns}
    name = indicator_name(name_slots[0].text) if name_slots else ""
    execution = _execution_name(named)
    shared = _shared(lattice, row, parts)
    if execution and not name_slots:
        name = execution
    if not _is_indicator(name, levels, texts, header, parts):
        return None, levels
    if execution and bare(name) not in form_words().execution:
        name = execution
    indicator = _indicator(origin, levels, name, parts, texts, bool(execution))
    return _with_doubts(indicator, shared, header), levels


def _with_doubts(indicator: Indicator, shared: Sequence[str], header: Header) -> Indicator:
    """The row without the points that it shares with others, and less certain where a column was a guess."""
    if not shared and not header.unsure:
        return indicator
    return replace(
        indicator,
        weight=None if "weight" in shared else indicator.weight,
        score=None if "score" in shared else indicator.score,
        confidence=min(indicator.confidence, form_words().unsure_confidence),
    )


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
    weight = first_score(origin, parts.get("weight", ()), "item_weight")
    score = first_score(origin, parts.get("score", ()), "execution_score" if execution else "item_score")
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


def _in_force(parts: dict[str, list[Slot]]) -> dict[str, list[Slot]]:
    """The cells with the adjusted target (调整指标值) in the place of the first one, where it is filled."""
    adjusted = parts.pop(ADJUSTED, [])
    if any(not is_blank(slot.text) and not _is_none(slot.text) for slot in adjusted):
        parts["target"] = adjusted
    return parts


def _naming(parts: Mapping[str, Sequence[Slot]]) -> list[Slot]:
    """The cells that name a row: the deepest level that is filled (四级指标, else 三级指标)."""
    for field in (LEVEL4, "level3"):
        if own := [slot for slot in parts.get(field, ()) if not is_blank(slot.text)]:
            return own
    return []


def _shared(lattice: Lattice, row: int, parts: Mapping[str, Sequence[Slot]]) -> list[str]:
    """Weight or score in a cell merged over several indicators: it is the group's, not each row's."""
    return [
        field
        for field in ("weight", "score")
        if any(_names_beside(lattice, row, slot, parts) > 1 for slot in parts.get(field, ()))
    ]


def _names_beside(lattice: Lattice, row: int, merged: Slot, parts: Mapping[str, Sequence[Slot]]) -> int:
    """How many indicators are named in the rows that a merged cell covers."""
    if merged.row_span < 2 or not parts["level3"] or is_blank(merged.text):
        return 1
    column = next((at for at, slot in enumerate(lattice.rows[row]) if slot is parts["level3"][0]), None)
    named = [line[column] for line in lattice.rows if column is not None and stands_in(line, merged)]
    names = [indicator_name(slot.text) for slot in distinct(named)]
    return sum(name not in form_words().spare for name in names)


def _is_none(text: str) -> bool:
    return is_not_applicable(text) or squeezed(text) in form_words().spare


def _is_printed_note(text: str) -> bool:
    return any(word in text for word in form_words().template_notes)


def _text(slots: Sequence[Slot]) -> str:
    return "".join(slot.text for slot in slots)


def _joined(parts: Mapping[str, Sequence[Slot]], field: str) -> str:
    """The text of a column; operator, value and unit of a target in three cells are put together."""
    slots = list(parts.get(field, ()))
    if field != "target":
        own = _text(_own(slots, parts, field))
        return own + (_actual_unit(own, parts) if field == "actual" else "")
    before = [slot for slot in parts.get("operator", ()) if slot not in slots]
    behind = [slot for slot in parts.get("unit", ()) if slot not in slots]
    value = _text(_own(slots, parts, field))
    sign, unit = _text(before), _text(behind)
    if not value:  # 定性 | （空） | 有效: the words stand in the unit's cell
        worded = bare(sign) in form_words().qualities and not is_blank(unit) and not is_not_applicable(unit)
        return sign + unit if worded and not re.search(r"\d", unit) else ""
    sign = "" if is_not_applicable(sign) or value.startswith(sign) else sign
    unit = "" if is_not_applicable(unit) or value.endswith(unit) else unit
    if (
        not re.search(r"[\d一二三四五六七八九十]", narrow(value))
        and bare(value) not in form_words().qualities
    ):
        unit = ""  # 明显改善 | 是否: words have no unit; behind 定性 stands the scale (优良中低差)
    return sign + value + unit


def _actual_unit(actual: str, parts: Mapping[str, Sequence[Slot]]) -> str:
    """The unit of a bare actual figure: from its own column, else from the one that the target shares with it."""
    found = cell_number(actual)
    if found is None or found[1]:
        return ""
    own = _text(parts.get(ACTUAL_UNIT, ()))
    unit = own or _text(parts.get("unit", ()))
    share = not own and unit in ("%", "％") and 0 < abs(found[0]) <= 1  # 0.97 beside % may mean 97 %
    return "" if is_not_applicable(unit) or share else unit


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
    if own and is_labelled(own[0].text):
        return False  # 项目负责人：… | 财务负责人：…, the signatures below the rows
    figures = [texts.get(field, "") for field in ("weight", "score") if field in texts]
    has_figure = any(cell_number(text) is not None for text in figures)
    if name in words.spare or re.fullmatch(r"[.…·。\s]+", name):
        named = bool(levels.level1) and "level3" not in header.columns
        return named and has_figure and name in ("", "—")
    if bare(name) in words.header_labels or bare(name) in words.text_labels:
        return has_figure
    stretched = any(slot is other for slot in parts.get("level3", ()) for other in parts.get("actual", ()))
    return not stretched


def _places(origin: Origin, parts: Mapping[str, Sequence[Slot]]) -> dict[str, Place]:
    places: dict[str, Place] = {}
    for field, slots in parts.items():
        if slots and field in (*LEVELS, *INDICATOR_COLUMNS):
            places[field] = slot_place(origin, slots[0])
    signs = [*parts.get("operator", ()), *parts.get("target", ()), *parts.get("unit", ())]
    columns = sorted(slot.column for slot in signs)
    beside = all(right - left <= 1 for left, right in pairwise(columns))  # no other target's cell between
    if "target" in places and len(signs) > 1 and beside:
        start, end = min(slot.start for slot in signs), max(slot.end for slot in signs)
        whole = place_of(origin.document, start, end)
        places["target"] = replace(places["target"], start=whole.start, end=whole.end, quote=whole.quote)
    return places
