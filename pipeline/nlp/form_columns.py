"""Which column of a form holds which field, where heads repeat, are divided, or speak of another year."""

import re
from collections.abc import Sequence

from pipeline.nlp.form_adjustments import Adjustment, adjustment_meaning
from pipeline.nlp.form_cells import Slot, cell_number
from pipeline.nlp.form_grid import Lattice, filled
from pipeline.nlp.form_lexicon import (
    FUND_COLUMNS,
    INDICATOR_COLUMNS,
    LEVELS,
    MONEY_COLUMNS,
    bare,
    form_words,
    fund_role,
)

Named = tuple[str, Slot, tuple[int, ...]]
"""A head: its field, its cell, the columns that it stands over."""

Columns = dict[str, tuple[int, ...]]

_GUESSED = ("target", "actual", "score", "rate", *MONEY_COLUMNS)
"""Fields of which a row has one: where two heads claim one, the choice is a guess."""

ADJUSTED = "target_adjusted"
"""The column of a target changed within the year (调整指标值): where filled, it is the target in force."""

LEVEL4 = "level4"
"""The column of 四级指标: where filled it names the row, the 三级指标 above it being shared by several."""

ADJUSTMENT = "adjustment"
"""The column of a change to the budget (调整数), where the budget that it leads to is not printed."""

ACTUAL_UNIT = "actual_unit"
"""The column of the unit, where the actual value is divided into 数值 and 单位."""

_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*年")


def indicator_columns(named: Sequence[Named]) -> Columns:
    """The columns of the indicator block by field."""
    columns: Columns = {}
    level_ends = [max(at) for field, _, at in named if field in ("level1", "level2")]
    first_level = min((min(at) for field, _, at in named if field in LEVELS), default=0)
    for named_field, head, at in _of_latest_year(named):
        if named_field in ("target", "actual", "reason") and max(at) < first_level:
            continue  # 年度绩效指标完成情况 left of the levels is the block's name
        field = "unit" if named_field == "entity" else named_field
        if field == "level3" and level_ends and min(at) < level_ends[0]:
            continue  # 绩效指标 as the block's name on the far left
        if field == "target" and "target" in columns and _is_adjusted(head):
            columns[ADJUSTED] = at
        elif field == "level3" and field in columns and _names_better(named, columns[field], head):
            columns.setdefault("level2" if "level1" in columns else "level1", columns[field])
            columns[field] = at
        elif field not in columns or (field == "level3" and "三级" in head.text):
            columns[field] = at
        elif field == "level3" and "四级" in head.text:
            columns[LEVEL4] = at
        elif field == "weight" and "score" not in columns:
            columns[field] = at  # a weight beside each level: the last belongs to the indicator
        elif field == "target" and columns[field][-1] + 1 == at[0] and "operator" in columns:
            columns[field] = (*columns[field], *at)
    if "reason" not in columns:  # without a column for reasons, remarks hold them
        remarks = [at for field, head, at in named if field == "ignored" and _is_remark(head)]
        if remarks:
            columns["reason"] = remarks[-1]
    return columns


def _names_better(named: Sequence[Named], before: Sequence[int], head: Slot) -> bool:
    """Whether a head names the indicators where the one to its left is broader: 评价内容 | 具体指标."""
    words = form_words().name_heads
    left = next(entry for _, entry, at in named if set(before) <= set(at))
    return bare(head.text) in words and bare(left.text) not in words


def fund_columns(lattice: Lattice, named: Sequence[Named], body: int) -> Columns:
    """The columns of the fund block by field; a plain 预算数 is the budget that has no column of its own."""
    columns: Columns = {}
    generic: list[tuple[int, ...]] = []
    adjusted: Columns = {}
    for field, head, at in _of_latest_year(_without_block_name(named)):
        if not _holds_figures(lattice, body, head, at):
            continue
        if field == "budget":
            generic.append(at)
        elif field == ADJUSTMENT:
            adjusted.setdefault(field, at)
        elif field in FUND_COLUMNS:
            columns.setdefault(field, at)
    if ADJUSTMENT in adjusted and "budget_full" not in columns and (generic or "budget_initial" in columns):
        return _with_adjustment(lattice, body, columns, generic, adjusted[ADJUSTMENT])
    for at in generic:
        wanted = "budget_full" if "budget_full" not in columns else "budget_initial"
        columns.setdefault(wanted, at)
    return columns


def doubted_fields(lattice: Lattice, named: Sequence[Named], columns: Columns, body: int) -> frozenset[str]:
    """The fields that several heads claim (两列执行数, 两列预算数), of which the columns took one by order alone."""
    levels = [min(at) for field, _, at in named if field in LEVELS]
    claims = [
        (field, at)
        for field, head, at in _of_latest_year(_without_block_name(named))
        if not (_is_adjusted(head) if field == "target" else _is_block_name(lattice, body, head, at, levels))
    ]
    taken = {field: set(at) for field, at in columns.items()}
    doubted = {field for field, at in claims if field in _GUESSED and not taken.get(field, set()) >= set(at)}
    plain = [at for field, at in claims if field == "budget"]
    if len(plain) > 1:
        doubted |= {"budget_full", "budget_initial"}
    return frozenset(doubted & columns.keys())


def _is_block_name(lattice: Lattice, body: int, head: Slot, at: Sequence[int], levels: Sequence[int]) -> bool:
    """Whether a head names the block, left of its levels or over the names of its rows."""
    return max(at) < min(levels) if levels else not _holds_figures(lattice, body, head, at)


def _with_adjustment(
    lattice: Lattice,
    body: int,
    columns: Columns,
    generic: Sequence[tuple[int, ...]],
    adjusted: tuple[int, ...],
) -> Columns:
    """批复数 is the first budget; 调整数 is the full one only where the rows' arithmetic says so."""
    first = columns.get("budget_initial") or generic[0]
    meaning = adjustment_meaning(lattice, body, first, adjusted, columns)
    last = {"budget_full": adjusted} if meaning is Adjustment.BUDGET else {ADJUSTMENT: adjusted}
    return {**columns, "budget_initial": first, **last}


def _without_block_name(named: Sequence[Named]) -> list[Named]:
    """The heads without a block's name that reads like one: 预算执行率（10分） left of 预算数、执行数、执行率."""
    rates = [at for at, (field, _, _) in enumerate(named) if field == "rate"]
    money = [at for at, (field, _, _) in enumerate(named) if field in ("budget", *MONEY_COLUMNS)]
    block = rates[0] if len(rates) > 1 and money and rates[0] < money[0] else None
    return [entry for at, entry in enumerate(named) if at != block]


def _of_latest_year(named: Sequence[Named]) -> list[Named]:
    """The heads without those of an earlier year or a part of the year, where one of the whole year stands beside."""
    latest: dict[str, int] = {}
    for field, head, _ in named:
        latest[field] = max(latest.get(field, 0), _year(head))
    typed = (*INDICATOR_COLUMNS, "budget", *MONEY_COLUMNS, "rate")
    whole = {field for field, head, _ in named if not _is_part_year(head)}
    return [
        entry
        for entry in named
        if entry[0] not in typed
        or (
            (not _year(entry[1]) or _year(entry[1]) == latest[entry[0]])
            and not (entry[0] in whole and _is_part_year(entry[1]))
        )
    ]


def _is_part_year(head: Slot) -> bool:
    return any(word in head.text for word in form_words().part_year_heads)


def _year(head: Slot) -> int:
    match = _YEAR.search(head.text)
    return int(match.group(1)) if match else 0


def _is_adjusted(head: Slot) -> bool:
    return any(word in head.text for word in form_words().adjusted_heads)


def _is_remark(head: Slot) -> bool:
    return bare(head.text) in form_words().remark_heads


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
