"""Reports that share their text with another unit's report (雷同)."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from pipeline.model import (
    Batch,
    Level,
    Pair,
    Passage,
    Place,
    Report,
    SectionShare,
    place_of,
    shown_title,
)
from pipeline.validation.base import Comparison, Context, Doubt, fired, not_applicable, passed, rule
from pipeline.validation.fingerprints import canonical_name
from pipeline.validation.guards import names_its_subject
from pipeline.validation.remembering import once_a_batch
from pipeline.validation.wording import excerpt, plain, spot

KINDS = ("exact", "copied", "masked", "partial")
KIND_NAMES = {
    "exact": "完全相同",
    "copied": "大段照抄",
    "masked": "换名换数后相同",
    "partial": "部分段落相同",
}
_SHOWN = 3
SECTIONS = ("指标分析", "完成情况", "存在问题", "改进建议")
"""Sections in which half the text alike is enough: there a unit speaks of its own work."""
_LEAST_SECTION = 80


@rule(
    "LT-01",
    "与其他单位（项目）报告雷同",
    Level.WARNING,
    basis="绩效自评应当反映本单位、本项目实际",
    needs="批次中两份以上有正文的报告",
    scope="batch",
    settings=("thresholds.copied_share", "thresholds.copied_run_characters"),
)
def report_copied(report: Report, context: Context) -> Iterator[Comparison]:
    """Of the report or of a section that counts ≥ copied_share shared, or runs of ≥ copied_run_characters."""
    others = by_id(context.batch)
    if others.keys() <= {report.id}:
        yield not_applicable("批次中只有这一份报告，没有可比对的")
        return
    near = [pair for pair in pairs_of(context).get(report.id, ()) if pair.kind in KINDS]
    for pair in near:
        other = others.get(pair.b if pair.a == report.id else pair.a)
        if other is not None and other.id != report.id:
            yield _compared(report, other, pair, context)
    if not near:
        yield passed(f"与批次中其余 {len(others.keys() - {report.id})} 份报告没有成段相同的文字")


@once_a_batch
def by_id(batch: Batch) -> Mapping[str, Report]:
    """The reports of the batch by id."""
    return {report.id: report for report in batch.reports}


@once_a_batch
def pairs_of(context: Context) -> Mapping[str, Sequence[Pair]]:
    """The pairs that a report is part of, by report."""
    found: dict[str, list[Pair]] = {}
    for pair in context.pairs:
        for report in dict.fromkeys((pair.a, pair.b)):
            found.setdefault(report, []).append(pair)
    return found


def _compared(report: Report, other: Report, pair: Pair, context: Context) -> Comparison:
    thresholds = context.settings.thresholds
    share = Decimal(str(pair.score))
    run = sum(_length(one) for one in pair.passages if _length(one) * 10 >= thresholds.copied_run_characters)
    enough = share >= thresholds.copied_share or run >= thresholds.copied_run_characters
    if not enough and not any(
        _is_copied(one, thresholds.copied_share) for one in _own_sections(report, pair)
    ):
        return passed(f"与《{shown_title(other)}》相同文字占 {_percent(share)}，未达到雷同标准")
    if _versions_of_one(report, other):
        return passed(f"与《{shown_title(other)}》是同一单位、同一项目、同一年度的两个版本，不作雷同")
    if _of_one_unit(report, other) and report.year != other.year:
        return passed(f"与《{shown_title(other)}》同一单位不同年度，不属单位之间雷同")
    return fired(_doubt(report, other, pair, share))


def _own_sections(report: Report, pair: Pair) -> list[SectionShare]:
    return [one for one in pair.coverage if one.report == report.id and one.copied]


def _is_copied(section: SectionShare, share: Decimal) -> bool:
    """Half of a section in which the unit speaks of its work; one or two sentences prove nothing."""
    return (
        section.role in SECTIONS
        and section.copied >= _LEAST_SECTION
        and section.copied >= share * section.characters
    )


def _length(passage: Passage) -> int:
    return min(passage.a_end - passage.a_start, passage.b_end - passage.b_start)


def _versions_of_one(report: Report, other: Report) -> bool:
    """A docx and its pdf export, or a narrative and its form."""
    known = names_its_subject(report) and names_its_subject(other)
    same_project = canonical_name(report.project) == canonical_name(other.project)
    return known and _of_one_unit(report, other) and same_project and report.year == other.year


def _of_one_unit(report: Report, other: Report) -> bool:
    return bool(report.unit) and canonical_name(report.unit) == canonical_name(other.unit)


def _percent(share: Decimal) -> str:
    return f"{plain((share * 100).quantize(Decimal(1)))}%"


def _sides(report: Report, pair: Pair) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """The passages with this report's side first, longest first."""
    for passage in sorted(pair.passages, key=lambda one: (-_length(one), one.a_start)):
        a, b = (passage.a_start, passage.a_end), (passage.b_start, passage.b_end)
        yield (a, b) if pair.a == report.id else (b, a)


def _doubt(report: Report, other: Report, pair: Pair, share: Decimal) -> Doubt:
    sides = list(_sides(report, pair))
    places: list[Place] = []
    shown: list[str] = []
    for mine, theirs in sides[:_SHOWN]:
        here, there = place_of(report.document, *mine), place_of(other.document, *theirs)
        places += [here, there]
        shown.append(
            f"“{excerpt(here.quote, 60)}”（本报告{spot(report, here)}；"
            f"{spot(other, there, name_file=True)}，{mine[1] - mine[0]} 字）"
        )
    changed = "、".join(f"“{a}”↔“{b}”" for a, b in pair.changed[:5])
    leftover = "、".join(pair.leftover_names[:3])
    sections = "、".join(
        f"“{excerpt(one.title, 16)}”{_percent(Decimal(one.copied) / one.characters)}"
        for one in _own_sections(report, pair)
    )
    message = (
        f"与《{shown_title(other)}》（{other.unit or '单位不详'}，{f'{other.year}年度' if other.year else '年度不详'}）"
        f"{'改写后' if pair.reworded else ''}{KIND_NAMES[pair.kind]}："
        f"扣除表样和政策引文后，较短一份有 {_percent(share)} 的文字相同，"
        f"共 {pair.shared_characters} 字、{len(sides)} 段。"
        + (f"分章节：{sections}。" if sections else "")
        + (f"最长的相同段落：{'；'.join(shown)}。" if shown else "")
        + (f"相同段落中只换了：{changed}。" if changed else "")
        + (f"留有对方名称：{leftover}。" if leftover else "")
    )
    places += [place_of(report.document, *mine) for mine, _ in sides[_SHOWN:]]
    return Doubt(
        fact=f"copied/{canonical_name(other.unit)}/{canonical_name(other.project)}/{other.year or ''}",
        message=message,
        places=tuple(dict.fromkeys(places)),
        level=Level.HINT if _of_one_unit(report, other) else None,
        expected="各单位据实撰写",
        actual=f"相同 {_percent(share)}",
        difference=f"{pair.shared_characters}字",
    )
