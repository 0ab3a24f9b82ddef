"""A report as the page shows it: its text laid out, its values, doubts and template text marked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.model import Kind, Pair, Report, Value
from pipeline.outputs.digest import Digest, all_values
from pipeline.outputs.names import field_name
from pipeline.outputs.numerals import in_wan, plain_decimal
from pipeline.outputs.page.body import body_markup
from pipeline.outputs.page.findings import FindingView
from pipeline.outputs.page.flow import Blank, Flow
from pipeline.outputs.page.limits import manner_words, page_limits
from pipeline.outputs.page.marks import (
    DOUBTFUL,
    FINDING,
    SHARED,
    TEMPLATE,
    UNCLAIMED,
    VALUE,
    Mark,
    MarkedText,
)

Ranges = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report with everything that its page needs."""

    report: Report
    body: Markup
    """Its text, marked and escaped."""
    losses: tuple[str, ...]
    """What could not be read of the file."""


def report_view(
    report: Report, digest: Digest, findings: Sequence[FindingView], template: Ranges
) -> ReportView:
    """Lays out a report's text and marks in it what these findings name."""
    cited = list(_cited(report, findings))
    marks = [*_value_marks(report, digest), *_plain_marks(report, template), *_shared_marks(report, digest)]
    marks += [Mark(start, end, FINDING, token=token) for start, end, _, _, token in cited if start < end]
    blanks = [Blank(start, row, column, token) for start, end, row, column, token in cited if start == end]
    document = report.document
    title = report.identity["title"].start if "title" in report.identity else None
    marked, most = MarkedText(document.text, marks), page_limits().table_rows
    flow = Flow(document, marked, report.sections, blanks, most, title)
    losses = tuple(problem.message for problem in document.problems)
    return ReportView(report, body_markup(flow.of(report)), losses)


def value_words(value: Value, rules: Sequence[str] = ()) -> str:
    """What a figure was read as: field, number, manner, year, project, and the rules that used it."""
    name = field_name(str(value.kind), value.field)
    manner = manner_words("exactness").get(str(value.exactness), "")
    voice = manner_words("modality").get(str(value.modality), "")
    parts = [f"{name}  {_number_words(value)}".rstrip()]
    parts += [" · ".join(word for word in (manner, voice) if word)]
    about = [f"{value.year}年" if value.year else "", value.source or "", value.project or ""]
    parts += [" · ".join(word for word in about if word)]
    parts += [f"用于 {'、'.join(rules)}" if rules else ""]
    return "\n".join(part for part in parts if part)


def _number_words(value: Value) -> str:
    if value.grade:
        return value.grade
    if value.number is None:
        return value.raw
    if value.kind is Kind.MONEY:
        return f"{plain_decimal(in_wan(value.number))} 万元"
    unit = "%" if value.kind is Kind.RATE else value.unit
    return f"{plain_decimal(value.number)} {unit}".rstrip()


def _value_marks(report: Report, digest: Digest) -> Iterator[Mark]:
    for value in all_values(report):
        label = value_words(value, digest.rules_using.get(value.id, ()))
        yield Mark(value.place.start, value.place.end, VALUE, label)


def _plain_marks(report: Report, template: Ranges) -> Iterator[Mark]:
    for place in report.unclaimed:
        yield Mark(place.start, place.end, UNCLAIMED, "没有归入任何字段的数字，未参与核对")
    for start, end in template:
        yield Mark(start, end, TEMPLATE)
    for start, end in report.document.doubtful:
        yield Mark(start, end, DOUBTFUL, "文字识别把握不大，请对照原件")


def _shared_marks(report: Report, digest: Digest) -> Iterator[Mark]:
    for start, end in sorted(
        {span for pair in digest.pairs_of.get(report.id, ()) for span in _side(pair, report)}
    ):
        yield Mark(start, end, SHARED)


def _side(pair: Pair, report: Report) -> Iterator[tuple[int, int]]:
    for passage in pair.passages:
        if pair.a == report.id:
            yield passage.a_start, passage.a_end
        else:
            yield passage.b_start, passage.b_end


def _cited(
    report: Report, findings: Sequence[FindingView]
) -> Iterator[tuple[int, int, int | None, int | None, str]]:
    """Start, end, row, column and token of every place that these findings have in this report."""
    for view in findings:
        for statement, place in zip(view.statements, view.finding.places, strict=False):
            if statement.report == report.id:
                yield place.start, place.end, place.row, place.column, statement.token


def findings_by_report(views: Sequence[FindingView]) -> Mapping[str, Sequence[FindingView]]:
    """The findings that touch each report, by its id; those of no report under ''."""
    found: dict[str, list[FindingView]] = {}
    for view in views:
        for key in view.reports or ("",):
            found.setdefault(key, []).append(view)
    return found
