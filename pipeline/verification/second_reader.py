"""A second reader of Chinese figures (复算), written apart from the first so that one checks the other.

The first reader walks forward and adds components up. This one cuts a writing into tokens and divides it at its
greatest magnitude, again and again: 12亿3456万 is what stands before 亿, times 亿, and what stands behind it.
It reads a writing as a whole or not at all.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

_GREAT = {"亿": Decimal(10**8), "万": Decimal(10**4)}
_SMALL = {"千": Decimal(1000), "仟": Decimal(1000), "百": Decimal(100), "佰": Decimal(100)}
_TEN = {"十": Decimal(10), "拾": Decimal(10)}
_TWENTY = "廿"
# Reports kept in traditional characters (繁体转存) write their figures so.
_TRADITIONAL = str.maketrans("萬億圓兩餘貳參叄陸優", "万亿圆两余贰叁叁陆优")
_DIGITS = {
    word: digit for digit, words in enumerate(("零〇", "一壹", "二贰两", "三叁", "四肆")) for word in words
}
_DIGITS |= {
    word: digit
    for digit, words in enumerate(("五伍", "六陆", "七柒", "八捌", "九玖"), start=5)
    for word in words
}
_MAGNITUDES = frozenset((*_GREAT, *_SMALL, *_TEN))
_LOOSE = frozenset("余多几约近逾超整正")  # they say how exactly, not how much
_ARABIC = re.compile(r"\d+(?:[,，、 ]\d{3})*(?:\.\d+)?")
_NEIGHBOURS = re.compile("([一二两三四五六七八])([二三四五六七八九])(?=[十百千万亿])")
"""二三十万: two digits in a row before a magnitude are the ends of a range."""
_RANGE = re.compile(
    r"(?<=[\d一二三四五六七八九十百千万亿元%])\s?(?:-|~|—|–|至|到)\s?(?=[\d一二三四五六七八九十])"
)
_NUMERAL = re.compile(
    r"-?[\d零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟点](?:[\d零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟点.,]*"
    r"[\d零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟])?"
)

Token = Decimal | str
"""An Arabic number, or one Chinese digit or magnitude."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a writing says: one number, or the two ends of a range."""

    low: Decimal
    high: Decimal | None = None

    def times(self, factor: Decimal) -> "Reading":
        """The reading in another unit."""
        return Reading(self.low * factor, None if self.high is None else self.high * factor)


def read_number(text: str) -> Reading | None:
    """A bare number or range (1,196.13 · 二百八十 · 3至5), read whole; None when anything is left over."""
    return _range(_plain(text), _whole_number)


def read_money(text: str) -> Reading | None:
    """An amount in 元 (280万元 · 贰佰捌拾万元整 · 12亿3456万元 · 5元8角 · 100-200万元)."""
    plain = re.sub(r"人民币|[¥￥$]", "", _plain(text))
    # Bookkeepers write a negative amount in brackets, its unit inside or outside.
    plain = re.sub(r"^\(([\d.,]+)\)(?=[万亿元])|^\(([\d.,]+[万亿]*元)\)$", r"-\1\2", plain)
    return _range(plain, _whole_amount)


def read_rate(text: str) -> Reading | None:
    """A rate in percent (98.5% · 3‰ · 百分之九十八点五 · 七成 · 六成五)."""
    plain = _plain(text)
    if plain == "百分之百":
        return Reading(Decimal(100))
    worded = re.fullmatch(r"(百|千)分之(.+)", plain)
    if worded is not None:
        number = read_number(worded.group(2))
        return number and number.times(Decimal(1) if worded.group(1) == "百" else Decimal("0.1"))
    tenths = re.fullmatch(r"(.)成(.?)", plain)
    if tenths is not None:
        whole, half = _DIGITS.get(tenths.group(1)), _DIGITS.get(tenths.group(2) or "零")
        return None if whole is None or half is None else Reading(Decimal(10 * whole + half))
    return _range(re.sub(r"百分比$", "%", plain), _whole_rate)


def sole_number(text: str) -> Reading | None:
    """The number of a writing that holds exactly one, whatever words stand around it."""
    found = _NUMERAL.findall(_plain(text))
    return read_number(found[0]) if len(found) == 1 else None


def has_digits(text: str) -> bool:
    """Whether anything in the text could be part of a number."""
    return any(character in _DIGITS or character.isdecimal() for character in _plain(text))


def unit_factor(unit: str) -> Decimal | None:
    """How many 元 one of a money unit is (万元, 亿, 千元), None for what is no unit of money."""
    magnitude = re.fullmatch(r"([十百千]?[万亿]?|万亿)元?", unit.strip())
    if magnitude is None or not unit.strip():
        return None
    size = Decimal(1)
    for character in magnitude.group(1):
        size *= {**_GREAT, **_SMALL, **_TEN}[character]
    return size


def simplified(text: str) -> str:
    """The characters of figures and grades in their simplified form."""
    return text.translate(_TRADITIONAL)


def _plain(text: str) -> str:
    """Half-width, on one line, without white space inside, 廿 written out."""
    parted = re.sub(r"(?<=\d)[ \u00a0](?=\d{3}(?!\d))", ",", text)
    plain = re.sub(r"\s+", "", simplified(unicodedata.normalize("NFKC", parted)))
    return plain.replace(_TWENTY, "二十")


def _range(text: str, read: Callable[[str], Decimal | None]) -> Reading | None:
    """One number, or two with a dash between; the first of two takes the unit and magnitude of the second."""
    neighbours = _NEIGHBOURS.match(text)
    if neighbours is not None and _DIGITS[neighbours.group(2)] == _DIGITS[neighbours.group(1)] + 1:
        low, high = (read(digit + text[2:]) for digit in neighbours.groups())
        return Reading(low, high) if low is not None and high is not None else None
    whole = read(text)
    if whole is not None:
        return Reading(whole)
    parts = _RANGE.split(text)
    if len(parts) != 2:
        return None
    high = read(parts[1])
    tail = re.search(r"[万亿]*(?:元|%|‰)?(?:整|以[上下内])?$", parts[1])
    own = read(parts[0]) if re.search(r"[万亿元%‰]$", parts[0]) else None
    low = own if own is not None else read(parts[0] + (tail.group() if tail else ""))
    return Reading(low, high) if low is not None and high is not None else None


def _whole_number(text: str) -> Decimal | None:
    """A number; bookkeepers write a negative one in brackets: (3.50)."""
    bracketed = re.fullmatch(r"\((.+)\)", text)
    if bracketed is not None:
        inner = _whole_number(bracketed.group(1))
        return None if inner is None else -inner
    sign = -1 if text.startswith("-") else 1
    tokens = _tokens(text.removeprefix("-"))
    number = _value(tokens) if tokens else None
    return None if number is None else sign * number


def _whole_amount(text: str) -> Decimal | None:
    """元, then 角 and 分; 万 or 亿 may stand without 元."""
    written = re.fullmatch(r"(.+?)(?:[元圆](?:(.)角)?(?:(.)分)?)?[整正]?", text)
    if written is None:
        return None
    total = _whole_number(written.group(1))
    for digit, part in ((written.group(2), "0.1"), (written.group(3), "0.01")):
        if total is None or digit is None:
            continue
        small = _whole_number(digit)
        total = None if small is None else total + small * Decimal(part)
    return total


def _whole_rate(text: str) -> Decimal | None:
    if not text.endswith(("%", "‰")):
        return None
    number = _whole_number(text[:-1])
    share = Decimal("0.1") if text.endswith("‰") else Decimal(1)
    return None if number is None else number * share


def _tokens(text: str) -> list[Token] | None:
    """The writing cut into Arabic numbers and Chinese signs; None when something else stands in it."""
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        arabic = _ARABIC.match(text, position)
        if arabic is not None:
            tokens.append(Decimal(re.sub(r"[,，、]", "", arabic.group())))
            position = arabic.end()
            continue
        sign = text[position]
        position += 1
        if sign in _LOOSE:
            continue
        if sign not in _DIGITS and sign not in _MAGNITUDES and sign != "点":
            return None
        tokens.append(sign)
    return tokens


def _value(tokens: Sequence[Token]) -> Decimal | None:
    """Divide at the greatest magnitude; what stands behind it is added."""
    if not tokens:
        return None
    for sign, size in _GREAT.items():
        if sign in tokens:
            return _divided(tokens, list(tokens).index(sign), size) if tokens.count(sign) == 1 else None
    if "点" in tokens:
        return _with_fraction(tokens, list(tokens).index("点"))
    for sign, size in (*_SMALL.items(), *_TEN.items()):
        if sign in tokens:
            return _divided(tokens, list(tokens).index(sign), size)
    if len(tokens) == 1 and isinstance(tokens[0], Decimal):
        return tokens[0]
    if all(isinstance(token, str) and token in _DIGITS for token in tokens):
        return Decimal("".join(str(_DIGITS[str(token)]) for token in tokens))
    return None


def _divided(tokens: Sequence[Token], cut: int, size: Decimal) -> Decimal | None:
    before, after = tokens[:cut], tokens[cut + 1 :]
    left = _value(before) if before else (Decimal(1) if size == 10 else None)
    if left is None:
        return None
    if not after:
        return left * size
    right = _value(after)
    if right is None or right >= size:
        return None
    # 三万五 is said for 三万五千: a single digit behind a magnitude counts the next one.
    spoken = len(after) == 1 and isinstance(after[0], str) and isinstance(before[-1] if before else "", str)
    return left * size + (right * size / 10 if spoken else right)


def _with_fraction(tokens: Sequence[Token], cut: int) -> Decimal | None:
    whole, digits = _value(tokens[:cut]), tokens[cut + 1 :]
    if whole is None or not digits or any(token not in _DIGITS for token in digits):
        return None
    return whole + Decimal("0." + "".join(str(_DIGITS[str(token)]) for token in digits))
