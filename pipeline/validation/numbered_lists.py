"""Amounts listed one to a line under a sentence that announces them (分行列举)."""

import re
from collections.abc import Iterator, Sequence

from pipeline.model import Block, BlockKind, Report, Value
from pipeline.validation.amounts import prose_amounts
from pipeline.validation.facts import asserted, subject
from pipeline.validation.lexicon import cues
from pipeline.validation.listing import LABEL, NO_ITEM, NO_TOTAL, Listing
from pipeline.validation.prose import own_blocks

_NUMBER = re.compile(r"^\s*[（(]?(\d{1,2}|[一二三四五六七八九十]{1,3})[）)、.．]\s*(?!\d)")
_DIGITS = {character: number for number, character in enumerate("一二三四五六七八九十", 1)}
_MOST_LINES = 30


def numbered_lists(report: Report) -> Iterator[Listing]:
    """Lines 1. 2. 3. behind 具体为： or 分别为：, each with the amount that it is about first."""
    blocks = [block for block in own_blocks(report) if block.kind is not BlockKind.CELL]
    amounts = prose_amounts(report)
    text = report.document.text
    for index, block in enumerate(blocks):
        lead = text[block.start : block.end].rstrip()
        if not lead.endswith(("：", ":")) or not cues("amount_lists", "line_lead").search(lead):
            continue
        inside = [value for value in amounts if block.start <= value.place.start < block.end]
        total = _announced_total(report, lead, inside, block.start)
        items = _lines(text, blocks[index + 1 : index + 1 + _MOST_LINES], amounts)
        if total is not None and len(items) > 1 and all(item.field not in NO_ITEM for item in items):
            others = tuple(value for value in inside if value is not total)
            yield Listing(total, tuple(items), closed=True, others=others)


def _announced_total(report: Report, lead: str, inside: Sequence[Value], before: int) -> Value | None:
    """The amount that the lines take apart: the spending where the lead speaks of it, else the sole amount."""
    whole = [
        value
        for value in inside
        if value.field not in NO_TOTAL and asserted(report, value) and not subject(report, value)
    ]
    if not inside and cues("amount_lists", "lead_spent").search(lead):
        return _spent_above(report, before)
    spent = [value for value in whole if value.field == "spent"]
    if spent and cues("amount_lists", "lead_spent").search(lead):
        return spent[0] if len({value.number for value in spent}) == 1 else None
    return whole[0] if len(whole) == 1 else None


def _spent_above(report: Report, before: int) -> Value | None:
    """The one spending of the whole that the text above the lead states (支出构成如下：)."""
    above = [
        value
        for value in prose_amounts(report)
        if value.field == "spent"
        and value.place.end <= before
        and asserted(report, value)
        and not subject(report, value)
    ]
    return above[-1] if len({value.number for value in above}) == 1 else None


def _lines(text: str, blocks: Sequence[Block], amounts: Sequence[Value]) -> list[Value]:
    """The first amount of each following line whose number goes on; [] where a line has none."""
    items: list[Value] = []
    for wanted, block in enumerate(blocks, 1):
        line = text[block.start : block.end]
        number = _NUMBER.match(line)
        if number is None or _ordinal(number[1]) != wanted:
            return items
        inside = [value for value in amounts if block.start <= value.place.start < block.end]
        label = line[number.end() : inside[0].place.start - block.start] if inside else ""
        if not LABEL.search(label) or re.search(r"[。；;]|其中|每", label) or inside[0].field == "periodic":
            return []
        items.append(inside[0])
    return items


def _ordinal(words: str) -> int:
    if words.isdigit():
        return int(words)
    head, _, tail = words.partition("十")
    return _DIGITS.get(head, 1) * 10 + _DIGITS.get(tail, 0) if "十" in words else _DIGITS.get(words, 0)
