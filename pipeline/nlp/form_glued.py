"""Forms whose cells run together without separators: lines are cut only where one reading is possible."""

import re
from collections.abc import Sequence

from pipeline.model import Document
from pipeline.nlp.form_figures import split_funds
from pipeline.nlp.form_glued_heads import Range, glued_heads, glued_lines
from pipeline.nlp.form_glued_rows import (
    GluedLine,
    chosen_points,
    indicator_line,
    is_total,
    placed_cells,
    total_row,
)
from pipeline.nlp.form_grid import Lattice, text_lattice
from pipeline.nlp.form_lexicon import FUND_COLUMNS, form_words, fund_role, narrow

_UNREAD_LIMIT = 3  # lines in a row that fit nothing: the form is over


def glued_lattices(document: Document, lines: Sequence[Range]) -> list[Lattice]:
    """The reading grids of all forms whose lines lost their separators."""
    lattices: list[Lattice] = []
    lines = glued_lines(document.text, lines)
    at = 0
    while at < len(lines):
        fields = glued_heads(document.text, lines[at])
        if fields is None:
            at += 1
            continue
        block, at = _read_block(document, lines, at, fields)
        lattices.append(block)
    return lattices


def _read_block(
    document: Document, lines: Sequence[Range], at: int, heads: list[tuple[str, Range]]
) -> tuple[Lattice, int]:
    fields = [field for field, _ in heads]
    if "level3" in fields:
        return _indicator_block(document, lines, at, heads)
    return _fund_block(document, lines, at, heads)


def _fund_block(
    document: Document, lines: Sequence[Range], at: int, heads: list[tuple[str, Range]]
) -> tuple[Lattice, int]:
    fields = [("budget_full" if field == "budget" else field) for field, _ in heads]
    wanted = [field for field in fields if field in FUND_COLUMNS]
    start = heads[0][1][0]
    rows: list[list[Range]] = [
        *_label_rows(document, lines, at),
        [(start, start), *(place for _, place in heads)],
    ]
    certainty: dict[int, float] = {}
    failed, at = 0, at + 1
    while at < len(lines) and failed < _UNREAD_LIMIT and glued_heads(document.text, lines[at]) is None:
        row = _fund_line(document.text, lines[at], fields, wanted)
        failed = 0 if row is not None else failed + 1
        if row is not None:
            certainty[len(rows)] = form_words().glued_confidence
            rows.append(row)
        at += 1
    return text_lattice(document, rows, certainty), at - failed


def _fund_line(text: str, line: Range, fields: Sequence[str], wanted: Sequence[str]) -> list[Range] | None:
    raw = narrow(text[line[0] : line[1]]).rstrip()
    match = re.match(r"\s*([^\d\-—/]{2,20}?)\s*:?\s*(?=[\d\-—/])", raw)
    if match is None or fund_role(match.group(1)) is None:
        return None
    cuts = split_funds(raw[match.end() :], wanted)
    if cuts is None:
        return None
    base = line[0] + match.end()
    end = line[0] + len(raw)
    label = (line[0] + match.start(1), line[0] + match.end(1))
    cells = {field: (base + cut[0], base + cut[1]) for field, cut in cuts.items()}
    return [label, *(cells.get(field, (end, end)) for field in fields)]


def _indicator_block(
    document: Document, lines: Sequence[Range], at: int, heads: list[tuple[str, Range]]
) -> tuple[Lattice, int]:
    first = at
    found: list[GluedLine] = []
    total: Range | None = None
    failed, at = 0, at + 1
    while at < len(lines) and failed < _UNREAD_LIMIT and total is None:
        if glued_heads(document.text, lines[at]) is not None:
            break
        line = indicator_line(document.text, lines[at])
        failed = 0 if line is not None else failed + 1
        if is_total(document.text, lines[at]):
            total, failed = lines[at], 0
        elif line is not None:
            found.append(line)
        at += 1
    fields = [field for field, _ in heads]
    chosen = chosen_points(document.text, found, total)
    rows = [*_label_rows(document, lines, first), [place for _, place in heads]]
    certainty: dict[int, float] = {}
    for line, points in zip(found, chosen, strict=True):
        certainty[len(rows)] = form_words().glued_confidence if points is not None else 0.0
        rows.append(placed_cells(line, points, fields))
    if total is not None:
        certainty[len(rows)] = form_words().glued_confidence
        rows.append(total_row(document.text, total, fields))
    return text_lattice(document, rows, certainty), at - failed


def _label_rows(document: Document, lines: Sequence[Range], at: int) -> list[list[Range]]:
    """Lines above the heads that name project and unit without separators: 项目名称…主管部门…."""
    labels = "|".join(sorted(map(re.escape, form_words().header_labels), key=len, reverse=True))
    rows: list[list[Range]] = []
    for start, end in lines[max(at - form_words().lines_above, 0) : at]:
        raw = document.text[start:end]
        marks = list(re.finditer(rf"(?:^|(?<=\S))({labels})(?=[^\s:：])", raw.strip()))
        if not marks or marks[0].start() != 0:
            continue
        base = start + len(raw) - len(raw.lstrip())
        stops = [*(mark.start() for mark in marks[1:]), len(raw.strip())]
        row: list[Range] = []
        for mark, stop in zip(marks, stops, strict=True):
            row += [(base + mark.start(), base + mark.end()), (base + mark.end(), base + stop)]
        rows.append(row)
    return rows
