"""Template text (套话): printed notes, quoted regulations, and sentences that stand in report after report."""

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice

from pipeline.model import Block, BlockKind, Report
from pipeline.settings import Thresholds
from pipeline.similarity.own_text import own_text

_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;\n]*")
_PROSE = (BlockKind.PARAGRAPH, BlockKind.TEXTBOX, BlockKind.NOTE)
_STOPS = re.compile("[，。；！？：,;]")
_LETTERS = re.compile(r"[^\W\d_]")

Unit = tuple[str, int, int]
"""A sentence or cell: its words without white space, and its range in the text."""


def template_ranges(
    reports: Sequence[Report], thresholds: Thresholds
) -> Mapping[str, tuple[tuple[int, int], ...]]:
    """For every report, by id, the ranges of its text that the unit did not write itself."""
    units = {report.id: tuple(_units(report)) for report in reports}
    common = _in_many(units.values(), thresholds)
    return {
        report.id: tuple(
            (start, end)
            for start, end in sorted({*_printed(report), *_repeated(units[report.id], common)})
            if not _is_heading(report, start, end)
        )
        for report in reports
    }


def _is_heading(report: Report, start: int, end: int) -> bool:
    """Headings are everybody's, and nobody takes them for copied: they stay black."""
    return any(section.start < end and start < section.body for section in report.sections)


def _printed(report: Report) -> Iterator[tuple[int, int]]:
    """Sentences of prose that are not the unit's own: notes under a form, citations of a regulation."""
    text = report.document.text
    prose = [block for block in blocks_of(report) if block.kind in _PROSE]
    prose = [block for block in prose if _STOPS.search(text, block.start, block.end)]
    own = own_text(report).offsets.tolist() if prose else []
    for block in prose:
        for sentence in _SENTENCE.finditer(text, block.start, block.end):
            start, end, _ = _trimmed(text, *sentence.span())
            if start < end and not _any_between(own, start, end):
                yield start, end


def blocks_of(report: Report) -> Iterator[Block]:
    """The blocks that begin inside a report: of a workbook with eight forms, an eighth of the file's."""
    blocks = report.document.blocks
    for start, end in report.spans:
        first = bisect_left(blocks, start, key=_begins)
        yield from islice(blocks, first, bisect_left(blocks, end, lo=first, key=_begins))


def _begins(block: Block) -> int:
    return block.start


def _any_between(offsets: Sequence[int], start: int, end: int) -> bool:
    at = bisect_left(offsets, start)
    return at < len(offsets) and offsets[at] < end


def _in_many(reports: Collection[Sequence[Unit]], thresholds: Thresholds) -> frozenset[str]:
    """Sentences and cells that stand in so many reports of the batch that they are the form's, not the unit's."""
    least = max(thresholds.background_reports, math.ceil(thresholds.background_share * len(reports)))
    holders = Counter(chain.from_iterable({words for words, _, _ in units} for units in reports))
    return frozenset(words for words, where in holders.items() if where >= least)


def _repeated(units: Iterable[Unit], common: frozenset[str]) -> Iterator[tuple[int, int]]:
    return ((start, end) for words, start, end in units if words in common)


def _units(report: Report) -> Iterator[Unit]:
    """Sentences of paragraphs and whole cells that have words; a bare figure is never template."""
    text = report.document.text
    for block in blocks_of(report):
        if block.kind is BlockKind.HEADING:
            continue
        for piece in _pieces(text, block):
            start, end, words = _trimmed(text, *piece)
            key = _key(words)
            if key:
                yield key, start, end


def _pieces(text: str, block: Block) -> Iterator[tuple[int, int]]:
    if block.kind is BlockKind.CELL:
        yield block.start, block.end
        return
    for sentence in _SENTENCE.finditer(text, block.start, block.end):
        yield sentence.span()


@lru_cache(maxsize=16_384)
def _key(words: str) -> str:
    """The words without white space; '' where there are none. Most cells of a form stand in every form."""
    return "".join(words.split()) if _LETTERS.search(words) else ""


def _trimmed(text: str, start: int, end: int) -> tuple[int, int, str]:
    """The range without white space at its ends, and what stands there."""
    words = text[start:end]
    bare = words.lstrip()
    start += len(words) - len(bare)
    bare = bare.rstrip()
    return start, start + len(bare), bare
