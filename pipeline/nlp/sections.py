"""Sections of a report (章节): the level each heading has in its own report, and what the section is for."""

import re
from collections.abc import Sequence
from functools import cache

from pipeline.model import BlockKind, Document, Section, place_of
from pipeline.nlp.fold import folded
from pipeline.nlp.form_lexicon import is_title
from pipeline.nlp.heading_siblings import DEPTH, Heading
from pipeline.nlp.heading_words import heading_words
from pipeline.nlp.headings import find_headings, restyled
from pipeline.nlp.lexicon import lexicon
from pipeline.nlp.text_lines import RUNNING_KINDS, lines_of

OTHER = "其他"
_SCORING_TITLE = re.compile(r"^[、.．]?\s?(?:自评|评价|指标)?[评打]分(?:情况)?[：:]?$")
_INDICATOR_TABLE = re.compile(r"[一二三]级指标")
_STATING = ("存在问题", "改进建议")


def find_sections(document: Document, spans: Sequence[tuple[int, int]]) -> tuple[Section, ...]:
    """The sections of the report that stands in the spans, in order, parents before their children."""
    headings = _settled(find_headings(document, spans), document.text)
    levels = _levels(headings)
    close = _closing(document, spans, headings[-1].body if headings else 0)
    sections: list[Section] = []
    above: list[Section] = []
    for position, heading in enumerate(headings):
        del above[levels[position] - 1 :]
        end = _end(headings, levels, position, close)
        title = document.text[heading.start : heading.end].strip()
        section = Section(
            title=title,
            number=heading.number,
            level=levels[position],
            role=_role_by_content(
                _role(title, heading.number, above[-1].role if above else None),
                title.removeprefix(heading.number),
                document.text[heading.body : end],
            ),
            path=tuple(parent.title for parent in above),
            start=heading.start,
            body=min(_body(document.text, heading.body), end),
            end=end,
            place=place_of(document, heading.start, heading.end),
        )
        sections.append(section)
        above.append(section)
    return tuple(sections)


def _role(title: str, number: str, parent: str | None) -> str:
    """The role by the words of the title, else the parent's; a problem with the funds stays a problem."""
    own = section_role(title, number)
    if own is None or (parent in _STATING and own not in (*_STATING, OTHER)):
        return parent or own or OTHER
    return own


def _role_by_content(role: str, words: str, content: str) -> str:
    """评分情况 with the indicators' table below it goes through them; without one it tells the result."""
    scored = role == "评价结论" and _SCORING_TITLE.search(folded(words).strip()) is not None
    return "指标分析" if scored and _INDICATOR_TABLE.search(content) is not None else role


def section_role(title: str, number: str = "") -> str | None:
    """What a section is for (基本情况, 资金情况 …) by the words of its title, or None if they do not tell."""
    words = re.sub(r"\s", "", folded(title.removeprefix(number))).strip("：:。、")
    for role, pattern in _roles():
        if pattern.search(words):
            return role
    return None


@cache
def _roles() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (entry["name"], re.compile("|".join(entry["patterns"]))) for entry in lexicon("sections")["role"]
    )


def _settled(headings: Sequence[Heading], text: str) -> list[Heading]:
    """The headings with lost numbers put back and doubtful unnumbered ones decided by their neighbours."""
    settled: list[Heading] = []
    for position, heading in enumerate(headings):
        if heading.style == "lost":
            settled.append(restyled(heading, "chinese", None))
        elif heading.style in ("loose", "bare") and (found := _filled_gap(headings, position)):
            settled.append(restyled(heading, *found))
        elif heading.style != "loose" and not _is_stray_label(heading, settled, text):
            settled.append(heading)
    return settled


def _filled_gap(headings: Sequence[Heading], position: int) -> tuple[str, int] | None:
    """The number that an unnumbered line must have lost: it alone stands where 一 is followed by 三."""
    following = next(
        (heading for heading in headings[position + 1 :] if heading.style not in ("loose", "bare")), None
    )
    if following is None or following.style not in ("chinese", "chinese_bracket") or not following.ordinal:
        return None
    before = 0
    for heading in reversed(headings[:position]):
        if heading.style == following.style:
            before = heading.ordinal or 0
            break
        if DEPTH.get(heading.style, 99) < DEPTH[following.style]:
            break
    between = [
        heading
        for heading in headings
        if heading.style in ("loose", "bare") and _since(headings, position) < heading.start < following.start
    ]
    alone = len(between) == 1 and headings[position].alone
    return (following.style, before + 1) if alone and following.ordinal == before + 2 else None


def _since(headings: Sequence[Heading], position: int) -> int:
    """Offset of the last numbered heading before a position."""
    numbered = [heading.start for heading in headings[:position] if heading.style not in ("loose", "bare")]
    return numbered[-1] if numbered else -1


def _is_stray_label(heading: Heading, before: Sequence[Heading], text: str) -> bool:
    """An unnumbered label with its text behind it (存在问题：……) outside a section on problems or advice."""
    if heading.style != "bare" or heading.alone:
        return False
    parent = next((other for other in reversed(before) if other.style != "bare"), None)
    if parent is None:
        return True
    return section_role(text[parent.start : parent.end], parent.number) not in ("存在问题", "改进建议")


def _levels(headings: Sequence[Heading]) -> list[int]:
    """Level of each heading by the nesting actually used: a style already open is one level, once."""
    stack: list[Heading] = []
    levels: list[int] = []
    for heading in headings:
        styles = [other.style for other in stack]
        if heading.style in styles:
            last = len(styles) - 1 - styles[::-1].index(heading.style)
            # A count that begins again below an unnumbered sub-heading belongs to that sub-heading.
            restarts = heading.ordinal == 1 and "bare" in styles[last + 1 :]
            if not restarts:
                del stack[last:]
        else:
            while stack and DEPTH[stack[-1].style] > DEPTH[heading.style] and not _opens(heading, stack[-1]):
                stack.pop()
        stack.append(heading)
        levels.append(len(stack))
    return levels


def _opens(heading: Heading, parent: Heading) -> bool:
    """Whether a numbered heading begins the count below an unnumbered one."""
    return (
        parent.style == "bare"
        and heading.ordinal == 1
        and heading.style not in ("part", "capital", "chinese")
    )


def _end(headings: Sequence[Heading], levels: Sequence[int], position: int, close: int) -> int:
    for other in range(position + 1, len(headings)):
        if levels[other] <= levels[position]:
            return headings[other].start
    return max(close, headings[position].end)


def _body(text: str, offset: int) -> int:
    """Past the white space between heading and body."""
    while offset < len(text) and text[offset].isspace():
        offset += 1
    return offset


def _closing(document: Document, spans: Sequence[tuple[int, int]], after: int) -> int:
    """Where the last section ends: before an attached form, an attachment's mark, else with the report."""
    final = max((end for _, end in spans), default=len(document.text))
    marks = tuple(heading_words()["attachment_marks"])
    for line in lines_of(document, spans, (*RUNNING_KINDS, BlockKind.CELL)):
        if line.start < after:
            continue
        is_mark = line.text.startswith(marks) and line.block.kind is not BlockKind.CELL
        if is_mark or is_title(line.text):
            return line.start
    return final
