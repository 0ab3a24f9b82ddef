"""Amounts that stand in a row of names (并列的各项), which no word of their own explains: the parts of a whole."""

import re
from decimal import Decimal

from pipeline.nlp.clauses import Surroundings
from pipeline.nlp.cues import Cue, pattern
from pipeline.nlp.listed_items import item_name, names_source
from pipeline.nlp.money_lists import Enumeration
from pipeline.nlp.roles import Role
from pipeline.nlp.units import Quantity

_LEXICON = "money_roles"
_AMOUNT = r"(?P<amount>\d[\d.,]*\s?(?:万|亿)?元)"
_SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
# The next of the row: 、材料费12万元.
_NEXT = re.compile(rf"(?:[(（][^()（）]{{1,30}}[)）])?[、；，和及](?P<name>[^\d，。；、:]{{2,18}}?){_AMOUNT}")
_JOINED = re.compile(r"\s*(?:[(（][^()（）]{1,30}[)）])?[、；，和及]")


def row_part(quantity: Quantity, around: Surroundings, cue: Cue | None, listing: Enumeration) -> Role | None:
    """A part of the whole where bare names and amounts stand in a row, whatever leads it: 材料费8万元、测试费6万元."""
    name = item_name(around)
    if not _bare(around.near, name) or (cue is not None and cue.word in around.near):
        return None
    goes_on = _JOINED.match(around.lead) is not None and listing.last in {"source_part", "use_part"}
    if not goes_on and not _followed(around, name) and not _adds_up(quantity, around, listing):
        return None
    if names_source(name):
        return Role("source_part", f"按来源分：{name[-16:]}", source=name)
    return Role("use_part", f"按用途分：{name[-16:]}")


def _bare(near: str, name: str) -> bool:
    named = pattern(_LEXICON, "parts", "row_name").match(near) is not None and len(name) >= 2
    return named and pattern(_LEXICON, "parts", "no_row").search(near) is None


def _followed(around: Surroundings, name: str) -> bool:
    """Whether another bare name with its amount follows, and the row is one of money's uses or sources."""
    following = _NEXT.match(around.rest)
    if following is None or pattern(_LEXICON, "parts", "no_row").search(following["name"]):
        return False
    if pattern(_LEXICON, "parts", "row_lead").search(around.lead):
        return True
    return _is_funds(name) and _is_funds(following["name"].removeprefix("为"))


def _adds_up(quantity: Quantity, around: Surroundings, listing: Enumeration) -> bool:
    """Whether this amount and those that follow it, name by name, make the amount that was said before them."""
    total, place = quantity.number, 0
    while (following := _NEXT.match(around.rest, place)) is not None:
        total += _yuan(following["amount"])
        place = following.end()
    return place > 0 and total == listing.number


def _is_funds(name: str) -> bool:
    return names_source(name) or pattern(_LEXICON, "parts", "row_funds").search(name) is not None


def _yuan(amount: str) -> Decimal:
    """An amount with its unit, such as 1,200.5万元, in yuan."""
    digits = re.sub(r"[^\d.]", "", amount).strip(".")
    scale = next((scale for word, scale in _SCALES.items() if word in amount), Decimal(1))
    return Decimal(digits) * scale if digits.count(".") <= 1 else Decimal(0)
