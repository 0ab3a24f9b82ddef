"""The receipt (回执.json): what went in, with which versions and settings, and what was not checked."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.model import FileRecord, FileStatus, Outcome, Results
from pipeline.outputs.digest import level_counts
from pipeline.outputs.json_lines import escape_unsafe
from pipeline.outputs.unchecked import Unchecked


@dataclass(frozen=True, slots=True)
class Also:
    """What a run did besides: reviewed workbooks that it took in, by name with hash, and letters by folder."""

    workbooks_read: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, int] = field(default_factory=dict)


def write_receipt(
    results: Results,
    unchecked: Unchecked,
    data: Path,
    rows: Mapping[str, int],
    path: Path,
    generated: str,
    also: Also = Also(),
) -> None:
    """Writes the receipt of a run.

    Between equal runs only `generated` differs, and `workbooks_read`: the reviewed workbooks that were taken in.
    """
    receipt = {
        "generated": generated,
        "title": results.title,
        "profile": results.profile,
        "settings_digest": results.settings_digest,
        "versions": dict(sorted(results.versions.items())),
        "counts": _counts(results),
        "not_checked": _not_checked(unchecked),
        "suppression": _suppression(results),
        "ledger": _ledger(results),
        "last_year": _last_year(results),
        "reply_problems": list(results.reply_problems),
        "workbooks_read": dict(sorted(also.workbooks_read.items())),
        "letters": dict(also.letters),
        "inputs": [_input(file) for file in sorted(results.batch.files, key=lambda file: file.path)],
        "outputs": [_output(data / name, count) for name, count in rows.items()],
    }
    text = json.dumps(receipt, ensure_ascii=False, indent=1)
    path.write_text(escape_unsafe(text) + "\n", encoding="utf-8", newline="\n")


def _counts(results: Results) -> dict[str, object]:
    files = Counter(file.status for file in results.batch.files)
    kinds = Counter(report.kind for report in results.batch.reports)
    outcomes = Counter(check.outcome for check in results.checks)
    return {
        "files": {str(status): files[status] for status in FileStatus},
        "reports": dict(sorted(kinds.items())),
        "findings": {str(level): count for level, count in level_counts(results.findings).items()},
        "checks": {str(outcome): outcomes[outcome] for outcome in Outcome},
        "rules": len(results.rules),
        "pairs": len(results.pairs),
    }


def _not_checked(unchecked: Unchecked) -> dict[str, object]:
    return {
        "files": [
            {"path": file.path, "status": str(file.status), "reason": file.reason, "message": file.message}
            for file in unchecked.files
        ],
        "files_without_report": [file.path for file in unchecked.without_report],
        "rules": [
            {
                "rule": gap.rule,
                "outcome": str(gap.outcome),
                "reports": list(gap.reports),
                "why": [{"why": why, "reports": count} for why, count in gap.reasons],
            }
            for gap in unchecked.gaps
        ],
        "numbers_found": unchecked.numbers_found,
        "numbers_claimed": unchecked.numbers_claimed,
    }


def _suppression(results: Results) -> dict[str, object]:
    """Findings set aside with their reasons, and the entries that did not hold."""
    return {
        "findings": [
            {
                "finding": one.finding.fingerprint,
                "rule": one.finding.rule,
                "level": str(one.finding.level),
                "unit": one.finding.unit,
                "project": one.finding.project,
                "year": one.finding.year,
                "exemption": one.exemption.number,
                "reason": one.exemption.reason,
                "until": one.exemption.until.isoformat() if one.exemption.until else None,
                "by": one.exemption.by,
            }
            for one in sorted(results.suppressed, key=lambda item: item.finding.fingerprint)
        ],
        "problems": [
            {"exemption": one.exemption.number, "problem": one.problem, "message": one.message}
            for one in results.exemption_problems
        ],
    }


def _ledger(results: Results) -> dict[str, object] | None:
    """The ledger as read: which column was taken for what, and what was left out."""
    join = results.batch.ledger
    if join is None:
        return None
    return {
        "path": join.ledger.path,
        "sha256": join.ledger.sha256,
        "projects": len(join.ledger.projects),
        "matched_reports": sum(match.settled for match in join.matches),
        "columns": [
            {"sheet": column.sheet, "field": column.field, "head": column.head, "unit": column.unit or None}
            for column in join.ledger.columns
        ],
        "skipped": list(join.ledger.skipped),
    }


def _last_year(results: Results) -> dict[str, object] | None:
    last_year = results.batch.last_year
    if last_year is None:
        return None
    return {"origin": last_year.origin, "reports": [one.path for one in last_year.reports]}


def _input(file: FileRecord) -> dict[str, object]:
    return {
        "path": file.path,
        "sha256": file.sha256,
        "bytes": file.bytes,
        "format": file.format,
        "status": str(file.status),
    }


def _output(path: Path, rows: int) -> dict[str, object]:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return {"path": f"{path.parent.name}/{path.name}", "sha256": digest, "rows": rows}
