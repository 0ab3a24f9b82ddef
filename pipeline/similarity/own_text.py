"""The text that a unit wrote itself: without headings, forms, running heads, printed notes and citations."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model import Block, BlockKind, Report, in_spans
from pipeline.similarity.lexicon import Template, lexicon

BREAK = "\0"
"""Stands between stretches that do not touch in the file, so that no match runs across."""

_WRITTEN = (BlockKind.PARAGRAPH, BlockKind.TEXTBOX, BlockKind.NOTE, BlockKind.HEADING, BlockKind.CELL)
_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;\n]*")
_PUNCTUATION = re.compile(r"[，。；！？,;!?]")
_ENDS = ("。", "；", "！", "？", "：", ";", ":", "!", "?")
_STOP = re.compile(r"[。；！？]")
_LEADERS = re.compile(r"(?:\.{3,}|…{2,}|·{3,})\s*\d*\s*$")
_NUMBERED = re.compile(r"[（(]?\d{1,2}[)）、.．]")
# A sentence that cites a regulation repeats the regulation, whoever writes it. The closing bracket of the
# year may be missing: web pages lose it (〔20213号).
_CITATION = re.compile(r"《[^》]{2,60}》|[〔﹝【\[（(](?:19|20)\d\d[〕﹞】\]）)]?\s*第?\d{1,5}\s*号")


@dataclass(frozen=True, slots=True)
class OwnText:
    """A report's own characters without white space, each with its offset in the file's text."""

    report: Report
    characters: str
    offsets: tuple[int, ...]


def own_text(report: Report) -> OwnText:
    """The own text of a report; BREAK between stretches that do not follow on one another."""
    text = report.document.text
    characters: list[str] = []
    offsets: list[int] = []
    before: int | None = None
    for start, end in _stretches(report):
        if before is not None and text[before:start].strip():
            characters.append(BREAK)
            offsets.append(before)
        for offset in range(start, end):
            if not text[offset].isspace() and text[offset] != BREAK:
                characters.append(text[offset])
                offsets.append(offset)
        before = end
    return OwnText(report, "".join(characters), tuple(offsets))


def _stretches(report: Report) -> Iterator[tuple[int, int]]:
    text = report.document.text
    headings = [(section.start, section.body) for section in report.sections]
    for block in _written_blocks(report):
        for start, end in _without(block.start, block.end, headings):
            for sentence in _SENTENCE.finditer(text, start, end):
                if not _CITATION.search(sentence.group()):
                    yield sentence.span()


def _written_blocks(report: Report) -> Iterator[Block]:
    template = lexicon().template
    in_note = in_sentence = False
    for block in report.document.blocks:
        if block.kind not in _WRITTEN or block.hidden or not in_spans(report, block.start):
            continue
        text = report.document.text[block.start : block.end].strip()
        if block.kind is not BlockKind.CELL:
            in_note = text.startswith(template.note_openers) or (in_note and bool(_NUMBERED.match(text)))
        # A line without any punctuation is a title, but for the middle of a sentence on several lines.
        wrapped = in_sentence and block.kind is BlockKind.PARAGRAPH
        is_written = not in_note and (wrapped or _is_written(text, block, template))
        in_sentence = is_written and not text.endswith(_ENDS)
        if is_written and _may_hold_prose(report, block):
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
    if block.kind is BlockKind.CELL or not report.kind.endswith("自评表"):
        return True
    return any(section.start <= block.start < section.end for section in report.sections)


def _without(start: int, end: int, cuts: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What is left of a range when the cuts, in order, are taken out."""
    for cut_start, cut_end in cuts:
        if cut_end <= start or cut_start >= end:
            continue
        if cut_start > start:
            yield start, cut_start
        start = max(start, cut_end)
    if start < end:
        yield start, end
