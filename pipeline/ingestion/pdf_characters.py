"""Characters as PDF fonts spell them, folded one to one to those a person would type."""

import unicodedata

# CJK Radicals Supplement: glyphs that fonts map to the radical although the character is meant. Unicode gives
# a compatibility mapping to two of them only; these are the simplified radicals that are characters as well.
_RADICALS_SUPPLEMENT = dict(
    zip(
        "⺁⺇⺌⺎⺗⺝⺠⺢⺩⺫⺬⺮⺰⺳⺷⺸⺼⻀⻁⻃⻄⻅⻆⻈⻉⻋⻒⻓⻔⻗"
        "⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂几小兀心月民水王目示竹纟罒羊羊肉艹虎覀西见角讠贝车镸长门雨"
        "青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齐齿齿龙龙龟龟龟",
        strict=True,
    )
)
_RANGES = ((0x2F00, 0x2FD5), (0x2E80, 0x2EF3), (0xF900, 0xFAD9), (0x2F800, 0x2FA1D))


def _table() -> dict[int, str]:
    folds = {ord(radical): character for radical, character in _RADICALS_SUPPLEMENT.items()}
    for first, last in _RANGES:
        for code in range(first, last + 1):
            character = unicodedata.normalize("NFKC", chr(code))
            if code not in folds and len(character) == 1 and character != chr(code):
                folds[code] = character
    return folds


_FOLDS = _table()
_SIGNS = {0x00D7, 0x00F7}
"""× and ÷, which stand among the accented letters."""
_SPACES = {0x00A0, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200A, 0x202F, 0x3000}
_INVISIBLE = {0x00AD, 0x061C, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x2060, 0xFEFF}


def folded(code: int) -> str:
    """The character that a reader sees for this code: radicals folded, spaces plain, the unseen left out.

    Full-width forms stay: ％ and ＝ are as written, and folding them is the Chinese stage's choice.
    """
    if 0x20 < code < 0x7F or 0x4E00 <= code <= 0x9FFF:
        return chr(code)
    if code in _SPACES:
        return " "
    if code < 0x20 or 0x7F <= code < 0xA0 or code in _INVISIBLE or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return ""
    if code & 0xFFFE == 0xFFFE:
        return ""
    return _FOLDS.get(code, chr(code))


# Scripts in which no office in China writes. Fonts with a wrong table of meanings land there: glyph numbers
# taken for characters, or the bytes of GBK for accented letters (ÏîÄ¿). Tibetan, Mongolian, Uyghur, Korean,
# Yi and Russian are not among them.
_NEVER_WRITTEN = (
    (0x00C0, 0x036F),
    (0x0530, 0x05FF),
    (0x0700, 0x0EFF),
    (0x1000, 0x10FF),
    (0x1200, 0x17FF),
    (0x18B0, 0x1FFF),
    (0x2C00, 0x2DFF),
    (0xA4D0, 0xABFF),
    (0xFB00, 0xFB4F),
)


def is_unmapped(code: int) -> bool:
    """Whether the code says nothing: private use, control and non-characters, scripts that nobody writes here."""
    if 0x20 <= code < 0x7F or 0x4E00 <= code <= 0x9FFF:
        return False
    if any(first <= code <= last and code not in _SIGNS for first, last in _NEVER_WRITTEN):
        return True
    return (
        0xE000 <= code <= 0xF8FF
        or code >= 0xF0000
        or code in {0, 0xFFFD}
        or code & 0xFFFE == 0xFFFE
        or 0x80 <= code < 0xA0
        or 0xD800 <= code < 0xE000
    )


def is_wide(character: str) -> bool:
    """Whether a character takes a full square (汉字, full-width punctuation), so that no space parts it."""
    return unicodedata.east_asian_width(character) in "WF" or character in "“”‘’…—·"
