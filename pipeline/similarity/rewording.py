"""Rewording (改写): sentences that say the same in other words and another order, found by their word pairs.

A copier who replaces words and turns clauses round leaves no long runs; but sentence for sentence the rare pairs
of characters stay. One such sentence proves nothing, most sentences of a report do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.similarity.alignment import Region
from pipeline.similarity.lexicon import lexicon
from pipeline.similarity.passages import Match
from pipeline.similarity.samples import Sample
from pipeline.similarity.template import Weights

PAIR = 2
"""Characters of a word pair: most Chinese words have two."""


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """In how many reports of the batch each pair of characters stands."""

    table: NDArray[np.uint32]
    reports: int

    def weights(self, pairs: NDArray[np.int64]) -> Weights:
        """What sharing each pair tells; every pair the same where the batch is too small to know."""
        if self.reports < lexicon().rewording.smallest_batch:
            return np.ones(len(pairs))
        found: Weights = np.log((self.reports + 1.0) / np.maximum(self.table[pairs], 1))
        return found


def pair_codes(symbols: str, bits: int = 18) -> NDArray[np.int64]:
    """A number for every two neighbouring symbols."""
    codes = np.frombuffer(symbols.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    mixed = (codes[:-1] * np.uint64(0x9E3779B1) + codes[1:]) * np.uint64(0xBF58476D1CE4E5B9)
    found: NDArray[np.int64] = (mixed >> np.uint64(64 - bits)).astype(np.int64)
    return found


def reworded_regions(
    a: Sample, b: Sample, weights: tuple[Weights, Weights], near: float, wording: Wording
) -> tuple[Region, ...]:
    """Sentences that answer one another, as regions; none unless they are most of the smaller report."""
    rules = lexicon().rewording
    one, other = _sentences(a, weights[0]), _sentences(b, weights[1])
    fewer, more = sorted((len(one), len(other)))
    if fewer < max(rules.least_sentences, rules.alike_length * more):
        return ()
    likeness = _likeness(a, b, one, other, wording)
    small = wording.reports < rules.smallest_batch
    answers = _answers(likeness, rules.alike_small if small else rules.alike)
    sizes = [end - start for start, end in (one if len(one) <= len(other) else other)]
    said = sum(min(one[i][1] - one[i][0], other[j][1] - other[j][0]) for i, j in answers)
    share = said / max(sum(sizes), 1)
    if len(answers) < rules.least_sentences or share < rules.share or near + share < rules.together:
        return ()
    if _in_order(answers) < rules.in_order:
        return ()
    return tuple(
        Region((Match(one[i][0], other[j][0], one[i][1] - one[i][0]),), other[j][1] - other[j][0])
        for i, j in answers
    )


def _sentences(sample: Sample, weights: Weights) -> list[tuple[int, int]]:
    """Ranges of the sentences that are the unit's own and long enough to compare."""
    rules = lexicon().rewording
    numbers = sample.sentences
    if not len(numbers):
        return []
    starts = np.flatnonzero(np.append(True, np.diff(numbers) != 0))
    lengths = np.diff(np.append(starts, len(numbers)))
    own = np.add.reduceat(weights, starts) >= rules.least_weight * lengths
    kept = np.flatnonzero(own & (lengths >= rules.sentence_characters))
    return list(zip(starts[kept].tolist(), (starts[kept] + lengths[kept]).tolist(), strict=True))


def _likeness(
    a: Sample, b: Sample, one: Sequence[tuple[int, int]], other: Sequence[tuple[int, int]], wording: Wording
) -> Weights:
    """Cosine of the weighted word pairs, sentence by sentence."""
    codes_a, codes_b = pair_codes(a.masked.symbols), pair_codes(b.masked.symbols)
    vocabulary = np.unique(np.concatenate((codes_a, codes_b)))
    rare = wording.weights(vocabulary)
    rows = []
    for codes, ranges in ((codes_a, one), (codes_b, other)):
        table = np.zeros((len(ranges), len(vocabulary)), np.float32)
        for row, (start, end) in enumerate(ranges):
            table[row, np.searchsorted(vocabulary, codes[start : end - 1])] = 1
        table *= rare.astype(np.float32)
        table /= np.maximum(np.sqrt((table**2).sum(axis=1, keepdims=True)), 1e-6)
        rows.append(table)
    # Not the matrix product: on so small tables its threads cost more than they do.
    return np.asarray(np.einsum("ij,kj->ik", rows[0], rows[1]), np.float64)


def _in_order(answers: Sequence[tuple[int, int]]) -> float:
    """How many answers stand near the one before: a copier turns sentences round, but seldom far away."""
    near = lexicon().rewording.near_sentences
    steps = [abs(after[1] - before[1]) <= near for before, after in pairwise(answers)]
    return sum(steps) / max(len(steps), 1)


def _answers(likeness: Weights, least: float) -> list[tuple[int, int]]:
    """Pairs of sentences that are each other's closest."""
    best = likeness.argmax(axis=1)
    back = likeness.argmax(axis=0)
    return [
        (row, int(column))
        for row, column in enumerate(best)
        if back[column] == row and likeness[row, column] >= least
    ]
