"""Signs of the symbol fonts (Wingdings 等) as the Unicode characters that they show."""

import re

# Microsoft's own charts of the fonts; only signs that carry meaning in a report: boxes, ticks, relations.
_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x70: "☐", 0x71: "☐", 0x72: "☐", 0x75: "◆", 0x76: "◆", 0x77: "◆",
    0x9E: "·", 0x9F: "●", 0xA1: "○", 0xA2: "○", 0xA7: "■", 0xA8: "☐", 0xAB: "★", 0xAC: "★", 0xD8: "➢",
    0xE0: "→", 0xDF: "←", 0xE8: "→", 0xFB: "×", 0xFC: "√", 0xFD: "☒", 0xFE: "☑",
    **{0x81 + place: chr(0x2460 + place) for place in range(10)},
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "×", 0x50: "√", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x55: "☒", 0x56: "☒", 0x97: "●",
    0xA2: "■", 0xA3: "☐", 0xA4: "☐", 0xA5: "☐",
    **{0x6A + place: chr(0x2460 + place) for place in range(10)},
}  # fmt: skip
_SYMBOL = {
    0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡",
    0xBB: "≈", 0xBC: "…", 0xA5: "∞", 0xE5: "∑", 0x61: "α", 0x62: "β", 0x44: "Δ", 0x53: "Σ",
}  # fmt: skip
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}
_PRIVATE = 0xF000
_LOST_FONT = re.compile("[\uf020-\uf0ff]")
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")


def is_symbol_font(font: str | None) -> bool:
    """Whether letters set in this font show as signs."""
    return (font or "").strip().lower() in _FONTS


def symbol(code: int, font: str | None) -> str:
    """The sign with this code in a symbol font; one without a meaning shows as nothing."""
    chart = _FONTS.get((font or "").strip().lower())
    if chart is None:
        return "" if 0xE000 <= code <= 0xF8FF or not 0 < code < 0x110000 else chr(code)
    return chart.get(code - _PRIVATE if code >= _PRIVATE else code, "")


def symbols(text: str, font: str | None) -> str:
    """A text set in a symbol font as the signs that it shows; blanks and what the font has not (汉字) stay."""
    return "".join(symbol(ord(sign), font) if _is_set_in_font(sign) else sign for sign in text)


def private_symbols(text: str) -> str:
    """Private-use characters left by a symbol font whose name was lost: WPS writes Wingdings so."""
    if not _LOST_FONT.search(text):
        return text
    return "".join(symbol(ord(sign), "Wingdings") if "\uf020" <= sign <= "\uf0ff" else sign for sign in text)


def _is_set_in_font(sign: str) -> bool:
    return not sign.isspace() and (sign <= "\xff" or "\uf000" <= sign <= "\uf0ff")


def superscript(text: str) -> str:
    """Raised figures as raised characters: m² is not m2, and the mark of a note is no digit of 100."""
    return text.translate(_RAISED) if text.strip().lstrip("+-").isdecimal() else text
