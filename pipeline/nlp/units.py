"""A number and the unit behind it (单位): money in 元, rates in percent, scores in 分; how exact it is said to be."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from pipeline.model import Exactness, Kind
from pipeline.nlp.lexicon import alternatives, lexicon
from pipeline.nlp.numerals import MAGNITUDES, Numeral, read_numeral


@dataclass(frozen=True, slots=True)
class _Patterns:
    money: re.Pattern[str]
    bare_money: re.Pattern[str]
    score: re.Pattern[str]
    count: re.Pattern[str]
    period: frozenset[str]
    per: re.Pattern[str]
    before: tuple[tuple[Exactness, re.Pattern[str]], ...]
    after: tuple[tuple[Exactness, re.Pattern[str]], ...]


@cache
def _patterns() -> _Patterns:
    words = lexicon("quantities")
    units, exactness = words["units"], words["exactness"]
    not_money = f"(?!{units['not_money']})"
    return _Patterns(
        money=re.compile(rf"\s?(?:{units['money_tail']}){not_money}"),
        bare_money=re.compile(rf"(?!{units['not_bare_money']})"),
        score=re.compile(rf" ?分(?!{units['not_score']})"),
        count=re.compile(rf" ?(?:{alternatives(units['counts'])})"),
        period=frozenset(units["period"]),
        per=re.compile(
            r"[/／]\s?(?:人次|人[·.*]?[年月天次]?|[\w㎡]{1,4})(?:[·.*/][年月天次])?|(?:每|/)[人户亩吨件]"
        ),
        before=(
            (Exactness.AT_LEAST, re.compile(rf"(?:{alternatives(exactness['at_least_before'])})\s?$")),
            (Exactness.AT_MOST, re.compile(rf"(?:{alternatives(exactness['at_most_before'])})\s?$")),
            (Exactness.ABOUT, re.compile(rf"(?:{alternatives(exactness['about_before'])})\s?$")),
        ),
        after=(
            (Exactness.AT_LEAST, re.compile(rf"(?:{alternatives(exactness['at_least_after'])})")),
            (Exactness.AT_MOST, re.compile(rf"(?:{alternatives(exactness['at_most_after'])})")),
            (Exactness.ABOUT, re.compile(rf"(?:{alternatives(exactness['about_after'])})")),
        ),
    )


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, not yet a meaning; money in 元, rates in percent, scores in 分."""

    kind: Kind
    start: int
    end: int
    number: Decimal
    ulp: Decimal
    unit: str
    upper: Decimal | None = None
    exactness: Exactness = Exactness.EXACT
    per: str = ""
    """What the amount is for one of, when its unit says so: 元/亩, 元/人·月."""
    bare: bool = False
    """万 or 亿 without 元: money only where the words around it say so."""


_PERCENT = re.compile(r" ?(?:%|‰|百分比)")
_BRACKETED_UNIT = re.compile(r" ?([万亿]*)元")
_COUNTED_ROUGHLY = frozenset("元人个户吨件")
_MINUS_BEFORE = re.compile(r"[^0-9A-Za-z%)~年月日号-]")
_SMALL_CHANGE = re.compile(r"(\d)角(?:(\d)分)?")
_RANGE = re.compile(r" ?[-~至到] ?|—")  # a dash between blanks stands for an empty cell


def with_unit(plain: str, numeral: Numeral, taken: bytearray) -> Quantity | None:
    """The quantity that the unit after the numeral makes of it; a range takes its unit from its second half."""
    single = _single(plain, numeral)
    if single is not None and numeral.upper is not None:
        return replace(single, upper=numeral.upper, exactness=Exactness.RANGE)
    if single is not None:
        return judged(plain, single)
    between = _RANGE.match(plain, numeral.end)
    if between is None or not plain[numeral.start].isdecimal():
        return None
    second = read_numeral(plain, between.end())
    if second is None or any(taken[second.start : second.end]):
        return None
    upper = _single(plain, second)
    if upper is None:
        return None
    if upper.kind is Kind.SCORE:
        return judged(plain, upper)  # 80-89分 states a band: its end is the score that is written
    low = numeral.number
    if not numeral.magnitude:
        for magnitude in second.magnitude:
            low *= MAGNITUDES[magnitude]
    return replace(upper, start=numeral.start, number=low, upper=upper.number, exactness=Exactness.RANGE)


def _single(plain: str, numeral: Numeral) -> Quantity | None:
    patterns, end = _patterns(), numeral.end
    start = _signed_start(plain, numeral.start)
    number = -numeral.number if start != numeral.start and plain[start] == "-" else numeral.number
    arabic = plain[numeral.start].isdecimal()
    if plain[end : end + 1] in {"余", "多"} and plain[end + 1 : end + 2] in _COUNTED_ROUGHLY:
        end += 1
    if (money := _money(plain, numeral, start, number, end)) is not None:
        return money
    if arabic and (tail := _PERCENT.match(plain, end)):
        share = Decimal("0.1") if "‰" in tail.group() else Decimal(1)
        return Quantity(Kind.RATE, start, tail.end(), number * share, numeral.ulp * share, "%")
    if not arabic and not _is_points_word(plain, numeral):
        return None
    if tail := patterns.score.match(plain, end):
        return Quantity(Kind.SCORE, start, tail.end(), number, numeral.ulp, "分")
    if not arabic:
        return None
    if tail := patterns.count.match(plain, end):
        unit = tail.group().strip()
        kind = Kind.PERIOD if unit in patterns.period else Kind.COUNT
        return Quantity(kind, start, tail.end(), number, numeral.ulp, unit)
    if numeral.magnitude and numeral.magnitude[-1] in "万亿" and patterns.bare_money.match(plain, end):
        return Quantity(Kind.MONEY, start, end, number, numeral.ulp, numeral.magnitude, bare=True)
    return None


def _money(plain: str, numeral: Numeral, start: int, number: Decimal, end: int) -> Quantity | None:
    """An amount of money: 元 behind it, or a currency sign before it; 角 and 分 and brackets for minus included."""
    patterns, arabic = _patterns(), plain[numeral.start].isdecimal()
    bracketed = arabic and plain[start - 1 : start] == "(" and plain[end : end + 1] == ")"
    if bracketed and (behind := _BRACKETED_UNIT.match(plain, end + 1)):
        return _negative(behind, numeral, start, number)
    tail = patterns.money.match(plain, end)
    if tail is None:
        signed = plain[start] in "¥￥" and start != numeral.start
        whole = Quantity(Kind.MONEY, start, end, number, numeral.ulp, f"{numeral.magnitude}元")
        return whole if signed else None
    if not (arabic or _is_amount_word(plain, numeral)):
        return None
    unit = numeral.magnitude + tail.group().strip()[0]
    ulp = Decimal(1) if tail.group().strip().endswith("整") and not arabic else numeral.ulp
    change = _SMALL_CHANGE.match(plain, tail.end()) if arabic and not numeral.magnitude else None
    if change is not None:
        tenths, hundredths = change.group(1), change.group(2)
        number += Decimal(f"0.{tenths}{hundredths or ''}")
        return Quantity(
            Kind.MONEY, start, change.end(), number, Decimal("0.01" if hundredths else "0.1"), unit
        )
    per = patterns.per.match(plain, tail.end())
    return Quantity(Kind.MONEY, start, tail.end(), number, ulp, unit, per=per.group() if per else "")


def _negative(unit: re.Match[str], numeral: Numeral, start: int, number: Decimal) -> Quantity:
    """The amount below nought that brackets stand for: (12.5)万元."""
    size = Decimal(1)
    for magnitude in unit.group(1):
        size *= MAGNITUDES[magnitude]
    return Quantity(
        Kind.MONEY, start - 1, unit.end(), -number * size, numeral.ulp * size, f"{unit.group(1)}元"
    )


def _signed_start(plain: str, start: int) -> int:
    """Where the quantity begins, a minus sign or currency sign included."""
    before = plain[start - 1] if start else ""
    if before == "-" and (start < 2 or _MINUS_BEFORE.match(plain[start - 2])):
        return start - 1
    if before in {"¥", "￥"}:
        return start - 1
    return start


def _is_amount_word(plain: str, numeral: Numeral) -> bool:
    """Whether Chinese digits before 元 are an amount: 一元 alone is mostly a word (一元化, 二元)."""
    length = numeral.end - numeral.start
    return length >= 2 or plain[numeral.end : numeral.end + 2] == "元整"


def _is_points_word(plain: str, numeral: Numeral) -> bool:
    """Whether Chinese digits before 分 are points: only behind a word that says so (自评得分九十六点五分)."""
    before = plain[max(0, numeral.start - 8) : numeral.start]
    said = re.search(r"(?:得分?|扣|分值|总分|评分|满分)[^，。]{0,4}$", before)
    return numeral.end - numeral.start >= 2 and said is not None


def judged(plain: str, quantity: Quantity) -> Quantity:
    """The quantity with its exactness, from the words just before and after it."""
    before, after = plain[max(0, quantity.start - 6) : quantity.start], plain[quantity.end : quantity.end + 6]
    # 不超过 ends in 超过, 不低于 in 低于: the longest word that ends here is the one that is written.
    said = [
        (len(match.group()), exactness)
        for exactness, words in _patterns().before
        if (match := words.search(before))
    ]
    if said:
        return replace(quantity, exactness=max(said)[1])
    for exactness, pattern in _patterns().after:
        if pattern.match(after):
            return replace(quantity, exactness=exactness)
    if re.search(r"\d ?[余多几]", plain[quantity.start : quantity.end]):
        return replace(quantity, exactness=Exactness.ABOUT)
    return quantity
