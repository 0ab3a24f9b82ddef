"""Text made fit for a cell: nothing that a spreadsheet would run, refuse or show as something else."""

import re
from math import ceil

CELL_LIMIT = 32_767
_CUT_MARK = "……（过长，已截断）"

# Not allowed in XML, or invisible and able to reverse the order of what is shown.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\v\f]")
_SUSPECT = re.compile(f"{_UNFIT.pattern}|{_SURROGATE.pattern}|{_BREAKS.pattern}")
_WIDE = re.compile(
    "[\u1100-\u115f\u2014\u2018-\u201d\u2026\u2190-\u27bf\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff"
    "\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\U0001f000-\U0001faff\U00020000-\U0003fffd]"
)


def cell_words(text: str) -> str:
    """A text as a cell may hold it: control characters out, over-long text cut with a mark."""
    if _SUSPECT.search(text):
        text = _SURROGATE.sub("\ufffd", _UNFIT.sub("", _BREAKS.sub("\n", text)))
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter takes such a string for ready-made rich text and would write it as XML, unescaped.
        text = " " + text
    # Excel counts UTF-16 units; half the limit is safe for any mixture.
    if len(text) > CELL_LIMIT or (len(text) > CELL_LIMIT // 2 and not text.isascii()):
        text = _within_limit(text)
    return text


def display_width(text: str) -> int:
    """How many half-width columns the text takes; a Chinese character takes two."""
    return len(text) + len(_WIDE.findall(text))


def line_count(text: str, width: float) -> int:
    """How many lines the text needs, wrapped at this width."""
    return sum(max(1, ceil(display_width(line) / max(width, 1))) for line in text.split("\n"))


def _within_limit(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= CELL_LIMIT * 2:
        return text
    kept = units[: (CELL_LIMIT - len(_CUT_MARK)) * 2].decode("utf-16-le", "ignore")
    return kept + _CUT_MARK
