"""The evaluated year (评价年度): every place where a report says which year it speaks of.

A slot is the report speaking of itself: its title, its form's title, 对2023年度……进行了绩效自评, 评价期间.
Document numbers, notices in 《》, last year's figures, plans for the next year and dates of signing are none.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from pipeline.model import BlockKind, Document, Kind, Value, place_of
from pipeline.nlp.fold import folded
from pipeline.nlp.form_lexicon import is_title
from pipeline.nlp.lexicon import alternatives, lexicon
from pipeline.nlp.text_lines import RUNNING_KINDS, TextLine, lines_of
from pipeline.nlp.titles import Title, is_title_line

FIELD = "year_slot"
_TOLD = 2  # one mention may be of any year
_YEAR = r"(?<!\d)(20\d\d|二[〇零][一二三四五六七八九〇零]{2})"
_ANY_YEAR = re.compile(r"20\d\d|二[〇零]")
_TOKEN = re.compile(rf"{_YEAR}\s*年(?!\s*[\d一二三四五六七八九十]{{1,2}}\s*月)\s*度?")
_ALONE = re.compile(rf"[（(【\[]\s*{_YEAR}\s*年?\s*度?\s*[）)】\]]")
_PERIOD = re.compile(rf"(?:评价|自评)(?:期间|时段|周期|年度|基准期)\s*(?:为|是|：|:)?\s*{_YEAR}\s*年")
_RANGE = re.compile(r"20\d\d\s*年?\s*[-—－~至到]\s*$")
_RANGE_CHARACTERS = 20
_QUOTED = re.compile(r"《[^》]*》|[〔\[（(【]\s*20\d\d\s*[〕\]）)】]\s*\d+\s*号|〔20\d\d\d+号")
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


@cache
def _words() -> dict[str, Any]:
    return dict(lexicon("identity")["year"])


def find_year_slots(
    document: Document, spans: Sequence[tuple[int, int]], title: Title | None
) -> tuple[Value, ...]:
    """Every slot that names the evaluated year, in order; whether they agree is for a rule to say."""
    found: dict[int, Value] = {}
    for line in lines_of(document, spans, (*RUNNING_KINDS, BlockKind.CELL)):
        if _ANY_YEAR.search(line.plain) is None:
            continue
        in_title = title is not None and title.start <= line.start < title.end
        for start, end, year, why in _slots(line, in_title):
            found.setdefault(start, _value(document, start, end, year, why))
    slots = [found[start] for start in sorted(found)]
    declared = evaluated_year(slots, title)
    return tuple(slot for slot in slots if not _is_other_year(document, slot, declared))


def evaluated_year(slots: Sequence[Value], title: Title | None) -> int | None:
    """The year that the title states, else the one that most slots state."""
    for slot in slots:
        if title and title.start <= slot.place.start < title.end and slot.number is not None:
            return int(slot.number)
    counts = Counter(int(slot.number) for slot in slots if slot.number is not None)
    return counts.most_common(1)[0][0] if counts else None


def told_year(document: Document, spans: Sequence[tuple[int, int]]) -> tuple[int, int, int] | None:
    """The year that the text speaks of most, with the range where it first does; None where years compete.

    For a report that nowhere says which year it evaluates: names in 《》, document numbers and days are no
    statements, nor is the year that money was carried over from.
    """
    first: dict[int, tuple[int, int]] = {}
    counts: Counter[int] = Counter()
    for line in lines_of(document, spans):
        if _ANY_YEAR.search(line.plain) is None:
            continue
        text = _QUOTED.sub(lambda match: "□" * len(match.group()), line.plain)
        for found in _TOKEN.finditer(text):
            if text.startswith(("结转", "以来", "至", "起"), found.end()) or _RANGE.search(
                text, max(0, found.start() - _RANGE_CHARACTERS), found.start()
            ):
                continue
            year = _number(found.group(1))
            counts[year] += 1
            first.setdefault(year, (line.start + found.start(), line.start + found.end()))
    best = counts.most_common(2)
    if not best or best[0][1] < _TOLD or (len(best) > 1 and best[0][1] < 2 * best[1][1]):
        return None
    return (best[0][0], *first[best[0][0]])


def year_of(text: str) -> int | None:
    """The first year that a title or a file's name states."""
    match = re.search(_YEAR + r"\s*年?", folded(text))
    return _number(match.group(1)) if match else None


def _number(text: str) -> int:
    return int(text.translate(_DIGITS))


def _slots(line: TextLine, in_title: bool) -> Iterator[tuple[int, int, int, str]]:
    text = _QUOTED.sub(lambda match: "□" * len(match.group()), line.plain)
    if in_title or _titles_an_evaluation(line.text):
        yield from _all(line, text, _TOKEN, "标题")
        yield from _all(line, text, _ALONE, "标题")
        return
    if len(text) <= 12 and (match := _ALONE.fullmatch(text.strip())):
        yield line.start, line.end, _number(match.group(1)), "表头"
        return
    yield from _all(line, text, _PERIOD, "评价期间")
    yield from _self_referring(line, text)


def _titles_an_evaluation(text: str) -> bool:
    """The title of a report or form, but not of an application or approval (绩效目标申报表)."""
    planned = re.search(alternatives(_words()["planned"]), text)
    return planned is None and (is_title_line(text) or is_title(text))


def _all(
    line: TextLine, text: str, pattern: re.Pattern[str], why: str
) -> Iterator[tuple[int, int, int, str]]:
    for match in pattern.finditer(text):
        if not _RANGE.search(text[: match.start(1)]):
            yield line.start + match.start(1), line.start + match.end(), _number(match.group(1)), why


@dataclass(frozen=True, slots=True)
class _Sayings:
    """What stands before and after a year in a sentence that says what was evaluated, and that it gave a result."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    concluded: re.Pattern[str]


@cache
def _sayings() -> _Sayings:
    words = _words()
    evaluation = f"(?:{alternatives(words['evaluation'])})"
    done = rf"{evaluation}(?!中?(?:{alternatives(words['looked_back'])}))"
    return _Sayings(
        re.compile(rf"(?:{alternatives(words['leads'])})[^，。；]{{0,30}}$|^$|[，。；：\s]$"),
        re.compile(rf"[^，。；]{{0,45}}?{done}|[^，。；]{{0,30}}?得分\s*\d|的?绩效情况"),
        re.compile(rf"[^，。；]{{0,45}}?{evaluation}(?:得分|等级|结果)"),
    )


_AROUND = 120
"""Characters around a year in which a sentence says what it is the year of; the patterns look no further."""


def _self_referring(line: TextLine, text: str) -> Iterator[tuple[int, int, int, str]]:
    """Sentences that say what was evaluated: 对2023年度……开展了绩效自评, 2023年度……自评得分."""
    says = _sayings()
    for match in _TOKEN.finditer(text):
        lead = text[max(0, match.start() - _AROUND) : match.start()]
        rest = text[match.end() : match.end() + _AROUND]
        whole = "度" in match.group()
        if _RANGE.search(lead) or not says.after.match(rest) or not says.before.search(lead):
            continue
        if whole or says.concluded.match(rest):
            yield line.start + match.start(), line.start + match.end(), _number(match.group(1)), "自评语句"


def _value(document: Document, start: int, end: int, year: int, why: str) -> Value:
    place = place_of(document, start, end)
    return Value(
        id="",
        report="",
        kind=Kind.DATE,
        field=FIELD,
        raw=document.text[start:end],
        place=place,
        number=Decimal(year),
        unit="年",
        ulp=Decimal(1),
        year=year,
        where="table" if place.table is not None else "text",
        why=why,
    )


def _is_other_year(document: Document, slot: Value, declared: int | None) -> bool:
    """Last year's result set beside this year's, or next year's plan."""
    if declared is None or slot.number is None or slot.why != "自评语句" or slot.number == declared:
        return False
    text = document.text
    start = max(text.rfind(mark, 0, slot.place.start) for mark in "，。；\n") + 1
    ends = [text.find(mark, slot.place.end) for mark in "，。；\n"]
    clause = text[start : min((end for end in ends if end >= 0), default=len(text))]
    if slot.number > declared:
        return bool(re.search(alternatives(_words()["later"]), clause))
    compared = re.search(rf"(?:{alternatives(_words()['compared'])})\s*$", text[start : slot.place.start])
    return bool(compared or re.search(alternatives(_words()["earlier"]), clause))
