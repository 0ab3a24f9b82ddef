"""Numerals as Chinese reports write them (数字): a grammar over characters, exact decimals, no guessing.

Start with `read_numeral`: it reads the longest numeral that begins at an offset of folded text. Arabic digits
with thousands separators, Chinese digits, small and capital (贰佰捌拾万), and mixtures (12亿3456万, 3万2400)
are one grammar: components of falling magnitude that add up.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

MOST_CHARACTERS = 64
"""A longer run of digits is a drawing, a code or an attack; the longest amount in words has about thirty."""
MAGNITUDES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}

_ARABIC = re.compile(
    r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?"  # 1,196.13
    r"|\d{1,3}(?:，\d{3})+(?=\.\d|万|亿|元)(?:\.\d+)?"  # full-width comma: only where a unit proves one number
    r"|\d{1,3}(?: \d{3})+(?=\.\d|万|亿|元)(?:\.\d+)?"  # 1 234 567 元
    r"|\d+(?:\.\d+)?"
)
# 千米, 千克, 千瓦, 百分 are units and words of their own; 万 and 亿 never are.
_MAGNITUDE = re.compile(r" ?(?:[十百]?[万亿]亿?|千(?![米克瓦伏卡帕])[万亿]?|百(?!分)[万亿]?|十[万亿])")
_CHINESE = re.compile(
    rf"[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿]{{1,{MOST_CHARACTERS + 1}}}"
    rf"(?:点[零〇一二三四五六七八九]{{1,{MOST_CHARACTERS}}})?"
)
_EITHER = re.compile(r"([一二三四五六七八])([二三四五六七八九])(?=[十百千万亿])")
_DIGITS = (
    {c: n for n, c in enumerate("零一二三四五六七八九")}
    | {"〇": 0, "两": 2}
    | {c: n for n, c in enumerate("壹贰叁肆伍陆柒捌玖", start=1)}
)
_POSITIONS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_SECTIONS = {"万": 10_000, "亿": 100_000_000}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral: its range, its exact value, and the value of one unit in its last written place."""

    start: int
    end: int
    number: Decimal
    ulp: Decimal
    magnitude: str = ""
    """The written magnitude of the last component (万, 亿, 千万), empty for a plain number."""
    more: bool = False
    """Written with 余, 多 or 几 inside: 300余万."""
    upper: Decimal | None = None
    """The other end of 二三十万; None for a plain numeral."""


def read_numeral(text: str, start: int) -> Numeral | None:
    """The longest numeral of folded `text` that begins at `start`, or None."""
    if start >= len(text):
        return None
    if text[start].isdecimal():
        return _read_mixed(text, start)
    match = _CHINESE.match(text, start)
    if match is None or len(match.group()) > MOST_CHARACTERS:
        return None
    either = _EITHER.match(match.group())
    if either is not None:  # 二三十万: twenty to thirty
        rest = match.group()[2:]
        low, high = (chinese_number(digit + rest) for digit in either.groups())
        return Numeral(start, match.end(), low, _chinese_ulp(rest), upper=high) if low is not None else None
    number = chinese_number(match.group())
    if number is None:
        return None
    return Numeral(start, match.end(), number, _chinese_ulp(match.group()))


def _read_mixed(text: str, start: int) -> Numeral | None:
    """Components of falling magnitude: 2.4亿 · 12亿3456万 · 3万2400 · 300余万."""
    total, ulp, position, last, more = Decimal(0), Decimal(1), start, "", False
    ceiling: Decimal | None = None
    while (component := _component(text, position)) is not None:
        value, step, size, end, magnitude, open_ended = component
        if ceiling is not None and (value >= ceiling or size >= ceiling):
            break
        if ceiling is not None and not magnitude and not _closes_amount(text, end):
            break
        total, ulp, position, last, more = total + value, step, end, magnitude, more or open_ended
        ceiling = size
        if not magnitude or not text[end : end + 1].isdecimal():
            break
    if position == start:
        return None
    return Numeral(start, position, total, ulp, last, more)


def _component(text: str, start: int) -> tuple[Decimal, Decimal, Decimal, int, str, bool] | None:
    match = _ARABIC.match(text, start)
    if match is None:
        return None
    if match.end() - start > MOST_CHARACTERS:
        return None
    digits = re.sub(r"[,， ]", "", match.group())
    number, end = Decimal(digits), match.end()
    places = len(digits.partition(".")[2])
    open_ended = text[end : end + 1] in {"余", "多", "几"} and text[end + 1 : end + 2] in set("百千万亿")
    after = end + 1 if open_ended else end
    scale = _MAGNITUDE.match(text, after)
    size, magnitude = Decimal(1), ""
    if scale is not None:
        magnitude, end = scale.group().strip(), scale.end()
        for character in magnitude:
            size *= MAGNITUDES[character]
    return number * size, size.scaleb(-places), size, end, magnitude, open_ended


def _closes_amount(text: str, end: int) -> bool:
    return text[end : end + 1] in {"元", "圆"}


def chinese_number(text: str) -> Decimal | None:
    """The value of a Chinese numeral (二百八十万, 贰佰捌拾, 二〇二三, 九十八点五), or None if it is none."""
    whole, point, fraction = text.partition("点")
    number = _chinese_whole(whole)
    if number is None or (point and not fraction):
        return None
    if not point:
        return Decimal(number)
    digits = "".join(str(_DIGITS[character]) for character in fraction)
    return Decimal(f"{number}.{digits}")


def _chinese_whole(text: str) -> int | None:
    if not text:
        return None
    if all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    total, section, digit, last = 0, 0, 0, 0
    for character in text:
        if character in _DIGITS:
            digit, last = _DIGITS[character], last if _DIGITS[character] else 0
        elif character == "廿":
            section, digit, last = section + 20, 0, 10
        elif character in _POSITIONS:
            # 十五 and 一万十五 leave the one before 十 unwritten.
            last = _POSITIONS[character]
            section, digit = section + (digit or 1) * last, 0
        else:
            section, digit = section + _spoken(digit, last), 0
            last = _SECTIONS[character]
            total = (total + section) * last if character == "亿" else total + section * last
            section = 0
    return total + section + _spoken(digit, last)


def _spoken(digit: int, last: int) -> int:
    """A last digit right behind 百, 千, 万 or 亿 counts the next place down, as one says it: 一百二, 三万五."""
    return digit * (last // 10) if last >= 100 else digit


def _chinese_ulp(text: str) -> Decimal:
    fraction = text.partition("点")[2]
    if fraction:
        return Decimal(1).scaleb(-len(fraction))
    # 二百八十万 is stated to the last character written: 十 of 万.
    size = Decimal(1)
    for character in reversed(text):
        if character in _SECTIONS:
            size *= _SECTIONS[character]
        elif character in _POSITIONS:
            return size * _POSITIONS[character]
        else:
            return size
    return size


def numeric_tokens(text: str) -> Iterator[tuple[int, int]]:
    """Every run of digits with its separators: what a reader would call a number (for coverage counts)."""
    for match in re.finditer(r"\d+(?:[.,]\d+)*", text):
        yield match.span()
