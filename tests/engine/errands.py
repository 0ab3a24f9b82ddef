"""What the workers of the tests are sent to do; importable, as every errand must be."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

PREPARED: list[int] = []


@dataclass(frozen=True)
class Errand:
    kind: str
    argument: str = ""


def prepare() -> None:
    PREPARED.append(os.getpid())


def prepare_badly() -> None:
    raise FileNotFoundError("the lexicon is not there")


def die_while_preparing() -> None:
    os._exit(7)


def square(number: int) -> int:
    return number * number


def preparations(_: int) -> tuple[int, int]:
    return os.getpid(), len(PREPARED)


def run(errand: Errand) -> object:
    return ERRANDS[errand.kind](errand.argument)


def _sleep(argument: str) -> str:
    time.sleep(float(argument))
    return "slept"


def _spin(_: str) -> None:
    while True:
        pass


def _exit(argument: str) -> None:
    os._exit(int(argument))


def _signal(argument: str) -> None:
    os.kill(os.getpid(), signal.Signals[argument])


def _allocate(argument: str) -> int:
    return len(bytearray(int(argument)))


def _abort_for_memory(_: str) -> None:
    ctypes.CDLL(None).abort()


def _raise(argument: str) -> None:
    raise ValueError(argument)


def _end_of_file(_: str) -> None:
    raise EOFError


def _unpicklable(_: str) -> object:
    return lambda: None


def _grandchild(argument: str) -> None:
    """Start a process that outlives everything, write down its number, and hang."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    Path(argument).write_text(f"{os.getpid()} {child.pid}")
    time.sleep(60)


def _fork_and_die(argument: str) -> None:
    """Die while a forked grandchild still holds this worker's pipes open."""
    child = os.fork()
    if child == 0:
        time.sleep(60)
        os._exit(0)
    Path(argument).write_text(f"{os.getpid()} {child}")
    os._exit(3)


def _echo(argument: str) -> str:
    return argument


def _touch(argument: str) -> None:
    Path(argument).touch()


ERRANDS = {
    "touch": _touch,
    "sleep": _sleep,
    "spin": _spin,
    "exit": _exit,
    "signal": _signal,
    "allocate": _allocate,
    "abort": _abort_for_memory,
    "raise": _raise,
    "end_of_file": _end_of_file,
    "unpicklable": _unpicklable,
    "grandchild": _grandchild,
    "fork_and_die": _fork_and_die,
    "echo": _echo,
}
