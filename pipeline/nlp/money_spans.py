"""Amounts that reach past the evaluated year (跨年度): several years' sums, and what an earlier year left over."""

import re

from pipeline.nlp.clauses import Surroundings
from pipeline.nlp.cues import Cue, pattern
from pipeline.nlp.money_lists import Known
from pipeline.nlp.roles import Role
from pipeline.nlp.time_scope import TimeScope

_LEXICON = "money_roles"
_OF_ONE_YEAR = frozenset({"budget_initial", "budget_full", "budget_approved", "received", "spent"})


def of_several_years(around: Surroundings, cue: Cue | None, known: Known) -> Role | None:
    """What was granted or spent since a project of several years began: 至2024年底累计下达1180万元."""
    if not known.many_years or cue is None or cue.field not in _OF_ONE_YEAR:
        return None
    said = rf"(?:^|其中){known.year}年(?:度)?[^，。；]{{0,6}}$"
    this_year = re.search(said, around.near) or pattern(_LEXICON, "parts", "this_year").search(around.near)
    if this_year and "其中" in around.lead and cue.word in around.near:
        return Role(cue.field, f"几年之中本年的数：{cue.word}")
    if pattern(_LEXICON, "parts", "within_year").search(around.near):
        return None
    if "累计" not in around.near and not around.near.startswith("共"):
        return None
    since = pattern(_LEXICON, "parts", "since_begun").search(around.sentence)
    return Role("other", f"几年的累计数，不是本年的：{cue.word}") if since is not None else None


def carried_over(around: Surroundings, cue: Cue | None, scope: TimeScope, known: Known) -> Role | None:
    """What the year before left for this one: 2022年度形成结转18万元; 结转资金18万元用于购置冷藏车."""
    near = around.near
    last_year = known.year is not None and scope.year == known.year - 1
    if last_year and pattern(_LEXICON, "parts", "formed_carryover").search(near):
        return Role("carryover_in", f"{scope.year}年形成的结转")
    used = cue is not None and cue.field == "surplus" and cue.word in near
    if not used or pattern(_LEXICON, "parts", "left_words").search(near):
        return None
    if scope.year is not None or pattern(_LEXICON, "parts", "carried_name").search(near) is None:
        return None
    if pattern(_LEXICON, "parts", "carried_used").match(around.rest) is None:
        return None
    return Role("carryover_in", "结转下来、本年已用的资金")
