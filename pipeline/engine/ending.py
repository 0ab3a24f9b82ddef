"""The end of a worker and of all that it started, in however many process groups (进程的结束)."""

import contextlib
import os
import signal
import sys

import psutil

_ROUNDS = 5
"""What was being started while the others were killed is met in the next round."""


def end_session(leader: int) -> None:
    """Kill every process of the session but this one; where there are no sessions (Windows), nothing."""
    if sys.platform == "win32":
        return
    for _ in range(_ROUNDS):
        left = [number for number in psutil.pids() if number != os.getpid() and _session(number) == leader]
        if not left:
            return
        for number in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(number, signal.SIGKILL)


def _session(number: int) -> int | None:
    if sys.platform == "win32":
        return None
    try:
        return os.getsid(number)
    except OSError:  # gone meanwhile
        return None
