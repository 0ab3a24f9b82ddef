"""Look-ups over the results that several outputs need: by report, by rule, by value."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from pipeline.model import Finding, Level, Outcome, Pair, Report, Results, Value

LEVELS = (Level.ERROR, Level.WARNING, Level.HINT)


@dataclass(frozen=True, slots=True)
class Digest:
    """Results turned so that a row can be written at one look-up."""

    reports: Mapping[str, Report]
    values: Mapping[str, Value]
    findings_of: Mapping[str, Sequence[Finding]]
    checks_of: Mapping[str, Counter[Outcome]]
    rules_using: Mapping[str, Sequence[str]]
    pairs_of: Mapping[str, Sequence[Pair]]


def digest_of(results: Results) -> Digest:
    """The look-ups of one run."""
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in ordered_findings(results):
        findings[finding.report].append(finding)
    checks: dict[str, Counter[Outcome]] = defaultdict(Counter)
    for check in results.checks:
        checks[check.report][check.outcome] += 1
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for pair in sorted(results.pairs, key=lambda pair: (-pair.score, pair.a, pair.b, pair.kind)):
        if pair.kind == "last_year":  # its other side is no report of this batch; see 跨年与重报
            continue
        pairs[pair.a].append(pair)
        pairs[pair.b].append(pair)
    return Digest(
        reports={report.id: report for report in results.batch.reports},
        values={value.id: value for report in results.batch.reports for value in all_values(report)},
        findings_of=findings,
        checks_of=checks,
        rules_using=_rules_using(results),
        pairs_of=pairs,
    )


def ordered_findings(results: Results) -> list[Finding]:
    """Findings as an auditor reads them: gravest first, then by unit, project and rule."""
    return sorted(
        results.findings,
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
    for field in ("budget_full", "budget_approved"):
        budget = report.summary.get(field)
        if budget is not None and budget.number and spent is not None and spent.number is not None:
            rate = (spent.number * 100 / budget.number).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
            return rate, field
    return None


def _rules_using(results: Results) -> dict[str, list[str]]:
    used: dict[str, set[str]] = defaultdict(set)
    uses = [(check.values, check.rule) for check in results.checks]
    uses += [(finding.values, finding.rule) for finding in results.findings]
    for values, rule in uses:
        for value in values:
            used[value].add(rule)
    return {value: sorted(rules) for value, rules in used.items()}
