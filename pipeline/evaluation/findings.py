"""Scores findings, shared text and planted faults against gold (疑点计分)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.evaluation.corpus_run import CaseRun
from pipeline.evaluation.gold import GoldCase
from pipeline.evaluation.matching import Match
from pipeline.evaluation.tally import Sheet
from pipeline.model import Finding, Level, Outcome

_COUNTED = (Level.ERROR, Level.WARNING)


@dataclass(frozen=True, slots=True)
class _Family:
    """Rules that gold names on the reports of one bundle (同一项目的一组材料)."""

    listed: frozenset[str]
    fired: frozenset[str]


def score_findings(
    sheet: Sheet, match: Match, bundle: Sequence[Match], run: CaseRun, known: set[str]
) -> None:
    """The certain findings of known rules must be there; what gold names nowhere, or forbids, must not.

    A rule that compares a report with its own form may stand at either of them. A finding that was listed
    inside another of the same root cause counts as found.
    """
    if match.gold is None:
        for finding in _findings_of(match, run):
            if finding.level in _COUNTED:
                sheet.wrong("findings", finding.rule, None, finding.message)
        return
    forbidden = {entry.rule for entry in match.gold.must_not}
    family = _family(bundle, run)
    for rule, why in _certain(match, known):
        if rule in _fired(match, run) or rule in family.fired:
            sheet.right("findings")
        else:
            sheet.wrong("findings", rule, why, None)
    own = {entry.rule for entry in match.gold.findings}
    said: set[str] = set()
    for finding in _findings_of(match, run):
        listed = finding.rule in own or (finding.rule in family.listed and finding.rule not in forbidden)
        counted = finding.level in _COUNTED or finding.rule in forbidden
        if not listed and counted and finding.rule not in said:
            said.add(finding.rule)
            sheet.wrong("findings", finding.rule, None, finding.message)


def score_similar(sheet: Sheet, case: GoldCase, matches: Sequence[Match], run: CaseRun) -> None:
    """Pairs of files that share text; what two reports of one file share is not counted."""
    file_of = {match.report.id: match.file for match in matches if match.report is not None}
    given = {
        tuple(sorted((file_of[pair.a], file_of[pair.b])))
        for pair in run.pairs
        if pair.a in file_of and pair.b in file_of and file_of[pair.a] != file_of[pair.b]
    }
    wanted = {tuple(sorted(pair[:2])) for pair in case.batch.similar}
    for files in sorted(wanted | given):
        words = " ⇔ ".join(files)
        sheet.judge("similar", words, words if files in wanted else None, words if files in given else None)


def unknown_findings(matches: Iterable[Match], known: set[str]) -> Counter[str]:
    """Certain findings of rules that the product does not have, by rule: listed, not scored."""
    return Counter(
        entry.rule
        for match in matches
        if match.gold is not None
        for entry in match.gold.findings
        if entry.certain and entry.rule not in known
    )


def newly_fired(before: CaseRun, after: CaseRun, rule: str) -> bool:
    """Whether a rule says something after an edit that it did not say before."""
    old, new = _sayings(before, rule), _sayings(after, rule)
    return bool(set(new) - set(old)) or new.total() > old.total()


def _sayings(run: CaseRun, rule: str) -> Counter[str]:
    said = Counter(finding.fingerprint for finding in run.findings if finding.rule == rule)
    said.update(
        f"检查 {check.report}"
        for check in run.checks
        if check.rule == rule and check.outcome is Outcome.FIRED
    )
    return said


def _certain(match: Match, known: set[str]) -> Iterator[tuple[str, str]]:
    """Each certain rule once: gold may give several reasons for one."""
    if match.gold is None:
        return
    reasons: dict[str, str] = {}
    for entry in match.gold.findings:
        if entry.certain and entry.rule in known:
            reasons.setdefault(entry.rule, entry.why)
    yield from reasons.items()


def _family(bundle: Sequence[Match], run: CaseRun) -> _Family:
    listed = {entry.rule for match in bundle if match.gold is not None for entry in match.gold.findings}
    fired = {rule for match in bundle for rule in _fired(match, run)}
    return _Family(frozenset(listed), frozenset(fired))


def _findings_of(match: Match, run: CaseRun) -> list[Finding]:
    return [one for one in run.findings if match.report is not None and one.report == match.report.id]


def _fired(match: Match, run: CaseRun) -> set[str]:
    if match.report is None:
        return set()
    return {
        check.rule
        for check in run.checks
        if check.report == match.report.id and check.outcome is Outcome.FIRED
    }
