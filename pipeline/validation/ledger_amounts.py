"""Budget and spending that differ from the approved-budget ledger (外部比对：预算、支付)."""

from collections.abc import Iterator
from decimal import Decimal

from pipeline.model import Level, Report, Value, shown_title
from pipeline.validation.base import (
    Comparison,
    Context,
    Doubt,
    fired_elsewhere,
    not_applicable,
    passed,
    pending,
    rule,
)
from pipeline.validation.facts import FIELD_NAMES, exact, figure, of_this_year
from pipeline.validation.guards import bundle_mates, explanation, settled, speaks_for
from pipeline.validation.ledger_facts import (
    Counterpart,
    Entry,
    agrees,
    counterpart,
    entry,
    far_apart,
    fund_part_that_agrees,
    shown,
    single_sources,
)
from pipeline.validation.lexicon import cues
from pipeline.validation.tolerance import HALF
from pipeline.validation.wording import excerpt, money, spot, stated, written

BUDGETS = ("budget_initial", "budget_full")


@rule(
    "BD-01",
    "预算数与批复台账不符",
    Level.ERROR,
    basis="部门预算批复",
    needs="台账中该项目的年初预算、全年预算，以及报告的年初、全年或批复预算",
    settings=("external.match_score",),
)
def budget_differs_from_ledger(report: Report, context: Context) -> Iterator[Comparison]:
    """年初 and 全年预算, each against the ledger; on a mismatch the other 口径 and sources are tried."""
    found = counterpart(report, context)
    if isinstance(found, Comparison):
        yield found
        return
    stated_budgets = [report.summary[name] for name in BUDGETS if name in report.summary]
    if not stated_budgets and "budget_approved" in report.summary:
        stated_budgets = [report.summary["budget_approved"]]
    compared = [
        comparison
        for value in stated_budgets
        if value.number is not None
        for comparison in _budget(report, context, found, value)
    ]
    yield from compared or [not_applicable("报告没有写预算数，或台账的预算栏空白")]


def _budget(report: Report, context: Context, found: Counterpart, value: Value) -> Iterator[Comparison]:
    fields = BUDGETS if value.field == "budget_approved" else (value.field,)
    known = [one for name in fields if (one := entry(found.project, name)) is not None]
    if not known:
        return
    fitting = next((one for one in known if agrees(value, one)), None)
    if fitting is not None:
        yield passed(f"{_name(value)} {written(value)} 与台账一致", [value.id])
        return
    yield _mismatch(report, context, found, value, known[-1])


def _mismatch(report: Report, context: Context, found: Counterpart, value: Value, known: Entry) -> Comparison:
    excused = _excused(report, value, known)
    if excused is not None:
        return excused
    others = [
        one for name in BUDGETS if (one := entry(found.project, name)) is not None and name != known.field
    ]
    fitting = next((one for one in others if agrees(value, one)), None)
    part = next((one for one in single_sources(found.project, known.field) if agrees(value, one)), None)
    if fitting is not None:
        level: Level | None = Level.WARNING
        remark = f"与台账的{FIELD_NAMES[fitting.field]}一致，疑把口径弄混。"
    elif part is not None:
        level, remark = Level.HINT, f"与台账中“{part.label}”一行一致，疑未含其余来源。"
    else:
        level, remark = None, ""
    return _fired(report, context, found, value, known, level, remark)


def _excused(report: Report, value: Value, known: Entry) -> Comparison | None:
    """What explains a difference, or leaves it to a person."""
    if len(report.projects) > 1:
        return pending(f"报告合并填报 {len(report.projects)} 个项目，与台账的对应关系请人工核对", [value.id])
    if far_apart(value, known):
        return pending(
            f"报告的{_name(value)}写 {written(value)}，台账为 {shown(known, report)}，两数悬殊，单位或口径不明",
            [value.id],
        )
    if not exact(value):
        return pending(f"{_name(value)}是约数，不与台账逐位核对", [value.id])
    field = "budget_full" if value.field == "budget_approved" else value.field
    part = fund_part_that_agrees(report, field, known)
    if part is not None:
        row, cell = part
        return passed(f"报告另含其他来源，其中“{row.row}” {written(cell)} 与台账一致", [value.id, cell.id])
    carried = report.summary.get("carryover_in")
    if carried is not None and carried.number and field == "budget_full":
        without = value.number or Decimal(0)
        bound = max(figure(one).quantum for one in (value, carried)) * HALF
        for candidate, words in ((without - carried.number, "含"), (without + carried.number, "不含")):
            if abs(candidate - known.figure.number) <= bound:
                return passed(
                    f"{_name(value)}{words}上年结转 {written(carried)}，扣除后与台账一致", [value.id]
                )
    return None


@rule(
    "BD-02",
    "执行数与国库支付（决算）不符",
    Level.ERROR,
    basis="国库集中支付记录、部门决算",
    needs="台账中该项目截至年末的支付数，以及报告的支出数",
    settings=("external.match_score",),
)
def spending_differs_from_ledger(report: Report, context: Context) -> Iterator[Comparison]:
    """支出 against 支付 at the year's end, of the same sources (T1, one unit in the last place)."""
    found = counterpart(report, context)
    if isinstance(found, Comparison):
        yield found
        return
    value = report.summary.get("spent")
    known = entry(found.project, "spent")
    if value is None or value.number is None or known is None:
        yield not_applicable("报告没有写支出数" if known else "台账没有支付数一栏，或该项目空白")
        return
    yield _spending(report, context, found, value, known)


def _spending(report: Report, context: Context, found: Counterpart, value: Value, known: Entry) -> Comparison:
    as_of = known.cells[0].as_of
    if as_of or not of_this_year(report, value):
        when = as_of or value.as_of or f"{value.year}年"
        return pending(f"截止日不同（{when}），支出数与支付数不能直接相比", [value.id])
    gap = abs((value.number or Decimal(0)) - known.figure.number)
    if agrees(value, known) or gap <= figure(value).quantum:
        return passed(f"支出 {written(value)} 与台账支付数一致", [value.id])
    excused = _excused(report, value, known)
    if excused is not None:
        return excused
    part = next((one for one in single_sources(found.project, "spent") if agrees(value, one)), None)
    if part is not None:
        remark = f"与台账中“{part.label}”一行一致，疑未含其余来源。"
        return _fired(report, context, found, value, known, Level.HINT, remark)
    reason = _other_basis(report)
    if reason:
        remark = f"报告提到“{excerpt(reason, 30)}”，两数口径可能不同，请核实。"
        return _fired(report, context, found, value, known, Level.HINT, remark)
    return _fired(report, context, found, value, known, None, "")


def _other_basis(report: Report) -> str | None:
    text = "\n".join(report.document.text[start:end] for start, end in report.spans)
    found = cues("external_cues", "other_basis").search(text)
    return found.group() if found else explanation(report, "extra_funds")


def _fired(
    report: Report,
    context: Context,
    found: Counterpart,
    value: Value,
    known: Entry,
    level: Level | None,
    remark: str,
) -> Comparison:
    mates = [one for one in bundle_mates(report, context.batch) if _states_the_same(one, value)]
    speaker = speaks_for(report, mates)
    if speaker.id != report.id:
        return fired_elsewhere(
            f"同一项目的《{shown_title(speaker)}》写有同一数字，疑点列在那份报告", [value.id]
        )
    unit = value.unit or "元"
    gap = (value.number or Decimal(0)) - known.figure.number
    bound = max(figure(value).quantum, known.figure.quantum) * HALF
    calculation = (
        f"{money(value.number or Decimal(0), unit)}−{money(known.figure.number, unit)}={money(gap, unit)}"
    )
    title = "支付数" if known.field == "spent" else FIELD_NAMES[known.field]
    message = (
        f"报告的{_name(value)}写 {stated(report, value)}，台账的{title}为 {shown(known, report)}"
        f"（{found.told()}）；{calculation}，超过末位容差 {money(bound, unit)}。{remark}"
    )
    doubt = Doubt(
        fact=f"ledger/{known.field}",
        message=message,
        places=(value.place, *known.places),
        level=level,
        expected=money(known.figure.number, unit),
        actual=written(value),
        difference=money(gap, unit),
        tolerance=f"±{money(bound, unit)}（写得较粗一数的半个末位）",
        calculation=calculation,
        suspect=f"{written(value)}（{spot(report, value.place)}）",
    )
    return settled(context, doubt, [value])


def _states_the_same(mate: Report, value: Value) -> bool:
    other = mate.summary.get(value.field)
    return other is not None and other.number == value.number


def _name(value: Value) -> str:
    return FIELD_NAMES[value.field]
