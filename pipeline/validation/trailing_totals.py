"""Amounts listed with their total behind them: 合计, 两项合计, 共支出 (先列后合计)."""

import re
from collections.abc import Callable, Iterator, Sequence

from pipeline.model import Value
from pipeline.validation.amounts import prose_amounts
from pipeline.validation.lexicon import cues
from pipeline.validation.listing import (
    LABEL,
    NO_ITEM,
    NO_TOTAL,
    PART_FIELDS,
    Listing,
    all_read,
    counted,
    year_of,
)
from pipeline.validation.sentence_levels import SentenceLevel

_BRACKET = re.compile(r"[（(]\s*(?P<inside>其中[^（）()]{2,40}?)\s*[）)]")


def trailed(level: SentenceLevel) -> Iterator[Listing]:
    """Lists with their total behind them: 合计, 两项合计, 共支出."""
    for position, total in enumerate(level.values):
        previous = level.values[position - 1].place.end if position else level.start
        found = cues("amount_lists", "trailing_total").search(level.between(previous, total.place.start))
        if found is None or total.field in NO_TOTAL:
            continue
        run = _run_before(level, position, total)
        stated = found.groupdict().get("n")
        items = run[-counted(stated) :] if stated else run
        same_year = len({year_of(level.report, value) for value in (total, *items)}) == 1
        complete = len(items) == counted(stated) if stated else True
        if len(items) > 1 and same_year and complete and all_read(level, items):
            yield Listing(total, tuple(items), closed=True, others=())
            yield from _inside_brackets(level, [*items, total])


def summed_up(level: SentenceLevel, before: Sequence[Value]) -> Iterator[Listing]:
    """A sentence that begins with the sum of the sentence before it: 甲…；乙…；丙…。三项合计….

    The stated number of items must be that of the amounts before; else it is not known which they are.
    """
    total = level.values[0] if level.values else None
    lead = level.between(level.start, total.place.start) if total else ""
    found = cues("amount_lists", "summed_before").fullmatch(lead.strip("\0 "))
    if total is None or found is None or total.field in NO_TOTAL:
        return
    items = [value for value in before if value.field != "periodic"]
    same_year = len({year_of(level.report, value) for value in (total, *items)}) == 1
    plain = not any(value.field in NO_ITEM for value in items)
    if len(items) == counted(found["n"]) > 1 and same_year and plain:
        yield Listing(total, tuple(items), closed=True, others=())


def named_as_spending(level: SentenceLevel, spending: Callable[[], Value | None]) -> Iterator[Listing]:
    """甲…、乙…、丙…，三类相加即为全年支出数: the list is the whole of the spending stated above."""
    found = cues("amount_lists", "sum_of_spending").search(level.between(level.start, level.end))
    if found is None or level.outer is not None:
        return
    count = counted(found["n"])
    items = [value for value in level.values if value.place.end <= level.start + found.start()]
    parts = all(value.field in PART_FIELDS for value in items)
    total = spending() if parts and len(items) == count > 1 else None
    if total is not None and len({year_of(level.report, value) for value in (total, *items)}) == 1:
        yield Listing(total, tuple(items), closed=True, others=())


def _run_before(level: SentenceLevel, position: int, total: Value) -> list[Value]:
    run: list[Value] = []
    for index in range(position - 1, -1, -1):
        value = level.values[index]
        end = level.values[index - 1].place.end if index else level.start
        clause = re.split(r"[；;]", level.between(level.start, value.place.start))[-1]
        if "其中" in clause or value.field == "periodic":
            continue
        label = level.between(end, value.place.start)
        if value.field in NO_ITEM or not LABEL.search(label):
            break
        if cues("amount_lists", "trailing_total").search(label):
            break  # 收入合计…；支出合计…：前一个合计不是后一个的分项
        alike = not run or value.field == run[0].field or {value.field, run[0].field} <= PART_FIELDS
        # 已写过的总额（到位、预算）不是其中一项；同口径的几项支出可以相加。
        if not alike or (not run and value.field not in PART_FIELDS and value.field != total.field):
            break
        run.insert(0, value)
    return run


def _inside_brackets(level: SentenceLevel, values: Sequence[Value]) -> Iterator[Listing]:
    """The same part named in a bracket behind every item and behind the total: 甲80万元（其中工程费60万元）…."""
    inner = [_bracketed(level, value) for value in values]
    found = [one for one in inner if one is not None]
    if len(found) == len(values) and len({label for label, _ in found}) == 1:
        *items, total = (part for _, part in found)
        yield Listing(total, tuple(items), closed=True, others=())


def _bracketed(level: SentenceLevel, value: Value) -> tuple[str, Value] | None:
    """The name and amount of a bracket that holds nothing else, directly behind an amount."""
    text = level.report.document.text
    behind = _BRACKET.match(text, value.place.end, level.end)
    if behind is None:
        return None
    start, end = behind.span("inside")
    own = [one for one in prose_amounts(level.report) if start <= one.place.start < end]
    if len(own) != 1 or own[0].place.end != end:
        return None
    return text[start : own[0].place.start], own[0]
