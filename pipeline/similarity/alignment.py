"""Aligned regions (对应片段): where two texts run side by side, tolerant of small changes and of moved paragraphs.

Maximal common runs are found through their shingles, diagonal by diagonal; runs that follow on one another with
small gaps on both sides make a region.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.similarity.fingerprints import Positions
from pipeline.similarity.lexicon import lexicon
from pipeline.similarity.passages import Match
from pipeline.similarity.samples import Sample
from pipeline.similarity.template import Hashes

_OCCURRENCES = 24
"""Of a shingle that stands more often in the other text, so many occurrences are tried."""
_LONGEST = 64
"""So many of the longest runs are looked at for runs that lie inside them."""


@dataclass(frozen=True, slots=True)
class Region:
    """Runs in the order of both texts, with small gaps between."""

    matches: tuple[Match, ...]
    other_length: int | None = None
    """Length on the other side where that differs: a sentence in other words."""

    @property
    def a_start(self) -> int:
        """Where it begins in the first text."""
        return self.matches[0].a

    @property
    def a_end(self) -> int:
        """Where it ends in the first text."""
        return self.matches[-1].a + self.matches[-1].length

    @property
    def b_start(self) -> int:
        """Where it begins in the other text."""
        return self.matches[0].b

    @property
    def b_end(self) -> int:
        """Where it ends in the other text."""
        if self.other_length is not None:
            return self.b_start + self.other_length
        return self.matches[-1].b + self.matches[-1].length

    @property
    def matched(self) -> int:
        """How many symbols are the same."""
        return sum(match.length for match in self.matches)


def regions(a: Sample, b: Sample, length: int) -> tuple[Region, ...]:
    """The regions of two texts, the strongest first; none overlaps another on either side."""
    runs = _runs(a, b, length)
    if not runs:
        return ()
    scores, before = _linked(runs, a, b)
    return tuple(_chosen(runs, scores, before, (len(a.masked.symbols), len(b.masked.symbols))))


def _runs(a: Sample, b: Sample, length: int) -> list[Match]:
    """The maximal common runs of at least `length` symbols, in the order of the first text."""
    pairs = _meeting(a.hashes, b.by_hash)
    if not len(pairs[0]):
        return []
    at_a, at_b = a.positions[pairs[0]], b.positions[pairs[1]]
    order = np.lexsort((at_a, at_b - at_a))
    at_a, at_b = at_a[order], at_b[order]
    starts = np.flatnonzero(np.concatenate(([True], (np.diff(at_b - at_a) != 0) | (np.diff(at_a) != 1))))
    lengths = np.diff(np.append(starts, len(at_a))) + length - 1
    starts, lengths = _undominated(at_a, at_b, starts, lengths)
    listed = zip(at_a[starts].tolist(), at_b[starts].tolist(), lengths.tolist(), strict=True)
    return sorted((Match(*one) for one in listed), key=lambda run: (run.a, run.b))


def _undominated(
    at_a: Positions, at_b: Positions, starts: Positions, lengths: Positions
) -> tuple[Positions, Positions]:
    """Without short runs that lie, on either side, inside a run more than twice as long: phrases that recur."""
    kept = np.ones(len(starts), np.bool_)
    for side in (at_a, at_b):
        begins = side[starts]
        cover = np.zeros(int((begins + lengths).max()) + 1, np.int64)
        for at in np.argsort(lengths, kind="stable")[-_LONGEST:]:
            cover[begins[at] : begins[at] + lengths[at]] = lengths[at]
        within = np.minimum(cover[begins], cover[begins + lengths - 1])
        kept &= lengths * 2 >= within
    return starts[kept], lengths[kept]


def _meeting(one: Hashes, other: tuple[Hashes, Positions]) -> tuple[Positions, Positions]:
    """Pairs of indexes at which both hold the same shingle; `other`: sorted, with the index of each."""
    ordered, order = other
    first = np.searchsorted(ordered, one, "left")
    counts = np.minimum(np.searchsorted(ordered, one, "right") - first, _OCCURRENCES)
    index = np.repeat(np.arange(len(one)), counts)
    step = np.arange(len(index)) - np.repeat(np.cumsum(counts) - counts, counts)
    return index, order[np.repeat(first, counts) + step]


def _linked(runs: Sequence[Match], a: Sample, b: Sample) -> tuple[list[float], list[int]]:
    """For every run the best chain that ends in it: its score, and the run before it or −1."""
    scores = [float(run.length) for run in runs]
    before = [-1] * len(runs)
    for at, back in _links(runs, a, b):
        run, last = runs[at], runs[back]
        between_a, between_b = run.a - last.a - last.length, run.b - last.b - last.length
        score = scores[back] + run.length + min(between_a, between_b, 0) - _cost(between_a, between_b)
        if score > scores[at]:
            scores[at], before[at] = score, back
    return scores, before


def _links(runs: Sequence[Match], a: Sample, b: Sample) -> list[tuple[int, int]]:
    """Which run may follow on which: near on both sides, no BREAK between; (later, earlier), the nearest first."""
    measure = lexicon().measure
    at_a, at_b, lengths = np.array([(run.a, run.b, run.length) for run in runs]).T
    stretch_a, stretch_b = a.stretches[at_a], b.stretches[at_b]
    # Runs are in the order of the first text: none further back than a gap and the longest run can follow on.
    reach = int(lengths.max()) + measure.gap_characters
    near = np.arange(len(runs)) - np.searchsorted(at_a, at_a - reach)
    steps = np.minimum(near, measure.runs_looked_back)
    later = np.repeat(np.arange(len(runs)), steps)
    earlier = later - 1 - (np.arange(len(later)) - np.repeat(np.cumsum(steps) - steps, steps))
    gap_a = at_a[later] - at_a[earlier] - lengths[earlier]
    gap_b = at_b[later] - at_b[earlier] - lengths[earlier]
    follows = (np.maximum(gap_a, gap_b) <= measure.gap_characters) & (at_b[later] > at_b[earlier])
    follows &= (at_a[later] > at_a[earlier]) & (np.minimum(gap_a, gap_b) > -lengths[later])
    follows &= (stretch_a[later] == stretch_a[earlier]) & (stretch_b[later] == stretch_b[earlier])
    return list(zip(later[follows].tolist(), earlier[follows].tolist(), strict=True))


def _cost(between_a: int, between_b: int) -> float:
    """What a gap costs: the longer and the more uneven, the less likely the text is one."""
    return 0.2 * max(between_a, between_b, 0) + 0.2 * abs(between_a - between_b)


def _chosen(
    runs: Sequence[Match], scores: Sequence[float], before: Sequence[int], sizes: tuple[int, int]
) -> Iterator[Region]:
    taken_a, taken_b = np.zeros(sizes[0], np.bool_), np.zeros(sizes[1], np.bool_)
    least = lexicon().measure.passage_characters
    ends = (at for at in range(len(runs)) if scores[at] >= least)
    for end in sorted(ends, key=lambda at: (-scores[at], at)):
        chain: list[Match] = []
        at = end
        while at >= 0:
            free = _free_part(runs[at], taken_a, taken_b)
            if free is None:
                break
            chain.append(free)
            at = before[at]
        chain = _in_order(reversed(chain))
        for match in chain:
            taken_a[match.a : match.a + match.length] = True
            taken_b[match.b : match.b + match.length] = True
        if chain:
            yield Region(tuple(chain))


def _free_part(run: Match, taken_a: NDArray[np.bool_], taken_b: NDArray[np.bool_]) -> Match | None:
    """The run without what a stronger region has at its ends; None if that is most of it."""
    taken = taken_a[run.a : run.a + run.length] | taken_b[run.b : run.b + run.length]
    if not taken.any():
        return run
    free = np.flatnonzero(~taken)
    if len(free) * 2 < run.length or len(free) < 2:
        return None
    first, last = int(free[0]), int(free[-1])
    if last - first + 1 != len(free):
        return None
    return Match(run.a + first, run.b + first, len(free))


def _in_order(chain: Iterator[Match]) -> list[Match]:
    """The runs one after another: where two overlap on one side, the later one loses its beginning."""
    kept: list[Match] = []
    for match in chain:
        if kept:
            last = kept[-1]
            over = max(last.a + last.length - match.a, last.b + last.length - match.b, 0)
            match = Match(match.a + over, match.b + over, match.length - over)  # noqa: PLW2901
        if match.length > 0:
            kept.append(match)
    return kept
