"""What the workers of the tests are sent to do; importable, as every errand must be."""

import ctypes
import hashlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from pipeline.pulse import beat

PREPARED: list[int] = []


@dataclass(frozen=True)
class Task:
    """A file, and what is done with it."""

    location: Path
    sha256: str
    what: str = "read"


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


def _grandchild_apart(argument: str) -> None:
    """Start a process in a group of its own, as for a program with helpers, and hang."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], process_group=0)
    Path(argument).write_text(f"{os.getpid()} {child.pid}")
    time.sleep(60)


def _shout(_: str) -> None:
    """What libraries do with warnings of their own."""
    sys.stderr.write("from Python\n")
    sys.stderr.flush()
    os.write(1, b"from C\n")
    os.write(2, b"from C\n")


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


def _plod(argument: str) -> str:
    """Work that takes long and says all the while that it gets on."""
    end = time.monotonic() + float(argument)
    while time.monotonic() < end:
        time.sleep(0.05)
        beat()
    return "plodded"


def _compute(argument: str) -> str:
    end = time.process_time() + float(argument)
    while time.process_time() < end:
        pass
    return "computed"


def _connect(_: str) -> None:
    socket.create_connection(("127.0.0.1", 9), timeout=1)


def _look_up(_: str) -> None:
    socket.gethostbyname("example.com")


def _bind(_: str) -> None:
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))


def _interfaces(_: str) -> list[str]:
    """The network interfaces that a program started by the worker sees."""
    code = "import socket; print(*sorted(name for _, name in socket.if_nameindex()))"
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()


def _litter(_: str) -> None:
    with tempfile.NamedTemporaryFile(delete=False) as left:
        left.write(b"left")
    time.sleep(60)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def same_program() -> str:
    return "same"


def other_program() -> str:
    """Another answer in every process."""
    return str(os.getpid())


class Hidden(type(Path())):  # type: ignore[misc]  # the class of paths on this system
    """A path that only its maker can open: anywhere else it leads nowhere."""

    def __reduce__(self):
        return Path, (f"/nowhere{self}",)


def on_file(task):
    """What a task of a file asks for, done in the child process of a Dask worker."""
    if task.what == "slowly":
        time.sleep(0.3)
    elif task.what == "kill_the_worker":
        time.sleep(1)
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(60)
    elif task.what != "read":
        ERRANDS[task.what]({"exit": "5", "allocate": str(2**33)}.get(task.what, ""))
    return task.location.read_text(encoding="utf-8")


ERRANDS = {
    "plod": _plod,
    "compute": _compute,
    "connect": _connect,
    "look_up": _look_up,
    "bind": _bind,
    "interfaces": _interfaces,
    "litter": _litter,
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
    "grandchild_apart": _grandchild_apart,
    "shout": _shout,
    "fork_and_die": _fork_and_die,
    "echo": _echo,
}
