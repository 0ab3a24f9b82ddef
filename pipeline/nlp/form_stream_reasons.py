"""Reasons in a stream of cells that may be names: the next block's level taken for the last row's remark."""

import re
from collections.abc import Mapping, Sequence

from pipeline.nlp.form_lexicon import form_words
from pipeline.nlp.form_tokens import Range, Token

_LONGEST_NAME = 8
"""A level's name is no longer; a remark is, or has a mark of punctuation in it."""


def names_for_reasons(tokens: Sequence[Token], rows: Sequence[Mapping[str, Range]]) -> list[int]:
    """The rows that scored their full points and yet have a short bare word for a reason."""
    texts = {token.place: token.text for token in tokens}
    found = []
    for at, cells in enumerate(rows):
        weight, score, reason = (
            texts.get(cells.get(field, (0, 0)), "") for field in ("weight", "score", "reason")
        )
        if weight and weight == score and _is_name_like(reason):
            found.append(at)
    return found


def _is_name_like(reason: str) -> bool:
    remarks = any(word in reason for word in form_words().remark_words)
    return (
        0 < len(reason) <= _LONGEST_NAME
        and not remarks
        and re.fullmatch(r"[\u4e00-\u9fff]+\d*", reason) is not None
    )
