"""Forms that lost their table: text in which cells still stand apart, or can be told apart by arithmetic."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from pipeline.model import Document
from pipeline.nlp.form_alignment import is_aligned
from pipeline.nlp.form_glued import glued_lattices
from pipeline.nlp.form_grid import Lattice, text_lattice
from pipeline.nlp.form_heads import header_at
from pipeline.nlp.form_stream import stream_lattices

Range = tuple[int, int]

_GAP_LINES = 2  # lines without marks inside a form: a title, a note, the rest of a wrapped cell
_MINIMUM_ROWS = 3
_TORN = 6  # the torn beginning of a first cell is no longer than that


def flat_lattices(document: Document, spans: Sequence[Range]) -> list[Lattice]:
    """The reading grids of all flattened forms in the text between the document's tables."""
    found: list[Lattice] = []
    readers: tuple[Callable[[Document, Sequence[Range]], list[Lattice]], ...]
    readers = (_delimited, glued_lattices, stream_lattices)
    for start, end in _between_tables(document, spans):
        lines = _lines(document.text, start, end)
        for reader in readers:
            lattices = [lattice for lattice in reader(document, lines) if _has_heads(lattice)]
            if reader is _delimited:
                lattices = [lattice for lattice in lattices if is_aligned(lattice)]
            lines = [line for line in lines if not any(_within(line, lattice) for lattice in lattices)]
            found += lattices
    return found


def _has_heads(lattice: Lattice) -> bool:
    return any(header_at(lattice, row) is not None for row in range(len(lattice.rows)))


def _within(line: Range, lattice: Lattice) -> bool:
    return line[0] < lattice.end and lattice.start < line[1]


def _between_tables(document: Document, spans: Sequence[Range]) -> list[Range]:
    """The spans with every table cut out."""
    parts: list[Range] = []
    for start, end in spans:
        position = start
        for table in document.tables:
            if table.start < end and position < table.end:  # a span may begin or end inside a table
                parts.append((position, table.start))
                position = table.end
        parts.append((position, end))
    return [part for part in parts if part[0] < part[1]]


def _lines(text: str, start: int, end: int) -> list[Range]:
    """The lines that hold text."""
    lines: list[Range] = []
    for match in re.finditer(r"[^\r\n\v\f]+", text[start:end]):
        if match.group().strip():
            lines.append((start + match.start(), start + match.end()))
    return lines


def _delimited(document: Document, lines: Sequence[Range]) -> list[Lattice]:
    """Runs of lines whose cells are set apart by bars or tabs; a line or two without them may intervene."""
    lattices: list[Lattice] = []
    for mark in "|\t":
        lines = _mended(document.text, lines) if mark == "|" else lines
        run: list[list[Range]] = []
        gap: list[list[Range]] = []
        framed = True
        for line in lines:
            # Whether a bar at the left edge frames the row or follows an empty cell, its first row tells.
            framed = framed if run else document.text[line[0] : line[1]].lstrip().startswith("|")
            cells = _cells(document.text, line, mark, framed=framed)
            if len(cells) >= 2:
                run += [*gap, cells]
                gap = []
            elif run:
                gap.append([line])
            if len(gap) > _GAP_LINES:
                lattices += _lattice(document, run)
                run, gap = [], []
        lattices += _lattice(document, run)
    return lattices


def _mended(text: str, lines: Sequence[Range]) -> list[Range]:
    """The lines with rows put together again that the line breaks inside their cells tore: as many bars as the rest."""
    counts = [text.count("|", *line) for line in lines]
    usual, rows = max(Counter(count for count in counts if count > 1).items(), key=_by_rows, default=(0, 0))
    if rows < _MINIMUM_ROWS:
        return list(lines)
    mended: list[Range] = []
    at = 0
    while at < len(lines):
        after, bars = at + 1, counts[at]
        while 0 < bars < usual and after < len(lines) and bars + counts[after] <= usual:
            bars, after = bars + counts[after], after + 1
        whole = bars == usual and after > at + 1
        start = lines[at][0]
        while whole and mended and _is_torn_start(text, mended[-1]):
            start = mended.pop()[0]  # 产出⏎指标 | 数量指标 | …: the break stood in the first cell
        mended.append((start, lines[after - 1][1]) if whole else lines[at])
        at = after if whole else at + 1
    return mended


def _by_rows(entry: tuple[int, int]) -> tuple[int, int]:
    return entry[1], entry[0]


def _is_torn_start(text: str, line: Range) -> bool:
    raw = text[slice(*line)].strip()
    return len(raw) <= _TORN and "|" not in raw and not raw.endswith(("。", "；", "："))


def _lattice(document: Document, run: Sequence[Sequence[Range]]) -> list[Lattice]:
    return [text_lattice(document, run)] if len(run) >= _MINIMUM_ROWS else []


def _cells(text: str, line: Range, mark: str, *, framed: bool) -> list[Range]:
    """The ranges between the marks of a line; marks that frame it at both ends hold no cell."""
    if text.find(mark, *line) < 0:
        return []
    raw = text[line[0] : line[1]]
    marks = [line[0] + at for at, character in enumerate(raw) if character == mark]
    edges = marks if mark == "|" and framed and raw.lstrip().startswith("|") else [line[0] - 1, *marks]
    if mark != "|" or not raw.rstrip().endswith("|"):
        edges = [*edges, line[1]]
    return [(left + 1, right) for left, right in pairwise(edges)]
