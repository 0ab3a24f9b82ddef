"""The stable identity of a finding (指纹): no page, no wording, no number in it."""

import hashlib
import json
import re
import unicodedata

from pipeline.model import Report

_CODE = re.compile(r"^[0-9a-z]{6,}[-—]")
_NOT_NAME = re.compile(r"[^\w]|_")


def canonical_name(name: str | None) -> str:
    """A name without width variants, spaces, punctuation and a leading project code."""
    folded = unicodedata.normalize("NFKC", name or "").casefold().strip()
    return _NOT_NAME.sub("", _CODE.sub("", folded))


def fingerprint(rule: str, report: Report, project: str | None, fact: str, ordinal: int = 0) -> str:
    """SHA-256 over rule, unit, project, year and fact key; `ordinal` parts equal ones of several reports."""
    subject = canonical_name(project or report.project)
    if not report.unit and not subject:
        subject = canonical_name(report.title)
    return fingerprint_of(rule, report.unit, subject, report.year, fact, ordinal)


def fingerprint_of(
    rule: str, unit: str | None, subject: str | None, year: int | None, fact: str, ordinal: int = 0
) -> str:
    """The same for a finding that has no report."""
    key: list[object] = [rule, canonical_name(unit), canonical_name(subject), year, fact]
    if ordinal:
        key.append(ordinal)
    return hashlib.sha256(json.dumps(key, ensure_ascii=False).encode()).hexdigest()
