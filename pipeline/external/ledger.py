"""The approved-budget ledger (批复及支付台账): sheets → rows → projects; every amount knows its cell."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.external.heads import find_heads
from pipeline.external.lexicon import (
    MONEY_FIELDS,
    field_title,
)
from pipeline.external.mapping import MAPPING, ColumnMapping, read_mapping, write_mapping
from pipeline.external.names import plain_name, project_core
from pipeline.external.sheet_rows import SheetReading
from pipeline.external.sheets import SheetCells, read_sheets
from pipeline.model import Ledger, LedgerProject, LedgerRow, LedgerTarget
from pipeline.model.external import BESIDE

_USEFUL = ("budget_initial", "budget_full", "spent", "review_score", "warning", "audit", "target")


def read_ledger(path: Path, out: Path, most_bytes: int) -> Ledger:
    """The ledger of a file; where its columns are unclear, a mapping is written into `out` and named."""
    content, sheets = read_sheets(path, most_bytes)
    mapping = read_mapping(out / MAPPING)
    readings = [SheetReading(BESIDE + path.name, number, sheet) for number, sheet in enumerate(sheets, 1)]
    for reading in readings:
        reading.heads = find_heads(reading.sheet, mapping.chosen())
    problems = list(_problems(readings, mapping))
    if problems:
        found = {name: head.text for one in readings if one.heads for name, head in one.heads.columns.items()}
        heads = dict.fromkeys(text for one in readings for text in _shown_heads(one))
        write_mapping(out / MAPPING, path.name, mapping, found, tuple(heads))
        raise UsageError(
            f"台账“{path.name}”的列没有认全：{'；'.join(problems)}。"
            f"已写出“{out / MAPPING}”，请在其中照抄表头原文后重新运行。"
        )
    return _assembled(path.name, hashlib.sha256(content).hexdigest(), readings, mapping)


def ledger_from_sheets(name: str, sheets: Sequence[SheetCells]) -> Ledger:
    """The ledger of sheets that are read already, their columns found by name."""
    readings = [SheetReading(BESIDE + name, number, sheet) for number, sheet in enumerate(sheets, 1)]
    for reading in readings:
        reading.heads = find_heads(reading.sheet, {})
    return _assembled(name, "", readings, ColumnMapping())


def _assembled(name: str, digest: str, readings: Sequence[SheetReading], mapping: ColumnMapping) -> Ledger:
    skipped: list[str] = []
    rows = [row for one in readings for row in one.rows(mapping, skipped)]
    targets = [target for one in readings for target in one.targets()]
    columns = tuple(column for one in readings for column in one.columns(mapping))
    return Ledger(BESIDE + name, digest, tuple(_projects(rows, targets)), columns, tuple(skipped))


def _shown_heads(reading: SheetReading) -> tuple[str, ...]:
    if reading.heads:
        return reading.heads.all_heads
    first = next((row for row in reading.sheet.rows if sum(map(bool, row)) > 1), ())
    return tuple(cell for cell in first if cell)


def _problems(readings: Sequence[SheetReading], mapping: ColumnMapping) -> Iterator[str]:
    read = [one for one in readings if one.heads]
    columns = {name for one in read if one.heads for name in one.heads.columns}
    for one in read:
        for name, heads in one.heads.ambiguous.items() if one.heads else ():
            yield f"“{field_title(name)}”有 {len(heads)} 列都像（{'、'.join(dict.fromkeys(heads))}）"
    for name, text in mapping.columns.items():
        if text and name not in columns:
            yield f"表里没有“{text}”这一列（列对应中的“{field_title(name)}”）"
    if not {"project", "code"} & columns:
        yield "找不到“项目名称”或“项目编码”一列"
    if not set(_USEFUL) & columns:
        yield "找不到预算、支付、复核、监控、审计、批复目标中的任何一列"
    unclear = [
        head.text
        for one in read
        if one.heads
        for name, head in one.heads.columns.items()
        if name in MONEY_FIELDS and not head.unit and not mapping.unit and not one.names_units(name)
    ]
    if unclear:
        yield f"没有写明金额单位（{'、'.join(dict.fromkeys(unclear))}），请写 unit"


def _projects(
    rows: Sequence[LedgerRow], targets: Sequence[tuple[LedgerRow, LedgerTarget]]
) -> Iterator[LedgerProject]:
    """Rows of one code, or of one unit and name, are one project; sheets without codes join by name."""
    groups: dict[str, LedgerProject] = {}
    by_name: dict[tuple[str, str, int | None], str] = {}
    for row, target in (*((row, None) for row in rows), *targets):
        name = (plain_name(row.unit), project_core(row.project), row.year)
        key = _code_key(row) or by_name.get(name) or _unit_and_name(name, by_name)
        known = groups.get(key)
        if known is None:
            known = LedgerProject(key, row.code, row.unit, row.project, row.year)
        if row.project:
            by_name.setdefault(name, key)
        groups[key] = replace(
            known,
            unit=known.unit or row.unit,
            project=known.project or row.project,
            rows=known.rows if target else (*known.rows, row),
            targets=(*known.targets, target) if target else known.targets,
        )
    yield from groups.values()


def _code_key(row: LedgerRow) -> str:
    code = code_of(row.code)
    return f"{code}@{row.year or ''}" if code else ""


def _unit_and_name(
    name: tuple[str, str, int | None], known: Mapping[tuple[str, str, int | None], str]
) -> str:
    """A sheet that leaves out unit or year still speaks of the only project of that name."""
    unit, project, year = name
    same = {
        key
        for (other_unit, other, other_year), key in known.items()
        if other == project
        and (not unit or unit == other_unit)
        and (year is None or other_year is None or year == other_year)
    }
    return same.pop() if len(same) == 1 else f"{unit}|{project}@{year or ''}"


def code_of(text: str) -> str:
    """A code without separators, for comparison."""
    return re.sub(r"[^0-9a-z]", "", text.casefold())
