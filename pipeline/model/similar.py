"""What two reports share (雷同)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """Text that stands in both reports: character ranges of each file's text."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports that share text; `score` is the share of the smaller one's own text that is shared (0–1)."""

    a: str
    b: str
    kind: str
    score: float
    shared_characters: int
    passages: tuple[Passage, ...]
    changed: tuple[tuple[str, str], ...] = ()
    leftover_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cluster:
    """Reports tied together by pairs of one kind."""

    cluster: str
    reports: tuple[str, ...]
    kind: str
