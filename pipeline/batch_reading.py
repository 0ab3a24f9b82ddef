"""All files of a run (整批读取): what is known already from the store, the rest in worker processes.

Each result is saved as soon as it is there: a run that dies goes on with the files that it had not finished.
"""

import logging
import os
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from pipeline.addresses import Remote
from pipeline.collector import records_that_stay
from pipeline.engine import Bounds, Cluster, Failure, check_cluster, read_all, read_all_on_cluster
from pipeline.first_looks import packed_looks
from pipeline.ingestion import Received, receive
from pipeline.model import FileStatus, Report
from pipeline.office_round import Refused, is_for_office, unaided, with_conversions
from pipeline.packed_reading import Packed, read_packed, unfolded
from pipeline.reading import FINAL_FAILURES, ReadFile, ReadingTask, after_failure, prepare
from pipeline.reading_key import limits_key, looks_key, program_key, settings_key
from pipeline.settings import Limits, Settings
from pipeline.store import ReadingKey, Readings, StoredFile
from pipeline.workspace import workspace

logger = logging.getLogger(__name__)


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


@dataclass(frozen=True, slots=True)
class HowToRead:
    """What reading depends on: settings, profile, where it runs, and what earlier runs have read."""

    settings: Settings
    profile: str
    readings: Readings
    workers: int | None = None
    retry: bool = False
    """Whether files that timed out or ran out of memory are tried again."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Names that files were handed in with, by the names under which they lie."""
    scheduler: str = ""
    """Address of an existing Dask scheduler whose workers read the files; '' = processes of this machine."""
    looks: bool = False
    """Whether the rules take their first look at each file where it is read."""


def read_inputs(
    inputs: Sequence[Path | Remote],
    exclude: Sequence[Path],
    how: HowToRead,
    progress: Progress,
    folder: str = "",
) -> list[ReadFile]:
    """Every file under the inputs, read now or in an earlier run; `folder` goes before the paths."""
    with workspace(tidy=True) as folder_of_run, records_that_stay():
        received = tuple(receive(inputs, how.settings.limits, folder_of_run, exclude=list(exclude)))
        placed = [_under_its_name(one, how.names, folder) for one in received]
        return _read_files(placed, how, progress, folder_of_run)


def _under_its_name(received: Received, names: Mapping[str, str], folder: str) -> Received:
    """The file under the name that it was handed in with, and a folder's name before it."""
    own, bang, member = received.source.path.partition("!/")
    named = names.get(own, own) + bang + member
    failure = replace(received.failure, path=named) if received.failure else None
    return replace(received, source=replace(received.source, path=folder + named), failure=failure)


def _read_files(
    received: Sequence[Received], how: HowToRead, progress: Progress, scratch: Path
) -> list[ReadFile]:
    """One result a file received; one that goes to no reader is its finished row."""
    files = [ReadFile(entry.failure) for entry in received if entry.failure is not None]
    tasks = [
        ReadingTask(
            entry.source,
            entry.location,
            how.settings.limits,
            how.profile,
            how.settings.ocr,
            rules=how.settings if how.looks else None,
        )
        for entry in received
        if entry.failure is None and entry.location is not None
    ]
    progress.start(len(tasks))
    unread = []
    for task in tasks:
        known = _known(task, how)
        if known is None:
            unread.append(task)
        else:
            progress.advance(task.source.path, str(known.record.status))
            files.append(known)
    if len(unread) < len(tasks):
        progress.stage(f"沿用上次读取的 {len(tasks) - len(unread)} 个文件，需读取 {len(unread)} 个")
    for read in _read_now(unread, how, scratch):
        progress.advance(read.record.path, str(read.record.status))
        files.append(read)
    return files


def _known(task: ReadingTask, how: HowToRead) -> ReadFile | None:
    """The result of an earlier run over the same bytes under the same name, settings and program."""
    found = how.readings.find(_key(task, how), limits_key(how.settings))
    if found is None or (how.retry and found.record.status is FileStatus.FAILED):
        return None
    reports = tuple(replace(report, profile=task.profile) for report in found.reports)
    return ReadFile(found.record, found.document, reports, True, _known_looks(task, reports, how))


def _known_looks(task: ReadingTask, reports: Sequence[Report], how: HowToRead) -> bytes:
    """What the rules saw on a known file alone; they look again where their settings or code have changed."""
    if task.rules is None or not reports:
        return b""
    key, under = _key(task, how), looks_key(task.rules, task.profile)
    known = how.readings.looks(key, under)
    if known is None:
        known = packed_looks(reports, task.rules, task.profile)
        how.readings.keep_looks(key, under, known)
    return known


def _read_now(tasks: Sequence[ReadingTask], how: HowToRead, scratch: Path) -> Iterator[ReadFile]:
    """The results as they come; what only LibreOffice may read comes last, converted in one call."""
    refused = []
    for task, read in _read_once(tasks, unaided(tasks), how, scratch):
        if is_for_office(task, read):
            refused.append(Refused(task, read))
        else:
            yield read
    again, left = with_conversions(refused, _bounds(how.settings.limits, scratch))
    yield from left
    yield from (read for _, read in _read_once(again, again, how, scratch))


def _read_once(
    tasks: Sequence[ReadingTask], as_given: Sequence[ReadingTask], how: HowToRead, scratch: Path
) -> Iterator[tuple[ReadingTask, ReadFile]]:
    """The results as they come from the worker processes, each one saved before the next is taken."""
    if not tasks:
        return
    with closing(_running(as_given, how, scratch)) as results:
        for index, result in results:
            read = _settled(tasks[index], result)
            _keep(tasks[index], read, result if isinstance(result, Packed) else None, how)
            yield tasks[index], read


def _running(
    tasks: Sequence[ReadingTask], how: HowToRead, scratch: Path
) -> Generator[tuple[int, Packed | ReadFile | Failure], None, None]:
    """The per-file function at work, on the cluster that was named or in processes of this machine."""
    bounds = _bounds(how.settings.limits, scratch)
    if how.scheduler:
        return read_all_on_cluster(tasks, read_packed, bounds, _cluster(how.scheduler, how.settings), prepare)
    workers = min(how.workers or os.cpu_count() or 1, max(len(tasks), 1))
    return read_all(tasks, read_packed, bounds, workers=workers, prepare=prepare)


def refuse_unusable_cluster(scheduler: str, settings: Settings) -> None:
    """Raises UsageError when a scheduler was named that cannot be used, before anything is read or written."""
    if scheduler:
        check_cluster(_cluster(scheduler, settings), program_key)


def _cluster(scheduler: str, settings: Settings) -> Cluster:
    return Cluster(scheduler, settings.cluster.wait_seconds)


def _bounds(limits: Limits, scratch: Path) -> Bounds:
    return Bounds(
        seconds=limits.seconds,
        memory_bytes=limits.memory_bytes,
        silence_seconds=limits.silence_seconds,
        cpu_seconds=limits.cpu_seconds,
        scratch=scratch,
    )


def _settled(task: ReadingTask, result: Packed | ReadFile | Failure) -> ReadFile:
    if isinstance(result, Failure):
        logger.warning("%s: %s %s", task.source.path, result.reason, result.detail)
        return after_failure(task.source, result)
    return unfolded(result)


def _keep(task: ReadingTask, read: ReadFile, packed: Packed | None, how: HowToRead) -> None:
    """Save what is final: files read, and those that met a limit; the rest is tried again at every run."""
    record = read.record
    if record.sha256 != task.source.sha256:  # changed since it was received: known under neither name
        return
    if record.status in (FileStatus.OK, FileStatus.PARTIAL):
        limits = ""
    elif record.reason in FINAL_FAILURES:
        limits = limits_key(how.settings)
    else:
        return
    if packed is not None:
        looks = (looks_key(task.rules, task.profile), packed.looks) if task.rules else ("", b"")
        how.readings.keep_packed(_key(task, how), packed.reading, limits, looks)
    else:
        how.readings.keep(_key(task, how), StoredFile(record, read.document, read.reports), limits)


def _key(task: ReadingTask, how: HowToRead) -> ReadingKey:
    return ReadingKey(task.source.path, task.source.sha256, settings_key(how.settings), program_key())
