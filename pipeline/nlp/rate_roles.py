"""What a percentage means: execution, receipt, satisfaction, completion, growth, share, or a target."""

from pipeline.model import Exactness
from pipeline.nlp.clauses import Surroundings, clauses_backwards
from pipeline.nlp.cues import Cue, cue_patterns, nearest_cue, pattern
from pipeline.nlp.money_roles import Role
from pipeline.nlp.quantities import Quantity
from pipeline.nlp.time_scope import TimeScope

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
    cue = _cue(around)
    if cue is None:
        return Role("other", "前后没有口径词")
    if cue.field == "share" and scope.as_of is not None:
        return Role("other", f"截至{scope.as_of}，不是评价年度年末的时点")
    if cue.field == "execution_rate":
        if pattern(_LEXICON, "rate", "not_execution").search(around.near):
            return Role("completion_rate", f"口径词：{cue.word}")
        if scope.year is not None or scope.as_of is not None:
            return Role("other", "不是评价年度年末的执行率")
    return Role(cue.field, f"口径词：{cue.word}")


def _by_company(around: Surroundings) -> Role | None:
    """What the words right before the rate settle by themselves: a goal, a requirement, a survey's return."""
    if pattern(_LEXICON, "rate", "goal_number").search(around.near):
        return Role("target", "目标值")
    if pattern(_LEXICON, "rate", "required").search(around.near):
        return Role("target", "要求达到的值")
    if pattern(_LEXICON, "rate", "of_survey").search(around.sentence):
        return Role("other", "问卷的回收率")
    if pattern(_LEXICON, "rate", "of_satisfied").search(around.sentence[-24:]):
        return Role("satisfaction", "满意人数占比")
    return None


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
    if found.field != "completion_rate":
        return found
    named = nearest_cue(
        clause, [entry for entry in cue_patterns(_LEXICON, "rate", "strong") if entry[0] != "completion_rate"]
    )
    return named if named is not None and named.end >= found.end else found


def _is_target(quantity: Quantity, around: Surroundings, in_goals: bool) -> bool:
    if pattern(_LEXICON, "modality", "target_after").match(around.after):
        return True
    if in_goals:
        return True
    stated_as_bound = quantity.exactness in {Exactness.AT_LEAST, Exactness.AT_MOST}
    return stated_as_bound and pattern(_LEXICON, "modality", "target_cue").search(around.near) is not None
