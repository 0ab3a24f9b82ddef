"""Counts and percentages in Chinese numerals, rewritten with digits (汉字数字)."""

import re

_DIGITS = {mark: value for value, mark in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1_000}
_PERCENT = re.compile(
    r"百分之(?P<whole>[零〇一二三四五六七八九十百两]+)(?:点(?P<rest>[零〇一二三四五六七八九]+))?"
)
_COUNT = re.compile(r"(?P<n>[一二三四五六七八九十百千两零〇]{2,})(?=\s*(?:份|户|人|名|张|个|家|件))")


def with_digits(text: str) -> str:
    """The text with 百分之九十二点七 as 92.7% and 八十九户 as 89户; what is no numeral stays."""
    return _COUNT.sub(lambda found: str(_value(found["n"]) or found["n"]), _PERCENT.sub(_percent, text))


def _percent(found: re.Match[str]) -> str:
    rest = "".join(str(_DIGITS[mark]) for mark in found["rest"] or "")
    return f"{_value(found['whole'])}{'.' if rest else ''}{rest}%"


def _value(numeral: str) -> int:
    """The integer that a numeral under ten thousand spells, digit by digit (二〇二三) or by places."""
    if not set(numeral) & set(_PLACES):
        return int("".join(str(_DIGITS[mark]) for mark in numeral))
    total = digit = 0
    for mark in numeral:
        if mark in _PLACES:
            total += (digit or 1) * _PLACES[mark]
            digit = 0
        else:
            digit = _DIGITS[mark]
    return total + digit
