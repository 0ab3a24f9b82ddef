"""Finds the headings of a report, whatever the numbering habit; levels are given in `sections`.

A heading either fills its line or leads it, with the body behind a full stop, a colon or spaces, or behind
nothing at all (（一）项目背景法律援助是…). The last kind is taken only where the words themselves say that
the heading is over; a numbered sentence (（二）年度完工目标未实现。原因是…) is none. Where the words do not tell
(6.1 采购程序不够规范, 1、资金下达。……) the neighbours with the same numbering decide: `heading_siblings`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.model import BlockKind, Document
from pipeline.nlp.form_lexicon import is_title, squeezed
from pipeline.nlp.heading_siblings import Heading, is_decimal, with_siblings
from pipeline.nlp.heading_words import (
    ends_strongly,
    glued_reach,
    heading_words,
    is_all_words,
    is_statement,
    names_project,
    says_something,
    without_score,
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
# A number with nothing but a blank behind it counts as its fellows with a mark do.
_SPACED = {"spaced": "arabic", "spaced_chinese": "chinese"}
# Every number begins with one of these or a digit: most lines need not be tried against each habit.
_FIRST_CHARACTERS = frozenset(f"第项（(、{_CHINESE}{_CAPITAL}{_CIRCLED}")
_INSIDE = re.compile(rf"(?<=[。；;！!？?\s])(?=[（(]\s*[{_CHINESE}]{{1,3}}\s*[）)]|[{_CHINESE}]{{1,3}}、)")
_MARKER = re.compile(rf"[（(]\s*[{_CHINESE}]{{1,3}}\s*[）)]")
_LEADERS = re.compile(r"(?:\.{3,}|…+|·{3,}|\t|\s{3,})[\s.…·]*\d{1,4}\s*$")
_PHRASE_BEFORE_BREAK = re.compile(r"([^。：:；;，,！？\s]{2,25})(。|[：:]|\s+)(?=\S)")
_SCORED_BEFORE_BREAK = re.compile(
    r"([^。：:；;，,！？\s（(]{2,25}[（(][^（）()]*\d[^（）()]*分[^（）()]*[）)])[。：:\s]*(?=\S)"
)
_SHORT_LEAD = re.compile(r"([^。：:；;，,、！？\s\d（(]{2,})(。|[：:]\s*)(?=\S)")
_LEAD_STYLES = ("chinese_bracket", "arabic", "arabic_bracket")
_LABEL = re.compile(r"([^：:，。；\s（(]{2,20})[：:]\s*")
_NOT_IN_HEADING = re.compile(r"[。；;！!？?%％≥≤＝=<>|｜]|(?<!20)\d(?!\d{0,3}\s*年)")


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
        attached = is_mark or (attached and not re.match(rf"[{_CHINESE}{_CAPITAL}]+、", line.plain))
        if not attached or is_mark:
            found += [(position, heading) for heading in _line_headings(line, lines, position)]
    kept = with_siblings([heading for _, heading in found], document.text)
    decided = [(position, heading) for position, heading in found if heading in kept]
    return tuple(_as_written(heading, document.text) for _, heading in _without_lists(decided))


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
            skip_until = _next_beginning(lines, position + 2, first) or position + 1
        # Leaders end in the page's number: nearly all lines do not.
        if position >= skip_until and not (line.plain[-1].isdecimal() and _LEADERS.search(line.plain)):
            yield position


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
            reach = _reach(rest, style, at_start=offset == 0, line=line)
            doubtful = reach is None
            if reach is None and offset == 0:
                reach = _doubtful_reach(rest, style, line)
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
                style=_SPACED.get(style, style),
                ordinal=_ordinal(match.group(1)),
                sure=sure,
                alone=not rest[body:].strip(),
                doubtful=doubtful,
            )
    return None


def _reach(rest: str, style: str, *, at_start: bool, line: TextLine) -> tuple[int, int, bool] | None:
    """Length of the heading's words, where the body begins, and whether the words alone prove it."""
    if at_start and (whole := _whole_line(rest, style, line)):
        return whole
    if style in _SPACED:
        return None
    if scored := _SCORED_BEFORE_BREAK.match(rest):
        phrase = without_score(scored.group(1))
        if is_all_words(phrase) or ends_strongly(phrase):
            return len(phrase), scored.end(), True
    if (separated := _PHRASE_BEFORE_BREAK.match(rest)) and _is_lead(separated.group(1), separated.group(2)):
        colon = 1 if separated.group(2) in "：:" else 0
        return separated.end(1) + colon, separated.end(), True
    if style == "lost":
        return None
    glued = glued_reach(rest)
    if glued is None or not rest[glued:]:
        return (glued, glued, True) if glued else None
    if rest[glued] in "，,；;、的":
        return None
    return glued, glued, True


def _doubtful_reach(rest: str, style: str, line: TextLine) -> tuple[int, int, bool] | None:
    """Length and body of what is a heading only if its siblings are: a decimal's line, a short phrase and its text."""
    words = heading_words()
    plain = without_score(rest.rstrip())
    if is_decimal(style) and line.is_last and 2 <= len(plain) <= words["standalone_characters"]:
        is_sentence = _NOT_IN_HEADING.search(plain) or re.search(r"[，,：:]|\d$", plain)
        return None if is_sentence else (len(plain), len(rest), False)
    lead = _SHORT_LEAD.match(rest) if style in _LEAD_STYLES else None
    if lead is None or is_statement(lead.group(1)) or says_something(lead.group(1)):
        return None
    if (
        len(lead.group(1))
        > words["standalone_characters" if names_project(lead.group(1)) else "lead_characters"]
    ):
        return None
    return lead.end(1) + lead.group(2).startswith(("：", ":")), lead.end(), False


def _is_lead(phrase: str, separator: str) -> bool:
    """Whether a phrase in front of a separator is a heading: known words, or a surely ending noun phrase."""
    if _MARKER.search(phrase):
        return False
    if is_all_words(phrase):
        return True
    if not separator.strip() or re.search(r"\d", phrase) or is_statement(phrase):
        return False
    return ends_strongly(phrase) and len(phrase) <= heading_words()["label_characters"]


def _whole_line(rest: str, style: str, line: TextLine) -> tuple[int, int, bool] | None:
    words = heading_words()
    title = without_score(rest.rstrip())
    plain = title.rstrip("。：: ")
    if not plain or _MARKER.search(plain) or squeezed(plain).endswith(tuple(words["document_endings"])):
        return None
    kept = len(title) if title.endswith(("：", ":")) else len(plain)
    if len(plain) <= words["phrase_characters"] and (is_all_words(plain) or _is_lead(plain, "。")):
        return kept, len(rest), True
    if style in ("lost", *_SPACED) or is_decimal(style):
        return None
    if style == "chinese" and _is_outline(title):
        return len(title), len(rest), True
    if not line.is_last and len(plain) >= words["standalone_characters"]:
        return None
    if len(plain) > words["standalone_characters"] or (is_statement(plain) and style != "chinese"):
        return None
    if re.search(r"[，,]", title) or title.endswith("。") or _NOT_IN_HEADING.search(plain) or len(plain) < 2:
        return None
    return kept, len(rest), False


def _is_outline(title: str) -> bool:
    """A heading copied from the outline with its explanation: 其他需要说明的问题，包括……的建议等。"""
    if len(title) > heading_words()["outline_characters"] or re.search(r"[。；;]", title[:-1]):
        return False
    first, comma, _ = title.partition("，")
    return bool(comma) and is_all_words(first)


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
        if known or (not behind and (is_all_words(phrase) or _is_lead(phrase, "："))):
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
    if not is_all_words(text) and not (marked and ends_strongly(text) and _is_lead(text, "。")):
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
