"""Of which year, and of which point in time, a figure speaks (年度, 时点)."""

import re
from dataclasses import dataclass

from pipeline.nlp.clauses import Surroundings
from pipeline.nlp.cues import pattern

_YEAR = re.compile(r"((?:19|20)\d{2})\s?年")
_AS_OF = re.compile(
    r"(?:截至|截止|至|到)(?:到)?\s?((?:19|20)\d{2})\s?年(?:\s?(\d{1,2})\s?月(?:\s?(\d{1,2})\s?日|底|末)?|(底|末))?"
    r"|(?:截至|截止|到)\s?(\d{1,2})\s?月(?:\s?(\d{1,2})\s?日|底|末)?"
)
# What stands in a bracket is said aside, unless it dates the words before it: 截至报告日(2024年4月10日).
_ASIDE = re.compile(r"[(（](?!(?:截至)?(?:19|20)\d{2}年[\d年月日底末]*[)）])[^()（）]*[)）]")
_LEXICON = "money_roles"
# The day on which money was granted is not the year that it is for: 2020年12月14日…提前下达2021年资金.
_ISSUED = re.compile(
    r"(?:19|20)\d{2}\s?年\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?(?=[^，。；,;]{0,60}?(?:下达|印发|下发|批复|发文|通知))"
)


@dataclass(frozen=True, slots=True)
class TimeScope:
    """The year a figure speaks of (None: the evaluated year) and its point in time when not that year's end."""

    year: int | None = None
    as_of: str | None = None
    compared: bool = False
    """The other year is named only as what this year is compared with."""


def time_scope(around: Surroundings, evaluated: int | None) -> TimeScope:
    """Year and point in time by the nearest clause that names one; the evaluated year needs no naming."""
    as_of = _as_of(around.sentence, evaluated)
    if as_of is not None:
        return as_of
    # A year inside a bracket that has closed is said of what stands there: (含2023年结转的5个项目).
    sentence, lead, near = (
        _ISSUED.sub("", _ASIDE.sub("", text)) for text in (around.sentence, around.lead, around.near)
    )
    sentence, near = _own_years(sentence, evaluated), _own_years(near, evaluated)
    named = _named_year(near, evaluated)
    if named is not None:
        return named
    lead = _own_years(lead, evaluated)
    years = list(_YEAR.finditer(lead))
    if years:
        last = years[-1]
        year = int(last.group(1))
        if _is_comparison(lead, last.start()):
            return TimeScope()
        return TimeScope(None if year == evaluated else year)
    if around.first:
        return TimeScope()
    inherited = [match for match in _YEAR.finditer(sentence) if not _is_comparison(sentence, match.start())]
    if inherited and evaluated is not None and int(inherited[-1].group(1)) != evaluated:
        return TimeScope(int(inherited[-1].group(1)))
    return TimeScope()


def _own_years(text: str, evaluated: int | None) -> str:
    """The text without 上年结转 and without spans of years that reach the evaluated one (2022—2025年)."""

    def past_only(span: re.Match[str]) -> str:
        last = int(re.findall(r"(?:19|20)\d{2}", span.group())[-1])
        return f"{last}年" if evaluated is not None and last < evaluated else ""

    return pattern(_LEXICON, "years", "ranges").sub(
        past_only, pattern(_LEXICON, "years", "carry").sub("", text)
    )


def _named_year(near: str, evaluated: int | None) -> TimeScope | None:
    years = list(_YEAR.finditer(near))
    if years:
        year = int(years[-1].group(1))
        return TimeScope(
            None if year == evaluated else year, compared=_is_comparison(near, years[-1].start())
        )
    if evaluated is None:
        return None
    if pattern(_LEXICON, "years", "previous").search(near):
        return TimeScope(evaluated - 1)
    if pattern(_LEXICON, "years", "following").search(near):
        return TimeScope(evaluated + 1)
    return None


def _is_comparison(text: str, year_at: int) -> bool:
    before = text[max(0, year_at - 2) : year_at]
    return re.search(rf"(?:{pattern(_LEXICON, 'years', 'compare').pattern})$", before) is not None


def _as_of(sentence: str, evaluated: int | None) -> TimeScope | None:
    """截至2023年10月底 within the evaluated year is a point in time; its last day is the year's end."""
    matches = list(_AS_OF.finditer(sentence))
    if not matches or evaluated is None:
        return None
    if pattern(_LEXICON, "years", "whole_year").search(sentence, matches[-1].end()):
        return None  # 截至9月底支出…，全年支出…: the sentence has come to the year's end
    year_text, month, _, _, bare_month, _ = matches[-1].groups()
    if year_text is None:
        return TimeScope(None, f"{evaluated}-{int(bare_month):02d}") if int(bare_month) != 12 else TimeScope()
    year = int(year_text)
    if not matches[-1].group().startswith("截") and month is None:
        return None
    if year == evaluated and (month is None or int(month) == 12):
        return TimeScope()
    stamp = f"{year}-{int(month):02d}" if month else f"{year}-12"
    return TimeScope(None if year == evaluated else year, stamp)
