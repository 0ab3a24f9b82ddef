"""Amounts that are no fact of this project's money (建议、门槛、他项资金), whatever cue word stands beside them."""

from pipeline.nlp.clauses import Surroundings
from pipeline.nlp.cues import Cue, pattern
from pipeline.nlp.money_lists import WHOLE_FIELDS
from pipeline.nlp.roles import Role

_LEXICON = "money_roles"


def no_fact(around: Surroundings, cue: Cue | None, past: bool = False) -> Role | None:
    """`other` for a proposal, a threshold that a rule sets, and money that the report says is not its own.

    What is said of a year gone by (`past`) is that year's, whether or not this evaluation leaves it out.
    """
    if _proposed(around, cue):
        return Role("other", "建议或打算，不是已有的数")
    if pattern(_LEXICON, "parts", "threshold").match(around.rest):
        return Role("other", "规定的金额门槛，不是发生的数")
    if cue is not None and cue.field == "periodic":
        return None  # the price of something stays a price, whoever pays
    if pattern(_LEXICON, "parts", "not_own").search(around.sentence):
        return Role("other", "明说不是本项目的资金")
    if not past and pattern(_LEXICON, "parts", "not_assessed").match(around.rest):
        return Role("other", "明说不在自评范围内")
    return None


def _proposed(around: Surroundings, cue: Cue | None) -> bool:
    if cue is None or pattern(_LEXICON, "years", "proposal").search(around.sentence) is None:
        return False
    return cue.field in WHOLE_FIELDS or cue.word.startswith("每年")
