"""The main job (主流程): files → documents → reports → batch → pairs and findings → results."""

import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pipeline
from pipeline.addresses import Remote
from pipeline.batch_reading import HowToRead, Progress, read_inputs, refuse_unusable_cluster
from pipeline.collector import let_go
from pipeline.errors import Unreadable, UsageError
from pipeline.external import (
    LAST_YEAR,
    is_results,
    last_year_of,
    match_ledger,
    read_last_results,
    read_ledger,
)
from pipeline.faults import watch
from pipeline.first_looks import FirstLooks
from pipeline.ingestion import receive, refuse_unreachable
from pipeline.kept_round import kept_round, write_and_keep
from pipeline.model import (
    Batch,
    Document,
    Exemption,
    FileRecord,
    FileStatus,
    Finding,
    LastYear,
    Ledger,
    Level,
    Report,
    Results,
)
from pipeline.outputs.letters import letter_templates
from pipeline.reading import ReadFile, ReadingTask, understand_file
from pipeline.review_round import (
    beside_earlier_rounds,
    close_round,
    round_digest,
    take_in_replies,
    take_in_verdicts,
)
from pipeline.settings import Settings, load_settings, settings_digest
from pipeline.side_by_side import template_texts
from pipeline.similarity import compare_batch, find_pairs
from pipeline.similarity.last_year import last_year_pairs, with_repetitions
from pipeline.store import alone_in, open_store
from pipeline.validation import all_rules, check_batch
from pipeline.validation.suppression import read_exemptions, without_exempted
from pipeline.workspace import workspace

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
    templates: tuple[Path, ...] = ()
    """表样: forms that the office handed out; what stands in them is nobody's own text."""
    replies: Path | None = None
    """单位回复: returned letters, whose reply tables are read back."""
    today: date | None = None
    """The day on which exceptions are judged expired or not; None = today."""
    retry: bool = False
    """Whether files that timed out or ran out of memory in an earlier run are tried again."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Names that files were handed in with, by the names under which they lie (the local page)."""
    scheduler: str = ""
    """Address of an existing Dask scheduler whose workers read the files; '' = processes of this machine."""


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
    reused: int = 0
    """Files that an earlier run had read."""


def run_batch(
    inputs: Sequence[Path | Remote], out: Path, options: RunOptions, progress: Progress
) -> RunSummary:
    """Read, understand, compare and check everything under the inputs, and write `out`."""
    settings = load_settings(options.profile, options.assignments)
    laid = (options.ledger, options.last_year, options.suppress, options.replies)
    beside = [*(path for path in laid if path is not None), *options.templates]
    _refuse_missing([*inputs, *beside])
    letter_templates(settings.letters)
    exemptions = read_exemptions(options.suppress) if options.suppress else ()
    ledger = read_ledger(options.ledger, out, settings.limits.file_bytes) if options.ledger else None
    refuse_unusable_cluster(options.scheduler, settings)
    watch(out)
    with let_go(), alone_in(out), open_store(out) as store:
        take_in_verdicts(store, out)
        how = HowToRead(
            settings,
            options.profile,
            store.readings,
            options.workers,
            options.retry,
            options.names,
            options.scheduler,
        )
        progress.stage("接收文件")
        files = read_inputs(inputs, [out, *beside], replace(how, looks=True), progress)
        batch = _laid_beside(_batch(files), ledger, _last_year(out, how, options, progress), settings)
        results = _examined(batch, _first_looks(files), exemptions, settings, options, progress)
        results = replace(results, title="、".join(_name(given) for given in inputs))
        digest = round_digest(results, exemptions)
        if options.replies is not None:
            progress.stage("读取单位回复")
            results = take_in_replies(store, read_inputs([options.replies], [], how, progress), results)
        results, unjudged = beside_earlier_rounds(results, store, digest)
        progress.stage("写出结果")
        write_and_keep(results, out, settings, store, kept_round(results, settings))
        close_round(store, digest, results, unjudged)
    progress.finish()
    return _summary(results, out, sum(read.reused for read in files))


def _examined(
    batch: Batch,
    seen: FirstLooks,
    exemptions: tuple[Exemption, ...],
    settings: Settings,
    options: RunOptions,
    progress: Progress,
) -> Results:
    """What comparing the reports and checking them against the rules gives."""
    progress.stage("比对雷同")
    templates = template_texts(options.templates, settings, options.profile)
    batch, pairs, clusters = compare_batch(batch, settings, templates)
    progress.stage("核对规则")
    findings, checks = check_batch(batch, pairs, settings, options.profile, seen)
    today = options.today or date.today()
    findings, suppressed, problems = without_exempted(findings, exemptions, today)
    return Results(
        batch=batch,
        pairs=(*pairs, *last_year_pairs(batch)),
        clusters=clusters,
        findings=findings,
        checks=checks,
        rules=all_rules(),
        versions=_versions(),
        settings_digest=settings_digest(settings),
        profile=options.profile,
        suppressed=suppressed,
        exemption_problems=problems,
    )


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
    with workspace() as folder:
        received = next(iter(receive([path], settings.limits, folder)))
        if received.failure is not None or received.location is None:
            raise _refusal(received.failure)
        task = ReadingTask(received.source, received.location, settings.limits, profile, settings.ocr)
        read = understand_file(task)
    if read.document is None:
        raise _refusal(read.record)
    batch = _batch([read])
    findings, _ = check_batch(batch, find_pairs(batch, settings)[0], settings, profile)
    return read.document, read.reports, findings


def _last_year(out: Path, how: HowToRead, options: RunOptions, progress: Progress) -> LastYear | None:
    """Last year's figures from its OUT, or its reports read again by the same engine."""
    if options.last_year is None:
        return None
    if is_results(options.last_year):
        return read_last_results(options.last_year)
    progress.stage("读取上年资料")
    files = read_inputs([options.last_year], [out], how, progress, LAST_YEAR)
    return last_year_of(_batch(files).reports)


def _laid_beside(
    batch: Batch, ledger: Ledger | None, last_year: LastYear | None, settings: Settings
) -> Batch:
    """The batch with the ledger matched to it and last year's reports compared with it."""
    join = match_ledger(ledger, batch.reports, settings.external.match_score) if ledger else None
    return with_repetitions(replace(batch, ledger=join, last_year=last_year), settings)


def _batch(files: Iterable[ReadFile]) -> Batch:
    ordered = sorted(files, key=lambda read: read.record.path)
    reports = sorted((report for read in ordered for report in read.reports), key=lambda report: report.id)
    return Batch(tuple(read.record for read in ordered), tuple(reports))


def _first_looks(files: Iterable[ReadFile]) -> FirstLooks:
    return FirstLooks({report.id: read.looks for read in files for report in read.reports})


def _name(given: Path | Remote) -> str:
    return given.name if isinstance(given, Remote) else given.resolve().name


def _refuse_missing(inputs: Sequence[Path | Remote]) -> None:
    for path in inputs:
        if isinstance(path, Remote):
            refuse_unreachable(path)
        elif not path.exists():
            raise UsageError(f"找不到“{path}”。请检查路径是否写对。")


def _refusal(record: FileRecord | None) -> Unreadable:
    if record is None:
        return Unreadable("unsupported", "没有可读的文件。")
    return Unreadable(record.reason or "unsupported", record.message or "这个文件不能直接查看。")


def _versions() -> dict[str, str]:
    found = {"heji": pipeline.__version__, "python": platform.python_version()}
    return found | {name: version(name) for name in _LIBRARIES}


def _summary(results: Results, out: Path, reused: int) -> RunSummary:
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
        reused=reused,
    )
