"""The words around a quantity: its sentence, the lead since the last figure, the nearest clause, what follows."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Kind
from pipeline.nlp.units import Quantity

_SENTENCE_END = re.compile(r"[。！？!?\n]")
# Between two words a blank divides, as in the cells of a form on one line; 到 位 资 金 is one word.
_CLAUSE_BREAK = re.compile(r"[,，;；:：()（）]|——|(?<=[\u4e00-\u9fff]{2})[ \u3000]+(?=[\u4e00-\u9fff]{2})")
_OWN_FIGURE = re.compile(r"\d ?(?:%|分(?![^，。]{0,2}(?:拨|批|次|期)))")
# The name's own bracket says which batch or kind it is, or by which document; one with a year dates the figure.
_OWN_BRACKET = re.compile(r"[\u4e00-\u9fff〇]{2}(?P<bracket>\((?:[^()\d]{1,16}|[^()]{4,40}号)\)\s?)$")
_FOLLOWING = 24
_SENTENCE = 400
_LONGEST_SENTENCE = 2_000
"""What runs on without a full stop for longer is no sentence: nobody reads its beginning as said of its end."""
_MOST_FIGURES = 60
"""Nor is what holds more rates or counts: the longest lists have about forty. A list of amounts may go on."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around one quantity of a paragraph; all of it folded text."""

    sentence: str
    """The sentence up to the quantity."""
    lead: str
    """From the figure of the same kind before it in the sentence, or the sentence's beginning, to the quantity."""
    near: str
    """The last clause of the lead: what is said of this figure alone."""
    after: str
    """What follows, to the end of the clause or sentence."""
    rest: str
    """What follows, to the end of the sentence."""
    first: bool
    """Whether no figure of the same kind stands before it in the sentence."""


def sentence_start(text: str, offset: int) -> int:
    """Where the sentence that holds `offset` begins; a semicolon does not end one."""
    start = max(0, offset - _LONGEST_SENTENCE)
    for match in _SENTENCE_END.finditer(text, start, offset):
        start = match.end()
    return start


def surroundings(text: str, quantity: Quantity, same_kind: Sequence[Quantity]) -> Surroundings:
    """The surroundings of `quantity` in one paragraph's folded `text`; `same_kind` are its fellows in order."""
    begin = sentence_start(text, quantity.start)
    place = bisect_left(same_kind, quantity.start, key=lambda other: other.start)
    if place > _MOST_FIGURES and quantity.kind is not Kind.MONEY:
        begin = max(begin, same_kind[place - _MOST_FIGURES].start)
    earlier = [other.end for other in same_kind[max(0, place - 1) : place] if other.start >= begin]
    lead = _without_own_bracket(text[earlier[-1] if earlier else begin : quantity.start])
    pieces = _CLAUSE_BREAK.split(lead)
    near = pieces[-1].strip() or (pieces[-2].strip() if len(pieces) > 1 else "")
    rest = _SENTENCE_END.split(text[quantity.end : quantity.end + _SENTENCE], maxsplit=1)[0]
    return Surroundings(text[begin : quantity.start], lead, near, rest[:_FOLLOWING], rest, not earlier)


def _without_own_bracket(lead: str) -> str:
    """The lead without the bracket of the name right before the figure: 补助资金(第八批)5万元."""
    own = _OWN_BRACKET.search(lead) if lead.rstrip().endswith(")") else None
    return lead[: own.start("bracket")] if own is not None else lead


def clauses_backwards(lead: str) -> list[str]:
    """The clauses of a lead, the nearest first."""
    pieces = [piece for piece in reversed(_CLAUSE_BREAK.split(lead)) if piece.strip()]
    # A clause with a rate or points of its own (执行率96.9%) has said what it has to say.
    return pieces[:1] + [piece for piece in pieces[1:] if not _OWN_FIGURE.search(piece)]
