"""Ruling lines that are drawn as a row of dots (点线), each dot a filled square of its own, as browsers do."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pipeline.ingestion.pdf_drawing import Rule

Dot = tuple[float, float, float, float]
"""Left, top, right, bottom of a small filled shape."""

LEAST_DOTS = 6
"""So many dots in a row are a line; fewer are marks."""
SPACING = 3.0
"""Sides of a dot that two neighbours of one line lie apart at most."""
SAME_LANE = 0.6
"""Points by which the dots of one line may lie off it."""


def dotted_rules(dots: Iterable[Dot]) -> list[Rule]:
    """The level and the upright lines that these dots form."""
    across: dict[int, list[tuple[float, float]]] = defaultdict(list)
    down: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for left, top, right, bottom in dots:
        across[round((top + bottom) / 2 / SAME_LANE)].append((left, right))
        down[round((left + right) / 2 / SAME_LANE)].append((top, bottom))
    return [
        Rule(horizontal, lane * SAME_LANE, start, end)
        for horizontal, lanes in ((True, across), (False, down))
        for lane, pieces in lanes.items()
        for start, end in _runs(pieces)
    ]


def _runs(pieces: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Where dots follow one another closely, from the first one's beginning to the last one's end."""
    run: list[tuple[float, float]] = []
    for start, end in sorted(pieces):
        if run and start - run[-1][1] > SPACING * (end - start):
            if len(run) >= LEAST_DOTS:
                yield run[0][0], run[-1][1]
            run = []
        run.append((start, end))
    if len(run) >= LEAST_DOTS:
        yield run[0][0], run[-1][1]
