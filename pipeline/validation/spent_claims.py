"""全部支出、无结余: claims that the amounts contradict."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.model import Level, Place, Report, Value, place_of, sections_of_role
from pipeline.validation.amounts import numbers_of, prose_amounts, whole_statements
from pipeline.validation.base import Comparison, Context, Doubt, not_applicable, passed, pending, rule
from pipeline.validation.facts import FIELD_NAMES, figure, subject
from pipeline.validation.guards import advised, hedged, other_year, purposeful, settled
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import Sentence, own_sentences
from pipeline.validation.wording import excerpt, money, spot, stated, written

_FUNDS = ("received", "budget_full", "budget_approved", "budget_initial")
_CLAUSE_MARKS = "，。；;！!？?"


@rule(
    "ZX-06",
    "“全部支出、无结余”与金额不符",
    Level.WARNING,
    basis="绩效自评须真实、准确，文字结论应与金额一致",
    needs="对资金全部支出或无结余的断言，以及同一项目的预算（到位）数和支出数",
)
def claimed_spent_but_money_left(report: Report, context: Context) -> Iterator[Comparison]:
    """All is said to be spent while E < B − u, or E < T − u where the money received is stated (G5, G6)."""
    whole = whole_statements(report)
    goals = [
        (one.start, one.end)
        for one in sections_of_role(report, "绩效目标", "改进建议", "存在问题")
        if not cues("execution_cues", "funds_told").search(one.title)
    ]
    for sentence in own_sentences(report):
        if any(start <= sentence.start < end for start, end in goals):
            continue
        found = cues("execution_cues", "all_spent").finditer(sentence.text)
        clauses = [_clause(sentence, one.start()) for one in found]
        clause = next((one for one in clauses if _asserts(report, sentence, one)), None)
        if clause is not None:
            yield _compared(report, context, whole, sentence, clause)


def _clause(sentence: Sentence, offset: int) -> str:
    start = max((sentence.text.rfind(mark, 0, offset) for mark in _CLAUSE_MARKS), default=-1) + 1
    ends = [sentence.text.find(mark, offset) for mark in _CLAUSE_MARKS]
    return sentence.text[start : min((end for end in ends if end >= 0), default=len(sentence.text))]


def _asserts(report: Report, sentence: Sentence, clause: str) -> bool:
    """A statement of fact about the whole money of the evaluated year (G3, G6)."""
    unsure = cues("execution_cues", "all_spent_unsure").search(clause)
    money_named = cues("execution_cues", "money_subject").search(clause)
    unreal = purposeful(clause) or hedged(clause) or advised(clause) or other_year(report, sentence.text)
    return bool(money_named) and not unsure and not unreal


def _compared(
    report: Report, context: Context, whole: Sequence[Value], sentence: Sentence, clause: str
) -> Comparison:
    near = [v for v in prose_amounts(report) if sentence.start <= v.place.start < sentence.end]
    if len(report.projects) > 1 and not near:
        return pending(f"“{excerpt(clause, 40)}”没有写明是哪个项目")
    project = subject(report, near[-1]) if near else ""
    own = [value for value in whole if subject(report, value) == project]
    spent = [value for value in own if value.field == "spent"]
    named = [value for value in near if value.raw in clause]
    fund = _claimed(own, named)
    if not spent or fund is None:
        return not_applicable("断言全部支出，但没有写同一项目的支出，或所说的不是全部资金")
    paid = max((v for v in spent if v not in near), key=lambda v: v.number or Decimal(0), default=spent[0])
    ids = [fund.id, paid.id]
    if figure(paid).high >= figure(fund).low:
        return passed(f"“{excerpt(clause, 30)}”与支出 {written(paid)} 相符", ids)
    place = place_of(report.document, sentence.start, sentence.end)
    return settled(context, _doubt(report, clause, place, fund, paid), [fund, paid])


def _claimed(own: Sequence[Value], named: Sequence[Value]) -> Value | None:
    """The money that is said to be spent: the amount in the clause if it is a whole one, else what arrived."""
    funds = [value for field in _FUNDS for value in own if value.field == field]
    if named:
        same = [value for value in funds if value.number in numbers_of(named)]
        return same[0] if same else None
    known = [[value for value in funds if value.field == field] for field in _FUNDS]
    first = next((values for values in known if values), [])
    return first[0] if len(numbers_of(first)) == 1 else None


def _doubt(report: Report, clause: str, place: Place, fund: Value, paid: Value) -> Doubt:
    unit = fund.unit or "元"
    gap = (fund.number or Decimal(0)) - (paid.number or Decimal(0))
    return Doubt(
        fact=f"all_spent/{subject(report, fund)}",
        message=(
            f"报告称“{excerpt(clause, 40)}”（{spot(report, place)}），但{FIELD_NAMES[fund.field]} "
            f"{stated(report, fund)}，支出 {stated(report, paid)}，"
            f"{written(fund)}−{written(paid)}={money(gap, unit)}，还有 {money(gap, unit)} 没有支出。"
        ),
        places=tuple(dict.fromkeys((place, fund.place, paid.place))),
        expected=f"支出 {written(fund)}",
        actual=written(paid),
        difference=money(gap, unit),
        tolerance="两数各半个末位",
        calculation=f"{written(fund)}−{written(paid)}={money(gap, unit)}",
        project=fund.project,
        roots=frozenset({f"surplus/{subject(report, fund)}"}),
    )
