"""Which strokes of a scanned page are its ruling lines, and where they meet."""

from collections.abc import Iterator, Sequence

from pipeline.ingestion.ocr_image import Segment
from pipeline.ingestion.pdf_drawing import Rule

POINTS = 72.0
TOUCHING = 0.04
"""Inches within which two ruling lines meet."""
LONE = 1.5
"""Inches past which a line is a ruling line even if it meets no other."""
LOW_ROW = 0.45
"""Inches up to which an upright line must run from one level line to another: a letter's stroke does not."""
NARROW_COLUMN = 0.7
"""The same for a level line and the upright ones to its sides."""
TAIL = 0.3
"""Inches by which a ruling line may run on into a letter that touches it."""
BORDER_GAP = 0.12
"""Inches between a thick or double outer border's middle and the ends of the lines inside."""


def true_rules(
    levels: Sequence[Segment], uprights: Sequence[Segment], dpi: float
) -> tuple[list[Segment], list[Segment]]:
    """Without the strokes of letters: a ruling line is long or meets one that runs across it."""
    near = round(TOUCHING * dpi)
    kept = list(uprights)
    for _ in range(2):  # what a letter's stroke seemed to meet may itself have been one
        kept_levels = [line for line in levels if _is_level_rule(line, kept, near, dpi)]
        kept = [line for line in kept if _is_upright_rule(line, kept_levels, near, dpi)]
    tail = TAIL * dpi
    return (
        [
            (start, line[1], end, line[3])
            for line in kept_levels
            for start, end in [_trimmed(line[0], line[2], _crossings(line, kept, near, level=True), tail)]
        ],
        [
            (line[0], start, line[2], end)
            for line in kept
            for start, end in [
                _trimmed(line[1], line[3], _crossings(line, kept_levels, near, level=False), tail)
            ]
        ],
    )


def _is_level_rule(line: Segment, uprights: Sequence[Segment], near: int, dpi: float) -> bool:
    length = line[2] - line[0]
    needed = 1 if length > NARROW_COLUMN * dpi else 2
    return length > LONE * dpi or len(_crossings(line, uprights, near, level=True)) >= needed


def _is_upright_rule(line: Segment, levels: Sequence[Segment], near: int, dpi: float) -> bool:
    length = line[3] - line[1]
    needed = 1 if length > LOW_ROW * dpi else 2
    return length > LONE * dpi or len(_crossings(line, levels, near, level=False)) >= needed


def _crossings(line: Segment, others: Sequence[Segment], near: int, *, level: bool) -> list[int]:
    """Where the lines that run across meet this one."""
    if level:
        return [(each[0] + each[2]) // 2 for each in others if _meet(each, line, near)]
    return [(each[1] + each[3]) // 2 for each in others if _meet(line, each, near)]


def _trimmed(start: int, end: int, crossings: Sequence[int], tail: float) -> tuple[int, int]:
    """A line's ends without the letter that it ran into: a short tail past the outermost crossing."""
    if len(crossings) < 2:
        return start, end
    first, last = min(crossings), max(crossings)
    return (first if 0 < first - start < tail else start), (last if 0 < end - last < tail else end)


def _meet(upright: Segment, level: Segment, near: int) -> bool:
    x, y = (upright[0] + upright[2]) // 2, (level[1] + level[3]) // 2
    return (
        level[0] - near <= x <= level[2] + near
        and upright[1] - near <= y <= upright[3] + near
        and (level[2] - level[0]) > 2 * near
    )


def rules_of(levels: Sequence[Segment], uprights: Sequence[Segment], dpi: float) -> Iterator[Rule]:
    """The lines in points; ends that stop just short of a line across, as at a double border, reach it."""
    reach, scale = BORDER_GAP * dpi, POINTS / dpi
    for left, top, right, bottom in levels:
        middle = (top + bottom) / 2
        across = [(x0 + x1) / 2 for x0, y0, x1, y1 in uprights if y0 - reach <= middle <= y1 + reach]
        start, end = _reaching(left, right, across, reach)
        yield Rule(True, middle * scale, start * scale, end * scale)
    for left, top, right, bottom in uprights:
        middle = (left + right) / 2
        across = [(y0 + y1) / 2 for x0, y0, x1, y1 in levels if x0 - reach <= middle <= x1 + reach]
        start, end = _reaching(top, bottom, across, reach)
        yield Rule(False, middle * scale, start * scale, end * scale)


def _reaching(start: float, end: float, across: Sequence[float], reach: float) -> tuple[float, float]:
    """A line's ends, drawn on to the nearest line across that lies within reach beyond them."""
    before = [at for at in across if start - reach <= at < start]
    after = [at for at in across if end < at <= end + reach]
    return max(before, default=start), min(after, default=end)
