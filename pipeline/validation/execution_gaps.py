"""Indicators scored full while the money was not spent (执行率与指标得分背离)."""

from collections.abc import Iterator
from decimal import Decimal

from pipeline.model import Level, Report, Value
from pipeline.validation.base import (
    Comparison,
    Context,
    Doubt,
    lowered,
    not_applicable,
    passed,
    pending,
    rule,
)
from pipeline.validation.execution_reasons import HUNDRED, Execution, executions, reason_for
from pipeline.validation.guards import bundle_mates, settled
from pipeline.validation.score_tables import ScoreTable, operands, score_tables, total_of
from pipeline.validation.wording import excerpt, plain, rounded

_FEWEST = 3


@rule(
    "ZX-05",
    "执行率与指标得分背离",
    Level.WARNING,
    basis="绩效评价平台预警规则：指标得分率与执行率得分率相差过大的预警",
    needs="各项指标的分值、得分，以及全年预算数和执行数",
    scope="batch",
    settings=("thresholds.score_gap_hint", "thresholds.score_gap_warning"),
)
def scores_run_ahead_of_spending(report: Report, context: Context) -> Iterator[Comparison]:
    """gap = (ΣS/ΣW − E/B) ÷ (ΣS/ΣW) over the indicators without the execution rate."""
    whole = next((one for one in executions(report) if not one.subject), None)
    tables = [one for one in score_tables(report, context.settings) if one.weights() or one.item_scores()]
    if whole is None or len(tables) != 1:
        yield not_applicable("没有同一项目的执行率和评分表")
        return
    yield _gap(report, context, whole, tables[0])


def _gap(report: Report, context: Context, whole: Execution, table: ScoreTable) -> Comparison:
    rows = [row for row in table.items if row.weight is not None and row.weight.number]
    scores = [row.score for row in rows if row.score is not None and row.score.number is not None]
    weights = [row.weight for row in rows if row.weight is not None]
    ids = [value.id for value in (*whole.values, *scores)]
    if len(scores) < max(len(rows), _FEWEST):
        return pending("指标得分不全，不能与执行率比较", ids)
    share = total_of(scores) / total_of(weights)
    spent = min(whole.percent, HUNDRED) / HUNDRED
    gap = (share - spent) / share if share > 0 else Decimal(0)
    limits = context.settings.thresholds
    if gap <= limits.score_gap_hint:
        return passed(f"指标得分率 {rounded(share * 100)}%，执行率 {rounded(spent * 100)}%，没有背离", ids)
    reason = reason_for(whole, (report, *bundle_mates(report, context.batch)))
    level = Level.WARNING if gap > limits.score_gap_warning else Level.HINT
    if reason is not None and level is Level.HINT:  # 有说明的降一级，提示再降即不报（G10）
        return passed(f"背离程度 {rounded(gap * 100)}%，报告已说明：“{excerpt(reason.text, 40)}”", ids)
    said = f"报告的说明：“{excerpt(reason.text, 40)}”。" if reason is not None else "报告没有说明原因。"
    limit = limits.score_gap_warning if level is Level.WARNING else limits.score_gap_hint
    calculation = (
        f"（{rounded(share * 100)}%−{rounded(spent * 100)}%）÷{rounded(share * 100)}%={rounded(gap * 100)}%"
    )
    doubt = Doubt(
        fact="score_gap",
        message=(
            f"{whole.shown}；其余 {len(scores)} 项指标得分 {operands(scores)}，分值合计 "
            f"{plain(total_of(weights))}，得分率 {rounded(share * 100)}%。背离程度 {calculation}，"
            f"超过 {plain(limit * 100)}%。{said}"
        ),
        places=tuple(dict.fromkeys(value.place for value in (*whole.values, *_few(scores)))),
        level=lowered(level) if reason is not None else level,
        expected="指标得分与资金执行大体相称",
        actual=f"得分率{rounded(share * 100)}%，执行率{rounded(spent * 100)}%",
        difference=f"{rounded((share - spent) * 100)}个百分点",
        tolerance=f"背离程度 {plain(limit * 100)}%",
        calculation=calculation,
        roots=frozenset({whole.root}),
    )
    return settled(context, doubt, [*whole.values, *scores], whole.certainty, table.certainty())


def _few(scores: list[Value]) -> list[Value]:
    """The highest scores as evidence; a long table is not marked cell by cell."""
    return sorted(scores, key=lambda value: value.number or Decimal(0), reverse=True)[:3]
