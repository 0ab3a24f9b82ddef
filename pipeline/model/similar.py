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
class SectionShare:
    """How much of a section's own text stands in the other report (章节雷同)."""

    report: str
    title: str
    role: str
    start: int
    """Offset of the section's heading."""
    characters: int
    """Own characters of the section, template and quotations taken off."""
    copied: int
    """Those of them that stand in the other report."""


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
    reworded: bool = False
    """Found by its sentences, not by runs of words: synonyms and another order (改写)."""
    coverage: tuple[SectionShare, ...] = ()
    """Section by section of both reports, in the order of a's text, then b's."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Reports tied together by pairs of one kind."""

    cluster: str
    reports: tuple[str, ...]
    kind: str
    source: str | None = None
    """The report that the others were probably copied from; None = nothing tells."""
    source_why: str = ""
    """What tells: a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """How much of a report or section says nothing of its own (套话)."""

    report: str
    title: str
    """Title of the section; empty = the whole report."""
    role: str
    start: int
    characters: int
    common: int
    """Characters of sentences that stand in many submissions or in the lexicon of formulas."""
    sentences: int
    empty: int
    """Sentences without a figure, a name, a task or a place."""
