"""One file, from its bytes to its reports: what a worker process does (读取与理解)."""

from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.engine import Failure
from pipeline.errors import Unreadable
from pipeline.ingestion import read_document
from pipeline.model import Document, FileRecord, FileStatus, Report, Source
from pipeline.nlp import load_language, reports_of
from pipeline.settings import Limits, Ocr


@dataclass(frozen=True, slots=True)
class ReadingTask:
    """A file to read: what it is, where its bytes lie, and what it may cost."""

    source: Source
    location: Path
    limits: Limits
    profile: str
    ocr: Ocr | None = None
    """How scanned pages are read; None: as shipped."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What became of a file: its row of the receiving list, its document if it could be read, its reports."""

    record: FileRecord
    document: Document | None = None
    reports: tuple[Report, ...] = ()


def prepare() -> None:
    """Load the Chinese stage before the first file, so that no file's time limit pays for it."""
    load_language()


def understand_file(task: ReadingTask) -> ReadFile:
    """Read one file and understand its reports; a file that cannot be read becomes a row that says why."""
    try:
        content = task.location.read_bytes()
    except OSError as error:
        message = f"文件读不出来（{error.strerror}）。请确认它没有被移动、删除或占用，然后重新运行。"
        return failed(task.source, "vanished", message)
    try:
        document = read_document(task.source, content, task.limits, task.ocr)
    except Unreadable as refusal:
        return failed(task.source, refusal.reason, refusal.message)
    reports = tuple(replace(report, profile=task.profile) for report in reports_of(document))
    return ReadFile(_record(document, reports), document, reports)


def failed(source: Source, reason: str, message: str) -> ReadFile:
    """The row of a file that could not be read."""
    return ReadFile(
        FileRecord(
            source.path, source.sha256, source.bytes, source.format, FileStatus.FAILED, reason, message
        )
    )


def after_failure(source: Source, failure: Failure) -> ReadFile:
    """The row of a file whose reader hung, crashed or met a defect of ours."""
    return failed(source, failure.reason, failure.message)


def _record(document: Document, reports: tuple[Report, ...]) -> FileRecord:
    said = [*document.problems, *document.remarks]
    return FileRecord(
        path=document.source.path,
        sha256=document.source.sha256,
        bytes=document.source.bytes,
        format=document.source.format,
        status=document.status,
        reason=document.problems[0].reason if document.problems else None,
        message=" ".join(problem.message for problem in said) or None,
        pages=document.pages,
        characters=len(document.text),
        tables=len(document.tables),
        ocr_pages=document.ocr_pages,
        reports=tuple(report.id for report in reports),
    )
