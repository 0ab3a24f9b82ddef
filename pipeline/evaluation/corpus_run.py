"""Runs the product over one case, in memory: its files read, compared and checked as a batch of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.evaluation.gold import GoldCase
from pipeline.external import last_year_of, match_ledger, read_ledger
from pipeline.ingestion import receive
from pipeline.model import Batch, Check, FileRecord, Finding, LastYear, Ledger, Pair, Report
from pipeline.reading import ReadFile, ReadingTask, understand_file
from pipeline.settings import Settings, load_settings
from pipeline.similarity import find_pairs
from pipeline.similarity.last_year import with_repetitions
from pipeline.validation import check_batch
from pipeline.workspace import workspace


@dataclass(frozen=True, slots=True)
class Conditions:
    """Under what settings and which province profile a corpus is run."""

    settings: Settings
    profile: str = "general"


@dataclass(frozen=True, slots=True)
class Beside:
    """What is laid beside the files of a case: the ledger (台账) and last year's reports (上年资料)."""

    ledger: Ledger | None = None
    last_year: LastYear | None = None


NOTHING_BESIDE = Beside()
LEDGER_SUFFIXES = frozenset({".xlsx", ".xls", ".et", ".csv"})


@dataclass(frozen=True, slots=True)
class CaseRun:
    """What the product says of a case, and under what conditions it said so."""

    files: Mapping[str, ReadFile]
    pairs: tuple[Pair, ...]
    findings: tuple[Finding, ...]
    checks: tuple[Check, ...]
    conditions: Conditions
    beside: Beside = NOTHING_BESIDE

    def reports(self, file: str) -> tuple[Report, ...]:
        """The reports of one file, in text order."""
        read = self.files.get(file)
        return tuple(sorted(read.reports, key=lambda report: report.spans[0])) if read is not None else ()

    def record(self, file: str) -> FileRecord | None:
        """The file's row of the receiving list."""
        read = self.files.get(file)
        return read.record if read is not None else None


def run_case(case: GoldCase, folder: Path, conditions: Conditions) -> CaseRun:
    """Read and check the files that the case lists, with what lies beside them."""
    own = _own_conditions(case, conditions)
    files = {name: _read(folder / name, own) for name in case.files}
    return checked(files, own, _beside(folder, own))


def run_changed(before: CaseRun, file: str, content: bytes) -> CaseRun:
    """The case once more, with one of its files changed."""
    with workspace() as folder:
        path = folder / file
        path.write_bytes(content)
        changed = _read(path, before.conditions)
    return checked({**before.files, file: changed}, before.conditions, before.beside)


def checked(
    files: Mapping[str, ReadFile], conditions: Conditions, beside: Beside = NOTHING_BESIDE
) -> CaseRun:
    """Files that are read, compared and checked as one batch."""
    reports = sorted((report for read in files.values() for report in read.reports), key=lambda one: one.id)
    join = (
        match_ledger(beside.ledger, reports, conditions.settings.external.match_score)
        if beside.ledger is not None
        else None
    )
    records = tuple(read.record for read in files.values())
    batch = Batch(records, tuple(reports), ledger=join, last_year=beside.last_year)
    batch = with_repetitions(batch, conditions.settings)
    pairs, _ = find_pairs(batch, conditions.settings)
    findings, checks = check_batch(batch, pairs, conditions.settings, conditions.profile)
    return CaseRun(files, tuple(pairs), findings, checks, conditions, beside)


def _own_conditions(case: GoldCase, conditions: Conditions) -> Conditions:
    """The profile that the case names, else that of the evaluation."""
    if case.profile is None or case.profile == conditions.profile:
        return conditions
    return Conditions(load_settings(case.profile), case.profile)


def _beside(folder: Path, conditions: Conditions) -> Beside:
    """The ledger and last year's reports that lie in the case's folder."""
    ledgers = [path for path in sorted(folder.glob("ledger.*")) if path.suffix in LEDGER_SUFFIXES]
    last = [path for path in sorted((folder / "last_year").rglob("*")) if path.is_file()]
    reports = [report for path in last for report in _read(path, conditions).reports]
    with workspace() as out:
        limit = conditions.settings.limits.file_bytes
        ledger = read_ledger(ledgers[0], out, limit) if ledgers else None
    return Beside(ledger, last_year_of(tuple(reports)) if reports else None)


def _read(path: Path, conditions: Conditions) -> ReadFile:
    with workspace() as folder:
        limits = conditions.settings.limits
        received = next(iter(receive([path], limits, folder)))
        if received.failure is not None:
            return ReadFile(received.failure)
        if received.location is None:
            raise ValueError(f"{path.name} has neither a location nor a failure")
        return understand_file(ReadingTask(received.source, received.location, limits, conditions.profile))
