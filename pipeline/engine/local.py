"""Worker processes on this machine: a task that hangs, crashes or eats memory costs only its own row.

Each worker is a fresh interpreter (spawn) in its own session. It prepares once, then gets one task at a time,
so that no more is under way than there are workers. A worker that overruns or dies is killed with everything
that it started, and replaced while there are tasks left.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import ModuleType
from typing import Any, TypeVar

from pipeline.engine.bounds import Bounds
from pipeline.engine.ending import end_session
from pipeline.engine.outcome import (
    DEFECT,
    Failure,
    WorkerStartError,
    crashed,
    killed,
    overworked,
    silent,
    timed_out,
)
from pipeline.engine.worker import Alive, Broken, Done, Ready, serve

Task = TypeVar("Task")
Result = TypeVar("Result")

START_SECONDS = 300.0
"""A worker that has not prepared by then never will; loading the language takes about two seconds."""
LEAVE_SECONDS = 2.0
"""How long an idle worker may take to leave by itself."""
TICK_SECONDS = 1.0
"""A death can go unannounced when a grandchild holds the pipes open; so look that often."""


_starting = threading.Lock()


@dataclass(slots=True, eq=False)
class _Worker:
    process: SpawnProcess
    connection: "Connection[Any, Any]"
    deadline: float
    alarm: float = float("inf")
    """When its silence will have lasted too long."""
    ready: bool = False
    index: int | None = None
    """Position of the task that it works on."""


def read_all(
    tasks: Sequence[Task],
    work: Callable[[Task], Result],
    bounds: Bounds,
    *,
    workers: int,
    prepare: Callable[[], None] | None = None,
) -> Generator[tuple[int, Result | Failure], None, None]:
    """Run `work` on every task in worker processes; yield (position, result or Failure) as they finish.

    `work` and `prepare` (run once in each worker) must be functions of an importable module.
    Closing the generator, or leaving it by an exception, kills every worker: take it with
    `contextlib.closing`. Raises WorkerStartError when a worker cannot prepare.
    """
    crew = Crew(work, bounds, prepare)
    try:
        yield from crew.results(tasks, workers)
        crew.let_go()
    finally:
        crew.kill()


class Crew:
    """Worker processes for one errand; they stay until `kill`, so that the next tasks find them prepared."""

    def __init__(
        self, work: Callable[[Any], Any], bounds: Bounds, prepare: Callable[[], None] | None = None
    ) -> None:
        self._errand = (work, prepare)
        self._bounds = bounds
        self._workers: list[_Worker] = []

    def results(self, tasks: Sequence[Any], workers: int) -> Iterator[tuple[int, Any]]:
        """The tasks' results or Failures by their position, as they finish."""
        crew, waiting = self._workers, deque(enumerate(tasks))
        while waiting or _busy(crew):
            _hire(crew, min(workers, _busy(crew) + len(waiting)), self._errand, self._bounds)
            _hand_out(crew, waiting, self._bounds)
            _await_news(crew)
            yield from _collect(crew, self._bounds)

    def let_go(self) -> None:
        """Let idle workers leave by themselves, so that they tidy their temporary files."""
        _let_go(self._workers)

    def kill(self) -> None:
        """End all workers and everything that they started."""
        with _interrupt_held():
            for worker in self._workers:
                _kill(worker)
            self._workers.clear()


def _busy(crew: Sequence[_Worker]) -> int:
    return sum(worker.index is not None for worker in crew)


def _hire(crew: list[_Worker], wanted: int, errand: tuple[object, object], bounds: Bounds) -> None:
    while len(crew) < wanted:
        with _interrupt_held():
            worker = _start(bounds)
            crew.append(worker)
        with contextlib.suppress(BrokenPipeError):  # died at once: _collect finds out
            worker.connection.send(errand)


def _start(bounds: Bounds) -> _Worker:
    ours, theirs = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    # A daemon, so that even a driver that forgets to close the generator leaves no process behind.
    process = context.Process(target=serve, args=(theirs, bounds), daemon=True, name="heji-worker")
    with _without_main():
        process.start()
    theirs.close()
    return _Worker(process, ours, time.monotonic() + START_SECONDS)


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    """Hide the script that runs here while a process starts, which would load it again, with all it imports."""
    with _starting:
        script = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = script


@contextlib.contextmanager
def _interrupt_held() -> Iterator[None]:
    """Hold Ctrl-C back while a process starts or ends: none starts unrecorded, none is half killed."""
    if sys.platform == "win32":
        yield
        return
    # It would be started inside, and its start lifts the very mask that is set here.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _hand_out(crew: Sequence[_Worker], waiting: "deque[tuple[int, Any]]", bounds: Bounds) -> None:
    for worker in crew:
        if not waiting or not worker.ready or worker.index is not None:
            continue
        index, task = waiting.popleft()
        try:
            worker.connection.send(task)
        except BrokenPipeError:  # died while idle: the task is not to blame
            waiting.appendleft((index, task))
            continue
        worker.index = index
        worker.deadline = time.monotonic() + bounds.seconds
        worker.alarm = time.monotonic() + bounds.silence_seconds


def _await_news(crew: Sequence[_Worker]) -> None:
    first = min(min(worker.deadline, worker.alarm) for worker in crew) - time.monotonic()
    signs = [sign for worker in crew for sign in (worker.connection, worker.process.sentinel)]
    wait(signs, timeout=max(0.0, min(first, TICK_SECONDS)))


def _collect(crew: list[_Worker], bounds: Bounds) -> Iterator[tuple[int, Any]]:
    for worker in tuple(crew):
        news = _news(worker, bounds)
        if news is None:
            continue
        if isinstance(news, Alive):
            worker.alarm = time.monotonic() + bounds.silence_seconds
            continue
        if isinstance(news, Broken) or (not worker.ready and isinstance(news, Failure)):
            raise WorkerStartError(news.trace if isinstance(news, Broken) else news.detail or news.message)
        index, worker.index, worker.ready = worker.index, None, True
        worker.deadline = worker.alarm = float("inf")
        if isinstance(news, Failure) and news.reason != DEFECT:
            with _interrupt_held():
                crew.remove(worker)
                _kill(worker)
        if index is not None:
            yield index, news.result if isinstance(news, Done) else news


def _news(worker: _Worker, bounds: Bounds) -> Ready | Alive | Broken | Done | Failure | None:
    """What a worker has to say, or what its silence means; None while there is nothing new."""
    # In this order: an answer counts even if it came late, or its sender died right after.
    ended = worker.process.exitcode is not None
    if worker.connection.poll():
        with contextlib.suppress(EOFError, ConnectionResetError):
            news: Ready | Alive | Broken | Done | Failure = worker.connection.recv()
            return news
        ended = True
    if ended:
        return _cause_of_death(worker, bounds)
    now = time.monotonic()
    if now >= worker.deadline:
        return timed_out(bounds.seconds)
    return silent(bounds.silence_seconds) if now >= worker.alarm else None


def _cause_of_death(worker: _Worker, bounds: Bounds) -> Failure:
    worker.process.join(LEAVE_SECONDS)
    code = worker.process.exitcode
    if code is None:
        return crashed("进程不再应答")
    if code >= 0:
        return crashed(f"退出码 {code}")
    if sys.platform != "win32" and code == -signal.SIGKILL:
        return killed()
    if sys.platform != "win32" and code == -signal.SIGXCPU:
        return overworked(bounds.cpu_seconds)
    names = {int(known): known.name for known in signal.Signals}
    return crashed(f"信号 {names.get(-code, -code)}")


def _let_go(crew: Sequence[_Worker]) -> None:
    """Let idle workers leave by themselves, so that they tidy their temporary files."""
    for worker in crew:
        worker.connection.close()
    deadline = time.monotonic() + LEAVE_SECONDS
    left = [worker.process.sentinel for worker in crew]
    while left and (remaining := deadline - time.monotonic()) > 0:
        gone = wait(left, timeout=remaining)
        left = [sentinel for sentinel in left if sentinel not in gone]


def _kill(worker: _Worker) -> None:
    """End a worker and everything that it started, and free what it held here."""
    worker.connection.close()
    number = worker.process.pid
    if sys.platform != "win32" and number:
        # Its group bears its number. Not there yet: it has started nothing, and kill() below reaches it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(number, signal.SIGKILL)
        end_session(number)
    worker.process.kill()
    worker.process.join()
    worker.process.close()
