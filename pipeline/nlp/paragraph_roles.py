"""What each figure of one paragraph means (段内口径): the list that is open, its year, and the words around it."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.model import Block, Kind
from pipeline.nlp.clauses import Surroundings, surroundings
from pipeline.nlp.contexts import ReadingContext, in_goals, reports, section_title
from pipeline.nlp.cues import pattern
from pipeline.nlp.fold import folded
from pipeline.nlp.money_lists import Enumeration, Known, listing_after, reached
from pipeline.nlp.money_roles import money_role
from pipeline.nlp.money_totals import with_counted_items
from pipeline.nlp.rate_roles import rate_role
from pipeline.nlp.roles import Role
from pipeline.nlp.score_roles import score_role
from pipeline.nlp.time_scope import TimeScope, time_scope
from pipeline.nlp.units import Quantity
from pipeline.pulse import beat

_DIVIDES = re.compile(r"\s*(?:其中|分别|具体|包括)")
_FUNDS_BEHIND = re.compile(r"[\u4e00-\u9fff]{0,6}?(?:资金|经费|专款|工程款|补助款)")
_MONEY_WORD = re.compile(r"资金|预算|支出|经费|拨付|支付|投资|补助|到位|结余|金额|费用|债券")
_NAMED_WORK = re.compile(r"《[^《》\n]{1,120}》")


@dataclass(frozen=True, slots=True)
class Figure:
    """One quantity of a paragraph with the words around it, the year it speaks of, and what it means."""

    quantity: Quantity
    around: Surroundings
    scope: TimeScope
    role: Role


def paragraph_figures(
    context: ReadingContext, block: Block, paragraph: str, quantities: Sequence[Quantity], before: Enumeration
) -> tuple[list[Figure], Enumeration]:
    """The figures of one paragraph, and the list that the next may go on with; `before` is the last one's."""
    figures: list[Figure] = []
    by_kind: dict[str, list[Quantity]] = defaultdict(list)  # by its word: to hash an enum's member is slow
    for quantity in quantities:
        by_kind[quantity.kind.value].append(quantity)
    listing = before if _DIVIDES.match(paragraph) else Enumeration()
    # What a document is called says nothing of the figure beside it: 根据《关于下达2022年…预算的通知》.
    words = _NAMED_WORK.sub(lambda title: "〇" * len(title[0]), paragraph)
    known = _known(context, block, words)
    sentence_at = -1
    for quantity in quantities:
        beat()  # a line without any full stop may hold a hundred thousand
        around = surroundings(words, quantity, by_kind[quantity.kind.value])
        scope = time_scope(around, context.year)
        if quantity.kind is not Kind.MONEY:
            role = _role(context, block, quantity, around, scope)
        else:
            begin = quantity.start - len(around.sentence)
            if begin != sentence_at:
                listing, sentence_at = _carried_over(listing, around), begin
            if quantity.bare and not _bare_is_money(around):
                continue
            listing = reached(listing, around)
            role = money_role(quantity, around, scope, listing, known)
            listing = listing_after(listing, quantity, role, around)
        figures.append(Figure(quantity, around, scope, role))
    return _counted(figures, words), listing if by_kind[Kind.MONEY] else before


def _known(context: ReadingContext, block: Block, words: str) -> Known:
    carried = "结转" in words and pattern("money_roles", "parts", "adds_carryover").search(words) is not None
    adds_years = "累计" in words or "以来" in words
    titled = words.lstrip().startswith("共")
    return Known(
        year=context.year,
        projects=tuple(folded(name) for name in context.projects) if len(context.projects) > 1 else (),
        department=context.department,
        adds_carryover=carried,
        many_years=adds_years and pattern("money_roles", "parts", "many_years").search(words) is not None,
        title=section_title(context, block.start) if titled else None,
    )


def _counted(figures: list[Figure], words: str) -> list[Figure]:
    """The figures with the items that a counted total (三项合计) adds up read as its parts."""
    if pattern("money_roles", "parts", "counts_items").search(words) is None:
        return figures
    amounts = [figure.role if figure.quantity.kind is Kind.MONEY else None for figure in figures]
    settled = with_counted_items(amounts, [figure.around for figure in figures])
    return [
        figure if role is None or role is figure.role else replace(figure, role=role)
        for figure, role in zip(figures, settled, strict=True)
    ]


def _carried_over(listing: Enumeration, around: Surroundings) -> Enumeration:
    """A new sentence closes the list, unless it goes on to divide the whole (其中…)."""
    goes_on = _DIVIDES.match(around.sentence) is not None
    return replace(listing, open=False, whole=listing.whole if goes_on else None)


def _bare_is_money(around: Surroundings) -> bool:
    """万 without 元 is money where a money word stands in its clause, or another amount before it in the sentence."""
    if not around.first or _FUNDS_BEHIND.match(around.after):
        return True
    return _MONEY_WORD.search(around.near or around.sentence) is not None


def _role(
    context: ReadingContext, block: Block, quantity: Quantity, around: Surroundings, scope: TimeScope
) -> Role:
    if quantity.kind is Kind.RATE:
        # A report whose year is unknown has no other year to tell from it.
        scope = replace(scope, year=None) if context.year is None else scope
        among_goals = in_goals(context, block.start + quantity.start) and not reports(around)
        return rate_role(quantity, around, scope, among_goals or _lies_ahead(context, around, scope))
    if quantity.kind is Kind.SCORE:
        named = len(context.projects) > 1 and any(
            around.near.endswith(folded(name)) for name in context.projects
        )
        earlier = context.year is not None and (scope.year or context.year) < context.year
        return score_role(quantity, around, context.reviewed, named, earlier)
    return Role("other", "数量")


def _lies_ahead(context: ReadingContext, around: Surroundings, scope: TimeScope) -> bool:
    """Whether a rate is to be reached in a year to come: a goal, in whatever section it stands."""
    later = context.year is not None and (scope.year or 0) > context.year and scope.as_of is None
    return later and pattern("other_roles", "rate", "ahead").search(around.sentence) is not None
