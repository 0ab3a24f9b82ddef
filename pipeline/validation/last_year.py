"""What does not follow on from last year's report, or was copied from it (跨年)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.model import (
    Kind,
    LastReport,
    Level,
    Report,
    Value,
    place_of,
    report_text,
    sections_of_role,
)
from pipeline.validation.base import Comparison, Context, Doubt, fired, not_applicable, passed, pending, rule
from pipeline.validation.facts import FIELD_NAMES, exact, figure
from pipeline.validation.guards import settled
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import clause_before
from pipeline.validation.tolerance import HALF, Figure, Sameness, same_fact
from pipeline.validation.wording import excerpt, money, plain, spot, stated, written

NO_LAST_YEAR = "没有提供上年资料（--last-year），无从比对"
PROBLEMS_ROOT = "problems_of_last_year"
_SENTENCE = re.compile(r"[^。！？；\n]+")
_NUMBERED = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|[一二三四五六]是)\s*")
_SHOWN = 3


def predecessors(report: Report, context: Context) -> tuple[LastReport, ...] | Comparison:
    """Last year's reports of the same unit and project, or why there is nothing to compare."""
    last_year = context.batch.last_year
    if last_year is None:
        return not_applicable(NO_LAST_YEAR)
    if report.year is None or not report.unit:
        return not_applicable("没有读到报告的年度或单位，无法对应上年资料")
    found = last_year.of(report)
    return found or not_applicable(f"上年资料中没有该单位、该项目 {report.year - 1} 年度的报告")


@rule(
    "BD-05",
    "与上年报告不衔接",
    Level.WARNING,
    basis="上年结转应与上年结余衔接；引用上年数应与上年报告一致",
    needs="上年同一单位、同一项目的报告或结果",
    settings=("external.repeated_sentence",),
)
def last_year_not_continued(report: Report, context: Context) -> Iterator[Comparison]:
    """上年结转 against last year's 结余; last year's figures quoted here; last year's problems word for word."""
    found = predecessors(report, context)
    if isinstance(found, Comparison):
        yield found
        return
    compared = [*_carryover(report, context, found), *_quoted(report, context, found)]
    for last in found:
        compared += _repeated_problems(report, context, last)
    yield from compared or [not_applicable("本年没有写上年结转，也没有引用上年数")]


def _carryover(report: Report, context: Context, found: tuple[LastReport, ...]) -> Iterator[Comparison]:
    value = report.summary.get("carryover_in")
    surpluses = [one.summary["surplus"] for one in found if "surplus" in one.summary]
    left = next((one for one in surpluses if one.number is not None), None)
    if value is None or value.number is None or left is None:
        return
    ids = [value.id]
    if same_fact(figure(value), figure(left)) is not Sameness.DIFFERENT:
        yield passed(f"上年结转 {written(value)} 与上年结余 {written(left)} 一致", ids)
        return
    last_text = "\n".join(report_text(one.report) for one in found if one.report)
    near = _returned(report_text(report), f"上年|去年|{(report.year or 0) - 1}") or _returned(last_text, "")
    if value.number < (left.number or Decimal(0)) and near:
        yield passed(
            f"上年结余 {written(left)} 大于结转 {written(value)}，报告写明“{excerpt(near, 30)}”", ids
        )
        return
    if value.number < (left.number or Decimal(0)) and not last_text:
        yield pending(
            f"上年结余 {written(left)}，本年结转 {written(value)}；上年没有正文，不知其余是否已收回", ids
        )
        return
    yield settled(context, _carryover_doubt(report, value, left), [value])


def _returned(text: str, of_year: str) -> str | None:
    """A sentence on last year's 结余 or 结转 that says it was taken back."""
    for sentence in _SENTENCE.findall(text):
        about = cues("external_cues", "surplus").search(sentence) and re.search(of_year, sentence)
        if about and cues("external_cues", "surplus_returned").search(sentence):
            return str(sentence).strip()
    return None


def _carryover_doubt(report: Report, value: Value, left: Value) -> Doubt:
    unit = value.unit or "元"
    gap = (value.number or Decimal(0)) - (left.number or Decimal(0))
    bound = max(figure(value).quantum, figure(left).quantum) * HALF
    calculation = f"{money(value.number or Decimal(0), unit)}−{money(left.number or Decimal(0), unit)}={money(gap, unit)}"
    return Doubt(
        fact="carryover",
        message=(
            f"上年结转写 {stated(report, value)}，上年报告的结余为 {written(left)}"
            f"（《{left.place.path.rsplit('/', 1)[-1]}》“{excerpt(left.place.quote, 20)}”）；{calculation}，"
            f"超过末位容差 {money(bound, unit)}，报告没有写明收回或调整。"
        ),
        places=(value.place, left.place),
        level=Level.HINT if gap < 0 else None,
        expected=money(left.number or Decimal(0), unit),
        actual=written(value),
        difference=money(gap, unit),
        tolerance=f"±{money(bound, unit)}（写得较粗一数的半个末位）",
        calculation=calculation,
    )


def _quoted(report: Report, context: Context, found: tuple[LastReport, ...]) -> Iterator[Comparison]:
    """Last year's budget, spending and score as this year's text states them."""
    year = (report.year or 0) - 1
    for value in report.values:
        if value.year != year or value.where != "text" or value.number is None or not exact(value):
            continue
        for fields in _meant(report, value):
            known = [one.summary[name] for one in found for name in fields if name in one.summary]
            known = [one for one in known if one.number is not None]
            if known:
                yield _quotation(report, context, value, known)


def _meant(report: Report, value: Value) -> Iterator[tuple[str, ...]]:
    """Which of last year's figures a value is, where its clause says so itself."""
    if value.kind is Kind.SCORE and value.field == "total_score":
        yield ("total_score",)
    if value.kind is not Kind.MONEY or value.field != "last_year":
        return
    clause = clause_before(report, value.place.start)
    if cues("external_cues", "last_spent").search(clause):
        yield ("spent",)
    elif cues("external_cues", "last_budget").search(clause):
        yield ("budget_initial", "budget_full", "budget_approved")


def _quotation(report: Report, context: Context, value: Value, known: list[Value]) -> Comparison:
    if any(same_fact(figure(value), figure(one)) is not Sameness.DIFFERENT for one in known):
        return passed(f"引用上年数 {written(value)} 与上年报告一致", [value.id])
    last = known[0]
    small, large = sorted((abs(value.number or Decimal(0)), abs(last.number or Decimal(0))))
    if small == 0 or large / small > 10:
        return pending(
            f"引用上年数 {written(value)} 与上年报告 {written(last)} 悬殊，对象可能不同", [value.id]
        )
    listed = "、".join(f"{_title(one)} {written(one)}" for one in known)
    gap = _gap(figure(value), figure(last))
    doubt = Doubt(
        fact=f"quoted_last_year/{last.field}",
        message=(
            f"正文引用上年数 {stated(report, value)}，上年报告写的是 {listed}"
            f"（《{last.place.path.rsplit('/', 1)[-1]}》），两年报告对同一年的数说法不一。"
        ),
        places=(value.place, last.place),
        expected=written(last),
        actual=written(value),
        difference=money(gap, value.unit or "元") if value.kind is Kind.MONEY else f"{plain(gap)}分",
    )
    return settled(context, doubt, [value])


def _title(value: Value) -> str:
    return FIELD_NAMES.get(value.field, "自评总分")


def _gap(one: Figure, other: Figure) -> Decimal:
    return one.number - other.number


def _repeated_problems(report: Report, context: Context, last: LastReport) -> Iterator[Comparison]:
    """Sentences of 存在问题 that last year's report has word for word."""
    if last.report is None:
        return
    before = {_bare(sentence) for _, sentence in _sentences(last.report, "存在问题")}
    least = context.settings.external.repeated_sentence
    same = [
        (start, sentence)
        for start, sentence in _sentences(report, "存在问题")
        if len(_bare(sentence)) >= least and _bare(sentence) in before
    ]
    if not same:
        return
    places = tuple(
        place_of(report.document, start, start + len(sentence)) for start, sentence in same[:_SHOWN]
    )
    quoted = "；".join(f"“{excerpt(place.quote, 60)}”（{spot(report, place)}）" for place in places)
    yield fired(
        Doubt(
            fact="repeated_problem",
            message=(
                f"存在问题中有 {len(same)} 句与上年《{last.title}》逐字相同：{quoted}。"
                "请核实上年问题是否未整改，还是照抄上年文字。"
            ),
            places=places,
            level=Level.HINT if len(same) == 1 else None,
            expected="写明上年问题的整改情况",
            actual=f"{len(same)}句相同",
            roots=frozenset({PROBLEMS_ROOT}),
        )
    )


def _sentences(report: Report, role: str) -> Iterator[tuple[int, str]]:
    for section in sections_of_role(report, role):
        for match in _SENTENCE.finditer(report.document.text, section.body, section.end):
            words = match.group()
            lead = len(words) - len(words.lstrip())
            yield match.start() + lead, words.strip()


def _bare(sentence: str) -> str:
    return re.sub(r"\W", "", _NUMBERED.sub("", sentence.strip()))
