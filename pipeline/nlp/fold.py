"""One-to-one folding of character forms, so that offsets into the folded text are offsets into the text."""

import re
from functools import cache, lru_cache

from pipeline.nlp.lexicon import lexicon

_NAME = 64
"""What is this short may be a name, asked for again with every figure: thousands of them are kept."""
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
def _forms() -> dict[str, str]:
    """Every form that is folded, with its plain character."""
    words = lexicon("traditional")
    simplified = dict(zip(words["traditional"], words["simplified"], strict=True))
    return simplified | {chr(form): chr(plain) for form, plain in _FULL_WIDTH.items()} | _SAME_MEANING


@cache
def _any_form() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(_forms()))}]")


def _plain(form: re.Match[str]) -> str:
    return _forms()[form.group()]


def folded(text: str) -> str:
    """The text with full-width signs in their plain, traditional characters in their simplified form; same length."""
    return _folded_name(text) if len(text) <= _NAME else _folded_text(text)


@lru_cache(maxsize=16_384)
def _folded_name(text: str) -> str:
    return _folded_text(text)


@lru_cache(maxsize=256)
def _folded_text(text: str) -> str:
    # Few characters need folding: to look for them is five times as fast as str.translate, which asks for each one.
    return _any_form().sub(_plain, text)
