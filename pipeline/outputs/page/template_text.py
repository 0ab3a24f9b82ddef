"""Template text (套话): printed notes, quoted regulations, and sentences that stand in report after report."""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pipeline.model import Block, BlockKind, Report, in_spans
from pipeline.settings import load_settings
from pipeline.similarity.own_text import own_text

_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;\n]*")
_PROSE = (BlockKind.PARAGRAPH, BlockKind.TEXTBOX, BlockKind.NOTE)
_STOPS = re.compile("[，。；！？：,;]")
_LETTERS = re.compile(r"[^\W\d_]")


def template_ranges(reports: Sequence[Report]) -> Mapping[str, tuple[tuple[int, int], ...]]:
    """For every report, by id, the ranges of its text that the unit did not write itself."""
    common = _in_many(reports)
    return {
        report.id: tuple(
            (start, end)
            for start, end in sorted({*_printed(report), *_repeated(report, common)})
            if not _is_heading(report, start, end)
        )
        for report in reports
    }


def _is_heading(report: Report, start: int, end: int) -> bool:
    """Headings are everybody's, and nobody takes them for copied: they stay black."""
    return any(section.start < end and start < section.body for section in report.sections)


def _printed(report: Report) -> Iterator[tuple[int, int]]:
    """Sentences of prose that are not the unit's own: notes under a form, citations of a regulation."""
    own = set(own_text(report).offsets)
    for block in report.document.blocks:
        prose = block.kind in _PROSE and in_spans(report, block.start)
        if not prose or not _STOPS.search(report.document.text, block.start, block.end):
            continue
        for sentence in _SENTENCE.finditer(report.document.text, block.start, block.end):
            start, end = _trimmed(report.document.text, *sentence.span())
            if start < end and own.isdisjoint(range(start, end)):
                yield start, end


def _in_many(reports: Sequence[Report]) -> frozenset[str]:
    """Sentences and cells that stand in so many reports of the batch that they are the form's, not the unit's."""
    thresholds = load_settings().thresholds
    least = max(thresholds.background_reports, math.ceil(thresholds.background_share * len(reports)))
    holders: dict[str, set[str]] = defaultdict(set)
    for report in reports:
        for start, end in _units(report):
            holders[_key(report.document.text[start:end])].add(report.id)
    return frozenset(words for words, where in holders.items() if len(where) >= least)


def _repeated(report: Report, common: frozenset[str]) -> Iterator[tuple[int, int]]:
    for start, end in _units(report):
        if _key(report.document.text[start:end]) in common:
            yield start, end


def _units(report: Report) -> Iterator[tuple[int, int]]:
    """Sentences of paragraphs and whole cells that have words; a bare figure is never template."""
    text = report.document.text
    for block in report.document.blocks:
        if not in_spans(report, block.start) or block.kind is BlockKind.HEADING:
            continue
        for piece in _pieces(text, block):
            start, end = _trimmed(text, *piece)
            if _LETTERS.search(text, start, end):
                yield start, end


def _pieces(text: str, block: Block) -> Iterator[tuple[int, int]]:
    if block.kind is BlockKind.CELL:
        yield block.start, block.end
        return
    for sentence in _SENTENCE.finditer(text, block.start, block.end):
        yield sentence.span()


def _key(words: str) -> str:
    return "".join(words.split())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
