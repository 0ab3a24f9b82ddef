"""Pages set in two columns (分栏): where the gutter runs, and the parts of the page in reading order."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.ingestion.pdf_drawing import Rule
from pipeline.ingestion.pdf_lattice import merged_rules
from pipeline.ingestion.pdf_lines import Line, lines_of
from pipeline.ingestion.pdf_page import Glyph

MIDDLE = (0.3, 0.7)
"""Shares of the text's width between which a gutter runs."""
LEAST_GAP = 1.0
"""A gutter is at least so many ems wide."""
CLEAR = 3.0
"""Points on each side of the gutter's middle that stay free."""
LEAST_ROWS = 5
"""So many lines must stand beside others for the page to be set in columns."""
RUNNING_CHARACTERS = 8
"""Half of a column's lines are longer than this; the cells of a table are not."""
FULL_SHARE, FULL_WITHIN = 0.4, 3.0
"""Share of a column's lines that end within so many ems of its right edge, as running text does."""
CROSSING = 20.0
"""Points by which a rule must reach into both columns to run across."""
LEAST_RULE = 100.0
"""Points: a shorter rule bounds no table."""
PARTED_SHARE, PARTED_GAP = 0.5, 1.5
"""A column of which more lines than this have gaps of so many ems inside is a table's half."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page that is read as one: a column, or what stands across; left, top, right, bottom."""

    lines: tuple[Line, ...]
    box: Box
    is_column: bool = False

    def holds(self, box: Box) -> bool:
        """Whether the middle of a box lies in the part."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return self.box[0] <= x <= self.box[2] and self.box[1] <= y <= self.box[3]


def parts_of(glyphs: Sequence[Glyph], tables: Sequence[Box], rules: Sequence[Rule], page: int) -> list[Part]:
    """The parts of a page in reading order; one for the page as a whole unless it is set in columns."""
    lines = lines_of(glyphs, page)
    gutter = _gutter(lines)
    if gutter is None:
        return [_across(lines, float("-inf"), float("inf"))]
    columns = []
    for run in _runs(lines, gutter, tables, rules):
        top, bottom = _reach(run, lines, [box for box in tables if not box[0] < gutter < box[2]])
        inside = [glyph for glyph in glyphs if top <= (glyph.top + glyph.bottom) / 2 <= bottom]
        left = lines_of([glyph for glyph in inside if glyph.x1 <= gutter], page)
        right = lines_of([glyph for glyph in inside if glyph.x0 >= gutter], page)
        columns.append(
            (
                Part(tuple(left), (float("-inf"), top, gutter, bottom), is_column=True),
                Part(tuple(right), (gutter, top, float("inf"), bottom), is_column=True),
            )
        )
    return _in_order(lines, columns, _stacks_beside(rules, gutter))


def _in_order(
    lines: Sequence[Line], columns: Sequence[tuple[Part, Part]], stacks: Sequence[Box]
) -> list[Part]:
    """Columns and what stands across between them; short columns count where the page has long ones.

    A column may be all of a table (三线表) as wide as itself, beside a column of running text.
    """
    rests = [[_outside(part, stacks) for part in pair] for pair in columns]
    is_table = [
        [len(rest) < len(part.lines) for part, rest in zip(pair, own, strict=True)]
        for pair, own in zip(columns, rests, strict=True)
    ]
    long = any(
        any(_is_running(rest, LEAST_ROWS) for rest in own)
        and all(_is_running(rest, LEAST_ROWS) or table for rest, table in zip(own, tables, strict=True))
        for own, tables in zip(rests, is_table, strict=True)
    )
    found: list[Part] = []
    upper = float("-inf")
    for pair, own, tables in zip(columns, rests, is_table, strict=True) if long else ():
        if all(_is_running(rest, 1) or table for rest, table in zip(own, tables, strict=True)):
            found += [_across(lines, upper, pair[0].box[1]), *pair]
            upper = pair[0].box[3]
    return [*found, _across(lines, upper, float("inf"))]


def _outside(part: Part, stacks: Sequence[Box]) -> list[Line]:
    """The part's lines outside the tables that stand in it."""
    own = [box for box in stacks if part.holds(box)]
    return [line for line in part.lines if not any(box[1] < line.middle < box[3] for box in own)]


def _stacks_beside(rules: Sequence[Rule], gutter: float) -> list[Box]:
    """Where rules one below the other bound a table in one column."""
    stacks: list[list[Rule]] = []
    for rule in sorted(merged_rules(rules), key=lambda rule: rule.at):
        if not rule.horizontal or rule.end - rule.start < LEAST_RULE or _crosses(rule, gutter):
            continue
        for stack in stacks:
            if abs(stack[0].start - rule.start) <= CLEAR and abs(stack[0].end - rule.end) <= CLEAR:
                stack.append(rule)
                break
        else:
            stacks.append([rule])
    return [(each[0].start, each[0].at, each[0].end, each[-1].at) for each in stacks if len(each) > 1]


def _crosses(rule: Rule, gutter: float) -> bool:
    return rule.start < gutter - CROSSING and gutter + CROSSING < rule.end


def _reach(run: Sequence[Line], lines: Sequence[Line], tables: Sequence[Box]) -> tuple[float, float]:
    """How far up and down the columns reach with the tables that begin or end them."""
    top, bottom = min(line.top for line in run), max(line.bottom for line in run)
    others = [line.middle for line in lines if not top <= line.middle <= bottom]
    for box in tables:
        if not any(min(top, box[1]) <= other <= max(bottom, box[3]) for other in others):
            top, bottom = min(top, box[1]), max(bottom, box[3])
    return top, bottom


def _across(lines: Iterable[Line], top: float, bottom: float) -> Part:
    inside = tuple(line for line in lines if top < line.middle < bottom)
    return Part(inside, (float("-inf"), top, float("inf"), bottom))


def _gutter(lines: Sequence[Line]) -> float | None:
    """The abscissa that parts most lines from others beside them, if there is one."""
    if len(lines) < LEAST_ROWS:
        return None
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    low, high = (left + share * (right - left) for share in MIDDLE)
    best, most = None, LEAST_ROWS - 1
    for middle in _candidates(lines, low, high):
        before = sum(line.left < middle and _is_clear(line, middle) for line in lines)
        after = sum(line.right > middle and _is_clear(line, middle) for line in lines)
        if min(before, after) > most:
            best, most = middle, min(before, after)
    return best


def _candidates(lines: Sequence[Line], low: float, high: float) -> list[float]:
    """Where gutters may run: just before lines and pieces of lines that begin in the page's middle."""
    starts = [line.left for line in lines] + [gap[1] for line in lines for gap in _gaps(line, LEAST_GAP)]
    rounded = Counter(round(start) for start in starts if low <= start <= high + 2 * CLEAR)
    return [start - CLEAR - 1 for start, count in rounded.most_common(6) if count >= 2]


def _is_clear(line: Line, middle: float) -> bool:
    """Whether a line leaves a gutter free."""
    if line.right <= middle - CLEAR or line.left >= middle + CLEAR:
        return True
    return not any(glyph.x0 < middle + CLEAR and glyph.x1 > middle - CLEAR for glyph in line.glyphs)


def _gaps(line: Line, least: float) -> list[tuple[float, float]]:
    return [
        (before.x1, after.x0)
        for before, after in pairwise(line.glyphs)
        if after.x0 - before.x1 > least * line.em
    ]


def _runs(
    lines: Sequence[Line], gutter: float, tables: Sequence[Box], rules: Sequence[Rule]
) -> list[list[Line]]:
    """Neighbouring lines that leave the gutter free, many of them with text on both sides."""
    barred = [box for box in tables if box[0] < gutter < box[2]] + _crossing_stacks(
        [rule for rule in rules if not any(box[1] - 1 <= rule.at <= box[3] + 1 for box in tables)], gutter
    )
    runs: list[list[Line]] = [[]]
    for line in lines:
        if not _is_clear(line, gutter) or any(box[1] <= line.middle <= box[3] for box in barred):
            runs.append([])
        elif runs[-1] and any(runs[-1][-1].middle < box[1] and box[3] < line.middle for box in barred):
            runs.append([line])
        else:
            runs[-1].append(line)
    return [run for run in runs if _beside(run, gutter)]


def _beside(run: Sequence[Line], gutter: float) -> int:
    """How many lines of one side have text at their height on the other."""
    left = [line for line in run if line.left < gutter]
    right = [line for line in run if line.right > gutter]
    if not left or not right:
        return 0
    top = max(left[0].top, right[0].top)
    bottom = min(left[-1].bottom, right[-1].bottom)
    return min(sum(top <= line.middle <= bottom for line in side) for side in (left, right))


def _crossing_stacks(rules: Sequence[Rule], gutter: float) -> list[Box]:
    """Where rules one below the other bound a table across both columns."""
    long = [rule for rule in merged_rules(rules) if rule.horizontal and _crosses(rule, gutter)]
    long.sort(key=lambda rule: rule.at)
    return [
        (upper.start, upper.at, upper.end, lower.at)
        for upper, lower in pairwise(long)
        if abs(upper.start - lower.start) <= CLEAR and abs(upper.end - lower.end) <= CLEAR
    ]


def _is_running(lines: Sequence[Line], least: int) -> bool:
    """Whether these lines, so many at least, are a column of running text."""
    if len(lines) < least or median(len(line.glyphs) for line in lines) < RUNNING_CHARACTERS:
        return False
    right = max(line.right for line in lines)
    full = sum(line.right > right - FULL_WITHIN * line.em for line in lines)
    parted = sum(bool(_gaps(line, PARTED_GAP)) for line in lines)
    return full >= FULL_SHARE * len(lines) and parted <= PARTED_SHARE * len(lines)
