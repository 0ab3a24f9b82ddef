"""How near two names are (名称相似度): units by their core, projects by what tells them apart."""

import re
import unicodedata
from decimal import ROUND_DOWN, Decimal
from functools import lru_cache

from rapidfuzz import fuzz

from pipeline.external.lexicon import row_words, telling_pattern

_NOT_NAME = re.compile(r"[^\w]|_")
_CODE = re.compile(r"^(?=[\da-z]*\d)[\da-z]{6,}[-—_:：]")
_YEAR = re.compile(r"^(?:20\d\d)年?度?|[（(]?20\d\d年度?[）)]?")
_LEAST_SHORT = 3

ONE = Decimal(1)
# Names that differ in a telling word are two projects, however alike the rest.
_TOLD_APART = Decimal("0.80")
# A short name of the same unit (市城管局) is as good as a match, and yet says so.
_SHORTENED = Decimal("0.95")


@lru_cache(maxsize=65_536)
def plain_name(name: str) -> str:
    """A name without width variants, spaces, punctuation, leading code and year."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    folded = _YEAR.sub("", _CODE.sub("", "".join(folded.split())))
    return _NOT_NAME.sub("", folded)


@lru_cache(maxsize=65_536)
def project_core(name: str) -> str:
    """A project's name without 项目, 资金 and the like at its end."""
    core = plain_name(name)
    for tail in row_words("project_tails"):
        if core.endswith(tail) and len(core) - len(tail) >= _LEAST_SHORT:
            return core.removesuffix(tail)
    return core


def unit_likeness(one: str, other: str) -> Decimal:
    """1 for the same name, 0.95 for its short form, else the share of characters in common."""
    first, second = plain_name(one), plain_name(other)
    if not first or not second:
        return Decimal(0)
    if first == second:
        return ONE
    short, long = sorted((first, second), key=len)
    if (
        len(short) >= _LEAST_SHORT
        and short[-1] == long[-1]
        and (long.endswith(short) or _within(short, long))
    ):
        return _SHORTENED
    return _share(fuzz.ratio(first, second))


def project_likeness(one: str, other: str) -> Decimal:
    """1 for the same name but for its tail; capped where numbers, 期 or compass points differ."""
    first, second = project_core(one), project_core(other)
    if not first or not second:
        return Decimal(0)
    if first == second:
        return ONE
    share = _share(fuzz.ratio(first, second))
    if telling_pattern().findall(first) != telling_pattern().findall(second):
        return min(share, _TOLD_APART)
    return share


def _within(short: str, long: str) -> bool:
    """Whether the short name's characters stand in the long one in the same order (市城管局)."""
    letters = iter(long)
    return all(letter in letters for letter in short)


def _share(percent: float) -> Decimal:
    return (Decimal(repr(percent)) / 100).quantize(Decimal("0.01"), rounding=ROUND_DOWN)
