"""Faults on order (故障注入): an environment variable makes the N-th write or rename fail, for tests only.

    HEJI_FAULT=rename:3        the third rename inside OUT is refused
    HEJI_FAULT=open:2:kill     the process is killed where the second file would be opened for writing
    HEJI_FAULT=store:5         the fifth change of heji.sqlite finds the disk full

Without the variable nothing is installed and nothing is counted.
"""

import errno
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "HEJI_FAULT"
POINTS = ("open", "rename", "store")

_ERRORS = {"open": errno.ENOSPC, "rename": errno.EACCES, "store": errno.ENOSPC}


@dataclass(slots=True)
class _Order:
    """What is to fail, and how often its point has been passed so far."""

    point: str
    number: int
    kills: bool
    passed: int = 0

    def reached(self, point: str) -> bool:
        """Counts one pass; True at the one that is to fail."""
        if point != self.point:
            return False
        self.passed += 1
        return self.passed == self.number


def _ordered(words: str) -> _Order | None:
    parts = words.split(":")
    if len(parts) < 2 or parts[0] not in POINTS or not parts[1].isdigit():
        return None
    return _Order(parts[0], int(parts[1]), parts[2:] == ["kill"])


_order = _ordered(os.environ.get(VARIABLE, ""))


def order(words: str) -> None:
    """Order a fault for this process, in the words of the variable; '' takes it back."""
    global _order  # noqa: PLW0603  one order a process, as there is one environment
    _order = _ordered(words)


def unspent() -> bool:
    """Whether a fault was ordered whose turn never came: the run has fewer such points."""
    return _order is not None and _order.passed < _order.number


def may_fail(point: str) -> None:
    """Does nothing, unless a fault was ordered for this point: then it raises OSError or ends the process."""
    if _order is None or not _order.reached(point):
        return
    if _order.kills:
        os.kill(os.getpid(), signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    number = _ERRORS[point]
    raise OSError(number, os.strerror(number))


def watch(folder: Path) -> None:
    """Let every opening for writing and every rename inside `folder` pass by `may_fail`, whoever asks for it."""
    if _order is None or _order.point == "store":
        return
    root = str(folder.resolve())

    def audited(event: str, arguments: tuple[object, ...]) -> None:
        if event == "os.rename" and str(arguments[0]).startswith(root):
            may_fail("rename")
        elif event == "open" and str(arguments[0]).startswith(root) and _writes(arguments):
            may_fail("open")

    sys.addaudithook(audited)


def _writes(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))
