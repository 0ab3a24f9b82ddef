"""Amounts of the narrative: running text and the cells that hold sentences (正文与说明格中的金额)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.model import BlockKind, Kind, Report, Value, block_at
from pipeline.validation.facts import (
    WHOLE_MONEY,
    asserted,
    exact,
    fact_key,
    figure,
    part_of_something,
    whole_money,
)
from pipeline.validation.tolerance import HALF, SumVerdict, rounded_sum, rounds_or_truncates
from pipeline.validation.wording import added, money

# A cell with at least so many characters beside the amount tells something, it is not a column's figure.
_NARRATIVE = 8


def in_prose(report: Report, value: Value) -> bool:
    """Whether a value stands among words: in the running text, or in a cell that holds a sentence."""
    if value.where == "text":
        return True
    block = block_at(report.document, value.place.start)
    if block is None or block.kind is not BlockKind.CELL:
        return False
    return block.end - block.start >= len(value.raw) + _NARRATIVE


def prose_amounts(report: Report) -> list[Value]:
    """The amounts of money of the narrative that have a number, in text order."""
    found = [
        value
        for value in report.values
        if value.kind is Kind.MONEY and value.number is not None and in_prose(report, value)
    ]
    return sorted(found, key=lambda value: value.place.start)


def whole_statements(report: Report) -> list[Value]:
    """Exact amounts of the whole project or unit, of all sources: text, explanations in cells, fund totals."""
    told = [
        value
        for value in prose_amounts(report)
        if value.field in WHOLE_MONEY and value.where != "text" and asserted(report, value)
    ]
    own = [value for value in told if not part_of_something(report, replace(value, where="text"))]
    return [
        value for value in (*whole_money(report), *own) if exact(value) and not fact_key(report, value).source
    ]


def numbers_of(values: Iterable[Value]) -> set[Decimal]:
    """The different amounts among values."""
    return {value.number for value in values if value.number is not None}


def total_agrees(total: Value, parts: Sequence[Value]) -> bool:
    """T1 over parts of one unit; parts of several units carry each its own rounding."""
    figures = [figure(part) for part in parts]
    result = rounded_sum(figure(total), figures)
    if result.verdict is not SumVerdict.OFF or rounds_or_truncates(result.computed, figure(total)):
        return True
    mixed = len({part.unit for part in (total, *parts)}) > 1
    bound = sum((one.quantum * HALF for one in (figure(total), *figures)), Decimal(0))
    return mixed and abs(result.difference) <= bound


def exactly_stated(values: Iterable[Value]) -> bool:
    """Whether all amounts are stated exactly, so that T0–T2 may judge them."""
    return all(exact(value) for value in values)


def sum_shown(parts: Sequence[Value], unit: str) -> str:
    """The addition with every operand, in one unit."""
    total = sum((part.number or Decimal(0) for part in parts), Decimal(0))
    terms = added(money(part.number or Decimal(0), unit).rstrip("亿万千元") for part in parts)
    return f"{terms}={money(total, unit)}"
