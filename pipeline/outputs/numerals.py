"""Decimals as text and back: the one spelling that data files and sheets share."""

import re
from decimal import ROUND_HALF_UP, Decimal

_EXACT_DIGITS = 15
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?")


def plain_decimal(number: Decimal | None) -> str | None:
    """A decimal as plain digits: no exponent, no trailing zeros, no minus zero; None stays None."""
    if number is None:
        return None
    if not number.is_finite():
        return None
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def plain_share(share: float) -> str:
    """A share or confidence as a plain decimal of at most four places."""
    rounded = Decimal(repr(share)).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)
    return plain_decimal(rounded) or "0"


def numeral_in(text: str | None) -> Decimal | None:
    """The number that a text wholly consists of (thousands separators allowed), else None."""
    bare = (text or "").strip().replace(",", "")
    return Decimal(bare) if _PLAIN.fullmatch(bare) else None


def fits_number(number: Decimal) -> bool:
    """Whether a spreadsheet keeps the number exactly: it knows 15 digits; a longer one stays exact as text."""
    return number.is_finite() and len(number.normalize().as_tuple().digits) <= _EXACT_DIGITS


def number_words(number: Decimal) -> str:
    """The number as text, for a cell that cannot hold it as a number."""
    return plain_decimal(number) or str(number)


def number_shown(number: Decimal, style: str) -> str:
    """About what a cell shows of a number, for the width of its column."""
    return f"{number:,.2f} 万元" if style.endswith("_unit") else f"{number:,.2f}"


def in_wan(yuan: Decimal) -> Decimal:
    """元 as 万元, exactly."""
    return yuan.scaleb(-4)
