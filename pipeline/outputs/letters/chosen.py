"""Which findings go into whose letter (选取疑点): by unit, without those an auditor has set aside."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Finding, Level, Report, Results
from pipeline.outputs.digest import LEVELS, ordered_findings
from pipeline.outputs.letters.places import file_name
from pipeline.settings import Letters

_REFUTED = "误报"
_PENDING = "待核"
_MENDED = "已整改"
_GONE = "已消除"


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that concerns one unit (单位): its reports in this batch and the findings to be put to it."""

    key: str
    """Distinct for each letter: the unit, or the file where no unit was recognised."""
    unit: str | None
    reports: tuple[Report, ...]
    findings: tuple[Finding, ...]


def dossiers(results: Results, letters: Letters) -> tuple[Dossier, ...]:
    """One dossier a unit with findings that are to be put to it, ordered by the unit's name."""
    reports = {report.id: report for report in results.batch.reports}
    grouped: dict[tuple[str, str], list[Finding]] = {}
    for finding in ordered_findings(results):
        if is_put_to_unit(finding, letters):
            grouped.setdefault(_addressee(finding, reports), []).append(finding)
    reports_of: dict[tuple[str, str], list[Report]] = {}
    for report in results.batch.reports:
        addressee = (report.unit, "") if report.unit else ("", report.document.source.path)
        reports_of.setdefault(addressee, []).append(report)
    found = []
    for unit, path in sorted(grouped):
        own = tuple(reports_of.get((unit, path), ()))
        key = unit or f"单位未写明（{file_name(path)}）"
        found.append(Dossier(key, unit or None, own, tuple(grouped[unit, path])))
    return tuple(found)


def is_put_to_unit(finding: Finding, letters: Letters) -> bool:
    """Whether a finding goes into a letter: not refuted, not settled, pending ones on choice."""
    if finding.verdict in (_REFUTED, _MENDED) or finding.status == _GONE:
        return False
    if finding.verdict == _PENDING and not letters.pending:
        return False
    return str(finding.level) in letters.levels


def certain(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings that get an evidence sheet (取证单): arithmetic certainty."""
    return tuple(finding for finding in findings if finding.level is Level.ERROR)


def by_project(findings: Sequence[Finding]) -> tuple[tuple[str | None, tuple[Finding, ...]], ...]:
    """Findings project by project, those of the whole unit last; within one the gravest first."""
    grouped: dict[str | None, list[Finding]] = {}
    for finding in findings:
        grouped.setdefault(finding.project, []).append(finding)
    return tuple(
        (
            project,
            tuple(
                sorted(
                    grouped[project],
                    key=lambda finding: (LEVELS.index(finding.level), finding.rule, finding.fingerprint),
                )
            ),
        )
        for project in sorted(grouped, key=lambda name: (name is None, name or ""))
    )


def _addressee(finding: Finding, reports: dict[str, Report]) -> tuple[str, str]:
    if finding.unit:
        return finding.unit, ""
    report = reports.get(finding.report)
    path = report.document.source.path if report else (finding.places[0].path if finding.places else "")
    return "", path
