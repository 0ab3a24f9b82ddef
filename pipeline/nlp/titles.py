"""The title of a report or form (标题): which line it is, joined when broken over two or three."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import Any

from pipeline.model import BlockKind, Document
from pipeline.nlp.fold import folded
from pipeline.nlp.form_lexicon import squeezed
from pipeline.nlp.lexicon import alternatives, lexicon
from pipeline.nlp.text_lines import RUNNING_KINDS, TextLine, lines_of

_TRAILING = re.compile(r"[（(【\[]?(?:20\d\d|二[〇零]\d?[一二三四五六七八九〇零]{1,2})年?度?[）)】\]]?$")
_NO_TITLE = re.compile(r"[。；;！？《，,：:]|^[（(]?[一二三四五六七八九十]+[、）)]")
_SENTENCE_ENDS = tuple("。；！？")
"""A line that ends so is a sentence: nearly every long line, seen by its last character."""
_SUBJECT = re.compile(r"[（(][^（）()，。；:：]{3,30}[）)]$")
"""What the report is about, in brackets behind its title: ……绩效自评报告（残疾人事业补助资金）."""
_FORM_ON_ONE_LINE = re.compile(
    r"(?:附[件表]?\s*\d{0,2}\s*[：:]?\s*)?(?P<title>[^\s，。；：:|]{2,40}(?:自评表|评价表))(?=[\s（(])"
)
_RUN_ON = re.compile(
    r"(?P<title>(?!根据|按照|依据|为了?|现将|关于报送)[^，。；：:、《\n]{8,60}?(?:自评报告|评价报告|自评价报告|自评情况报告))"
    r"(?=[一壹]、|第一部分|为[^，。]{2,40}，|根据|按照|依据|现将|近年)"
)
_MARK = re.compile(r"附[件表]\s*\d{1,2}\s*[：:、.\s]\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Title:
    """A title and its range; `text` has no white space."""

    start: int
    end: int
    text: str


@cache
def title_words() -> dict[str, Any]:
    """The table [title] of the lexicon."""
    return dict(lexicon("identity")["title"])


def find_title(
    document: Document, spans: Sequence[tuple[int, int]], before: int | None = None
) -> Title | None:
    """The title of the report in the spans, looked for before its first heading at offset `before`."""
    for kinds in (RUNNING_KINDS, (BlockKind.CELL,)):
        head = (line for line in lines_of(document, spans, kinds) if before is None or line.start < before)
        lines = (line for line in head if line.text.strip("| \t\u3000"))
        group = [_without_mark(line) for line in islice(lines, title_words()["search_lines"])]
        for position, line in enumerate(group):
            if title := _title_at(group, position):
                return title
            if _is_narrative(line.text):
                break
        if group and (title := _form_on_one_line(group[0]) or _text_behind(group[0])):
            return title
    return None


def _form_on_one_line(line: TextLine) -> Title | None:
    """The title of a form whose cells all follow it on one line, divided by blanks."""
    found = _FORM_ON_ONE_LINE.match(line.text)
    if found is None or len(line.text) <= title_words()["characters"]:
        return None
    start = line.start + found.start("title")
    return Title(start, start + len(found["title"]), found["title"])


def _text_behind(line: TextLine) -> Title | None:
    """The title of a report whose text goes on behind it, lines run together: ……自评报告为加强管理，……"""
    found = _RUN_ON.match(line.text)
    if found is None or not is_title_line(found["title"]):
        return None
    return Title(line.start, line.start + found.end("title"), squeezed(found["title"]))


def is_title_line(text: str) -> bool:
    """Whether a line reads like a title: it speaks of evaluation and ends as a document's name does."""
    words = title_words()
    if text[-1:] in _SENTENCE_ENDS:
        return False
    plain = _TRAILING.sub("", without_draft(folded(squeezed(text))))
    shorter = _SUBJECT.sub("", plain)
    plain = shorter if _ending().search(shorter) else plain
    if not 4 <= len(plain) <= words["characters"] or _NO_TITLE.search(plain):
        return False
    if any(mark in text for mark in words["furniture"]):
        return False
    return bool(_evaluation().search(plain) and _ending().search(plain))


def without_draft(text: str) -> str:
    """The title without the state of the paper behind it: （修订稿）, （公开版）."""
    return _draft().sub("", text)


@cache
def _draft() -> re.Pattern[str]:
    return re.compile(rf"[（(【\[](?:{alternatives(title_words()['drafts'])})[）)】\]]$")


def _without_mark(line: TextLine) -> TextLine:
    """The line without 附件2： in front of its words and without the bars of lost cells behind them."""
    text = line.text.rstrip("| \t\u3000") or line.text
    mark = _MARK.match(text)
    start = mark.end() if mark is not None else 0
    if not start and text == line.text:
        return line
    return replace(line, start=line.start + start, end=line.start + len(text), text=text[start:])


def _title_at(lines: Sequence[TextLine], position: int) -> Title | None:
    """The title that begins on this line, alone or together with up to two lines behind it."""
    for count in (3, 2, 1):
        group = lines[position : position + count]
        text = "".join(squeezed(line.text) for line in group)
        if (
            len(group) == count
            and is_title_line(text)
            and all(_belongs(group, index) for index in range(count))
        ):
            return Title(group[0].start, group[-1].end, text)
    return None


def _belongs(group: Sequence[TextLine], index: int) -> bool:
    """Whether a line of a broken title goes on from the one before and is no title of its own."""
    line = group[index]
    if line.block.kind is BlockKind.CELL and len(group) > 1 and not line.text.startswith(("（", "(")):
        return line.block is group[0].block
    if index == 0:
        return not (len(group) > 1 and is_title_line(line.text) and not _is_year_line(group[-1].text))
    if _is_year_line(line.text):
        return True
    before = group[index - 1].text
    goes_on = line.text.startswith(tuple(title_words()["continuations"])) or _cut_after_year(
        before, line.text
    )
    return goes_on and len(before) <= 40


def _cut_after_year(before: str, text: str) -> bool:
    """Whether a line that names the year, and is no sentence, was cut in the middle of a longer name."""
    named = re.search(r"20\d\d\s*年", before) is not None and re.search(r"20\d\d", text) is None
    furniture = any(mark in before for mark in title_words()["furniture"])
    return named and not furniture and re.search(r"[，。；：:、|\]】]", before + text[:-1]) is None


def _is_year_line(text: str) -> bool:
    return bool(re.fullmatch(r"[（(]\s*20\d\d\s*年?\s*度?\s*[）)]", text.strip()))


def _is_narrative(text: str) -> bool:
    """A full sentence: what follows is the body."""
    return len(text) > 60 and text.endswith(("。", "：", ":"))


@cache
def _evaluation() -> re.Pattern[str]:
    return re.compile(alternatives(title_words()["evaluation"]))


@cache
def _ending() -> re.Pattern[str]:
    return re.compile(f"(?:{alternatives(title_words()['endings'])})$")
