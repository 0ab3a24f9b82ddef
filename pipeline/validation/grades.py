"""Grades that do not go with the score or are named two ways (等级)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.model import BlockKind, Kind, Level, Report, Value
from pipeline.validation.bands import StatedBand, admitted_elsewhere, bands_for, grade_in, grade_spellings
from pipeline.validation.base import Comparison, Context, Doubt, not_applicable, passed, pending, rule
from pipeline.validation.facts import asserted, subject, unknown_part
from pipeline.validation.guards import of_another_judge, settled
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import block_text, clause_after, clause_before, own_blocks, sentence_range
from pipeline.validation.score_tables import own_totals
from pipeline.validation.wording import plain, spot, stated, written

_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
# Between a score and its own grade stand only words like 自评等级为; a new subject breaks the tie.
_NEW_SUBJECT = re.compile(r"其中|项目|个|；|;|。|至")
_CLOSE = 24


def conclusion_grades(report: Report) -> list[Value]:
    """Grades that state the result of this report: not bands, not how many projects got which (G7, G9)."""
    total_rows = {
        (v.place.sheet, v.place.table, v.place.row) for v in own_totals(report) if v.where == "table"
    }
    return [value for value in report.values if _concludes(report, value, total_rows)]


def _concludes(
    report: Report, value: Value, total_rows: set[tuple[str | None, int | None, int | None]]
) -> bool:
    if value.kind is not Kind.GRADE or value.grade is None or not asserted(report, value):
        return False
    if value.where == "table":
        return _row(value) in total_rows or _labelled(report, value)
    before = clause_before(report, value.place.start)[-16:]
    around = f"{before}{value.raw}{clause_after(report, value.place.end)[:8]}"
    inspected = cues("grade_words", "inspected").search(before)
    if inspected or cues("grade_words", "distribution").search(around) or of_another_judge(before):
        return False
    start, _ = sentence_range(report, value.place.start)
    return not _by_another(report.document.text[start : value.place.start])


def _by_another(sentence: str) -> bool:
    """Whether the last one named before the grade is another judge or another year (G9)."""
    others = [found.end() for found in cues("statement_guards", "other_grader").finditer(sentence)]
    own = [found.end() for found in cues("statement_guards", "own_grader").finditer(sentence)]
    return bool(others) and max(others) > max(own, default=0)


def _labelled(report: Report, value: Value) -> bool:
    """Whether a cell of the grade's own row asks for the result: 评价等级 | 优秀."""
    cells = (block for block in own_blocks(report) if block.kind is BlockKind.CELL)
    return any(
        (block.sheet, block.table, block.row) == _row(value)
        and cues("grade_words", "label").fullmatch("".join(block_text(report, block).split()))
        for block in cells
    )


@rule(
    "DJ-01",
    "等级与得分不符",
    Level.ERROR,
    basis="《项目支出绩效评价管理办法》（财预〔2020〕10号）",
    needs="同一对象的总分和等级",
    settings=("scoring.bands",),
)
def grade_contradicts_score(report: Report, context: Context) -> Iterator[Comparison]:
    """band(Stot) against the stated grade, by the report's own bands, else the profile's."""
    for score, grade in graded_scores(report):
        yield _graded(report, context, score, grade)


def graded_scores(report: Report) -> Iterator[tuple[Value, Value]]:
    """Pairs of a total score and the grade of the same object."""
    totals, grades = own_totals(report), conclusion_grades(report)
    adjacent = [(score, grade) for grade in grades if (score := _score_before(report, grade, totals))]
    yield from adjacent
    paired = {subject(report, grade) for _, grade in adjacent}
    for project in dict.fromkeys(subject(report, value) for value in totals):
        scores = [value for value in totals if subject(report, value) == project]
        rest = [value for value in grades if subject(report, value) == project]
        unambiguous = len({v.number for v in scores}) == 1 and len({v.grade for v in rest}) == 1
        known = not any(unknown_part(report, value) for value in (*scores, *rest))
        if project not in paired and unambiguous and known:
            yield scores[0], rest[0]


def _score_before(report: Report, grade: Value, totals: list[Value]) -> Value | None:
    """The total that the grade directly follows, in the same sentence or the same table row."""
    if grade.where == "table":
        row = [v for v in totals if v.where == "table" and _row(v) == _row(grade)]
        return row[-1] if row else None
    before = [v for v in totals if v.where == "text" and v.place.end <= grade.place.start]
    if not before:
        return None
    score = max(before, key=lambda value: value.place.start)
    between = _BRACKETS.sub("", report.document.text[score.place.end : grade.place.start])
    near = len(between) <= _CLOSE and not _NEW_SUBJECT.search(between) and "\n" not in between.strip()
    return score if near and subject(report, score) == subject(report, grade) else None


def _row(value: Value) -> tuple[str | None, int | None, int | None]:
    return (value.place.sheet, value.place.table, value.place.row)


def _graded(report: Report, context: Context, score: Value, grade: Value) -> Comparison:
    bands, origin = bands_for(report, context.settings)
    number = _of_hundred(report, context, score)
    earned = grade_in(bands, number)
    ids = [score.id, grade.id]
    if earned == grade.grade:
        return passed(f"{written(score)} 评为“{grade.raw}”，符合{origin}", ids)
    if earned is None:
        return pending(f"{origin}没有覆盖 {written(score)}，等级“{grade.raw}”无法核对", ids)
    elsewhere = admitted_elsewhere(number, grade.grade or "") if origin != "报告自列档次" else None
    listed = "，".join(_band_text(band, bands) for band in bands)
    message = (
        f"总分写 {stated(report, score)}，等级写“{grade.raw}”（{spot(report, grade.place)}）；"
        f"按{origin}（{listed}），{written(score)} 应为“{earned}”。"
    )
    if elsewhere:
        message += f"按“{elsewhere}”则相符，请核实当地所用档次。"
    doubt = Doubt(
        fact=f"grade/{subject(report, score)}",
        message=message,
        places=tuple(dict.fromkeys((score.place, grade.place))),
        level=Level.HINT if elsewhere else None,
        expected=earned,
        actual=grade.raw,
        tolerance="无；优秀即优、良好即良、合格即中",
        calculation=f"{plain(number)}分 → {earned}（{origin}）",
        affects_conclusion=True,
        project=score.project,
    )
    return settled(context, doubt, [score, grade])


def _of_hundred(report: Report, context: Context, score: Value) -> Decimal:
    """The score out of 100 where the report states another full score."""
    number = score.number or Decimal(0)
    full = report.summary.get("full_score")
    common = context.settings.scoring.full_score
    if full is None or not full.number or full.number < number or full.number == common:
        return number
    if full.where == "table" and _added_to(report, common):
        return number
    return number / full.number * common


def _added_to(report: Report, common: Decimal) -> bool:
    """Whether the weights of the indicators make up the common full score: another printed sum is a slip (DF-03)."""
    weights = [row.weight.number for row in report.indicators if row.weight and row.weight.number is not None]
    return bool(weights) and sum(weights, Decimal(0)) == common


def _band_text(band: StatedBand, bands: tuple[StatedBand, ...]) -> str:
    if band.lowest == 0 and len(bands) > 1:
        return f"{plain(bands[-2].lowest)}分以下为{band.grade}"
    upper = f"至{plain(band.highest)}分" if band.highest is not None else "分以上"
    return f"{plain(band.lowest)}{upper}为{band.grade}"


@rule(
    "DJ-03",
    "等级名称混用",
    Level.HINT,
    basis="财政部预算司绩效自评等级表：优、良、中、差",
    needs="同一对象的等级表述",
    settings=("scoring.grade_names",),
)
def grade_named_two_ways(report: Report, context: Context) -> Iterator[Comparison]:
    """Two words for one class in the conclusions of one report, such as 优 and 优秀."""
    grades = conclusion_grades(report)
    if not grades:
        yield not_applicable("没有写明本报告结论的等级")
    for project in dict.fromkeys(subject(report, value) for value in grades):
        own = [value for value in grades if subject(report, value) == project]
        for grade in dict.fromkeys(value.grade for value in own):
            same = [value for value in own if value.grade == grade]
            yield _names(report, context, project, same)


def _names(report: Report, context: Context, project: str, values: list[Value]) -> Comparison:
    names = {_word(value): value for value in values}
    ids = [value.id for value in values]
    if len(names) == 1:
        return passed(f"同一等级只用“{next(iter(names))}”一种写法", ids)
    shown = "；".join(f"“{name}”（{spot(report, value.place)}）" for name, value in names.items())
    standard = "、".join(context.settings.scoring.grade_names)
    doubt = Doubt(
        fact=f"grade_names/{project}/{values[0].grade}",
        message=f"同一结论的等级名称混用：{shown}；规范名称为{standard}，全文应统一。",
        places=tuple(dict.fromkeys(value.place for value in values)),
        expected=f"统一写“{values[0].grade}”",
        actual="、".join(names),
        project=values[0].project,
    )
    return settled(context, doubt, list(names.values()))


def _word(value: Value) -> str:
    """The grade's word itself: the longest known spelling inside what is written."""
    found = [word for word in grade_spellings() if word in value.raw]
    return max(found, key=len, default=value.raw)
