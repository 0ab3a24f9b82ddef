"""The inside of a Dask worker (集群工作进程): each file in a child process of its own, as on a single machine.

A child that hangs, crashes or eats memory costs its row, not the Dask worker, on which others may depend. It is
kept for the next file, and leaves when none has come for a while.
"""

import contextlib
import hashlib
import multiprocessing
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.engine.bounds import Bounds
from pipeline.engine.local import Crew
from pipeline.engine.outcome import WorkerStartError, defect
from pipeline.workspace import workspace

IDLE_SECONDS = 20.0
"""How long a child waits for the next file."""
START, END = "start", "end"


@dataclass(frozen=True, slots=True)
class Errand:
    """What is done with every file: the function, what it needs prepared, and what it may cost."""

    work: Callable[[Any], Any]
    prepare: Callable[[], None] | None
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class Parcel:
    """A task whose `location` this machine may see, the hash of what lies there, or the bytes themselves."""

    index: int
    task: Any
    sha256: str
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Unseen:
    """The location cannot be seen from this machine: the bytes have to be sent."""


def work_on(parcel: Parcel, errand: Errand, topic: str) -> Any:  # noqa: ANN401  whatever the errand gives
    """The errand's result for one file, a Failure, or Unseen; tells the topic when it starts and ends."""
    from distributed import get_worker  # noqa: PLC0415  an extra, and at hand in a Dask worker

    worker = get_worker()
    worker.log_event(topic, (parcel.index, START))
    try:
        return _answer(parcel, errand)
    finally:
        worker.log_event(topic, (parcel.index, END))


def dismiss() -> None:
    """End the children that wait here for more files."""
    for station in tuple(_stations.values()):
        station.close()


class _Station:
    """One thread's child process and the folder for what is sent to it."""

    def __init__(self, errand: Errand) -> None:
        self._tidying = contextlib.ExitStack()
        self.errand = errand
        self.place = self._tidying.enter_context(workspace(tidy=True))
        self._crew = Crew(errand.work, replace(errand.bounds, scratch=self.place), errand.prepare)
        self._lock = threading.Lock()
        self._clock: threading.Timer | None = None
        self.closed = False

    def answer(self, parcel: Parcel) -> Any:  # noqa: ANN401
        """The result or Failure of one file."""
        with self._lock, _children_allowed():
            self._stop_clock()
            task = parcel.task
            sent = self.place / "input.bin"
            if parcel.content is not None:
                sent.write_bytes(parcel.content)
                task = replace(task, location=sent)
            try:
                ((_, result),) = self._crew.results([task], workers=1)
            finally:
                sent.unlink(missing_ok=True)
            self._clock = threading.Timer(IDLE_SECONDS, self.close)
            self._clock.daemon = True
            self._clock.start()
            return result

    def close(self) -> None:
        """End the child, if it is not at work."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            self._stop_clock()
            self.closed = True
            self._crew.kill()
            self._tidying.close()
        finally:
            self._lock.release()

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()


_stations: dict[int, _Station] = {}
"""By thread: a Dask worker of several threads works on several files at once."""


def _answer(parcel: Parcel, errand: Errand) -> Any:  # noqa: ANN401
    if parcel.content is None and not _is_there(parcel):
        return Unseen()
    thread = threading.get_ident()
    station = _stations.get(thread)
    if station is None or station.closed or station.errand != errand:
        if station is not None:
            station.close()
        station = _stations[thread] = _Station(errand)
    try:
        return station.answer(parcel)
    except WorkerStartError as error:
        station.close()
        return defect(str(error))


def _is_there(parcel: Parcel) -> bool:
    try:
        with Path(parcel.task.location).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == parcel.sha256
    except OSError:
        return False


@contextlib.contextmanager
def _children_allowed() -> Iterator[None]:
    """Dask's nanny starts its workers as daemons, which may have no children; ours end with the worker anyway."""
    config: dict[str, object] = getattr(multiprocessing.current_process(), "_config", {})
    daemon = config.pop("daemon", None)
    try:
        yield
    finally:
        if daemon is not None:
            config["daemon"] = daemon
