"""Numbers as a spreadsheet displays them (单元格格式): 0.9942 under 0.00% is 99.42%."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException
from functools import lru_cache

from pipeline.ingestion.date_format import display_date, is_date_format

_SIGNIFICANT = Context(prec=15, rounding=ROUND_HALF_UP)  # what a spreadsheet keeps; past it is float noise
_LARGEST_EXPONENT = 308
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]'
    r"|(?P<general>General|G/通用格式)|(?P<exponent>[Ee][+-](?=[0#?]))|(?P<sign>[0#?.,%@/])|(?P<plain>.)",
    re.DOTALL,
)
_AS_WRITTEN = re.compile(r"-?[1-9][0-9]{0,9}(?:\.[0-9]{0,4}[1-9])?|0|-?0\.[0-9]{0,4}[1-9]")
"""Numbers that General shows just as files spell them."""
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_COMPARISONS = {
    "<": Decimal.__lt__,
    "<=": Decimal.__le__,
    ">": Decimal.__gt__,
    ">=": Decimal.__ge__,
    "=": Decimal.__eq__,
    "<>": Decimal.__ne__,
}


@dataclass(frozen=True, slots=True)
class _Token:
    """A part of a format section: a placeholder or sign that acts, or a literal that shows."""

    kind: str
    text: str


@lru_cache(maxsize=4096)
def display_number(raw: str, code: str, epoch_1904: bool = False) -> str:
    """The number as shown under a format code; what is no number, or too large to show, as it stands."""
    if code == "General" and _AS_WRITTEN.fullmatch(raw):
        return raw
    try:
        value = _SIGNIFICANT.create_decimal(raw.strip())
    except DecimalException:
        return raw
    if not value.is_finite() or abs(value.adjusted()) > _LARGEST_EXPONENT:
        return raw
    section, signed = _section(code, value)
    if is_date_format(section):
        shown = display_date(value, section, epoch_1904=epoch_1904)
        return general(value) if shown is None else shown
    if section == code and not any(token.text for token in _tokens(section)):
        # No format at all, or a broken one; a section left empty on purpose (;;;) does hide the value.
        return general(value)
    return _displayed(value if signed else abs(value), section).strip()


def general(value: Decimal) -> str:
    """The shortest exact decimal, without exponent or float noise."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def display_text(text: str, code: str) -> str:
    """Text under a format code: the code's fourth section, or one with an @, may add words to it."""
    tokens = _text_tokens(code)
    if not tokens:
        return text
    return "".join(
        text if token.kind == "sign" and token.text == "@" else _literal(token) for token in tokens
    )


@lru_cache(maxsize=512)
def _text_tokens(code: str) -> tuple[_Token, ...]:
    """What a code makes of text; nothing if it leaves text as it is."""
    sections = _sections(code)
    tokens = _tokens(sections[3] if len(sections) > 3 else sections[-1])
    return tokens if any(token.text == "@" and token.kind == "sign" for token in tokens) else ()


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[str, ...]:
    parts = [""]
    for match in _TOKEN.finditer(code):
        if match["plain"] == ";":
            parts.append("")
        else:
            parts[-1] += match[0]
    return tuple(parts)


def _section(code: str, value: Decimal) -> tuple[str, bool]:
    """The section for this value, and whether it still shows the sign itself."""
    sections = _sections(code)
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _COMPARISONS[condition[1]](value, Decimal(condition[2])):
                return section, True
        return "General", True
    numeric = sections[:3]
    if value < 0 and len(numeric) > 1:
        return numeric[1], False
    if value == 0 and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], True


@lru_cache(maxsize=512)
def _tokens(section: str) -> tuple[_Token, ...]:
    tokens = []
    for match in _TOKEN.finditer(section):
        for kind in ("general", "exponent", "sign"):
            if match[kind]:
                tokens.append(_Token(kind, match[kind]))
                break
        else:
            shown = next(
                (match[kind] for kind in ("quoted", "escaped", "currency", "plain") if match[kind]), ""
            )
            tokens.append(_Token("literal", shown))
    return tuple(tokens)


def _literal(token: _Token) -> str:
    return token.text if token.kind == "literal" else ""


def _displayed(value: Decimal, section: str) -> str:
    tokens = _tokens(section)
    signs = [token.text for token in tokens if token.kind == "sign"]
    if _is_fraction(signs):
        return general(value)
    if any(token.kind == "general" for token in tokens) or "@" in signs:
        return "".join(
            general(value) if token.kind == "general" else _literal(token) for token in tokens
        ) or general(value)
    if not any(sign in "0#?" for sign in signs):
        return ("-" if value < 0 else "") + "".join(map(_literal, tokens)) + "%" * signs.count("%")
    if any(token.kind == "exponent" for token in tokens):
        return _scientific(value, tokens)
    return _decimal(value, tokens)


def _is_fraction(signs: Sequence[str]) -> bool:
    return "/" in signs


def _decimal(value: Decimal, tokens: Sequence[_Token]) -> str:
    """Integer places filled from the right, fraction places from the left, literals where they stand."""
    before, after = _split_at_point(tokens)
    scale, grouped = _commas(before)
    percents = sum(1 for token in tokens if token == _Token("sign", "%"))
    places = sum(1 for token in after if _is_placeholder(token))
    scaled = abs(value).scaleb(2 * percents - 3 * scale)
    rounded = scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, Context(prec=700))
    whole, _, fraction = format(rounded, "f").partition(".")
    point = "." if any(token == _Token("sign", ".") for token in tokens) else ""
    shown_fraction = _fraction(fraction, after)
    shown = _whole(whole.lstrip("0"), before, grouped=grouped) + point + shown_fraction
    return ("-" if value < 0 and rounded else "") + shown


def _split_at_point(tokens: Sequence[_Token]) -> tuple[list[_Token], list[_Token]]:
    point = _Token("sign", ".")
    place = tokens.index(point) if point in tokens else len(tokens)
    return list(tokens[:place]), list(tokens[place + 1 :])


def _is_placeholder(token: _Token) -> bool:
    return token.kind == "sign" and token.text in "0#?"


def _commas(before: Sequence[_Token]) -> tuple[int, bool]:
    """Commas after the last placeholder each divide by a thousand; one between placeholders groups."""
    last = max((place for place, token in enumerate(before) if _is_placeholder(token)), default=-1)
    comma = _Token("sign", ",")
    scale = 0
    while last + 1 + scale < len(before) and before[last + 1 + scale] == comma:
        scale += 1
    return scale, comma in before[:last]


def _whole(digits: str, tokens: Sequence[_Token], *, grouped: bool) -> str:
    places = [place for place, token in enumerate(tokens) if _is_placeholder(token)]
    written: list[str] = []
    used = 0
    for place in range(len(tokens) - 1, -1, -1):
        token = tokens[place]
        if not _is_placeholder(token):
            written.append("%" if token == _Token("sign", "%") else _literal(token))
            continue
        count = len(digits) if place == places[0] else min(1, len(digits))
        taken, digits = digits[len(digits) - count :], digits[: len(digits) - count]
        if not taken and token.text == "0":
            taken = "0"
        for digit in reversed(taken):
            written.append("," if grouped and used and used % 3 == 0 else "")
            written.append(digit)
            used += 1
    return "".join(reversed(written))


def _fraction(digits: str, tokens: Sequence[_Token]) -> str:
    kept = digits
    optional = [token.text for token in tokens if _is_placeholder(token)]
    while kept and optional and optional[-1] in "#?" and kept.endswith("0"):
        kept, optional = kept[:-1], optional[:-1]
    written, place = "", 0
    for token in tokens:
        if _is_placeholder(token):
            written += kept[place : place + 1]
            place += 1
        else:
            written += "%" if token == _Token("sign", "%") else _literal(token)
    return written


def _scientific(value: Decimal, tokens: Sequence[_Token]) -> str:
    _, after = _split_at_point(tokens)
    mark = next((place for place, token in enumerate(after) if token.kind == "exponent"), len(after))
    places = sum(1 for token in after[:mark] if _is_placeholder(token))
    mantissa, _, exponent = f"{value:.{places}E}".partition("E")
    return f"{mantissa}E{int(exponent):+03d}"
