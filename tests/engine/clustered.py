"""A real Dask scheduler and real worker processes over loopback, for the tests."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
_STARTED = re.compile(rb"Scheduler at:\s*(tcp://\S+)")


@contextmanager
def cluster(workers: int = 2, *, nanny: bool = False) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The scheduler's address and the worker processes; all are gone at the end."""
    with tempfile.TemporaryDirectory() as place:
        scheduler = _start(
            ["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"],
            place,
            stderr=subprocess.PIPE,
        )
        crew: list[subprocess.Popen[bytes]] = []
        try:
            address = _address(scheduler)
            crew += [_start(_worker(address, place, nanny=nanny), place) for _ in range(workers)]
            yield address, crew
        finally:
            for process in (*crew, scheduler):
                process.terminate()
            for process in (*crew, scheduler):
                try:
                    process.wait(3)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
            if scheduler.stderr is not None:
                scheduler.stderr.close()


def _worker(address: str, place: str, *, nanny: bool) -> list[str]:
    return [
        "distributed.cli.dask_worker", address, "--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard",
        "--nanny" if nanny else "--no-nanny", "--local-directory", place, "--memory-limit", "0",
    ]  # fmt: skip


def _start(arguments: Sequence[str], place: str, stderr: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        cwd=place,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
    )


def _address(scheduler: subprocess.Popen[bytes]) -> str:
    assert scheduler.stderr is not None
    for line in scheduler.stderr:
        found = _STARTED.search(line)
        if found:
            return found[1].decode()
    raise RuntimeError("the scheduler did not start")
