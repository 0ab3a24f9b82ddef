"""Checks of a batch against the rulebook: every rule looks at every report and says what it saw (核查)."""

from collections.abc import Iterable, Sequence

from pipeline.model import Batch, Check, Finding, Pair, Report, RuleInfo
from pipeline.settings import Settings
from pipeline.validation import (
    contradictions,
    execution,
    execution_scores,
    funds,
    grades,
    indicators,
    likeness,
    naming,
    restatements,
    scores,
    targets,
    templates,
    weights,
)
from pipeline.validation.base import (
    Comparison,
    Context,
    Doubt,
    Rule,
    check_of,
    looked_at,
    page_text,
    registered,
    rule,
    weaker,
)
from pipeline.validation.fingerprints import fingerprint
from pipeline.validation.guards import merged_roots

__all__ = [
    "Comparison",
    "Context",
    "Doubt",
    "all_rules",
    "check_batch",
    "rule",
    "rule_page",
]

# The modules that register rules when they are imported.
RULE_MODULES = (
    contradictions,
    execution,
    execution_scores,
    funds,
    grades,
    indicators,
    likeness,
    naming,
    restatements,
    scores,
    targets,
    templates,
    weights,
)


def all_rules() -> tuple[RuleInfo, ...]:
    """The cards of all rules, sorted by number."""
    return tuple(entry.info for entry in registered())


def rule_page(rule_id: str) -> str:
    """The rule's page: what, why, formula, examples, basis (configs/rules)."""
    return page_text(rule_id)


def check_batch(
    batch: Batch, pairs: Sequence[Pair], settings: Settings, profile: str
) -> tuple[tuple[Finding, ...], tuple[Check, ...]]:
    """Every rule on every report: the findings, and exactly one check a rule and report."""
    context = Context(batch, tuple(pairs), settings, profile)
    doubts: list[tuple[Rule, Report, Comparison, Doubt]] = []
    checks: list[Check] = []
    for report in batch.reports:
        looked = [(entry, looked_at(entry, report, context)) for entry in registered()]
        for entry, comparisons in merged_roots(looked):
            checks.append(check_of(entry.info, report, comparisons))
            doubts += [(entry, report, found, found.doubt) for found in comparisons if found.doubt]
    findings = sorted(_findings(doubts), key=lambda one: (one.report, one.rule, one.fingerprint))
    return tuple(findings), tuple(sorted(checks, key=lambda one: (one.report, one.rule)))


def _findings(doubts: Iterable[tuple[Rule, Report, Comparison, Doubt]]) -> Iterable[Finding]:
    taken: set[str] = set()
    for entry, report, comparison, doubt in doubts:
        ordinal = 0
        identity = fingerprint(entry.info.id, report, doubt.project, doubt.fact)
        while identity in taken:
            ordinal += 1
            identity = fingerprint(entry.info.id, report, doubt.project, doubt.fact, ordinal)
        taken.add(identity)
        yield _finding(entry.info, report, comparison, doubt, identity)


def _finding(info: RuleInfo, report: Report, comparison: Comparison, doubt: Doubt, identity: str) -> Finding:
    return Finding(
        fingerprint=identity,
        rule=info.id,
        title=info.title,
        level=weaker(info.level, doubt.level),
        report=report.id,
        unit=report.unit,
        project=doubt.project or report.project,
        year=report.year,
        message=doubt.message,
        places=doubt.places,
        basis=info.basis,
        expected=doubt.expected,
        actual=doubt.actual,
        difference=doubt.difference,
        tolerance=doubt.tolerance,
        calculation=doubt.calculation,
        affects_conclusion=doubt.affects_conclusion,
        suspect=doubt.suspect,
        values=comparison.values,
    )
