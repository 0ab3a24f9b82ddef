"""A 预算执行率 row in the indicator table that tells its amounts in words: it is that form's fund row."""

import re

from pipeline.model import FundRow, Indicator, Value
from pipeline.nlp.form_cells import Origin, Slot, money_value, rate_value, slot_place
from pipeline.nlp.form_grid import Lattice, filled
from pipeline.nlp.form_lexicon import FUND_COLUMNS, column_of

_STATED = re.compile(
    r"([\u4e00-\u9fff]{2,8}?)\s*[:：为]?\s*(?:(?:总额|合计|共计)\s*[:：]?\s*)?(\d[\d,]*(?:\.\d+)?\s*(?:亿元|万元|元|万|亿))(?![/／每])"
)


def execution_fund(origin: Origin, lattice: Lattice, row: int, indicator: Indicator) -> FundRow | None:
    """The fund row that an execution row states (年初预算…万元，全年执行…万元); None without amounts."""
    if indicator.role != "execution":
        return None
    amounts: dict[str, Value] = {}
    for slot in filled(lattice.rows[row]):
        for field, value in _stated(origin, slot).items():
            amounts.setdefault(field, value)
    if "spent" not in amounts or not {"budget_initial", "budget_full"} & set(amounts):
        return None
    budgets = (amounts.get("budget_full"), amounts.get("budget_initial"))
    rate_place = indicator.places.get("actual")
    rate = None
    if rate_place is not None:
        slot = Slot(indicator.actual, rate_place.start, rate_place.end)
        rate = rate_value(origin, slot, amounts["spent"], budgets)
    return FundRow(
        report=origin.report,
        row=indicator.level3 or indicator.level1,
        role="total",
        level=0,
        table=1,
        budget_initial=amounts.get("budget_initial"),
        budget_full=amounts.get("budget_full"),
        spent=amounts["spent"],
        weight=indicator.weight,
        rate=rate,
        score=indicator.score,
        columns=tuple(
            field for field in FUND_COLUMNS if field in amounts or field in ("weight", "rate", "score")
        ),
        places=indicator.places,
        confidence=indicator.confidence,
    )


def stated_fund(origin: Origin, lattice: Lattice, row: int, table: int) -> FundRow | None:
    """The fund row whose cells each hold a head and its amount (全年预算数：总额：120万元); None for sentences."""
    amounts: dict[str, Value] = {}
    slots = filled(lattice.rows[row])
    for slot in slots:
        if _STATED.fullmatch(slot.text.strip()):
            for field, value in _stated(origin, slot).items():
                amounts.setdefault(field, value)
    if "spent" not in amounts or not {"budget_initial", "budget_full"} & set(amounts):
        return None
    places = {field: value.place for field, value in amounts.items()}
    return FundRow(
        report=origin.report,
        row=slots[0].text,
        role="total",
        level=0,
        table=table,
        columns=tuple(field for field in FUND_COLUMNS if field in amounts),
        places={"row": slot_place(origin, slots[0]), **places},
        budget_initial=amounts.get("budget_initial"),
        budget_full=amounts.get("budget_full"),
        spent=amounts["spent"],
    )


def _stated(origin: Origin, slot: Slot) -> dict[str, Value]:
    raw = origin.document.text[slot.start : slot.end]
    found: dict[str, Value] = {}
    for match in _STATED.finditer(raw):
        column = column_of(match.group(1))
        column = "budget_full" if column == "budget" else column
        if column in ("budget_initial", "budget_full", "spent"):
            part = Slot(match.group(2), slot.start + match.start(2), slot.start + match.end(2))
            value = money_value(origin, part, column, ("元", 1.0))
            if value is not None:
                found.setdefault(column, value)
    return found
