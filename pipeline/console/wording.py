"""Words made safe for a terminal: no control character of a file name or report reaches it."""

import re

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def printable(text: object) -> str:
    """A text on one line with control characters and lone surrogates written as escapes (\\x1b, \\udc80)."""
    return _UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), str(text))


def screen_text(text: str) -> str:
    """A text for a screen, each control character as its picture (␛), so that offsets stay what they are."""
    return _CONTROL.sub(lambda match: "␡" if match[0] == "\x7f" else chr(0x2400 + ord(match[0])), text)


def cut(text: str, length: int) -> str:
    """A text on one line of at most `length` characters."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= length else line[: length - 1] + "…"
