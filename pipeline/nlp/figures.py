"""All values of one report, text and form together, numbered in text order (抽取)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter

from pipeline.model import (
    Block,
    BlockKind,
    Document,
    FundRow,
    Indicator,
    Place,
    Value,
)
from pipeline.nlp.contexts import ReadingContext
from pipeline.nlp.form_fund_levels import in_document_order
from pipeline.nlp.forms import Forms, ProjectRow
from pipeline.nlp.headed import headed_values
from pipeline.nlp.outline import Outline
from pipeline.nlp.text_lines import within
from pipeline.nlp.values import text_figures
from pipeline.pulse import beat

_READ_KINDS = frozenset(
    {BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.CELL, BlockKind.TEXTBOX, BlockKind.NOTE}
)
_BESIDE_ID = attrgetter(*(column.name for column in fields(Value) if column.name != "id"))
"""All of a value but its id, which stands first: dataclasses.replace would take twice as long, for every value."""
_PROSE_CHARACTERS = 12
_HINT = re.compile(r"\d+字以内|须说明原因|填写说明|^填表说明")
"""Words printed in the blank form (G8)."""
_VALUE_COLUMNS = ("budget_initial", "budget_full", "spent", "weight", "rate", "score")


@dataclass(frozen=True, slots=True)
class Figures:
    """The values of a report in text order, its form rows holding the same values, and what was claimed."""

    values: tuple[Value, ...]
    funds: tuple[FundRow, ...]
    indicators: tuple[Indicator, ...]
    claimed: tuple[tuple[int, int], ...]


def report_figures(document: Document, outline: Outline) -> Figures:
    """Read every figure of the report: running text and free cells by their words, the form by its columns."""
    identity, forms = outline.identity, outline.forms
    context = ReadingContext(
        document=document,
        report=outline.report,
        year=identity.year,
        projects=_project_names(identity.projects, forms.project_rows),
        sections=outline.sections,
        reviewed=identity.kind == "重点评价报告" and not _concludes_itself(outline),
        department=identity.kind.startswith("整体"),
    )
    occupied = {place.start for place in _form_places(forms)}
    text = text_figures(context, _text_blocks(document, outline, occupied))
    headed = headed_values(forms, outline.report, identity.year)
    in_form = (*_form_values(forms), *headed, *_listed_values(forms.project_rows))
    ordered = _numbered(outline.report, (*text.values, *in_form))
    known = {_key(value): value for value in ordered}
    return Figures(
        values=ordered,
        funds=tuple(
            _with_known_values(row, known)
            for row in in_document_order((*forms.funds, *_project_funds(outline.report, forms)))
        ),
        indicators=tuple(
            replace(row, weight=_known(row.weight, known), score=_known(row.score, known))
            for row in forms.indicators
        ),
        claimed=(*text.claimed, *((place.start, place.end) for place in _form_places(forms))),
    )


def _concludes_itself(outline: Outline) -> bool:
    """Whether a section gives the unit's own result (自评结论), whatever the title calls the report."""
    return any(section.role == "评价结论" and "自评" in section.title for section in outline.sections)


def _project_names(projects: Sequence[str], rows: Iterable[ProjectRow]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*projects, *(row.name for row in rows if not row.is_total and row.name))))


def _text_blocks(document: Document, outline: Outline, occupied: set[int]) -> Iterator[Block]:
    """Blocks read by their words: all running text, and those cells that no form column has read."""
    for block in within(document.blocks, outline.spans, lambda one: one.start):
        beat()
        label = block.table in outline.forms.tables and not _is_prose(document, block)
        read = block.kind in _READ_KINDS and block.start not in occupied
        if read and not label:
            yield from _outside(block, outline.forms.flattened)


def _outside(block: Block, flattened: Sequence[tuple[int, int]]) -> Iterator[Block]:
    """The stretches of a block that no form written flat takes up."""
    if not any(start < block.end and block.start < end for start, end in flattened):
        yield block
        return
    position = block.start
    for start, end in sorted(flattened):
        if end <= position or block.end <= start:
            continue
        if position < start:
            yield replace(block, end=start, start=position)
        position = end
    if position < block.end or position == block.start:
        yield replace(block, start=position)


def _is_prose(document: Document, block: Block) -> bool:
    """A form's cell that was filled with sentences rather than a label or a figure (预算执行情况（10分）)."""
    text = document.text[block.start : block.end]
    long = len(text) >= _PROSE_CHARACTERS and any(mark in text for mark in "，。；,;")
    return long and _HINT.search(text) is None


def _form_places(forms: Forms) -> Iterator[Place]:
    for row in forms.funds:
        yield from row.places.values()
    for indicator in forms.indicators:
        yield from indicator.places.values()
    for value in (*forms.totals, *_listed_values(forms.project_rows)):
        yield value.place


def _form_values(forms: Forms) -> Iterator[Value]:
    for row in forms.funds:
        for column in _VALUE_COLUMNS:
            value: Value | None = getattr(row, column)
            if value is not None:
                yield value
    for indicator in forms.indicators:
        yield from (value for value in (indicator.weight, indicator.score) if value is not None)
    yield from forms.totals


def _listed_values(rows: Iterable[ProjectRow]) -> Iterator[Value]:
    """Values of a table that lists projects, each bound to its project; its total row to the report."""
    for row in rows:
        project = None if row.is_total else row.name
        for value in (row.budget, row.spent, row.rate, row.score):
            if value is not None:
                yield replace(value, project=project)


def _project_funds(report: str, forms: Forms) -> Iterator[FundRow]:
    """The rows of a table that lists projects, as fund rows of a block of their own."""
    block = max((row.table for row in forms.funds), default=0) + 1
    columns = {"budget_full": "budget", "spent": "spent", "rate": "rate", "score": "score"}
    for row in forms.project_rows:
        project = None if row.is_total else row.name
        cells = {field: getattr(row, column) for field, column in columns.items()}
        values = {
            field: replace(value, project=project) for field, value in cells.items() if value is not None
        }
        yield FundRow(
            report=report,
            row=row.name,
            role="project",
            level=0 if row.is_total else 1,
            table=block,
            columns=tuple(columns),
            places={"row": row.place} | {field: value.place for field, value in values.items()},
            **values,
        )


def _key(value: Value) -> tuple[int, int, str, str]:
    return value.place.start, value.place.end, value.kind, value.field


def _numbered(report: str, values: Iterable[Value]) -> tuple[Value, ...]:
    distinct = {_key(value): value for value in values}
    ordered = sorted(distinct.values(), key=_key)
    return tuple(
        Value(f"{report}-{number:04d}", *_BESIDE_ID(value)) for number, value in enumerate(ordered, start=1)
    )


def _known(value: Value | None, known: dict[tuple[int, int, str, str], Value]) -> Value | None:
    return known[_key(value)] if value is not None else None


def _with_known_values(row: FundRow, known: dict[tuple[int, int, str, str], Value]) -> FundRow:
    return replace(
        row,
        budget_initial=_known(row.budget_initial, known),
        budget_full=_known(row.budget_full, known),
        spent=_known(row.spent, known),
        weight=_known(row.weight, known),
        rate=_known(row.rate, known),
        score=_known(row.score, known),
    )
