"""The inside of a worker process: prepare once, then one task after another until the other end closes.

Nothing heavy is imported here: a worker stands in a session of its own, and is watched, before it loads
anything that takes long.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from typing import Any

from pipeline import pulse
from pipeline.engine.bounds import Bounds, be_silent, fence_in, limit_memory, limit_processor
from pipeline.engine.ending import end_session
from pipeline.engine.outcome import defect, out_of_memory

BEAT_SECONDS = 0.5
"""A worker passes its signs of life on no more often than this."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has prepared and takes tasks."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The worker could not prepare."""

    trace: str


@dataclass(frozen=True, slots=True)
class Alive:
    """The worker gets on with its task."""


@dataclass(frozen=True, slots=True)
class Done:
    """A task's result."""

    result: Any


def serve(connection: "Connection[Any, Any]", bounds: Bounds) -> None:
    """Receive `(work, prepare)`, answer Ready, then answer every task with Done or Failure."""
    _stand_alone(bounds)
    with contextlib.suppress(EOFError, OSError):  # the other end is gone: there is nobody left to work for
        try:
            work, prepare = connection.recv()
            if prepare is not None:
                prepare()
            limit_memory(bounds.memory_bytes)
            be_silent()
        except Exception:  # noqa: BLE001  whatever it was, it is told to the other end, which raises it
            connection.send(Broken(traceback.format_exc()))
            return
        connection.send(Ready())
        pulse.listen(_Passing(connection))
        while True:
            task = connection.recv()
            limit_processor(bounds.cpu_seconds)
            connection.send_bytes(_answer(work, task, bounds.memory_bytes))


class _Passing:
    """Passes signs of life on to the driver, now and then."""

    def __init__(self, connection: "Connection[Any, Any]") -> None:
        self._connection = connection
        self._passed = time.monotonic()

    def __call__(self) -> None:
        now = time.monotonic()
        if now - self._passed < BEAT_SECONDS:
            return
        self._passed = now
        # The driver's end may be gone: then this process ends anyway.
        with contextlib.suppress(OSError):
            self._connection.send(Alive())


def _answer(work: Callable[[Any], Any], task: object, memory_bytes: int) -> bytes:
    """The answer to one task, already pickled: what cannot be pickled is a failure like any other."""
    try:
        return bytes(ForkingPickler.dumps(Done(work(task))))
    except MemoryError:
        # Formatting a traceback needs memory, too: the limit says enough.
        failure = out_of_memory(memory_bytes)
    except Exception:  # noqa: BLE001  an undeclared exception of one task must not cost the others
        failure = defect(traceback.format_exc())
    return bytes(ForkingPickler.dumps(failure))


def _stand_alone(bounds: Bounds) -> None:
    """Fenced in, own session, deaf to Ctrl-C (the driver decides what ends), and gone when the driver is gone."""
    fence_in(bounds)  # before there is a second thread: the kernel parts only one-threaded processes
    if sys.platform != "win32":
        os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_driver, daemon=True).start()


def _end_with_driver() -> None:
    driver = multiprocessing.parent_process()
    if driver is None:
        return
    wait([driver.sentinel])
    if sys.platform != "win32":
        end_session(os.getpid())
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)
