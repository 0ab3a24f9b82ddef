"""Amounts listed with their total in the narrative: closed lists and open ones (列举)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Report, Value, block_at
from pipeline.validation.amounts import prose_amounts
from pipeline.validation.facts import asserted, subject
from pipeline.validation.lexicon import cues, mapping
from pipeline.validation.prose import sentence_range
from pipeline.validation.remembering import remembered
from pipeline.validation.sentence_levels import SentenceLevel, sentence_levels

BUDGETS = ("budget_full", "budget_approved", "budget_initial")
# What a list's lead speaks of, and the fields of the total that it then has.
_LEADS = (
    ("lead_change", ("budget_change",)),
    ("lead_received", ("received",)),
    ("lead_investment", ("total_investment",)),
    ("lead_spent", ("spent",)),
    ("lead_budget", BUDGETS),
)
PART_FIELDS = frozenset({"use_part", "source_part", "other"})
_NO_TOTAL = frozenset({"periodic", "last_year"})
_NO_ITEM = frozenset({"last_year", "budget_change", "carryover_in", "surplus", "returned"})
_MONEY_LIKE = re.compile(r"\d[\d,.]*\s*(?:[万亿]元?|元)")
_LABEL = re.compile(r"[\u4e00-\u9fff]{2}")
_PURPOSE = re.compile(r"(?:用于|作为|用作)[\u4e00-\u9fff]{2}")
_DIGITS = {character: number for number, character in enumerate("零一二三四五六七八九")} | {"两": 2}
_NEAR_LEAD, _NEAR_TAIL, _BEFORE_OPEN, _BEFORE_CLOSED = 16, 12, 30, 24


_MOST_IN_A_SENTENCE = 200
"""No sentence lists more amounts; text made to cost time might."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A total and the amounts listed as its parts; closed where the list says that nothing is left out."""

    total: Value
    items: tuple[Value, ...]
    closed: bool
    others: tuple[Value, ...]
    """Other amounts of the sentence before the list: one of them may be the true total."""


@remembered
def listings(report: Report) -> Iterator[Listing]:
    """Every list of at least two amounts with its total, and every 其中 with one."""
    sentences: dict[tuple[int, int], list[Value]] = {}
    for value in prose_amounts(report):
        if not _is_difference(report, value):
            sentences.setdefault(sentence_range(report, value.place.start), []).append(value)
    previous: tuple[int, list[Value]] | None = None
    for (start, end), values in sentences.items():
        if len(values) > _MOST_IN_A_SENTENCE:
            continue
        before = previous[1] if previous and _same_block(report, previous[0], start) else []
        for level in sentence_levels(report, start, end, values):
            yield from _led(level, before)
            yield from _trailed(level)
        previous = (start, values)


def _is_difference(report: Report, value: Value) -> bool:
    """Whether an amount says by how much something changed (同比增加189万元): neither a total nor an item."""
    if value.field == "budget_change":
        return False
    before = report.document.text[max(0, value.place.start - _NEAR_LEAD) : value.place.start]
    return cues("amount_lists", "delta_before").search(before) is not None


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
            earlier = [value for value in level.values if value.place.end <= start]
            total = earlier[-1] if earlier else level.outer or _total_before(level, text, stop, before)
            first = next((value for value in level.values if value.place.start >= stop), None)
            if total is None or first is None or (found[0] == "用于" and _purpose_after(level, first)):
                continue  # 30万元用于甲，30万元用于乙：金额在前，“用于”不是引出列举
            if first.place.start not in taken:
                for listing in _listing(level, start, stop, kind, total, earlier[:-1]):
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
            return near[0] if len({value.number for value in near}) == 1 else None
        # 按用途、资金来源另起一段的，总额在前文。
        above = cues("amount_lists", "lead_above").search(lead)
        return _stated_above(level.report, level.start, fields) if above else None
    if re.fullmatch(r"其中[:：，,]?", lead.strip()):  # 另起一句的“其中”，说的是上句的支出或预算
        for fields in (("spent",), BUDGETS):
            near = [value for value in before if value.field in fields and _whole(level.report, value)]
            if near:
                return near[0] if len({value.number for value in near}) == 1 else None
    return before[0] if len(before) == 1 and _whole(level.report, before[0]) else None


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
    if not items or total.field in _NO_TOTAL or not _all_read(level, total, items):
        return
    inside = level.start <= total.place.start
    between = level.between(total.place.end, start) if inside else ""
    if len(between) > (_BEFORE_OPEN if kind == "open_lead" else _BEFORE_CLOSED):
        return
    if kind != "open_lead" and re.search(r"[、和与及]|\d", between):  # 预算、支出分别为…：不是列举
        return
    if len({_year(level.report, value) for value in (total, *items)}) > 1:
        return
    closed = _closed(level, start, stop, kind, items)
    if len(items) > 1 or kind == "open_lead":
        yield Listing(total, tuple(items), closed and len(items) > 1, tuple(others))


def _year(report: Report, value: Value) -> int | None:
    return value.year if value.year is not None else report.year


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
    if value.field in _NO_ITEM or not (purpose or _LABEL.search(words)):
        return False
    same = bool(items) and (value.field == items[0].field or {value.field, items[0].field} <= PART_FIELDS)
    if (items and not same) or (not items and kind == "open_lead" and value.field not in PART_FIELDS):
        return False
    if items and kind == "open_lead" and not purpose and re.search(r"[；;]", words):
        return False
    tail = re.split(r"[，。；、]", words)[-1]
    ended = items and cues("amount_lists", "closed_tail").search(words)
    nested = bool(items) and "其中" in words
    total = cues("amount_lists", "trailing_total").search(tail)
    return not (ended or nested or total or cues("amount_lists", "comparing").search(tail))


def _all_read(level: SentenceLevel, total: Value, items: Sequence[Value]) -> bool:
    """Whether every number with a money unit from the first to the last item is one of them."""
    start = items[0].place.start
    text = level.between(start, items[-1].place.end)
    known = [value for value in level.values if start <= value.place.start <= items[-1].place.start]
    del total
    return len(_MONEY_LIKE.findall(text)) <= len(known)


def _closed(level: SentenceLevel, start: int, stop: int, kind: str, items: Sequence[Value]) -> bool:
    after = level.between(items[-1].place.end, min(items[-1].place.end + _NEAR_TAIL, level.end))
    if cues("amount_lists", "unlisted").search(after.lstrip("\0 ")):
        return False
    near = level.between(max(level.start, start - _NEAR_LEAD), items[0].place.start)
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


def _trailed(level: SentenceLevel) -> Iterator[Listing]:
    """Lists with their total behind them: 合计, 两项合计, 共支出."""
    for position, total in enumerate(level.values):
        previous = level.values[position - 1].place.end if position else level.start
        found = cues("amount_lists", "trailing_total").search(level.between(previous, total.place.start))
        if found is None or total.field in _NO_TOTAL:
            continue
        run = _run_before(level, position, total)
        stated = found.groupdict().get("n")
        items = run[-counted(stated) :] if stated else run
        same_year = len({_year(level.report, value) for value in (total, *items)}) == 1
        complete = len(items) == counted(stated) if stated else True
        if len(items) > 1 and same_year and complete and _all_read(level, total, items):
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
        if value.field in _NO_ITEM or not _LABEL.search(label):
            break
        if cues("amount_lists", "trailing_total").search(label):
            break  # 收入合计…；支出合计…：前一个合计不是后一个的分项
        alike = not run or value.field == run[0].field or {value.field, run[0].field} <= PART_FIELDS
        # 已写过的总额（到位、预算）不是其中一项；同口径的几项支出可以相加。
        if not alike or (not run and value.field not in PART_FIELDS and value.field != total.field):
            break
        run.insert(0, value)
    return run


def counted(words: str) -> int:
    """A count of items as written, in digits or Chinese up to 99."""
    if words.isdigit():
        return int(words)
    if "十" in words:
        tens, _, ones = words.partition("十")
        return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
    return _DIGITS.get(words, 0)
