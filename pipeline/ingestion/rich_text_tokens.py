"""RTF as tokens: groups, control words, bytes of text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

_TOKEN = re.compile(
    rb"(?P<open>\{)|(?P<close>\})|\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})?\x20?"
    rb"|\\'(?P<hex>[0-9A-Fa-f]{2})|\\(?P<symbol>[^A-Za-z'])|(?P<text>[^\\{}\r\n\0]+)",
    re.DOTALL,
)


class Kind(Enum):
    """What a token is."""

    OPEN = "open"
    CLOSE = "close"
    WORD = "word"
    BYTE = "byte"
    SYMBOL = "symbol"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Token:
    """A token: a control word with its number, or bytes of text."""

    kind: Kind
    word: str = ""
    number: int | None = None
    content: bytes = b""


def tokens(content: bytes) -> Iterator[Token]:
    """The tokens of a file; what is none of them is passed over, as Word does."""
    at = 0
    while match := _TOKEN.search(content, at):
        at = match.end()
        if match["word"] is not None:
            number = None if match["number"] is None else int(match["number"])
            word = match["word"].decode("ascii")
            if word == "bin":
                at += max(number or 0, 0)
            else:
                yield Token(Kind.WORD, word, number)
        elif match["open"]:
            yield Token(Kind.OPEN)
        elif match["close"]:
            yield Token(Kind.CLOSE)
        elif match["hex"] is not None:
            yield Token(Kind.BYTE, content=bytes((int(match["hex"], 16),)))
        elif match["symbol"] is not None:
            yield Token(Kind.SYMBOL, content=match["symbol"])
        else:
            yield Token(Kind.TEXT, content=match["text"])
