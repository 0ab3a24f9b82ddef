"""Whether a line was broken by the margin or by the writer, and how its two halves join."""

import re
from collections.abc import Sequence

from pipeline.ingestion.pdf_characters import is_wide
from pipeline.ingestion.pdf_lines import Line
from pipeline.ingestion.pdf_page import Glyph

CLOSING = frozenset("，。、；：？！）】》〉」』〕”’％,.;:?!)]}%…—·°℃")
"""Characters that no line begins with (避头)."""
OPENING = frozenset("（【《〈「『〔“‘([{￥¥$")
"""Characters that no line ends with (避尾)."""
_QUOTES = frozenset("“‘\"'")
SENTENCE_END = frozenset("。！？；：!?;")

HEADING = re.compile(
    r"""(?:[一二三四五六七八九十百]{1,4}[、．.]          # 一、
        |[（(][一二三四五六七八九十百]{1,4}[）)]        # （一）
        |第[一二三四五六七八九十百\d]{1,4}[章节条部项]   # 第一章
        |附[件表录][\d一二三四五六七八九十]{0,2}[：:、\s]|附[：:]|[表图]\s?\d)""",
    re.VERBOSE,
)
"""How a heading begins (层次序号); nothing within a sentence does."""
ITEM = re.compile(
    r"""(?:\d{1,2}[、．](?!\d)|\d{1,2}\.(?![\d%])        # 1、 1.
        |[（(]\d{1,2}[）)]                             # （1）
        |[①-⑳⑴-⒇㈠-㈩]
        |[一二三四五六七八九十]是(?!否)                  # 一是
        |[□☑☐■●◆★※•▪√])""",
    re.VERBOSE,
)
"""How an item of a list begins, and, as often, a part of a running sentence."""


def begins_heading(text: str) -> bool:
    """Whether a line begins as a heading does."""
    return HEADING.match(text) is not None


def begins_item(text: str) -> bool:
    """Whether a line begins as a heading or an item of a list does."""
    return begins_heading(text) or ITEM.match(text) is not None


def ends_sentence(text: str) -> bool:
    """Whether a line ends where a sentence may end."""
    return text.rstrip("”’」』）)")[-1:] in SENTENCE_END


def first_token_width(line: Line) -> float:
    """Width of what may not be parted at the line's beginning: a word or figure, or one square and marks."""
    glyphs = line.glyphs
    end = 1
    while end < len(glyphs) and not _may_break(glyphs, end):
        end += 1
    return glyphs[end - 1].x1 - glyphs[0].x0


def _may_break(glyphs: Sequence[Glyph], position: int) -> bool:
    before, after = glyphs[position - 1], glyphs[position]
    if after.text in CLOSING or before.text in OPENING or after.text in _QUOTES:
        return False
    if before.text in CLOSING and after.text.isascii() and after.text.isalnum():
        return False  # by Unicode's rules (UAX 14) a figure stays with the comma before it
    if is_wide(before.text) or is_wide(after.text):
        return True
    return after.x0 - before.x1 > 0.2 * (after.bottom - after.top)


def joined(before: str, after: str) -> str:
    """Two halves of a broken line as one: Chinese without a space, Latin words with one."""
    if not before or not after:
        return before + after
    last, first = before[-1], after[0]
    hyphenated = last == "-" and first.isascii() and first.islower() and before[-2:-1].isalpha()
    if hyphenated:
        return before[:-1] + after
    words = last.isascii() and first.isascii() and (last.isalpha() or first.isalpha())
    spaced = words and last.isalnum() and first.isalnum()
    spaced = spaced or (last in ",.;:!?" and first.isascii() and first.isalpha())
    return f"{before} {after}" if spaced else before + after
