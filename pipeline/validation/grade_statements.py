"""Grades of one object that differ, and scores and grades that miss their counterpart (等级表述)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.model import BlockKind, Kind, Level, Place, Report, Value, report_text, shown_title
from pipeline.validation.bands import bands_for, grade_in, stated_bands
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
from pipeline.validation.facts import subject, unknown_part
from pipeline.validation.grades import conclusion_grades, graded_scores
from pipeline.validation.guards import bundle_mates, is_form, settled, speaks_for
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import block_place, block_text, own_blocks, sentence_range
from pipeline.validation.score_tables import own_totals
from pipeline.validation.wording import plain, spot, stated, written

Statement = tuple[Report, Value]


@rule(
    "DJ-02",
    "等级表述前后矛盾",
    Level.ERROR,
    basis="绩效自评须真实、准确，同一评价结论的等级应当一致",
    needs="同一对象写了两次以上的等级",
    scope="batch",
)
def grades_contradict_each_other(report: Report, context: Context) -> Iterator[Comparison]:
    """Two grades of one object that normalise to different classes, in one report or its bundle (G7, G9)."""
    mates = [mate for mate in bundle_mates(report, context.batch) if _reviews(mate) == _reviews(report)]
    groups: dict[str, list[Statement]] = {}
    for owner in (report, *mates):
        for value in (one for one in conclusion_grades(owner) if not _of_the_judged(owner, one)):
            groups.setdefault(subject(owner, value), []).append((owner, value))
    for project, statements in groups.items():
        own = [one for one in statements if one[0].id == report.id]
        if not own or len(statements) < 2:
            continue
        speaker = speaks_for(report, [owner for owner, _ in statements])
        if speaker.id == report.id or _differ(own):
            yield _stated_twice(report, context, project, statements if speaker.id == report.id else own)
        elif _differ(statements):
            yield fired_elsewhere(f"等级与同一项目的《{shown_title(speaker)}》不一致，疑点列在该报告")


def _reviews(report: Report) -> bool:
    """Whether the report judges another's self-evaluation (重点评价): its grade is another judge's (G9)."""
    return report.kind.startswith("重点")


def _of_the_judged(report: Report, grade: Value) -> bool:
    """Whether a review quotes the grade that the unit gave itself."""
    start, _ = sentence_range(report, grade.place.start)
    words = report.document.text[start : grade.place.start]
    return _reviews(report) and bool(cues("grade_words", "of_the_judged").search(words))


def _differ(statements: Sequence[Statement]) -> bool:
    return len({value.grade for _, value in statements}) > 1


def _stated_twice(
    report: Report, context: Context, project: str, statements: Sequence[Statement]
) -> Comparison:
    values = [value for _, value in statements]
    ids = [value.id for value in values]
    if not _differ(statements):
        return passed(f"等级写了 {len(values)} 次，属同一等级", ids)
    unknown = next((part for owner, value in statements if (part := unknown_part(owner, value))), None)
    if unknown is None and _scored_apart(statements):
        unknown = "各等级跟随不同的得分，所属项目"
    shown = "、".join(dict.fromkeys(f"“{value.raw}”" for value in values))
    if unknown:
        return pending(f"等级写有 {shown}，但{unknown}不明，可能是几个项目各自的等级", ids)
    where = "；".join(
        f"“{value.raw}”（{spot(owner, value.place, name_file=owner.id != report.id)}）"
        for owner, value in statements
    )
    classes = sorted({value.grade or "" for value in values})
    doubt = Doubt(
        fact=f"grades/{project}",
        message=f"同一对象的评价等级前后矛盾：{where}；归为{'、'.join(classes)}，不是同一等级。",
        places=tuple(dict.fromkeys(value.place for value in values)),
        expected="各处一致",
        actual=shown,
        tolerance="优秀即优、良好即良、合格即中",
        affects_conclusion=True,
        project=values[0].project,
    )
    return settled(context, doubt, values)


def _scored_apart(statements: Sequence[Statement]) -> bool:
    """Whether differing grades each follow a score of their own: they may grade different projects."""
    scores: dict[str, set[Decimal | None]] = {}
    owners = {owner.id: owner for owner, _ in statements}
    pairs = {grade.id: score.number for owner in owners.values() for score, grade in graded_scores(owner)}
    for _, value in statements:
        if value.id in pairs:
            scores.setdefault(value.grade or "", set()).add(pairs[value.id])
    return len(scores) > 1 and not set.intersection(*scores.values())


@rule(
    "DJ-04",
    "有分无级、有级无分、等级断档",
    Level.HINT,
    basis="财政部预算司绩效自评等级表：得分与等级一一对应",
    needs="总分、等级，报告自列的档次或表内的等级栏",
    scope="batch",
    settings=("scoring.bands",),
)
def score_or_grade_missing(report: Report, context: Context) -> Iterator[Comparison]:
    """A score without the grade that is asked for, a grade without a score, or bands that leave the score out."""
    owners = (report, *bundle_mates(report, context.batch))
    totals = [value for owner in owners for value in own_totals(owner)]
    grades = [value for owner in owners for value in conclusion_grades(owner)]
    own_total = [value for value in own_totals(report) if not subject(report, value)]
    own_grades = [value for value in conclusion_grades(report) if not subject(report, value)]
    if not totals and not grades:
        yield not_applicable("没有写总分，也没有写等级")
    scored = "得分" in report_text(report) or "打分" in report_text(report)
    if own_grades and not totals and scored and not _scored_beside(report, own_grades[0]):
        yield settled(context, _no_score(report, own_grades[0]), [own_grades[0]])
    if own_total and not grades:
        yield from _ungraded(report, context, own_total[0])
    yield from _gaps(report, context, own_total)


def _scored_beside(report: Report, grade: Value) -> bool:
    """Whether the grade's own sentence states a score, of whatever role."""
    start, end = sentence_range(report, grade.place.start)
    scores = (value for value in report.values if value.kind is Kind.SCORE)
    return any(start <= value.place.start < end for value in scores)


def _no_score(report: Report, grade: Value) -> Doubt:
    return Doubt(
        fact="grade_without_score",
        message=(
            f"写有等级“{grade.raw}”（{spot(report, grade.place)}），"
            "本报告和同一项目的其他材料都没有写总分，等级无从核对。"
        ),
        places=(grade.place,),
        expected="写明总分",
        actual=f"只有等级“{grade.raw}”",
        project=grade.project,
    )


def _ungraded(report: Report, context: Context, total: Value) -> Iterator[Comparison]:
    """A total without a grade, where the report states bands or its form asks for the grade."""
    asked = _grade_cell(report)
    bands = bool(stated_bands(report)) and not is_form(report)
    if asked is None and not bands:
        yield not_applicable("报告和自评表没有要求填写等级")
        return
    where = "正文列有等级档次" if asked is None else f"表内有等级栏（{spot(report, asked)}）"
    doubt = Doubt(
        fact="score_without_grade",
        message=f"总分写 {stated(report, total)}，{where}，但没有写明评价等级。",
        places=(total.place,) if asked is None else (total.place, asked),
        expected="写明评价等级",
        actual="没有等级",
        project=total.project,
    )
    yield settled(context, doubt, [total])


def _grade_cell(report: Report) -> Place | None:
    """The cell that asks for a grade and has an empty or unticked one behind it."""
    cells = [block for block in report.document.blocks if block.kind is BlockKind.CELL]
    named = {(block.sheet, block.table, block.row, block.column): block for block in cells}
    for block in own_blocks(report):
        if block.kind is not BlockKind.CELL or block.column is None:
            continue
        label = "".join(block_text(report, block).split())
        if label and cues("grade_words", "label").fullmatch(label) and "等" in label:
            beside = named.get((block.sheet, block.table, block.row, block.column + 1))
            if beside is None or _unanswered(block_text(report, beside)):
                return block_place(report, block)
    return None


def _unanswered(text: str) -> bool:
    """An empty cell, or the printed choices of which none is ticked: 优（ ）良（ ）中（ ）差（ ）."""
    return cues("grade_words", "unticked").fullmatch("".join(text.split())) is not None


def _gaps(report: Report, context: Context, totals: Sequence[Value]) -> Iterator[Comparison]:
    """The report's own bands leave a score of its own in between (89.5 of 80-89 and 90-100)."""
    if not stated_bands(report):
        return
    bands, _ = bands_for(report, context.settings)
    for value in totals[:1]:
        number = value.number
        if number is None or grade_in(bands, number) is not None:
            yield passed("报告自列的档次覆盖其总分", [value.id])
            continue
        listed = "，".join(
            f"{plain(band.lowest)}{f'至{plain(band.highest)}' if band.highest is not None else '以上'}为{band.grade}"
            for band in bands
        )
        doubt = Doubt(
            fact="band_gap",
            message=f"总分写 {stated(report, value)}，报告自列的档次（{listed}）没有覆盖 {written(value)}，等级断档。",
            places=(value.place,),
            expected="档次首尾相接",
            actual=f"{written(value)} 不属任何一档",
            project=value.project,
        )
        yield settled(context, doubt, [value])
