"""A finding as the page shows it: both statements, the arithmetic that joins them, and where they stand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import Finding, Place, Report, Results
from pipeline.outputs.digest import Digest, ordered_findings
from pipeline.outputs.evidence import Evidence, place_words
from pipeline.outputs.names import field_name
from pipeline.outputs.page.limits import page_limits

GONE = "已消除"


@dataclass(frozen=True, slots=True)
class Statement:
    """One place of a finding: its letter, what it is, its words in their surroundings, where it stands."""

    letter: str
    token: str
    """Number of the finding and of the place, as 12.1: the marks in the text bear it."""
    label: str
    quote: str
    context: str
    where: str
    report: str
    """Id of the report in whose text it is marked; '' where the file is no report of the batch."""
    origin: str
    """Name of the file, where it is not the finding's own."""


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding with its number in the workbook's order."""

    number: int
    finding: Finding
    path: str
    sha256: str
    statements: tuple[Statement, ...]
    more: int
    """Places beyond those listed."""
    reports: tuple[str, ...]
    """Ids of all reports in whose text a place of it is marked, its own first."""

    @property
    def is_gone(self) -> bool:
        """Whether this round no longer makes it."""
        return self.finding.status == GONE


def finding_views(results: Results, digest: Digest) -> tuple[FindingView, ...]:
    """Every finding in the workbook's order, then those that are gone."""
    evidence = Evidence(report.document for report in results.batch.reports)
    holders = _holders(results.batch.reports)
    gone = sorted(results.gone, key=lambda finding: finding.fingerprint)
    findings = [*ordered_findings(results), *gone]
    return tuple(
        _view(number, finding, digest, evidence, {} if number > len(results.findings) else holders)
        for number, finding in enumerate(findings, start=1)
    )


def report_holding(place: Place, holders: Mapping[str, Sequence[Report]], preferred: str = "") -> str:
    """Id of the report in whose text the place lies; '' if none does."""
    inside = [
        report
        for report in holders.get(place.path, ())
        if any(start <= place.start and place.end <= end for start, end in report.spans)
        and report.document.text[place.start : place.end] == place.quote
    ]
    found = [report.id for report in inside]
    return preferred if preferred in found else next(iter(found), "")


def _holders(reports: Iterable[Report]) -> dict[str, list[Report]]:
    found: dict[str, list[Report]] = {}
    for report in reports:
        found.setdefault(report.document.source.path, []).append(report)
    return found


def _view(
    number: int,
    finding: Finding,
    digest: Digest,
    evidence: Evidence,
    holders: Mapping[str, Sequence[Report]],
) -> FindingView:
    report = digest.reports.get(finding.report)
    path = report.document.source.path if report else (finding.places[0].path if finding.places else "")
    most = page_limits().statements
    statements = tuple(_statements(number, finding, path, digest, evidence, holders))
    marked = dict.fromkeys(one.report for one in statements if one.report)
    own = [finding.report] if finding.report in digest.reports and holders else []
    return FindingView(
        number=number,
        finding=finding,
        path=path,
        sha256=report.document.source.sha256 if report else "",
        statements=statements[:most],
        more=max(len(statements) - most, 0),
        reports=tuple(dict.fromkeys([*own, *marked])),
    )


def _statements(
    number: int,
    finding: Finding,
    path: str,
    digest: Digest,
    evidence: Evidence,
    holders: Mapping[str, Sequence[Report]],
) -> Iterator[Statement]:
    labels = _labels(finding, digest)
    for index, place in enumerate(finding.places):
        yield Statement(
            letter=chr(ord("A") + index) if index < 26 else str(index + 1),
            token=f"{number}.{index + 1}",
            label=labels.get((place.path, place.start, place.end), ""),
            quote=place.quote,
            context=evidence.in_context(place),
            where=place_words(place),
            report=report_holding(place, holders, finding.report),
            origin="" if place.path == path else place.path.rsplit("/", 1)[-1],
        )


def _labels(finding: Finding, digest: Digest) -> dict[tuple[str, int, int], str]:
    """Field names of the values compared, by where they stand."""
    values = [digest.values[key] for key in finding.values if key in digest.values]
    return {
        (value.place.path, value.place.start, value.place.end): field_name(str(value.kind), value.field)
        for value in values
    }
