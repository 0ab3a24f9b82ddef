"""The findings of each round (轮次), and what became of them: 新增, 沿用, 已消除."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.model import Batch, FileStatus, Finding, Results
from pipeline.model.external import BESIDE, LAST_YEAR
from pipeline.store.database import Change, Database
from pipeline.store.packing import PackingError, packed_finding, unpacked_finding

logger = logging.getLogger(__name__)

NEW, STAYING, GONE = "新增", "沿用", "已消除"

_KEPT_BODIES = 3
"""Rounds whose findings are kept word for word; of older ones remains which rule found what and its status."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The findings of a round beside the round before."""

    findings: tuple[Finding, ...]
    """Those of this round, with their status."""
    gone: tuple[Finding, ...]
    """已消除: made before, looked for again, and not made any more."""
    unjudged: tuple[Finding, ...]
    """Made before and neither confirmed nor cleared: what they were about was not there this time."""


class Rounds:
    """The rounds of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def before(self, digest: str) -> tuple[Finding, ...]:
        """The findings of the last round over other inputs, so that running again changes no status."""
        rows = self._database.rows(
            "SELECT body FROM round_findings WHERE body IS NOT NULL AND status <> ? AND round = "
            "(SELECT MAX(id) FROM rounds WHERE digest <> ?) ORDER BY position",
            (GONE, digest),
        )
        return tuple(_readable(body for (body,) in rows))

    def close(self, digest: str, results: Results, unjudged: Sequence[Finding]) -> None:
        """Record a round whose results have been written; one over the same inputs takes its own place."""
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        with self._database.change() as change:
            for (number,) in self._same_as_last(digest):
                change.run("DELETE FROM round_findings WHERE round = ?", (number,))
                change.run("DELETE FROM rounds WHERE id = ?", (number,))
            round_ = change.run(
                "INSERT INTO rounds (digest, title, files, reports, written_at) VALUES (?, ?, ?, ?, ?)",
                (digest, results.title, len(results.batch.files), len(results.batch.reports), now),
            )
            rows = [(finding, finding.status, 1) for finding in results.findings]
            rows += [(finding, finding.status, 1) for finding in results.gone]
            rows += [(finding, finding.status, 0) for finding in unjudged]
            for position, (finding, status, seen) in enumerate(rows):
                _record(change, round_, position, finding, status, seen)
            change.run(
                "UPDATE round_findings SET body = NULL WHERE body IS NOT NULL AND round NOT IN "
                "(SELECT id FROM rounds ORDER BY id DESC LIMIT ?)",
                (_KEPT_BODIES,),
            )

    def rules_of(self) -> dict[str, str]:
        """The rule of every finding ever made, by fingerprint."""
        return dict(self._database.rows("SELECT DISTINCT fingerprint, rule FROM round_findings"))

    def _same_as_last(self, digest: str) -> list[tuple[int]]:
        rows = self._database.rows("SELECT id, digest FROM rounds ORDER BY id DESC LIMIT 1")
        return [(number,) for number, last in rows if last == digest]


def _readable(bodies: Iterable[bytes]) -> Iterator[Finding]:
    for body in bodies:
        try:
            yield unpacked_finding(body)
        except (PackingError, TypeError) as error:
            logger.warning("上一轮有一个疑点的记录读不出（%s），它的状态按新增计。", error)


def _record(change: Change, round_: int, position: int, finding: Finding, status: str, seen: int) -> None:
    change.run(
        "INSERT INTO round_findings (round, position, fingerprint, rule, status, seen, body) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (round_, position, finding.fingerprint, finding.rule, status, seen, packed_finding(finding)),
    )


def standing(
    before: Sequence[Finding], findings: Sequence[Finding], set_aside: Iterable[str], batch: Batch
) -> Standing:
    """This round's findings with their status, and what became of those of the round before.

    `set_aside` are fingerprints that the exceptions file keeps off the list: still there, so never 已消除.
    """
    known = {finding.fingerprint for finding in before}
    now = {finding.fingerprint for finding in findings}
    present = _Present(batch)
    gone, unjudged = [], []
    kept_off = frozenset(set_aside)
    for finding in before:
        if finding.fingerprint in now:
            continue
        if finding.fingerprint not in kept_off and present.decides(finding):
            gone.append(replace(finding, status=GONE))
        else:
            unjudged.append(finding)
    marked = (
        replace(finding, status=STAYING if finding.fingerprint in known else NEW) for finding in findings
    )
    return Standing(tuple(marked), tuple(gone), tuple(unjudged))


class _Present:
    """What this round had before it: without it, nothing can be said to be gone."""

    def __init__(self, batch: Batch) -> None:
        self._subjects = {(report.unit, report.project, report.year) for report in batch.reports}
        self._paths = {
            record.path for record in batch.files if record.status in (FileStatus.OK, FileStatus.PARTIAL)
        }
        self._beside = {BESIDE: batch.ledger is not None, LAST_YEAR: batch.last_year is not None}

    def decides(self, finding: Finding) -> bool:
        """Whether the rule could have made this finding again, had there still been reason to."""
        paths = list(dict.fromkeys(place.path for place in finding.places))
        submitted = [path for path in paths if not path.startswith(tuple(self._beside))]
        for prefix, given in self._beside.items():
            if not given and any(path.startswith(prefix) for path in paths):
                return False
        if not submitted:
            return not finding.report or self._has_subject(finding)
        own, *others = submitted
        return (own in self._paths or self._has_subject(finding)) and self._paths.issuperset(others)

    def _has_subject(self, finding: Finding) -> bool:
        return (finding.unit, finding.project, finding.year) in self._subjects
