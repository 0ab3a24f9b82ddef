"""The fund block of a form (资金情况): its rows by source or use, and tables that list projects instead."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.model import FundRow, Kind, Place, Value
from pipeline.nlp.form_cells import (
    Origin,
    Slot,
    is_blank,
    money_value,
    rate_value,
    scope_unit,
    score_value,
    slot_place,
)
from pipeline.nlp.form_grid import Lattice, cells_by_field, filled, stands_in
from pipeline.nlp.form_heads import Block, Header, points_of
from pipeline.nlp.form_lexicon import (
    FUND_COLUMNS,
    MONEY_COLUMNS,
    bare,
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
    if label is None:
        return None
    cells = row_cells(origin, lattice, header, row, _row_scope(label.text, header, scope))
    paired = row == header.body and bare(label.text) == bare(header.heads.get("budget_full", ""))
    role = "total" if paired else fund_role(label.text)
    amounts = [field for field in MONEY_COLUMNS if field in cells.values]
    words = form_words()
    known_label = bare(label.text) in words.header_labels or bare(label.text) in words.text_labels
    expected = len(amounts) >= (1 if role else 2) and not (known_label and not amounts)
    if not expected and (role is None or known_label or not _all_blank(cells, header)):
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
        columns=tuple(field for field in FUND_COLUMNS if field in header.columns),
        blank=cells.blank,
        places={"row": slot_place(origin, label), **cells.places},
        confidence=min((value.confidence for value in values.values()), default=1.0),
        **{field: values.get(field) for field in FUND_COLUMNS},
    )


def project_row(
    origin: Origin, lattice: Lattice, header: Header, row: int, scope: Scope
) -> ProjectRow | None:
    """A row of a table that lists projects, or None if it holds no figures."""
    label = _label(lattice, header, row)
    if label is None:
        return None
    cells = row_cells(origin, lattice, header, row, _row_scope("", header, scope)).values
    if not cells:
        return None
    words = form_words()
    is_total = fund_role(label.text) == "total" or bare(label.text) in words.indicator_total
    name = label.text.strip(" \u3000:：")
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
    places = {field: slot_place(origin, slot) for field, slot in present.items()}
    blank = {field: places[field] for field, slot in present.items() if is_blank(slot.text)}
    return FundCells(values, places, blank)


def with_levels(rows: Sequence[FundRow]) -> list[FundRow]:
    """The rows of one block with their level: 其中 inside a part opens a second one until its sum is met."""
    levelled: list[FundRow] = []
    parent: FundRow | None = None
    inside: list[FundRow] = []
    opened = False
    for row in rows:
        level = row.level
        if level and not _is_first_level(row):
            starts = "其中" in row.row and opened
            if starts or _is_second_level(row):
                parent = parent or (levelled[-1] if levelled and levelled[-1].level == 1 else None)
                level = 2
            elif parent is not None and not _reached(parent, inside):
                level = 2
        opened = opened or (row.level > 0)
        if level == 2:
            inside.append(row)
        else:
            parent, inside = None, []
        levelled.append(replace(row, level=level))
    return levelled


def _is_first_level(row: FundRow) -> bool:
    return fund_name(row.row) in form_words().first_level


def _is_second_level(row: FundRow) -> bool:
    return fund_name(row.row) in form_words().second_level


def _reached(parent: FundRow, inside: Sequence[FundRow]) -> bool:
    """Whether the second-level rows so far already make up their parent."""
    for field in MONEY_COLUMNS:
        whole: Value | None = getattr(parent, field)
        parts = [
            value.number for row in inside if (value := getattr(row, field)) is not None and value.number
        ]
        if whole is not None and whole.number and parts:
            return sum(parts, Decimal(0)) >= whole.number
    return True


def _label(lattice: Lattice, header: Header, row: int) -> Slot | None:
    """The name of a row: the last filled cell left of the figures that is no block name."""
    line = lattice.rows[row]
    names = filled(line[: header.labels])
    if not names:
        return None
    own = [slot for slot in names if not (row and any(other is slot for other in lattice.rows[row - 1]))]
    last = own[-1] if own else None
    if last is None or re.fullmatch(r"[\d.,%\s+-]+", narrow(last.text)):
        return None
    if fund_role(last.text) != "total" and len(own) == 1 and last.row_span > 1 and _is_block(last.text):
        return None
    return last


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
