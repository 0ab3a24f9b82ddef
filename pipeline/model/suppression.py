"""Findings that an auditor has set aside beforehand, with a reason and an end (例外)."""

from dataclasses import dataclass
from datetime import date

from pipeline.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Exemption:
    """One entry of the exceptions file (例外): which findings, why, and until when."""

    number: int
    """Its position in the file, from 1."""
    rule: str
    reason: str
    until: date | None
    fingerprint: str | None = None
    unit: str | None = None
    project: str | None = None
    year: int | None = None
    by: str | None = None

    def label(self) -> str:
        """The entry in a few words, for messages."""
        scope = [self.unit, self.project, f"{self.year}年度" if self.year else None]
        scope += [f"指纹 {self.fingerprint[:12]}…" if self.fingerprint else None]
        return f"第{self.number}条 {self.rule}（{'、'.join(part for part in scope if part) or '未写范围'}）"


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that an entry has set aside."""

    finding: Finding
    exemption: Exemption


@dataclass(frozen=True, slots=True)
class ExemptionProblem:
    """An entry that was not applied, or that matched nothing, and why."""

    exemption: Exemption
    problem: str
    """no_reason · no_scope · no_expiry · expired · unused."""
    message: str
