"""The main job (主流程): files → documents → reports → batch → pairs and findings → results."""

import logging
import os
import platform
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import pipeline
from pipeline.engine import Failure, read_all
from pipeline.errors import Unreadable, UsageError
from pipeline.external import (
    LAST_YEAR,
    is_results,
    last_year_of,
    match_ledger,
    read_last_results,
    read_ledger,
)
from pipeline.ingestion import Received, receive
from pipeline.model import (
    Batch,
    Document,
    FileRecord,
    FileStatus,
    Finding,
    LastYear,
    Ledger,
    Level,
    Report,
    Results,
)
from pipeline.outputs import write_results
from pipeline.reading import ReadFile, ReadingTask, after_failure, prepare, understand_file
from pipeline.settings import Settings, load_settings, settings_digest
from pipeline.similarity import find_pairs
from pipeline.similarity.last_year import last_year_pairs, with_repetitions
from pipeline.validation import all_rules, check_batch
from pipeline.validation.suppression import read_exemptions, without_exempted

logger = logging.getLogger(__name__)

_LIBRARIES = (
    "spacy",
    "jieba",
    "pypdfium2",
    "pdfplumber",
    "python-docx",
    "python-calamine",
    "openpyxl",
    "lxml",
    "rapidfuzz",
)


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options of a run: profile, `key=value` settings, worker processes, and what is laid beside."""

    profile: str = "general"
    assignments: tuple[str, ...] = ()
    workers: int | None = None
    ledger: Path | None = None
    """台账: approved budgets and payments, Excel or CSV."""
    last_year: Path | None = None
    """上年: the OUT of last year's run, or a folder of last year's reports."""
    suppress: Path | None = None
    """例外: findings set aside, each with reason and end."""
    today: date | None = None
    """The day on which exceptions are judged expired or not; None = today."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did, in numbers."""

    files: int
    failed: int
    reports: int
    errors: int
    warnings: int
    hints: int
    out: Path
    suppressed: int = 0


class Progress(Protocol):
    """Who is told how far the run is."""

    def start(self, total: int) -> None:
        """So many files will be read."""

    def advance(self, path: str, status: str) -> None:
        """One file is done."""

    def stage(self, name: str) -> None:
        """A stage of the whole batch begins."""

    def finish(self) -> None:
        """Nothing more will come."""


def run_batch(inputs: Sequence[Path], out: Path, options: RunOptions, progress: Progress) -> RunSummary:
    """Read, understand, compare and check everything under the inputs, and write `out`."""
    settings = load_settings(options.profile, options.assignments)
    beside = [path for path in (options.ledger, options.last_year, options.suppress) if path is not None]
    _refuse_missing([*inputs, *beside])
    exemptions = read_exemptions(options.suppress) if options.suppress else ()
    ledger = read_ledger(options.ledger, out, settings.limits.file_bytes) if options.ledger else None
    progress.stage("接收文件")
    batch = _batch(_read_all(inputs, [out, *beside], settings, options, progress))
    batch = _laid_beside(batch, ledger, _last_year(out, settings, options, progress), settings)
    progress.stage("比对雷同")
    pairs, clusters = find_pairs(batch, settings)
    progress.stage("核对规则")
    findings, checks = check_batch(batch, pairs, settings, options.profile)
    findings, suppressed, problems = without_exempted(findings, exemptions, options.today or date.today())
    results = Results(
        batch=batch,
        pairs=(*pairs, *last_year_pairs(batch)),
        clusters=clusters,
        findings=findings,
        checks=checks,
        rules=all_rules(),
        versions=_versions(),
        settings_digest=settings_digest(settings),
        profile=options.profile,
        title="、".join(path.resolve().name for path in inputs),
        suppressed=suppressed,
        exemption_problems=problems,
    )
    progress.stage("写出结果")
    write_results(results, out)
    progress.finish()
    return _summary(results, out)


def read_one(
    path: Path, profile: str = "general"
) -> tuple[Document, tuple[Report, ...], tuple[Finding, ...]]:
    """One file at a glance: its document, its reports and what the rules say of them alone.

    Raises Unreadable when it cannot be read and UsageError when it is not one file.
    """
    settings = load_settings(profile)
    _refuse_missing([path])
    if path.is_dir():
        raise UsageError(f"“{path.name}”是文件夹；show 一次看一个文件，整个文件夹请用 heji run。")
    with tempfile.TemporaryDirectory(prefix="heji-") as workspace:
        received = next(iter(receive([path], settings.limits, Path(workspace))))
        if received.failure is not None or received.location is None:
            raise _refusal(received.failure)
        task = ReadingTask(received.source, received.location, settings.limits, profile, settings.ocr)
        read = understand_file(task)
    if read.document is None:
        raise _refusal(read.record)
    batch = _batch([read])
    findings, _ = check_batch(batch, find_pairs(batch, settings)[0], settings, profile)
    return read.document, read.reports, findings


def _read_all(
    inputs: Sequence[Path],
    exclude: Sequence[Path],
    settings: Settings,
    options: RunOptions,
    progress: Progress,
    folder: str = "",
) -> list[ReadFile]:
    with tempfile.TemporaryDirectory(prefix="heji-") as workspace:
        received = tuple(receive(inputs, settings.limits, Path(workspace), exclude=list(exclude)))
        placed = [replace(one, source=replace(one.source, path=folder + one.source.path)) for one in received]
        return _read_files(placed, settings, options, progress)


def _last_year(out: Path, settings: Settings, options: RunOptions, progress: Progress) -> LastYear | None:
    """Last year's figures from its OUT, or its reports read again by the same engine."""
    if options.last_year is None:
        return None
    if is_results(options.last_year):
        return read_last_results(options.last_year)
    progress.stage("读取上年资料")
    files = _read_all([options.last_year], [out], settings, options, progress, LAST_YEAR)
    return last_year_of(_batch(files).reports)


def _laid_beside(
    batch: Batch, ledger: Ledger | None, last_year: LastYear | None, settings: Settings
) -> Batch:
    """The batch with the ledger matched to it and last year's reports compared with it."""
    join = match_ledger(ledger, batch.reports, settings.external.match_score) if ledger else None
    return with_repetitions(replace(batch, ledger=join, last_year=last_year), settings)


def _read_files(
    received: Sequence[Received], settings: Settings, options: RunOptions, progress: Progress
) -> list[ReadFile]:
    """Every file received, read in worker processes; one that no reader gets is its finished row."""
    files = [ReadFile(entry.failure) for entry in received if entry.failure is not None]
    tasks = [
        ReadingTask(entry.source, entry.location, settings.limits, options.profile, settings.ocr)
        for entry in received
        if entry.failure is None and entry.location is not None
    ]
    progress.start(len(tasks))
    limits = settings.limits
    running = read_all(
        tasks,
        understand_file,
        workers=min(options.workers or os.cpu_count() or 1, max(len(tasks), 1)),
        seconds=limits.seconds,
        memory_bytes=limits.memory_bytes,
        prepare=prepare,
    )
    with closing(running) as results:
        for index, result in results:
            read = _settled(tasks[index], result)
            progress.advance(read.record.path, str(read.record.status))
            files.append(read)
    return files


def _settled(task: ReadingTask, result: ReadFile | Failure) -> ReadFile:
    if isinstance(result, Failure):
        logger.warning("%s: %s %s", task.source.path, result.reason, result.detail)
        return after_failure(task.source, result)
    return result


def _batch(files: Iterable[ReadFile]) -> Batch:
    ordered = sorted(files, key=lambda read: read.record.path)
    reports = sorted((report for read in ordered for report in read.reports), key=lambda report: report.id)
    return Batch(tuple(read.record for read in ordered), tuple(reports))


def _refuse_missing(inputs: Sequence[Path]) -> None:
    for path in inputs:
        if not path.exists():
            raise UsageError(f"找不到“{path}”。请检查路径是否写对。")


def _refusal(record: FileRecord | None) -> Unreadable:
    if record is None:
        return Unreadable("unsupported", "没有可读的文件。")
    return Unreadable(record.reason or "unsupported", record.message or "这个文件不能直接查看。")


def _versions() -> dict[str, str]:
    found = {"heji": pipeline.__version__, "python": platform.python_version()}
    return found | {name: version(name) for name in _LIBRARIES}


def _summary(results: Results, out: Path) -> RunSummary:
    levels = [finding.level for finding in results.findings]
    return RunSummary(
        files=len(results.batch.files),
        failed=sum(record.status is FileStatus.FAILED for record in results.batch.files),
        reports=len(results.batch.reports),
        errors=levels.count(Level.ERROR),
        warnings=levels.count(Level.WARNING),
        hints=levels.count(Level.HINT),
        out=out,
        suppressed=len(results.suppressed),
    )
