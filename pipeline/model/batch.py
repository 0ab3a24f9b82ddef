"""All that one run holds together (批次)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.model.document import FileStatus
from pipeline.model.external import LastYear, LedgerJoin
from pipeline.model.finding import Check, Finding, RuleInfo
from pipeline.model.report import Report
from pipeline.model.review import RulePrecision, VerdictEntry
from pipeline.model.similar import Boilerplate, Cluster, Pair
from pipeline.model.suppression import ExemptionProblem, Suppressed


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One row of the receiving list (接收清单): a file, what was read of it, and what to do if it was not."""

    path: str
    sha256: str
    bytes: int
    format: str
    status: FileStatus
    reason: str | None = None
    message: str | None = None
    pages: int | None = None
    characters: int = 0
    tables: int = 0
    ocr_pages: int = 0
    reports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """The reports of a run (批次), in the order of their ids."""

    files: tuple[FileRecord, ...]
    reports: tuple[Report, ...]
    ledger: LedgerJoin | None = None
    """The approved-budget ledger and what it matches; None = none was given."""
    last_year: LastYear | None = None
    boilerplate: tuple[Boilerplate, ...] = ()
    """套话: per report, and per section of it, what stands in many submissions or says nothing."""


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that the outputs are written from."""

    batch: Batch
    pairs: tuple[Pair, ...]
    clusters: tuple[Cluster, ...]
    findings: tuple[Finding, ...]
    checks: tuple[Check, ...]
    rules: tuple[RuleInfo, ...]
    versions: Mapping[str, str] = field(default_factory=dict)
    settings_digest: str = ""
    profile: str = "general"
    title: str = ""
    """Name of the batch: the inputs' names, for the cover."""
    suppressed: tuple[Suppressed, ...] = ()
    """Findings set aside by the exceptions file; they are not among `findings`."""
    exemption_problems: tuple[ExemptionProblem, ...] = ()
    gone: tuple[Finding, ...] = ()
    """Findings of the last round that this one no longer makes (已消除), with their verdicts."""
    verdict_log: tuple[VerdictEntry, ...] = ()
    """Every verdict ever taken in, oldest first (审核日志)."""
    reply_problems: tuple[str, ...] = ()
    """单位回复: returned letters, or answers in them, that could not be read, in sentences."""
    precision: tuple[RulePrecision, ...] = ()
