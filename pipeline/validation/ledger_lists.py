"""Warnings and audit findings that a report passes over, and scores that a review did not confirm (外部比对)."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from pipeline.model import LedgerRow, Level, Report, Value, report_text
from pipeline.validation.bands import bands_for, grade_in, grade_spellings
from pipeline.validation.base import Comparison, Context, Doubt, not_applicable, passed, rule
from pipeline.validation.guards import bundle_mates, is_form, settled
from pipeline.validation.ledger_facts import Counterpart, counterpart
from pipeline.validation.lexicon import cues
from pipeline.validation.wording import excerpt, plain, spot, stated, written

_LISTS = {"warning": "监控预警", "audit": "审计问题"}


@rule(
    "BD-06",
    "监控预警、审计查出问题未反映",
    Level.WARNING,
    basis="绩效运行监控结果、审计结果应当在自评中反映",
    needs="台账中的监控预警、审计问题列，以及报告正文",
    settings=("external.match_score",),
)
def known_problem_not_mentioned(report: Report, context: Context) -> Iterator[Comparison]:
    """A project on a warning or audit list whose report says nothing of it, or only praises itself."""
    found = counterpart(report, context)
    if isinstance(found, Comparison):
        yield found
        return
    listed = [(row, name) for row in found.project.rows for name in _LISTS if name in row.words]
    if not listed:
        yield not_applicable("台账没有监控预警、审计问题两列，或该项目空白")
        return
    for row, name in listed:
        if cues("external_cues", "no_alarm").search(row.words[name].strip()):
            yield passed(f"{_LISTS[name]}一栏为“{excerpt(row.words[name], 20)}”")
        else:
            yield _mentioned(report, context, row, name)


def _mentioned(report: Report, context: Context, row: LedgerRow, name: str) -> Comparison:
    group = (report, *bundle_mates(report, context.batch))
    text = "\n".join(report_text(one) for one in group)
    named = cues("external_cues", "findings_named").search(text)
    rectified = cues("external_cues", "rectified").search(text)
    said = excerpt(row.words[name], 40)
    if named and rectified:
        return passed(f"台账{_LISTS[name]}“{said}”，报告已写{named.group()}、{rectified.group()}")
    if is_form(report) and len(group) > 1:
        return passed("同一项目的报告正文另行核对")
    grade, score = report.summary.get("grade"), report.summary.get("total_score")
    conclusion = "、".join(
        f"{title} {stated(report, value)}"
        for title, value in (("自评总分", score), ("自评等级", grade))
        if value is not None
    )
    what = "只提到" + named.group() + "，没有写整改" if named else "没有提到"
    message = (
        f"台账{_LISTS[name]}写“{said}”（{spot(report, row.places[name], name_file=True)}），报告{what}"
        f"{'；' + conclusion if conclusion else ''}。请核实问题是否属实、是否整改，并在自评中反映。"
    )
    places = (row.places[name], *(value.place for value in (score, grade) if value is not None))
    doubt = Doubt(
        fact=f"known_problem/{name}",
        message=message,
        places=places,
        expected=f"反映{_LISTS[name]}及整改情况",
        actual="未反映" if not named else "未写整改",
    )
    return settled(context, doubt, [value for value in (score, grade) if value is not None])


@rule(
    "BD-07",
    "自评与复核（财政评价）偏差大",
    Level.WARNING,
    basis="偏离度＝|自评得分−复核得分|÷自评得分；相差一成以上应说明",
    needs="台账中的复核得分列，以及报告的自评总分",
    settings=("external.review_hint_share", "external.review_warning_share", "external.match_score"),
)
def review_contradicts_score(report: Report, context: Context) -> Iterator[Comparison]:
    """|自评−复核|/自评 ≥ 10 % → 提示; ≥ 20 % or another grade → 警告."""
    found = counterpart(report, context)
    if isinstance(found, Comparison):
        yield found
        return
    own = report.summary.get("total_score")
    reviewed = next((row for row in found.project.rows if "review_score" in row.values), None)
    if reviewed is None or own is None or not own.number:
        yield not_applicable(
            "台账没有复核得分一列，或该项目空白" if reviewed is None else "报告没有写自评总分"
        )
        return
    full = report.summary.get("full_score")
    if full is not None and full.number and full.number != context.settings.scoring.full_score:
        yield not_applicable(f"自评满分为 {written(full)}，与复核的满分不同，不直接相比")
        return
    yield _deviation(report, context, found, own, reviewed)


def _deviation(
    report: Report, context: Context, found: Counterpart, own: Value, row: LedgerRow
) -> Comparison:
    review = row.values["review_score"]
    mine, theirs = own.number or Decimal(0), review.number or Decimal(0)
    share = abs(mine - theirs) / mine
    limits = context.settings.external
    bands, origin = bands_for(report, context.settings)
    stated_grade = report.summary.get("grade")
    own_grade = (stated_grade.grade if stated_grade else None) or grade_in(bands, mine)
    review_grade = grade_spellings().get(row.words.get("review_grade", "").strip()) or grade_in(bands, theirs)
    other_grade = bool(own_grade and review_grade and own_grade != review_grade)
    percent = f"{(share * 100).quantize(Decimal('0.01'), rounding=ROUND_HALF_UP):f}%"
    calculation = f"|{plain(mine)}−{plain(theirs)}|÷{plain(mine)}={percent}"
    if share < limits.review_hint_share and not other_grade:
        return passed(f"自评 {written(own)}、复核 {written(review)}，偏离度 {percent}", [own.id])
    severe = share >= limits.review_warning_share or other_grade
    grades = f"等级由{own_grade}变为{review_grade}（按{origin}）；" if other_grade else ""
    message = (
        f"自评 {stated(report, own)}，复核 {written(review)}（{spot(report, review.place, name_file=True)}；"
        f"{found.told()}）；偏离度 {calculation}，{grades}"
        f"达到 {plain(limits.review_hint_share * 100)}% 应核实扣分依据。"
    )
    doubt = Doubt(
        fact="review_score",
        message=message,
        places=(own.place, review.place),
        level=None if severe else Level.HINT,
        expected=f"{plain(theirs)}分",
        actual=f"{plain(mine)}分",
        difference=f"{plain(mine - theirs)}分",
        tolerance=f"偏离度低于{plain(limits.review_hint_share * 100)}%",
        calculation=calculation,
        affects_conclusion=other_grade,
    )
    return settled(context, doubt, [own])
