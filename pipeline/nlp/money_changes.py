"""Amounts that differences and other years explain (增减、时点): a change, the state after it, last year's figure."""

import re

from pipeline.nlp.clauses import Surroundings, clauses_backwards
from pipeline.nlp.cues import Cue, cue_patterns, nearest_cue, pattern
from pipeline.nlp.roles import Role
from pipeline.nlp.time_scope import TimeScope

_LEXICON = "money_roles"


def changed_amount(around: Surroundings, cue: Cue | None, scope: TimeScope) -> Role | None:
    """The difference itself (增加189万元), or the state after it (由12万元增加到15万元)."""
    near = around.near
    if re.search(rf"(?:{pattern(_LEXICON, 'difference', 'reached').pattern})$", near):
        before = _cue_before(around)
        if before is None or scope.year is not None:
            return None
        adjusted = before.field == "budget_initial"  # 年初预算200万元，调整为180万元
        return Role("budget_full" if adjusted else before.field, f"变动后的数额：{before.word}")
    if re.search(rf"(?:{pattern(_LEXICON, 'difference', 'change').pattern})$", near):
        return _difference(around, cue)
    if cue is not None and cue.field == "budget_change" and cue.word in near:
        if "核减" in cue.word and "预算" not in near and _audited(around):
            return Role("other", f"审减的造价，不是预算调整：{cue.word}")
        sign = -1 if pattern(_LEXICON, "difference", "reduce").search(near) else 1
        return Role("budget_change", f"口径词：{cue.word}", sign=sign)
    return _state_before(around)


def _audited(around: Surroundings) -> bool:
    return pattern(_LEXICON, "difference", "audited").search(around.sentence) is not None


def _difference(around: Surroundings, cue: Cue | None) -> Role:
    """A change of the budget where it speaks of one; compared with last year or with what was spent, another amount."""
    near = around.near
    if pattern(_LEXICON, "difference", "against_year").search(_since_semicolon(around)):
        return Role("other", f"与往年相比的增减：{near[-10:]}")
    said_before = around.sentence[: len(around.sentence) - len(near)]
    against_budget = pattern(_LEXICON, "difference", "under_budget").search(near)
    if against_budget and pattern(_LEXICON, "difference", "spending").search(said_before):
        return Role("other", f"与预算相比的增减：{near[-10:]}")
    reduced = pattern(_LEXICON, "difference", "reduce").search(near)
    # 压减 is said of budgets, of one that the sentence has named before as well.
    of_budget = "预算" in near or ("预算" in said_before and near.endswith(("压减", "压减了", "缩减")))
    told = (cue is not None and cue.field == "budget_change") or of_budget
    if told or ("财政" in near and reduced):
        return Role("budget_change", f"预算调整：{near[-10:]}", sign=-1 if reduced else 1)
    return Role("other", f"增减额：{near[-10:]}")


def _state_before(around: Surroundings) -> Role | None:
    """Last year's amount in a comparison: 较上年由12万元增加到15万元."""
    if not re.search(r"[由从]$", around.near) or not re.match(
        r"(?:增加|提高|减少|调整|下降|降低|上升|压减)(?:到|至|为)", around.after
    ):
        return None
    compared = pattern(_LEXICON, "years", "compare").search(around.sentence)
    if compared and re.search(r"(?:19|20)\d{2}\s?年|上年|去年", around.sentence):
        return Role("last_year", "与上年相比的上年数")
    return None


def _since_semicolon(around: Surroundings) -> str:
    return re.split(r"[；;]", around.sentence)[-1]


def _cue_before(around: Surroundings) -> Cue | None:
    found: Cue | None = None
    for clause in clauses_backwards(around.sentence):
        stripped = pattern(_LEXICON, "difference", "reached").sub("", clause)
        for group in ("strong", "weak"):
            found = nearest_cue(stripped, cue_patterns(_LEXICON, group), group)
            if found is not None:
                return found
    return found


def of_other_year(scope: TimeScope, evaluated: int | None, cue: Cue | None) -> Role | None:
    """A figure of another year, or of a day that is not the evaluated year's last."""
    if cue is not None and cue.field == "carryover_in":
        return None
    lasting = cue is not None and cue.field in {"total_investment", "contract"}
    if lasting and (scope.as_of is not None or scope.year is None or (evaluated or 0) > scope.year):
        return None  # a contract of several years is the same whichever date stands beside it
    if scope.as_of is not None and cue is not None and cue.field in {"spent", "surplus"}:
        return Role("other", f"截至{scope.as_of}，不是评价年度年末的时点")
    if scope.year is None or evaluated is None:
        return None
    if scope.year < evaluated:
        return Role("last_year", f"{scope.year}年的数")
    if scope.as_of is not None:
        return Role("other", f"截至{scope.as_of}，不是评价年度年末的时点")
    return Role("other", f"{scope.year}年的计划或预计数")
