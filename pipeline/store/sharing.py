"""What is equal kept once (共用): a report that was unpacked repeats its path, sections and quotes thousands of times.

The driver holds the reports of a whole batch; without this, half of their memory is copies of the same things.
"""

from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from pipeline.model import FundRow, Indicator, Report, Value

_VALUES = {
    kind.__name__: tuple(field.name for field in fields(kind) if "Value" in str(field.type))
    for kind in (FundRow, Indicator)
}
"""The figures of a form's row, by the kind of row."""
_TELLING = ("str", "Decimal", "Place", "Value", "tuple", "Mapping")


def share_values(reports: tuple[Report, ...]) -> None:
    """Let the figures in a report's form and summary be those among its values again, as they were when packed."""
    for report in reports:
        known = {value.id: value for value in report.values}
        for row in (*report.funds, *report.indicators):
            for name in _VALUES[type(row).__name__]:
                value = getattr(row, name)
                if value is not None:
                    # Frozen for all who read it; it was made just now and nobody has seen it yet.
                    object.__setattr__(row, name, _the_same(value, known))
        summary = {name: _the_same(value, known) for name, value in report.summary.items()}
        object.__setattr__(report, "summary", summary)


def _the_same(value: Value, known: dict[str, Value]) -> Value:
    same = known.get(value.id)
    # Equal decimals may differ in their places: 1.0 and 1.00.
    if (
        same is None
        or same != value
        or str(same.number) != str(value.number)
        or str(same.ulp) != str(value.ulp)
    ):
        return value
    return same


def share_words(reports: tuple[Report, ...]) -> None:
    """Let equal strings and numbers inside the reports be one; nothing that compares or prints notices."""
    known: dict[str, str] = {}
    numbers: dict[str, Decimal] = {}
    holders: dict[type, tuple[str, ...]] = {}
    waiting: list[Any] = list(reports)
    while waiting:
        record = waiting.pop()
        kind = type(record)
        if kind not in holders:
            holders[kind] = _holders(kind)
        for name in holders[kind]:
            content = getattr(record, name)
            if type(content) is str:
                same = known.setdefault(content, content)
                if same is not content:
                    # Frozen for all who read it; this record was made just now and nobody has seen it yet.
                    object.__setattr__(record, name, same)
            elif type(content) is Decimal:
                object.__setattr__(record, name, numbers.setdefault(str(content), content))
            elif type(content) is tuple:
                waiting.extend(content)
            elif type(content) is dict:
                waiting.extend(content.values())
            elif content is not None and not isinstance(content, str):
                waiting.append(content)


def _holders(kind: type) -> tuple[str, ...]:
    """The fields that may hold words or further records, by their annotations; none where it is no record."""
    if not is_dataclass(kind):
        return ()
    return tuple(field.name for field in fields(kind) if any(word in str(field.type) for word in _TELLING))
