"""The values of a report's running text (数值): each quantity with its field, year, project and place."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.model import (
    Block,
    Document,
    Kind,
    Value,
    place_of,
)
from pipeline.nlp.clauses import Surroundings
from pipeline.nlp.contexts import ReadingContext, modality_of, project_of, section_title
from pipeline.nlp.fold import folded
from pipeline.nlp.grades import find_grades
from pipeline.nlp.money_lists import Enumeration
from pipeline.nlp.paragraph_roles import Figure, paragraph_figures
from pipeline.nlp.quantities import MASKED, Decoy, Scan, scan_text
from pipeline.nlp.rejoining import rejoined, without_cuts
from pipeline.nlp.score_roles import bare_score_numbers
from pipeline.nlp.units import Quantity

DOUBTFUL = 0.6
# Web text writes Chinese sentences with half-width marks; between digits a comma is a separator of thousands.
_HALF_WIDTH_MARK = re.compile(r",(?!\d)|(?<!\d),|;")


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
    for block in rejoined(context.document, blocks):
        # A figure cut from its unit by a line break is one figure; a blank in the break's place keeps the offsets.
        paragraph = _with_chinese_marks(without_cuts(folded(context.document.text[block.start : block.end])))
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
    figures, listing = paragraph_figures(context, block, paragraph, scan.quantities, before)
    values = [_value(context, block, figure) for figure in figures]
    values += [_unreadable(context, block, decoy) for decoy in scan.decoys if decoy.name == MASKED]
    for grade in find_grades(paragraph):
        values.append(_grade_value(context, block, grade.start, grade.end, grade.grade, grade.others))
    return values, listing


def _value(context: ReadingContext, block: Block, figure: Figure) -> Value:
    quantity, around, scope, role = figure.quantity, figure.around, figure.scope, figure.role
    start, end = block.start + quantity.start, block.start + quantity.end
    return Value(
        id="",
        report=context.report,
        kind=quantity.kind,
        field=role.field,
        raw=context.document.text[start:end],
        place=place_of(context.document, start, end),
        number=-abs(quantity.number) if role.sign < 0 else quantity.number,
        upper=quantity.upper,
        unit=quantity.unit,
        ulp=quantity.ulp,
        exactness=quantity.exactness,
        modality=modality_of(context, start, quantity, around, role),
        project=project_of(context, around, start),
        year=scope.year if scope.year is not None else context.year,
        as_of=scope.as_of,
        source=role.source,
        section=section_title(context, start),
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
        section=section_title(context, start),
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
        project=project_of(context, around, start),
        year=context.year,
        section=section_title(context, start),
        where="table" if block.table is not None else "text",
        confidence=_confidence(context.document, start, end),
        why="他方或其他对象的等级" if others else "等级结论",
    )


def _confidence(document: Document, start: int, end: int) -> float:
    """How far a figure may be trusted: less where its characters were read from a picture with doubt (G12)."""
    return DOUBTFUL if any(first < end and start < last for first, last in document.doubtful) else 1.0
