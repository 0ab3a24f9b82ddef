"""The levels of a sentence on which amounts stand: outside brackets, or inside the same ones."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Report, Value


@dataclass(frozen=True, slots=True)
class SentenceLevel:
    """The amounts of a sentence that stand on one level: outside brackets, or inside the same ones."""

    report: Report
    start: int
    end: int
    values: tuple[Value, ...]
    outer: Value | None
    """The amount directly before the bracket."""

    def between(self, start: int, end: int) -> str:
        """Text of the level, brackets inside it taken out so that offsets stay."""
        text = self.report.document.text[start:end].replace("\n", " ")
        return re.sub(r"[（(][^（）()]*[）)]", lambda found: "\0" * len(found[0]), text)


def sentence_levels(report: Report, start: int, end: int, values: Sequence[Value]) -> Iterator[SentenceLevel]:
    """The sentence without its brackets, and the inside of each bracket."""
    brackets = _brackets(report.document.text, start, end)

    def inside(value: Value) -> tuple[int, int] | None:
        holding = [one for one in brackets if one[0] < value.place.start < one[1]]
        return max(holding, default=None)

    top = [value for value in values if inside(value) is None]
    yield SentenceLevel(report, start, end, tuple(top), None)
    for bracket in brackets:
        own = tuple(value for value in values if inside(value) == bracket)
        outer = next((value for value in values if value.place.end == bracket[0]), None)
        if own:
            yield SentenceLevel(report, bracket[0] + 1, bracket[1], own, outer)


def _brackets(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    for position in range(start, end):
        if text[position] in "（(":
            opened.append(position)
        elif text[position] in "）)" and opened:
            found.append((opened.pop(), position))
    return sorted(found)
