"""Finds the headings of a report, whatever the numbering habit; levels are given in `sections`.

A heading either fills its line or leads it, with the body behind a full stop, a colon or spaces, or behind
nothing at all (（一）项目背景法律援助是…). The last kind is taken only where the words themselves say that
the heading is over; a numbered sentence (（二）年度完工目标未实现。原因是…) is none. Where the words do not tell
(6.1 采购程序不够规范, 1、资金下达。……) the neighbours with the same numbering decide: `heading_siblings`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.model import BlockKind, Document
from pipeline.nlp.form_lexicon import is_title, squeezed
from pipeline.nlp.heading_reach import SPACED, doubtful_reach, is_lead, reach_of
from pipeline.nlp.heading_siblings import Heading, is_decimal, with_siblings
from pipeline.nlp.heading_words import (
    ends_strongly,
    heading_words,
    is_all_words,
)
from pipeline.nlp.numerals import chinese_number
from pipeline.nlp.once import once_per_document
from pipeline.nlp.text_lines import TextLine, lines_of
from pipeline.nlp.titles import is_title_line

_CHINESE = "一二三四五六七八九十百〇零"
_CAPITAL = "壹贰叁肆伍陆柒捌玖拾"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_AFTER_DECIMAL = r"[、.．\s]*(?=[“\u4e00-\u9fff])"
# Order matters: （一） before 一、, 1.1 before 1., and a number glued to a figure (1.5公里) is none.
_NUMBERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"第([{_CHINESE}\d]{{1,3}})(?:部分|章|篇)[、：:．.\s]*")),
    ("project", re.compile(rf"项目([{_CHINESE}]{{1,3}}|\d{{1,2}})(?:[：:、]\s*|\s+)")),
    ("chinese_bracket", re.compile(rf"[（(]\s*([{_CHINESE}]{{1,3}})\s*[）)]\s*[、.．]?\s*")),
    ("capital", re.compile(rf"([{_CAPITAL}]{{1,3}})\s*[、.．]\s*")),
    ("chinese", re.compile(rf"([{_CHINESE}]{{1,3}})\s*[、.．]\s*")),
    ("spaced_chinese", re.compile(rf"([{_CHINESE}]{{1,3}})[ \u3000]+(?=[\u4e00-\u9fff])")),
    ("decimal4", re.compile(rf"(?:\d{{1,2}}[.．]){{3}}(\d{{1,2}}){_AFTER_DECIMAL}")),
    ("decimal3", re.compile(rf"(?:\d{{1,2}}[.．]){{2}}(\d{{1,2}}){_AFTER_DECIMAL}")),
    ("decimal", re.compile(rf"\d{{1,2}}[.．](\d{{1,2}}){_AFTER_DECIMAL}")),
    ("arabic", re.compile(r"(\d{1,2})\s*[.．、]\s*(?=[^\d\s]|20\d\d\s*年)")),
    ("spaced", re.compile(r"(\d{1,2})\s+(?=[\u4e00-\u9fff])")),
    ("arabic_bracket", re.compile(r"[（(]?\s*(\d{1,2})\s*[）)]\s*[、.．]?\s*(?=[^\d\s]|20\d\d\s*年)")),
    ("circled", re.compile(rf"([{_CIRCLED}])\s*")),
    ("lost", re.compile(r"()、\s*")),
)
# Every number begins with one of these or a digit: most lines need not be tried against each habit.
_FIRST_CHARACTERS = frozenset(f"第项（(、{_CHINESE}{_CAPITAL}{_CIRCLED}")
# A chapter's number may even follow a comma or a figure where the lines were run together.
_INSIDE = re.compile(
    rf"(?<=[。；;：:！!？?\s])(?=[（(]\s*[{_CHINESE}]{{1,3}}\s*[）)]|[{_CHINESE}]{{1,3}}、)|(?<=[，,%])(?=[{_CHINESE}]{{1,3}}、)"
)
_ORPHAN = re.compile(rf"[（(]\s*[{_CHINESE}]{{1,3}}\s*[）)]")
_CHAPTER_ONE = re.compile(r"一\s*[、.．]|第一部分")
_LEADERS = re.compile(r"(?:\.{3,}|…+|·{3,}|\t|\s{3,})[\s.…·]*\d{1,4}\s*$")
_LABEL = re.compile(r"([^：:，。；\s（(]{2,20})[：:]\s*")


def find_headings(document: Document, spans: Sequence[tuple[int, int]]) -> tuple[Heading, ...]:
    """All headings in the spans, in order; lists, contents lists and attachment lists left out."""
    return _find_headings(document, tuple(spans))


@once_per_document
def _find_headings(document: Document, spans: tuple[tuple[int, int], ...]) -> tuple[Heading, ...]:
    lines = lines_of(document, spans)
    found: list[tuple[int, Heading]] = []
    attached = False
    marks = tuple(heading_words()["attachment_marks"])
    for position in _after_contents(lines):
        line = lines[position]
        is_mark = line.plain.startswith(marks)
        attached = is_mark or (attached and not _counts_on(line.plain, [heading for _, heading in found]))
        if not attached or is_mark:
            found += [(position, heading) for heading in _line_headings(line, lines, position)]
    kept = with_siblings([heading for _, heading in found], document.text)
    kept -= _listed_sides([heading for _, heading in found if heading in kept], document.text)
    decided = [(position, heading) for position, heading in found if heading in kept]
    return tuple(_as_written(heading, document.text) for _, heading in _without_lists(decided))


def _counts_on(line: str, before: Sequence[Heading]) -> bool:
    """Whether a line behind an attachment goes on with the report: 六、, or （六） where the last heading was （五）."""
    if re.match(rf"[{_CHINESE}{_CAPITAL}]+、", line):
        return True
    bracketed = _ORPHAN.match(line)
    if bracketed is None:
        return False
    if any(heading.style == "chinese" for heading in before):
        return False  # where 一、 counts the chapters, （六） is below one of them or in the attachment
    last = next((heading.ordinal for heading in reversed(before) if heading.style == "chinese_bracket"), None)
    return last is not None and _ordinal(bracketed.group().strip("（()） ")) == last + 1


def _listed_sides(headings: Sequence[Heading], text: str) -> set[Heading]:
    """The sides of an indicator that a chapter tells one by one, and nothing else: （一）数量。……（二）质量。……"""
    nouns = heading_words()["item_nouns"]
    dropped: set[Heading] = set()
    chapters = [index for index, heading in enumerate(headings) if heading.style == "chinese"]
    for begin, end in pairwise([*chapters, len(headings)]):
        below = headings[begin + 1 : end]
        sides = [text[one.start + len(one.number) : one.end].strip("：:。 ") for one in below]
        if sides and all(side in nouns for side in sides) and not any(one.alone for one in below):
            dropped.update(below)
    return dropped


def _as_written(heading: Heading, text: str) -> Heading:
    """The heading with its number as the text has it, not folded."""
    if text.startswith(heading.number, heading.start):
        return heading
    return replace(heading, number=text[heading.start : heading.start + len(heading.number)])


def _after_contents(lines: Sequence[TextLine]) -> Iterator[int]:
    """The positions of lines outside contents lists (目录): leaders, or entries that come again."""
    words = heading_words()["contents_words"]
    opening = tuple({word[0] for word in words})
    skip_until = 0
    for position, line in enumerate(lines):
        if line.plain.startswith(opening) and squeezed(line.plain) in words and position + 1 < len(lines):
            first = re.sub(r"[.…·\d]+$", "", squeezed(lines[position + 1].plain))
            skip_until = _next_beginning(lines, position + 2, first) or _first_chapter(lines, position + 1)
        # Leaders end in the page's number: nearly all lines do not.
        if position >= skip_until and not (line.plain[-1].isdecimal() and _LEADERS.search(line.plain)):
            yield position


def _first_chapter(lines: Sequence[TextLine], position: int) -> int:
    """Where the text begins behind a contents list that kept some sub-headings only: at 一、, else where it stands."""
    if not _ORPHAN.match(lines[position].plain):
        return position
    later = range(position + 1, len(lines))
    return next((other for other in later if _CHAPTER_ONE.match(lines[other].plain)), position)


def _next_beginning(lines: Sequence[TextLine], position: int, words: str) -> int | None:
    """The first line from a position on that begins with the words; None if none does or there are no words."""
    later = range(position, len(lines)) if words else ()
    return next((other for other in later if squeezed(lines[other].plain).startswith(words)), None)


def _line_headings(line: TextLine, lines: Sequence[TextLine], position: int) -> Iterator[Heading]:
    """The headings of one line: one at its start, and those of Chinese numbers that run on inside it."""
    offset = 0
    while offset < len(line.plain):
        heading = _numbered(line, offset) or (_unnumbered(line) if offset == 0 else None)
        if heading is not None:
            yield heading
            offset = heading.body - line.start
            if not heading.alone:
                continue
            return
        following = _INSIDE.search(line.plain, offset + 1)
        if following is None:
            return
        offset = following.start()


def _numbered(line: TextLine, offset: int) -> Heading | None:
    if line.plain[offset] not in _FIRST_CHARACTERS and not line.plain[offset].isdecimal():
        return None
    for style, pattern in _NUMBERS:
        if match := pattern.match(line.plain, offset):
            rest = line.plain[match.end() :]
            reach = reach_of(rest, style, at_start=offset == 0, line=line)
            doubtful = reach is None
            if reach is None and offset == 0:
                reach = doubtful_reach(rest, style, line)
            if reach is None:
                return None
            end, body, sure = reach
            if style in ("arabic", "arabic_bracket", "circled") and _enumerates(
                line.plain, match, style, rest[end:]
            ):
                return None
            base = line.start + match.end()
            return Heading(
                start=line.start + offset,
                end=base + end,
                body=base + body,
                number=match.group().strip(),
                style=SPACED.get(style, style),
                ordinal=_ordinal(match.group(1)),
                sure=sure,
                alone=not rest[body:].strip(),
                doubtful=doubtful,
            )
    return None


def _enumerates(text: str, match: re.Match[str], style: str, behind: str) -> bool:
    """Whether the same paragraph goes on to the next number of the style: 1.产出：…… 2.效益：……"""
    ordinal = _ordinal(match.group(1))
    if ordinal is None or not behind.strip():
        return False
    following = {
        "arabic": rf"(?<![\d.（(]){ordinal + 1}\s*[.．、](?!\d)",
        "arabic_bracket": rf"[（(]?(?<!\d){ordinal + 1}\s*[）)]",
        "circled": _CIRCLED[ordinal] if ordinal < len(_CIRCLED) else "$^",
    }[style]
    return bool(re.search(following, text[match.end() :]))


def _unnumbered(line: TextLine) -> Heading | None:
    """A sub-heading without a number: alone with a colon, a label before its text, or alone and set off."""
    text = line.plain
    label = _LABEL.match(text)
    if label:
        phrase, behind = label.group(1), text[label.end() :]
        known = phrase in heading_words()["inline_labels"]
        if known or (not behind and (is_all_words(phrase) or is_lead(phrase, "："))):
            end = line.start + label.end(1) + 1
            return Heading(
                line.start, end, line.start + label.end(), "", "bare", None, bool(known), not behind
            )
        return None
    marked = line.block.kind is BlockKind.HEADING or line.block.bold
    if not (line.is_first and line.is_last) or len(text) > heading_words()["label_characters"]:
        return None
    if is_title(text) or (is_title_line(text) and not is_all_words(text)):
        return None
    if not is_all_words(text) and not (marked and ends_strongly(text) and is_lead(text, "。")):
        return None
    # Whether an unmarked line is a heading depends on its neighbours: `sections` decides.
    return Heading(line.start, line.end, line.end, "", "bare" if marked else "loose", None, False, True)


def _without_lists(found: Sequence[tuple[int, Heading]]) -> Iterator[tuple[int, Heading]]:
    """Drop short numbered lines that follow one another without text between: a list, not headings."""
    for index, (position, heading) in enumerate(found):
        counts = heading.style in ("arabic", "arabic_bracket", "circled") or is_decimal(heading.style)
        is_item = counts and not heading.sure and heading.alone
        neighbours = [found[other] for other in (index - 1, index + 1) if 0 <= other < len(found)]
        if is_item and any(
            abs(line - position) == 1 and near.style == heading.style for line, near in neighbours
        ):
            continue
        yield position, heading


def _ordinal(text: str) -> int | None:
    if text in _CIRCLED and text:
        return _CIRCLED.index(text) + 1
    if text.isdecimal():
        return int(text)
    number = chinese_number(text) if text else None
    return None if number is None else int(number)


def restyled(heading: Heading, style: str, ordinal: int | None) -> Heading:
    """The heading with the numbering that its neighbours show it must have had."""
    return replace(heading, style=style, ordinal=ordinal)
