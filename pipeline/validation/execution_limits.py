"""Execution rates beyond 100 % or far below it that nobody explains (执行率异常未说明)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.model import Level, Report
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
from pipeline.validation.execution_reasons import HUNDRED, Execution, executions, reason_for
from pipeline.validation.guards import bundle_mates, settled, speaks_for
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import sentence_range
from pipeline.validation.wording import excerpt, plain, rounded, spot


@rule(
    "ZX-03",
    "执行率超过100%未说明",
    Level.WARNING,
    basis="自评表填报要求：执行率异常的应在原因栏说明",
    needs="执行率，或同一项目的全年预算数和执行数",
    scope="batch",
)
def execution_above_budget_unexplained(report: Report, context: Context) -> Iterator[Comparison]:
    """r − u > 100 and nothing said of carry-over, own funds, advances or additions (G10)."""
    mates = bundle_mates(report, context.batch)
    for one in executions(report):
        ids = [value.id for value in one.values]
        if one.percent - max(one.ulp, Decimal("0.005")) <= HUNDRED:
            yield passed("执行率没有超过 100%", ids)
            continue
        reason = reason_for(one, (report, *mates), "over_reason") or _other_funds(report)
        if reason:
            words = reason if isinstance(reason, str) else excerpt(reason.text, 40)
            yield passed(f"执行率 {rounded(one.percent)}%，报告已有说明：“{words}”", ids)
        elif _spoken_by(report, mates, one) is not None:
            yield fired_elsewhere("同一项目的执行率超过 100%，疑点列在正文报告", ids)
        else:
            yield settled(context, _over_doubt(one), list(one.values), one.certainty)


def _other_funds(report: Report) -> str | None:
    """A carry-over or other source in the form that holds money beside the year's budget."""
    for row in report.funds:
        if row.role == "carryover" and row.spent is not None and row.spent.number:
            return f"{row.row} {row.spent.raw}"
    return None


def _spoken_by(report: Report, mates: Sequence[Report], one: Execution) -> Report | None:
    """The mate whose finding on the same object speaks for this report's, or None."""
    same = [mate for mate in mates if any(other.subject == one.subject for other in executions(mate))]
    speaker = speaks_for(report, same)
    return speaker if speaker.id != report.id else None


def _name(one: Execution) -> str:
    return f"“{one.name}”" if one.name else ""


def _over_doubt(one: Execution) -> Doubt:
    return Doubt(
        fact=f"over_execution/{one.subject}",
        message=(
            f"{_name(one)}{one.shown}，执行率 {rounded(one.percent)}%，超过 100%；"
            "报告和自评表都没有说明结转、自筹、垫付或追加等来源，也可能是以年初预算作了分母。"
        ),
        places=tuple(dict.fromkeys(value.place for value in one.values)),
        expected="不超过100%，或说明资金来源",
        actual=f"{rounded(one.percent)}%",
        difference=f"{rounded(one.percent - HUNDRED)}个百分点",
        tolerance="一个末位单位",
        project=one.name or None,
        roots=frozenset({one.root, f"rate/{one.subject or 'total'}"}),
    )


@rule(
    "ZX-04",
    "执行率偏低未说明原因",
    Level.WARNING,
    basis="自评表填报要求：执行率偏低的须说明原因",
    needs="同一项目的全年预算数和执行数（或执行率）",
    scope="batch",
    settings=("thresholds.low_execution_rate", "thresholds.hint_execution_rate"),
)
def low_execution_unexplained(report: Report, context: Context) -> Iterator[Comparison]:
    """E/B below the profile's limit and no reason in the row, the section or the bundle (G8, G10)."""
    mates = bundle_mates(report, context.batch)
    facts = executions(report)
    if not facts:
        yield not_applicable("没有执行率，也没有可以计算执行率的预算数和执行数")
    for one in facts:
        yield _low(report, context, mates, one)


def _before_year_end(report: Report, one: Execution) -> bool:
    """Whether the sentence dates the rate before the year's end: 截至8月底 (G4)."""
    start, _ = sentence_range(report, one.values[0].place.start)
    told = report.document.text[start : one.values[0].place.start]
    return one.values[0].where == "text" and bool(cues("dated_events", "mid_year").search(told))


def _low(report: Report, context: Context, mates: Sequence[Report], one: Execution) -> Comparison:
    limits = context.settings.thresholds
    ids = [value.id for value in one.values]
    hint = limits.low_execution_rate if one.subject else limits.hint_execution_rate
    if one.percent >= max(hint, limits.low_execution_rate):  # 项目清单逐行列示的，只看明显偏低
        return passed(f"{_name(one)}执行率 {rounded(one.percent)}%，不偏低", ids)
    if _before_year_end(report, one):
        return pending(f"{_name(one)}执行率 {rounded(one.percent)}% 是年中某月底的进度，不是全年执行率", ids)
    reason = reason_for(one, (report, *mates))
    if reason is not None:
        return passed(
            f"{_name(one)}执行率 {rounded(one.percent)}%，已说明：“{excerpt(reason.text, 40)}”", ids
        )
    if _spoken_by(report, mates, one) is not None:
        return fired_elsewhere("同一项目的执行率偏低，疑点列在正文报告", ids)
    grave = one.percent < limits.low_execution_rate
    limit = limits.low_execution_rate if grave else limits.hint_execution_rate
    where = spot(report, one.values[0].place)
    doubt = Doubt(
        fact=f"low_execution/{one.subject}",
        message=(
            f"{_name(one)}{one.shown}，执行率 {rounded(one.percent)}%，低于 {plain(limit)}%；"
            f"在{where}所在的行、原因栏、正文和同一项目的其他材料中都没有找到原因说明"
            "（表样印制的填表说明不算）。"
        ),
        places=tuple(dict.fromkeys(value.place for value in one.values)),
        level=None if grave else Level.HINT,
        expected="说明执行率偏低的原因",
        actual=f"{rounded(one.percent)}%，无说明",
        difference=f"{rounded(limit - one.percent)}个百分点",
        tolerance=f"界限 {plain(limit)}%（设置 thresholds）",
        calculation=f"{plain(limit)}%−{rounded(one.percent)}%",
        project=one.name or None,
        roots=frozenset({one.root, f"rate/{one.subject or 'total'}"}),
    )
    return settled(context, doubt, list(one.values), one.certainty)
