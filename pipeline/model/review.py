"""What a person decided on a finding, and what became of findings from round to round (审核, 轮次)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VerdictEntry:
    """One entry of the append-only log (审核日志): who decided what on a finding, where and when it was read."""

    fingerprint: str
    verdict: str | None
    """属实, 误报, 待核 or 已整改; None = taken back."""
    note: str | None
    reviewer: str | None = None
    reviewed_on: str | None = None
    """The date beside the verdict, as the auditor gave it (ISO where it is one)."""
    origin: str = "workbook"
    """workbook 工作簿 · page 复核页 · serve 本机页面 · reply 反馈回复."""
    taken_at: str = ""
    """When heji took it in, ISO 8601 with time zone."""


@dataclass(frozen=True, slots=True)
class RulePrecision:
    """How often a rule was right so far, by the verdicts kept: 属实 and 已整改 against 误报."""

    rule: str
    confirmed: int
    refuted: int
