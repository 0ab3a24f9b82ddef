"""Forms whose cells stand one to a line or one after another: the heads' order gives the rows back."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

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

_SKIP, _NO_SCORE, _NO_ACTUAL = 5, 2, 3  # a cell left over weighs more than a blank one
_HEADS = 4
_LABEL_CELLS = 12


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
        fields = _heads(tokens, at)
        if len(fields) < _HEADS:
            at += 1
            continue
        body = at + len(fields)
        stop = _stop(tokens, body)
        found = (
            _indicators(tokens, body, stop, fields)
            if "level3" in fields
            else _funds(tokens, body, stop, fields)
        )
        if found:
            head = [token.place for token in tokens[at:body]]
            if "level3" not in fields:
                head = [(head[0][0], head[0][0]), *head]
            rows = [*_label_rows(tokens, max(floor, at - _LABEL_CELLS), at), head]
            sure = dict.fromkeys(range(len(rows), len(rows) + len(found)), form_words().glued_confidence)
            lattices.append(text_lattice(document, [*rows, *found], sure))
            floor = stop
        at = body
    return lattices


def _one_a_line(document: Document, lines: Sequence[Range]) -> list[Token]:
    return [token for line in lines for token in _tokens(document.text, line, r"[^|]*[^|\s][^|]*")]


def _spaced(document: Document, lines: Sequence[Range]) -> list[Token]:
    return [token for line in lines for token in _tokens(document.text, line, r"[^|\s]+")]


def _tokens(text: str, line: Range, pattern: str) -> Iterator[Token]:
    for match in re.finditer(pattern, text[line[0] : line[1]]):
        raw = match.group()
        start = line[0] + match.start() + len(raw) - len(raw.lstrip())
        yield Token(raw.strip(), start, start + len(raw.strip()))


def _heads(tokens: Sequence[Token], at: int) -> list[str]:
    """The columns that a run of head cells names, [] unless they are the heads of a form."""
    fields: list[str] = []
    for position in range(at, len(tokens)):
        field = column_of(tokens[position].text)
        if field is None or field == "project" or (field != "ignored" and field in fields):
            break
        fields.append("budget_full" if field == "budget" else field)
    money = sum(field in MONEY_COLUMNS for field in fields)
    if "level3" in fields and ("weight" in fields or "score" in fields):
        return fields
    return fields if money >= 2 and not set(fields) & set(LEVELS) else []


def _stop(tokens: Sequence[Token], body: int) -> int:
    """The token at which a block ends: the next heads, a title, the end."""
    for at in range(body, len(tokens)):
        if len(_heads(tokens, at)) >= _HEADS or is_title(tokens[at].text):
            return at
    return len(tokens)


def _indicators(tokens: Sequence[Token], body: int, stop: int, fields: Sequence[str]) -> list[list[Range]]:
    total = next((at for at in range(body, stop) if _is_total(tokens[at])), None)
    if total is None:
        return []
    costs: dict[int, int] = {total: 0}
    steps: dict[int, Match] = {}
    for at in range(total - 1, body - 1, -1):
        choices = [Match({}, at + 1, _SKIP), *_matches(tokens, at, total, fields)]
        steps[at] = min(choices, key=lambda match: costs[match.after] + match.cost)
        costs[at] = costs[steps[at].after] + steps[at].cost
    rows: list[list[Range]] = []
    at = body
    while at < total:
        match = steps[at]
        if match.cells:
            rows.append(_row(match.cells, fields))
        at = match.after
    return [*rows, _total_row(tokens, total, stop, fields)] if rows else []


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
    if at >= end or _is_figure(tokens[at]) or level_name(tokens[at].text) in words.levels:
        return
    cells["level3"] = tokens[at].place
    wanted = [field for field in fields if field not in LEVELS]
    for found, after, cost in _fill(tokens, at + 1, end, wanted):
        yield Match({**cells, **found}, after, cost)


def _fill(
    tokens: Sequence[Token], at: int, end: int, wanted: Sequence[str]
) -> Iterator[tuple[dict[str, Range], int, int]]:
    if not wanted:
        yield {}, at, 0
        return
    field = wanted[0]
    if at < end and _suits(tokens[at], field):
        for found, after, cost in _fill(tokens, at + 1, end, wanted[1:]):
            yield {field: tokens[at].place, **found}, after, cost
    missing = {"reason": 0, "score": _NO_SCORE, "actual": _NO_ACTUAL, "ignored": 0}.get(field)
    if missing is not None:
        for found, after, cost in _fill(tokens, at, end, wanted[1:]):
            yield found, after, cost + missing


def _suits(token: Token, field: str) -> bool:
    words = form_words()
    if field in ("weight", "score"):
        return _is_figure(token)
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


def _total_row(tokens: Sequence[Token], total: int, stop: int, fields: Sequence[str]) -> list[Range]:
    """The label under the first head, the figures after it under 分值 and 得分."""
    figures: list[Range] = []
    for token in tokens[total + 1 : min(total + 3, stop)]:
        if not _is_figure(token):
            break
        figures.append(token.place)
    end = tokens[total].end
    cells = dict(zip(("weight", "score"), figures, strict=False)) if len(figures) == 2 else {}
    if len(figures) == 1:
        cells = {"score": figures[0]}
    return [tokens[total].place, *(cells.get(field, (end, end)) for field in fields[1:])]


def _funds(tokens: Sequence[Token], body: int, stop: int, fields: Sequence[str]) -> list[list[Range]]:
    wanted = [field for field in fields if field in FUND_COLUMNS]
    rated = [field for field in wanted if field in (*MONEY_COLUMNS, "rate")]
    money = [field for field in wanted if field in MONEY_COLUMNS]
    rows: list[list[Range]] = []
    at = body
    while at < stop:
        label, at = tokens[at], at + 1
        figures: list[Token] = []
        while at < stop and _is_fund_figure(tokens[at]):
            figures.append(tokens[at])
            at += 1
        order = next((some for some in (wanted, rated, money) if len(some) == len(figures)), None)
        if order is None or fund_role(label.text) is None:
            continue
        cells = {field: token.place for field, token in zip(order, figures, strict=True)}
        end = figures[-1].end
        rows.append([label.place, *(cells.get(field, (end, end)) for field in fields)])
    return rows


def _is_fund_figure(token: Token) -> bool:
    found = cell_number(token.text)
    return found is not None or is_not_applicable(token.text)


def _label_rows(tokens: Sequence[Token], first: int, last: int) -> list[list[Range]]:
    """The labelled cells above the heads (项目名称 and what follows it), and the cell that sets the unit."""
    labels = form_words().header_labels
    rows: list[list[Range]] = []
    for at in range(first, last - 1):
        label, value = tokens[at], tokens[at + 1]
        if bare(label.text) in labels and bare(value.text) not in labels:
            rows.append([label.place, value.place])
    if last and scope_unit(tokens[last - 1].text):
        rows.append([tokens[last - 1].place])
    return rows
