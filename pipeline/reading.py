"""One file, from its bytes to its reports: what a worker process does (读取与理解)."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from pipeline.engine import Failure
from pipeline.engine.outcome import MEMORY, TIMEOUT
from pipeline.errors import Unreadable, cause_of
from pipeline.ingestion import read_document
from pipeline.ingestion.sniff import sniff
from pipeline.model import Document, FileRecord, FileStatus, Problem, Report, Source
from pipeline.nlp import load_words, reports_of
from pipeline.pulse import beat
from pipeline.settings import Limits, Ocr, Settings


@dataclass(frozen=True, slots=True)
class ReadingTask:
    """A file to read: what it is, where its bytes lie, and what it may cost."""

    source: Source
    location: Path
    limits: Limits
    profile: str
    ocr: Ocr | None = None
    """How scanned pages are read; None: as shipped."""
    converted: bytes | None = None
    """What LibreOffice made of an old Word file that our reader had refused."""
    rules: Settings | None = None
    """Settings under which the rules take their first look at what was read; None: they do not."""

    @property
    def sha256(self) -> str:
        """The hash of the bytes as they were received."""
        return self.source.sha256


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What became of a file: its row of the receiving list, its document if it could be read, its reports."""

    record: FileRecord
    document: Document | None = None
    reports: tuple[Report, ...] = ()
    reused: bool = False
    """Whether an earlier run read it."""
    looks: bytes = b""
    """What the rules saw on its reports alone, packed; empty where they did not look."""


FINAL_FAILURES = (TIMEOUT, MEMORY)
"""Failures that would only cost their limit again: not repeated unless asked for."""

_CHANGED = "读取期间文件被改动过，结果按读取时的内容；请确认提交的是定稿，然后重新运行。"
_HOW_TO_RETRY = "再次运行时不再读它；要重试，请加 --retry，或放宽上限。"


def prepare() -> None:
    """Load the words of the Chinese stage before the first file, so that no file's time limit pays for it."""
    load_words()


def understand_file(task: ReadingTask) -> ReadFile:
    """Read one file and understand its reports; a file that cannot be read becomes a row that says why."""
    try:
        content = task.location.read_bytes()
    except OSError as error:
        message = f"文件读不出来（{cause_of(error)}）。请确认它没有被移动、删除或占用，然后重新运行。"
        return failed(task.source, "vanished", message)
    source = _as_read(task.source, content)
    try:
        document = read_document(source, content, task.limits, task.ocr, task.converted)
    except Unreadable as refusal:
        return failed(source, refusal.reason, refusal.message)
    beat()
    if source != task.source:
        document = replace(document, remarks=(*document.remarks, Problem("changed", _CHANGED)))
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
    advice = _HOW_TO_RETRY if failure.reason in FINAL_FAILURES else ""
    return failed(source, failure.reason, failure.message + advice)


def _as_read(source: Source, content: bytes) -> Source:
    """The source as its bytes are now: what the receipt hashes is what was read."""
    digest = hashlib.sha256(content).hexdigest()
    if digest == source.sha256:
        return source
    return Source(source.path, digest, len(content), sniff(content, PurePosixPath(source.path).name))


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
