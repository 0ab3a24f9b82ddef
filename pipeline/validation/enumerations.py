"""Amounts listed with their total in the narrative: closed lists and open ones (列举)."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from pipeline.model import Report, Value, block_at
from pipeline.validation.amounts import prose_amounts
from pipeline.validation.facts import asserted, subject
from pipeline.validation.lexicon import cues, mapping
from pipeline.validation.listing import (
    LABEL,
    NEAR_LEAD,
    NO_ITEM,
    NO_TOTAL,
    PART_FIELDS,
    Listing,
    all_read,
    counted,
    is_difference,
    year_of,
)
from pipeline.validation.numbered_lists import numbered_lists
from pipeline.validation.prose import sentence_range
from pipeline.validation.remembering import remembered
from pipeline.validation.sentence_levels import SentenceLevel, sentence_levels
from pipeline.validation.trailing_totals import named_as_spending, summed_up, trailed

BUDGETS = ("budget_full", "budget_approved", "budget_initial")
# What a list's lead speaks of, and the fields of the total that it then has.
_LEADS = (
    ("lead_change", ("budget_change",)),
    ("lead_received", ("received",)),
    ("lead_investment", ("total_investment",)),
    ("lead_spent", ("spent",)),
    ("lead_budget", BUDGETS),
)
_PURPOSE = re.compile(r"(?:用于|作为|用作)[\u4e00-\u9fff]{2}")
# 人员经费782万元，占61%；公用经费…：分号前只隔着占比，仍是同一列举。
_SHARE_BEHIND = re.compile(r"[，,（(]?\s*占[^，。；;\d]{0,14}\d[\d.]*\s*[%％]\s*[）)]?\s*[；;]")
_LONG_NAME = re.compile(r"[\u4e00-\u9fff]{4,16}")
_NEAR_TAIL, _BEFORE_OPEN, _BEFORE_CLOSED = 12, 30, 24


_MOST_IN_A_SENTENCE = 200
"""No sentence lists more amounts; text made to cost time might."""


@remembered
def listings(report: Report) -> Iterator[Listing]:
    """Every list of at least two amounts with its total, and every 其中 with one."""
    sentences: dict[tuple[int, int], list[Value]] = {}
    within = (0, 0)
    for value in prose_amounts(report):
        if not is_difference(report, value):
            if not within[0] <= value.place.start < within[1]:
                within = sentence_range(report, value.place.start)
            sentences.setdefault(within, []).append(value)
    previous: tuple[int, list[Value]] | None = None
    for (start, end), values in sentences.items():
        if len(values) > _MOST_IN_A_SENTENCE:
            continue
        before = previous[1] if previous and _same_block(report, previous[0], start) else []
        for level in sentence_levels(report, start, end, values):
            yield from _led(level, before)
            yield from trailed(level)
            yield from summed_up(level, before)
            yield from named_as_spending(level, partial(_stated_above, report, start, ("spent",)))
        previous = (start, values)
    yield from numbered_lists(report)


def _same_block(report: Report, one: int, other: int) -> bool:
    return block_at(report.document, one) == block_at(report.document, other)


def _led(level: SentenceLevel, before: Sequence[Value]) -> Iterator[Listing]:
    """Lists behind 分别为, 由…组成, 包括…N项, 其中."""
    text = level.between(level.start, level.end)
    taken: set[int] = set()
    if level.outer is not None and len(level.values) > 1 and not _lead_in(text):
        yield from _listing(level, level.start, level.start, "open_lead", level.outer, ())
    for kind in ("closed_lead", "counted_lead", "open_lead"):
        for found in cues("amount_lists", kind).finditer(text):
            start, stop = level.start + found.start(), level.start + found.end()
            earlier = [v for v in level.values if v.place.end <= start and v.field != "last_year"]
            named = None if earlier or level.outer else _named_above(level, text[: found.start()], kind)
            total = (
                earlier[-1] if earlier else level.outer or named or _total_before(level, text, stop, before)
            )
            first = next((value for value in level.values if value.place.start >= stop), None)
            if total is None or first is None or (found[0] == "用于" and _purpose_after(level, first)):
                continue  # 30万元用于甲，30万元用于乙：金额在前，“用于”不是引出列举
            if first.place.start not in taken:
                others = earlier[:-1] if earlier else [one for one in before if one is not total]
                for listing in _listing(level, start, stop, kind, total, others):
                    taken.add(first.place.start)
                    yield listing


def _lead_in(text: str) -> bool:
    return any(
        cues("amount_lists", kind).search(text) for kind in ("closed_lead", "counted_lead", "open_lead")
    )


def _total_before(level: SentenceLevel, text: str, stop: int, before: Sequence[Value]) -> Value | None:
    """The total of a list whose sentence does not state it: what the lead speaks of, else the sole amount."""
    lead = text[: stop - level.start]
    for key, fields in _LEADS:
        if not cues("amount_lists", key).search(lead):
            continue
        near = [value for value in before if value.field in fields and _whole(level.report, value)]
        if near:
            return _foremost(near, fields)
        # 按用途、资金来源另起一段的，总额在前文。
        above = cues("amount_lists", "lead_above").search(lead)
        return _stated_above(level.report, level.start, fields) if above else None
    if re.fullmatch(r"其中[:：，,]?", lead.strip()):  # 另起一句的“其中”，说的是上句的支出或预算
        for fields in (("spent",), BUDGETS):
            near = [value for value in before if value.field in fields and _whole(level.report, value)]
            if near:
                return _foremost(near, fields)
    if cues("amount_lists", "lead_split").search(lead):
        return _first_of_block(level.report, level.start)
    now = [value for value in before if value.field != "last_year"]
    return now[0] if len(now) == 1 and _whole(level.report, now[0]) else None


def _first_of_block(report: Report, start: int) -> Value | None:
    """The amount with which the paragraph begins, which each of its divisions takes apart."""
    block = block_at(report.document, start)
    inside = [v for v in prose_amounts(report) if block is not None and block.start <= v.place.start < start]
    return inside[0] if inside and _whole(report, inside[0]) else None


def _foremost(near: Sequence[Value], fields: Sequence[str]) -> Value | None:
    """The amount of the first of these fields that is stated at all, where it is stated once: 全年预算 before 年初."""
    for field in fields:
        numbers = {value.number for value in near if value.field == field}
        if numbers:
            return next(value for value in near if value.field == field) if len(numbers) == 1 else None
    return None


def _named_above(level: SentenceLevel, lead: str, kind: str) -> Value | None:
    """The one amount above that bears the name which the lead takes apart: 项目支出361万元 … 项目支出包括四项."""
    name = re.split(r"[，,。；;：:\s\0]", lead)[-1].strip()
    if kind == "open_lead" or not _LONG_NAME.fullmatch(name):
        return None
    text = level.report.document.text
    above = [
        value
        for value in prose_amounts(level.report)
        if value.place.end <= level.start
        and text[: value.place.start].rstrip("共为计合：: ").endswith(name)
        and _whole(level.report, value)
    ]
    return above[-1] if len({value.number for value in above}) == 1 else None


def _stated_above(report: Report, start: int, fields: tuple[str, ...]) -> Value | None:
    """The one amount of these fields that the text above states for the whole."""
    above = [
        value
        for value in prose_amounts(report)
        if value.field in fields and value.place.end <= start and _whole(report, value)
    ]
    return above[-1] if len({value.number for value in above}) == 1 else None


def _whole(report: Report, value: Value) -> bool:
    return asserted(report, value) and not subject(report, value)


def _listing(
    level: SentenceLevel, start: int, stop: int, kind: str, total: Value, others: Sequence[Value]
) -> Iterator[Listing]:
    items = _items(level, stop, kind)
    if not items or total.field in NO_TOTAL or not all_read(level, items):
        return
    inside = level.start <= total.place.start
    between = level.between(total.place.end, start) if inside else ""
    if len(between) > (_BEFORE_OPEN if kind == "open_lead" else _BEFORE_CLOSED):
        return
    if kind != "open_lead" and re.search(r"[、和与及]|\d", between):  # 预算、支出分别为…：不是列举
        return
    if len({year_of(level.report, value) for value in (total, *items)}) > 1:
        return
    closed = _closed(level, start, stop, kind, items)
    if len(items) > 1 or kind == "open_lead":
        yield Listing(total, tuple(items), closed and len(items) > 1, tuple(others))


def _items(level: SentenceLevel, stop: int, kind: str) -> list[Value]:
    """The run of labelled amounts behind a lead, up to what is plainly no item."""
    items: list[Value] = []
    end = stop
    for value in level.values:
        if value.place.start < stop:
            continue
        words = level.between(end, value.place.start)
        if value.field == "periodic":
            continue
        # 前面的项名在金额之前，分号之后“4万元用于…”是另一件事。
        purpose = _purpose_after(level, value) and (not items or _purpose_after(level, items[0]))
        if not _is_item(value, items, words, kind, purpose=purpose):
            break
        items.append(value)
        end = value.place.end
    return items


def _purpose_after(level: SentenceLevel, value: Value) -> bool:
    """Whether an amount is named by what follows it (30万元用于设备购置)."""
    return _PURPOSE.match(level.between(value.place.end, level.end)) is not None


def _is_item(value: Value, items: Sequence[Value], words: str, kind: str, *, purpose: bool) -> bool:
    if value.field in NO_ITEM or not (purpose or LABEL.search(words)):
        return False
    same = bool(items) and (value.field == items[0].field or {value.field, items[0].field} <= PART_FIELDS)
    if (items and not same) or (not items and kind == "open_lead" and value.field not in PART_FIELDS):
        return False
    apart = re.search(r"[；;]", words) and not _SHARE_BEHIND.match(words)
    if items and kind == "open_lead" and not purpose and apart:
        return False
    tail = re.split(r"[，。；、]", words)[-1]
    ended = items and cues("amount_lists", "closed_tail").search(words)
    nested = bool(items) and "其中" in words
    total = cues("amount_lists", "trailing_total").search(tail)
    return not (ended or nested or total or cues("amount_lists", "comparing").search(tail))


def _closed(level: SentenceLevel, start: int, stop: int, kind: str, items: Sequence[Value]) -> bool:
    after = level.between(items[-1].place.end, min(items[-1].place.end + _NEAR_TAIL, level.end))
    if cues("amount_lists", "unlisted").search(after.lstrip("\0 ")):
        return False
    near = level.between(max(level.start, start - NEAR_LEAD), items[0].place.start)
    counts = [
        counted(found["n"]) for found in cues("amount_lists", "item_count").finditer(f"{near}\n{after}")
    ]
    if len(items) in counts:
        return kind != "open_lead" or _partition(level, stop, items)
    if counts and kind != "open_lead":
        return False
    rest = level.between(items[-1].place.end, level.end).strip("\0 。；")
    whole_tail = level.between(start, stop) in (":", "：") and not rest and level.outer is None
    announced = level.outer is None and _announced(level, start, stop, items)
    return kind == "closed_lead" or whole_tail or announced or _partition(level, stop, items)


def _announced(level: SentenceLevel, start: int, stop: int, items: Sequence[Value]) -> bool:
    """Whether the words before the first amount already name exactly these items: 用于甲和乙，其中甲…、乙…."""
    head = level.between(max(level.start, start - _BEFORE_OPEN), items[0].place.start)
    named, found, first = head.rpartition("其中")
    purposes = re.split(r"[、和及与]", named.rpartition("用于")[2].strip("，, "))
    labels = [first.strip("：:，, "), *_labels(level, items)[1:]]
    return (
        bool(found)
        and "用于" in named
        and len(purposes) == len(labels)
        and all(label and label in purpose for label, purpose in zip(labels, purposes, strict=True))
    )


def _labels(level: SentenceLevel, items: Sequence[Value]) -> list[str]:
    """The words between one amount and the next, without punctuation."""
    ends = [items[0].place.start, *(value.place.end for value in items[:-1])]
    return [
        level.between(end, value.place.start).strip("、，；,;和及与 ")
        for end, value in zip(ends, items, strict=True)
    ]


def _partition(level: SentenceLevel, stop: int, items: Sequence[Value]) -> bool:
    """Whether the labels are the classes of a division that leaves nothing out (基本支出、项目支出)."""
    labels, end = [], stop
    for value in items:
        labels.append(level.between(end, value.place.start))
        end = value.place.end
    return any(
        len(classes) == len(labels)
        and all(any(re.search(pattern, label) for label in labels) for pattern in classes)
        for classes in mapping("amount_lists", "partitions").values()
    )
