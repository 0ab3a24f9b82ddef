"""Indicator lines without separators: cut only where one reading is possible, or one makes up the total row."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from math import prod

from pipeline.nlp.form_cells import quantity
from pipeline.nlp.form_figures import Points, split_points, split_total
from pipeline.nlp.form_glued_heads import Range
from pipeline.nlp.form_lexicon import bare, form_words, narrow

_LINE_CHARACTERS = 300  # a longer line is a paragraph


@dataclass(frozen=True, slots=True)
class GluedLine:
    """An indicator line: its cells by field as far as they are sure, and the ways to read its tail."""

    cells: Mapping[str, Range]
    tail: Range = (0, 0)
    readings: tuple[Points, ...] = ()


def indicator_line(text: str, line: Range) -> GluedLine | None:
    """Level names, then name, target and actual value where target and actual share a unit or a wording."""
    raw = text[line[0] : line[1]].rstrip()
    if len(raw) > _LINE_CHARACTERS:
        return None
    cells, position = _level_cells(raw, line[0])
    rest = raw[position:]
    match = _measured(narrow(rest)) or _worded(narrow(rest))
    if match is None:
        if not cells and not re.search(r"\d\s*$|[≥≤%]", rest):
            return None
        return GluedLine({**cells, "level3": (line[0] + position, line[0] + len(raw))})
    base = line[0] + position
    for field in ("level3", "target", "actual"):
        cells[field] = (base + match.start(field), base + match.end(field))
    tail = (base + match.start("tail"), base + match.end("tail"))
    ratio = _ratio(match.group("target"), match.group("actual"))
    return GluedLine(cells, tail, tuple(split_points(match.group("tail"), ratio)))


def _level_cells(raw: str, base: int) -> tuple[dict[str, Range], int]:
    words = form_words()
    position = len(raw) - len(raw.lstrip())
    first = next(
        (word for word in words.level1 if word.endswith("指标") and raw.startswith(word, position)), None
    )
    after = position + len(first) if first else position
    second = next(
        (word for word in words.level2 if word.endswith("指标") and raw.startswith(word, after)), None
    )
    cells: dict[str, Range] = {}
    if first and not second and first in words.level2:
        first, second, after = None, first, position
    if first:
        cells["level1"] = (base + position, base + after)
    if second:
        cells["level2"] = (base + after, base + after + len(second))
        after += len(second)
    return cells, after


def _measured(rest: str) -> re.Match[str] | None:
    """名称≥380件386件1515: a number and its unit twice; only if the line can be cut in one place."""
    signs = "|".join(re.escape(narrow(written)) for written, _ in form_words().operators)
    unit = form_words().glued_unit_characters
    number = r"\d[\d,]*(?:\.\d+)?"
    pattern = re.compile(
        rf"(?P<level3>.*[^\d.≥≤=<>])(?P<target>(?:{signs})?(?<![\d.]){number}(?P<unit>[^\d\s≥≤=<>.,]{{1,{unit}}}))"
        rf"(?P<actual>(?:{signs})?{number}(?P=unit))(?P<tail>\d.*)"
    )
    return pattern.fullmatch(rest)


def _worded(rest: str) -> re.Match[str] | None:
    """名称有效有效1010: the same words twice before the figures."""
    return re.fullmatch(
        r"(?P<level3>.*?[^\d])(?P<target>[^\d≥≤=<>]{2,10})(?P<actual>(?P=target))(?P<tail>\d.*)", rest
    )


def _ratio(target: str, actual: str) -> Decimal | None:
    aim, done = quantity(target), quantity(actual)
    if aim.number is None or done.number is None:
        return None
    if aim.operator in ("≤", "<"):
        return Decimal(1) if done.number <= aim.number else None
    return done.number / aim.number if aim.number > 0 else None


def chosen_points(text: str, lines: Sequence[GluedLine], total: Range | None) -> list[Points | None]:
    """One reading a line: the only one, or the only one with which the total row comes out."""
    sure: list[Points | None] = [line.readings[0] if len(line.readings) == 1 else None for line in lines]
    open_lines = [at for at, line in enumerate(lines) if len(line.readings) > 1]
    figures = _total_figures(text, total) if total is not None else None
    whole = all(line.readings for line in lines)
    count = prod(len(lines[at].readings) for at in open_lines)
    if not open_lines or not whole or figures is None or count > form_words().glued_combinations:
        return sure
    known = [points for points in sure if points is not None]
    weight = sum((points.weight_number for points in known), Decimal(0))
    score = sum((points.score_number for points in known), Decimal(0))
    fitting = []
    for combination in product(*(lines[at].readings for at in open_lines)):
        weights = weight + sum(points.weight_number for points in combination)
        scores = score + sum(points.score_number for points in combination)
        if _leaves_execution(figures[0] - weights, figures[1] - scores):
            fitting.append(combination)
    if len(fitting) == 1:
        for at, points in zip(open_lines, fitting[0], strict=True):
            sure[at] = points
    return sure


def _leaves_execution(weight: Decimal, score: Decimal) -> bool:
    """Whether the rest of the total can be the execution row, which is scored outside (10 or 20 points)."""
    return weight in (Decimal(0), Decimal(10), Decimal(20)) and 0 <= score <= weight


def _total_figures(text: str, line: Range) -> tuple[Decimal, Decimal] | None:
    cuts = _total_cuts(text, line)
    if len(cuts) != 2:
        return None
    return Decimal(text[slice(*cuts[0])]), Decimal(text[slice(*cuts[1])])


def is_total(text: str, line: Range) -> bool:
    """Whether a line is the total row: its name and figures."""
    label = re.match(r"\s*([^\d\s]{1,8})\s*[\d.]*\s*$", narrow(text[line[0] : line[1]]))
    return label is not None and bare(label.group(1)) in form_words().indicator_total


def _total_cuts(text: str, line: Range) -> list[Range]:
    raw = narrow(text[line[0] : line[1]]).rstrip()
    figures = re.search(r"[\d.]+$", raw)
    if figures is None:
        return []
    base = line[0] + figures.start()
    cuts = split_total(figures.group(), Decimal(100))
    return (
        [(base + start, base + end) for start, end in cuts] if cuts else [(base, base + len(figures.group()))]
    )


def total_row(text: str, line: Range, fields: Sequence[str]) -> list[Range]:
    """The cells of the total row under the heads."""
    cuts = _total_cuts(text, line)
    end = cuts[0][0] if cuts else line[1]
    cells = dict(zip(("weight", "score"), cuts, strict=False)) if len(cuts) == 2 else {}
    blank = (line[1], line[1])
    return [(line[0], end), *(cells.get(field, blank) for field in fields[1:])]


def placed_cells(line: GluedLine, points: Points | None, fields: Sequence[str]) -> list[Range]:
    """The cells of a line under the heads; the figures only if one way to read them was chosen."""
    cells = dict(line.cells)
    end = max(end for _, end in cells.values())
    if points is None:
        start = line.cells["level3"][0]
        cells = {field: cell for field, cell in cells.items() if field in ("level1", "level2")}
        cells["level3"] = (start, max(end, line.tail[1]))
        end = cells["level3"][1]
    else:
        for field, cut in (("weight", points.weight), ("score", points.score), ("reason", points.reason)):
            cells[field] = (line.tail[0] + cut[0], line.tail[0] + cut[1])
        end = line.tail[1]
    blank = {"level1": (line.cells["level3"][0],) * 2, "level2": (line.cells["level3"][0],) * 2}
    return [cells.get(field, blank.get(field, (end, end))) for field in fields]
