"""How far a numbered heading reaches on its line, and where its body begins (标题到哪里为止)."""

import re

from pipeline.nlp.form_lexicon import squeezed
from pipeline.nlp.heading_siblings import is_decimal
from pipeline.nlp.heading_words import (
    ends_in_words,
    ends_strongly,
    glued_reach,
    heading_words,
    is_all_words,
    is_statement,
    names_project,
    says_something,
    without_score,
)
from pipeline.nlp.text_lines import TextLine

_CHINESE = "一二三四五六七八九十百〇零"

# A number with nothing but a blank behind it counts as its fellows with a mark do.
SPACED = {"spaced": "arabic", "spaced_chinese": "chinese"}
_MARKER = re.compile(rf"[（(]\s*[{_CHINESE}]{{1,3}}\s*[）)]")
_PHRASE_BEFORE_BREAK = re.compile(r"([^。：:；;，,！？\s]{2,25})(。|[：:]|\s+)(?=\S)")
_SCORED_BEFORE_BREAK = re.compile(
    r"([^。：:；;，,！？\s（(]{2,25}[（(][^（）()]*\d[^（）()]*分[^（）()]*[）)])[。：:\s]*(?=\S)"
)
_SHORT_LEAD = re.compile(r"([^。：:；;，,、！？\s\d（(]{2,})(。|[：:]\s*)(?=\S)")
_LEAD_STYLES = ("chinese_bracket", "arabic", "arabic_bracket")
_NOT_IN_HEADING = re.compile(r"[。；;！!？?%％≥≤＝=<>|｜]|(?<!20)\d(?!\d{0,3}\s*年)")


def reach_of(rest: str, style: str, *, at_start: bool, line: TextLine) -> tuple[int, int, bool] | None:
    """Length of the heading's words, where the body begins, and whether the words alone prove it."""
    if at_start and (whole := _whole_line(rest, style, line)):
        return whole
    if style in SPACED:
        return None
    if scored := _SCORED_BEFORE_BREAK.match(rest):
        phrase = without_score(scored.group(1))
        if is_all_words(phrase) or ends_strongly(phrase):
            return len(phrase), scored.end(), True
    if (separated := _PHRASE_BEFORE_BREAK.match(rest)) and is_lead(separated.group(1), separated.group(2)):
        colon = 1 if separated.group(2) in "：:" else 0
        return separated.end(1) + colon, separated.end(), True
    if style == "lost":
        return None
    glued = glued_reach(rest)
    if glued is None or not rest[glued:]:
        return (glued, glued, True) if glued else None
    if rest[glued] in "，,；;、的":
        return None
    return glued, glued, True


def doubtful_reach(rest: str, style: str, line: TextLine) -> tuple[int, int, bool] | None:
    """Length and body of what is a heading only if its siblings are: a decimal's line, a short phrase and its text."""
    words = heading_words()
    plain = without_score(rest.rstrip())
    if is_decimal(style) and line.is_last and 2 <= len(plain) <= words["standalone_characters"]:
        is_sentence = _NOT_IN_HEADING.search(plain) or re.search(r"[，,：:]|\d$", plain)
        return None if is_sentence else (len(plain), len(rest), False)
    lead = _SHORT_LEAD.match(rest) if style in _LEAD_STYLES else None
    if lead is None or is_statement(lead.group(1)) or says_something(lead.group(1)):
        return None
    if (
        len(lead.group(1))
        > words["standalone_characters" if names_project(lead.group(1)) else "lead_characters"]
    ):
        return None
    return lead.end(1) + lead.group(2).startswith(("：", ":")), lead.end(), False


def is_lead(phrase: str, separator: str) -> bool:
    """Whether a phrase in front of a separator is a heading: known words, or a surely ending noun phrase."""
    if _MARKER.search(phrase):
        return False
    if is_all_words(phrase):
        return True
    if not separator.strip() or re.search(r"\d", phrase) or is_statement(phrase):
        return False
    return ends_strongly(phrase) and len(phrase) <= heading_words()["label_characters"]


def _whole_line(rest: str, style: str, line: TextLine) -> tuple[int, int, bool] | None:
    words = heading_words()
    title = without_score(rest.rstrip())
    plain = title.rstrip("。：: ")
    if not plain or _MARKER.search(plain) or squeezed(plain).endswith(tuple(words["document_endings"])):
        return None
    kept = len(title) if title.endswith(("：", ":")) else len(plain)
    if len(plain) <= words["phrase_characters"] and (is_all_words(plain) or is_lead(plain, "。")):
        return kept, len(rest), True
    if style in ("lost", *SPACED) or is_decimal(style):
        return None
    if style == "chinese" and _is_outline(title):
        return len(title), len(rest), True
    if not line.is_last and len(plain) >= words["standalone_characters"]:
        return None
    if len(plain) > words["standalone_characters"] or (is_statement(plain) and style != "chinese"):
        return None
    if re.search(r"[，,]", title) or _NOT_IN_HEADING.search(plain) or len(plain) < 2:
        return None
    if title.endswith("。") and not _is_outline_entry(plain, style):
        return None
    return kept, len(rest), False


def _is_outline_entry(plain: str, style: str) -> bool:
    """A heading of the outline that names the fund and ends in a full stop: （一）下达……预算和绩效目标情况。"""
    words = ends_in_words(plain)
    return style.startswith("chinese") and ends_strongly(plain) and words >= 6 and not says_something(plain)


def _is_outline(title: str) -> bool:
    """A heading copied from the outline with its explanation: 其他需要说明的问题，包括……的建议等。"""
    if len(title) > heading_words()["outline_characters"] or re.search(r"[。；;]", title[:-1]):
        return False
    first, comma, _ = title.partition("，")
    return bool(comma) and is_all_words(first)
