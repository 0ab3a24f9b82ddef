"""What one task may cost, and the fences around a worker process: memory, processor time, network, remains."""

import contextlib
import ctypes
import math
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

# Where programs and libraries put what they keep: some write a device number into the home folder unasked.
_PLACES = ("TMPDIR", "TEMP", "TMP", "HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
_NEW_USER = 0x10000000
_NEW_NETWORK = 0x40000000
_NETWORK_EVENTS = frozenset(
    {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
     "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one task may cost."""

    seconds: float
    """Wall time of the whole task."""
    memory_bytes: int
    """Address space of the worker, where the system can limit it (Linux)."""
    silence_seconds: float = math.inf
    """Wall time without a sign of life (`pipeline.pulse`)."""
    cpu_seconds: float = math.inf
    """Processor time of the task, all threads together, where the system can limit it (Unix)."""
    scratch: Path | None = None
    """Where the task, and what it starts, puts temporary files, so that those of a killed worker do not stay."""


def fence_in(bounds: Bounds) -> None:
    """What holds for a worker from its start: no core dump, no network, its own place for temporary files."""
    _dump_nothing()
    leave_network()
    if bounds.scratch is not None:
        os.environ.update(dict.fromkeys(_PLACES, str(bounds.scratch)))
        tempfile.tempdir = str(bounds.scratch)


def be_silent() -> None:
    """From now on nothing of this process reaches the screen: libraries print warnings of their own there.

    What there is to say goes to the driver, in words.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def limit_memory(memory_bytes: int) -> None:
    """Limit this process's address space; where the system knows no such limit (Windows), there is none."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  Unix only

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS knows the name and refuses the limit
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def limit_processor(cpu_seconds: float) -> None:
    """Limit the processor time from now on: the system ends the process (SIGXCPU) that uses more."""
    if sys.platform == "win32" or math.isinf(cpu_seconds):
        return
    import resource  # noqa: PLC0415  Unix only

    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    limit = math.ceil(time.process_time() + cpu_seconds) + 1
    if hard == resource.RLIM_INFINITY or limit < hard:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))


def leave_network() -> None:
    """Part this process, and what it starts, from every network: by the kernel where it can, always in Python.

    A worker speaks with the driver by pipes; nothing in a submitted file may make it speak with anyone else.
    """
    if sys.platform == "linux":
        _unshare_network()
    sys.addaudithook(_refuse_network)


def _refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    if event not in _NETWORK_EVENTS:
        return
    address = arguments[1] if len(arguments) > 1 and event != "socket.getaddrinfo" else None
    if isinstance(address, (str, bytes)):  # a name in the file system: local, and no network
        return
    raise PermissionError(f"no network from a worker ({event})")


def _unshare_network() -> None:
    """A network namespace of our own, which has no network in it; many systems grant it only with a user's."""
    numbers = os.getuid(), os.getgid()
    try:
        unshare = ctypes.CDLL(None, use_errno=True).unshare
    except (OSError, AttributeError):
        return
    if unshare(_NEW_NETWORK) == 0 or unshare(_NEW_USER | _NEW_NETWORK) != 0:
        return
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{numbers[0]} {numbers[0]} 1"),
        ("gid_map", f"{numbers[1]} {numbers[1]} 1"),
    ):
        with contextlib.suppress(OSError):
            Path(f"/proc/self/{name}").write_text(line)


def _dump_nothing() -> None:
    """A crash writes no core file into whatever folder the run was started from."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  Unix only

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
