"""Execution rates of the running text, bound to the amounts of the same sentence and project."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Exactness, Kind, Modality, Report, Value, block_at
from pipeline.validation.facts import (
    fact_key,
    figure,
    of_this_year,
    part_of_something,
    subject,
    unknown_part,
    whole_money,
)
from pipeline.validation.prose import sentence_range

# Denominators in the order in which the official ratio prefers them.
DENOMINATORS = ("budget_full", "budget_approved", "received", "budget_initial")
# A rate over these is not the official one; it agrees only where the report states nothing better.
LESSER_DENOMINATORS = ("received", "budget_initial")


@dataclass(frozen=True, slots=True)
class RateInText:
    """A rate of the text; the amounts it must come from, and all it may come from."""

    rate: Value
    project: str
    spent: Value | None
    budget: Value | None
    other_budgets: tuple[Value, ...]
    plausible: tuple[tuple[Value, Value], ...]
    unsure: str | None


_MOST_RATES = 500
"""No report's text states more rates of execution; text made to cost time might, each to be held to all amounts."""


def rates_in_text(report: Report) -> Iterator[RateInText]:
    """Every asserted execution rate of the running text of the evaluated year."""
    rates = _stated_rates(report)[:_MOST_RATES]
    amounts = [value for value in report.values if value.kind is Kind.MONEY and value.number is not None]
    statements = list(whole_money(report))
    for rate in rates:
        yield _bound(report, rate, rates, amounts, statements)


def rates_left_out(report: Report) -> tuple[Value, ...]:
    """The rates of the text that are too many to be held to all amounts, and must be said to be unchecked."""
    return tuple(_stated_rates(report)[_MOST_RATES:])


def _stated_rates(report: Report) -> list[Value]:
    return [value for value in report.values if _is_rate(report, value)]


def _is_rate(report: Report, value: Value) -> bool:
    return (
        value.field == "execution_rate"
        and value.where == "text"
        and value.number is not None
        and value.modality is Modality.ASSERTED
        and of_this_year(report, value)
    )


def _bound(
    report: Report, rate: Value, rates: Sequence[Value], amounts: Sequence[Value], statements: Sequence[Value]
) -> RateInText:
    start, end = sentence_range(report, rate.place.start)
    near = [value for value in amounts if start <= value.place.start < end]
    around = [value for value in amounts if _in_paragraph(report, value, rate)]
    own = [value for value in statements if _same_object(report, value, rate)]
    nearest = _nearest_spent(rate, near, [one for one in rates if start <= one.place.start < end])
    spent = nearest if nearest is not None and _whole_of(report, nearest, rate) else None
    if nearest is None and _sole_rate_of_section(rate, rates):
        spent = _only([value for value in own if value.field == "spent"])
    budgets = [value for field in DENOMINATORS if (value := _only([v for v in own if v.field == field]))]
    row_budget = _budget_of_row(report, nearest)
    if nearest is not None and row_budget is not None:
        spent, budgets = nearest, [row_budget]
    official = bool(budgets) and budgets[0].field not in LESSER_DENOMINATORS
    usable = [value for value in around if not (official and value.field in LESSER_DENOMINATORS)]
    whole = [value for value in own if not (official and value.field in LESSER_DENOMINATORS)]
    paired = [(e, b) for e in usable for b in usable if e is not b]
    paired += [(e, b) for e in (*own, *around) for b in whole if e is not b and e.field == "spent"]
    finest = {id(one): _finest(one, own) or one for one in (*own, *around)}
    return RateInText(
        rate=rate,
        project=subject(report, rate),
        spent=_finest(spent, own),
        budget=_finest(budgets[0], own) if budgets else None,
        other_budgets=tuple(_finest(v, own) or v for v in own if v.field in LESSER_DENOMINATORS),
        plausible=tuple((finest[id(e)], finest[id(b)]) for e, b in paired),
        unsure=None if row_budget is not None else _doubtful(report, rate, spent, budgets),
    )


def _finest(value: Value | None, statements: Sequence[Value]) -> Value | None:
    """The same amount as it is written most finely: 2.4亿元 beside 24000万元 is known to the 万元."""
    same = [one for one in statements if value is not None and one.number == value.number]
    return min(same, key=lambda one: figure(one).quantum, default=value) if same else value


def _whole_of(report: Report, spent: Value, rate: Value) -> bool:
    """Spending of the rate's own object, and not a part of it."""
    return _same_object(report, spent, rate) and not part_of_something(report, spent)


def _budget_of_row(report: Report, spent: Value | None) -> Value | None:
    """The budget of the fund row with exactly this spending: the row that the text speaks of."""
    if spent is None or not spent.number:
        return None
    rows = [row for row in report.funds if row.spent is not None and row.spent.number == spent.number]
    return _only([row.budget_full for row in rows if row.budget_full is not None and row.budget_full.number])


def _in_paragraph(report: Report, value: Value, rate: Value) -> bool:
    block = block_at(report.document, rate.place.start)
    return block is not None and value.where == "text" and block.start <= value.place.start < block.end


def _same_object(report: Report, value: Value, rate: Value) -> bool:
    """Same project and source of funds; whole-project figures only (G1, G2)."""
    mine, theirs = fact_key(report, rate), fact_key(report, value)
    return (mine.project, mine.source, mine.as_of) == (theirs.project, theirs.source, theirs.as_of)


def _nearest_spent(rate: Value, near: Sequence[Value], rates: Sequence[Value]) -> Value | None:
    """The spending whose own rate this is: last before it, no other rate between the two."""
    before = [value for value in near if value.field == "spent" and value.place.start < rate.place.start]
    if not before:
        return None
    spent = max(before, key=lambda value: value.place.start)
    between = [one for one in rates if spent.place.start < one.place.start < rate.place.start]
    return None if between or spent.exactness is not Exactness.EXACT else spent


def _sole_rate_of_section(rate: Value, rates: Sequence[Value]) -> bool:
    return all(one is rate or one.section != rate.section for one in rates)


def _only(values: Sequence[Value]) -> Value | None:
    """The one amount that all these statements give, or None where they differ or are missing."""
    return values[0] if values and len({value.number for value in values}) == 1 else None


def _doubtful(report: Report, rate: Value, spent: Value | None, budgets: Sequence[Value]) -> str | None:
    for value in (rate, spent, *budgets[:1]):
        if value is not None and (part := unknown_part(report, value)):
            return f"{part}不明"
    if budgets and budgets[0].field in ("budget_initial",):
        return "只有年初预算数，没有全年预算数"
    return None
