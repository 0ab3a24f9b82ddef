"""Checks of a batch against the rulebook: every rule looks at every report and says what it saw (核查)."""

from collections.abc import Callable, Iterable, Sequence

from pipeline.model import Batch, Check, Finding, Pair, Report, RuleInfo
from pipeline.settings import Settings
from pipeline.validation import (
    actuals,
    budget_links,
    changes_and_shares,
    citations,
    contradictions,
    counting,
    dated_events,
    department_ratios,
    empty_talk,
    execution,
    execution_gaps,
    execution_limits,
    execution_scores,
    foreign_names,
    form_and_text,
    funds,
    grade_statements,
    grades,
    indicator_design,
    indicator_tree,
    indicators,
    last_year,
    last_year_text,
    ledger_amounts,
    ledger_coverage,
    ledger_lists,
    ledger_targets,
    likeness,
    listed_amounts,
    misprints,
    name_variants,
    naming,
    own_words,
    proportional_scores,
    qualitative_scores,
    report_parts,
    restatements,
    score_arithmetic,
    scores,
    shared_traces,
    shortfalls,
    spent_claims,
    survey_counts,
    table_sums,
    targets,
    templates,
    unfinished,
    uniform_scores,
    unit_prices,
    unit_slips,
    universal_claims,
    unspent,
    weight_structures,
    weights,
)
from pipeline.validation.alone import Looks, nothing_seen
from pipeline.validation.alone import looks_alone as _looks_alone
from pipeline.validation.base import (
    Absence,
    Comparison,
    Context,
    Doubt,
    Rule,
    check_of,
    looked_at,
    missing,
    page_text,
    registered,
    rule,
    weaker,
)
from pipeline.validation.fingerprints import fingerprint, fingerprint_of, told_apart
from pipeline.validation.guards import merged_roots
from pipeline.validation.partial_reading import held_back

__all__ = [
    "Comparison",
    "Context",
    "Doubt",
    "Looks",
    "all_rules",
    "check_batch",
    "looks_alone",
    "rule",
    "rule_page",
]

# The modules that register rules when they are imported.
RULE_MODULES = (
    actuals,
    budget_links,
    changes_and_shares,
    citations,
    contradictions,
    counting,
    dated_events,
    department_ratios,
    empty_talk,
    execution,
    execution_gaps,
    execution_limits,
    execution_scores,
    foreign_names,
    form_and_text,
    funds,
    grade_statements,
    grades,
    indicator_design,
    indicator_tree,
    indicators,
    last_year,
    last_year_text,
    ledger_amounts,
    ledger_coverage,
    ledger_lists,
    ledger_targets,
    likeness,
    listed_amounts,
    misprints,
    name_variants,
    naming,
    own_words,
    proportional_scores,
    qualitative_scores,
    report_parts,
    restatements,
    score_arithmetic,
    scores,
    shared_traces,
    shortfalls,
    spent_claims,
    survey_counts,
    table_sums,
    targets,
    templates,
    unfinished,
    uniform_scores,
    unit_prices,
    unit_slips,
    universal_claims,
    unspent,
    weight_structures,
    weights,
)


def all_rules() -> tuple[RuleInfo, ...]:
    """The cards of all rules, sorted by number."""
    return tuple(entry.info for entry in registered())


def rule_page(rule_id: str) -> str:
    """The rule's page: what, why, formula, examples, basis (configs/rules)."""
    return page_text(rule_id)


def looks_alone(report: Report, settings: Settings, profile: str) -> Looks:
    """What the rules say of a report that needs no batch beside it."""
    return _looks_alone(report, registered(), settings, profile)


def check_batch(
    batch: Batch,
    pairs: Sequence[Pair],
    settings: Settings,
    profile: str,
    seen: Callable[[Report], Looks] = nothing_seen,
) -> tuple[tuple[Finding, ...], tuple[Check, ...]]:
    """Every rule on every report: the findings, and exactly one check a rule and report.

    `seen`: what `looks_alone` gave for a report under the same settings and profile.
    """
    context = Context(batch, tuple(pairs), settings, profile)
    doubts: list[tuple[Rule, Report, Comparison, Doubt]] = []
    checks: list[Check] = []
    for report in batch.reports:
        known = seen(report)
        looked = [(one, _whole(one, report, context, known.get(one.info.id))) for one in registered()]
        for entry, comparisons in merged_roots(looked):
            checks.append(check_of(entry.info, report, comparisons))
            doubts += [(entry, report, found, found.doubt) for found in comparisons if found.doubt]
    found = [*_findings(doubts), *(_absence(info, one) for info, one in missing(context))]
    findings = sorted(found, key=lambda one: (one.report, one.rule, one.fingerprint))
    return tuple(findings), tuple(sorted(checks, key=lambda one: (one.report, one.rule)))


def _whole(
    entry: Rule, report: Report, context: Context, known: tuple[Comparison, ...] | None
) -> tuple[Comparison, ...]:
    """What a rule saw, without what only a part that could not be read would show."""
    looked = looked_at(entry, report, context) if known is None else known
    return held_back(entry.info.id, report, context.batch, looked)


def _findings(doubts: Iterable[tuple[Rule, Report, Comparison, Doubt]]) -> Iterable[Finding]:
    """The doubts under their fingerprints; those that several reports of one project share are told apart."""
    alike: dict[str, list[tuple[Rule, Report, Comparison, Doubt]]] = {}
    for found in doubts:
        entry, report, _, doubt = found
        alike.setdefault(fingerprint(entry.info.id, report, doubt.project, doubt.fact), []).append(found)
    for group in alike.values():
        marks = told_apart([report for _, report, _, _ in group])
        for (entry, report, comparison, doubt), mark in zip(group, marks, strict=True):
            identity = fingerprint(entry.info.id, report, doubt.project, doubt.fact, mark)
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


def _absence(info: RuleInfo, absence: Absence) -> Finding:
    """The finding that a report is missing: it has no report, and the ledger's row as its place."""
    doubt = absence.doubt
    return Finding(
        fingerprint=fingerprint_of(info.id, absence.unit, absence.project, absence.year, doubt.fact),
        rule=info.id,
        title=info.title,
        level=weaker(info.level, doubt.level),
        report="",
        unit=absence.unit,
        project=absence.project,
        year=absence.year,
        message=doubt.message,
        places=doubt.places,
        basis=info.basis,
        expected=doubt.expected,
        actual=doubt.actual,
    )
