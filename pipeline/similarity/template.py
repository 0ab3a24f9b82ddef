"""Background (背景): what stands in so many reports of the batch, or in known templates, that it proves nothing."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.settings import Thresholds
from pipeline.similarity.lexicon import lexicon

Hashes = NDArray[np.uint64]
Weights = NDArray[np.float64]
Counts = NDArray[np.uint16] | NDArray[np.uint32]

_FEWEST_BITS, _MOST_BITS = 16, 24
_KNOWN_BITS = 18
_ROOM = 8
"""The table has so many places for each symbol counted, up to its greatest size."""


@dataclass(frozen=True, eq=False)
class Commonness:
    """In how many reports each shingle stands, in constant memory, and what is known to be template.

    Two shingles may fall on one place of the table: it may count too much, never too little.
    """

    table: Counts
    reports: int
    background: int
    """From so many reports on a shingle is background; 0 = the batch is too small to know."""
    ring: int
    """Up to so many reports a shared shingle tells as much as one that two share."""
    known: Hashes
    """Shingles of known templates and formulas, sorted."""
    sequences: Counts
    """In how many reports each sequence of shingles stands, counted like the shingles."""

    def counts(self, hashes: Hashes) -> NDArray[np.int64]:
        """In how many reports each of the shingles stands."""
        found: NDArray[np.int64] = self.table[places_in(self.table, hashes)].astype(np.int64)
        return found

    def weights_of_counts(self, counts: NDArray[np.int64]) -> Weights:
        """1 for what few share, 0 for background, and in between by the logarithm of the rarity."""
        if not self.background:
            return np.ones(len(counts))
        if self.background <= self.ring:
            return (counts < self.background).astype(np.float64)
        span = math.log(self.background / self.ring)
        weights: Weights = np.clip(np.log(self.background / np.maximum(counts, 1)) / span, 0.0, 1.0)
        return weights

    def weights(self, hashes: Hashes) -> Weights:
        """The weight of each of the shingles in this batch."""
        return self.weights_of_counts(self.counts(hashes))

    def sequence_counts(self, hashes: Hashes) -> NDArray[np.int64]:
        """In how many reports each of the sequences stands."""
        found: NDArray[np.int64] = self.sequences[places_in(self.sequences, hashes)].astype(np.int64)
        return found

    def is_known(self, hashes: Hashes) -> NDArray[np.bool_]:
        """Which of the shingles stand in a known template or formula."""
        # Most shingles are none of them, which one look at a small table tells.
        maybe = np.flatnonzero(self._known_places[places_in(self._known_places, hashes)])
        found = np.zeros(len(hashes), np.bool_)
        if len(maybe):
            at = np.minimum(np.searchsorted(self.known, hashes[maybe]), len(self.known) - 1)
            found[maybe] = self.known[at] == hashes[maybe]
        return found

    @cached_property
    def _known_places(self) -> NDArray[np.bool_]:
        places = np.zeros(1 << _KNOWN_BITS, np.bool_)
        places[places_in(places, self.known)] = True
        return places


def empty_table(symbols: int, reports: int = 0) -> Counts:
    """A table of counts for so many reports of so many symbols altogether."""
    bits = max(_FEWEST_BITS, min(_MOST_BITS, math.ceil(math.log2(max(symbols, 1) * _ROOM))))
    if reports <= np.iinfo(np.uint16).max:
        return np.zeros(1 << bits, np.uint16)
    return np.zeros(1 << bits, np.uint32)


def places_in(table: Counts | NDArray[np.bool_], hashes: Hashes) -> NDArray[np.uint64]:
    """Where the shingles are counted."""
    shift = np.uint64(64 - (len(table).bit_length() - 1))
    return hashes >> shift


def count_once(table: Counts, hashes: Hashes, step: int = 1) -> None:
    """Count a report's shingles, each once however often it occurs; with step −1 take them back."""
    places = places_in(table, hashes)
    # Not in place: a place named several times is written once, with the same number.
    table[places] = table[places] + np.uint32(step) if step > 0 else table[places] - np.uint32(-step)


def distinct(hashes: Hashes) -> Hashes:
    """The shingles in order, each once; sorting is several times faster than numpy's own way."""
    ordered = np.sort(hashes)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def background_count(reports: int, thresholds: Thresholds) -> int:
    """From how many reports on shared text is background, 0 = in no case.

    In a small batch a third is two or three reports: that is a ring of copies, not a printed form, so that more
    of them have to agree.
    """
    few = thresholds.background_reports
    if reports < lexicon().measure.smallest_batch:
        return 0
    share = math.ceil(thresholds.background_share * reports)
    most = math.ceil(lexicon().measure.small_batch_share * reports)
    return max(share, min(few, max(most, min(reports, few - 1))))


def commonness(
    table: Counts,
    reports: int,
    known: Sequence[Hashes],
    thresholds: Thresholds,
    sequences: Counts | None = None,
) -> Commonness:
    """The finished tables with their limits."""
    measure = lexicon().measure
    ring = max(measure.ring_reports, math.ceil(measure.ring_share * reports))
    templates = np.unique(np.concatenate(known)) if known else np.empty(0, np.uint64)
    background = background_count(reports, thresholds)
    rows = empty_table(0) if sequences is None else sequences
    return Commonness(table, reports, background, ring, templates, rows)
