"""Totals that close a list of amounts (合计、共计), and the items that a counted total says it adds up."""

import re
from collections.abc import Sequence
from functools import cache

from pipeline.nlp.clauses import Surroundings, clauses_backwards
from pipeline.nlp.cues import Cue, cue_patterns, nearest_cue, pattern
from pipeline.nlp.money_items import adds_up_sources
from pipeline.nlp.money_lists import TOTALS, WHOLE_FIELDS, Enumeration
from pipeline.nlp.numerals import chinese_number
from pipeline.nlp.roles import Role
from pipeline.nlp.units import Quantity

_LEXICON = "money_roles"
_BEHIND = 48
"""How far behind an amount the words that tell its field may reach: 于3月、7月分两批全部到位."""


def closing_total(
    quantity: Quantity, around: Surroundings, cue: Cue | None, listing: Enumeration
) -> Role | None:
    """合计, 共计 after a list: the whole said again, or the field that the same amount had before."""
    closing = _closing_words(around, cue, listing)
    if closing is None:
        return None
    strong = cue is not None and cue.group == "strong"
    if not listing.open and cue is not None and strong and cue.field in {"spent", "received"}:
        return Role(cue.field, f"合计：{cue.word}")
    own = cue.field if cue is not None and cue.word in around.near and cue.field in WHOLE_FIELDS else None
    for number, field in reversed(listing.seen):
        if number == quantity.number:
            return Role(field if field in WHOLE_FIELDS else own or field, "合计数与前文同一数额")
    if adds_up_sources(around):
        return Role("budget_full", f"各来源的合计：{closing}")
    if listing.open and listing.whole is not None and listing.whole.field in TOTALS:
        return Role(listing.whole.field, f"列举的合计：{closing}")
    if listing.open and listing.part == "source_part":
        return Role(own or "budget_full", f"各来源的合计：{closing}")
    headed = _of_headed_row(around) if listing.open and listing.whole is None else None
    if headed is not None:
        return Role(headed.field, f"所列各项的合计：{headed.word}")
    if listing.open:
        return Role(listing.part, f"分项的合计：{closing}")
    return _told_elsewhere(around)


def _of_headed_row(around: Surroundings) -> Cue | None:
    """What the words say that lead the row which the total closes: 支出分为四类：人员费…，四类合计…."""
    lead = re.match(r"[^\d，。；]{2,30}", around.sentence)
    heads = pattern(_LEXICON, "parts", "row_head").search(lead.group()) if lead is not None else None
    if heads is None:
        return None
    cue = nearest_cue(heads["what"], cue_patterns(_LEXICON, "strong"), "strong")
    return cue if cue is not None and cue.field in WHOLE_FIELDS else None


def _closing_words(around: Surroundings, cue: Cue | None, listing: Enumeration) -> str | None:
    """The words right before the amount that make it a total; None where it has a field of its own."""
    words = pattern(_LEXICON, "parts", "closing").pattern
    closing = re.search(rf"(?:{words})(?:为|金额|资金|是)?$", around.near)
    if closing is None or pattern(_LEXICON, "parts", "part_total").search(around.near):
        return None
    own_field = cue is not None and cue.group == "strong" and cue.word in around.near
    return None if own_field and not listing.open else closing.group()


def _told_elsewhere(around: Surroundings) -> Role | None:
    """The field of a total that closes no open list: told behind it, or by the nearest strong words before."""
    after = told_behind(around)
    if after is not None:
        return Role(after.field, f"后文：{after.word}")
    for clause in clauses_backwards(around.sentence):
        earlier = nearest_cue(clause, cue_patterns(_LEXICON, "strong"), "strong")
        if earlier is not None and earlier.field != "periodic":
            return Role(earlier.field, f"合计：{earlier.word}")
    return None


def told_behind(around: Surroundings) -> Cue | None:
    """The words right behind the amount that tell its field: 已全部到位, 待决算后支付."""
    return nearest_cue(around.rest[:_BEHIND], _at_beginning())


@cache
def _at_beginning() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (field, re.compile(f"^(?:{said.pattern})")) for field, said in cue_patterns(_LEXICON, "after")
    )


def with_counted_items(roles: Sequence[Role | None], leads: Sequence[Surroundings]) -> list[Role | None]:
    """The roles of a paragraph's figures, where 三项合计 says that the three amounts before it are its parts.

    A figure that is no amount has no role here; prices and what stands in brackets are not counted.
    """
    settled = list(roles)
    for index, (role, around) in enumerate(zip(roles, leads, strict=True)):
        counted = pattern(_LEXICON, "parts", "counted_total").search(around.near) if role else None
        if role is None or counted is None or role.field not in {"other", "spent"}:
            continue
        wanted = int(chinese_number(counted["count"].replace("两", "二")) or 0)
        items = [at for at in range(index) if _may_be_item(settled[at], leads[at])][-wanted:]
        before = [settled[at] for at in items]
        if len(items) < wanted or not any(one is not None and one.field == "spent" for one in before):
            continue
        for at in items:
            settled[at] = Role("use_part", f"逐项列举，{counted.group()}")
        settled[index] = Role("spent", f"逐项支付的合计：{counted.group()}")
    return settled


def _may_be_item(role: Role | None, around: Surroundings) -> bool:
    aside = around.sentence.count("(") > around.sentence.count(")")
    return role is not None and role.field in {"spent", "use_part", "other"} and not aside
