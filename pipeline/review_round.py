"""A round beside the rounds before (轮次): verdicts taken in before anything is replaced, and what became of findings."""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.model import Finding, Results, VerdictEntry
from pipeline.outputs import page_entries, typed_entries
from pipeline.outputs.replies import read_replies, reply_entries
from pipeline.outputs.staging import interrupted, recover
from pipeline.reading import ReadFile
from pipeline.store import Store, StoreError, precision_of, standing, state_of

logger = logging.getLogger(__name__)


def take_in_verdicts(store: Store, out: Path) -> None:
    """Save what people decided since the last results, then undo what a run that died left half exchanged."""
    typed: list[VerdictEntry] = []
    for folder in (*interrupted(out), out):
        typed += typed_entries(folder)
        typed += page_entries(folder)
    store.log.take_in(typed)
    recover(out)


def take_in_replies(store: Store, files: Sequence[ReadFile], results: Results) -> Results:
    """Log what the units answered; the auditor's verdict stays what it is, their words go into its note.

    Gives the results with what could not be read of the replies.
    """
    fingerprints = {finding.fingerprint for finding in results.findings} | store.rounds.rules_of().keys()
    answered = read_replies((file.document for file in files if file.document), sorted(fingerprints))
    unread = (
        f"回复“{file.record.path}”未能读取：{file.record.message or '原因不明。'}"
        for file in sorted(files, key=lambda one: one.record.path)
        if file.document is None
    )
    problems = (*unread, *answered.problems)
    for problem in problems:
        logger.warning("%s", problem)
    store.append_verdicts(reply_entries(answered, store.verdicts()))
    return replace(results, reply_problems=problems)


def beside_earlier_rounds(results: Results, store: Store, digest: str) -> tuple[Results, tuple[Finding, ...]]:
    """The results with status and verdict of every finding, and the earlier findings that stay undecided."""
    set_aside = [one.finding.fingerprint for one in results.suppressed]
    stands = standing(store.rounds.before(digest), results.findings, set_aside, results.batch)
    reviewed = replace(results, findings=stands.findings, gone=stands.gone)
    return with_decisions(reviewed, store), stands.unjudged


def with_decisions(results: Results, store: Store) -> Results:
    """The results with what was last decided on every finding, the whole log, and how often each rule was right."""
    entries = store.verdicts()
    state = state_of(entries)
    rules = store.rounds.rules_of() | {finding.fingerprint: finding.rule for finding in results.findings}
    return replace(
        results,
        findings=_decided(results.findings, state),
        gone=_decided(results.gone, state),
        verdict_log=entries,
        precision=precision_of(rules, state.values()),
    )


def close_round(store: Store, digest: str, results: Results, unjudged: Sequence[Finding]) -> None:
    """Record the round whose results now stand in OUT; a full disk costs only the record."""
    try:
        store.rounds.close(digest, results, unjudged)
        # Not all that is in the log by now: the local page may have stored a verdict while this was written.
        store.log.mark_published(len(results.verdict_log))
    except StoreError as error:
        logger.warning("%s结果已写出，只是这一轮没有记入历史。", error)
    store.readings.end_run()


def round_digest(results: Results, exemptions: object) -> str:
    """Digest of all that the findings of a round rest on: inputs, settings, versions, what was laid beside."""
    batch = results.batch
    content = [
        [(file.path, file.sha256) for file in batch.files],
        results.settings_digest,
        results.profile,
        dict(results.versions),
        batch.ledger.ledger.sha256 if batch.ledger else None,
        [(one.id, one.path) for one in batch.last_year.reports] if batch.last_year else None,
        repr(exemptions),
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _decided(findings: Sequence[Finding], state: Mapping[str, VerdictEntry]) -> tuple[Finding, ...]:
    return tuple(_with_verdict(finding, state.get(finding.fingerprint)) for finding in findings)


def _with_verdict(finding: Finding, entry: VerdictEntry | None) -> Finding:
    """The finding with what was last decided on it; nothing, where that was taken back."""
    if entry is None:
        return replace(finding, verdict=None, note=None, reviewer=None, reviewed_on=None)
    return replace(
        finding,
        verdict=entry.verdict,
        note=entry.note,
        reviewer=entry.reviewer,
        reviewed_on=entry.reviewed_on,
    )
