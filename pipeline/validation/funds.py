"""Fund totals that differ from their sources, and spending beyond the funds there were (资金)."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from pipeline.model import FundRow, Level, Place, Report, Value
from pipeline.validation.base import Comparison, Context, Doubt, not_applicable, passed, pending, rule
from pipeline.validation.facts import (
    FIELD_NAMES,
    asserted,
    exact,
    fact_key,
    figure,
    subject,
    unknown_part,
    whole_money,
)
from pipeline.validation.guards import explanation, settled
from pipeline.validation.lexicon import cues, mapping
from pipeline.validation.prose import clause_before
from pipeline.validation.table_names import fund_tables
from pipeline.validation.tolerance import HALF, SumCheck, SumVerdict, rounded_sum
from pipeline.validation.wording import added, excerpt, money, spot, stated, written

# Spending beyond one and a half times the funds is more often two objects than one overspent.
_IMPLAUSIBLE = Decimal("1.5")

COLUMNS = ("budget_initial", "budget_full", "spent")


def cell(row: FundRow, column: str) -> Value | None:
    """The money cell of a fund row in one of COLUMNS, if it holds a number."""
    values = {"budget_initial": row.budget_initial, "budget_full": row.budget_full, "spent": row.spent}
    value = values[column]
    return value if value is not None and value.number is not None else None


def blocks(report: Report) -> dict[int, list[FundRow]]:
    """The fund blocks of a report, each with its rows in order."""
    found: dict[int, list[FundRow]] = {}
    for row in report.funds:
        found.setdefault(row.table, []).append(row)
    return found


def finest_unit(rows: Sequence[FundRow], columns: Sequence[str] = COLUMNS) -> Decimal:
    """The finest decimals written in a column: 90 beside 89.974 stands for 90.000."""
    cells = [cell(row, column) for row in rows for column in columns]
    written_units = [figure(value).quantum for value in cells if value is not None and value.number != 0]
    return min(written_units, default=Decimal(1))


@rule(
    "ZJ-01",
    "资金总额与分项之和不符",
    Level.ERROR,
    basis="自评表样：年度资金总额由当年财政拨款、上年结转资金、其他资金组成",
    needs="自评表资金栏的总额及其分项",
)
def fund_total_differs_from_sources(report: Report, context: Context) -> Iterator[Comparison]:
    """年度资金总额 = Σ 分项, in each money column of each fund block (T1)."""
    for table, rows in blocks(report).items():
        totals = [row for row in rows if row.level == 0 and row.role == "total"]
        parts = _parts(rows)
        if len(totals) != 1 or not parts:
            yield not_applicable("资金栏没有总额行或没有分项行")
            continue
        for column in COLUMNS:
            yield from _total_against_parts(report, context, table, totals[0], parts, column)


def _parts(rows: Sequence[FundRow]) -> list[FundRow]:
    """The rows that make up the total: its sources, or a division by use that leaves nothing out."""
    below = [row for row in rows if row.level > 0]
    partition = any(
        len(classes) == len(below)
        and all(any(re.search(pattern, row.row) for row in below) for pattern in classes)
        for classes in mapping("amount_lists", "partitions").values()
    )
    return below if partition else [row for row in below if row.level == 1]


def _total_against_parts(
    report: Report, context: Context, table: int, total: FundRow, parts: list[FundRow], column: str
) -> Iterator[Comparison]:
    stated_total = cell(total, column)
    known = [value for part in parts if (value := cell(part, column)) is not None]
    if stated_total is None or not known:
        return
    name = FIELD_NAMES[column]
    unit = finest_unit([total, *parts], [column])
    result = rounded_sum(figure(stated_total), [figure(value) for value in known], unit)
    ids = [stated_total.id, *(value.id for value in known)]
    unknown = len(known) < len(parts)
    too_large = [value for value in known if figure(value).number - unit > figure(stated_total).number]
    if len(parts) == 1 and not too_large:
        yield passed(f"{name}只列出一个分项（其中），不超过总额", ids)
    elif result.verdict is not SumVerdict.OFF:
        yield passed(f"{name}：{_addition(result, known)}，相符", ids)
    elif _nested(stated_total, known, unit):
        yield passed(f"{name}：部分行是其他分项的明细，合计与总额相符", ids)
    elif unknown and not too_large:
        yield pending(f"{name}有分项空白，其余分项之和与总额不符，请核实空白格", ids)
    else:
        doubt = _sum_doubt(report, table, column, stated_total, known, result)
        certainty = [total.confidence, *(part.confidence for part in parts)]
        yield settled(context, doubt, [stated_total, *known], *certainty)


def _nested(total: Value, parts: Sequence[Value], unit: Decimal) -> bool:
    """Rows that are details of one of the others, or a second split of the total, not read as level 2."""
    if not 3 <= len(parts) <= 10:
        return False
    for size in range(1, len(parts) - 1):
        for chosen in combinations(range(len(parts)), size):
            rest = [parts[index] for index in range(len(parts)) if index not in chosen]
            main = [parts[index] for index in chosen]
            if size == 1 and main[0].number != total.number:
                continue
            if _adds_up(total, main, unit) and any(_adds_up(target, rest, unit) for target in (total, *main)):
                return True
    return False


def _adds_up(total: Value, parts: Sequence[Value], unit: Decimal) -> bool:
    if not any(part.number for part in parts):
        return False
    return rounded_sum(figure(total), [figure(part) for part in parts], unit).verdict is SumVerdict.EQUAL


def _addition(result: SumCheck, parts: Sequence[Value]) -> str:
    unit = parts[0].unit
    terms = added(plain_in(value, unit) for value in parts)
    return f"{terms}={money(result.computed, unit)}"


def plain_in(value: Value, unit: str) -> str:
    """An operand in the unit in which the sum is shown, without the unit's name."""
    return money(value.number or Decimal(0), unit).rstrip("亿万千元")


def _sum_doubt(
    report: Report, table: int, column: str, total: Value, parts: Sequence[Value], result: SumCheck
) -> Doubt:
    unit = total.unit or parts[0].unit
    name = FIELD_NAMES[column]
    operands = "、".join(f"{written(value)}（{spot(report, value.place)}）" for value in parts)
    calculation = f"{added(plain_in(value, unit) for value in parts)}={money(result.computed, unit)}"
    message = (
        f"自评表{name}的总额写 {stated(report, total)}，各分项为 {operands}；"
        f"{calculation}，与总额相差 {money(abs(result.difference), unit)}，"
        f"超过尾差容许的 {money(result.bound, unit)}。"
    )
    return Doubt(
        fact=f"fund_total/{fund_tables(report)[table]}/{column}",
        message=message,
        places=_places(total, *parts),
        expected=money(result.computed, unit),
        actual=written(total),
        difference=money(result.difference, unit),
        tolerance=f"±{money(result.bound, unit)}（{len(parts) + 1} 个数各半个末位）",
        calculation=calculation,
        roots=frozenset({f"{column}:{table}"}),
    )


def _places(*values: Value) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(value.place for value in values))


@rule(
    "ZJ-04",
    "支出大于可用资金",
    Level.ERROR,
    basis="《项目支出绩效评价管理办法》（财预〔2020〕10号）",
    needs="同一项目、全部来源的支出数，以及全年预算、到位资金或批复预算",
    silences=("ZX-03",),
)
def spending_exceeds_funds(report: Report, context: Context) -> Iterator[Comparison]:
    """E − u/2 > max(B, T) + 结转 + 自筹等 + u/2, of one project and all sources."""
    statements = [value for value in whole_money(report) if not fact_key(report, value).source]
    for project in dict.fromkeys(subject(report, value) for value in statements):
        own = [value for value in statements if subject(report, value) == project and exact(value)]
        spent = [value for value in own if value.field == "spent"]
        if spent:
            yield _against_available(report, context, spent, own)


def _against_available(
    report: Report, context: Context, spent: Sequence[Value], own: Sequence[Value]
) -> Comparison:
    budgets = [value for value in own if value.field in ("budget_full", "received", "budget_approved")]
    least = min(spent, key=lambda value: value.number or Decimal(0))
    if not budgets:
        initial = [value for value in own if value.field == "budget_initial"]
        if initial and figure(least).low > max(figure(value).high for value in initial):
            return pending(
                "支出大于年初预算，报告没有写全年预算或到位资金，无法判断", [least.id, initial[0].id]
            )
        return not_applicable("没有与支出同一项目、全部来源的全年预算、到位或批复数")
    largest = max(budgets, key=lambda value: value.number or Decimal(0))
    extras = _extra_funds(report, least)
    available = sum((value.number or Decimal(0) for value in (largest, *extras)), Decimal(0))
    bound = max(figure(value).quantum for value in (least, largest, *extras)) * HALF
    ids = [value.id for value in (least, largest, *extras)]
    if figure(least).low <= available + bound:
        return passed(f"支出 {written(least)}，不超过可用资金 {money(available, largest.unit)}", ids)
    unknown = unknown_part(report, least) or unknown_part(report, largest)
    if not unknown and figure(least).low > available * _IMPLAUSIBLE:
        unknown = "两数悬殊，口径"
    if unknown:
        return pending(
            f"支出 {written(least)} 大于 {written(largest)}，但{unknown}不明，不能断定同一口径", ids
        )
    return _overspending(report, context, least, largest, extras, bound)


def _extra_funds(report: Report, spent: Value) -> list[Value]:
    """Carry-over and other sources that the report states beside the budget, each amount once."""
    chosen: dict[Decimal, Value] = {}
    for value in report.values:
        own_source = value.field == "source_part" and cues("statement_guards", "own_sources").search(
            f"{value.source or ''}{clause_before(report, value.place.start)}"
        )
        extra = (value.field == "carryover_in" or own_source) and asserted(report, value)
        if extra and value.number and subject(report, value) in ("", subject(report, spent)):
            chosen.setdefault(value.number, value)
    return list(chosen.values())


def _overspending(
    report: Report, context: Context, spent: Value, budget: Value, extras: Sequence[Value], bound: Decimal
) -> Comparison:
    unit = spent.unit or "元"
    available = sum((value.number or Decimal(0) for value in (budget, *extras)), Decimal(0))
    over = (spent.number or Decimal(0)) - available
    sources = "、".join(
        f"{FIELD_NAMES.get(value.field, '其他来源')} {stated(report, value)}" for value in (budget, *extras)
    )
    reason = explanation(report, "extra_funds")
    ids = [value.id for value in (spent, budget, *extras)]
    message = f"支出 {stated(report, spent)}，可用资金为 {sources}，支出多出 {money(over, unit)}。"
    if reason and "结转" in reason and not extras:
        return pending(f"{message}报告提到“{excerpt(reason, 30)}”，但没有写明金额", ids)
    if reason:
        message += f"报告提到“{excerpt(reason, 30)}”，请核实来源与金额。"
    else:
        message += "报告没有写明结转、自筹等其他来源。"
    doubt = Doubt(
        fact=f"overspending/{subject(report, spent)}",
        message=message,
        places=_places(spent, budget, *extras),
        level=Level.WARNING if reason else None,
        expected=f"不超过{money(available, unit)}",
        actual=written(spent),
        difference=money(over, unit),
        tolerance=f"±{money(bound, unit)}（半个末位）",
        calculation=f"{plain_in(spent, unit)}−{money(available, unit)}={money(over, unit)}",
        project=spent.project,
        roots=frozenset({f"rate/{subject(report, spent) or 'total'}"}),
    )
    return settled(context, doubt, [spent, budget, *extras])
