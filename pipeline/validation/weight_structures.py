"""First-level weights that differ from the common structure (一级权重)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.model import Level, Report
from pipeline.validation.base import Comparison, Context, Doubt, not_applicable, passed, pending, rule
from pipeline.validation.guards import explanation, settled
from pipeline.validation.lexicon import mapping
from pipeline.validation.score_tables import ScoreTable, score_tables
from pipeline.validation.wording import plain


@rule(
    "DF-11",
    "一级权重偏离统一设置",
    Level.HINT,
    basis="《项目支出绩效评价管理办法》（财预〔2020〕10号）",
    needs="按执行率、成本、产出、效益、满意度分类的各项分值",
    settings=("scoring.weight_structures", "scoring.execution_weight"),
)
def weights_depart_from_structure(report: Report, context: Context) -> Iterator[Comparison]:
    """The weights by first level against the profile's structures; another system is not compared."""
    if not context.settings.scoring.weight_structures:
        yield not_applicable("该地区口径没有统一的一级权重")
        return
    for table in score_tables(report, context.settings):
        yield _structure(report, context, table)


def first_level(name: str) -> str | None:
    """The class of a first-level indicator, or None where it is of another system (决策、过程 …)."""
    for label, patterns in mapping("score_words", "first_levels").items():
        if any(re.search(pattern, name) for pattern in patterns):
            return str(label)
    return None


def _structure(report: Report, context: Context, table: ScoreTable) -> Comparison:
    sums: dict[str, Decimal] = {}
    for row in table.items:
        label = first_level(row.level1)
        if label is None or row.weight is None or row.weight.number is None:
            return not_applicable("指标体系不是执行率、产出、效益、满意度一类，或分值不全")
        sums[label] = sums.get(label, Decimal(0)) + row.weight.number
    execution = [row.weight.number for row in table.execution if row.weight is not None and row.weight.number]
    fund = table.fund_weight.number if table.fund_weight is not None else None
    setting = context.settings.scoring.execution_weight
    sums["执行率"] = sum(execution, Decimal(0)) or fund or sums.get("执行率") or setting
    values = table.weights()
    total = sum(sums.values(), Decimal(0))
    if not {"产出", "效益"} <= set(sums) or total != context.settings.scoring.full_score:
        return not_applicable("没有产出或效益指标（见 ZB-12），或分值合计不是满分（见 DF-03）")
    accepted = [dict(structure) for structure in context.settings.scoring.weight_structures]
    shown = "、".join(f"{name}{plain(weight)}" for name, weight in sums.items())
    ids = [value.id for value in values]
    if sums in accepted:
        return passed(f"一级权重 {shown}，符合统一设置", ids)
    reason = explanation(report, "own_weights")
    if reason:
        return pending(f"一级权重 {shown}，与统一设置不同，报告写有“{reason}”", ids)
    usual = "；".join("、".join(f"{name}{plain(weight)}" for name, weight in one.items()) for one in accepted)
    doubt = Doubt(
        fact=f"weight_structure/{table.name}",
        message=(
            f"一级权重为 {shown}，合计 {plain(total)} 分，与统一设置（{usual}）都不相同，"
            "报告没有说明；权重原则上统一设置，可以适当调整，请说明理由。"
        ),
        places=tuple(dict.fromkeys(value.place for value in values)),
        expected=usual,
        actual=shown,
        tolerance="无（T0）",
        calculation=f"{'+'.join(plain(weight) for weight in sums.values())}={plain(total)}",
    )
    return settled(context, doubt, values, table.certainty())
