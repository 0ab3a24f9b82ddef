"""What a number of points means: total, full marks, weight, item score, deduction, or somebody else's score."""

import re

from pipeline.nlp.clauses import Surroundings, clauses_backwards
from pipeline.nlp.cues import Cue, cue_patterns, nearest_cue, pattern
from pipeline.nlp.money_roles import Role
from pipeline.nlp.quantities import Quantity

_LEXICON = "other_roles"


def is_band(around: Surroundings) -> bool:
    """Whether the points are a limit of a grade (90分以上为优): a standard, not a result."""
    after = re.match(pattern(_LEXICON, "score", "band"), around.after)
    before = re.search(pattern(_LEXICON, "score", "band_before"), around.lead[-14:])
    within = re.search(r"[(（]含$", around.sentence)
    return bool(after or before or within)


def score_role(quantity: Quantity, around: Surroundings, reviewed: bool) -> Role:
    """The field of one number of points; `reviewed`: an outside review, whose 自评得分 is the other side's."""
    if is_band(around):
        return Role("other", "等级标准的分数线")
    if re.search(pattern(_LEXICON, "score", "range_context"), around.near) and around.after.startswith(
        ("至", "之间", "-", "~")
    ):
        return Role("other", "得分区间")
    if around.after.startswith("之间"):
        return Role("other", "得分区间")
    cue = _cue(around)
    if cue is None:
        return Role("other", "前后没有口径词")
    field = cue.field
    if field == "total_score":
        field = _total_or_other(cue, around, reviewed)
    if (
        field == "total_score"
        and quantity.number == 100
        and re.search(pattern(_LEXICON, "score", "scheme"), around.sentence)
    ):
        field = "full_score"
    if (
        field == "item_score"
        and "得" not in cue.word
        and re.match(r"\s?[，,]\s?(?:实际|自评)?得", around.after)
    ):
        field = "item_weight"
    if field == "item_score" and _is_total_after_list(around):
        field = "total_score"
    if field == "item_score" and _of_execution(around):
        field = "execution_score"
    return Role(field, f"口径词：{cue.word}")


def _cue(around: Surroundings) -> Cue | None:
    for clause in (piece.split("、")[-1] for piece in clauses_backwards(around.lead)):
        closing = re.search(rf"(?:{pattern(_LEXICON, 'score', 'closing').pattern})(?:得分|为|得)*$", clause)
        if closing is not None:
            return Cue("total_score", closing.group(), closing.end(), "strong")
        found = nearest_cue(clause, cue_patterns(_LEXICON, "score", "strong"))
        if found is not None:
            return found
    return None


def _total_or_other(cue: Cue, around: Surroundings, reviewed: bool) -> str:
    """得分 after the name of one indicator or category is that item's; another body's score is other."""
    if re.search(pattern(_LEXICON, "score", "others_score"), around.near + cue.word):
        return "other"
    if reviewed and "自评" in around.near:
        return "other"
    clause = around.near.split("、")[-1]
    subject = clause[: clause.rfind(cue.word)] if cue.word in clause else ""
    if (
        re.search(rf"{pattern(_LEXICON, 'score', 'item_context').pattern}$", subject)
        and "自评总" not in cue.word
    ):
        return "item_score"
    return "total_score"


def _is_total_after_list(around: Surroundings) -> bool:
    return re.search(r"(?:合计|共计|总计)得?$", around.near) is not None


def _of_execution(around: Surroundings) -> bool:
    for clause in clauses_backwards(around.lead)[:2]:
        name = re.split(r"[、]", clause)[-1]
        if re.search(pattern(_LEXICON, "score", "execution"), name):
            return True
        if re.search(r"指标|满意度|产出|效益|过程|成本", name):
            return False
    # 预算执行率分值4分，按比例得1.73分: the weight stands between the name and the score.
    previous = re.search(
        r"(?:预算|资金)?执行率?[^，。；]{0,6}分值(?:为)?\d+(?:\.\d+)?分[，,]?", around.sentence
    )
    return previous is not None and len(around.sentence) - previous.end() <= 16


def bare_score_numbers(text: str) -> list[tuple[int, int]]:
    """Numbers that a score's name gives a meaning although no 分 follows: 自评得分92.45, 总分：97."""
    found = []
    for match in re.finditer(
        rf"(?:{pattern(_LEXICON, 'score', 'bare').pattern})(\d+(?:\.\d+)?)(?!\d|\s?分|[.,]\d|\s?[%个项名])",
        text,
    ):
        found.append(match.span(1))
    return found
