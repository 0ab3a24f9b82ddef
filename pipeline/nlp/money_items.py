"""Whether a sentence speaks of the whole or of one thing in it (整体与分项): a component, an activity, a contract."""

import re

from pipeline.nlp.clauses import Surroundings
from pipeline.nlp.cues import Cue, pattern
from pipeline.nlp.money_lists import pays_items
from pipeline.nlp.roles import Role

_LEXICON = "money_roles"


def account_total(around: Surroundings) -> Role | None:
    """A line of the account of a whole department: 本年收入合计, 支出总计."""
    told = pattern(_LEXICON, "parts", "account").search(around.near)
    if told is None:
        return None
    return Role("spent" if told.group("what") == "支出" else "other", f"收支总数：{told.group()[-10:]}")


def of_component(around: Surroundings) -> bool:
    """Whether the sentence so far speaks of one component (公用经费预算…，支出…), not of the whole."""
    if pattern(_LEXICON, "parts", "whole_budget").search(around.near):
        return False
    last = [match.end() for match in pattern(_LEXICON, "parts", "components").finditer(around.sentence)]
    return bool(last) and not re.search(
        r"全年(?:总)?支出|整体支出|合计|总支出", around.sentence[last[-1] :] + around.near
    )


def _of_one_activity(cue: Cue, around: Surroundings) -> bool:
    """Whether the clause before a bare 支出 tells of one activity and how much of it (开展培训8场，支出3.2万元)."""
    if around.near.strip("，, ") != cue.word or pattern(_LEXICON, "parts", "total_words").search(cue.word):
        return False
    before = around.lead[: around.lead.rfind(around.near)].rstrip("，,、 ")
    return pattern(_LEXICON, "parts", "activity").search(before) is not None


def of_one_item(cue: Cue, around: Surroundings) -> bool:
    """Whether a noun of its own stands before 支出 in a sentence that adds such items up (民居修缮支出…，合计…)."""
    if pattern(_LEXICON, "parts", "rate_follows").match(around.rest):
        return False  # what the rate of execution is reckoned from is the whole
    if _of_one_activity(cue, around):
        return True
    if cue.word not in around.near:
        return False
    if pays_items(around):
        return True
    if of_contract(around) and not cue.word.startswith(("全年", "当年", "本年")):
        return True
    whole = pattern(_LEXICON, "parts", "total_words").search(around.near) is not None
    if not whole and pattern(_LEXICON, "parts", "unit_price").search(around.sentence):
        return True
    if around.near[: around.near.rfind(cue.word)].endswith("等"):
        return True
    if not pattern(_LEXICON, "parts", "closing").search(around.rest):
        return False
    subject = around.near[: around.near.rfind(cue.word)].strip()
    return len(subject) >= 2 and pattern(_LEXICON, "parts", "whole_subject").match(subject) is None


def of_contract(around: Surroundings) -> bool:
    """Whether the sentence speaks of a contract, and has not come back to the budget since."""
    contracts = list(pattern(_LEXICON, "parts", "contracted").finditer(around.sentence))
    return bool(contracts) and "预算" not in around.sentence[contracts[-1].end() :]


def adds_up_sources(around: Surroundings) -> bool:
    """Whether the sentence adds up sources without saying so first: 下达…，配套…，共计…."""
    sentence = around.sentence[-60:] + "0" + around.rest
    return pattern(_LEXICON, "parts", "series").search(sentence) is not None
