"""Budget, changes, spending and what is left of them: figures that must lead to one another (资金勾稽)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from pipeline.model import Kind, Level, Report, Value, block_at
from pipeline.validation.amounts import numbers_of, prose_amounts, whole_statements
from pipeline.validation.base import Comparison, Context, Doubt, not_applicable, passed, pending, rule
from pipeline.validation.facts import FIELD_NAMES, asserted, exact, figure, subject, unknown_part
from pipeline.validation.guards import advised, settled
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import clause_before, own_sentences, sentence_range
from pipeline.validation.tolerance import HALF
from pipeline.validation.wording import added, money, stated, written

_MOST_CHANGES = 8
_BEHIND = 24
# What spending is taken from, in the order in which a surplus is usually reckoned.
_FUNDS = ("budget_full", "received", "budget_approved", "budget_initial")


@rule(
    "ZJ-03",
    "全年预算数勾稽不符",
    Level.WARNING,
    basis="预算管理平台口径：全年预算数＝年初预算数＋年中调整数（＋上年结转）",
    needs="同一项目的年初预算数、年中追加或调减金额、全年预算数",
)
def full_budget_differs_from_changes(report: Report, context: Context) -> Iterator[Comparison]:
    """T1 fails for B = BY + ΔB and for B = BY + ΔB + C, whichever of the stated changes are counted."""
    whole = whole_statements(report)
    for project in dict.fromkeys(subject(report, value) for value in whole):
        own = [value for value in whole if subject(report, value) == project]
        initial = [value for value in own if value.field == "budget_initial"]
        full = [value for value in own if value.field == "budget_full"]
        changes = _changes(report, project)
        if initial and full and changes:
            yield _linked(report, context, initial, full, changes)


def _changes(report: Report, project: str) -> list[Value]:
    """The changes that the report states for a project, each amount once; all of them for the whole."""
    found: dict[Decimal, Value] = {}
    for value in prose_amounts(report):
        of_project = not project or subject(report, value) == project
        if value.field == "budget_change" and of_project and asserted(report, value) and exact(value):
            found.setdefault(value.number or Decimal(0), value)
    return list(found.values())


def _linked(
    report: Report, context: Context, initial: list[Value], full: list[Value], changes: list[Value]
) -> Comparison:
    start, end = initial[0], full[0]
    used = [start, end, *changes]
    ids = [value.id for value in used]
    if len(numbers_of(initial)) > 1 or len(numbers_of(full)) > 1:
        return pending("年初预算数或全年预算数写有不止一个，无法核对调整额", ids)
    gap = (end.number or Decimal(0)) - (start.number or Decimal(0))
    unit = min(figure(value).quantum for value in used)
    bound = (len(used)) * unit * HALF
    extras = _extras(report)
    if any(abs(gap - one) <= bound for one in _sums(changes, extras)):
        return passed(f"{written(start)} 加调整额，等于全年预算数 {written(end)}", ids)
    unquantified = _unquantified(report)
    if unquantified or len(changes) > _MOST_CHANGES:
        return pending(f"年初预算加已写明的调整额不等于全年预算数，另有调整没有写金额：{unquantified}", ids)
    totals = [
        row.budget_full.number for row in report.funds if row.level == 0 and row.budget_full is not None
    ]
    unknown = next((part for value in used if (part := unknown_part(report, value))), None)
    if unknown and end.number not in totals:  # 表内合计行写着同一个数，说的就是全部项目
        return pending(f"年初预算加调整额不等于全年预算数，但{unknown}不明", ids)
    return settled(context, _link_doubt(report, start, end, changes, bound), used)


def _extras(report: Report) -> list[Decimal]:
    """Carry-over and returned amounts that may or may not be part of the full budget."""
    carried = [v for v in prose_amounts(report) if v.field == "carryover_in" and asserted(report, v)]
    rows = [row.budget_full for row in report.funds if row.role == "carryover" and row.level > 0]
    returned = [v for v in prose_amounts(report) if v.field == "returned" and asserted(report, v)]
    sums = numbers_of([*carried, *(value for value in rows if value is not None)])
    return [*sums, *(-number for number in numbers_of(returned))]


def _sums(changes: Sequence[Value], extras: Sequence[Decimal]) -> Iterator[Decimal]:
    """Every sum of some of the changes, with or without one of the extras: a change may contain another."""
    for size in range(1, min(len(changes), _MOST_CHANGES) + 1):
        for chosen in combinations(changes, size):
            total = sum((value.number or Decimal(0) for value in chosen), Decimal(0))
            yield total
            yield from (total + extra for extra in extras)


def _unquantified(report: Report) -> str | None:
    """A sentence that speaks of a change and gives no amount of change."""
    spots = [value.place.start for value in prose_amounts(report) if value.field == "budget_change"]
    for sentence in own_sentences(report):
        named = cues("amount_lists", "unquantified_change").search(sentence.text)
        real = not cues("amount_lists", "change_unreal").search(sentence.text) and not advised(sentence.text)
        if named and real and not any(sentence.start <= spot < sentence.end for spot in spots):
            return f"“{sentence.text[:40]}”"
    return None


def _link_doubt(report: Report, start: Value, end: Value, changes: Sequence[Value], bound: Decimal) -> Doubt:
    unit = end.unit or "元"
    computed = (start.number or Decimal(0)) + sum((v.number or Decimal(0) for v in changes), Decimal(0))
    terms = [money(value.number or Decimal(0), unit).rstrip("亿万千元") for value in (start, *changes)]
    calculation = f"{added(terms)}={money(computed, unit)}"
    gap = (end.number or Decimal(0)) - computed
    listed = "、".join(stated(report, value) for value in changes)
    return Doubt(
        fact=f"full_budget/{subject(report, end)}",
        message=(
            f"年初预算 {stated(report, start)}，年中调整 {listed}，{calculation}；"
            f"全年预算数写 {stated(report, end)}，相差 {money(abs(gap), unit)}，加上年结转也不能得到。"
        ),
        places=tuple(dict.fromkeys(value.place for value in (start, *changes, end))),
        expected=money(computed, unit),
        actual=written(end),
        difference=money(gap, unit),
        tolerance=f"±{money(bound, unit)}（{len(changes) + 2} 个数各半个末位）",
        calculation=calculation,
        project=end.project,
    )


@rule(
    "ZJ-05",
    "结转结余勾稽不符",
    Level.ERROR,
    basis="决算勾稽关系：结转结余＝预算（或到位）数＋上年结转－支出数",
    needs="同一项目、全部来源的结余，支出，以及预算或到位数",
    silences=("ZX-06",),
)
def surplus_differs_from_funds_less_spending(report: Report, context: Context) -> Iterator[Comparison]:
    """T1 fails for L = B − E, L = T − E and L = B + C − E, whichever statements are taken."""
    whole, surplus = whole_statements(report), _surpluses(report)
    for project in dict.fromkeys(subject(report, value) for value in surplus):
        own = [value for value in whole if subject(report, value) == project]
        spent = [value for value in own if value.field == "spent"]
        funds = [value for field in _FUNDS for value in own if value.field == field]
        for left in {v.number: v for v in surplus if subject(report, v) == project}.values():
            if not spent or not funds:
                yield not_applicable("写了结余，没有写同一项目的支出，或没有写预算和到位数")
            else:
                yield _left_over(report, context, left, spent, funds)


def _surpluses(report: Report) -> list[Value]:
    """What is left, of all sources; 剩余 and 结转下年 name the surplus itself and make no part of it."""
    return [
        value
        for value in prose_amounts(report)
        if value.field == "surplus"
        and asserted(report, value)
        and exact(value)
        and not value.source
        and not _used_carryover(report, value)
        and not cues("statement_guards", "part_before").search(
            cues("amount_lists", "surplus_names").sub("", clause_before(report, value.place.start))
        )
    ]


def _used_carryover(report: Report, value: Value) -> bool:
    """结转资金18万元用于更换冷藏车: money brought forward and used, not what is left at the year's end."""
    behind = report.document.text[value.place.end : value.place.end + _BEHIND]
    brought = cues("amount_lists", "brought_forward").search(clause_before(report, value.place.start))
    return bool(brought and cues("amount_lists", "used_now").match(behind))


def _left_over(
    report: Report, context: Context, left: Value, spent: Sequence[Value], funds: Sequence[Value]
) -> Comparison:
    ids = [left.id, *(value.id for value in (*spent, *funds))]
    carried = [Decimal(0), *_extras(report)]
    for fund in funds:
        for paid in spent:
            unit = min(figure(value).quantum for value in (left, fund, paid))
            rest = (fund.number or Decimal(0)) - (paid.number or Decimal(0))
            if any(abs(rest + extra - (left.number or 0)) <= unit * 2 for extra in carried):
                return passed(f"{written(fund)}−{written(paid)}，与结余 {written(left)} 相符", ids)
    if _of_a_part(report, left):
        return passed(f"结余 {written(left)} 是其中一部分资金的结余，相符", ids)
    beside = _of_sentence(report, left, spent)
    fund, paid = funds[0], (beside or list(spent))[0]
    if len(numbers_of(beside or spent)) > 1 or (left.number or Decimal(0)) > max(numbers_of(funds)):
        return pending(f"结余 {written(left)} 与预算、支出不能对应，口径可能不同，请核实", ids)
    unknown = next((part for value in (left, paid, fund) if (part := unknown_part(report, value))), None)
    if unknown:
        return pending(f"结余 {written(left)} 与预算减支出不符，但{unknown}不明", ids)
    return settled(context, _left_doubt(report, left, paid, funds), [left, paid, fund])


def _of_sentence(report: Report, left: Value, values: Sequence[Value]) -> list[Value]:
    """The amounts that stand in the sentence of the surplus: they speak of the same object."""
    start, end = sentence_range(report, left.place.start)
    return [value for value in values if value.where == "text" and start <= value.place.start < end]


def _of_a_part(report: Report, left: Value) -> bool:
    """Whether the surplus is that of a source of the form, or the gap of two amounts of its paragraph."""
    rows = [(row.budget_full or row.budget_initial, row.spent) for row in report.funds]
    pairs = [(fund.number, paid.number) for fund, paid in rows if fund is not None and paid is not None]
    block = block_at(report.document, left.place.start)
    near = [
        value.number
        for value in report.values
        if block is not None and value.kind is Kind.MONEY and block.start <= value.place.start < block.end
    ]
    gaps = {a - b for a, b in pairs if a is not None and b is not None}
    gaps |= {a - b for a in near for b in near if a is not None and b is not None and a > b > 0}
    return left.number in gaps


def _left_doubt(report: Report, left: Value, paid: Value, funds: Sequence[Value]) -> Doubt:
    unit, fund = left.unit or "元", funds[0]
    plain_rest = (fund.number or Decimal(0)) - (paid.number or Decimal(0))
    ways = [Decimal(0), *(one for one in _extras(report) if one > 0)]
    carried = min(ways, key=lambda one: abs(plain_rest + one - (left.number or Decimal(0))))
    rest = plain_rest + carried
    gap = (left.number or Decimal(0)) - rest
    brought = f"+{money(carried, unit)}" if carried > 0 else ""
    calculation = f"{written(fund)}{brought}−{written(paid)}={money(rest, unit)}"
    tried = "、".join(dict.fromkeys(f"{FIELD_NAMES[value.field]} {stated(report, value)}" for value in funds))
    return Doubt(
        fact=f"surplus/{subject(report, left)}",
        message=(
            f"结余写 {stated(report, left)}；支出 {stated(report, paid)}，{tried}，"
            f"{calculation}，相差 {money(abs(gap), unit)}，按预算、到位数以及加上年结转计算都不能得到。"
        ),
        places=tuple(dict.fromkeys(value.place for value in (left, paid, *funds))),
        expected=money(rest, unit),
        actual=written(left),
        difference=money(gap, unit),
        tolerance="两个末位单位",
        calculation=calculation,
        project=left.project,
        roots=frozenset({f"surplus/{subject(report, left)}"}),
    )
