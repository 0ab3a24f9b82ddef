"""Decimals as text and back: the one spelling that data files and sheets share."""

import re
from decimal import ROUND_HALF_UP, Decimal

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


def in_wan(yuan: Decimal) -> Decimal:
    """元 as 万元, exactly."""
    return yuan.scaleb(-4)
