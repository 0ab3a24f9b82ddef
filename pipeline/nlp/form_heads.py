"""The heads of a form: which columns of the grid hold which field, and what block they open."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pipeline.nlp.form_cells import Slot, cell_number
from pipeline.nlp.form_columns import ACTUAL_UNIT, Named, doubted_fields, fund_columns, indicator_columns
from pipeline.nlp.form_grid import Lattice, filled, identities
from pipeline.nlp.form_lexicon import (
    FUND_COLUMNS,
    INDICATOR_COLUMNS,
    LEVELS,
    MONEY_COLUMNS,
    bare,
    column_of,
    form_words,
    fund_role,
    is_source,
    is_whole,
    narrow,
)
from pipeline.nlp.form_told_levels import with_told_levels


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
    unsure: frozenset[str] = frozenset()
    """Fields of which several heads claim to be the one."""
    corner: str = ""
    """Text of the cells left of the heads: block name, unit, points of the block."""


def header_at(lattice: Lattice, row: int) -> Header | None:
    """The header that begins in a row, or None if the row holds no heads."""
    if any(cell_number(slot.text) for slot in filled(lattice.rows[row])):
        return _paired_header(lattice, row)
    if row and _is_under_sources(lattice, row):
        return None  # whose measures these are, no total over them says
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
    match = re.search(r"[(,]\s*(?:满分|共|计)?\s*(\d+(?:\.\d+)?)\s*分\s*(?:\)|\*|×|$)", narrow(text))
    return Decimal(match.group(1)) if match else None


def _continues_header(lattice: Lattice, top: int, row: int) -> bool:
    """Whether a row below a head row is its second layer: only short words, none a row name."""
    above = identities(lattice.rows[row - 1])
    own = [slot for slot in filled(lattice.rows[row]) if id(slot) not in above]
    subs = form_words().sub_columns
    heads = all(
        not cell_number(slot.text) and (bare(slot.text) in subs or column_of(slot.text) is not None)
        for slot in own
    )
    if not own or not heads:
        return False
    merged_down = not identities(lattice.rows[top]).isdisjoint(identities(lattice.rows[row]))
    return merged_down or _completes(lattice, top, row)


def _completes(lattice: Lattice, top: int, row: int) -> bool:
    """Whether a row of heads fills the gaps of the one above it, where no merged cell says so (flattened text)."""
    pairs = [
        (over.text if over is not None else "", under.text if under is not None else "")
        for over, under in zip(lattice.rows[top], lattice.rows[row], strict=True)
    ]
    left = [column_of(over) for over, under in pairs if over and not under]
    filled_in = [column_of(under) for over, under in pairs if under and not over]
    money = any(field in ("budget", *MONEY_COLUMNS) for field in left)
    levels = any(column_of(under) in LEVELS for _, under in pairs if under)
    return len([field for field in left if field]) >= 2 and bool(filled_in) and not (money and levels)


def _header(lattice: Lattice, top: int, bottom: int) -> Header | None:
    named = _named_columns(lattice, top, bottom)
    block = _block(named)
    if block is None:
        return None
    body = bottom + 1
    if block is Block.INDICATORS:
        named = with_told_levels(lattice, named, body)
    columns = indicator_columns(named) if block is Block.INDICATORS else fund_columns(lattice, named, body)
    if block is not Block.INDICATORS and sum(field in columns for field in (*MONEY_COLUMNS, "rate")) < 2:
        return None
    first = min(
        (min(at) for field, at in columns.items() if field in (*FUND_COLUMNS, *INDICATOR_COLUMNS)), default=0
    )
    if block is not Block.INDICATORS:
        block = _funds_or_projects(lattice, named, body, first)
    if block is None:
        return None
    if block is Block.PROJECTS:
        columns["project"] = [at for field, _, at in named if field == "project" and max(at) < first][-1]
    heads = {field: lattice.rows[bottom][at[0]] or lattice.rows[top][at[0]] for field, at in columns.items()}
    return Header(
        block,
        body,
        columns,
        heads={field: slot.text for field, slot in heads.items() if slot is not None},
        labels=first,
        unsure=doubted_fields(lattice, named, columns, body),
        corner=" ".join(slot.text for slot in filled(lattice.rows[top][:first])),
    )


def _named_columns(lattice: Lattice, top: int, bottom: int) -> list[Named]:
    """(field, head cell, columns) from left to right."""
    named: list[Named] = []
    divided = top < bottom and _divided_by_source(lattice, top, bottom)
    for column in range(len(lattice.rows[top])):
        stack = filled(lattice.rows[row][column] for row in range(top, bottom + 1))
        if bottom > top and len(stack) == 1 and bare(stack[0].text) in form_words().sub_columns:
            stack = [*_head_to_the_left(lattice, top, column), *stack]
        field = (_by_source(stack) if divided else None) or _stacked_field(stack)
        if field is None:
            continue
        head = stack[-1]
        if named and named[-1][1] is head:
            named[-1] = (field, head, (*named[-1][2], column))
        else:
            named.append((field, head, (column,)))
    return named


def _head_to_the_left(lattice: Lattice, top: int, column: int) -> list[Slot]:
    """The head that stands over a blank one, where flattened text has lost that it reaches so far."""
    return filled(lattice.rows[top][: column + 1])[-1:]


def _stacked_field(stack: Sequence[Slot]) -> str | None:
    if not stack:
        return None
    child = stack[-1].text
    if len(stack) == 1:
        return column_of(child)
    parent = column_of(stack[0].text)
    if parent == "target" and bare(child) in form_words().sub_columns:
        return form_words().sub_columns[bare(child)]
    if parent == "actual" and bare(child) in form_words().sub_columns:
        return {"target": "actual", "unit": ACTUAL_UNIT}.get(form_words().sub_columns[bare(child)], "ignored")
    joined = column_of(stack[0].text + child) if parent in ("budget", *MONEY_COLUMNS) else None
    return joined or column_of(child)


def _is_under_sources(lattice: Lattice, row: int) -> bool:
    """Whether heads of money stand below a row that names several sources and nothing else."""
    above = filled(lattice.rows[row - 1])
    if any(cell_number(slot.text) is not None for slot in above):
        return False
    money = any(column_of(slot.text) in ("budget", *MONEY_COLUMNS) for slot in filled(lattice.rows[row]))
    return money and _divided_by_source(lattice, row - 1, row - 1)


def _divided_by_source(lattice: Lattice, top: int, bottom: int) -> bool:
    """Whether a layer of heads names several sources: 合计 | 财政资金, each with 预算数 and 执行数."""
    return any(
        len({bare(slot.text) for slot in filled(lattice.rows[row]) if is_source(slot.text)}) > 1
        for row in (top, bottom)
    )


def _by_source(stack: Sequence[Slot]) -> str | None:
    """The field of a column that belongs to one source: only those of all sources together are the row's."""
    for source, measure in ((stack[0], stack[-1]), (stack[-1], stack[0])) if stack else ():
        field = column_of(measure.text)
        if field in ("budget", "rate", *MONEY_COLUMNS) and is_source(source.text):
            return field if is_whole(source.text) else "ignored"
    return None


def _block(named: Sequence[Named]) -> Block | None:
    fields = {field for field, _, _ in named}
    money = fields & {"budget", *MONEY_COLUMNS}
    if fields & set(LEVELS) and fields & set(INDICATOR_COLUMNS) and not money:
        return Block.INDICATORS
    if len(money) >= 2 or (money and "rate" in fields):
        return Block.FUNDS
    return None


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
        if field not in FUND_COLUMNS or slot is None or after is None or after is slot:
            continue
        if cell_number(after.text) is not None and field not in columns:
            first = first if columns else column
            columns[field] = (column + 1,)
            heads[field] = slot.text
    rate = _rate_above(lattice, row, columns) if "rate" not in columns else None
    columns |= {"rate": (rate,)} if rate is not None else {}
    if "spent" not in columns or not {"budget_full", "budget_initial"} & set(columns):
        return None
    corner = " ".join(slot.text for slot in filled(line[:first]))
    return Header(Block.FUNDS, row, columns, heads, first + 1, corner=corner)


def _rate_above(lattice: Lattice, row: int, columns: Mapping[str, Sequence[int]]) -> int | None:
    """The column of figures whose head (预算执行进度) stands only in the row above the pairs."""
    if not row or not columns:
        return None
    behind = max(max(at) for at in columns.values()) + 1
    for column in range(behind, len(lattice.rows[row])):
        head, slot = lattice.rows[row - 1][column], lattice.rows[row][column]
        if head is None or slot is None or head is slot or column_of(head.text) != "rate":
            continue
        if cell_number(slot.text) is not None:
            return column
    return None
