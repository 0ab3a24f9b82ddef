"""What a percentage means: execution, receipt, satisfaction, completion, growth, share, or a target."""

import re

from pipeline.model import Exactness
from pipeline.nlp.clauses import Surroundings, clauses_backwards
from pipeline.nlp.cues import Cue, cue_patterns, nearest_cue, pattern
from pipeline.nlp.roles import Role
from pipeline.nlp.time_scope import TimeScope
from pipeline.nlp.units import Quantity

_LEXICON = "other_roles"


def rate_role(quantity: Quantity, around: Surroundings, scope: TimeScope, in_goals: bool) -> Role:
    """The field of one rate; `in_goals` says that it stands in a section of goals."""
    told = _by_company(around)
    if told is not None:
        return told
    if pattern(_LEXICON, "rate", "of_budget").search(around.near) and "支" in around.sentence:
        return Role(
            "execution_rate" if scope.year is None and scope.as_of is None else "other", "支出占预算的比例"
        )
    if _is_target(quantity, around, in_goals):
        return Role("target", "目标值")
    if pattern(_LEXICON, "rate", "threshold_context").search(around.near):
        return Role("other", "界限值，不是本项目的比率")
    cue = _named_with_its_goal(around) or _cue(around)
    if cue is None and pattern(_LEXICON, "rate", "against_goal").match(around.rest):
        return Role("completion_rate", "后文与目标相比")
    if cue is None:
        return Role("other", "前后没有口径词")
    return _by_cue(cue, around, scope)


def _by_cue(cue: Cue, around: Surroundings, scope: TimeScope) -> Role:
    if cue.field == "share" and scope.as_of is not None:
        return Role("other", f"截至{scope.as_of}，不是评价年度年末的时点")
    reached = pattern(_LEXICON, "rate", "reached").search(around.near) is not None
    if cue.field == "share" and reached and "占" not in cue.word:
        return Role("other", "变动后的比例")
    if cue.field == "execution_rate":
        if pattern(_LEXICON, "rate", "not_execution").search(around.near):
            return Role("completion_rate", f"口径词：{cue.word}")
        if scope.year is not None or scope.as_of is not None:
            return Role("other", "不是评价年度年末的执行率")
    return Role(cue.field, f"口径词：{cue.word}")


def _is_level_before(around: Surroundings) -> bool:
    """Whether the rate is the one that changed: 保证率由60%提高到82%."""
    from_here = pattern(_LEXICON, "rate", "level_before").search(around.near) is not None
    return from_here and pattern(_LEXICON, "rate", "level_changes").match(around.rest) is not None


def _reported(around: Surroundings) -> bool:
    return pattern(_LEXICON, "modality", "reported").search(around.near) is not None


def _by_company(around: Surroundings) -> Role | None:
    """What the words right before the rate settle by themselves: a goal, a requirement, a survey's return."""
    if pattern(_LEXICON, "rate", "goal_number").search(around.near):
        return Role("target", "目标值")
    if _is_level_before(around):
        return Role("other", "变动前的比率")
    if pattern(_LEXICON, "rate", "pledge").search(around.near) and not _reported(around):
        return Role("target", "承诺、力争达到的值")
    if pattern(_LEXICON, "rate", "checked_share").search(around.near):
        return Role("other", "抽查的比例")
    if pattern(_LEXICON, "rate", "required").search(around.near):
        return Role("target", "要求达到的值")
    if pattern(_LEXICON, "rate", "of_survey").search(around.sentence):
        return Role("other", "问卷的回收率")
    if pattern(_LEXICON, "rate", "of_satisfied").search(around.sentence[-24:]):
        return Role("satisfaction", "满意人数占比")
    return None


def _named_with_its_goal(around: Surroundings) -> Cue | None:
    """The satisfaction whose goal the clause before gave: 满意度年初指标值不低于90%，实际完成值96%."""
    if pattern(_LEXICON, "rate", "actual_only").match(around.near) is None:
        return None
    words = [entry for entry in cue_patterns(_LEXICON, "rate", "strong") if entry[0] == "satisfaction"]
    return nearest_cue(re.split(r"[；;]", around.sentence)[-1], words)


def _cue(around: Surroundings) -> Cue | None:
    """The cue of the nearest clause that has one; a rate listed after 执行率分别为 takes the list's cue."""
    reached = pattern(_LEXICON, "rate", "reached").search(around.near) is not None
    for clause in (*clauses_backwards(around.lead), *clauses_backwards(around.sentence)):
        said = pattern(_LEXICON, "rate", "reached").sub("", clause.strip())
        found = nearest_cue(said, cue_patterns(_LEXICON, "rate", "strong"))
        if found is not None and not (reached and found.field == "growth"):
            return _most_telling(said, found)
    return None


def _most_telling(clause: str, found: Cue) -> Cue:
    """执行率 and 满意度 also end in 率, and 支付率 may be a completion: a named rate beats the general pattern."""
    if found.field != "completion_rate" or pattern(_LEXICON, "rate", "own_completion").search(found.word):
        return found
    named = nearest_cue(
        clause, [entry for entry in cue_patterns(_LEXICON, "rate", "strong") if entry[0] != "completion_rate"]
    )
    return named if named is not None and named.end >= found.end else found


def _is_target(quantity: Quantity, around: Surroundings, in_goals: bool) -> bool:
    if pattern(_LEXICON, "modality", "target_after").match(around.after):
        return True
    if pattern(_LEXICON, "rate", "share_of_amount").search(around.sentence):
        return False  # 中央资金60万元，占60%: how the money divides, in whatever section
    if in_goals:
        return True
    goals_told = pattern(_LEXICON, "rate", "goal_sentence").search(around.sentence) is not None
    if goals_told and not pattern(_LEXICON, "modality", "reported").search(around.sentence):
        return True
    by_document = pattern(_LEXICON, "rate", "goal_document").search(around.sentence) is not None
    stated_as_bound = quantity.exactness in {Exactness.AT_LEAST, Exactness.AT_MOST}
    goal_words = pattern(_LEXICON, "modality", "target_cue").search(around.near) is not None
    return stated_as_bound and (by_document or goal_words)
