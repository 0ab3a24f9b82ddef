"""The text that a unit wrote itself: without headings, forms, running heads, printed notes and quotations."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Block, BlockKind, Report
from pipeline.similarity.lexicon import Template, lexicon

BREAK = "\0"
"""Stands between stretches that do not touch in the file, so that no match runs across."""

Offsets = NDArray[np.int32]

_WRITTEN = (BlockKind.PARAGRAPH, BlockKind.TEXTBOX, BlockKind.NOTE, BlockKind.HEADING, BlockKind.CELL)
_SENTENCE = re.compile(r"[^。！？；!?;\n]*[。！？；!?;\n]+|[^。！？；!?;\n]+")
_PUNCTUATION = re.compile(r"[，。；！？,;!?]")
_ENDS = ("。", "；", "！", "？", "：", ";", ":", "!", "?")
_STOP = re.compile(r"[。；！？]")
_LEADERS = re.compile(r"(?:\.{3,}|…{2,}|·{3,})\s*\d*\s*$")
_NUMBERED = re.compile(r"[（(]?\d{1,2}[)）、.．]")
# A sentence that cites a regulation repeats the regulation, whoever writes it. The closing bracket of the
# year may be missing: web pages lose it (〔20213号).
_CITATION = re.compile(r"《[^》]{2,60}》|[〔﹝【\[（(](?:19|20)\d\d[〕﹞】\]）)]?\s*第?\d{1,5}\s*号")
_PLANE = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class OwnText:
    """A report's own characters without white space, each with its offset in the file's text."""

    report: Report
    characters: str
    offsets: Offsets


def own_text(report: Report) -> OwnText:
    """The own text of a report; BREAK between stretches that do not follow on one another."""
    text = report.document.text
    stretches = sorted(_stretches(report))
    if not stretches:
        return OwnText(report, "", np.empty(0, np.int32))
    codes = codes_of(text)
    inside = np.zeros(len(text), np.bool_)
    breaks: list[int] = []
    before = stretches[0][0]
    for start, end in stretches:
        inside[start:end] = True
        if start > before and text[before:start].strip():
            breaks.append(before)
        before = max(before, end)
    offsets = np.flatnonzero(inside & ~_blank()[np.minimum(codes, _PLANE - 1)]).astype(np.int32)
    characters = codes[offsets]
    if breaks:
        places = np.searchsorted(offsets, breaks)
        characters = np.insert(characters, places, ord(BREAK))
        offsets = np.insert(offsets, places, breaks)
    return OwnText(report, characters.tobytes().decode("utf-32-le", "surrogatepass"), offsets)


def codes_of(text: str) -> NDArray[np.uint32]:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


@cache
def _blank() -> NDArray[np.bool_]:
    """Of every character of the basic plane whether it is white space, or would pass for a BREAK."""
    return np.array([chr(code).isspace() or chr(code) == BREAK for code in range(_PLANE)], np.bool_)


def _stretches(report: Report) -> Iterator[tuple[int, int]]:
    text = report.document.text
    headings = [(section.start, section.body) for section in report.sections]
    starts = [start for start, _ in headings]
    for block in _written_blocks(report):
        near = headings[max(0, bisect_right(starts, block.start) - 1) : bisect_right(starts, block.end)]
        quoting = False
        whole = text[block.start : block.end]
        if not _cites(whole) and not lexicon().quotation.opens(whole):
            yield from _without(block.start, block.end, near)
            continue
        for start, end in _without(block.start, block.end, near):
            for sentence in _SENTENCE.finditer(text, start, end):
                words = sentence.group()
                if _cites(words) or _opens_quotation(words):
                    quoting = True
                elif not (quoting and _goes_on_quoting(words)):
                    yield sentence.span()


def _cites(words: str) -> bool:
    # Looking for one character first spares most sentences the pattern.
    return ("《" in words or "号" in words) and bool(_CITATION.search(words))


def _opens_quotation(words: str) -> bool:
    """Whether the sentence itself passes on what a superior body said."""
    rules = lexicon().quotation
    return rules.opens(words) and not rules.speaks_of_itself(words)


def _goes_on_quoting(words: str) -> bool:
    """Whether a sentence after a citation lays down what is to be done, and says nothing of the unit."""
    rules = lexicon().quotation
    return rules.lays_down(words) and not rules.speaks_of_itself(words)


def _written_blocks(report: Report) -> Iterator[Block]:
    template = lexicon().template
    whole = report.document.text
    is_form = report.kind.endswith("自评表")
    in_note = in_sentence = False
    for block in report.document.blocks:
        if block.kind not in _WRITTEN or block.hidden:
            continue
        if not any(start <= block.start < end for start, end in report.spans):
            continue
        text = whole[block.start : block.end].strip()
        if block.kind is not BlockKind.CELL:
            in_note = text.startswith(template.note_openers) or (in_note and bool(_NUMBERED.match(text)))
        # A line without any punctuation is a title, but for the middle of a sentence on several lines.
        wrapped = in_sentence and block.kind is BlockKind.PARAGRAPH
        is_written = not in_note and (wrapped or _is_written(text, block, template))
        in_sentence = is_written and not text.endswith(_ENDS)
        if is_written and (not is_form or _may_hold_prose(report, block)):
            yield block


def _is_written(text: str, block: Block, template: Template) -> bool:
    if text.startswith(template.note_openers) or _LEADERS.search(text):
        return False
    if block.kind is BlockKind.CELL:
        return len(text) >= template.prose_cell_characters and len(_STOP.findall(text)) >= 2
    if block.kind is BlockKind.HEADING:
        return len(text) > template.heading_characters
    return len(text) >= template.title_characters or bool(_PUNCTUATION.search(text))


def _may_hold_prose(report: Report, block: Block) -> bool:
    """Around a form stand only captions and printed notes, unless a section says otherwise."""
    if block.kind is BlockKind.CELL:
        return True
    return any(section.start <= block.start < section.end for section in report.sections)


def _without(start: int, end: int, cuts: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What is left of a range when the cuts, in order, are taken out."""
    for cut_start, cut_end in cuts:
        if cut_end <= start or cut_start >= end:
            continue
        if cut_start > start:
            yield start, cut_start
        start = max(start, cut_end)
    if start < end:
        yield start, end
