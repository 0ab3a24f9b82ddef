"""One-to-one folding of character forms, so that offsets into the folded text are offsets into the text."""

from functools import cache

from pipeline.nlp.lexicon import lexicon

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，；：？！"}
_SAME_MEANING = {
    "\u3000": " ",
    "\xa0": " ",
    "﹪": "%",
    "−": "-",
    "﹣": "-",
    "○": "〇",
    "〜": "~",
    "∼": "~",
    "‐": "-",
    "‑": "-",
    "–": "-",
}


@cache
def _table() -> dict[int, int]:
    words = lexicon("traditional")
    simplified = {
        ord(old): ord(new) for old, new in zip(words["traditional"], words["simplified"], strict=True)
    }
    return simplified | _FULL_WIDTH | {ord(form): ord(plain) for form, plain in _SAME_MEANING.items()}


def folded(text: str) -> str:
    """The text with full-width signs in their plain, traditional characters in their simplified form; same length."""
    return text.translate(_table())
