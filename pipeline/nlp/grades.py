"""Grades that a report gives (等级): the word, what it normalises to, and where it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.nlp.clauses import sentence_start
from pipeline.nlp.cues import pattern
from pipeline.nlp.lexicon import alternatives, lexicon
from pipeline.nlp.others_marks import given_by_others

# Of several reports so many have the grade (评价结论为“良”的8个), or none has (无等级为“优”的项目).
_COUNTED = re.compile(r"[”\"’]?的\s?(?:有|共)?\s?\d+\s?[个项家户]")
_BEFORE = 60
# What is said after these is said of the report's own year again.
_OWN = re.compile(r"本年度?|本次|此次|今年")
_DENIED = re.compile(r"(?:无|没有)(?:评价|绩效)?(?:等级|等次|结论)(?:为|是)?[“\"‘]?$")


@dataclass(frozen=True, slots=True)
class GradeWord:
    """A grade as written at a range of the text, and 优/良/中/差 as it normalises."""

    start: int
    end: int
    grade: str
    others: bool
    """Given by or to somebody else (复核, 上年, 全国优秀)."""


@cache
def _expressions() -> re.Pattern[str]:
    words = lexicon("other_roles")["grade"]
    names = alternatives(words["names"])
    quote = r"[“”\"'‘’「『(【]?"
    listed = r"(?:\d+个[^，。；]{0,8})?(?:评定|评|定|认定|确定)(?:等级|等次)?为"
    return re.compile(
        rf"(?:(?<=个[、,，])(?=(?:{names})的\d+个)|(?:{words['cue']})(?:均|都|被|评|为|是|:|：|达到|等级|\s)*|{listed}|\d\s?分\s?[,，、]?\s?(?:等级|等次)?(?:为)?)\s?"
        rf"{quote}(?P<grade>{names})(?=[”\"'‘’」』()】,，。；;、\s]|$|的|级|等次|档)(?![、/]\s?[良中])"
    )


def grade_of(text: str) -> str | None:
    """优/良/中/差 of a cell that holds a grade and nothing else, or None."""
    normalised: dict[str, str] = lexicon("other_roles")["grade"]["normalised"]
    return normalised.get(text.strip(" \n“”\"'（）()【】"))


def find_grades(text: str) -> Iterator[GradeWord]:
    """The grades concluded in one paragraph's folded text; the words of a band table (以上为优) are none."""
    normalised: dict[str, str] = lexicon("other_roles")["grade"]["normalised"]
    # Few paragraphs hold a grade's name that ends as one: only those are worth the long expressions.
    if _closed_name().search(text) is None:
        return
    yield from _ticked(text, normalised)
    for match in _expressions().finditer(text):
        start, end = match.span("grade")
        if _in_band(text, match.start(), start):
            continue
        sentence = text[sentence_start(text, start) : start]
        others = pattern("other_roles", "grade", "others").search(_OWN.split(sentence[-40:])[-1]) is not None
        others = others or given_by_others(_since_stop(sentence))
        shared = (
            _COUNTED.match(text, end) is not None
            or _DENIED.search(text, max(0, start - _BEFORE), start) is not None
        )
        yield GradeWord(start, end, normalised[match.group("grade")], others or shared)


def _since_stop(sentence: str) -> str:
    """The sentence since its last semicolon: what another body found stands in a clause of its own."""
    return re.split(r"[；;]", sentence)[-1]


def _ticked(text: str, normalised: dict[str, str]) -> Iterator[GradeWord]:
    """A grade chosen by a tick: 评价等级：☑优 □良 □中 □差."""
    for match in re.finditer(
        rf"(?:等级|等次|结论|结果)[^。，；\n]{{0,14}}?[☑√■✓]\s?({_names()})(?=\s|[□☐]|$)", text
    ):
        yield GradeWord(match.start(1), match.end(1), normalised[match.group(1)], others=False)


@cache
def _closed_name() -> re.Pattern[str]:
    """A grade's name with what both expressions want behind it, and no more."""
    return re.compile(rf"(?:{_names()})(?=[”\"'’」』()】,，。；;、\s□☐]|$|的|级|等次|档)")


def _names() -> str:
    return alternatives(lexicon("other_roles")["grade"]["names"])


def _in_band(text: str, begin: int, start: int) -> bool:
    before = text[max(0, begin - 14) : start]
    return (
        re.search(r"(?:以上|以下|\d\s?分?\s?[-~—至到]\s?\d|[(（]含|低于|不足|[≥≤<>])[^，。；]{0,14}$", before)
        is not None
    )
