"""The figures that an auditor puts on one line for a report (一行数), chosen from its values."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from pipeline.model import Exactness, FundRow, Kind, Modality, Value
from pipeline.nlp.statements import Statements

_FROM_TEXT = ("received", "surplus", "budget_approved", "carryover_in")


def summary_figures(
    values: Sequence[Value], funds: Sequence[FundRow], year: int | None, said: Statements
) -> dict[str, Value]:
    """The summary by field: the form's total row first, then the text; what neither states is left out."""
    own = [value for value in values if _speaks_of_whole(value, year)]
    chosen: dict[str, Value | None] = {}
    total = _total_row(funds)
    if total is not None:
        chosen = {
            "budget_initial": total.budget_initial,
            "budget_full": total.budget_full,
            "spent": total.spent,
            "execution_rate": total.rate,
        }
    carried = next((row.budget_full for row in funds if row.role == "carryover" and row.budget_full), None)
    chosen["carryover_in"] = carried
    for field in ("budget_initial", "budget_full", "spent", "execution_rate", *_FROM_TEXT):
        chosen[field] = (
            chosen.get(field) or (_adjusted(own) if field == "budget_full" else None) or _first(own, field)
        )
    # A report that states one approved figure and no adjustment means it as the year's budget.
    chosen["budget_full"] = chosen["budget_full"] or chosen["budget_approved"]
    if chosen["received"] is None and said.received_in_full:
        chosen["received"] = chosen["budget_full"]  # 全部到位 says that what was budgeted arrived
    chosen["surplus"] = chosen["surplus"] or said.no_surplus
    chosen["total_score"] = _score(own, "total_score")
    chosen["full_score"] = _score(own, "full_score")
    chosen["grade"] = _grade(own)
    return {field: value for field, value in chosen.items() if value is not None}


def _speaks_of_whole(value: Value, year: int | None) -> bool:
    return (
        value.project is None
        and value.modality is Modality.ASSERTED
        and value.as_of
        in (None, *([f"{year}-{month:02d}" for month in range(1, 13)] if value.field == "received" else []))
        and (value.year is None or year is None or value.year == year)
    )


def _total_row(funds: Sequence[FundRow]) -> FundRow | None:
    rows = [row for row in funds if row.role == "total" and row.level == 0]
    # A table of the text may have its own 合计 (各方向执行情况) above the form's scored 年度资金总额.
    rows.sort(key=lambda row: row.weight is None and row.score is None and "总额" not in row.row)
    rows += [row for row in funds if row.role == "project" and row.level == 0]
    return next((row for row in rows if row.spent or row.budget_full), None)


def _first(values: Iterable[Value], field: str) -> Value | None:
    """The first exact statement of a field, else the first of any exactness; a repeat says nothing new."""
    stated = [value for value in values if value.field == field and value.source is None]
    exact = [value for value in stated if value.exactness is Exactness.EXACT]
    return next(iter(exact or stated), None)


def _adjusted(values: Sequence[Value]) -> Value | None:
    """The budget that stands after the changes the report states: 下达111万元，调减40万元，实际下达71万元."""
    budgets = [
        value for value in values if value.field == "budget_full" and value.source is None and value.number
    ]
    changes = [value.number for value in values if value.field == "budget_change" and value.number]
    if not changes or len(budgets) < 2:
        return None
    after = (budgets[0].number or Decimal(0)) + sum(changes, Decimal(0))
    return next((value for value in budgets[1:] if value.number == after), None)


def _score(values: Sequence[Value], field: str) -> Value | None:
    stated = [value for value in values if value.kind is Kind.SCORE and value.field == field]
    in_text = [value for value in stated if value.where == "text"]
    return next(iter(in_text or stated), None)


def _grade(values: Sequence[Value]) -> Value | None:
    """The last grade that the text concludes, since a report may grade its projects first; else the form's."""
    stated = [value for value in values if value.kind is Kind.GRADE and value.field == "grade"]
    in_text = [value for value in stated if value.where == "text"]
    return (in_text or stated)[-1] if stated else None
