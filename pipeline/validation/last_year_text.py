"""Sections that were copied from last year's report (与上年雷同)."""

from collections.abc import Iterator
from decimal import Decimal

from pipeline.model import LastReport, LastYear, Level, Place, Repetition, Report, place_of
from pipeline.validation.base import Comparison, Context, Doubt, fired, not_applicable, passed, rule
from pipeline.validation.guards import is_form
from pipeline.validation.last_year import NO_LAST_YEAR, PROBLEMS_ROOT, predecessors
from pipeline.validation.wording import excerpt, plain, spot


@rule(
    "LT-02",
    "与本单位上年报告雷同",
    Level.WARNING,
    basis="绩效自评应当反映当年实际",
    needs="上年同一单位、同一项目的报告（要有正文）",
    settings=("external.last_year_share", "external.last_year_characters"),
    silences=("BD-05",),
)
def report_repeats_last_year(report: Report, context: Context) -> Iterator[Comparison]:
    """完成情况, 存在问题, 改进建议 against last year's, numbers masked: containment ≥ last_year_share."""
    found = predecessors(report, context)
    last_year = context.batch.last_year
    if isinstance(found, Comparison) or last_year is None:
        yield found if isinstance(found, Comparison) else not_applicable(NO_LAST_YEAR)
        return
    with_text = [one for one in found if one.report is not None]
    if not with_text:
        yield not_applicable(
            "上年资料只有结果数据（data/*.jsonl），没有报告正文；请用 --last-year 指定上年报告的文件夹"
        )
        return
    if is_form(report) and not any(_rows(report, last, last_year) for last in with_text):
        yield not_applicable("自评表没有完成情况、存在问题、改进建议的正文章节")
        return
    for last in with_text:
        yield _repeated(report, last, _rows(report, last, last_year), context)


def _rows(report: Report, last: LastReport, last_year: LastYear) -> list[Repetition]:
    return [one for one in last_year.repetitions if (one.report, one.last) == (report.id, last.id)]


def _repeated(report: Report, last: LastReport, rows: list[Repetition], context: Context) -> Comparison:
    limits = context.settings.external
    alike = [
        one
        for one in rows
        if one.share >= limits.last_year_share and one.characters >= limits.last_year_characters
    ]
    if not rows:
        return not_applicable("本年或上年报告没有完成情况、存在问题、改进建议的章节")
    if not alike:
        shares = "、".join(f"{one.role} {_percent(one.share)}" for one in rows)
        return passed(f"与上年《{last.title}》相同文字：{shares}，未达到雷同标准")
    return fired(_doubt(report, last, alike, context))


def _doubt(report: Report, last: LastReport, alike: list[Repetition], context: Context) -> Doubt:
    places: list[Place] = []
    shown: list[str] = []
    for one in alike:
        for passage in sorted(one.passages, key=lambda part: (part.a_start - part.a_end, part.a_start))[:1]:
            here = place_of(report.document, passage.a_start, passage.a_end)
            places.append(here)
            if last.report is not None:
                places.append(place_of(last.report.document, passage.b_start, passage.b_end))
            shown.append(f"“{excerpt(here.quote, 60)}”（{spot(report, here)}）")
    shares = "、".join(f"{one.role} {_percent(one.share)}（{one.characters} 字）" for one in alike)
    limit = _percent(context.settings.external.last_year_share)
    copied_problems = any(one.role == "存在问题" for one in alike)
    return Doubt(
        fact="last_year",
        message=(
            f"与本单位上年《{last.title}》相比，数字、年份遮盖后相同的文字：{shares}，达到 {limit}；"
            f"最长的相同段落：{'；'.join(shown)}。请核实所写是否为本年实际。"
        ),
        places=tuple(dict.fromkeys(places)),
        expected=f"低于{limit}",
        actual="、".join(f"{one.role}{_percent(one.share)}" for one in alike),
        roots=frozenset({PROBLEMS_ROOT}) if copied_problems else frozenset(),
    )


def _percent(share: Decimal) -> str:
    return f"{plain((share * 100).quantize(Decimal(1)))}%"
