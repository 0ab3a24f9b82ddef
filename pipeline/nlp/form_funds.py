"""The fund block of a form (资金情况): its rows by source or use, and tables that list projects instead."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.model import FundRow, Kind, Place, Value
from pipeline.nlp.form_cells import (
    Origin,
    Slot,
    cell_number,
    is_blank,
    money_value,
    rate_value,
    scope_unit,
    score_value,
    slot_place,
)
from pipeline.nlp.form_columns import ADJUSTMENT
from pipeline.nlp.form_grid import Lattice, cells_by_field, filled, stands_in
from pipeline.nlp.form_heads import Block, Header, points_of
from pipeline.nlp.form_lexicon import (
    FUND_COLUMNS,
    MONEY_COLUMNS,
    bare,
    column_of,
    form_words,
    fund_name,
    fund_role,
    narrow,
)

Scope = tuple[str, float]


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One row of a table that lists projects (分项目列示), for binding values to projects."""

    name: str
    place: Place
    budget: Value | None = None
    spent: Value | None = None
    rate: Value | None = None
    score: Value | None = None
    is_total: bool = False
    """The row of the whole list (合计)."""


@dataclass(frozen=True, slots=True)
class FundCells:
    """The values of one row by column, with the places of all its cells and of the empty ones."""

    values: Mapping[str, Value]
    places: Mapping[str, Place]
    blank: Mapping[str, Place]


def fund_row(
    origin: Origin, lattice: Lattice, header: Header, row: int, scope: Scope, table: int
) -> FundRow | None:
    """A row of the fund block, or None if the row is something else (a goal, a note, a signature)."""
    label = _label(lattice, header, row)
    unnamed = _block_name(lattice, header, row) if label is None else None
    label = label or unnamed
    if label is None:
        return None
    cells = row_cells(origin, lattice, header, row, _row_scope(label.text, header, scope))
    if row > header.body and column_of(label.text) in FUND_COLUMNS:
        return None  # 执行率 | 95% | 得分 | 9.5: a measure, no source
    paired = row == header.body and bare(label.text) == bare(header.heads.get("budget_full", ""))
    role = "total" if paired or unnamed is not None else fund_role(label.text)
    if not _is_fund_row(label, role, cells, header, named=unnamed is None):
        return None
    values = dict(cells.values)
    if role != "total":
        name = fund_name(label.text)
        values = {field: replace(value, source=name) for field, value in values.items()}
    elif "weight" not in header.columns and (weight := _head_weight(origin, lattice, header)) is not None:
        values["weight"] = weight
    return FundRow(
        report=origin.report,
        row=label.text.strip(" \u3000:："),
        role=role or "part",
        level=0 if role == "total" else 1,
        table=table,
        columns=_asked_for(header),
        blank=cells.blank,
        places={"row": slot_place(origin, label), **cells.places},
        confidence=_certainty(values.values(), _is_changed(lattice, header, row)),
        **{field: values.get(field) for field in FUND_COLUMNS},
    )


def _certainty(values: Iterable[Value], changed: bool) -> float:
    sure = form_words().unsure_confidence if changed else 1.0
    return min((sure, *(value.confidence for value in values)))


def _asked_for(header: Header) -> tuple[str, ...]:
    """The columns that the block has: beside a change to the budget, the budget that it leads to is one."""
    present = {*header.columns, *(["budget_full"] if ADJUSTMENT in header.columns else [])}
    return tuple(field for field in FUND_COLUMNS if field in present)


def _is_changed(lattice: Lattice, header: Header, row: int) -> bool:
    """Whether a row's budget was changed to a figure that the form does not print: no rate can be judged by it."""
    slots = cells_by_field(lattice.rows[row], header.columns).get(ADJUSTMENT, ())
    found = [cell_number(slot.text) for slot in slots]
    return any(number is not None and number[0] != 0 for number in found)


def _is_fund_row(label: Slot, role: str | None, cells: FundCells, header: Header, *, named: bool) -> bool:
    """Whether a row belongs to the block: by its figures, or as a row that the form prints and nobody filled."""
    amounts = [field for field in MONEY_COLUMNS if field in cells.values]
    words = form_words()
    other = bare(label.text) in words.header_labels or bare(label.text) in words.text_labels
    if len(amounts) >= (1 if role and named else 2) and not (other and not amounts):
        return True
    return role is not None and not other and not _tells_amount(label.text) and _all_blank(cells, header)


def project_row(
    origin: Origin, lattice: Lattice, header: Header, row: int, scope: Scope
) -> ProjectRow | None:
    """A row of a table that lists projects, or None if it holds no figures."""
    under = cells_by_field(lattice.rows[row], header.columns).get("project", [])
    label = next((slot for slot in under if not is_blank(slot.text)), None) or _label(lattice, header, row)
    if label is None:
        return None
    cells = row_cells(origin, lattice, header, row, _row_scope("", header, scope)).values
    if not cells:
        return None
    words = form_words()
    is_total = fund_role(label.text) == "total" or bare(label.text) in words.indicator_total
    name = label.text.strip(" \u3000:：")
    if _is_changed(lattice, header, row):
        cells = {field: value for field, value in cells.items() if field not in ("budget_initial", "rate")}
    bound = {field: value if is_total else replace(value, project=name) for field, value in cells.items()}
    return ProjectRow(
        name=name,
        place=slot_place(origin, label),
        budget=bound.get("budget_full") or bound.get("budget_initial"),
        spent=bound.get("spent"),
        rate=bound.get("rate"),
        score=bound.get("score"),
        is_total=is_total,
    )


def row_cells(origin: Origin, lattice: Lattice, header: Header, row: int, scope: Scope) -> FundCells:
    """The figures of a row under the fund heads."""
    under = cells_by_field(lattice.rows[row], header.columns)
    slots = {field: _cell(lattice, row, under[field]) for field in header.columns if field in FUND_COLUMNS}
    present = {field: slot for field, slot in slots.items() if slot is not None}
    values: dict[str, Value] = {}
    for field in MONEY_COLUMNS:
        if field in present:
            unit = scope_unit(header.heads.get(field, ""))
            amount = money_value(origin, present[field], field, (unit, 1.0) if unit else scope)
            values |= {field: amount} if amount is not None else {}
    if "rate" in present:
        budgets = (values.get("budget_full"), values.get("budget_initial"))
        rate = rate_value(origin, present["rate"], values.get("spent"), budgets)
        values |= {"rate": rate} if rate is not None else {}
    total = header.block is Block.PROJECTS and "执行" not in header.heads.get("score", "")
    for field, meaning in (
        ("weight", "item_weight"),
        ("score", "total_score" if total else "execution_score"),
    ):
        score = score_value(origin, present[field], meaning) if field in present else None
        values |= {field: score} if score is not None else {}
    for field in header.unsure & values.keys():
        sure = min(values[field].confidence, form_words().unsure_confidence)
        values[field] = replace(values[field], confidence=sure, why="表头有两列可作此栏，按次序取一列")
    places = {field: slot_place(origin, slot) for field, slot in present.items()}
    blank = {field: places[field] for field, slot in present.items() if is_blank(slot.text)}
    return FundCells(values, places, blank)


def _label(lattice: Lattice, header: Header, row: int) -> Slot | None:
    """The name of a row: the last filled cell left of the figures that is no block name."""
    line = lattice.rows[row]
    names = filled(line[: header.labels])
    if not names:
        return None
    own = [slot for slot in names if not (row and any(other is slot for other in lattice.rows[row - 1]))]
    words = [slot for slot in own if not re.fullmatch(r"[\d.,%\s+-]+", narrow(slot.text))]
    last = (
        words[-1] if words else None
    )  # a column that is not read (实施期资金总额) may stand before the figures
    if last is None:
        return None
    if fund_role(last.text) != "total" and len(own) == 1 and last.row_span > 1 and _is_block(last.text):
        return None
    return last


def _block_name(lattice: Lattice, header: Header, row: int) -> Slot | None:
    """The block's name, where the first row under the heads has figures and no name of its own."""
    if row != header.body or row == 0:
        return None
    above = lattice.rows[row - 1]
    own = [slot for slot in filled(lattice.rows[row][: header.labels]) if not stands_in(above, slot)]
    names = filled(above[: header.labels])
    return names[0] if names and not own and _is_block(names[0].text) else None


def _is_block(text: str) -> bool:
    return any(word in bare(text) for word in form_words().block_contains)


def _cell(lattice: Lattice, row: int, slots: Sequence[Slot]) -> Slot | None:
    """The cell that a row holds itself: one merged down from above belongs to the row in which it begins."""
    own = [slot for slot in slots if not (row and stands_in(lattice.rows[row - 1], slot))]
    if not own:
        return None
    return next((slot for slot in own if not is_blank(slot.text)), own[0])


def _all_blank(cells: FundCells, header: Header) -> bool:
    money = [field for field in MONEY_COLUMNS if field in header.columns]
    return bool(money) and all(field in cells.blank for field in money)


def _tells_amount(label: str) -> bool:
    """Whether a label has its amount beside it in the same cell (其他资金：0): a list of sources, no row."""
    return re.search(r"[:：]\s*\d", label) is not None


def _row_scope(label: str, header: Header, scope: Scope) -> Scope:
    unit = scope_unit(label) or scope_unit(header.corner)
    return (unit, 1.0) if unit else scope


def _head_weight(origin: Origin, lattice: Lattice, header: Header) -> Value | None:
    """The points of the block where no 分值 column stands: 得分（10分）, 预算执行情况（10分）."""
    heads = lattice.rows[max(header.body - 3, 0) : header.body + 1]
    above = [slot for line in heads for slot in filled(line)]
    texts = (header.heads.get("score", ""), header.corner)
    for slot in reversed(above):
        if (
            slot.text
            and any(slot.text in text for text in texts)
            and (points := points_of(slot.text)) is not None
        ):
            return Value(
                id="",
                report=origin.report,
                kind=Kind.SCORE,
                field="item_weight",
                raw=origin.document.text[slot.start : slot.end],
                place=slot_place(origin, slot),
                number=points,
                unit="分",
                ulp=Decimal(1),
                where="table",
                why="表头",
            )
    return None
