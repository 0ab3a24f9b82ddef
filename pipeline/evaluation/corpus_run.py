"""Runs the product over one case, in memory: its files read, compared and checked as a batch of their own."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.evaluation.gold import GoldCase
from pipeline.ingestion import receive
from pipeline.model import Batch, Check, FileRecord, Finding, Pair, Report
from pipeline.reading import ReadFile, ReadingTask, understand_file
from pipeline.settings import Settings
from pipeline.similarity import find_pairs
from pipeline.validation import check_batch


@dataclass(frozen=True, slots=True)
class Conditions:
    """Under what settings and which province profile a corpus is run."""

    settings: Settings
    profile: str = "general"


@dataclass(frozen=True, slots=True)
class CaseRun:
    """What the product says of a case."""

    files: Mapping[str, ReadFile]
    pairs: tuple[Pair, ...]
    findings: tuple[Finding, ...]
    checks: tuple[Check, ...]

    def reports(self, file: str) -> tuple[Report, ...]:
        """The reports of one file, in text order."""
        read = self.files.get(file)
        return tuple(sorted(read.reports, key=lambda report: report.spans[0])) if read is not None else ()

    def record(self, file: str) -> FileRecord | None:
        """The file's row of the receiving list."""
        read = self.files.get(file)
        return read.record if read is not None else None


def run_case(case: GoldCase, folder: Path, conditions: Conditions) -> CaseRun:
    """Read and check the files that the case lists."""
    files = {name: _read(folder / name, conditions) for name in case.files}
    return checked(files, conditions)


def run_changed(before: CaseRun, file: str, content: bytes, conditions: Conditions) -> CaseRun:
    """The case once more, with one of its files changed."""
    with tempfile.TemporaryDirectory(prefix="heji-") as workspace:
        path = Path(workspace) / file
        path.write_bytes(content)
        changed = _read(path, conditions)
    return checked({**before.files, file: changed}, conditions)


def checked(files: Mapping[str, ReadFile], conditions: Conditions) -> CaseRun:
    """Files that are read, compared and checked as one batch."""
    reports = sorted((report for read in files.values() for report in read.reports), key=lambda one: one.id)
    batch = Batch(tuple(read.record for read in files.values()), tuple(reports))
    pairs, _ = find_pairs(batch, conditions.settings)
    findings, checks = check_batch(batch, pairs, conditions.settings, conditions.profile)
    return CaseRun(files, tuple(pairs), findings, checks)


def _read(path: Path, conditions: Conditions) -> ReadFile:
    with tempfile.TemporaryDirectory(prefix="heji-") as workspace:
        limits = conditions.settings.limits
        received = next(iter(receive([path], limits, Path(workspace))))
        if received.failure is not None:
            return ReadFile(received.failure)
        if received.location is None:
            raise ValueError(f"{path.name} has neither a location nor a failure")
        return understand_file(ReadingTask(received.source, received.location, limits, conditions.profile))
