"""Figures cut by a line break (断行): parted from their unit, or from the words that say what they are."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.model import Block, BlockKind, Document
from pipeline.nlp.fold import folded

_CUT_FIGURE = re.compile(
    r"(\d)\n(?=[万亿]?元|[万亿](?=[元，。、；]|$)|%|‰|个百分点|分[，。；）)]|人次|平方米|公里)"
)


# The line breaks off in the middle of a sentence: no mark closes it, and the next begins with the figure.
_OPEN_END = re.compile(r"[\u4e00-\u9fff]$")
_FIGURE_FIRST = re.compile(r"(?:为|是|共|约|达到?)?\s?\d[\d.,]*\s?(?:[万亿]?元|%|分(?![钟别析批类]))")
_CUT_LABEL = re.compile(rf"(?<=[\u4e00-\u9fff])\n(?={_FIGURE_FIRST.pattern})")
_SHORTEST_BROKEN = 12
"""Characters of a line that broke off; a shorter one is a label or a heading of its own."""


def rejoined(document: Document, blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, two of them as one where a line break stands between a figure and its unit."""
    held: Block | None = None
    for block in blocks:
        if held is not None and _is_cut(document, held, block):
            held = replace(held, end=block.end)
            continue
        if held is not None:
            yield held
        held = block
    if held is not None:
        yield held


def without_cuts(paragraph: str) -> str:
    """The paragraph with the breaks inside its figures and before them made blanks; same length."""
    if "\n" not in paragraph:
        return paragraph
    return _CUT_LABEL.sub(_blank_for_break, _CUT_FIGURE.sub(r"\1 ", paragraph))


def _blank_for_break(cut: re.Match[str]) -> str:
    line = cut.string[: cut.start()].rpartition("\n")[2]
    return " " if len(line) >= _SHORTEST_BROKEN else "\n"


def _is_cut(document: Document, before: Block, after: Block) -> bool:
    if (
        before.kind is not BlockKind.PARAGRAPH
        or after.kind is not before.kind
        or after.start != before.end + 1
    ):
        return False
    if document.text[before.end - 1 : before.end].isdecimal():
        around = folded(document.text[before.end - 1 : min(after.end, after.start + 4)])
        return _CUT_FIGURE.match(around) is not None
    return _breaks_off(document, before, after)


def _breaks_off(document: Document, before: Block, after: Block) -> bool:
    """Whether the label stands at the end of one line and its figure at the beginning of the next."""
    last = document.text[before.start : before.end].rpartition("\n")[2]
    if len(last) < _SHORTEST_BROKEN or _OPEN_END.search(last) is None:
        return False
    return (
        _FIGURE_FIRST.match(folded(document.text[after.start : min(after.end, after.start + 24)])) is not None
    )
