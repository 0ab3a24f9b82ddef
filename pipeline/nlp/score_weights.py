"""Weights told by their sum (分值构成): what a scale of full marks divides into, whatever is said after."""

import re
from decimal import Decimal

from pipeline.nlp.clauses import Surroundings
from pipeline.nlp.roles import Role
from pipeline.nlp.units import Quantity

_ITEMS = r"(?:[^\d，。；、]{2,14}\d+(?:\.\d+)?\s?分(?:[、，,；和及]|(?=[。)）]|$)))+"
_SCALE = re.compile(
    rf"(?:(?:满分|总分|总分值)[^，。；\d]{{0,6}}(?P<full>\d{{2,3}})\s?分|百分制[^，。；\d]{{0,6}})[，,；：:(（][^\d，。；]{{0,8}}?(?P<items>{_ITEMS})"
)
_POINTS = re.compile(r"(\d+(?:\.\d+)?)\s?分")
_SCORED = re.compile(r"得\d|得分|扣")


def of_full_marks(quantity: Quantity, around: Surroundings) -> Role | None:
    """Full marks, or one of the items that add up to them: 满分100分，投入10分、过程30分、…."""
    if "满分" not in around.sentence and "总分" not in around.sentence and "百分制" not in around.sentence:
        return None
    at = len(around.sentence)
    sentence = f"{around.sentence}{quantity.number}分{around.rest}"
    for scale in _SCALE.finditer(sentence):
        listed = _items_of(scale["items"], Decimal(scale["full"] or 100))
        if at == scale.start("full") and listed:
            return Role("full_score", "随后各项分值相加的满分")
        if at - scale.start("items") in listed:
            return Role("item_weight", "满分之下各项相加为满分")
    return None


def _items_of(items: str, full: Decimal) -> list[int]:
    """Where the points stand of those first items that add up to the full marks; none if they do not."""
    places: list[int] = []
    total = Decimal(0)
    for found in _POINTS.finditer(items):
        if total == full or _SCORED.search(items, 0, found.end()):
            break
        total += Decimal(found.group(1))
        places.append(found.start())
    return places if total == full else []
