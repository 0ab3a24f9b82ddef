"""Time and memory of work (计时与内存): of calls in this process, and of a child with all its processes."""

import gc
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psutil

_BETWEEN_SAMPLES = 0.25


@dataclass(frozen=True, slots=True)
class Cost:
    """What a child process and its children cost: seconds on the clock, of processors, and memory at its peak."""

    seconds: float
    cpu: float
    peak_bytes: int
    code: int
    """Exit code; None of the figures means anything when it is not 0."""


def median_cpu(work: Callable[[], object], passes: int) -> float:
    """Processor seconds of a call in this process: neighbours on the machine disturb them least."""
    taken = []
    for _ in range(passes):
        gc.collect()
        before = time.process_time()
        work()
        taken.append(time.process_time() - before)
    return statistics.median(taken)


def cost_of(arguments: Sequence[str]) -> Cost:
    """Run a module of ours in a child interpreter to its end, and watch what it and its children take."""
    before, cpu = time.perf_counter(), _children_cpu()
    with subprocess.Popen([sys.executable, "-m", *arguments], stdin=subprocess.DEVNULL) as child:  # noqa: S603
        watch = _MemoryWatch(child.pid)
        watch.start()
        try:
            code = child.wait()
        except BaseException:
            child.kill()
            raise
        finally:
            watch.stop()
    return Cost(time.perf_counter() - before, _children_cpu() - cpu, watch.peak, code)


def _children_cpu() -> float:
    """Processor seconds of all children that have ended, and of theirs."""
    times = os.times()
    return times.children_user + times.children_system


class _MemoryWatch(threading.Thread):
    """Looks at the memory of a process and its descendants several times a second; `peak` is the most seen."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._pid = pid
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(_BETWEEN_SAMPLES):
            self.peak = max(self.peak, _tree_bytes(self._pid))

    def stop(self) -> None:
        self._ended.set()
        self.join()


def _tree_bytes(pid: int) -> int:
    try:
        root = psutil.Process(pid)
        return sum(map(_bytes_of, (root, *root.children(recursive=True))))
    except psutil.NoSuchProcess:
        return 0


def _bytes_of(process: psutil.Process) -> int:
    """Proportional memory where the system tells it (Linux): what processes share counts once."""
    try:
        full = process.memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(full, "pss", 0) or full.rss)
