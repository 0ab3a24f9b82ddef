"""The answer of every role module (口径): a field, what decided it, and what comes with it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """A figure's field, what decided it, and the source of funds where one is named."""

    field: str
    why: str
    source: str | None = None
    sign: int = 1
