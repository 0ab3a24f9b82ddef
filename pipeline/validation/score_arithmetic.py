"""Score rates and deductions that do not lead to the score (得分率、扣分)."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from pipeline.model import Kind, Level, Place, Report, Value
from pipeline.validation.amounts import in_prose
from pipeline.validation.base import Comparison, Context, Doubt, fired, passed, pending, rule
from pipeline.validation.facts import asserted, exact
from pipeline.validation.guards import explanation, settled
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import Sentence, clause_before, own_sentences
from pipeline.validation.score_doubts import rates_and_deductions
from pipeline.validation.score_tables import total_of
from pipeline.validation.table_reading import Grid, grids, plain_figure
from pipeline.validation.tolerance import Figure, Range, derived_agrees
from pipeline.validation.weighed_scores import weighed_scores
from pipeline.validation.wording import added, plain, rounded, spot, stated, written

_HUNDRED = Decimal(100)
_N = r"(\d{1,3}(?:\.\d+)?)"
_MOST = 8
_WEIGHTS = ("item_weight", "full_score")
_SCORES = ("item_score", "total_score", "execution_score")
# 满分15分，得13.5分，得分率90.00%；得分59.80分（满分66分），得分率为90.61%
_RATE_IN_TEXT = (
    re.compile(
        rf"(?:满分|分值|权重)(?:为|是)?{_N}分[，,、（(]?(?:实际|自评|评价)?得分?(?:为|是)?{_N}分?[）)]?[，,、；]?得分率(?:为|是|达)?{_N}[%％]"
    ),
    re.compile(
        rf"(?:得分?(?:为|是)?|[\u4e00-\u9fff]){_N}分[（(，,](?:满分|分值|权重)(?:为|是)?{_N}分[）)]?[，,、；]?得分率(?:为|是|达)?{_N}[%％]"
    ),
)


@rule(
    "DF-10",
    "得分率、扣分合计与得分不符",
    Level.ERROR,
    basis="《项目支出绩效评价管理办法》（财预〔2020〕10号）",
    needs="得分率及其分值、得分，或同一句里的分值、扣分、得分",
)
def rate_or_deductions_differ_from_score(report: Report, context: Context) -> Iterator[Comparison]:
    """得分率 = S/W by T2, in tables and sentences; W − Σ deductions = S by T0."""
    for one in grids(report):
        yield from _table_rates(report, context, one)
    yield from rates_and_deductions(report)
    told = [one for one in weighed_scores(report) if one.lost is not None or one.rate is not None]
    scores = [value for value in report.values if value.kind is Kind.SCORE and _usable(report, value)]
    for sentence in own_sentences(report):
        if any(sentence.start < one.place.end and one.place.start < sentence.end for one in told):
            continue
        yield from _text_rates(report, sentence)
        near = [value for value in scores if sentence.start <= value.place.start < sentence.end]
        yield from _deductions(report, context, sentence, near)


def _usable(report: Report, value: Value) -> bool:
    return value.number is not None and asserted(report, value) and exact(value) and in_prose(report, value)


def _table_rates(report: Report, context: Context, one: Grid) -> Iterator[Comparison]:
    columns = {name: _column(one, name) for name in ("rate", "score", "weight")}
    rate, score, weight = columns["rate"], columns["score"], columns["weight"]
    if rate is None or score is None or weight is None:
        return
    for row in one.rows():
        earned, full = one.figure(row, score), one.figure(row, weight)
        printed = plain_figure(one.text(row, rate).rstrip("%％"))
        if earned is None or full is None or printed is None or not full.number:
            continue
        places = (one.place(row, rate), one.place(row, score), one.place(row, weight))
        found = _rate(report, one.label(row), (full, earned, printed), places)
        low = one.certainty() < context.settings.thresholds.low_confidence
        yield pending(f"该表由扫描件识别，请对照原件：{found.why}") if low and found.doubt else found


def _column(one: Grid, name: str) -> int | None:
    """The only column under such a head; a 得分率 column is no 得分 column."""
    found = [
        column
        for column in range(one.table.columns)
        if cues("table_cues", name).search(one.head(column))
        and (name == "rate" or not cues("table_cues", "rate").search(one.head(column)))
    ]
    return found[0] if len(found) == 1 else None


def _text_rates(report: Report, sentence: Sentence) -> Iterator[Comparison]:
    for position, pattern in enumerate(_RATE_IN_TEXT):
        for found in pattern.finditer(sentence.text):
            first, second, printed = (plain_figure(text) for text in found.groups())
            weight, score = (first, second) if position == 0 else (second, first)
            if weight is not None and score is not None and printed is not None and weight.number:
                yield _rate(report, "", (weight, score, printed), (sentence.place(report),))


def _rate(
    report: Report, name: str, figures: tuple[Figure, Figure, Figure], places: tuple[Place, ...]
) -> Comparison:
    weight, score, printed = figures
    percent = score.number / weight.number * _HUNDRED
    calculation = f"{plain(score.number)}÷{plain(weight.number)}={rounded(percent)}%"
    if derived_agrees(printed, Range(percent, percent)):
        return passed("得分率与得分、分值相符")
    label = f"“{name}”" if name else ""
    return fired(
        Doubt(
            fact=f"score_rate/{name}",
            message=(
                f"{label}得分率写 {plain(printed.number)}%（{spot(report, places[0])}），"
                f"得分 {plain(score.number)} 分，分值 {plain(weight.number)} 分，应为 {calculation}，"
                f"相差 {rounded(abs(printed.number - percent))} 个百分点，四舍五入或截尾都不能得到。"
            ),
            places=places,
            expected=f"{rounded(percent)}%",
            actual=f"{plain(printed.number)}%",
            difference=f"{rounded(printed.number - percent)}个百分点",
            tolerance="所写位数上四舍五入或截尾（T2）",
            calculation=calculation,
            suspect=f"{plain(printed.number)}%",
        )
    )


def _deductions(
    report: Report, context: Context, sentence: Sentence, near: Sequence[Value]
) -> Iterator[Comparison]:
    taken = [value for value in near if value.field == "deduction" and value.number]
    totals = [value for value in taken if _taken_in_all(report, value)]
    taken = totals if len(totals) == 1 else taken
    scores = [value for value in near if value.field in _SCORES]
    weights = [value for value in near if value.field in _WEIGHTS]
    if not taken or len(scores) != 1 or len(weights) > 1:
        return
    if not weights and scores[0].field != "total_score":
        return
    full = weights[0].number if weights else context.settings.scoring.full_score
    lost = (full or Decimal(0)) - (scores[0].number or Decimal(0))
    ids = [value.id for value in (*weights, *taken, *scores)]
    sums = {
        abs(total_of(chosen))
        for n in range(1, min(len(taken), _MOST) + 1)
        for chosen in combinations(taken, n)
    }
    if lost in sums:
        yield passed(f"{plain(full or Decimal(0))} 分减扣分，等于得分 {written(scores[0])}", ids)
    elif explanation(report, "bonus") or len(taken) > 1 or (not totals and _partial(sentence.text)):
        yield pending(f"“{sentence.text[:40]}”扣分与得分不符，所列扣分未必齐全或另有加分", ids)
    else:
        doubt = _deduction_doubt(report, full or Decimal(0), weights, taken, scores[0])
        yield settled(context, doubt, [*weights, *taken, *scores])


def _taken_in_all(report: Report, value: Value) -> bool:
    """合计扣11.5分: the deductions before it are its parts."""
    before = clause_before(report, value.place.start)
    of_class = cues("score_words", "taken_of_class").search(before)
    return bool(cues("score_words", "taken_in_all").search(before)) and of_class is None


def _partial(text: str) -> bool:
    return bool(cues("score_words", "partial").search(text))


def _deduction_doubt(
    report: Report, full: Decimal, weights: Sequence[Value], taken: Sequence[Value], score: Value
) -> Doubt:
    lost = [abs(value.number or Decimal(0)) for value in taken]
    expected = full - sum(lost, Decimal(0))
    calculation = f"{plain(full)}−{added(plain(one) for one in lost)}={plain(expected)}"
    gap = (score.number or Decimal(0)) - expected
    shown = "、".join(stated(report, figure_value) for figure_value in taken)
    return Doubt(
        fact=f"deductions/{score.field}",
        message=(
            f"满分 {plain(full)} 分，扣分 {shown}，应得 {calculation} 分；"
            f"得分写 {stated(report, score)}，相差 {plain(abs(gap))} 分。"
        ),
        places=tuple(dict.fromkeys(value.place for value in (*weights, *taken, score))),
        expected=f"{plain(expected)}分",
        actual=written(score),
        difference=f"{plain(gap)}分",
        tolerance="无（T0）",
        calculation=calculation,
        project=score.project,
    )
