"""What a number of points means: total, full marks, weight, item score, deduction, or somebody else's score."""

import re
from decimal import Decimal

from pipeline.nlp.clauses import Surroundings, clauses_backwards
from pipeline.nlp.cues import Cue, cue_patterns, nearest_cue, pattern
from pipeline.nlp.others_marks import given_by_others
from pipeline.nlp.roles import Role
from pipeline.nlp.score_weights import of_full_marks
from pipeline.nlp.units import Quantity

_LEXICON = "other_roles"
_IN_HEADING = re.compile(
    r"[(]\s?(?:分值|满分|权重)?(?:为)?(\d+(?:\.\d+)?)\s?分[,，、;；]\s?(?:自评|实际|评价|实)?得分?(?:为)?$"
)
_AFTER_WEIGHT = re.compile(
    r"(?:分值|权重|满分)(?:为|是)?(\d+(?:\.\d+)?)\s?分[,，、;；]\s?(?:自评|实际|评价|实)?得分?(?:为)?$"
)
# 效益指标30分，得分28分: no word says which is the weight, but what was scored is not more than it.
_AFTER_NAME = re.compile(r"指标(\d+(?:\.\d+)?)\s?分[,，]\s?(?:自评|实际)?得分?(?:为)?$")
# 预算执行率为95%，得9.5分: the rate stands between the name and the score.
_AFTER_EXECUTION = re.compile(
    r"执行率(?:为|达到?|是)?[\d.]+%[,，](?:按[^，。；]{1,12})?(?:自评|实际)?得分?(?:为)?$"
)
_SCORE_FOLLOWS = re.compile(r"[,，、;；]\s?(?:自评|实际|评价)?得")
_SCORED_BEHIND = re.compile(r"\)\s?(?:自评|实际|评价)?(?:共)?得分?(?:为)?\d")
_TOTAL_FOLLOWS = re.compile(r"[,，]\s?(?:自评|实际|综合|最终|评价)(?:得分|实得)")
_AMONG_HEADS = re.compile(r"(?:分值|权重|执行率|完成值|指标值)(?:[(（][^()（）]{1,8}[)）])?\s*$")
_FULL_SCORE = 100
_LOWEST_FULL_SCORE = 60
"""Full marks of a whole report are 100, 90 or 100 and a bonus; fewer are those of one indicator or category."""


def is_band(around: Surroundings) -> bool:
    """Whether the points are a limit of a grade (90分以上为优): a standard, not a result."""
    after = pattern(_LEXICON, "score", "band").match(around.after)
    before = pattern(_LEXICON, "score", "band_before").search(around.lead[-14:])
    within = re.search(r"[(（]含$", around.sentence)
    return bool(after or before or within)


def score_role(
    quantity: Quantity, around: Surroundings, reviewed: bool, named: bool, earlier: bool = False
) -> Role:
    """The field of one number of points; `reviewed`: an outside review, whose 自评得分 is the other side's;
    `named`: a project's name stands right before the points; `earlier`: an earlier year is spoken of."""
    told = _by_company(quantity, around)
    if told is not None:
        return told
    cue = _cue(around)
    if cue is None and named and re.search(r"自评|得分|评分", around.sentence):
        return Role("total_score", "紧跟项目名称的得分")
    if cue is None:
        return Role("other", "前后没有口径词")
    if not named and _of_each(around):
        return Role("other", "分项目各自的得分")
    field = _total_or_other(cue, around, reviewed) if cue.field == "total_score" else cue.field
    told_of_us = (
        field == "total_score" or pattern(_LEXICON, "others", "subject").search(around.near) is not None
    )
    if told_of_us and not reviewed and "自评" not in cue.word and given_by_others(around.sentence):
        return Role("other", "他方或其他期间的考核得分")
    if earlier and field == "total_score" and pattern(_LEXICON, "score", "earlier_year").search(around.near):
        return Role("other", "往年的得分")
    return Role(_weighed(field, cue, quantity, around), f"口径词：{cue.word}")


def _of_each(around: Surroundings) -> bool:
    """Whether the points are those of one of several projects (三所学校得分分别为…), not of all together."""
    if pattern(_LEXICON, "score", "whole_score").search(around.near):
        return False
    return pattern(_LEXICON, "score", "of_each").search(around.sentence) is not None


def _weighed(field: str, cue: Cue, quantity: Quantity, around: Surroundings) -> str:
    """The field once full marks, weights, the execution's score and a total behind its list are told apart."""
    if field == "total_score" and quantity.number == _FULL_SCORE and _is_scheme(around):
        field = "full_score"
    if field == "full_score" and quantity.number < _LOWEST_FULL_SCORE:
        field = "item_score" if cue.word.startswith("得") else "item_weight"  # 得满分50分 · 满分50分
    if field == "item_score" and "得" not in cue.word and _is_weight(quantity, around):
        field = "item_weight"
    if field == "item_score" and _is_total_after_list(around):
        field = "total_score"
    if field == "item_score" and _of_execution(around):
        field = "execution_score"
    return field


def _is_scheme(around: Surroundings) -> bool:
    """Whether the hundred points are those that can be had, not those that were."""
    said = pattern(_LEXICON, "score", "scheme").search(around.sentence)
    return bool(said or _TOTAL_FOLLOWS.match(around.after))


def _by_company(quantity: Quantity, around: Surroundings) -> Role | None:
    """What needs no cue word: a band, a range, a weight beside its score or in a list, another body's mark."""
    if is_band(around):
        return Role("other", "等级标准的分数线")
    if _in_range(around):
        return Role("other", "得分区间")
    if _is_limit(around):
        return Role("other", "考核的分数线")
    if pattern(_LEXICON, "score", "difference").search(around.near):
        return Role("other", "与别的得分相差的分数")
    listed = _of_listed_weights(quantity, around)
    if listed is not None:
        return listed
    whole = quantity.number >= _LOWEST_FULL_SCORE and around.near.endswith(("满分", "满分为", "满分是"))
    if not whole and pattern(_LEXICON, "score", "weights_listed").search(around.sentence):
        return Role("item_weight", "逐项列出的权重")
    if "考核" in around.near and pattern(_LEXICON, "score", "others_score").search(around.near):
        return Role("other", "他方的考核得分")
    return _beside_weight(quantity, around)


def _of_listed_weights(quantity: Quantity, around: Surroundings) -> Role | None:
    """The weights listed one by one up to their hundred, where nobody has yet been given a point."""
    if (divided := of_full_marks(quantity, around)) is not None:
        return divided
    if pattern(_LEXICON, "score", "scored").search(around.sentence + around.rest[:48]):
        return None
    if pattern(_LEXICON, "score", "weights_total").match(around.rest):
        return Role("item_weight", "合计为一百分的各项分值")
    closed = pattern(_LEXICON, "score", "weights_closed").match(around.near) is not None
    return Role("full_score", "各项分值的合计") if closed and quantity.number == _FULL_SCORE else None


def _is_limit(around: Surroundings) -> bool:
    """Whether the points are a line that something follows from: 低于90分的，扣减服务费."""
    below = pattern(_LEXICON, "score", "limit_before").search(around.near) is not None
    return below and pattern(_LEXICON, "score", "limit_after").match(around.rest) is not None


def _in_range(around: Surroundings) -> bool:
    opened = pattern(_LEXICON, "score", "range_context").search(around.near) is not None
    return around.after.startswith("之间") or (opened and around.after.startswith(("至", "-", "~")))


def _beside_weight(quantity: Quantity, around: Surroundings) -> Role | None:
    """The two figures of 一、投入（20分，自评得分19分）: what is scored out of so few points is an item."""
    weight = _IN_HEADING.search(around.sentence) or _AFTER_WEIGHT.search(around.sentence)
    if weight is not None and Decimal(weight.group(1)) == _FULL_SCORE:
        return Role("total_score", "括号内与满分并列的得分")
    if weight is not None and Decimal(weight.group(1)) < _LOWEST_FULL_SCORE:
        return Role("execution_score" if _of_execution(around) else "item_score", "与分值并列的得分")
    named = _AFTER_NAME.search(around.sentence)
    if named is not None and quantity.number <= Decimal(named.group(1)) < _LOWEST_FULL_SCORE:
        return Role("execution_score" if _of_execution(around) else "item_score", "不超过前面分值的得分")
    opened = around.sentence.endswith("(") and _SCORE_FOLLOWS.match(around.after)
    if opened and quantity.number < _LOWEST_FULL_SCORE:
        return Role("item_weight", "括号内与得分并列的分值")
    return None


def _is_weight(quantity: Quantity, around: Surroundings) -> bool:
    """Whether the points after a bare name are its weight: its score, a colon or 的权重 follows."""
    scored = re.match(r"\s?(?:[，,]\s?(?:实际|自评)?得分?(?:为)?\s?(\d+(?:\.\d+)?)?|[：:])", around.after)
    if scored is not None and (scored.group(1) is None or Decimal(scored.group(1)) <= quantity.number):
        return True
    joined = pattern(_LEXICON, "score", "joined_weights").search(around.lead) is not None
    if joined and pattern(_LEXICON, "score", "weights_beside").search(around.sentence):
        return True
    bracketed = around.sentence.endswith("(") and around.after.startswith(")")
    if bracketed and (
        _SCORED_BEHIND.match(around.after)
        or pattern(_LEXICON, "score", "weight_scheme").search(around.sentence + around.rest)
    ):
        return True
    scheme = r"[^。；]{0,60}?(?:的?(?:权重|分值)(?:打分|计分|评分|设置)|设置(?:指标|分值|评价))"
    return re.match(scheme, around.rest) is not None


def _cue(around: Surroundings) -> Cue | None:
    for clause in (piece.split("、")[-1] for piece in clauses_backwards(around.lead)):
        closing = re.search(rf"(?:{pattern(_LEXICON, 'score', 'closing').pattern})(?:得分|为|得)*$", clause)
        if closing is not None and re.match(r"[，,]\s?(?:自评)?总(?:得)?分", around.after):
            return Cue("item_score", closing.group(), closing.end(), "strong")
        if closing is not None:
            return Cue("total_score", closing.group(), closing.end(), "strong")
        found = nearest_cue(clause, cue_patterns(_LEXICON, "score", "strong"))
        if found is not None:
            return found
    return None


def _total_or_other(cue: Cue, around: Surroundings, reviewed: bool) -> str:
    """得分 after the name of one indicator or category is that item's; another body's score is other."""
    if pattern(_LEXICON, "score", "others_score").search(around.near + cue.word):
        return "other"
    if reviewed and "自评" in around.near:
        return "other"
    if re.search(r"(?:指标|类|方面|情况|满意度)\s?\((?:自评|评价)?(?:得分|评分)?(?:为)?$", around.sentence):
        return "item_score"  # （一）产出指标（自评得分48.2分）
    clause = around.near.split("、")[-1]
    subject = clause[: clause.rfind(cue.word)] if cue.word in clause else ""
    if (
        re.search(rf"{pattern(_LEXICON, 'score', 'item_context').pattern}$", subject)
        and "自评总" not in cue.word
    ):
        return "item_score"
    return "total_score"


def _is_total_after_list(around: Surroundings) -> bool:
    if re.match(r"[，,]\s?(?:自评)?总(?:得)?分", around.after):
        return False  # 三类指标合计87.2分，总得分96.78分
    return re.search(r"(?:合计|共计|总计)得?$", around.near) is not None


def _of_execution(around: Surroundings) -> bool:
    for clause in clauses_backwards(around.lead)[:2]:
        name = re.split(r"[、]", clause)[-1]
        if pattern(_LEXICON, "score", "execution").search(name):
            return True
        if re.search(r"指标|满意度|产出|效益|过程|成本", name):
            return False
    # 预算执行率分值4分，按比例得1.73分: the weight stands between the name and the score.
    previous = re.search(
        r"(?:预算|资金)?执行率?[^，。；]{0,6}(?:分值|满分)(?:为)?\d+(?:\.\d+)?分[，,]?", around.sentence
    )
    if _AFTER_EXECUTION.search(around.sentence) is not None:
        return True
    return previous is not None and len(around.sentence) - previous.end() <= 16


def bare_score_numbers(text: str) -> list[tuple[int, int]]:
    """Numbers that a score's name gives a meaning although no 分 follows: 自评得分92.45, 总分：97."""
    found = []
    for match in re.finditer(
        rf"(?:{pattern(_LEXICON, 'score', 'bare').pattern})(\d+(?:\.\d+)?)(?!\d|\s?分|[.,]\d|\s?[%个项名(（~-]|\s?[—至])",
        text,
    ):
        if _AMONG_HEADS.search(text[max(0, match.start() - 12) : match.start()]):
            continue  # the head of a column in a form that lost its lines, not a score's name
        found.append(match.span(1))
    return found
