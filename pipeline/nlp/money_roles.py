"""What an amount of money means (口径): budget, change, received, spent, surplus, part of a whole …

Cases, in the order in which they are tried: a price for one of something; a difference or change; another
year's figure; a part of an enumeration; a total that closes one; the cue words before it; those after it.
What none of them decides is `other`, with the reason: never guessed.
"""

import re
from decimal import Decimal

from pipeline.nlp.clauses import Surroundings, clauses_backwards
from pipeline.nlp.cues import Cue, cue_patterns, nearest_cue, pattern
from pipeline.nlp.listed_items import item_name, names_source
from pipeline.nlp.money_changes import changed_amount, of_other_year
from pipeline.nlp.money_company import of_one_level, refined_field
from pipeline.nlp.money_guards import no_fact
from pipeline.nlp.money_items import account_total
from pipeline.nlp.money_lists import Enumeration, Known
from pipeline.nlp.money_parts import part_of_change, part_of_whole
from pipeline.nlp.money_rows import row_part
from pipeline.nlp.money_spans import carried_over, of_several_years
from pipeline.nlp.money_totals import closing_total, told_behind
from pipeline.nlp.roles import Role
from pipeline.nlp.time_scope import TimeScope
from pipeline.nlp.units import Quantity

_LEXICON = "money_roles"
_BY_TIME = re.compile(r"每(?:个)?(?:季度|季|月|年|学期|半年)")
_ROUNDED = Decimal("0.01")
_DIVIDED_AGAIN = re.compile(r"[，。；]?\s?其中")


def money_role(
    quantity: Quantity, around: Surroundings, scope: TimeScope, listing: Enumeration, known: Known
) -> Role:
    """The role of one amount, given the words around it, its year and the enumeration it may stand in."""
    cue = _cue(around)
    past = scope.year is not None and scope.year < (known.year or 0)
    return (
        no_fact(around, cue, past)
        or _price_of_one(quantity, around, cue, listing)
        or _same_again(quantity, around, listing)
        or _product(around, listing, known)
        or part_of_change(around, listing)
        or changed_amount(around, cue, scope)
        or carried_over(around, cue, scope, known)
        or of_several_years(around, cue, known)
        or of_other_year(scope, known.year, cue)
        or account_total(around)
        or closing_total(quantity, around, cue, listing)
        or part_of_whole(around, cue, listing, known)
        or row_part(quantity, around, cue, listing)
        or _by_cue(around, cue, known)
    )


def _cue(around: Surroundings) -> Cue | None:
    """The deciding cue: the nearest clause that has one, strong words before medium before weak."""
    for clause in clauses_backwards(around.lead):
        for group in ("strong", "medium", "weak"):
            found = nearest_cue(clause, cue_patterns(_LEXICON, group), group)
            if found is not None:
                return found
    return None


def _product(around: Surroundings, listing: Enumeration, known: Known) -> Role | None:
    """What is reckoned for one thing: a price times its number, or the sum that opens the text under its title."""
    title = known.title
    titled = title is not None and pattern(_LEXICON, "parts", "titled_sum").match(around.sentence) is not None
    if title is not None and titled and not pattern(_LEXICON, "parts", "whole_title").search(title):
        return Role("use_part", f"标题所列一项的数：{title[-16:]}")
    if listing.last == "periodic" and _is_product(around):
        return Role("use_part", "单价与数量之积")
    return None


def _is_product(around: Surroundings) -> bool:
    """Whether the amount is a price times a number of things (每套46元，计6.52万元), not a rate of pay over time."""
    if pattern(_LEXICON, "parts", "product").search(around.lead.strip()) is None:
        return False
    over_time = _BY_TIME.search(around.sentence) is not None
    by_thing = over_time and pattern(_LEXICON, "parts", "by_thing").search(around.sentence) is not None
    return _DIVIDED_AGAIN.match(around.rest) is None and (by_thing or not over_time)


def _price_of_one(
    quantity: Quantity, around: Surroundings, cue: Cue | None, listing: Enumeration
) -> Role | None:
    if listing.last == "periodic" and pattern(_LEXICON, "parts", "price_limit").match(around.near):
        return Role("periodic", "单价的控制线")
    if quantity.per or _is_price(around, cue):
        return Role("periodic", f"单价或标准：{cue.word if cue else quantity.per}")
    return None


def _is_price(around: Surroundings, cue: Cue | None) -> bool:
    if cue is None or cue.field != "periodic":
        return False
    found = nearest_cue(around.near, cue_patterns(_LEXICON, "strong"))
    return found is not None and found.field == "periodic" and len(around.near) - found.end <= 6


def _same_again(quantity: Quantity, around: Surroundings, listing: Enumeration) -> Role | None:
    """The amount before it in another unit or in digits: 4752600元，折合475.26万元; 玖拾万元整（¥900000）."""
    beside = not around.first and around.lead.strip() == "("
    if (rounded := _rounded_again(quantity, around, listing)) is not None:
        return rounded
    if not beside and pattern(_LEXICON, "parts", "same_again").search(around.near) is None:
        return None
    for number, field in reversed(listing.seen):
        if number == quantity.number:
            return Role(field, "同一数额换了单位")
    return None


def _rounded_again(quantity: Quantity, around: Surroundings, listing: Enumeration) -> Role | None:
    """The amount before it, said once more in round figures: 全年可用经费366.85万元（约367万元）."""
    if (
        around.first
        or not listing.seen
        or pattern(_LEXICON, "parts", "said_again").match(around.lead) is None
    ):
        return None
    number, field = listing.seen[-1]
    near = abs(number - quantity.number) <= abs(number) * _ROUNDED
    return Role(field, "括号里约略再说一遍") if near and field == listing.last else None


def _by_cue(around: Surroundings, cue: Cue | None, known: Known) -> Role:
    raised = pattern(_LEXICON, "parts", "rest_raised").match(around.rest) and names_source(item_name(around))
    if raised or pattern(_LEXICON, "parts", "one_source").search(around.near):
        return Role("source_part", f"按来源分：{item_name(around)[-16:]}", source=item_name(around))
    in_near = cue is not None and cue.group == "strong" and cue.word in around.near
    after = None if in_near else told_behind(around)
    if after is not None and after.field == "surplus" and of_one_level(around.near):
        return Role("other", "一个来源未支付的数")
    if after is not None or (after := _given_out_in_full(around)) is not None:
        return Role(after.field, f"后文：{after.word}")
    if cue is None:
        return Role("other", "前后没有口径词")
    if cue.field == "budget_change":
        sign = -1 if pattern(_LEXICON, "difference", "reduce").search(cue.word) else 1
        return Role(cue.field, f"口径词：{cue.word}", sign=sign)
    return Role(refined_field(cue, around, known), f"口径词：{cue.word}")


def _given_out_in_full(around: Surroundings) -> Cue | None:
    """调整后预算x万元全部下达街道，到位率100%: what the sentence tells of the budget is that it arrived."""
    said = pattern(_LEXICON, "parts", "arrived_whole").match(around.rest)
    return Cue("received", said.group(), said.end(), "after") if said is not None else None
