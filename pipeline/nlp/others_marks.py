"""Whether a score or grade was given by somebody else, or to something else (他方考核): not this report's own."""

from pipeline.nlp.cues import pattern

_LEXICON = "other_roles"


def given_by_others(before: str) -> bool:
    """Whether the sentence up to a score or grade tells of another body's assessment, or one of another period.

    An assessment (考核, 评估, 检查…) alone says nothing: an own one is called 自评, or names nobody.
    """
    own = list(pattern(_LEXICON, "others", "own").finditer(before))
    told = before[own[-1].end() :] if own else before
    event = pattern(_LEXICON, "others", "event").search(told)
    if event is None:
        return False
    return any(pattern(_LEXICON, "others", name).search(told) for name in ("body", "period"))
