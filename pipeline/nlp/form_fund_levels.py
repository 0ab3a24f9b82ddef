"""Levels of fund rows (其中): the total, its parts, and the parts of a part until their sum is met."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.model import FundRow, Value
from pipeline.nlp.form_lexicon import MONEY_COLUMNS, form_words, fund_name


def in_document_order(rows: Sequence[FundRow]) -> tuple[FundRow, ...]:
    """The fund blocks as they stand in the document, counted from 1; a list of projects may come before the form."""
    starts: dict[int, int] = {}
    for row in rows:
        start = row.places["row"].start if "row" in row.places else min(p.start for p in row.places.values())
        starts[row.table] = min(start, starts.get(row.table, start))
    order = sorted(starts, key=lambda table: (starts[table], table))
    number = {table: at for at, table in enumerate(order, start=1)}
    return tuple(replace(row, table=number[table]) for table in order for row in rows if row.table == table)


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
