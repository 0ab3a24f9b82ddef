"""The list of amounts that a paragraph has open (列举): its whole, what is listed so far, and whether it goes on."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.nlp.clauses import Surroundings
from pipeline.nlp.cues import cue_patterns, nearest_cue, pattern
from pipeline.nlp.roles import Role
from pipeline.nlp.units import Quantity

_LEXICON = "money_roles"
_FEE = re.compile(r"[\u4e00-\u9fff]{2,}(?:费|款|金|补助|补贴)$")
_BRACKET_FIRST = re.compile(r"\s?\(")

WHOLE_FIELDS = frozenset({"budget_initial", "budget_full", "budget_approved", "received", "spent"})
"""What may be said of the whole project in one figure."""

TOTALS = frozenset(
    {
        "budget_initial",
        "budget_full",
        "budget_approved",
        "received",
        "spent",
        "total_investment",
        "budget_change",
        "other",
    }
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known where a paragraph is read: the report's year and projects, folded, and what is special here."""

    year: int | None
    projects: tuple[str, ...] = ()
    department: bool = False
    """A whole department's report (整体): 项目支出 is one of its two halves, not the whole."""
    adds_carryover: bool = False
    """The paragraph adds 结转 to what was granted this year to reach the money of the year."""
    many_years: bool = False
    """The paragraph speaks of a project of several years (实施期2021年至2025年)."""
    title: str | None = None
    """The title of the section that the paragraph opens or stands in."""


@dataclass(frozen=True, slots=True)
class Enumeration:
    """What the paragraph has said so far: the whole being divided and whether its parts are being listed."""

    whole: Role | None = None
    number: Decimal | None = None
    open: bool = False
    part: str = "use_part"
    listed: Decimal = Decimal(0)
    """Sum of the parts listed so far, those inside brackets left out."""
    seen: tuple[tuple[Decimal, str], ...] = ()
    """Amounts of this paragraph that have a field of their own, for totals said again."""
    last: str = ""
    """The field of the amount before this one."""
    inside: bool = False
    """Whether the parts stand in brackets behind their whole, with which the list ends."""


def listing_after(listing: Enumeration, quantity: Quantity, role: Role, around: Surroundings) -> Enumeration:
    """The state of the enumeration once this amount has been read."""
    seen = (
        listing.seen
        if role.field in {"use_part", "source_part", "other"}
        else (*listing.seen, (quantity.number, role.field))
    )
    if role.field in {"use_part", "source_part"}:
        aside = _aside(around) and not listing.inside
        listed = listing.listed + (Decimal(0) if aside else quantity.number)
        # A whole that its parts make up has nothing left to list.
        left = listing.number is None or listed != listing.number
        paid = not listing.open and (pays_items(around) or _pays_list(around))
        whole = Role("spent", "逐项列举的支付") if paid else listing.whole
        number = None if paid else listing.number
        return Enumeration(whole, number, left or paid, role.field, listed, seen, role.field, listing.inside)
    opens = (
        re.match(rf"[^。\d]{{0,16}}?(?:{pattern(_LEXICON, 'parts', 'opening').pattern})", around.rest)
        is not None
    )
    if role.field in TOTALS and quantity.number != listing.number:
        inside = opens and _BRACKET_FIRST.match(around.rest) is not None
        return Enumeration(role, quantity.number, opens, seen=seen, last=role.field, inside=inside)
    return replace(listing, seen=seen, last=role.field)


def reached(listing: Enumeration, around: Surroundings) -> Enumeration:
    """The enumeration as it stands at this amount: what was listed in brackets ends with them."""
    if listing.inside and not _aside(around):
        return replace(listing, open=False, inside=False)
    return listing


def _aside(around: Surroundings) -> bool:
    return around.sentence.count("(") > around.sentence.count(")")


def _pays_list(around: Surroundings) -> bool:
    return pattern(_LEXICON, "parts", "pays_list").search(around.lead) is not None


def pays_items(around: Surroundings) -> bool:
    """Whether a payment is told item by item (支付改造款…、监理费…), so that this figure is the first of them."""
    found = nearest_cue(around.near, cue_patterns(_LEXICON, "strong"))
    if found is None or not (found.field == "spent" or found.word.startswith("拨付")):
        return False
    whole = pattern(_LEXICON, "parts", "total_words").search(around.near) is not None
    if whole and _FEE.search(around.near[found.end :]) is None:
        return False  # 共支付88万元 is the whole, 共支付清扫费20万元、清运费18万元 is not
    return pattern(_LEXICON, "parts", "items_follow").match(around.rest) is not None
