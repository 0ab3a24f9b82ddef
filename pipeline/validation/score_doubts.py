"""What is wrong with scores told beside their weights in the running text (正文得分的疑点)."""

from collections.abc import Iterator
from decimal import Decimal

from pipeline.model import Report
from pipeline.validation.bands import band_of
from pipeline.validation.base import Comparison, Context, Doubt, fired, passed, pending
from pipeline.validation.guards import explanation
from pipeline.validation.tolerance import Figure, Range, assigned_sum_agrees, derived_agrees
from pipeline.validation.weighed_scores import (
    ScoredParts,
    WeighedScore,
    scored_parts,
    sole_total,
    weighed_scores,
)
from pipeline.validation.wording import added, plain, rounded, spot

_HUNDRED = Decimal(100)


def scores_above_weights(report: Report) -> Iterator[Comparison]:
    """S > W, item by item (T0)."""
    for item in weighed_scores(report):
        if item.score.number <= item.weight.number:
            yield passed("正文各项得分均不大于分值")
            continue
        message = (
            f"“{item.name}”得分写 {plain(item.score.number)} 分，大于分值 {plain(item.weight.number)} 分"
            f"（{spot(report, item.place)}）。"
        )
        if explanation(report, "bonus"):
            yield pending(f"{message}报告提到加分，请核对加分办法及上限")
            continue
        yield fired(
            Doubt(
                fact=f"score_range/{item.name}",
                message=message,
                places=(item.place,),
                expected=f"0至{plain(item.weight.number)}分",
                actual=f"{plain(item.score.number)}分",
                difference=f"{plain(item.score.number - item.weight.number)}分",
                tolerance="无（T0）",
                suspect=f"{plain(item.score.number)}分",
            )
        )


def sections_against_total(report: Report, context: Context, *, beside_lists: bool) -> Iterator[Comparison]:
    """The scores of all sections, or of one paragraph's items, against the one stated total (T0).

    Items of one paragraph are left to the lists of scores where such lists were found.
    """
    total = sole_total(report)
    for parts in scored_parts(report) if total is not None else ():
        if beside_lists and not parts.items[0].number:
            continue
        shown = f"{added(plain(one.score.number) for one in parts.items)}={plain(parts.score)}"
        figures = [one.score for one in parts.items]
        if total is None or assigned_sum_agrees(Figure(total, _unit(total)), figures):
            yield passed(f"各节得分 {shown}，与总分相符")
            continue
        yield fired(_section_doubt(report, context, parts, (total, shown)))


def _unit(number: Decimal) -> Decimal:
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def _section_doubt(report: Report, context: Context, parts: ScoredParts, said: tuple[Decimal, str]) -> Doubt:
    total, shown = said
    return Doubt(
        fact="total_score/sections",
        message=(
            f"总分写 {plain(total)} 分；正文各节得分 {shown} 分（共 {len(parts.items)} 节，"
            f"自{spot(report, parts.items[0].place)}起），相差 {plain(abs(total - parts.score))} 分。"
        ),
        places=tuple(one.place for one in parts.items),
        expected=f"{plain(parts.score)}分",
        actual=f"{plain(total)}分",
        difference=f"{plain(total - parts.score)}分",
        tolerance="无（T0）；总分位数较少时容许四舍五入或截尾",
        calculation=shown,
        affects_conclusion=band_of(report, context.settings, total)
        != band_of(report, context.settings, parts.score),
    )


def section_weights(report: Report, context: Context) -> Iterator[Comparison]:
    """The weights of all sections against the full score, where their scores prove that all were read (T0)."""
    full = context.settings.scoring.full_score
    total = sole_total(report)
    for parts in scored_parts(report):
        shown = f"{added(plain(one.weight.number) for one in parts.items)}={plain(parts.weight)}"
        if parts.weight == full:
            yield passed(f"正文各节分值 {shown}，合计相符")
        elif total != parts.score or explanation(report, "bonus"):
            yield pending(f"正文各节分值 {shown}，不等于满分 {plain(full)} 分，但各节未必读全")
        else:
            yield fired(
                Doubt(
                    fact="weights/sections",
                    message=(
                        f"正文各节分值 {shown} 分（自{spot(report, parts.items[0].place)}起），"
                        f"满分应为 {plain(full)} 分，相差 {plain(abs(parts.weight - full))} 分。"
                    ),
                    places=tuple(one.place for one in parts.items),
                    expected=f"{plain(full)}分",
                    actual=f"{plain(parts.weight)}分",
                    difference=f"{plain(parts.weight - full)}分",
                    tolerance="无（T0）",
                    calculation=shown,
                )
            )


def rates_and_deductions(report: Report) -> Iterator[Comparison]:
    """得分率 = S ÷ W by T2 and W − D = S by T0, for every item that states them."""
    for item in weighed_scores(report):
        if item.rate is not None:
            yield _rate(report, item, item.rate)
        if item.lost is not None:
            yield _lost(report, item, item.lost)


def _rate(report: Report, item: WeighedScore, printed: Figure) -> Comparison:
    percent = item.score.number / item.weight.number * _HUNDRED
    calculation = f"{plain(item.score.number)}÷{plain(item.weight.number)}={rounded(percent)}%"
    if derived_agrees(printed, Range(percent, percent)):
        return passed("得分率与得分、分值相符")
    return fired(
        Doubt(
            fact=f"score_rate/{item.name}",
            message=(
                f"“{item.name}”得分率写 {plain(printed.number)}%（{spot(report, item.place)}），"
                f"得分 {plain(item.score.number)} 分，分值 {plain(item.weight.number)} 分，应为 {calculation}，"
                f"相差 {rounded(abs(printed.number - percent))} 个百分点，四舍五入或截尾都不能得到。"
            ),
            places=(item.place,),
            expected=f"{rounded(percent)}%",
            actual=f"{plain(printed.number)}%",
            difference=f"{rounded(printed.number - percent)}个百分点",
            tolerance="所写位数上四舍五入或截尾（T2）",
            calculation=calculation,
            suspect=f"{plain(printed.number)}%",
        )
    )


def _lost(report: Report, item: WeighedScore, lost: Figure) -> Comparison:
    expected = item.weight.number - lost.number
    calculation = f"{plain(item.weight.number)}−{plain(lost.number)}={plain(expected)}"
    if expected == item.score.number:
        return passed("分值减扣分，等于得分")
    gap = item.score.number - expected
    return fired(
        Doubt(
            fact=f"deductions/{item.name}",
            message=(
                f"“{item.name}”分值 {plain(item.weight.number)} 分，扣 {plain(lost.number)} 分"
                f"（{spot(report, item.place)}），应得 {calculation} 分；得分写 {plain(item.score.number)} 分，"
                f"相差 {plain(abs(gap))} 分。"
            ),
            places=(item.place,),
            expected=f"{plain(expected)}分",
            actual=f"{plain(item.score.number)}分",
            difference=f"{plain(gap)}分",
            tolerance="无（T0）",
            calculation=calculation,
        )
    )
