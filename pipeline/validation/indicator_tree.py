"""Indicator sets that lack a class or hang on one row (指标体系)."""

from collections.abc import Iterator
from decimal import Decimal

from pipeline.model import Indicator, Level, Report
from pipeline.validation.base import Comparison, Context, Doubt, not_applicable, passed, rule
from pipeline.validation.guards import settled
from pipeline.validation.lexicon import cues
from pipeline.validation.rows import place_of_row, row_class, row_name
from pipeline.validation.score_tables import ScoreTable, score_tables, total_of
from pipeline.validation.wording import plain

# 一张表的分值合计达到满分的这一比例，才算读全了，可以说它缺哪一类。
_COMPLETE = Decimal("0.85")
# 没有满意度指标的，其 10 分并入效益：效益达到这一比例就是共性模板，不算缺。
_MERGED_BENEFIT = Decimal("0.4")


@rule(
    "ZB-12",
    "指标体系缺类或一项独大",
    Level.WARNING,
    basis="《项目支出绩效评价管理办法》（财预〔2020〕10号）的指标体系",
    needs="分值齐全的指标表",
    settings=("form.dominant_weight",),
)
def indicator_tree_lopsided(report: Report, context: Context) -> Iterator[Comparison]:
    """No output, no benefit or no satisfaction indicator, or one row of 40 points and more."""
    tables = [table for table in score_tables(report, context.settings) if _complete(table, context)]
    if not tables:
        yield not_applicable("没有分值齐全、写明指标类别的指标表")
        return
    for table in tables:
        faults = list(_faults(table, context))
        if not faults:
            yield passed(f"{len(table.items)} 项指标的类别齐全，没有一项独大")
            continue
        yield settled(context, _lopsided(table, faults), [], table.certainty())


def _complete(table: ScoreTable, context: Context) -> bool:
    classed = all(row.level1 or row.level2 for row in table.items)
    weighed = total_of(table.weights()) >= table.full_score(context.settings) * _COMPLETE
    named = any(row.level2 or row.level3 for row in table.items)  # 只列一级指标的得分汇总表不是指标体系
    return bool(table.items) and classed and named and weighed


def _faults(table: ScoreTable, context: Context) -> Iterator[tuple[str, bool]]:
    full = table.full_score(context.settings)
    classes = {row_class(row) for row in table.items}
    if "产出" not in classes:
        yield "没有产出（数量、质量、时效）指标", True
    if "效益" not in classes and not _satisfied(table):
        yield "没有效益指标", False
    benefit = [row.weight for row in table.items if row.weight is not None and row_class(row) == "效益"]
    if not _satisfied(table) and total_of(benefit) < full * _MERGED_BENEFIT and not _wages(table):
        yield "没有服务对象满意度指标，其分值也没有并入效益", False
    for row in table.items:
        limit = context.settings.form.dominant_weight * full / 100
        if row.weight is not None and row.weight.number is not None and row.weight.number >= limit:
            yield f"“{row_name(row)}”一项占 {plain(row.weight.number)} 分", False


def _satisfied(table: ScoreTable) -> bool:
    return any("满意" in f"{row.level1}{row.level2}{row.level3}" for row in table.items)


def _wages(table: ScoreTable) -> bool:
    """Pay and social insurance have a template of their own without people to ask."""
    return any(cues("indicator_design", "wages").search(row_name(row)) for row in table.items)


def _lopsided(table: ScoreTable, faults: list[tuple[str, bool]]) -> Doubt:
    places = (place_of_row(row, "weight", "level3") for row in _named(table))
    return Doubt(
        fact=f"lopsided/{table.name}",
        message="指标体系不完整：" + "；".join(what for what, _ in faults) + "。得分不足以反映项目绩效。",
        places=tuple(dict.fromkeys(place for place in places if place is not None)),
        level=None if any(grave for _, grave in faults) else Level.HINT,
        expected="产出、效益、满意度指标齐备，分值不集中于一项",
        actual="；".join(what for what, _ in faults),
    )


def _named(table: ScoreTable) -> tuple[Indicator, ...]:
    heavy = max(table.items, key=lambda row: row.weight.number or 0 if row.weight else Decimal(0))
    return (heavy, table.items[0])
