"""Forms whose cells stand one to a line or one after another: the heads' order gives the rows back."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.model import Document
from pipeline.nlp.form_cells import cell_number, is_not_applicable, scope_unit
from pipeline.nlp.form_grid import Lattice, text_lattice
from pipeline.nlp.form_indicators import level_name
from pipeline.nlp.form_lexicon import (
    FUND_COLUMNS,
    LEVELS,
    MONEY_COLUMNS,
    bare,
    column_of,
    form_words,
    fund_role,
    is_title,
)

Range = tuple[int, int]

_SKIP, _SKIP_BLANK = 5, 1  # a cell left over weighs more than a blank one
_MISSING = {"reason": 0, "ignored": 0, "operator": 1, "unit": 1, "score": 2, "actual": 3}
_LEFT_OVER = 3  # a row may cost so much on average and still be read rightly
_HEADS = 4
_DIVIDED, _UNDIVIDED = re.compile(r"[|\s]"), re.compile(r"[^|\s]+")
_LABEL_CELLS = 48


@dataclass(frozen=True, slots=True)
class Token:
    """One cell of the stream."""

    text: str
    start: int
    end: int

    @property
    def place(self) -> Range:
        """Its range in the file's text."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of a block in the order of its cells, each with its place, and the token after them."""

    fields: tuple[str, ...] = ()
    places: tuple[Range, ...] = ()
    after: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """A row read from the stream: its cells by field, the token after it, what was missing."""

    cells: Mapping[str, Range]
    after: int
    cost: int


def stream_lattices(document: Document, lines: Sequence[Range]) -> list[Lattice]:
    """The reading grids of all forms whose cells follow one another without rows."""
    lattices: list[Lattice] = []
    for tokens in (_one_a_line(document, lines), _spaced(document, lines)):
        if not lattices:
            lattices = _streams(document, tokens)
    return lattices


def _streams(document: Document, tokens: Sequence[Token]) -> list[Lattice]:
    lattices: list[Lattice] = []
    at, floor = 0, 0
    while at < len(tokens):
        if column_of(tokens[at].text) is None:  # nearly every line of running text
            at += 1
            continue
        heads = _heads(tokens, at)
        if len(heads.fields) < _HEADS:
            at += 1
            continue
        stop = _stop(tokens, heads.after)
        indicators = "level3" in heads.fields
        reader = _indicators if indicators else _funds
        found, sure = reader(tokens, heads.after, stop, heads.fields)
        if found:
            head = list(heads.places)
            if not indicators:
                head = [(head[0][0], head[0][0]), *head]
            rows = [*_label_rows(document, _filled(tokens[floor:at])[-_LABEL_CELLS:]), head]
            certainty = dict.fromkeys(range(len(rows), len(rows) + len(found)), sure)
            lattices.append(text_lattice(document, [*rows, *found], certainty))
            floor = stop
        at = heads.after
    return lattices


def _one_a_line(document: Document, lines: Sequence[Range]) -> list[Token]:
    """The cells between bars and line ends; what stands empty between two bars is a blank cell."""
    tokens: list[Token] = []
    for at, line in enumerate(lines):
        # A line break between two bars holds an empty cell: … | 10 |⏎| 其中：财政拨款 | …
        if at and _is_blank_between(document.text, lines[at - 1], line):
            tokens.append(Token("", line[0], line[0]))
        tokens += _barred(document.text, line)
    return tokens


def _is_blank_between(text: str, before: Range, line: Range) -> bool:
    own = text[slice(*line)].strip()  # a bar alone on its line is a blank cell already
    return own != "|" and own.startswith("|") and text[slice(*before)].rstrip().endswith("|")


def _spaced(document: Document, lines: Sequence[Range]) -> list[Token]:
    return [token for line in lines for token in _spaced_cells(document.text, line)]


def _spaced_cells(text: str, line: Range) -> Iterator[Token]:
    raw = text[line[0] : line[1]]
    if _DIVIDED.search(raw) is None:  # a sentence, and most lines are
        yield Token(raw, *line)
        return
    for match in _UNDIVIDED.finditer(raw):
        yield Token(match.group(), line[0] + match.start(), line[0] + match.end())


def _barred(text: str, line: Range) -> Iterator[Token]:
    raw = text[line[0] : line[1]]
    pieces = raw.split("|")
    opened = len(pieces) > 1 and not pieces[0].strip()
    closed = len(pieces) > 1 + opened and not pieces[-1].strip()  # a bar alone on its line: one blank cell
    start = line[0]
    for number, piece in enumerate(pieces):
        plain = piece.strip()
        begin = start + len(piece) - len(piece.lstrip()) if plain else start
        edge = (opened and number == 0) or (closed and number == len(pieces) - 1)
        if not edge:
            yield Token(plain, begin, begin + len(plain))
        start += len(piece) + 1


def _heads(tokens: Sequence[Token], at: int) -> Heads:
    """The columns that a run of head cells names, none unless they are the heads of a form."""
    named: list[tuple[str, Range]] = []
    position = at
    for position in range(at, len(tokens) + 1):
        token = tokens[position] if position < len(tokens) else None
        if token is not None and named and not token.text:
            continue
        field = column_of(token.text) if token is not None else None
        if field == "level3" and [known for known, _ in named][:1] == ["level3"]:
            del named[0]  # 绩效指标, the block's name
        if token is None or field is None or field == "project" or _repeats(field, named):
            break
        if field in ("budget_initial", "budget_full") and named and named[-1][0] == "budget":
            named.pop()  # 年度预算数（万元） over 年初预算、调整后预算数: the block's name
        named.append((field, token.place))
    named = _one_layer([("budget_full" if field == "budget" else field, place) for field, place in named])
    fields = tuple(field for field, _ in named)
    money = sum(field in MONEY_COLUMNS for field in fields)
    scored = "level3" in fields and ("weight" in fields or "score" in fields)
    if scored or (money >= 2 and not set(fields) & set(LEVELS)):
        return Heads(fields, tuple(place for _, place in named), position)
    return Heads(after=at + 1)


def _repeats(field: str, named: Sequence[tuple[str, Range]]) -> bool:
    """Whether a head was there before; 指标值 may come again under 年度指标值, which has 性质 and 单位 beside it."""
    fields = [known for known, _ in named]
    if field == "ignored" or field not in fields:
        return False
    return not (field == "target" and fields.count("target") == 1 and "operator" in fields)


def _one_layer(named: list[tuple[str, Range]]) -> list[tuple[str, Range]]:
    """Heads of two layers in the order of the cells: the levels and what divides 年度指标值 stand below the rest."""
    fields = [field for field, _ in named]
    level = next((at for at, field in enumerate(fields) if field in LEVELS), 0)
    above, below = named[:level], named[level:]
    if not {"weight", "score", "actual"} & set(fields[:level]):
        return named
    divided = any(field == "target" for field, _ in below)
    return [*below, *(entry for entry in above if not (divided and entry[0] == "target"))]


def _stop(tokens: Sequence[Token], body: int) -> int:
    """The token at which a block ends: the next heads, a title, the end."""
    for at in range(body, len(tokens)):
        if len(_heads(tokens, at).fields) >= _HEADS or is_title(tokens[at].text):
            return at
    return len(tokens)


def _indicators(
    tokens: Sequence[Token], body: int, stop: int, fields: Sequence[str]
) -> tuple[list[list[Range]], float]:
    """The rows up to the total row, by the reading that leaves least over; and how sure they are."""
    total = next((at for at in range(body, stop) if _is_total(tokens[at])), None)
    closed = total is not None
    total = _last_figure(tokens, body, stop) if total is None else total
    costs: dict[int, int] = {total: 0}
    steps: dict[int, Match] = {}
    for at in range(total - 1, body - 1, -1):
        empty = not tokens[at].text or level_name(tokens[at].text) in form_words().levels
        skipped = Match({}, at + 1, _SKIP_BLANK if empty else _SKIP)
        steps[at] = min(
            (skipped, *_matches(tokens, at, total, fields)), key=lambda match: costs[match.after] + match.cost
        )
        costs[at] = costs[steps[at].after] + steps[at].cost
    found: list[Match] = []
    at = body
    while at < total:
        found += [steps[at]] if steps[at].cells else []
        at = steps[at].after
    words = form_words()
    sure = (
        words.glued_confidence
        if costs.get(body, 0) <= _LEFT_OVER * len(found)
        else words.ambiguous_confidence
    )
    rows = [_row(match.cells, fields) for match in found]
    scored = any("score" in match.cells for match in found)
    if not rows or (not closed and sure < words.glued_confidence):
        return [], 0.0  # without a total row to end it, what is read doubtfully is no form
    return [*rows, _total_row(tokens, total, stop, fields, scored=scored)] if closed else rows, sure


def _last_figure(tokens: Sequence[Token], body: int, stop: int) -> int:
    """Where a block without a total row ends: behind its last figure and a remark, before the form's next label."""
    words = form_words()
    end = next((at for at in range(body, stop) if bare(tokens[at].text) in words.text_labels), stop)
    last = next((at for at in range(end - 1, body - 1, -1) if _is_figure(tokens[at])), body - 1)
    return min(end, last + 2)


def _matches(tokens: Sequence[Token], at: int, end: int, fields: Sequence[str]) -> Iterator[Match]:
    """Every way to read a row that begins at a token."""
    words = form_words()
    cells: dict[str, Range] = {}
    names = [level_name(token.text) for token in tokens[at : at + 3]]
    second_follows = len(names) > 1 and names[1] in words.level2
    if "level1" in fields and names[0] in words.level1 and (second_follows or names[0] not in words.level2):
        cells["level1"] = tokens[at].place
        at, names = at + 1, names[1:]
    if "level2" in fields and at < end and names and names[0] in words.level2:
        cells["level2"] = tokens[at].place
        at += 1
    if at >= end or not tokens[at].text or _is_figure(tokens[at]):
        return
    number = cell_number(tokens[at].text)
    if level_name(tokens[at].text) in words.levels or (number is not None and number[1] == "%"):
        return
    cells["level3"] = tokens[at].place
    wanted = [field for field in fields if field not in LEVELS]
    for found, after, cost in _fill(tokens, at + 1, end, wanted):
        # A name with nothing but blank cells is rather the remark of the row before it.
        named_only = not any(start < end for start, end in found.values())
        yield Match({**cells, **found}, after, cost + _SKIP * named_only)


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
    missing = _MISSING.get(field)
    if missing is not None:
        for found, after, cost in _fill(tokens, at, end, wanted[1:]):
            yield found, after, cost + missing


def _suits(token: Token, field: str) -> bool:
    words = form_words()
    if not token.text:
        return True
    if field in ("weight", "score"):
        return _is_figure(token)
    if field == "operator":
        return token.text in {written for written, _ in words.operators} or token.text in words.qualities
    if level_name(token.text) in words.levels:
        return False
    return field in ("target", "actual", "operator", "unit", "standard") or not _is_figure(token)


def _is_figure(token: Token) -> bool:
    found = cell_number(token.text)
    return (found is not None and found[1] in ("", "分")) or is_not_applicable(token.text)


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
        if token.text and not _is_figure(token):
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


def _funds(
    tokens: Sequence[Token], body: int, stop: int, fields: Sequence[str]
) -> tuple[list[list[Range]], float]:
    """The rows by source or use that have as many figures as there are heads for them."""
    wanted = [field for field in fields if field in FUND_COLUMNS]
    rated = [field for field in wanted if field in (*MONEY_COLUMNS, "rate")]
    money = [field for field in wanted if field in MONEY_COLUMNS]
    rows: list[list[Range]] = []
    at = body
    while at < stop:
        label, at = tokens[at], at + 1
        figures: list[Token] = []
        while at < stop and (not tokens[at].text or _is_fund_figure(tokens[at])):
            figures.append(tokens[at])
            at += 1
        if len(figures) != len(wanted):
            figures = [figure for figure in figures if figure.text]
        order = next((some for some in (wanted, rated, money) if len(some) == len(figures)), None)
        if order is None or fund_role(label.text) is None:
            continue
        cells = {field: token.place for field, token in zip(order, figures, strict=True)}
        end = figures[-1].end
        rows.append([label.place, *(cells.get(field, (end, end)) for field in fields)])
    return rows, form_words().glued_confidence


def _is_fund_figure(token: Token) -> bool:
    found = cell_number(token.text)
    return found is not None or is_not_applicable(token.text)


def _filled(tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if token.text]


def _label_rows(document: Document, above: Sequence[Token]) -> list[list[Range]]:
    """What stands above the heads: the form's title line, labelled cells (项目名称, its value), the unit's cell."""
    labels = form_words().header_labels
    titles = [at for at, token in enumerate(above) if is_title(token.text) and _begins_line(document, token)]
    rows: list[list[Range]] = [[above[titles[-1]].place]] if titles else []
    for label, value in pairwise(above[titles[-1] if titles else 0 :]):
        if bare(label.text) in labels and value.text and bare(value.text) not in labels:
            rows.append([label.place, value.place])
    if above and scope_unit(above[-1].text):
        rows.append([above[-1].place])
    return rows


def _begins_line(document: Document, token: Token) -> bool:
    return not document.text[max(0, token.start - 1) : token.start].strip("\n\r")
