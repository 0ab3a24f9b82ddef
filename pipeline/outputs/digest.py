"""Look-ups over the results that several outputs need: by report, by rule, by value."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from pipeline.model import Finding, Level, Outcome, Pair, Report, Results, Value

LEVELS = (Level.ERROR, Level.WARNING, Level.HINT)


@dataclass(frozen=True, slots=True)
class Project:
    """All that came in on one project of a unit (一个单位的一个项目): its reports, narratives before forms."""

    unit: str | None
    project: str | None
    year: int | None
    reports: tuple[Report, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """Results turned so that a row can be written at one look-up."""

    reports: Mapping[str, Report]
    values: Mapping[str, Value]
    findings_of: Mapping[str, Sequence[Finding]]
    checks_of: Mapping[str, Counter[Outcome]]
    rules_using: Mapping[str, Sequence[str]]
    pairs_of: Mapping[str, Sequence[Pair]]
    projects: Sequence[Project] = ()
    """One a unit and project, in the order of their names; those without a report too."""
    value_rows: Mapping[str, int] = field(default_factory=dict)
    """Row of every value on the sheet 抽取明细, the header being row 1."""
    figure_rows: Mapping[str, int] = field(default_factory=dict)
    """Row of every report's project on the sheet 数据宽表."""
    file_rows: Mapping[str, int] = field(default_factory=dict)
    """Row of every file on the sheet 接收清单, by path."""
    group_of: Mapping[str, int] = field(default_factory=dict)
    """Number of the similar group (相似组) that a report belongs to, from 1."""
    has_ledger: bool = False


def digest_of(results: Results) -> Digest:
    """The look-ups of one run."""
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in ordered_findings(results):
        findings[finding.report].append(finding)
    checks: dict[str, Counter[Outcome]] = defaultdict(Counter)
    for check in results.checks:
        checks[check.report][check.outcome] += 1
    projects = _projects(results, findings)
    reported = [one for one in projects if one.reports]
    return Digest(
        reports={report.id: report for report in results.batch.reports},
        values={value.id: value for report in results.batch.reports for value in all_values(report)},
        findings_of=findings,
        checks_of=checks,
        rules_using=_rules_using(results),
        pairs_of=_pairs_of(results),
        projects=projects,
        value_rows={value.id: row for row, (_, value) in enumerate(listed_values(results), start=2)},
        figure_rows={one.id: row for row, found in enumerate(reported, start=2) for one in found.reports},
        file_rows={file.path: row for row, file in enumerate(results.batch.files, start=2)},
        group_of=_group_of(results),
        has_ledger=results.batch.ledger is not None,
    )


def _pairs_of(results: Results) -> dict[str, list[Pair]]:
    """The pairs of each report, the most alike first."""
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for pair in sorted(results.pairs, key=lambda pair: (-pair.score, pair.a, pair.b, pair.kind)):
        if pair.kind == "last_year":  # its other side is no report of this batch; see 跨年与重报
            continue
        pairs[pair.a].append(pair)
        pairs[pair.b].append(pair)
    return pairs


def _group_of(results: Results) -> dict[str, int]:
    return {
        report: number
        for number, cluster in enumerate(sorted(results.clusters, key=lambda one: one.cluster), start=1)
        for report in sorted(cluster.reports)
    }


def listed_values(results: Results) -> Iterable[tuple[Report, Value]]:
    """Every value in the order of the sheet 抽取明细: by report, then as they stand in its text."""
    for report in results.batch.reports:
        for value in sorted(all_values(report), key=lambda value: (value.place.start, value.id)):
            yield report, value


def is_form(report: Report) -> bool:
    """Whether the report is a form of its own (自评表)."""
    return report.kind.endswith("表")


def ordered_findings(results: Results) -> list[Finding]:
    """The findings of a run as an auditor reads them."""
    return ordered(results.findings)


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Findings as an auditor reads them: gravest first, then by unit, project and rule."""
    return sorted(
        findings,
        key=lambda finding: (
            LEVELS.index(finding.level),
            not finding.affects_conclusion,
            finding.unit or "",
            finding.project or "",
            finding.rule,
            finding.fingerprint,
        ),
    )


def level_counts(findings: Sequence[Finding]) -> dict[Level, int]:
    """How many findings of each level, the three levels always present."""
    counted = Counter(finding.level for finding in findings)
    return {level: counted[level] for level in LEVELS}


def all_values(report: Report) -> list[Value]:
    """Every value of a report once, by id: those listed and those that stand in its form or summary."""
    found = {value.id: value for value in report.values}
    forms = [
        cell
        for row in report.funds
        for cell in (row.budget_initial, row.budget_full, row.spent, row.weight, row.rate, row.score)
    ]
    forms += [cell for indicator in report.indicators for cell in (indicator.weight, indicator.score)]
    for value in (*forms, *report.summary.values()):
        if value is not None:
            found.setdefault(value.id, value)
    return [found[key] for key in sorted(found)]


def recomputed_rate(report: Report) -> tuple[Decimal, str] | None:
    """Spent over budget in percent, and the budget field it was divided by; None where either is missing."""
    spent = report.summary.get("spent")
    for name in ("budget_full", "budget_approved"):
        budget = report.summary.get(name)
        if budget is not None and budget.number and spent is not None and spent.number is not None:
            rate = (spent.number * 100 / budget.number).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
            return rate, name
    return None


def _projects(results: Results, findings_of: Mapping[str, Sequence[Finding]]) -> list[Project]:
    """Reports put together by unit and project; a finding on a report that is missing stands alone."""
    groups: dict[tuple[str, str], list[Report]] = {}
    for report in results.batch.reports:
        known = bool(report.unit and report.bundle)
        key = (report.unit or "", report.bundle) if known else ("", report.id)
        groups.setdefault(key, []).append(report)
    found = [_project(reports, findings_of) for reports in groups.values()]
    missing: dict[tuple[str, str, int | None], list[Finding]] = {}
    for finding in findings_of.get("", ()):
        missing.setdefault((finding.unit or "", finding.project or "", finding.year), []).append(finding)
    for (unit, project, year), alone in missing.items():
        found.append(Project(unit or None, project or None, year, (), tuple(alone)))
    return sorted(
        found, key=lambda one: (one.unit or "\uffff", one.project or "", one.year or 0, one.reports == ())
    )


def _project(reports: Sequence[Report], findings_of: Mapping[str, Sequence[Finding]]) -> Project:
    narratives_first = sorted(reports, key=lambda one: (is_form(one), one.id))
    first = narratives_first[0]
    findings = [finding for report in narratives_first for finding in findings_of.get(report.id, ())]
    return Project(first.unit, first.project, first.year, tuple(narratives_first), tuple(ordered(findings)))


def _rules_using(results: Results) -> dict[str, list[str]]:
    used: dict[str, set[str]] = defaultdict(set)
    uses = [(check.values, check.rule) for check in results.checks]
    uses += [(finding.values, finding.rule) for finding in results.findings]
    for values, rule in uses:
        for value in values:
            used[value].add(rule)
    return {value: sorted(rules) for value, rules in used.items()}
