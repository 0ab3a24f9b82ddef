"""Indicator rows of a form whose cells follow one another: the reading that leaves least over."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.nlp.form_cells import cell_number
from pipeline.nlp.form_lexicon import LEVELS, bare, form_words, level_name
from pipeline.nlp.form_stream_heads import Heads, field_of
from pipeline.nlp.form_stream_reasons import names_for_reasons
from pipeline.nlp.form_tokens import Range, Token, is_points

_SKIP, _SKIP_BLANK = 5, 1  # a cell left over weighs more than a blank one
_MISSING = {"reason": 0, "operator": 1, "unit": 1, "score": 2, "actual": 3}
_MISSING_INSIDE = 2  # a column that is not read, but whose absence moves what stands behind it
_MISSING_DIVIDED = 3  # a target's number may be blank beside its operator and unit
_WORDS_BEHIND_SIGN = 4  # ≥ | 辆: words where a sign asks for a number
_FIGURE_AS_NAME = 4  # 80盏 is a value rather than a name
_UNLIKE = 2  # a target in figures and an actual value in words, or the other way round
_NEW_LEVEL, _LONE_LEVEL = 1, 3  # a level2 name that the lexicon lacks, behind a level1 and by itself
_LACKING = 2  # a row that lacks so much might stand under other heads than it seems
_LEFT_OVER = 3  # a row may cost so much on average and still be read rightly
_UNREADABLE = 9  # past that it is no reading at all


@dataclass(frozen=True, slots=True)
class Match:
    """A row read from the stream: its cells by field, the token after it, what was missing."""

    cells: Mapping[str, Range]
    after: int
    cost: int


def stream_indicators(
    tokens: Sequence[Token], heads: Heads, stop: int
) -> tuple[list[list[Range]], list[float]]:
    """The rows up to the total row, by the reading that leaves least over; and how sure each is."""
    body, fields = heads.after, heads.keys
    if field_of(fields[0]) == "ignored" and LEVELS[0] in fields[1:]:
        return [], []  # row numbers before the levels: taken for weights and scores they would move the rows
    total = next((at for at in range(body, stop) if _is_total(tokens[at])), None)
    scored = bool({"weight", "score"} & set(fields))
    end = total if total is not None else _last_cell(tokens, body, stop, scored=scored)
    found, cost = _best_reading(tokens, body, end, fields)
    words = form_words()
    sure = words.glued_confidence if cost <= _LEFT_OVER * len(found) else words.ambiguous_confidence
    if not found or cost > _UNREADABLE * len(found):
        return [], []
    if (total is None or not scored) and sure < words.glued_confidence:
        return [], []  # without a total row to end it, what is read doubtfully is no form
    certain = [sure if match.cost < _LACKING else words.ambiguous_confidence for match in found]
    for at in names_for_reasons(tokens, [match.cells for match in found]):
        found[at] = replace(found[at], cells={k: v for k, v in found[at].cells.items() if k != "reason"})
        certain[at : at + 2] = [words.ambiguous_confidence] * len(certain[at : at + 2])
    rows = [_row(match.cells, fields) for match in found]
    if total is not None:
        given = any("score" in match.cells for match in found)
        rows.append(_total_row(tokens, total, stop, fields, scored=given))
        certain.append(sure)
    return rows, certain


def _best_reading(
    tokens: Sequence[Token], body: int, end: int, fields: Sequence[str]
) -> tuple[list[Match], int]:
    costs: dict[int, int] = {end: 0}
    steps: dict[int, Match] = {}
    for at in range(end - 1, body - 1, -1):
        empty = not tokens[at].text or level_name(tokens[at].text) in form_words().levels
        skipped = Match({}, at + 1, _SKIP_BLANK if empty else _SKIP)
        steps[at] = min(
            (skipped, *_matches(tokens, at, end, fields)), key=lambda match: costs[match.after] + match.cost
        )
        costs[at] = costs[steps[at].after] + steps[at].cost
    return _walked(tokens, steps, body, end, fields), costs.get(body, 0)


def _walked(
    tokens: Sequence[Token], steps: Mapping[int, Match], body: int, end: int, fields: Sequence[str]
) -> list[Match]:
    """The rows of a reading; a level whose own row was spare (效益指标 | 指标1：) goes to the next row."""
    found: list[Match] = []
    waiting: dict[str, Range] = {}
    at = body
    while at < end:
        step, name = steps[at], level_name(tokens[at].text)
        if not step.cells:
            if name in form_words().level1 and name not in form_words().level2 and "level1" in fields:
                waiting = {"level1": tokens[at].place}
        else:
            own = {} if "level1" in step.cells else waiting
            found.append(replace(step, cells={**own, **step.cells}))
            waiting = {}
        at = step.after
    return found


def _last_cell(tokens: Sequence[Token], body: int, stop: int, *, scored: bool) -> int:
    """Where a block without a total row ends: behind its last figure and a remark, before the form's next label."""
    words = form_words()
    end = next((at for at in range(body, stop) if bare(tokens[at].text) in words.text_labels), stop)
    ends_row = is_points if scored else _is_value
    last = next((at for at in range(end - 1, body - 1, -1) if ends_row(tokens[at])), body - 1)
    return min(end, last + 2)


def _is_value(token: Token) -> bool:
    return re.match(r"[≥≤=<>≧≦＝]?\s*\d", token.text) is not None


def _matches(tokens: Sequence[Token], at: int, end: int, fields: Sequence[str]) -> Iterator[Match]:
    """Every way to read a row that begins at a token."""
    for cells, name, cost in _led(tokens, at, end, fields):
        if name >= end or not tokens[name].text or is_points(tokens[name]) or _is_tick(tokens[name]):
            continue
        number = cell_number(tokens[name].text)
        if level_name(tokens[name].text) in form_words().levels or (number is not None and number[1] == "%"):
            continue
        wanted = [field for field in fields if field not in LEVELS]
        for found, after, more in _fill(tokens, name + 1, end, wanted):
            # A name with nothing but blank cells is rather the remark of the row before it.
            named_only = not any(start < end for start, end in found.values())
            rest = (
                _SKIP * named_only
                + _FIGURE_AS_NAME * (number is not None)
                + _mismatch(tokens[name + 1 : after], found)
            )
            yield Match({**cells, "level3": tokens[name].place, **found}, after, cost + more + rest)


def _is_tick(token: Token) -> bool:
    """The answer of a column that is not read (是否核心指标): no indicator's name."""
    return token.text in form_words().ticks


def _led(
    tokens: Sequence[Token], at: int, end: int, fields: Sequence[str]
) -> Iterator[tuple[dict[str, Range], int, int]]:
    """The level cells before a name, where its row begins, and what they cost; with a level2 not in the lexicon."""
    names = [level_name(token.text) for token in tokens[at : min(at + 2, end)]] + ["", ""]
    yield from ((cells, at + len(cells), cost) for cells, cost in _level_cells(tokens, at, names, fields))


def _level_cells(
    tokens: Sequence[Token], at: int, names: Sequence[str], fields: Sequence[str]
) -> Iterator[tuple[dict[str, Range], int]]:
    words = form_words()
    first, second = names[0] in words.level1, names[0] in words.level2
    two = {"level1", "level2"} <= set(fields)
    if two and first and names[1] in words.level2:
        yield {"level1": tokens[at].place, "level2": tokens[at + 1].place}, 0
        return
    if "level2" in fields and second:
        yield {"level2": tokens[at].place}, 0
    elif "level1" in fields and first:
        yield {"level1": tokens[at].place}, 0
    else:
        yield {}, 0
    if two and first and _can_name(names[1]):
        yield {"level1": tokens[at].place, "level2": tokens[at + 1].place}, _NEW_LEVEL
    if "level2" in fields and not first and not second and _can_name(names[0]):
        yield {"level2": tokens[at].place}, _LONE_LEVEL


def _can_name(text: str) -> bool:
    return bool(text) and not re.search(r"\d", text) and text not in form_words().level1


def _fill(
    tokens: Sequence[Token], at: int, end: int, wanted: Sequence[str]
) -> Iterator[tuple[dict[str, Range], int, int]]:
    if not wanted:
        yield {}, at, 0
        return
    field = wanted[0]
    if at < end and _suits(tokens[at], field):
        for found, after, cost in _fill(tokens, at + 1, end, wanted[1:]):
            # An empty score is kept out, so that the total row knows that none was given.
            cell = {} if field == "score" and not tokens[at].text else {field: tokens[at].place}
            unweighted = field in ("weight", "target") and not tokens[at].text
            yield {**cell, **found}, after, cost + unweighted
    missing = _missing(field, wanted)
    if missing is not None:
        for found, after, cost in _fill(tokens, at, end, wanted[1:]):
            yield found, after, cost + missing


def _missing(field: str, wanted: Sequence[str]) -> int | None:
    """What it costs that a cell is not there, None if it must be."""
    if field_of(field) != field and field_of(field) == "target":
        return 0  # a second target, filled only where the first was adjusted
    if field_of(field) in ("ignored", "other_score"):
        return _MISSING_INSIDE if {"actual", "weight", "score"} & set(wanted) else 0
    if field == "target":
        return _MISSING_DIVIDED if "unit" in wanted else None
    return _MISSING.get(field)


def _suits(token: Token, key: str) -> bool:
    words, field = form_words(), field_of(key)
    if not token.text:
        return True
    if field in ("weight", "score"):
        return is_points(token)
    if field == "operator":
        return token.text in {written for written, _ in words.operators} or token.text in words.qualities
    if field == "unit":
        return cell_number(token.text) is None
    label = bare(token.text)
    if level_name(token.text) in words.levels or label in words.text_labels:
        return False
    return field in ("target", "actual", "standard", "ignored", "other_score") or not is_points(token)


def _mismatch(tokens: Sequence[Token], cells: Mapping[str, Range]) -> int:
    """What speaks against a row: words behind a sign, a target in figures with an actual value in words."""
    texts = {token.place: token.text for token in tokens if token.place in cells.values()}
    sign = texts.get(cells.get("operator", (0, 0)), "")
    target = texts.get(cells.get("target", (0, 0)), "")
    actual = texts.get(cells.get("actual", (0, 0)), "")
    signed = sign and sign not in form_words().qualities
    cost = _WORDS_BEHIND_SIGN if signed and target and not re.search(r"\d", target) else 0
    unlike = bool(re.search(r"\d", target)) != bool(re.search(r"\d", actual))
    return cost + (_UNLIKE if target and actual and unlike else 0)


def _is_total(token: Token) -> bool:
    return bare(token.text) in form_words().indicator_total


def _row(cells: Mapping[str, Range], fields: Sequence[str]) -> list[Range]:
    row: list[Range] = []
    position = min(start for start, _ in cells.values())
    for field in fields:
        place = cells.get(field, (position, position))
        position = place[1]
        row.append(place)
    return row


def _total_row(
    tokens: Sequence[Token], total: int, stop: int, fields: Sequence[str], *, scored: bool
) -> list[Range]:
    """The label under the first head, the figures after it under 分值 and 得分."""
    figures: list[Range] = []
    blank_after = False
    for token in tokens[total + 1 : min(total + 1 + len(fields), stop)]:
        if token.text and not is_points(token):
            break
        blank_after = bool(figures) and not token.text
        if blank_after or len(figures) == 2:
            break
        figures += [token.place] if token.text else []
    end = tokens[total].end
    cells = dict(zip(("weight", "score"), figures, strict=False))
    if len(figures) == 1 and scored and not blank_after:
        cells = {"score": figures[0]}
    return [tokens[total].place, *(cells.get(field, (end, end)) for field in fields[1:])]
