"""Where a slot may begin (遮盖起点): told by single characters, so that the pattern is tried at few places only."""

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.similarity.lexicon import lexicon
from pipeline.similarity.own_text import codes_of

Flags = NDArray[np.bool_]

DIGITS = "0123456789"
NUMERALS = "〇零一二两三四五六七八九十百千万亿"
BEFORE_PLACE = "，。；：、（“在对到至从和与及于为由"
"""What stands before a place that nobody told us of: a mark, or a word that takes a place after it."""
AFTER_LABEL = "：:是为"
_PLANE = 1 << 16
# A place of two or three characters before its tail, and the tail itself.
_PLACE_STEPS = (2, 3)

(
    _DIGIT,
    _NUMERAL,
    _ONESELF,
    _HEAD,
    _LEVEL,
    _SURNAME,
    _TAIL,
    _BEFORE,
    _LABEL_START,
    _LABEL_END,
    _AFTER_LABEL,
) = (1 << bit for bit in range(11))


def likely_starts(text: str) -> list[int]:
    """The positions at which a name, a date or a number may begin, in order; at all others none does."""
    count = len(text)
    kinds = np.zeros(count + 4, np.uint16)
    kinds[:count] = _kinds()[np.minimum(codes_of(text), _PLANE - 1)]
    here, after = kinds[:count], kinds[1 : count + 1]
    likely: Flags = (here & (_DIGIT | _LEVEL)) != 0
    likely |= ((here & _NUMERAL) != 0) & ((after & _NUMERAL) != 0)
    likely |= ((here & _ONESELF) != 0) & ((after & _HEAD) != 0)
    named = (here & _SURNAME) != 0
    for step in _PLACE_STEPS:
        named |= (kinds[step : count + step] & _TAIL) != 0
    named[1:] &= (here[:-1] & (_BEFORE | _DIGIT)) != 0
    named[:1] = False
    likely |= named
    if (((here & _LABEL_END) != 0) & ((after & _AFTER_LABEL) != 0)).any():
        likely |= (here & _LABEL_START) != 0
    return np.flatnonzero(likely).tolist()


@cache
def _kinds() -> NDArray[np.uint16]:
    """Of every character of the basic plane what it may be part of."""
    names = lexicon().names
    table = np.zeros(_PLANE, np.uint16)
    for bit, characters in (
        (_DIGIT, DIGITS),
        (_NUMERAL, NUMERALS),
        (_ONESELF, _firsts(names.oneself)),
        (_HEAD, _firsts(names.oneself_heads)),
        (_LEVEL, _firsts(names.levels)),
        (_SURNAME, names.surnames),
        (_TAIL, _firsts(names.spots)),
        (_BEFORE, BEFORE_PLACE),
        (_LABEL_START, _firsts(names.person_labels)),
        (_LABEL_END, "".join(label[-1] for label in names.person_labels)),
        (_AFTER_LABEL, AFTER_LABEL),
    ):
        table[[ord(character) for character in characters]] |= bit
    # The pattern's digits are those of all scripts.
    table[[code for code in range(_PLANE) if chr(code).isdecimal()]] |= _DIGIT
    return table


def _firsts(words: Iterable[str]) -> str:
    return "".join(word[0] for word in words)
