"""The items of a list of amounts: the words that open it, the name of each item, and whether that names a source."""

import re

from pipeline.nlp.clauses import Surroundings
from pipeline.nlp.cues import pattern

_LEXICON = "money_roles"
_ENDS_OPENING = re.compile(r"(?:其中|分别为|包括|[，、；])$")
_LEVELLED_FUNDS = re.compile(r"(?:中央|省|市|县|区|州|地方|自筹|上级)[^，。；、]{0,14}(?:资金|自筹|补助)?$")


def opening(around: Surroundings) -> str:
    """The words that open a list before this figure; 由…组成 closes only after it, so the whole sentence is read."""
    sentence = around.lead + "0" + around.rest
    if not around.first and around.lead.lstrip()[:1] in {":", "："}:
        return ":"
    for match in pattern(_LEXICON, "parts", "opening").finditer(sentence):
        if match.start() < len(around.lead):
            return match.group()
    return ""


def source_follows(around: Surroundings) -> bool:
    """Whether the next figure is another source's share: 中央资金x万元、省级资金y万元."""
    behind = pattern(_LEXICON, "parts", "source_behind").pattern.removesuffix("$")
    following = rf"(?:{pattern(_LEXICON, 'parts', 'source').pattern})(?:为|{behind})?\s?\d"
    return re.match(rf"[、和及,，]\s?{following}", around.after) is not None


def item_name(around: Surroundings) -> str:
    """The words that name this item alone: after the opening of the list and the separators."""
    behind = pattern(_LEXICON, "parts", "named_behind").match(around.after)
    lead = around.lead.rstrip(" :：")
    if behind is not None and _ENDS_OPENING.search(lead) and _LEVELLED_FUNDS.match(behind.group(1)):
        return behind.group(1)
    name = re.split(r"[、和及,，;；:：]|以及", lead)[-1]
    name = re.sub(r"^.*(?:其中|分别为|分别是|包括|资金来源为|资金来源|来源为|由|[①-⑳])", "", name)
    name = re.sub(
        r"^.*〇(?:\([^()]*\))?(?:文件)?(?:下达|安排|拨付)", "", name
    )  # 依据《…》（…号）下达中央资金
    name = name.strip(" ()（）“”：:")
    if names_source(name):
        return name
    plain = pattern(_LEXICON, "parts", "source_behind").sub("", name)
    shorter = pattern(_LEXICON, "parts", "source_before").sub("", plain)
    return next((words for words in (plain, shorter) if names_source(words)), name)


def names_source(name: str) -> bool:
    """Whether the name is that of a source of funds (中央资金, 自筹)."""
    return pattern(_LEXICON, "parts", "source").fullmatch(name) is not None


def names_funds(name: str) -> bool:
    """Whether the name ends as that of a sum of money does (车购税补助)."""
    return pattern(_LEXICON, "parts", "funds_name").search(name) is not None
