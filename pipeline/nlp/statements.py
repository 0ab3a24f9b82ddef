"""Statements that stand for a figure without giving one: 全部到位, 无结余."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import Document, Kind, Modality, Value, place_of
from pipeline.nlp.cues import pattern


@dataclass(frozen=True, slots=True)
class Statements:
    """What a report says in words: that all its money arrived, and that none was left (a value of 0)."""

    received_in_full: bool
    no_surplus: Value | None


def statements_of(
    document: Document, spans: Sequence[tuple[int, int]], report: str, values: Sequence[Value]
) -> Statements:
    """Read the statements of one report; an explicit figure elsewhere takes precedence over them."""
    arrived = any(
        value.field == "receipt_rate"
        and value.number == 100
        and value.modality is Modality.ASSERTED
        and value.project is None
        for value in values
    )
    return Statements(
        received_in_full=arrived or _first_match(document, spans, "received_in_full") is not None,
        no_surplus=_nothing_left(document, spans, report),
    )


def _nothing_left(document: Document, spans: Sequence[tuple[int, int]], report: str) -> Value | None:
    found = _first_match(document, spans, "no_surplus")
    if found is None:
        return None
    place = place_of(document, *found)
    return Value(
        id="",
        report=report,
        kind=Kind.MONEY,
        field="surplus",
        raw=place.quote,
        place=place,
        number=Decimal(0),
        unit="元",
        ulp=Decimal(1),
        why="明示没有结余",
    )


def _first_match(document: Document, spans: Sequence[tuple[int, int]], name: str) -> tuple[int, int] | None:
    for start, end in spans:
        match = pattern("money_roles", "statements", name).search(document.text[start:end])
        if match is not None:
            return start + match.start(), start + match.end()
    return None
