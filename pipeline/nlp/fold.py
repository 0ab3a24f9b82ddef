"""One-to-one folding of character forms, so that offsets into the folded text are offsets into the text."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，；：？！"}
_SAME_MEANING = str.maketrans(
    {
        "\u3000": " ",
        "\xa0": " ",
        "﹪": "%",
        "−": "-",
        "﹣": "-",
        "○": "〇",
        "萬": "万",
        "億": "亿",
        "圓": "圆",
        "〜": "~",
        "∼": "~",
        "‐": "-",
        "‑": "-",
        "–": "-",
    }
)
_TABLE = _FULL_WIDTH | _SAME_MEANING


def folded(text: str) -> str:
    """The text with full-width digits, letters and signs in their plain form; its length never changes."""
    return text.translate(_TABLE)
