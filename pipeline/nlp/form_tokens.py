"""The cells of flattened text in the order in which they stand: one to a line, between bars, or apart by spaces."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Document
from pipeline.nlp.form_cells import cell_number, is_not_applicable

Range = tuple[int, int]

_DIVIDED, _UNDIVIDED = re.compile(r"[|\s]"), re.compile(r"[^|\s]+")


@dataclass(frozen=True, slots=True)
class Token:
    """One cell of the stream."""

    text: str
    start: int
    end: int

    @property
    def place(self) -> Range:
        """Its range in the file's text."""
        return self.start, self.end


def tokens_by_line(document: Document, lines: Sequence[Range]) -> list[Token]:
    """The cells between bars and line ends; what stands empty between two bars is a blank cell."""
    tokens: list[Token] = []
    for at, line in enumerate(lines):
        # A line break between two bars holds an empty cell: … | 10 |⏎| 其中：财政拨款 | …
        if at and _is_blank_between(document.text, lines[at - 1], line):
            tokens.append(Token("", line[0], line[0]))
        tokens += _barred(document.text, line)
    return tokens


def tokens_by_space(document: Document, lines: Sequence[Range]) -> list[Token]:
    """The cells between spaces and bars."""
    return [token for line in lines for token in _spaced_cells(document.text, line)]


def is_points(token: Token) -> bool:
    """Whether a cell can hold a weight or a score, or says that there is none."""
    found = cell_number(token.text)
    return (found is not None and found[1] in ("", "分")) or is_not_applicable(token.text)


def is_figure(token: Token) -> bool:
    """Whether a cell can stand under a fund head: an amount, a rate, points, or a dash for none."""
    return cell_number(token.text) is not None or is_not_applicable(token.text)


def _is_blank_between(text: str, before: Range, line: Range) -> bool:
    own = text[slice(*line)].strip()  # a bar alone on its line is a blank cell already
    return own != "|" and own.startswith("|") and text[slice(*before)].rstrip().endswith("|")


def _spaced_cells(text: str, line: Range) -> Iterator[Token]:
    raw = text[line[0] : line[1]]
    if _DIVIDED.search(raw) is None:  # a sentence, and most lines are
        yield Token(raw, *line)
        return
    for match in _UNDIVIDED.finditer(raw):
        yield Token(match.group(), line[0] + match.start(), line[0] + match.end())


def _barred(text: str, line: Range) -> Iterator[Token]:
    raw = text[line[0] : line[1]]
    pieces = raw.split("|")
    opened = len(pieces) > 1 and not pieces[0].strip()
    closed = len(pieces) > 1 + opened and not pieces[-1].strip()  # a bar alone on its line: one blank cell
    start = line[0]
    for number, piece in enumerate(pieces):
        plain = piece.strip()
        begin = start + len(piece) - len(piece.lstrip()) if plain else start
        edge = (opened and number == 0) or (closed and number == len(pieces) - 1)
        if not edge:
            yield Token(plain, begin, begin + len(plain))
        start += len(piece) + 1
