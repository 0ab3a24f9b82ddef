"""Execution facts of a report, and the words that explain them (执行情况与原因说明)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import FundRow, Report, Value, block_at
from pipeline.validation.execution import Ratio, root_of
from pipeline.validation.facts import exact, subject
from pipeline.validation.fingerprints import canonical_name
from pipeline.validation.funds import blocks, cell, finest_unit
from pipeline.validation.lexicon import cues
from pipeline.validation.money_in_text import rates_in_text
from pipeline.validation.prose import Sentence, own_blocks, own_sentences, sentences
from pipeline.validation.wording import stated

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Execution:
    """How much of its budget an object spent: from the form's amounts, else as stated in the text."""

    subject: str
    name: str
    percent: Decimal
    ulp: Decimal
    """Unit in the last place of a stated rate; 0 where it is reckoned from the amounts."""
    shown: str
    values: tuple[Value, ...]
    root: str
    certainty: float = 1.0


def executions(report: Report) -> list[Execution]:
    """The report's whole and its projects, each once: the form's rows before the statements of the text."""
    found: dict[str, Execution] = {}
    for one in (*_of_rows(report), *_of_text(report)):
        found.setdefault(one.subject, one)
    return list(found.values())


def _of_rows(report: Report) -> Iterator[Execution]:
    for rows in blocks(report).values():
        for row in rows:
            spent, budget = cell(row, "spent"), cell(row, "budget_full")
            object_row = (row.level == 0 and row.role == "total") or row.role == "project"
            if object_row and spent is not None and budget is not None and budget.number:
                ratio = Ratio(spent, budget, finest_unit(rows))
                values = (spent, budget) if row.rate is None else (spent, budget, row.rate)
                shown = f"执行数 {stated(report, spent)}，预算数 {stated(report, budget)}，{ratio.shown()}"
                yield Execution(
                    subject=_row_subject(report, row),
                    name="" if row.level == 0 else row.row,
                    percent=ratio.percent(),
                    ulp=Decimal(0),
                    shown=shown,
                    values=values,
                    root=root_of(report, row),
                    certainty=row.confidence,
                )


def _row_subject(report: Report, row: FundRow) -> str:
    named = canonical_name(row.row)
    return "" if row.level == 0 or named == canonical_name(report.project) else named


def _of_text(report: Report) -> Iterator[Execution]:
    for found in rates_in_text(report):
        rate = found.rate
        if rate.number is not None and exact(rate) and rate.source is None:
            project = subject(report, rate)
            yield Execution(
                subject=project,
                name=rate.project or "",
                percent=rate.number,
                ulp=rate.ulp,
                shown=f"执行率写 {stated(report, rate)}",
                values=tuple(value for value in (rate, found.spent, found.budget) if value is not None),
                root=f"rate/{found.project or 'total'}",
            )


def reason_for(one: Execution, owners: Iterable[Report], cue_list: str = "reason") -> Sentence | None:
    """The first sentence of these reports that explains the execution of the object (G10)."""
    for owner in owners:
        near = own_sentences(owner) if not one.subject else _about(owner, one)
        before = ""
        for sentence in near:
            if explains(sentence.text, cue_list, before):
                return sentence
            before = sentence.text
    return None


def explains(text: str, cue_list: str = "reason", before: str = "") -> bool:
    """Whether a sentence gives a reason that concerns money; printed notes of the form do not (G8).

    主要原因是… needs no word of money itself where the sentence before it speaks of the execution.
    """
    if cues("execution_cues", "printed").search(text):
        return False
    if cue_list == "over_reason":  # 没有其他资金来源、无上年结转：不是来源说明
        text = cues("execution_cues", "denied").sub("", text)
    led = cues("execution_cues", "reason_lead").match(text)
    about = cues("execution_cues", "about_money").search(f"{before}{text}" if led else text)
    return bool(about and cues("execution_cues", cue_list).search(text))


def _about(report: Report, one: Execution) -> Iterator[Sentence]:
    """The sentences that name the object, the one behind each, and the cells of its row."""
    spots = [value.place for value in report.values if value.project and _same(value.project, one)]
    rows = {(place.sheet, place.table, place.row) for place in spots if place.row is not None}
    for cell_block in own_blocks(report):
        if (cell_block.sheet, cell_block.table, cell_block.row) in rows:
            yield from sentences(report, cell_block.start, cell_block.end)
    follows = False
    last = -1
    for sentence in own_sentences(report):
        block = block_at(report.document, sentence.start)
        start = block.start if block is not None else sentence.start
        named = one.name and one.name in sentence.text
        bound = any(sentence.start <= place.start < sentence.end for place in spots)
        if named or bound or (follows and start == last and not _of_another(report, sentence, one)):
            yield sentence
        follows, last = bool(named or bound), start


def _same(project: str, one: Execution) -> bool:
    return canonical_name(project) == one.subject or project == one.name


def _of_another(report: Report, sentence: Sentence, one: Execution) -> bool:
    return any(
        sentence.start <= value.place.start < sentence.end
        for value in report.values
        if value.project and not _same(value.project, one)
    )
