"""Indicators in the wrong place, turned round, set twice or too vague to be judged (指标设置)."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import combinations

from pipeline.model import Indicator, Level, Place, Report
from pipeline.validation.base import Comparison, Context, Doubt, not_applicable, passed, rule
from pipeline.validation.guards import settled
from pipeline.validation.lexicon import cues, entries
from pipeline.validation.prose import own_sentences
from pipeline.validation.rows import bare_name, place_of_row, row_class, row_name
from pipeline.validation.targets import PERCENT
from pipeline.validation.wording import UNIT_YUAN, spot

# 只差这些字的两个名称是同一个名称；差别是实词、序数的是两个对象。
_FILLERS = frozenset("的和及与数量情况")


@rule(
    "ZB-05",
    "三级指标与二级类型不匹配",
    Level.WARNING,
    basis="《项目支出绩效评价管理办法》（财预〔2020〕10号）的指标分类",
    needs="有二级指标的三级指标",
)
def indicator_in_wrong_class(report: Report, context: Context) -> Iterator[Comparison]:
    """A third-level name that its second level cannot hold, by the lexicon's closed list."""
    rows = [row for row in report.indicators if row.level2 and row.level3]
    if not rows:
        yield not_applicable("没有写二级、三级指标")
        return
    faults = [(row, why) for row in rows if (why := _mismatch(row))]
    if not faults:
        yield passed(f"{len(rows)} 项三级指标与二级类型没有明显不符")
        return
    shown = "；".join(f"“{row.level2}”下设“{row.level3}”{_at(report, row)}，{why}" for row, why in faults[:6])
    doubt = Doubt(
        fact="indicator_in_wrong_class",
        message=f"有 {len(faults)} 项三级指标与二级指标类型不符：{shown}。",
        places=_places([row for row, _ in faults]),
        expected="三级指标反映所属二级指标的内容",
        actual="、".join(f"{row.level2}：{row.level3}" for row, _ in faults[:6]),
    )
    yield settled(context, doubt, [], *(row.confidence for row, _ in faults))


def _mismatch(row: Indicator) -> str:
    level2, name = bare_name(row.level2), bare_name(row.level3)
    found = (why for inside, names, why in _mismatches() if inside.search(level2) and names.search(name))
    return next(found, "")


@cache
def _mismatches() -> tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(entry["level2"]), re.compile("|".join(entry["names"])), entry["why"])
        for entry in entries("indicator_design", "mismatch")
    )


def _at(report: Report, row: Indicator) -> str:
    place = place_of_row(row, "level3", "target")
    return f"（{spot(report, place)}）" if place is not None else ""


def _places(rows: Sequence[Indicator]) -> tuple[Place, ...]:
    places = (place_of_row(row, "level3", "target") for row in rows)
    return tuple(dict.fromkeys(place for place in places if place is not None))


@rule(
    "ZB-06",
    "成本指标方向写反",
    Level.WARNING,
    basis="《项目支出绩效评价管理办法》（财预〔2020〕10号）的成本指标含义",
    needs="成本类金额指标的方向符号",
)
def cost_indicator_turned_round(report: Report, context: Context) -> Iterator[Comparison]:
    """An amount to be spent, set as ≥: spending more would count as doing better."""
    rows = [row for row in report.indicators if row_class(row) == "成本" and row.target_unit in UNIT_YUAN]
    if not rows:
        yield not_applicable("没有以金额表示的成本指标")
        return
    turned = [row for row in rows if row.operator in ("≥", ">") and not _not_cost(row)]
    if not turned:
        yield passed(f"{len(rows)} 项成本金额指标的方向没有写反", ())
        return
    shown = "；".join(f"“{row_name(row)}”指标值 {row.target}{_at(report, row)}" for row in turned)
    doubt = Doubt(
        fact="cost_indicator_turned_round",
        message=f"成本指标应以“不超过”为目标，却写成“不少于”：{shown}；照此花得越多得分越高，请核实方向。",
        places=_places(turned),
        expected="≤",
        actual="、".join(row.target for row in turned),
    )
    yield settled(context, doubt, [], *(row.confidence for row in turned))


def _not_cost(row: Indicator) -> bool:
    return bool(cues("indicator_design", "not_cost").search(f"{row.level2}{row.level3}"))


@rule(
    "ZB-07",
    "指标重复设置",
    Level.WARNING,
    basis="绩效指标设置要求：同一内容不重复设置指标",
    needs="两项以上三级指标",
    settings=("thresholds.similar_name",),
)
def indicator_set_twice(report: Report, context: Context) -> Iterator[Comparison]:
    """One name under both output and benefit, or twice in one class with the same target."""
    rows = [row for row in report.indicators if len(bare_name(row.level3)) > 1 and row.role == "indicator"]
    if len(rows) < 2:
        yield not_applicable("没有两项以上的三级指标")
        return
    twice = [pair for pair in combinations(rows, 2) if _same_indicator(*pair, context)]
    if not twice:
        yield passed(f"{len(rows)} 项三级指标没有重复")
        return
    for one, other in twice:
        yield settled(context, _repeated(report, one, other), [], one.confidence, other.confidence)


def _same_indicator(one: Indicator, other: Indicator, context: Context) -> bool:
    if one.table != other.table:
        return False
    names = bare_name(one.level3), bare_name(other.level3)
    same_values = (one.target.strip(), one.actual.strip()) == (other.target.strip(), other.actual.strip())
    if names[0] == names[1]:
        across = row_class(one) != row_class(other) and row_class(one) and row_class(other)
        return bool(across) or (same_values and bool(one.target.strip()))
    core = ["".join(mark for mark in name if mark not in _FILLERS) for name in names]
    if not same_values or core[0] != core[1]:
        return False
    return SequenceMatcher(None, *names).ratio() >= float(context.settings.thresholds.similar_name)


def _repeated(report: Report, one: Indicator, other: Indicator) -> Doubt:
    classes = " / ".join(row.level2 or row.level1 for row in (one, other))
    same = "，指标值、完成值也相同" if one.target.strip() == other.target.strip() else ""
    return Doubt(
        fact=f"indicator_set_twice/{bare_name(one.level3)}",
        message=(
            f"指标“{one.level3}”{_at(report, one)}与“{other.level3}”{_at(report, other)}重复设置"
            f"（{classes}）{same}：同一成果计了两次分。"
        ),
        places=_places([one, other]),
        expected="同一内容只设一项指标",
        actual=f"{one.level3}、{other.level3}",
    )


@rule(
    "ZB-08",
    "效益指标空泛不可考核",
    Level.HINT,
    basis="绩效指标设置要求：指标应当可衡量、有数据来源",
    needs="效益指标的名称和指标值",
)
def benefit_indicator_vague(report: Report, context: Context) -> Iterator[Comparison]:
    """A benefit named only by its class or by 明显/提升, measured by a percentage or an adjective, no source."""
    rows = [row for row in report.indicators if row_class(row) == "效益"]
    if not rows:
        yield not_applicable("没有效益指标")
        return
    vague = [row for row in rows if _is_vague(row)]
    if not vague or _has_source(report):
        yield passed(f"{len(rows)} 项效益指标没有发现空泛到不可考核的")
        return
    shown = "；".join(f"“{row_name(row)}”指标值 {row.target}{_at(report, row)}" for row in vague[:6])
    doubt = Doubt(
        fact="benefit_indicator_vague",
        message=(
            f"有 {len(vague)} 项效益指标没有说明比的是什么、数从何来：{shown}；"
            "全文也没有统计、调查、台账等来源，得分无从考核。"
        ),
        places=_places(vague),
        expected="写明对象、基数、计算口径和数据来源",
        actual="、".join(row_name(row) for row in vague[:6]),
    )
    yield settled(context, doubt, [], *(row.confidence for row in vague))


def _is_vague(row: Indicator) -> bool:
    measured = row.target_unit == PERCENT or cues("indicator_design", "adjective").search(row.target)
    return bool(cues("indicator_design", "vague_name").search(bare_name(row_name(row))) and measured)


def _has_source(report: Report) -> bool:
    """A source or a three-step scale anywhere but in what is said of satisfaction."""
    for sentence in own_sentences(report):
        if cues("indicator_design", "graded").search(sentence.text):
            return True
        if "满意" not in sentence.text and cues("indicator_design", "data_source").search(sentence.text):
            return True
    return False
