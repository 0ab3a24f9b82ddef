"""The values of a report's running text (数值): each quantity with its field, year, project and place."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import attrgetter

from pipeline.model import (
    Block,
    BlockKind,
    Document,
    Exactness,
    Kind,
    Modality,
    Section,
    Value,
    place_of,
)
from pipeline.nlp.clauses import Surroundings, surroundings
from pipeline.nlp.cues import pattern
from pipeline.nlp.fold import folded
from pipeline.nlp.grades import find_grades
from pipeline.nlp.money_roles import Enumeration, Known, Role, listing_after, money_role
from pipeline.nlp.quantities import MASKED, Decoy, Quantity, Scan, scan_text
from pipeline.nlp.rate_roles import rate_role
from pipeline.nlp.score_roles import bare_score_numbers, is_band, score_role
from pipeline.nlp.time_scope import TimeScope, time_scope

DOUBTFUL = 0.6
_DIVIDES = re.compile(r"\s*(?:其中|分别|具体|包括)")
# Web text writes Chinese sentences with half-width marks; between digits a comma is a separator of thousands.
_HALF_WIDTH_MARK = re.compile(r",(?!\d)|(?<!\d),|;")
_NAMED_WORK = re.compile(r"《[^《》\n]{1,120}》")
_CUT_FIGURE = re.compile(
    r"(\d)\n(?=[万亿]?元|[万亿](?=[元，。、；]|$)|%|‰|个百分点|分[，。；）)]|人次|平方米|公里)"
)


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """What is already known of a report when its figures are read."""

    document: Document
    report: str
    year: int | None
    projects: tuple[str, ...]
    sections: tuple[Section, ...]
    reviewed: bool
    """An evaluation by others (重点评价), whose text quotes the unit's own score."""


@dataclass(frozen=True, slots=True)
class TextFigures:
    """Values found in running text, and the ranges that a decoy, a date or a value claims."""

    values: tuple[Value, ...]
    claimed: tuple[tuple[int, int], ...]


def text_figures(context: ReadingContext, blocks: Iterable[Block]) -> TextFigures:
    """All values of the blocks given, in text order; ids are not yet set."""
    values: list[Value] = []
    claimed: list[tuple[int, int]] = []
    listing = Enumeration()
    for block in _rejoined(context.document, blocks):
        # A figure cut from its unit by a line break is one figure; a blank in the break's place keeps the offsets.
        paragraph = _with_chinese_marks(
            _CUT_FIGURE.sub(r"\1 ", folded(context.document.text[block.start : block.end]))
        )
        scan = _with_bare_scores(paragraph, scan_text(paragraph))
        claimed.extend(
            (block.start + decoy.start, block.start + decoy.end) for decoy in (*scan.decoys, *scan.dates)
        )
        found, listing = _paragraph_values(context, block, paragraph, scan, listing)
        values.extend(found)
    claimed.extend((value.place.start, value.place.end) for value in values)
    return TextFigures(
        tuple(sorted(values, key=lambda value: (value.place.start, value.place.end))), tuple(claimed)
    )


def _with_chinese_marks(paragraph: str) -> str:
    """The paragraph with its half-width commas and semicolons as Chinese ones; same length."""
    return _HALF_WIDTH_MARK.sub(lambda mark: "；" if mark[0] == ";" else "，", paragraph)


def _rejoined(document: Document, blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, two of them as one where a line break stands between a figure and its unit."""
    held: Block | None = None
    for block in blocks:
        if held is not None and _is_cut(document, held, block):
            held = replace(held, end=block.end)
            continue
        if held is not None:
            yield held
        held = block
    if held is not None:
        yield held


def _is_cut(document: Document, before: Block, after: Block) -> bool:
    if (
        before.kind is not BlockKind.PARAGRAPH
        or after.kind is not before.kind
        or after.start != before.end + 1
        or not document.text[before.end - 1 : before.end].isdecimal()
    ):
        return False
    around = folded(document.text[before.end - 1 : min(after.end, after.start + 4)])
    return _CUT_FIGURE.match(around) is not None


def _with_bare_scores(paragraph: str, scan: Scan) -> Scan:
    taken = {quantity.start for quantity in scan.quantities}
    bare = [
        Quantity(
            Kind.SCORE, start, end, Decimal(paragraph[start:end]), _last_place(paragraph[start:end]), "分"
        )
        for start, end in bare_score_numbers(paragraph)
        if start not in taken
    ]
    if not bare:
        return scan
    return replace(
        scan, quantities=tuple(sorted((*scan.quantities, *bare), key=lambda quantity: quantity.start))
    )


def _last_place(digits: str) -> Decimal:
    return Decimal(1).scaleb(-len(digits.partition(".")[2]))


def _paragraph_values(
    context: ReadingContext, block: Block, paragraph: str, scan: Scan, before: Enumeration
) -> tuple[list[Value], Enumeration]:
    """The values of one paragraph, and the list that the next may go on with; `before` is the last one's."""
    values: list[Value] = []
    by_kind: dict[str, list[Quantity]] = defaultdict(list)  # by its word: to hash an enum's member is slow
    for quantity in scan.quantities:
        by_kind[quantity.kind.value].append(quantity)
    listing = before if _DIVIDES.match(paragraph) else Enumeration()
    known = Known(
        context.year, tuple(folded(name) for name in context.projects) if len(context.projects) > 1 else ()
    )
    sentence_at = -1
    # What a document is called says nothing of the figure beside it: 根据《关于下达2022年…预算的通知》.
    words = _NAMED_WORK.sub(lambda title: "〇" * len(title[0]), paragraph)
    for quantity in scan.quantities:
        around = surroundings(words, quantity, by_kind[quantity.kind.value])
        scope = time_scope(around, context.year)
        if quantity.kind is Kind.MONEY:
            begin = quantity.start - len(around.sentence)
            if begin != sentence_at:
                listing, sentence_at = _carried_over(listing, around), begin
            if quantity.bare and not _bare_is_money(around):
                continue
            role = money_role(quantity, around, scope, listing, known)
            listing = listing_after(listing, quantity, role, around)
        else:
            role = _role(context, block, quantity, around, scope)
        values.append(_value(context, block, quantity, around, scope, role))
    values += [_unreadable(context, block, decoy) for decoy in scan.decoys if decoy.name == MASKED]
    for grade in find_grades(paragraph):
        values.append(_grade_value(context, block, grade.start, grade.end, grade.grade, grade.others))
    return values, listing if by_kind[Kind.MONEY] else before


def _carried_over(listing: Enumeration, around: Surroundings) -> Enumeration:
    """A new sentence closes the list, unless it goes on to divide the whole (其中…)."""
    goes_on = _DIVIDES.match(around.sentence) is not None
    return replace(listing, open=False, whole=listing.whole if goes_on else None)


def _bare_is_money(around: Surroundings) -> bool:
    """万 without 元 is money where a money word stands in its clause, or another amount before it in the sentence."""
    if not around.first:
        return True
    return (
        re.search(
            r"资金|预算|支出|经费|拨付|支付|投资|补助|到位|结余|金额|费用|债券",
            around.near or around.sentence,
        )
        is not None
    )


def _role(
    context: ReadingContext, block: Block, quantity: Quantity, around: Surroundings, scope: TimeScope
) -> Role:
    if quantity.kind is Kind.RATE:
        # A report whose year is unknown has no other year to tell from it.
        scope = replace(scope, year=None) if context.year is None else scope
        goals = _in_goals(context, block.start + quantity.start) and not _reports(around)
        return rate_role(quantity, around, scope, goals)
    if quantity.kind is Kind.SCORE:
        named = len(context.projects) > 1 and any(
            around.near.endswith(folded(name)) for name in context.projects
        )
        return score_role(quantity, around, context.reviewed, named)
    return Role("other", "数量")


def _value(
    context: ReadingContext,
    block: Block,
    quantity: Quantity,
    around: Surroundings,
    scope: TimeScope,
    role: Role,
) -> Value:
    start, end = block.start + quantity.start, block.start + quantity.end
    number = -abs(quantity.number) if role.sign < 0 else quantity.number
    year = scope.year if scope.year is not None else context.year
    return Value(
        id="",
        report=context.report,
        kind=quantity.kind,
        field=role.field,
        raw=context.document.text[start:end],
        place=place_of(context.document, start, end),
        number=number,
        upper=quantity.upper,
        unit=quantity.unit,
        ulp=quantity.ulp,
        exactness=quantity.exactness,
        modality=_modality(context, start, quantity, around, role),
        project=_project(context, around, start),
        year=year,
        as_of=scope.as_of,
        source=role.source,
        section=_section_title(context, start),
        where="table" if block.table is not None else "text",
        confidence=_confidence(context.document, start, end),
        why=role.why,
    )


def _unreadable(context: ReadingContext, block: Block, masked: Decoy) -> Value:
    """An amount that the paper does not show (**万元, 点击查看万元): stated, but without a number."""
    start, end = block.start + masked.start, block.start + masked.end
    return Value(
        id="",
        report=context.report,
        kind=Kind.MONEY,
        field="other",
        raw=context.document.text[start:end],
        place=place_of(context.document, start, end),
        unit=_masked_unit(context.document.text[start:end]),
        year=context.year,
        section=_section_title(context, start),
        where="table" if block.table is not None else "text",
        confidence=0.0,
        why="数字被遮盖或缺失，读不出",
    )


def _masked_unit(raw: str) -> str:
    """The unit behind a blotted amount."""
    return next(unit for unit in ("万元", "亿元", "元") if raw.endswith(unit))


def _grade_value(
    context: ReadingContext, block: Block, begin: int, finish: int, grade: str, others: bool
) -> Value:
    start, end = block.start + begin, block.start + finish
    paragraph = context.document.text[block.start : block.end]
    around = Surroundings(paragraph[:begin].rsplit("。", 1)[-1], "", "", "", "", True)
    return Value(
        id="",
        report=context.report,
        kind=Kind.GRADE,
        field="other" if others else "grade",
        raw=context.document.text[start:end],
        place=place_of(context.document, start, end),
        grade=grade,
        project=_project(context, around, start),
        year=context.year,
        section=_section_title(context, start),
        where="table" if block.table is not None else "text",
        confidence=_confidence(context.document, start, end),
        why="他方或其他对象的等级" if others else "等级结论",
    )


def _confidence(document: Document, start: int, end: int) -> float:
    """How far a figure may be trusted: less where its characters were read from a picture with doubt (G12)."""
    return DOUBTFUL if any(first < end and start < last for first, last in document.doubtful) else 1.0


def _modality(
    context: ReadingContext, start: int, quantity: Quantity, around: Surroundings, role: Role
) -> Modality:
    if quantity.kind is Kind.SCORE and is_band(around):
        return Modality.STANDARD
    if pattern("other_roles", "modality", "hypothetical").search(around.near):
        return Modality.HYPOTHETICAL
    if role.field == "target":
        return Modality.TARGET
    bound = quantity.exactness in {Exactness.AT_LEAST, Exactness.AT_MOST}
    goal_words = pattern("other_roles", "modality", "target_cue").search(around.near) is not None
    goal_after = pattern("other_roles", "modality", "target_after").match(around.after) is not None
    in_goals = role.field == "other" and _in_goals(context, start) and not _reports(around)
    if goal_after or (bound and goal_words) or in_goals:
        return Modality.TARGET
    return Modality.ASSERTED


def _reports(around: Surroundings) -> bool:
    """Whether the sentence tells what has happened, wherever it stands (实际完成情况为：截至年底…)."""
    return pattern("other_roles", "modality", "reported").search(around.sentence) is not None


def _in_goals(context: ReadingContext, offset: int) -> bool:
    """Whether the offset lies in a section that sets goals rather than reports on them."""
    section = _section(context.sections, offset)
    if section is None:
        return False
    title = re.sub(r"完成|实现|分析|达成", "完成", section.title)
    return (
        pattern("other_roles", "modality", "target_section").search(title) is not None
        and "完成" not in title
        and "偏离" not in title
        and "资金" not in title
        and "评" not in title
    )


def _section(sections: Sequence[Section], offset: int) -> Section | None:
    """The innermost section at the offset; sections are in text order."""
    index = bisect_right(sections, offset, key=attrgetter("start"))
    for section in reversed(sections[:index]):
        if offset < section.end:
            return section
    return None


def _section_title(context: ReadingContext, offset: int) -> str | None:
    section = _section(context.sections, offset)
    return section.title if section is not None else None


def _project(context: ReadingContext, around: Surroundings, offset: int) -> str | None:
    """The project that a figure is bound to: named before it in the sentence, else in the heading above."""
    if len(context.projects) < 2:
        return None
    named = _last_named(around.sentence, context.projects)
    if named is not None:
        return named
    section = _section(context.sections, offset)
    titles = (section.title, *reversed(section.path)) if section is not None else ()
    return next((found for title in titles if (found := _last_named(title, context.projects))), None)


def _last_named(text: str, projects: Sequence[str]) -> str | None:
    found = [(text.rfind(folded(project)), project) for project in projects]
    best = max(found, key=lambda entry: (entry[0], len(entry[1])), default=(-1, ""))
    return best[1] if best[0] >= 0 else None
