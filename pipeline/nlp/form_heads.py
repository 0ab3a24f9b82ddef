"""The heads of a form: which columns of the grid hold which field, and what block they open."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pipeline.nlp.form_cells import Slot, cell_number
from pipeline.nlp.form_grid import Lattice, filled, stands_in
from pipeline.nlp.form_lexicon import (
    FUND_COLUMNS,
    INDICATOR_COLUMNS,
    LEVELS,
    MONEY_COLUMNS,
    bare,
    column_of,
    form_words,
    fund_role,
    narrow,
)

Named = tuple[str, Slot, tuple[int, ...]]
"""A head: its field, its cell, the columns that it stands over."""


class Block(StrEnum):
    """What a header opens."""

    FUNDS = "funds"
    PROJECTS = "projects"
    INDICATORS = "indicators"


@dataclass(frozen=True, slots=True)
class Header:
    """A block's heads (表头): which columns hold which field, and where its rows begin."""

    block: Block
    body: int
    columns: Mapping[str, tuple[int, ...]]
    heads: Mapping[str, str]
    """Head texts by field, for the unit that they set."""
    labels: int
    """Number of columns on the left that hold row names."""
    corner: str = ""
    """Text of the cells left of the heads: block name, unit, points of the block."""


def header_at(lattice: Lattice, row: int) -> Header | None:
    """The header that begins in a row, or None if the row holds no heads."""
    if any(cell_number(slot.text) for slot in filled(lattice.rows[row])):
        return _paired_header(lattice, row)
    last = row
    while last + 1 < len(lattice.rows) and last < row + 2 and _continues_header(lattice, row, last + 1):
        last += 1
    for bottom in range(last, row - 1, -1):
        header = _header(lattice, row, bottom)
        if header is not None:
            return header
    return None


def points_of(text: str) -> Decimal | None:
    """The points that a head or block name states: 得分（10分）, 预算执行情况(10 分)."""
    match = re.search(r"\(\s*(\d+(?:\.\d+)?)\s*分\s*\)?", narrow(text))
    return Decimal(match.group(1)) if match else None


def _continues_header(lattice: Lattice, top: int, row: int) -> bool:
    """Whether a row below a head row is its second layer: only short words, none a row name."""
    above = lattice.rows[row - 1]
    own = [slot for slot in filled(lattice.rows[row]) if not stands_in(above, slot)]
    merged_down = any(slot is not None and stands_in(lattice.rows[top], slot) for slot in lattice.rows[row])
    if not own or not merged_down:
        return False
    subs = form_words().sub_columns
    return all(
        not cell_number(slot.text) and (bare(slot.text) in subs or column_of(slot.text) is not None)
        for slot in own
    )


def _header(lattice: Lattice, top: int, bottom: int) -> Header | None:
    named = _named_columns(lattice, top, bottom)
    block = _block(named)
    if block is None:
        return None
    body = bottom + 1
    columns = _indicator_columns(named) if block is Block.INDICATORS else _fund_columns(lattice, named, body)
    if block is not Block.INDICATORS and sum(field in columns for field in (*MONEY_COLUMNS, "rate")) < 2:
        return None
    first = min(
        (min(at) for field, at in columns.items() if field in (*FUND_COLUMNS, *INDICATOR_COLUMNS)), default=0
    )
    if block is not Block.INDICATORS:
        block = _funds_or_projects(lattice, named, body, first)
    if block is None:
        return None
    heads = {field: lattice.rows[bottom][at[0]] or lattice.rows[top][at[0]] for field, at in columns.items()}
    corner = " ".join(slot.text for slot in filled(lattice.rows[top][:first]))
    return Header(
        block,
        body,
        columns,
        {field: slot.text for field, slot in heads.items() if slot is not None},
        first,
        corner,
    )


def _named_columns(lattice: Lattice, top: int, bottom: int) -> list[Named]:
    """(field, head cell, columns) from left to right."""
    named: list[Named] = []
    for column in range(len(lattice.rows[top])):
        stack = filled(lattice.rows[row][column] for row in range(top, bottom + 1))
        field = _stacked_field(stack)
        if field is None:
            continue
        head = stack[-1]
        if named and named[-1][1] is head:
            named[-1] = (field, head, (*named[-1][2], column))
        else:
            named.append((field, head, (column,)))
    return named


def _stacked_field(stack: Sequence[Slot]) -> str | None:
    if not stack:
        return None
    child = stack[-1].text
    if len(stack) == 1:
        return column_of(child)
    parent = column_of(stack[0].text)
    if parent == "target" and bare(child) in form_words().sub_columns:
        return form_words().sub_columns[bare(child)]
    return column_of(stack[0].text + child) if parent in ("budget", *MONEY_COLUMNS) else column_of(child)


def _block(named: Sequence[Named]) -> Block | None:
    fields = {field for field, _, _ in named}
    money = fields & {"budget", *MONEY_COLUMNS}
    if fields & set(LEVELS) and fields & set(INDICATOR_COLUMNS) and not money:
        return Block.INDICATORS
    if len(money) >= 2 or (money and "rate" in fields):
        return Block.FUNDS
    return None


def _indicator_columns(named: Sequence[Named]) -> dict[str, tuple[int, ...]]:
    columns: dict[str, tuple[int, ...]] = {}
    level_ends = [max(at) for field, _, at in named if field in ("level1", "level2")]
    remarked = [entry for entry in named if entry[0] == "ignored"]
    for named_field, head, at in named:
        field = "unit" if named_field == "entity" else named_field
        if field == "level3" and level_ends and min(at) < level_ends[0]:
            continue  # 绩效指标 as the block's name on the far left
        if field not in columns or (field == "level3" and "三级" in head.text):
            columns[field] = at
        elif field == "weight" and "score" not in columns:
            columns[field] = at  # a weight beside each level: the last belongs to the indicator
        elif field == "target" and columns[field][-1] + 1 == at[0] and "operator" in columns:
            columns[field] = (*columns[field], *at)
    if "reason" not in columns:  # without a column for reasons, remarks hold them
        remarks = [at for _, head, at in remarked if bare(head.text) in form_words().remark_heads]
        if remarks:
            columns["reason"] = remarks[-1]
    return columns


def _fund_columns(lattice: Lattice, named: Sequence[Named], body: int) -> dict[str, tuple[int, ...]]:
    columns: dict[str, tuple[int, ...]] = {}
    generic: list[tuple[int, ...]] = []
    for field, head, at in named:
        if not _holds_figures(lattice, body, head, at):
            continue
        if field == "budget":
            generic.append(at)
        elif field in FUND_COLUMNS:
            columns.setdefault(field, at)
    for at in generic:
        wanted = "budget_full" if "budget_full" not in columns else "budget_initial"
        columns.setdefault(wanted, at)
    return columns


def _holds_figures(lattice: Lattice, body: int, head: Slot, columns: Sequence[int]) -> bool:
    """Whether no row name stands under a head (a block's name may read like a head: 年度预算数（万元）)."""
    if body >= len(lattice.rows):
        return True
    if any(lattice.rows[body][column] is head for column in columns):
        return False
    return not any(
        fund_role(slot.text) and cell_number(slot.text) is None
        for slot in filled(lattice.rows[body][column] for column in columns)
    )


def _funds_or_projects(lattice: Lattice, named: Sequence[Named], body: int, labels: int) -> Block | None:
    """A table that lists projects is told from the report's own funds by its head and its row names."""
    heads = [head.text for field, head, at in named if field == "project" and max(at) < labels]
    if not heads:
        return None if any(field == "entity" and max(at) < labels for field, _, at in named) else Block.FUNDS
    if bare(heads[-1]) not in form_words().generic_project_heads:
        return Block.PROJECTS
    names = [slot.text for line in lattice.rows[body:] for slot in filled(line[:labels])]
    total_words = form_words().indicator_total
    own = [name for name in names if fund_role(name) in ("total", "fiscal", "carryover", "other")]
    own += [name for name in names if "其中" in name or bare(name) in form_words().first_level]
    if any(bare(name) not in total_words for name in own):
        return Block.FUNDS
    kinds = any(word in name for name in names for word in form_words().not_projects)
    measured = any(field in ("rate", "score") for field, _, _ in named)
    return Block.PROJECTS if measured and not kinds else None


def _paired_header(lattice: Lattice, row: int) -> Header | None:
    """The oldest layout: 预算数： | 100 | 执行数： | 98, figures beside their heads on every row."""
    line = lattice.rows[row]
    columns: dict[str, tuple[int, ...]] = {}
    heads: dict[str, str] = {}
    first = 0
    for column, slot in enumerate(line[:-1]):
        field = column_of(slot.text) if slot is not None else None
        field = "budget_full" if field == "budget" else field
        after = line[column + 1]
        if field not in (*MONEY_COLUMNS, "rate") or slot is None or after is None or after is slot:
            continue
        if cell_number(after.text) is not None and field not in columns:
            first = first if columns else column
            columns[field] = (column + 1,)
            heads[field] = slot.text
    if "spent" not in columns or not {"budget_full", "budget_initial"} & set(columns):
        return None
    corner = " ".join(slot.text for slot in filled(line[:first]))
    return Header(Block.FUNDS, row, columns, heads, first + 1, corner)
