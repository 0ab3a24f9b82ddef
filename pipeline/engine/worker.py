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
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from typing import Any

from pipeline.engine.outcome import defect, out_of_memory


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has prepared and takes tasks."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The worker could not prepare."""

    trace: str


@dataclass(frozen=True, slots=True)
class Done:
    """A task's result."""

    result: Any


def serve(connection: "Connection[Any, Any]", memory_bytes: int) -> None:
    """Receive `(work, prepare)`, answer Ready, then answer every task with Done or Failure."""
    _stand_alone()
    with contextlib.suppress(EOFError, OSError):  # the other end is gone: there is nobody left to work for
        try:
            work, prepare = connection.recv()
            if prepare is not None:
                prepare()
            limit_memory(memory_bytes)
        except Exception:  # noqa: BLE001  whatever it was, it is told to the other end, which raises it
            connection.send(Broken(traceback.format_exc()))
            return
        connection.send(Ready())
        while True:
            task = connection.recv()
            connection.send_bytes(_answer(work, task, memory_bytes))


def limit_memory(memory_bytes: int) -> None:
    """Limit this process's address space; where the system knows no such limit (Windows), there is none."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  Unix only

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS knows the name and refuses the limit
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


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


def _stand_alone() -> None:
    """Own session, deaf to Ctrl-C (the driver decides what ends), and gone when the driver is gone."""
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
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)
