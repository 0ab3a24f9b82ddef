"""Heads without separators (年初预算数全年预算数全年执行数), and a paragraph cut where its form's rows begin."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from pipeline.nlp.form_lexicon import MONEY_COLUMNS, column_of, form_words, narrow

Range = tuple[int, int]

_LEAST_HEADS = 3
_CUES = ("预算", "指标")  # no run of heads without one of them
_AFTER_FIGURE = re.compile(r"(?<=[\d%—－/])\s*(?=[\u4e00-\u9fff])")


def glued_lines(text: str, lines: Sequence[Range]) -> list[Range]:
    """The lines, with one that holds heads and rows together cut into them."""
    found: list[Range] = []
    for line in lines:
        cuts = _cuts(text, line) if any(text.find(cue, *line) >= 0 for cue in _CUES) else []
        found += [
            (start, end) for start, end in pairwise([line[0], *cuts, line[1]]) if text[start:end].strip()
        ]
    return found


def glued_heads(text: str, line: Range) -> list[tuple[str, Range]] | None:
    """The columns that a line of heads without separators names, or None if it is no such line."""
    cell, whole_line, _ = _head_patterns()
    whole = whole_line.fullmatch(text[line[0] : line[1]])
    if whole is None:
        return None
    found: list[tuple[str, Range]] = []
    for match in cell.finditer(whole.group(2)):
        field = column_of(match.group())
        start = line[0] + whole.start(2) + match.start()
        found.append((field or "ignored", (start, line[0] + whole.start(2) + match.end())))
    fields = [field for field, _ in found]
    money = sum(field in (*MONEY_COLUMNS, "budget", "rate") for field in fields)
    is_form = money >= 2 or ("level3" in fields and "weight" in fields)
    return found if is_form and len(set(fields)) == len(fields) else None


@cache
def _head_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """One head with the brackets behind it, a whole line of them, a run of them; spaces stand only inside words."""
    words = "|".join(_spaced(word) for word in form_words().glued_heads)
    cell = rf"(?:{words})(?:\s*[（(][^（()）]{{1,16}}[)）])?"
    run = rf"(?:{cell}){{{_LEAST_HEADS},}}"
    return re.compile(cell), re.compile(rf"\s*(?P<corner>[^\d]{{0,20}}?)({run})\s*"), re.compile(run)


def _spaced(word: str) -> str:
    return r"\s?".join(map(re.escape, word))


def _cuts(text: str, line: Range) -> list[int]:
    """Where the rows of the forms in a line begin: at the heads, behind figures, before level names."""
    runs = [
        (line[0] + match.start(), line[0] + match.end())
        for match in _head_patterns()[2].finditer(text[slice(*line)])
    ]
    cuts: list[int] = []
    for (start, end), (stop, _) in pairwise([*runs, (line[1], line[1])]):
        heads = glued_heads(text, (start, end))
        if heads is None or not text[end:stop].strip():
            continue
        indicators = any(field == "level3" for field, _ in heads)
        rows = _indicator_starts(text, end, stop) if indicators else _fund_starts(text, end, stop)
        cuts += [start, end, *rows]
    return sorted({cut for cut in cuts if line[0] < cut < line[1]})


def _fund_starts(text: str, start: int, stop: int) -> Iterator[int]:
    """Every label behind a figure (…100%其中：财政拨款…)."""
    return (start + match.end() for match in _AFTER_FIGURE.finditer(narrow(text[start:stop])))


def _indicator_starts(text: str, start: int, stop: int) -> Iterator[int]:
    """Level names, the total row, and rows of one level that follow one another without a gap."""
    marks = [match.start() for match in _level_pattern().finditer(text, start, stop)]
    for left, right in pairwise([start, *marks, stop]):
        yield left
        rows = list(_row_pattern().finditer(narrow(text[left:right])))
        whole = rows and all(one.end() == two.start() for one, two in pairwise(rows))
        if whole and rows[0].start() == 0 and rows[-1].end() == right - left:
            yield from (left + row.start() for row in rows[1:])


@cache
def _level_pattern() -> re.Pattern[str]:
    """A level1 with the level2 behind it, a level2 by itself, or the total row."""
    words = form_words()
    first = "|".join(re.escape(word) for word in words.level1 if word.endswith("指标"))
    second = "|".join(re.escape(word) for word in words.level2 if word.endswith("指标"))
    total = "|".join(map(re.escape, sorted(words.indicator_total, key=len, reverse=True)))
    return re.compile(rf"(?:{first})(?:{second})?|(?:{second})|(?:{total})(?=\s*\d)")


@cache
def _row_pattern() -> re.Pattern[str]:
    """名称≥380件386件1515: a name, a figure and its unit twice, points."""
    signs = "|".join(re.escape(narrow(written)) for written, _ in form_words().operators)
    number, unit = r"\d[\d,]*(?:\.\d+)?", rf"[^\d\s≥≤=<>.,]{{1,{form_words().glued_unit_characters}}}"
    return re.compile(
        rf"[^\d≥≤=<>]{{2,40}}?(?:{signs})?{number}(?P<unit>{unit})(?:{signs})?{number}(?P=unit)[\d.]+"
    )
