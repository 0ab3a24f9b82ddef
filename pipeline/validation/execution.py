"""Execution rates checked against the amounts they come from (执行率)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.model import Exactness, FundRow, Level, Report, Value
from pipeline.validation.base import Comparison, Context, Doubt, passed, pending, rule
from pipeline.validation.facts import figure, subject, whole_money
from pipeline.validation.funds import blocks, cell, finest_unit
from pipeline.validation.guards import settled
from pipeline.validation.money_in_text import RateInText, rates_in_text, rates_left_out
from pipeline.validation.receipt_rates import receipt_rates
from pipeline.validation.table_names import fund_tables
from pipeline.validation.tolerance import (
    Figure,
    Range,
    derived_agrees,
    quotient,
    roughly_agrees,
)
from pipeline.validation.wording import plain, rounded, stated, written

HUNDRED = Decimal(100)
NAMES = {
    "budget_full": "全年预算数",
    "budget_initial": "年初预算数",
    "received": "到位数",
    "budget_approved": "批复预算",
}


@dataclass(frozen=True, slots=True)
class Ratio:
    """Spending over a denominator, with the precision of the column in which both stand."""

    spent: Value
    budget: Value
    finest: Decimal | None = None

    def range(self) -> Range | None:
        """The rates in percent that the amounts allow (T2)."""
        return quotient(self._figure(self.spent), self._figure(self.budget), HUNDRED)

    def percent(self) -> Decimal:
        """The rate in percent from the amounts as written."""
        return (self.spent.number or Decimal(0)) / (self.budget.number or Decimal(1)) * HUNDRED

    def shown(self) -> str:
        """The division with its operands."""
        return f"{written(self.spent)}÷{written(self.budget)}={rounded(self.percent())}%"

    def _figure(self, value: Value) -> Figure:
        own = figure(value)
        return Figure(own.number, min(own.quantum, self.finest)) if self.finest else own


def agrees(rate: Value, ratio: Ratio) -> bool:
    """T2, the rate written in percent or, as spreadsheets show it, as a fraction of 1."""
    possible = ratio.range()
    if possible is None:
        return (ratio.spent.number or 0) == 0 and rate.number in (Decimal(0), HUNDRED)
    stated_rate = figure(rate)
    if derived_agrees(stated_rate, possible):
        return True
    fraction = 0 < stated_rate.number <= 2 and rate.raw.strip()[-1:] not in ("%", "％")
    unit = min(stated_rate.quantum * HUNDRED, Decimal(1))
    return fraction and derived_agrees(Figure(stated_rate.number * HUNDRED, unit), possible)


@rule(
    "ZX-01",
    "执行率计算错误",
    Level.ERROR,
    basis="自评表填报要求：执行率＝全年执行数÷全年（调整后）预算数",
    needs="执行率，以及同一行（同一项目）的全年预算数、全年执行数",
    silences=("ZX-02", "ZX-03", "ZX-04", "ZX-05"),
)
def execution_rate_miscalculated(report: Report, context: Context) -> Iterator[Comparison]:
    """r against E/B by T2; on failure E/BY and E/T are tried and named."""
    if left_out := rates_left_out(report):
        why = f"正文的执行率太多，从 {written(left_out[0])} 起的 {len(left_out)} 个没有核对"
        yield pending(why, [value.id for value in left_out])
    for rows in blocks(report).values():
        total = next((row for row in rows if row.level == 0), None)
        for row in rows:
            source = total if total is not None and _same_figures(row, total) else row
            yield from _row_rate(report, context, row, finest_unit(rows), source)
    for found in rates_in_text(report):
        yield _text_rate(report, context, found)
    yield from receipt_rates(report, context)


def _same_figures(row: FundRow, total: FundRow) -> bool:
    """A source that is the whole total repeats its figures, and its error is the same one (G13)."""

    def numbers(one: FundRow) -> list[Decimal | None]:
        return [value.number if value else None for value in (one.budget_full, one.spent, one.rate)]

    return numbers(row) == numbers(total)


def _row_rate(
    report: Report, context: Context, row: FundRow, finest: Decimal, source: FundRow
) -> Iterator[Comparison]:
    rate, spent, budget = row.rate, cell(row, "spent"), cell(row, "budget_full")
    if rate is None or rate.number is None or spent is None:
        return
    initial = cell(row, "budget_initial")
    budget = budget or (None if "budget_full" in row.columns else initial)
    ids = [value.id for value in (rate, spent, budget) if value is not None]
    if budget is None or (budget.number == 0 and spent.number != 0):
        yield pending(f"“{row.row}”行有执行数和执行率，全年预算数为零或空白，无法计算", ids)
        return
    if budget.number == 0 or agrees(rate, Ratio(spent, budget, finest)):
        yield passed(f"“{row.row}”：{written(spent)}÷{written(budget)}，执行率 {written(rate)} 相符", ids)
        return
    others = [initial] if initial is not None and initial is not budget else []
    others += _received(report) if row.level == 0 else []
    doubt = _rate_doubt(report, rate, Ratio(spent, budget, finest), others, row.row, root_of(report, source))
    doubt = replace(doubt, fact=fact_of(report, source))
    yield settled(context, doubt, [rate, spent, budget], row.confidence)


def _received(report: Report) -> list[Value]:
    """What arrived for the whole project, all sources (T of E/T)."""
    return [
        value
        for value in whole_money(report)
        if value.field == "received" and not subject(report, value) and value.source is None
    ]


def root_of(report: Report, row: FundRow) -> str:
    """The root cause that a wrong rate of this row would be (G13)."""
    number = "" if row.table == _whole_block(report) else f"{row.table}/"
    return f"rate/{number}{_known_as(row)}"


def fact_of(report: Report, row: FundRow) -> str:
    """The rate of this row: the same fact as the text's in the block of the whole, else by what its block is about."""
    name = "" if row.table == _whole_block(report) else f"{fund_tables(report)[row.table]}/"
    return f"rate/{name}{_known_as(row)}"


def _whole_block(report: Report) -> int:
    """The block that the text speaks of when it gives the project's rate: that of the largest total."""
    totals = [row for row in report.funds if row.level == 0 and row.role == "total"]
    largest = max(totals, key=_amount, default=None)
    return largest.table if largest is not None else 1


def _amount(row: FundRow) -> Decimal:
    value = cell(row, "budget_full") or cell(row, "budget_initial") or cell(row, "spent")
    return (value.number if value is not None else None) or Decimal(0)


def _known_as(row: FundRow) -> str:
    return row.row if row.level or row.role != "total" else "total"


def _text_rate(report: Report, context: Context, found: RateInText) -> Comparison:
    rate = found.rate
    ids = [rate.id]
    pairs = [*found.plausible]
    if found.spent is not None and found.budget is not None:
        pairs.append((found.spent, found.budget))
    if any(agrees(rate, Ratio(spent, budget)) for spent, budget in pairs if budget.number):
        return passed(f"执行率 {written(rate)} 与金额相符", ids)
    if found.spent is None or found.budget is None:
        return pending(f"执行率 {stated(report, rate)} 找不到确属同一项目、同一口径的支出和预算", ids)
    ratio = Ratio(found.spent, found.budget)
    ids += [found.spent.id, found.budget.id]
    if not found.budget.number:
        return pending(f"执行率 {stated(report, rate)} 的预算数为零，无法计算", ids)
    if rate.exactness is not Exactness.EXACT:
        return _approximate(report, context, rate, ratio)
    if found.unsure:
        return pending(f"执行率 {written(rate)} 与 {ratio.shown()} 不符，但{found.unsure}，请核实", ids)
    doubt = _rate_doubt(report, rate, ratio, found.other_budgets, "", f"rate/{found.project or 'total'}")
    return settled(context, doubt, [rate, found.spent, found.budget])


def _approximate(report: Report, context: Context, rate: Value, ratio: Ratio) -> Comparison:
    stated_rate, actual = rate.number or Decimal(0), ratio.percent()
    share = context.settings.thresholds.approximate_share
    ids = [rate.id, ratio.spent.id, ratio.budget.id]
    bounded = {
        Exactness.AT_LEAST: actual >= stated_rate * (1 - share),
        Exactness.AT_MOST: actual <= stated_rate * (1 + share),
        Exactness.RANGE: stated_rate <= actual <= (rate.upper or stated_rate),
    }
    if bounded.get(rate.exactness, False) or roughly_agrees(stated_rate, actual, share):
        return passed(f"执行率“{rate.raw}”为约数，与 {ratio.shown()} 大致相符", ids)
    doubt = _rate_doubt(report, rate, ratio, (), "", "rate/approximate")
    return settled(context, replace(doubt, level=Level.HINT), [rate, ratio.spent, ratio.budget])


def _rate_doubt(
    report: Report, rate: Value, ratio: Ratio, others: Sequence[Value], row: str, root: str
) -> Doubt:
    fitting = next(
        (other for other in others if other.number and agrees(rate, Ratio(ratio.spent, other, ratio.finest))),
        None,
    )
    where = f"“{row}”行" if row else ""
    message = (
        f"{where}执行率写 {stated(report, rate)}；执行数 {stated(report, ratio.spent)}，"
        f"{NAMES.get(ratio.budget.field, '预算数')} {stated(report, ratio.budget)}，应为 {ratio.shown()}，"
        f"相差 {plain(abs(ratio.percent() - (rate.number or 0)).quantize(Decimal('0.01')))} 个百分点，"
        "四舍五入或截尾都不能得到。"
    )
    if fitting is not None:
        message += (
            f"所写执行率与 {written(ratio.spent)}÷{written(fitting)}"
            f"（{NAMES.get(fitting.field, '预算数')}）相符，口径应为全年预算数。"
        )
    over = (ratio.percent() > HUNDRED) != ((rate.number or Decimal(0)) > HUNDRED)
    return Doubt(
        fact=root,
        message=message,
        places=tuple(dict.fromkeys(value.place for value in (rate, ratio.spent, ratio.budget))),
        level=Level.WARNING if fitting is not None else None,
        expected=f"{rounded(ratio.percent())}%",
        actual=written(rate),
        difference=f"{rounded((rate.number or Decimal(0)) - ratio.percent())}个百分点",
        tolerance="所写位数上四舍五入或截尾（T2）",
        calculation=ratio.shown(),
        suspect=written(rate),
        affects_conclusion=over,
        project=rate.project,
        roots=frozenset({root}),
    )
