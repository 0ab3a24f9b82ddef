"""Receipt rates of the running text against money received ÷ budget (资金到位率)."""

from collections.abc import Iterator
from decimal import Decimal

from pipeline.model import Exactness, Kind, Level, Modality, Report, Value
from pipeline.validation.base import Comparison, Context, Doubt, passed
from pipeline.validation.facts import figure, of_this_year, subject, whole_money
from pipeline.validation.guards import settled
from pipeline.validation.tolerance import Range, derived_agrees
from pipeline.validation.wording import rounded, stated, written

_HUNDRED = Decimal(100)
_BUDGETS = ("budget_full", "budget_approved", "budget_initial", "total_investment")


def receipt_rates(report: Report, context: Context) -> Iterator[Comparison]:
    """T2: T ÷ any budget that the report states; silent where money received is stated twice differently."""
    whole = list(whole_money(report))
    for rate in report.values:
        if not _is_rate(report, rate):
            continue
        own = [value for value in whole if subject(report, value) == subject(report, rate)]
        received = {value.number: value for value in own if value.field == "received" and value.number}
        budgets = {value.number: value for value in own if value.field in _BUDGETS and value.number}
        if len(received) != 1 or not budgets or len(report.projects) > 1:
            continue
        arrived = next(iter(received.values()))
        if any(derived_agrees(figure(rate), _share(arrived, budget)) for budget in budgets.values()):
            yield passed(f"到位率 {written(rate)} 与金额相符", [rate.id, arrived.id])
        else:
            budget = min(budgets.values(), key=lambda value: _BUDGETS.index(value.field))
            yield settled(context, _doubt(report, rate, arrived, budget), [rate, arrived, budget])


def _is_rate(report: Report, value: Value) -> bool:
    return (
        value.kind is Kind.RATE
        and value.field == "receipt_rate"
        and value.where == "text"
        and value.number is not None
        and not value.source
        and value.modality is Modality.ASSERTED
        and value.exactness is Exactness.EXACT
        and of_this_year(report, value)
    )


def _share(part: Value, whole: Value) -> Range:
    one, base = figure(part), figure(whole)
    return Range(one.low / base.high * _HUNDRED, one.high / base.low * _HUNDRED)


def _doubt(report: Report, rate: Value, arrived: Value, budget: Value) -> Doubt:
    percent = (arrived.number or Decimal(0)) / (budget.number or Decimal(1)) * _HUNDRED
    gap = (rate.number or Decimal(0)) - percent
    calculation = f"{written(arrived)}÷{written(budget)}={rounded(percent)}%"
    return Doubt(
        fact="receipt_rate",
        message=(
            f"资金到位率写 {stated(report, rate)}；到位资金 {stated(report, arrived)}，"
            f"预算数 {stated(report, budget)}，应为 {calculation}，相差 {rounded(abs(gap))} 个百分点，"
            "四舍五入或截尾都不能得到。"
        ),
        places=tuple(dict.fromkeys(value.place for value in (rate, arrived, budget))),
        level=Level.WARNING,
        expected=f"{rounded(percent)}%",
        actual=written(rate),
        difference=f"{rounded(gap)}个百分点",
        tolerance="所写位数上四舍五入或截尾（T2）",
        calculation=calculation,
        project=rate.project,
    )
