"""From a document to its reports: the steps of the Chinese stage one after another, over characters alone.

This is the way of every submitted file. The steps look nothing up by tokens, so no Doc is made here and neither
spaCy nor jieba is loaded: that would cost every worker process more than the reading of a hundred reports.
`components` puts the same steps on a spaCy Language for whoever looks at a text with tokens and spans.
"""

from dataclasses import replace

from pipeline.model import Document, Report, Value
from pipeline.nlp.coverage import number_coverage
from pipeline.nlp.figures import Figures, report_figures
from pipeline.nlp.outline import Outline, outlines, whole_forms
from pipeline.nlp.project_names import bundle_key
from pipeline.nlp.statements import statements_of
from pipeline.nlp.summary import summary_figures
from pipeline.nlp.text_lines import document_of_lines

_SAMPLE = """甲县某局2023年度某项目绩效自评报告
一、资金情况
年初预算100万元，全年支出98.5万元，预算执行率98.5%。
二、评价结论
自评得分98分，评价等级为优。"""


def reports_of(document: Document) -> tuple[Report, ...]:
    """The reports that a document holds."""
    found = outlines(document, whole_forms(document))
    return tuple(report_of(document, outline, report_figures(document, outline)) for outline in found)


def load_words() -> None:
    """Read the lexicons and compile their patterns, by reading a few lines that need most of them."""
    reports_of(document_of_lines(_SAMPLE))


def report_of(document: Document, outline: Outline, figures: Figures) -> Report:
    """The report that an outline and its figures make."""
    identity = outline.identity
    said = statements_of(document, outline.spans, outline.report, figures.values)
    coverage = number_coverage(document, outline.spans, (*figures.claimed, *_told_otherwise(outline)))
    return Report(
        id=outline.report,
        document=document,
        spans=outline.spans,
        kind=identity.kind,
        title=identity.title,
        unit=identity.unit,
        project=identity.project,
        projects=identity.projects,
        year=identity.year,
        bundle=bundle_key(identity.unit or "", identity.project or "", identity.year),
        profile="general",
        sections=outline.sections,
        values=figures.values,
        funds=figures.funds,
        indicators=figures.indicators,
        summary=summary_figures(figures.values, figures.funds, identity.year, said),
        identity=identity.evidence,
        year_slots=_numbered_slots(outline),
        numbers_found=coverage.found,
        numbers_claimed=coverage.claimed,
        unclaimed=coverage.unclaimed,
    )


def _told_otherwise(outline: Outline) -> list[tuple[int, int]]:
    """The numbers that are no figures: the years that the report names itself by, the numbers of its headings."""
    years = [(slot.place.start, slot.place.end) for slot in outline.identity.year_slots]
    starts = [(section.place.start, len(section.number)) for section in outline.sections]
    return years + [(start, start + length) for start, length in starts]


def _numbered_slots(outline: Outline) -> tuple[Value, ...]:
    return tuple(
        replace(slot, id=f"{outline.report}-y{number}", report=outline.report)
        for number, slot in enumerate(outline.identity.year_slots, start=1)
    )
