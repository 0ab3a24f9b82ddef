"""Money not spent, everything delivered; budget changed, targets not (资金与产出)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import FundRow, Level, Place, Report, Value
from pipeline.validation.base import Comparison, Context, Doubt, not_applicable, passed, pending, rule
from pipeline.validation.fingerprints import canonical_name
from pipeline.validation.guards import settled
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import Sentence, own_sentences
from pipeline.validation.rows import measurable, row_class, row_name
from pipeline.validation.score_tables import total_of
from pipeline.validation.wording import excerpt, plain, rounded, spot, stated

_HUNDRED = Decimal(100)
# 正文常用项目名称的一段作简称；不短于此、又不见于其他项目名称的，认作指它。
_SHORT_NAME = 5


@dataclass(frozen=True, slots=True)
class Delivered:
    """How the outputs of a project are shown to be complete."""

    words: str
    place: Place
    certainty: float = 1.0


@rule(
    "MD-03",
    "资金未支出而产出全部完成",
    Level.WARNING,
    basis="绩效自评得分应与资金实际使用情况相互印证",
    needs="全年预算数、全年执行数，以及产出得分",
    settings=("thresholds.unspent_rate", "thresholds.delivered_share"),
)
def nothing_spent_all_delivered(report: Report, context: Context) -> Iterator[Comparison]:
    """E/B at most a tenth while the outputs took (nearly) all their points, and no reason given."""
    rows = [row for row in report.funds if row.role in ("total", "project") and _rate(row) is not None]
    if not rows:
        yield not_applicable("没有读到全年预算数和执行数")
        return
    least = context.settings.thresholds.unspent_rate
    low = [row for row in rows if (_rate(row) or Decimal(0)) <= least]
    if not low:
        yield passed(f"执行率均高于 {plain(least)}%")
        return
    for row in low:
        yield _judged(report, context, row)


def _rate(row: FundRow) -> Decimal | None:
    budget = row.budget_full.number if row.budget_full else None
    spent = row.spent.number if row.spent else None
    whole = row.level == 0 or row.role == "project"
    if budget is None or spent is None or budget <= 0 or not whole:
        return None
    return spent / budget * _HUNDRED


def _judged(report: Report, context: Context, row: FundRow) -> Comparison:
    delivered = _delivered(report, context, row)
    if delivered is None:
        return passed(f"“{row.row}”执行率低，产出没有得满分或没有写全部完成")
    near = _near(report, row)
    if any(cues("contradiction_cues", "unspent_excused").search(one.text) for one in near):
        return passed(f"“{row.row}”已说明由其他资金支付或垫付")
    later = next((one for one in near if cues("contradiction_cues", "unspent_later").search(one.text)), None)
    values = [value for value in (row.budget_full, row.spent) if value is not None]
    return settled(context, _unspent(report, row, delivered, later), values, delivered.certainty)


def _near(report: Report, row: FundRow) -> list[Sentence]:
    """The sentences that may explain: those naming the project in a report of several, else all."""
    told = list(own_sentences(report))
    if row.role != "project":
        return told
    name = canonical_name(row.row)
    others = [canonical_name(one.row) for one in report.funds if one.row != row.row]
    pieces = {name[at : at + _SHORT_NAME] for at in range(max(len(name) - _SHORT_NAME + 1, 1))}
    own = [piece for piece in pieces if not any(piece in other for other in others)]
    return [one for one in told if any(piece in canonical_name(one.text) for piece in own)]


def _delivered(report: Report, context: Context, row: FundRow) -> Delivered | None:
    outputs = [one for one in report.indicators if row_class(one) == "产出" and one.role == "indicator"]
    if row.role == "total" and outputs:
        scores = [one.score for one in outputs if one.score is not None]
        weights = [one.weight for one in outputs if one.weight is not None]
        if len(scores) < len(outputs) or not total_of(weights):
            return None
        share = total_of(scores) / total_of(weights)
        if share < context.settings.thresholds.delivered_share:
            return None
        words = (
            f"产出指标 {len(outputs)} 项得 {plain(total_of(scores))} 分、满分 {plain(total_of(weights))} 分"
        )
        return Delivered(words, scores[0].place, min(one.confidence for one in outputs))
    for sentence in _near(report, row):
        if row.role == "project" and cues("contradiction_cues", "full_output").search(sentence.text):
            return Delivered(f"“{excerpt(sentence.text)}”", sentence.place(report))
    return None


def _unspent(report: Report, row: FundRow, delivered: Delivered, later: Sentence | None) -> Doubt:
    budget, spent = row.budget_full, row.spent
    if budget is None or spent is None or budget.number is None or spent.number is None:
        raise ValueError("_rate() 已保证有预算数和执行数")
    calculation = f"{spent.raw}÷{budget.raw}={rounded(spent.number / budget.number * _HUNDRED)}%"
    name = f"“{row.row}”" if row.role == "project" else ""
    reason = (
        f"说明：“{excerpt(later.text)}”（{spot(report, later.place(report))}），降为提示。" if later else ""
    )
    return Doubt(
        fact=f"unspent_delivered/{canonical_name(row.row) if row.role == 'project' else ''}",
        message=(
            f"{name}全年预算 {stated(report, budget)}，全年执行 {stated(report, spent)}，执行率 {calculation}，"
            f"产出却全部完成：{delivered.words}（{spot(report, delivered.place)}）；"
            f"没有垫付、次年结算等说明，请核实产出或支出。{reason}"
        ),
        places=(budget.place, spent.place, delivered.place),
        level=Level.HINT if later else None,
        expected="产出与资金使用相符，或说明资金如何解决",
        actual=f"执行率 {rounded(spent.number / budget.number * _HUNDRED)}%，产出满分",
        calculation=calculation,
        project=row.row if row.role == "project" else None,
    )


@rule(
    "MD-07",
    "预算大幅调整而目标未调",
    Level.HINT,
    basis="绩效目标应与预算同步调整",
    needs="年初预算数、全年预算数，以及数量指标的指标值、完成值",
    settings=("thresholds.adjusted_share", "form.overshoot_ratio"),
)
def targets_not_adjusted(report: Report, context: Context) -> Iterator[Comparison]:
    """The budget moved by 30 % and more; every count came out at its target or far above; no word why."""
    row = next((one for one in report.funds if one.role == "total" and one.level == 0), None)
    initial, full = (row.budget_initial, row.budget_full) if row else (None, None)
    if initial is None or full is None or not initial.number or full.number is None:
        yield not_applicable("没有读到年初预算数和全年预算数，或年初预算为 0")
        return
    share = abs(full.number - initial.number) / initial.number
    if share < context.settings.thresholds.adjusted_share:
        yield passed(f"预算调整 {rounded(share * _HUNDRED)}%，幅度不大", [initial.id, full.id])
        return
    told = next((one for one in own_sentences(report) if _explains(one.text)), None)
    if told is not None:
        yield passed(f"预算调整已有说明：“{excerpt(told.text, 40)}”", [initial.id, full.id])
        return
    counts = [one for one in report.indicators if "数量" in one.level2 and measurable(one)]
    ratio = context.settings.form.overshoot_ratio
    unmoved = [
        one
        for one in counts
        if one.actual_number == one.target_number
        or (one.actual_number or Decimal(0)) >= (one.target_number or Decimal(0)) * ratio
    ]
    if not counts or len(unmoved) < len(counts):
        yield pending("预算大幅调整，数量目标是否随之调整须对照批复", [initial.id, full.id])
        return
    names = "、".join(f"{row_name(one)}（{one.target}→{one.actual}）" for one in counts[:4])
    yield settled(context, _unadjusted(report, initial, full, names, counts[0].places), [initial, full])


def _explains(text: str) -> bool:
    return bool(cues("contradiction_cues", "adjust_explained").search(text))


def _unadjusted(report: Report, initial: Value, full: Value, names: str, places: object) -> Doubt:
    del places
    change = (full.number or Decimal(0)) - (initial.number or Decimal(0))
    share = change / (initial.number or Decimal(1)) * _HUNDRED
    calculation = f"（{full.raw}−{initial.raw}）÷{initial.raw}={rounded(share)}%"
    return Doubt(
        fact="targets_not_adjusted",
        message=(
            f"年初预算 {stated(report, initial)}，全年预算 {stated(report, full)}，调整 {calculation}；"
            f"数量指标的指标值与完成值不变或远超：{names}，也没有说明，请核实绩效目标是否随预算调整。"
        ),
        places=(initial.place, full.place),
        expected="说明调整原因，绩效目标同步调整",
        actual=f"预算调整 {rounded(share)}%",
        calculation=calculation,
    )
