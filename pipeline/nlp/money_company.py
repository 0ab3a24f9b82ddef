"""What a cue word's company makes of it (口径词的上下文): 预算 beside 批复, 下达 beside 结转, 发放 of one named thing."""

import re

from pipeline.nlp.clauses import Surroundings
from pipeline.nlp.cues import Cue, cue_patterns, nearest_cue, pattern
from pipeline.nlp.money_items import of_component, of_contract, of_one_item
from pipeline.nlp.money_lists import WHOLE_FIELDS, Known, pays_items

_LEXICON = "money_roles"
_PER_HEAD = re.compile(r"^(?:20\d{2}年)?[\d.,]+[万]?[人户个家件名次]+")


def refined_field(cue: Cue, around: Surroundings, known: Known) -> str:
    """The field of an amount whose cue word is known, once the words beside that have been heard."""
    field = cue.field
    if field in WHOLE_FIELDS and _of_part(cue, around, known):
        return "use_part"
    if field == "surplus":
        return _left_over(cue, around)
    if field == "carryover_in" and cue.word.startswith(f"{known.year}年"):
        return "surplus"  # what this year leaves, not what the last one left
    if cue.word.startswith("拨付") and pattern(_LEXICON, "parts", "then_spent").match(around.rest):
        return "received" if field == "spent" else field
    return _paid_for(cue, around) if field == "spent" else _granted(cue, around, known)


def _of_part(cue: Cue, around: Surroundings, known: Known) -> bool:
    """Whether the sentence speaks of one part of the whole: a component, an item, a department's 项目支出."""
    if of_component(around) or pays_items(around) or (cue.field == "spent" and of_one_item(cue, around)):
        return True
    return known.department and around.near.strip("，,、 0123456789.") == "项目支出"


def _left_over(cue: Cue, around: Surroundings) -> str:
    """What is left is the surplus, unless it is left of a contract or of one source, or was then given out."""
    if of_contract(around) or pattern(_LEXICON, "parts", "given_out").match(around.after):
        return "other"
    before = around.near[: around.near.rfind(cue.word)] if cue.word in around.near else ""
    return "other" if "未" in cue.word and of_one_level(before) else "surplus"


def of_one_level(words: str) -> bool:
    """Whether the words name the money of one level (县级配套), so that what is left is not left of the whole."""
    return pattern(_LEXICON, "parts", "level_before").search(words) is not None


def _granted(cue: Cue, around: Surroundings, known: Known) -> str:
    """A grant by its year: 年初 before 批复, what 结转 is added to, what several batches add up to."""
    field = cue.field
    if (
        field == "other"
        and "下达" in cue.word
        and pattern(_LEXICON, "parts", "all_batches").search(around.lead)
    ):
        field = "budget_full"
    if cue.group == "weak" and nearest_cue(around.near, cue_patterns(_LEXICON, "medium")) is not None:
        field = "budget_approved"
    if field == "budget_full" and "下达" in cue.word and known.adds_carryover:
        field = "budget_approved"
    later = pattern(_LEXICON, "parts", "adjusted_later").match(around.rest) is not None
    if field == "budget_approved" and ("年初" in around.lead or ("批复" in cue.word and later)):
        return "budget_initial"
    return field


def _paid_for(cue: Cue, around: Surroundings) -> str:
    """支出 of one named thing (发放助学金x万元) is a part; of the money itself (使用专项资金) it is the whole."""
    if cue.word.startswith("拨付"):
        said_before = around.sentence[: len(around.sentence) - len(around.near)]
        if pattern(_LEXICON, "parts", "payer").search(said_before):
            return "received"
    beside = around.near.find(cue.word) == cue.end - len(cue.word)
    paid_for = around.near[cue.end :].strip("共计为约：: ") if beside else ""
    if cue.word.endswith("使用") and pattern(_LEXICON, "parts", "funds_used").match(paid_for):
        return cue.field
    verb = pattern(_LEXICON, "parts", "object_verbs").search(cue.word)
    verb = verb or pattern(_LEXICON, "parts", "numbered_item").match(around.near)
    total = pattern(_LEXICON, "parts", "total_words").search(around.near)
    return "use_part" if verb and _PER_HEAD.sub("", paid_for) and not total else cue.field
