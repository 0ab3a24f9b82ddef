"""How far a heading reaches when the text goes on behind it: the words of configs/lexicon/sections.toml."""

import re
from functools import cache
from typing import Any

from pipeline.nlp.lexicon import alternatives, lexicon

_CLOSED_BRACKET = re.compile(r"[（(][^（）()]{0,20}[）)]")
_SCORE_BRACKET = re.compile(
    r"\s*[（(\[【][^（）()\[\]【】]*\d[^（）()\[\]【】]*分[^（）()\[\]【】]*[）)\]】]\s*$"
)
# What to write, printed behind the heading (P125) — longer than a name's own bracket, such as 服务中心（站）.
_HINT_BRACKET = re.compile(r"\s*[（(][^（）()]{10,}[）)]\s*$")


@cache
def heading_words() -> dict[str, Any]:
    """The table [headings] of the lexicon."""
    return dict(lexicon("sections")["headings"])


@cache
def _any_word() -> re.Pattern[str]:
    words = heading_words()
    return re.compile(alternatives(words["strong_heads"] + words["heads"] + words["modifiers"]))


@cache
def _ending(kind: str) -> re.Pattern[str]:
    return re.compile(f"(?:{alternatives(heading_words()[kind])})$")


@cache
def _opening(kind: str) -> re.Pattern[str]:
    return re.compile(f"\\s*(?:{alternatives(heading_words()[kind])})")


def ends_as_heading(phrase: str) -> bool:
    """Whether the phrase ends in a word that a heading may end in."""
    return bool(_ending("strong_heads").search(phrase) or _ending("heads").search(phrase))


def ends_strongly(phrase: str) -> bool:
    """Whether the phrase ends in a word that closes a heading (情况, 概况, 分析 …)."""
    return bool(_ending("strong_heads").search(phrase))


def ends_in_words(phrase: str) -> int:
    """How many characters at the phrase's end are heading words (……预算和绩效目标情况: nine)."""
    starts = range(max(0, len(phrase) - heading_words()["phrase_characters"]), len(phrase))
    return next((len(phrase) - start for start in starts if is_all_words(phrase[start:])), 0)


def is_statement(phrase: str) -> bool:
    """Whether the phrase begins as a sentence does (加强…, 个别…, 截至…) and so is no heading."""
    opening = _opening("statement_openings").match(phrase)
    if opening is None or is_all_words(phrase):
        return False
    # 经费安排与支出 begins with a noun that only looks like the preposition 经.
    noun = _any_word().match(phrase, len(phrase) - len(phrase.lstrip()))
    return noun is None or noun.end() <= opening.end() or noun.group() in _also_verbs()


@cache
def _also_verbs() -> frozenset[str]:
    """Heading words with which a sentence may begin as well (落实, 管理)."""
    return frozenset(heading_words()["statement_openings"])


def says_something(phrase: str) -> bool:
    """Whether the phrase asserts (管护不到位, 进度偏慢) instead of naming a subject."""
    return bool(re.search(alternatives(heading_words()["statement_marks"]), phrase))


def names_project(phrase: str) -> bool:
    """Whether the phrase ends as a project's name does and says more than heading words (灌区渠道清淤工程)."""
    plain = without_score(phrase).strip("。：: ")
    return bool(_ending("project_endings").search(plain)) and not is_all_words(plain)


def is_all_words(phrase: str) -> bool:
    """Whether the phrase is made of heading words only and ends in one that a heading may end in."""
    plain = re.sub(r"\s", "", _CLOSED_BRACKET.sub("", phrase))
    position = 0
    while position < len(plain):
        match = _any_word().match(plain, position)
        if match is None:
            return False
        position = match.end()
    return bool(plain) and ends_as_heading(plain)


def glued_reach(text: str) -> int | None:
    """Where the heading ends in “项目立项背景法律援助是……”, or None if that cannot be said for sure."""
    position, best = 0, None
    while match := _any_word().match(text, position):
        closes_before = (
            best is not None and best == position and _ending("strong_heads").search(text[:position])
        )
        if closes_before and not _goes_on(match.group()):
            break
        position = match.end()
        if _ending("strong_heads").search(text[:position]) or _ending("glued_heads").search(text[:position]):
            best = position
    if best is None or best > heading_words()["phrase_characters"]:
        return None
    goes_on = _opening("continuations").match(text, best) and not _opening("purposes").match(text, best)
    return None if goes_on else best


def _goes_on(word: str) -> bool:
    """Whether a heading that could have ended goes on with this word: 情况 + 分析, 情况 + 及 + …"""
    return word in ("及", "和", "与", "、", "以及", "分析", "说明", "的", "或", "及其")


def without_score(phrase: str) -> str:
    """The phrase without a score or a hint in brackets behind it: （一）决策情况（分值20分，得18.5分）."""
    return _HINT_BRACKET.sub("", _SCORE_BRACKET.sub("", phrase))
