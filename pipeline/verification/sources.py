"""The submitted files once more: found by their hashes, read again in worker processes (重读原文)."""

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pipeline.engine import Bounds, Failure, read_all
from pipeline.errors import Unreadable
from pipeline.ingestion import read_document, receive
from pipeline.model import Source
from pipeline.settings import Limits
from pipeline.workspace import workspace


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """What became of a file that was read again: its text, or why there is none."""

    text: str | None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """The submitted files found: the hash of each path, and the text of those that were needed, by hash."""

    hashes: frozenset[str]
    by_path: Mapping[str, str]
    texts: Mapping[str, ReadAgain]


@dataclass(frozen=True, slots=True)
class TextTask:
    """A file to read again."""

    source: Source
    location: Path
    limits: Limits


def text_again(task: TextTask) -> ReadAgain:
    """The text of a file, read as a run reads it; what a run would refuse is a message."""
    try:
        document = read_document(task.source, task.location.read_bytes(), task.limits)
    except Unreadable as refusal:
        return ReadAgain(None, refusal.message)
    return ReadAgain(document.text)


def found_sources(inputs: Sequence[Path], needed: Iterable[str], limits: Limits, out: Path) -> Sources:
    """Everything under the inputs by hash; the files whose hash is needed are read again."""
    wanted = set(needed)
    with workspace() as folder:
        received = tuple(receive(inputs, limits, folder, exclude=[out]))
        tasks = {
            entry.source.sha256: TextTask(entry.source, entry.location, limits)
            for entry in received
            if entry.location is not None and entry.failure is None and entry.source.sha256 in wanted
        }
        texts = _texts(list(tasks.values()), limits)
    hashes = frozenset(entry.source.sha256 for entry in received)
    return Sources(hashes, {entry.source.path: entry.source.sha256 for entry in received}, texts)


def _texts(tasks: Sequence[TextTask], limits: Limits) -> dict[str, ReadAgain]:
    texts = {}
    running = read_all(
        tasks,
        text_again,
        Bounds(limits.seconds, limits.memory_bytes, limits.silence_seconds, limits.cpu_seconds),
        workers=min(os.cpu_count() or 1, max(len(tasks), 1)),
    )
    with closing(running) as results:
        for index, result in results:
            again = ReadAgain(None, result.message) if isinstance(result, Failure) else result
            texts[tasks[index].source.sha256] = again
    return texts
