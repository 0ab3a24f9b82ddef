"""Figures in ledger cells: amounts in 元, scores, indicator targets (台账里的数)."""

import re
from collections.abc import Iterable
from decimal import Decimal

_BLANK = {"", "-", "—", "－", "--", "/", "／", "无"}
_NUMERAL = re.compile(r"[-+−]?\d[\d,]*(?:\.\d+)?|[-+−]?\.\d+")
_BRACKETED = re.compile(r"[（(]([\d,.]+)[)）]")
_UNITS = {"亿元": 10**8, "万元": 10**4, "千元": 10**3, "元": 1}
_TARGET = re.compile(r"^\s*(>=|<=|≥|≤|＞|＜|>|<|=|＝|不低于|不少于|不高于|不超过|大于等于|小于等于)?\s*")
_OPERATORS = {
    ">=": "≥",
    "<=": "≤",
    "＞": ">",
    "＜": "<",
    "＝": "=",
    "不低于": "≥",
    "不少于": "≥",
    "大于等于": "≥",
    "不高于": "≤",
    "不超过": "≤",
    "小于等于": "≤",
}


def is_blank(text: str) -> bool:
    """Whether a cell says nothing."""
    return text.strip() in _BLANK


def numeral(text: str) -> Decimal | None:
    """The number that a cell wholly is (thousands separators, ￥ and a unit allowed); None for other words."""
    bare = "".join(text.split()).lstrip("¥￥")
    for unit in _UNITS:
        bare = bare.removesuffix(unit)
    bare = bare.removesuffix("分")
    bracketed = _BRACKETED.fullmatch(bare)
    if bracketed:
        bare = f"-{bracketed[1]}"
    if not _NUMERAL.fullmatch(bare):
        return None
    return Decimal(bare.replace(",", "").replace("−", "-"))


def own_unit(text: str) -> str:
    """The unit that the cell itself names, or ''."""
    return next((unit for unit in _UNITS if text.strip().endswith(unit)), "")


def unit_factor(unit: str) -> Decimal:
    """How many 元 one of this unit is."""
    return Decimal(_UNITS.get(unit, 1))


def finest_decimals(numbers: Iterable[Decimal]) -> Decimal:
    """The unit in the last place of a column: Excel drops trailing zeros, so the finest cell counts for all."""
    exponents = [number.as_tuple().exponent for number in numbers]
    least = min((exponent for exponent in exponents if isinstance(exponent, int)), default=0)
    return Decimal(1).scaleb(min(least, 0))


def target_figure(text: str) -> tuple[str, Decimal | None, str]:
    """An indicator's target as operator, number and unit: “≥500人次” → ≥, 500, 人次."""
    found = _TARGET.match(text)
    sign = (found[1] or "") if found else ""
    rest = "".join(text[found.end() if found else 0 :].split())
    number = re.match(r"-?\d[\d,]*(?:\.\d+)?", rest)
    if number is None:
        return _OPERATORS.get(sign, sign), None, ""
    return _OPERATORS.get(sign, sign), Decimal(number[0].replace(",", "")), rest[number.end() :]
