"""Targets missed or far exceeded without a word why (未完成、超额未说明原因)."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.model import BlockKind, Indicator, Level, Place, Report, sections_of_role
from pipeline.validation.base import Comparison, Context, Doubt, not_applicable, passed, pending, rule
from pipeline.validation.guards import bundle_mates, is_form, settled
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import block_text, own_blocks, own_sentences
from pipeline.validation.rows import (
    bare_name,
    measurable,
    own_reason,
    place_of_row,
    row_class,
    row_name,
    short_of_marks,
    worse,
)
from pipeline.validation.score_tables import is_blank
from pipeline.validation.targets import PERCENT, direction, same_unit
from pipeline.validation.wording import plain, spot, written

# 三项以内的计数差一两个就超过三成，不算大幅超额。
_FEW = 3
# 版式文件的表格靠线条和位置认列，靠边的一栏可能没有认出来。
_DRAWN = ("pdf", "ofd", "image")
_HEAD = re.compile(r"^(三级指标|指标名称|指标值|目标值|年度指标值|完成值|实际完成值)$")
# 指标名称去掉这么多字以内的头尾，正文仍可认出是它。
_SHORTEST_MENTION = 4


@rule(
    "ZB-01",
    "未完成指标未填偏差原因",
    Level.WARNING,
    basis="自评表填报要求：指标未完成时必填偏差原因",
    needs="有原因栏的自评表，以及指标值、完成值或分值、得分",
    scope="batch",
)
def shortfall_without_reason(report: Report, context: Context) -> Iterator[Comparison]:
    """V worse than A or S < W, and no reason in the row, a merged cell or the text (G10)."""
    rows = [row for row in report.indicators if _filled_in(row)]
    if not rows:
        yield not_applicable("没有填了完成值的指标行")
        return
    missed = [row for row in rows if worse(row) or short_of_marks(row)]
    if not missed:
        yield passed(f"{len(rows)} 项指标均已完成，没有扣分")
        return
    silent = [row for row in missed if not own_reason(row)]
    unexplained = [row for row in silent if not _told(report, context, row, "cause")]
    if not unexplained:
        yield passed(f"{len(missed)} 项未完成或扣分的指标均说明了原因")
        return
    column = any("reason" in row.columns for row in unexplained)
    if not column and not any(_tells(one) for one in (report, *bundle_mates(report, context.batch))):
        names = "、".join(row_name(row) for row in unexplained[:5])
        yield pending(f"表中没有原因栏，未完成指标“{names}”的原因可能写在没有报来的正文里，请核实")
        return
    doubt = _shortfall(report, unexplained, column)
    yield settled(context, doubt, [], *(row.confidence for row in unexplained))


def _filled_in(row: Indicator) -> bool:
    """A row of an indicator, not one of a table that only sums scores up by first-level class."""
    summed_up = not (row.level2 or row.level3 or row.target or row.actual)
    return row.role == "indicator" and not is_blank(row, "actual") and not summed_up


def _tells(report: Report) -> bool:
    """Whether a narrative with a part on problems is at hand: there the cause would stand."""
    if is_form(report) or report.document.source.format in _DRAWN:
        return False
    return bool(sections_of_role(report, "存在问题")) and not _has_remarks(report)


def _has_remarks(report: Report) -> bool:
    """Whether the heads of an indicator table name a column of reasons or remarks that was not read as one."""
    rows: dict[tuple[int | None, int | None], list[str]] = {}
    for block in own_blocks(report):
        if block.kind is BlockKind.CELL:
            rows.setdefault((block.table, block.row), []).append("".join(block_text(report, block).split()))
    heads = (cells for cells in rows.values() if any(_HEAD.search(text) for text in cells))
    return any(cues("indicator_design", "remarks").search(text) for cells in heads for text in cells)


def _told(report: Report, context: Context, row: Indicator, cue_list: str) -> bool:
    """Whether another row's reason or a sentence of the bundle names the indicator and says why."""
    name = bare_name(row_name(row))
    others = (own_reason(other) for other in report.indicators if other is not row)
    if len(name) >= _SHORTEST_MENTION and any(name in bare_name(text) for text in others):
        return True
    cells = {place.start for place in row.places.values()}
    for owner in (report, *bundle_mates(report, context.batch)):
        for sentence in own_sentences(owner):
            outside = owner.id != report.id or sentence.start not in cells
            if (
                outside
                and _mentions(sentence.text, name, row)
                and cues("indicator_design", cue_list).search(sentence.text)
            ):
                return True
    return False


def _mentions(text: str, name: str, row: Indicator) -> bool:
    """Whether a sentence names the indicator, or states its actual value beside a part of its name."""
    flat = bare_name(text)
    if len(name) >= _SHORTEST_MENTION and name in flat and flat != name:
        return True
    stem = name[: max(_SHORTEST_MENTION, len(name) - 2)]
    parts = {name[at : at + _SHORTEST_MENTION] for at in range(max(len(name) - _SHORTEST_MENTION + 1, 1))}
    actual = plain(row.actual_number) if row.actual_number is not None else ""
    valued = len(actual) > 0 and actual in text
    joined = flat.replace("的", "")  # 名称“登记新品种数”，正文写“登记的新品种”
    return (stem in flat and flat != name) or (valued and any(part in joined for part in parts))


def _shortfall(report: Report, rows: Sequence[Indicator], column: bool) -> Doubt:
    shown = "；".join(_described(report, row) for row in rows[:6])
    more = f"等 {len(rows)} 项" if len(rows) > 6 else ""
    return Doubt(
        fact="shortfall_without_reason",
        message=(
            f"有 {len(rows)} 项指标未完成或被扣分，{'原因栏空白' if column else '表中没有原因栏'}，"
            f"正文也没有说明：{shown}{more}。"
            "未完成的指标应填写偏差原因和改进措施。"
        ),
        places=_places(rows),
        level=None if column else Level.HINT,
        expected="填写偏差原因",
        actual=f"{len(rows)} 项没有说明",
    )


def _described(report: Report, row: Indicator) -> str:
    place = place_of_row(row, "actual", "reason")
    scored = ""
    if row.score is not None and row.weight is not None:
        scored = f"，分值 {written(row.weight)}、得分 {written(row.score)}"
    where = f"（{spot(report, place)}）" if place is not None else ""
    return f"“{row_name(row)}”指标值 {row.target}、完成值 {row.actual}{scored}{where}"


def _places(rows: Sequence[Indicator]) -> tuple[Place, ...]:
    places = (place_of_row(row, "actual", "level3") for row in rows)
    return tuple(dict.fromkeys(place for place in places if place is not None))


@rule(
    "ZB-02",
    "大幅超额完成未说明",
    Level.WARNING,
    basis="财预〔2020〕10号：完成值远高于指标值的要说明原因；广西平台审核规则以 130 % 为限",
    needs="正向定量指标的指标值、完成值",
    scope="batch",
    settings=("form.overshoot_ratio", "form.overshoot_of_zero", "form.overshoot_reason_required"),
)
def overshoot_without_reason(report: Report, context: Context) -> Iterator[Comparison]:
    """V ≥ k·A for more-is-better counts without a reason; small counts and percentages are left out."""
    judged = [row for row in report.indicators if _countable(row)]
    if not judged:
        yield not_applicable("没有可比的正向计数指标")
        return
    far = [row for row in judged if _overshot(row, context)]
    silent = [
        row for row in far if not own_reason(row) and not _told(report, context, row, "overshoot_cause")
    ]
    if not silent:
        yield passed(f"{len(judged)} 项计数指标没有大幅超额，或已说明原因")
        return
    yield settled(context, _overshoot(report, context, silent), [], *(row.confidence for row in silent))


def _countable(row: Indicator) -> bool:
    """A more-is-better count: no percentage, no cost, no time, target and actual in one unit."""
    if row.role != "indicator" or not measurable(row) or row_class(row) == "成本":
        return False
    counted = PERCENT not in (row.target_unit, row.actual_unit) and "率" not in row_name(row)
    timed = "时效" in f"{row.level1}{row.level2}"
    # 没有写符号的指标值是定额（15 名老师傅），多了才要说明；方向由名称判断。
    return counted and not timed and direction(row) == "≥" and same_unit(row)


def _overshot(row: Indicator, context: Context) -> bool:
    target, actual = row.target_number or Decimal(0), row.actual_number or Decimal(0)
    if target == 0:
        return row.operator in ("≥", ">") and actual >= context.settings.form.overshoot_of_zero
    return target > _FEW and actual >= target * context.settings.form.overshoot_ratio


def _overshoot(report: Report, context: Context, rows: Sequence[Indicator]) -> Doubt:
    form = context.settings.form
    shown = "；".join(_multiple(report, row) for row in rows[:6])
    more = f"等 {len(rows)} 项" if len(rows) > 6 else ""
    return Doubt(
        fact="overshoot_without_reason",
        message=(
            f"有 {len(rows)} 项指标的完成值达到指标值的 {plain(form.overshoot_ratio * 100)}% 以上，"
            f"没有说明原因：{shown}{more}。请说明是工作量增加还是指标值偏低；得分不因此改动。"
        ),
        places=_places(rows),
        level=None if form.overshoot_reason_required else Level.HINT,
        expected=f"不超过指标值的 {plain(form.overshoot_ratio * 100)}%，或说明原因",
        actual=f"{len(rows)} 项超额未说明",
        calculation="；".join(_ratio(row) for row in rows[:6]),
    )


def _ratio(row: Indicator) -> str:
    target, actual = row.target_number or Decimal(0), row.actual_number or Decimal(0)
    if target == 0:
        return f"{row_name(row)}：指标值 0，完成 {plain(actual)}"
    return f"{row_name(row)}：{plain(actual)}÷{plain(target)}={actual / target * 100:.0f}%"


def _multiple(report: Report, row: Indicator) -> str:
    place = place_of_row(row, "actual")
    where = f"（{spot(report, place)}）" if place is not None else ""
    return (
        f"“{row_name(row)}”指标值 {row.target}、完成值 {row.actual}{where}，{_ratio(row).partition('：')[2]}"
    )
