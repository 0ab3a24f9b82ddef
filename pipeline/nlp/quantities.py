"""Every quantity of a text (数量): decoys masked, numerals read where they begin, units decide the kind."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache

from pipeline.model import Exactness, Kind
from pipeline.nlp.fold import folded
from pipeline.nlp.lexicon import alternatives, lexicon
from pipeline.nlp.numerals import MAGNITUDES, Numeral, chinese_number, read_numeral


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


@dataclass(frozen=True, slots=True)
class Decoy:
    """Digits that are no quantity (文号, 电话, 编码 …) or a date, with the class that claims them."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scan:
    """What a text holds: quantities, decoys and dates, each in order."""

    quantities: tuple[Quantity, ...]
    decoys: tuple[Decoy, ...]
    dates: tuple[Decoy, ...]


@dataclass(frozen=True, slots=True)
class _Patterns:
    decoys: tuple[tuple[str, re.Pattern[str]], ...]
    dates: re.Pattern[str]
    money: re.Pattern[str]
    bare_money: re.Pattern[str]
    score: re.Pattern[str]
    count: re.Pattern[str]
    period: frozenset[str]
    per: re.Pattern[str]
    before: tuple[tuple[Exactness, re.Pattern[str]], ...]
    after: tuple[tuple[Exactness, re.Pattern[str]], ...]


MASKED = "遮盖"
"""The class of amounts whose digits were blotted out or lost: never a number."""
_OF_FIGURES = "0123456789.,"
_ANCHOR = re.compile(r"\d|[一二两三四五六七八九十百千零〇壹贰叁肆伍陆柒捌玖拾廿]")
_PERCENT = re.compile(r" ?(?:%|‰|百分比)")
_PERCENT_OF = re.compile(r"(百|千)分之([零〇一二两三四五六七八九十百点]+|\d+(?:\.\d+)?)")
_TENTHS = re.compile(r"([一二两三四五六七八九])成([一二三四五六七八九])?(?=[以左，。、；的]|$)")
_MINUS_BEFORE = re.compile(r"[^0-9A-Za-z%)~年月日号-]")
_BRACKETED_UNIT = re.compile(r" ?([万亿]*)元")
_SMALL_CHANGE = re.compile(r"(\d)角(?:(\d)分)?")
_RANGE = re.compile(r" ?[-~至到] ?|—")  # a dash between blanks stands for an empty cell
_LIST_NUMBER = re.compile(r"(?:^|\n)[ \t]*[((]?\d{1,2}(?:[.、)．]|(?<=\d)\))(?!\d)")


@cache
def _patterns() -> _Patterns:
    words = lexicon("quantities")
    units, exactness = words["units"], words["exactness"]
    not_money = f"(?!{units['not_money']})"
    return _Patterns(
        decoys=tuple(
            (name, opened(words["decoy_openings"].get(name), parts))
            for name, parts in words["decoys"].items()
        ),
        dates=opened(words["dates"]["opening"], words["dates"]["patterns"]),
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


def opened(opening: str | None, parts: list[str]) -> re.Pattern[str]:
    """Any of the parts; where they begin with few characters, others are passed by without trying each part."""
    gate = f"(?=[{opening}])" if opening else ""
    return re.compile(f"{gate}(?:{'|'.join(parts)})")


@lru_cache(maxsize=2048)
def scan_text(text: str) -> Scan:
    """All quantities of `text`, with the decoys and dates that were set aside; offsets are those of `text`."""
    plain = folded(text)
    dates = tuple(Decoy("日期", *match.span()) for match in _patterns().dates.finditer(plain))
    decoys = tuple(_decoys(plain, dates))
    taken = bytearray(len(plain))
    for claimed in (*decoys, *dates):
        taken[claimed.start : claimed.end] = b"\x01" * (claimed.end - claimed.start)
    return Scan(tuple(_quantities(plain, taken)), decoys, dates)


def _decoys(plain: str, dates: tuple[Decoy, ...]) -> Iterator[Decoy]:
    taken: list[tuple[int, int]] = [(date.start, date.end) for date in dates]
    for name, pattern in _patterns().decoys:
        for match in pattern.finditer(plain):
            start, end = match.span()
            if name == MASKED:
                start = len(plain[:start].rstrip(_OF_FIGURES))
            # 2024年第6次 is a date and then an ordinal; 〔2020〕10号 is one number although it begins like a year.
            if name == "文号" or not any(
                start < other_end and other_start < end for other_start, other_end in taken
            ):
                taken.append((start, end))
                yield Decoy(name, start, end)
    for match in _LIST_NUMBER.finditer(plain):
        yield Decoy("序号", match.start(), match.end())


def _quantities(plain: str, taken: bytearray) -> Iterator[Quantity]:
    position = 0
    while (anchor := _ANCHOR.search(plain, position)) is not None:
        start = anchor.start()
        position = start + 1
        if taken[start]:
            continue
        special = _worded_rate(plain, start)
        if special is not None:
            yield special
            position = special.end
            continue
        numeral = read_numeral(plain, start)
        if numeral is None:
            continue
        if any(taken[numeral.start : numeral.end]):
            position = numeral.end
            continue
        quantity = _with_unit(plain, numeral, taken)
        if quantity is not None:
            yield quantity
            position = quantity.end
        elif plain[start].isdecimal():
            position = numeral.end


def _worded_rate(plain: str, start: int) -> Quantity | None:
    # Most anchors are plain digits: what they cannot be is seen by the character behind them.
    following = plain[start + 1 : start + 2]
    match = _PERCENT_OF.match(plain, start) if following == "分" else None
    if match is not None:
        digits = match.group(2)
        number = Decimal(digits) if digits[0].isdecimal() else chinese_number(digits)
        if number is None:
            return None
        share = Decimal(1) if match.group(1) == "百" else Decimal("0.1")
        places = len(digits.partition("点")[2] or digits.partition(".")[2])
        return _judged(
            plain, Quantity(Kind.RATE, start, match.end(), number * share, share.scaleb(-places), "%")
        )
    tenths = _TENTHS.match(plain, start) if following == "成" else None
    if tenths is None:
        return None
    number = (chinese_number(tenths.group(1)) or Decimal(0)) * 10 + (
        chinese_number(tenths.group(2) or "零") or Decimal(0)
    )
    return Quantity(
        Kind.RATE,
        start,
        tenths.end(),
        number,
        Decimal(1 if tenths.group(2) else 10),
        "%",
        exactness=Exactness.ABOUT,
    )


def _with_unit(plain: str, numeral: Numeral, taken: bytearray) -> Quantity | None:
    """The quantity that the unit after the numeral makes of it; a range takes its unit from its second half."""
    single = _single(plain, numeral)
    if single is not None and numeral.upper is not None:
        return replace(single, upper=numeral.upper, exactness=Exactness.RANGE)
    if single is not None:
        return _judged(plain, single)
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
        return _judged(plain, upper)  # 80-89分 states a band: its end is the score that is written
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
    if plain[end : end + 1] in {"余", "多"} and plain[end + 1 : end + 2] in {
        "元",
        "人",
        "个",
        "户",
        "吨",
        "件",
    }:
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
    if bracketed and (tail := _BRACKETED_UNIT.match(plain, end + 1)):
        size = Decimal(1)
        for magnitude in tail.group(1):
            size *= MAGNITUDES[magnitude]
        return Quantity(
            Kind.MONEY, start - 1, tail.end(), -number * size, numeral.ulp * size, f"{tail.group(1)}元"
        )
    tail = patterns.money.match(plain, end)
    if tail is None:
        signed = plain[start] in "¥￥" and start != numeral.start
        return (
            Quantity(Kind.MONEY, start, end, number, numeral.ulp, f"{numeral.magnitude}元")
            if signed
            else None
        )
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


def _judged(plain: str, quantity: Quantity) -> Quantity:
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
