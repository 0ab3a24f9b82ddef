"""Expected values inside the text: `批复预算⟦budget_approved=2800000|280万元⟧` is the sentence and what to find in it."""

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import Kind, Value
from pipeline.nlp.contexts import ReadingContext
from pipeline.nlp.text_lines import document_of_lines
from pipeline.nlp.values import text_figures

_MARK = re.compile(r"⟦(?P<field>[a-z_]+)(?:=(?P<number>-?[\d.]+))?\|(?P<raw>[^⟧]*)⟧")


@dataclass(frozen=True)
class Expected:
    field: str
    number: Decimal | None
    raw: str
    start: int


def parse(annotated: str) -> tuple[str, list[Expected]]:
    """The plain sentence and the values marked in it, in order."""
    text, expected, position = "", [], 0
    for match in _MARK.finditer(annotated):
        text += annotated[position : match.start()]
        number = Decimal(match["number"]) if match["number"] else None
        expected.append(Expected(match["field"], number, match["raw"], len(text)))
        text += match["raw"]
        position = match.end()
    return text + annotated[position:], expected


def values_of(
    text: str, *kinds: Kind, year: int = 2023, projects: tuple[str, ...] = (), reviewed: bool = False
) -> list[Value]:
    """The values of these kinds that a text has when it stands alone in a report of `year`."""
    document = document_of_lines(text)
    context = ReadingContext(document, "r", year, projects, (), reviewed)
    return [value for value in text_figures(context, document.blocks).values if value.kind in kinds]


def check(
    annotated: str, *kinds: Kind, year: int = 2023, projects: tuple[str, ...] = (), reviewed: bool = False
) -> None:
    """Every marked value is found where it stands, with its field and number, and no other of the kinds is."""
    text, expected = parse(annotated)
    found = values_of(text, *kinds, year=year, projects=projects, reviewed=reviewed)
    seen = [(value.place.start, value.raw, value.field) for value in found]
    assert seen == [(one.start, one.raw, one.field) for one in expected]
    for value, one in zip(found, expected, strict=True):
        if one.number is not None:
            assert value.number == one.number, value.raw
