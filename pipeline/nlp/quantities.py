"""Every quantity of a text (数量): decoys masked, numerals read where they begin, units decide the kind."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from pipeline.model import Exactness, Kind
from pipeline.nlp.fold import folded
from pipeline.nlp.lexicon import lexicon
from pipeline.nlp.numerals import chinese_number, read_numeral
from pipeline.nlp.units import Quantity, judged, with_unit


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


MASKED = "遮盖"
"""The class of amounts whose digits were blotted out or lost: never a number."""
_OF_FIGURES = "0123456789.,"
_ANCHOR = re.compile(r"\d|[一二两三四五六七八九十百千零〇壹贰叁肆伍陆柒捌玖拾廿]")
_PERCENT_OF = re.compile(r"(百|千)分之([零〇一二两三四五六七八九十百点]+|\d+(?:\.\d+)?)")
_TENTHS = re.compile(r"([一二两三四五六七八九])成([一二三四五六七八九])?(?=[以左，。、；的]|$)")
_LIST_NUMBER = re.compile(r"(?:^|\n)[ \t]*[((]?\d{1,2}(?:[.、)．]|(?<=\d)\))(?!\d)")


@cache
def _decoy_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = lexicon("quantities")
    return tuple(
        (name, opened(words["decoy_openings"].get(name), parts)) for name, parts in words["decoys"].items()
    )


@cache
def _date_pattern() -> re.Pattern[str]:
    words = lexicon("quantities")["dates"]
    return opened(words["opening"], words["patterns"])


def opened(opening: str | None, parts: list[str]) -> re.Pattern[str]:
    """Any of the parts; where they begin with few characters, others are passed by without trying each part."""
    gate = f"(?=[{opening}])" if opening else ""
    return re.compile(f"{gate}(?:{'|'.join(parts)})")


@lru_cache(maxsize=2048)
def scan_text(text: str) -> Scan:
    """All quantities of `text`, with the decoys and dates that were set aside; offsets are those of `text`."""
    plain = folded(text)
    dates = tuple(Decoy("日期", *match.span()) for match in _date_pattern().finditer(plain))
    decoys = tuple(_decoys(plain, dates))
    taken = bytearray(len(plain))
    for claimed in (*decoys, *dates):
        taken[claimed.start : claimed.end] = b"\x01" * (claimed.end - claimed.start)
    return Scan(tuple(_quantities(plain, taken)), decoys, dates)


def _decoys(plain: str, dates: tuple[Decoy, ...]) -> Iterator[Decoy]:
    taken = bytearray(len(plain))
    for date in dates:
        taken[date.start : date.end] = b"\x01" * (date.end - date.start)
    for name, pattern in _decoy_patterns():
        for match in pattern.finditer(plain):
            start, end = match.span()
            if name == MASKED:
                start = _figures_begin(plain, start)
            # 2024年第6次 is a date and then an ordinal; 〔2020〕10号 is one number although it begins like a year.
            if name == "文号" or 1 not in taken[start:end]:
                taken[start:end] = b"\x01" * (end - start)
                yield Decoy(name, start, end)
    for match in _LIST_NUMBER.finditer(plain):
        yield Decoy("序号", match.start(), match.end())


def _figures_begin(plain: str, end: int) -> int:
    """Where the digits that stand right before `end` begin."""
    while end and plain[end - 1] in _OF_FIGURES:
        end -= 1
    return end


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
        quantity = with_unit(plain, numeral, taken)
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
        return judged(
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
