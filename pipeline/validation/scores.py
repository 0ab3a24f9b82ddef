"""Scores and weights that do not fit together (得分、分值)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from pipeline.model import Indicator, Level, Report, Value, shown_title
from pipeline.settings import Settings
from pipeline.validation.bands import band_of
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
from pipeline.validation.facts import figure, subject, unknown_part
from pipeline.validation.guards import bundle_mates, explanation, settled, speaks_for
from pipeline.validation.score_doubts import scores_above_weights, sections_against_total
from pipeline.validation.score_lists import score_lists
from pipeline.validation.score_tables import (
    ScoreTable,
    acceptable_weight_sums,
    execution_score,
    figures,
    operands,
    own_totals,
    score_tables,
    total_of,
)
from pipeline.validation.tolerance import Sameness, assigned_sum_agrees, same_fact
from pipeline.validation.wording import plain, spot, stated, written

BASIS = "《项目支出绩效评价管理办法》（财预〔2020〕10号）"


@rule(
    "DF-01",
    "得分超过分值或为负",
    Level.ERROR,
    basis="绩效评价平台审核规则：得分不能大于分值",
    needs="有分值的得分",
)
def score_exceeds_weight(report: Report, context: Context) -> Iterator[Comparison]:
    """S > W, Se > We, Stot > full score, or any score below zero (T0)."""
    for row in report.indicators:
        yield from _score_in_weight(report, context, row.score, row.weight, _name(row), row.confidence)
    for fund in report.funds:
        score = execution_score(fund, context.settings)
        yield from _score_in_weight(report, context, score, fund.weight, "预算执行率", fund.confidence)
    full = report.summary.get("full_score")
    limit = max(context.settings.scoring.full_score, (full.number if full else None) or Decimal(0))
    for value in own_totals(report):
        yield _total_in_full(report, context, value, limit)
    yield from scores_above_weights(report)


def _name(row: Indicator) -> str:
    return row.level3 or row.level2 or row.level1


def _score_in_weight(
    report: Report, context: Context, score: Value | None, weight: Value | None, name: str, certainty: float
) -> Iterator[Comparison]:
    if score is None or score.number is None:
        return
    ids = [value.id for value in (score, weight) if value is not None]
    limit = weight.number if weight is not None else None
    if score.number >= 0 and (limit is None or score.number <= limit):
        if limit is not None:
            yield passed("各项得分均在 0 与分值之间", ids)
        return
    if score.number < 0:
        message = f"“{name}”得分写 {stated(report, score)}，小于 0。"
    else:
        message = f"“{name}”得分 {stated(report, score)} 大于分值 {plain(limit or Decimal(0))} 分。"
        if explanation(report, "bonus"):
            yield pending(f"{message}报告提到加分，请核对加分办法及上限", ids)
            return
    doubt = Doubt(
        fact=f"score_range/{name}",
        message=message,
        places=tuple(dict.fromkeys(value.place for value in (score, weight) if value is not None)),
        expected=f"0至{plain(limit)}分" if limit is not None else "不小于0分",
        actual=written(score),
        difference=f"{plain(score.number - (limit if limit and score.number > 0 else Decimal(0)))}分",
        tolerance="无（T0）",
        suspect=written(score),
    )
    yield settled(context, doubt, [value for value in (score, weight) if value is not None], certainty)


def _total_in_full(report: Report, context: Context, value: Value, limit: Decimal) -> Comparison:
    number = value.number or Decimal(0)
    if 0 <= number <= limit:
        return passed(f"总分 {written(value)} 在 0 与满分 {plain(limit)} 之间", [value.id])
    if number > limit and explanation(report, "bonus"):
        return pending(f"总分 {written(value)} 超过满分 {plain(limit)}，报告提到加分，请核对办法", [value.id])
    doubt = Doubt(
        fact="total_range",
        message=f"总分写 {stated(report, value)}，不在 0 至满分 {plain(limit)} 分之间。",
        places=(value.place,),
        expected=f"0至{plain(limit)}分",
        actual=written(value),
        difference=f"{plain(number - limit if number > 0 else number)}分",
        tolerance="无（T0）",
        suspect=written(value),
        project=value.project,
    )
    return settled(context, doubt, [value])


@rule(
    "DF-02",
    "总分不等于各项得分之和",
    Level.ERROR,
    basis=BASIS,
    needs="各项得分（含预算执行率得分）和总分",
    settings=("scoring.full_score", "scoring.execution_weight"),
)
def total_differs_from_items(report: Report, context: Context) -> Iterator[Comparison]:
    """Stot against ΣS + Se over a complete set of rows (T0)."""
    for table in score_tables(report, context.settings):
        yield _table_total(report, context, table)
    lists = list(score_lists(report))
    yield from sections_against_total(report, context, beside_lists=bool(lists))
    for listed in lists:
        values = [listed.total, *listed.parts]
        if assigned_sum_agrees(figure(listed.total), figures(listed.parts)):
            yield passed(
                f"正文 {operands(listed.parts)}，与总分 {written(listed.total)} 相符", [v.id for v in values]
            )
        elif not listed.closed:
            yield pending(
                f"正文所列得分 {operands(listed.parts)}，不等于总分 {written(listed.total)}，但所列未必齐全"
            )
        else:
            yield settled(context, _sum_doubt(report, context, listed.total, listed.parts, "text"), values)


def _table_total(report: Report, context: Context, table: ScoreTable) -> Comparison:
    parts = table.scored()
    totals = table.totals or _totals_for(report)
    if not totals or not table.item_scores():
        return not_applicable("没有总分，或没有各项得分")
    ids = [value.id for value in (*totals, *parts)]
    blank = table.blank_scores()
    if blank:
        return pending(f"{len(blank)} 项得分空白，不能与总分相加核对", ids)
    without_execution = table.item_scores()
    reading = next((total for total in totals if assigned_sum_agrees(figure(total), figures(parts))), None)
    if reading is not None:
        return passed(f"{operands(parts)}，与总分 {written(reading)} 相符", ids)
    if _scored_without_execution(table, totals[0], context.settings):
        return passed("表内合计只含指标得分（分值合计同样不含执行率），相符", ids)
    if _rows_missing(table, totals[0], context.settings):
        return pending("分值合计不足满分，可能有指标行未能读出，总分与各项之和暂不能断定", ids)
    doubt = _sum_doubt(report, context, totals[0], parts, f"table/{table.name}", without_execution)
    return settled(context, doubt, [totals[0], *parts], table.certainty())


def _totals_for(report: Report) -> tuple[Value, ...]:
    """A total stated only in the text, where the whole report speaks of one object."""
    summary = report.summary.get("total_score")
    known = summary is not None and summary.number is not None and len(report.projects) <= 1
    return (summary,) if summary is not None and known else ()


def _scored_without_execution(table: ScoreTable, total: Value, settings: Settings) -> bool:
    """A form whose printed totals both leave the execution score out: the printed weights show it."""
    items = [row.weight for row in table.items if row.weight is not None and row.weight.number is not None]
    printed = table.full_score(settings)
    return (
        bool(items)
        and printed == total_of(items)
        and printed != settings.scoring.full_score
        and assigned_sum_agrees(figure(total), figures(table.item_scores()))
    )


def _rows_missing(table: ScoreTable, total: Value, settings: Settings) -> bool:
    """Weights that fall short of the full score by at least what the total has too much (G12).

    Where the form shows no execution score at all, its points are among what was not read.
    """
    unread = table.fund_score is None and not table.execution
    sums = {total_of(table.weights())} if unread else acceptable_weight_sums(table, settings)
    short = table.full_score(settings) - max(sums)
    excess = (total.number or Decimal(0)) - total_of(table.scored())
    return short > 0 and 0 < excess <= short


def _sum_doubt(
    report: Report,
    context: Context,
    total: Value,
    parts: Sequence[Value],
    where: str,
    items: Sequence[Value] = (),
) -> Doubt:
    computed = total_of(parts)
    gap = (total.number or Decimal(0)) - computed
    message = (
        f"总分写 {stated(report, total)}；各项得分 {operands(parts)}（共 {len(parts)} 项，"
        f"自{spot(report, parts[0].place)}起），相差 {plain(gap)} 分。"
    )
    forgotten = len(items) < len(parts) and bool(items) and total_of(items) == total.number
    if forgotten:
        message += "总分恰等于不含执行率得分的各项之和，疑漏计执行率得分。"
    return Doubt(
        fact=f"total_score/{where}",
        message=message,
        places=tuple(dict.fromkeys(value.place for value in (total, *parts))),
        expected=f"{plain(computed)}分",
        actual=written(total),
        difference=f"{plain(gap)}分",
        tolerance="无（T0）；总分位数较少时容许四舍五入或截尾",
        calculation=operands(parts),
        affects_conclusion=band_of(report, context.settings, total.number)
        != band_of(report, context.settings, computed),
        project=total.project,
    )


@rule(
    "DF-08",
    "总分前后不一",
    Level.ERROR,
    basis="绩效自评须真实、准确，报告与自评表的得分应当一致",
    needs="同一对象写了两次以上的自评总分",
    scope="batch",
)
def total_score_restated_differently(report: Report, context: Context) -> Iterator[Comparison]:
    """Total scores of one object in text, form and the bundle's other files (T0)."""
    mates = bundle_mates(report, context.batch)
    groups: dict[str, list[tuple[Report, Value]]] = {}
    for owner in (report, *mates):
        for value in own_totals(owner):
            groups.setdefault(subject(owner, value), []).append((owner, value))
    for project, statements in groups.items():
        own = [one for one in statements if one[0].id == report.id]
        if not own or len(statements) < 2:
            continue
        speaker = speaks_for(report, [owner for owner, _ in statements])
        if speaker.id == report.id or _scores_differ(own):
            shown = statements if speaker.id == report.id else own
            yield _restated_score(report, context, project, shown)
        elif _scores_differ(statements):
            yield fired_elsewhere(f"总分与同一项目的《{shown_title(speaker)}》不一致，疑点列在该报告")


def _scores_differ(statements: Sequence[tuple[Report, Value]]) -> bool:
    pairs = combinations([figure(value) for _, value in statements], 2)
    return any(same_fact(one, other) is not Sameness.SAME for one, other in pairs)


def _restated_score(
    report: Report, context: Context, project: str, statements: Sequence[tuple[Report, Value]]
) -> Comparison:
    values = [value for _, value in statements]
    ids = [value.id for value in values]
    shown = "、".join(dict.fromkeys(written(value) for value in values))
    if not _scores_differ(statements):
        return passed(f"总分写了 {len(values)} 次，均为 {shown}", ids)
    unknown = next((part for owner, value in statements if (part := unknown_part(owner, value))), None)
    if unknown:
        return pending(f"总分写有 {shown}，但{unknown}不明，可能是几个项目各自的得分", ids)
    numbers = [value.number or Decimal(0) for value in values]
    gap = max(numbers) - min(numbers)
    where = "；".join(stated(owner, value, name_file=owner.id != report.id) for owner, value in statements)
    bands = {band_of(report, context.settings, number) for number in numbers}
    doubt = Doubt(
        fact=f"total_score_restated/{project}",
        message=f"同一对象的自评总分写法不一：{where}；相差 {plain(gap)} 分。",
        places=tuple(dict.fromkeys(value.place for value in values)),
        expected="各处一致",
        actual=shown,
        difference=f"{plain(gap)}分",
        tolerance="无（T0）；位数较少的一处容许四舍五入或截尾",
        calculation=f"{plain(max(numbers))}−{plain(min(numbers))}={plain(gap)}",
        affects_conclusion=len(bands) > 1,
        project=values[0].project,
    )
    return settled(context, doubt, values)
