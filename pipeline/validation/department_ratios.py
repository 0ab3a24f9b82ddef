"""Derived ratios of a department's whole spending, by the formulas that a profile names (整体支出派生指标)."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import Kind, Level, Place, Report, Value
from pipeline.validation.amounts import in_prose, prose_amounts, whole_statements
from pipeline.validation.base import Comparison, Context, Doubt, not_applicable, passed, pending, rule
from pipeline.validation.facts import asserted, exact, figure
from pipeline.validation.guards import settled
from pipeline.validation.lexicon import mapping
from pipeline.validation.prose import clause_before
from pipeline.validation.tolerance import Figure, Range, derived_agrees
from pipeline.validation.wording import rounded, spot, stated, written

_HUNDRED = Decimal(100)
# Inputs that count people; the others are money.
_HEADS = frozenset({"in_post", "posts"})
Inputs = dict[str, Value]
Formula = Callable[[Mapping[str, Decimal]], tuple[Decimal, Decimal]]


@dataclass(frozen=True, slots=True)
class _Rate:
    """A stated ratio: what it is called, its number, and where it stands."""

    label: str
    figure: Figure
    raw: str
    place: Place
    certainty: float


def _completion(given: Mapping[str, Decimal]) -> tuple[Decimal, Decimal]:
    """预算完成率 =（上年结转 + 年初预算 + 本年追加 − 年末结余）÷（上年结转 + 年初预算 + 本年追加）."""
    funds = given["carryover_in"] + given["budget_initial"] + given["budget_change"]
    return funds - given["surplus"], funds


def _control(given: Mapping[str, Decimal]) -> tuple[Decimal, Decimal]:
    """预算控制率 = 本年追加 ÷ 年初预算."""
    return given["budget_change"], given["budget_initial"]


def _staff(given: Mapping[str, Decimal]) -> tuple[Decimal, Decimal]:
    """在职人员控制率 = 在职人员数 ÷ 编制数."""
    return given["in_post"], given["posts"]


def _three_public(given: Mapping[str, Decimal]) -> tuple[Decimal, Decimal]:
    """“三公”经费变动率 =（本年 − 上年）÷ 上年."""
    return given["this_year"] - given["last_year"], given["last_year"]


# Name in the settings → the inputs that it needs, and the formula.
FORMULAS: Mapping[str, tuple[tuple[str, ...], Formula]] = {
    "budget_completion": (("carryover_in", "budget_initial", "budget_change", "surplus"), _completion),
    "budget_control": (("budget_change", "budget_initial"), _control),
    "staff_control": (("in_post", "posts"), _staff),
    "three_public_change": (("this_year", "last_year"), _three_public),
}


@rule(
    "ZX-07",
    "整体支出派生指标计算错误",
    Level.WARNING,
    basis="地区口径所列的部门整体支出评价指标公式",
    needs="地区口径写明的公式，以及该指标和公式中的各数",
    settings=("scoring.department_ratios",),
)
def department_ratio_miscalculated(report: Report, context: Context) -> Iterator[Comparison]:
    """T2 for the ratios that the profile switches on; other places have other formulas."""
    names = context.settings.scoring.department_ratios
    if not names or not report.kind.startswith("整体"):
        yield not_applicable("地区口径没有写明派生指标的公式，或不是部门整体支出")
        return
    for name in names:
        pattern = mapping("department_ratios", "labels")[name]
        for rate in (*_in_text(report, pattern), *_in_rows(report, pattern)):
            yield _reckoned(report, context, rate, *FORMULAS[name])


def _in_text(report: Report, pattern: str) -> Iterator[_Rate]:
    """The rates of the narrative whose clause names them."""
    for value in report.values:
        if value.kind is not Kind.RATE or value.number is None or not exact(value):
            continue
        labelled = re.search(pattern, clause_before(report, value.place.start))
        if labelled and in_prose(report, value) and asserted(report, value):
            yield _Rate(labelled.group(), figure(value), written(value), value.place, value.confidence)


def _in_rows(report: Report, pattern: str) -> Iterator[_Rate]:
    """The actual values of indicator rows that the pattern names."""
    for row in report.indicators:
        labelled = re.search(pattern, row.level3)
        place, number = row.places.get("actual"), row.actual_number
        if labelled and place is not None and number is not None and row.actual_unit == "%":
            yield _Rate(labelled.group(), Figure(number), row.actual, place, row.confidence)


def _reckoned(
    report: Report, context: Context, rate: _Rate, needed: tuple[str, ...], formula: Formula
) -> Comparison:
    inputs = _inputs(report, needed)
    spoken = mapping("department_ratios", "names")
    lacking = [name for name in needed if name not in inputs]
    if lacking:
        names = "、".join(spoken[name] for name in lacking)
        return pending(f"{rate.label} {rate.raw}，没有找到{names}，无法计算")
    part, base = formula({name: value.number or Decimal(0) for name, value in inputs.items()})
    ids = [value.id for value in inputs.values()]
    if base <= 0:
        return pending(f"{rate.label}的分母为零，无法计算", ids)
    percent = part / base * _HUNDRED
    spread = sum((_rounding(value) for value in inputs.values()), Decimal(0)) / base * _HUNDRED
    if any(derived_agrees(rate.figure, Range(one - spread, one + spread)) for one in (percent, abs(percent))):
        return passed(f"{rate.label} {rate.raw} 与公式相符", ids)
    doubt = _doubt(report, rate, inputs, percent, formula)
    return settled(context, doubt, list(inputs.values()), rate.certainty)


def _rounding(value: Value) -> Decimal:
    """How far rounding may have moved an input: half a last place of money; people are counted."""
    return Decimal(0) if value.kind is Kind.COUNT else figure(value).quantum / 2


def _doubt(report: Report, rate: _Rate, inputs: Inputs, percent: Decimal, formula: Formula) -> Doubt:
    spoken = mapping("department_ratios", "names")
    shown = "，".join(f"{spoken[name]} {stated(report, value)}" for name, value in inputs.items())
    explained = "".join((formula.__doc__ or "").rstrip(".").split())
    gap = rate.figure.number - percent
    return Doubt(
        fact=f"department_ratio/{rate.label}",
        message=(
            f"{rate.label}写 {rate.raw}（{spot(report, rate.place)}）；{shown}；{explained}，"
            f"应为 {rounded(percent)}%，相差 {rounded(abs(gap))} 个百分点。"
        ),
        places=tuple(dict.fromkeys((rate.place, *(value.place for value in inputs.values())))),
        expected=f"{rounded(percent)}%",
        actual=rate.raw,
        difference=f"{rounded(gap)}个百分点",
        tolerance="所写位数上四舍五入或截尾（T2）",
        calculation=f"{explained}={rounded(percent)}%",
        suspect=rate.raw,
    )


def _inputs(report: Report, needed: tuple[str, ...]) -> Inputs:
    """Each input that the report states once, or always alike."""
    found: Inputs = {}
    whole = [*whole_statements(report), *prose_amounts(report)]
    patterns = mapping("department_ratios", "inputs")
    for name in needed:
        if name in patterns:
            kind = Kind.COUNT if name in _HEADS else Kind.MONEY
            near = [v for v in report.values if v.kind is kind and _labelled(report, v, patterns[name])]
        else:
            near = [v for v in whole if v.field == name and asserted(report, v) and exact(v)]
        if len({value.number for value in near}) == 1:
            found[name] = near[0]
    return found


def _labelled(report: Report, value: Value, pattern: str) -> bool:
    if value.number is None or not exact(value) or not in_prose(report, value):
        return False
    text = report.document.text
    return bool(re.search(pattern, text[max(0, value.place.start - 30) : value.place.start]))
