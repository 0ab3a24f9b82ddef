"""Signs of life (进展): whoever works long on one file says now and then that it gets on.

A reader calls `beat` after each page or sheet; what watches it takes long silence for a hang. Nobody need listen.
"""

from collections.abc import Callable


def _unheard() -> None:
    """Nobody watches."""


_listener: Callable[[], None] = _unheard


def beat() -> None:
    """Say that the work gets on."""
    _listener()


def listen(listener: Callable[[], None]) -> None:
    """Let `listener` hear every beat of this process from now on."""
    global _listener  # noqa: PLW0603  one process, one watcher
    _listener = listener
