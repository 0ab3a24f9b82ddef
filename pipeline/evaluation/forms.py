"""Scores the typed 自评表 against gold: cells of the fund rows, rows and cells of the indicators (表格计分)."""

from collections.abc import Callable
from decimal import Decimal

from pipeline.evaluation.alignment import aligned
from pipeline.evaluation.gold import GoldFund, GoldIndicator, GoldReport
from pipeline.evaluation.tally import Sheet
from pipeline.evaluation.wording import label_of, squeezed
from pipeline.model import FundRow, Indicator, Report, Value
from pipeline.outputs.numerals import plain_decimal

FUND_COLUMNS = ("budget_initial", "budget_full", "spent", "weight", "rate", "score")
_GOLD_CELLS: dict[str, Callable[[GoldIndicator], str]] = {
    "level1": lambda row: squeezed(row.level1),
    "level2": lambda row: squeezed(row.level2),
    "name": lambda row: squeezed(row.name),
    "target": lambda row: squeezed(row.target),
    "actual": lambda row: squeezed(row.actual),
    "weight": lambda row: plain_decimal(row.weight) or "",
    "score": lambda row: plain_decimal(row.score) or "",
    "reason": lambda row: squeezed(row.reason),
}
_CELLS: dict[str, Callable[[Indicator], str]] = {
    "level1": lambda row: squeezed(row.level1),
    "level2": lambda row: squeezed(row.level2),
    "name": lambda row: squeezed(row.level3),
    "target": lambda row: squeezed(row.target),
    "actual": lambda row: squeezed(row.actual),
    "weight": lambda row: plain_decimal(_number(row.weight)) or "",
    "score": lambda row: plain_decimal(_number(row.score)) or "",
    "reason": lambda row: squeezed(row.reason),
}


def score_funds(sheet: Sheet, gold: GoldReport, report: Report | None) -> None:
    """Every filled cell of the fund rows; rows are aligned in order by their labels."""
    given = report.funds if report is not None else ()
    for wanted, found in aligned(gold.funds, given, _fund_likeness):
        expected = gold.funds[wanted] if wanted is not None else None
        actual = given[found] if found is not None else None
        label = expected.row if expected is not None else actual.row if actual is not None else ""
        for column in FUND_COLUMNS:
            left: Decimal | None = getattr(expected, column, None)
            right = _number(getattr(actual, column, None))
            sheet.judge("fund_cells", f"{label}·{column}", plain_decimal(left), plain_decimal(right))


def score_indicators(sheet: Sheet, gold: GoldReport, report: Report | None) -> None:
    """Rows by name and order, then every cell; a row that scores the execution rate need not be listed."""
    given = report.indicators if report is not None else ()
    for wanted, found in aligned(gold.indicators, given, _indicator_likeness):
        expected = gold.indicators[wanted] if wanted is not None else None
        actual = given[found] if found is not None else None
        if expected is None and actual is not None and actual.role == "execution":
            continue
        name = expected.name if expected is not None else actual.level3 if actual is not None else ""
        if expected is not None and actual is not None:
            sheet.right("indicator_rows")
        else:
            sheet.wrong("indicator_rows", name, expected and expected.name, actual and actual.level3)
        for column, cell in _GOLD_CELLS.items():
            left = cell(expected) if expected is not None else ""
            right = _CELLS[column](actual) if actual is not None else ""
            if column == "actual" and actual is not None and _without_unit(actual) == left:
                right = left
            sheet.judge("indicator_cells", f"{name}·{column}", left or None, right or None)


def _fund_likeness(gold: GoldFund, row: FundRow) -> int:
    """Equal labels; among equal labels, the row with more cells alike."""
    if label_of(gold.row) != label_of(row.row):
        return 0
    alike: int = sum(_number(getattr(row, column)) == getattr(gold, column) for column in FUND_COLUMNS)
    return 10 + alike


def _indicator_likeness(gold: GoldIndicator, row: Indicator) -> int:
    """Equal names, or one inside the other; cells settle which of several equal names is meant."""
    one, other = squeezed(gold.name), squeezed(row.level3)
    if not one or not other or not (one in other or other in one):
        return 0
    cells = sum(_GOLD_CELLS[column](gold) == _CELLS[column](row) for column in ("level2", "target", "actual"))
    return (40 if one == other else 20) + cells


def _without_unit(row: Indicator) -> str:
    """An actual figure as its own cell has it: gold may leave the unit in the column where it is printed."""
    place = row.places.get("actual")
    return squeezed(place.quote or "") if place is not None and row.actual_unit else squeezed(row.actual)


def _number(value: Value | None) -> Decimal | None:
    return value.number if value is not None else None
