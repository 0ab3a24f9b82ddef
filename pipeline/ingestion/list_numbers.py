"""Numerals of Word's number formats (自动编号的数字格式), from ISO/IEC 29500 ST_NumberFormat."""

from collections.abc import Callable

_DIGITS = "零一二三四五六七八九"
_FORMAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "十", "百", "千")
_FORMAL_UNITS = ("", "拾", "佰", "仟")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def list_number(value: int, number_format: str) -> str:
    """The value as Word shows it in this format; an unknown format shows decimal figures."""
    written = _FORMATS.get(number_format, str)
    return written(value) if value >= 0 else str(value)


def _counting(value: int, digits: str = _DIGITS, units: tuple[str, ...] = _UNITS) -> str:
    """一、十、十一、二十、一百零一: figures with their places."""
    if value == 0 or value >= 10_000:
        return digits[0] if value == 0 else str(value)
    written, gap = "", False
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if digit:
            written += ("零" if gap and written else "") + digits[digit] + units[place]
            gap = False
        else:
            gap = True
    return written


def _spoken(value: int) -> str:
    counted = _counting(value)
    return counted[1:] if counted.startswith("一十") else counted


def _formal(value: int) -> str:
    return _counting(value, _FORMAL_DIGITS, _FORMAL_UNITS)


def _digital(value: int) -> str:
    return "".join("○一二三四五六七八九"[int(figure)] for figure in str(value))


def _roman(value: int) -> str:
    if value >= 4000:
        return str(value)
    written = ""
    for worth, letters in _ROMAN:
        written += letters * (value // worth)
        value %= worth
    return written


def _letters(value: int) -> str:
    """A…Z, then AA, BB: Word repeats the letter."""
    if value == 0:
        return "0"
    repeats, place = divmod(value - 1, 26)
    return chr(ord("A") + place) * (repeats % 30 + 1)


def _cyclic(signs: str) -> Callable[[int], str]:
    return lambda value: signs[(value - 1) % len(signs)] if value else "0"


def _enclosed(*ranges: tuple[int, int, int]) -> Callable[[int], str]:
    """Signs that Unicode has ready: (first value, last value, first code point); plain figures past them."""

    def written(value: int) -> str:
        for first, last, code in ranges:
            if first <= value <= last:
                return chr(code + value - first)
        return str(value)

    return written


_circled = _enclosed((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1))

_FORMATS: dict[str, Callable[[int], str]] = {
    "none": lambda _: "",
    "decimal": str,
    "decimalZero": lambda value: f"{value:02d}",
    "decimalFullWidth": lambda value: str(value).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda value: str(value).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _enclosed((1, 20, 0x2474)),
    "decimalEnclosedFullstop": _enclosed((1, 20, 0x2488)),
    "ideographEnclosedCircle": _enclosed((1, 10, 0x3280)),
    "numberInDash": lambda value: f"-{value}-",
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda value: _letters(value).lower(),
    "chineseCounting": _spoken,
    "chineseCountingThousand": _spoken,
    "japaneseCounting": _spoken,
    "taiwaneseCounting": _spoken,
    "taiwaneseCountingThousand": _spoken,
    "chineseLegalSimplified": _formal,
    "ideographLegalTraditional": _formal,
    "ideographDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "taiwaneseDigital": _digital,
    "ideographTraditional": _cyclic(_STEMS),
    "ideographZodiac": _cyclic(_BRANCHES),
}
