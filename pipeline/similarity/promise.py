"""Promise (值得细看): whether two reports may share passages, told before their texts are prepared again.

Where reports are written from few phrases, thousands of pairs meet at a fifth of their rare shingles, scattered
here and there. What was copied stands in a row in both. So the listed shingles keep their places, and the rows
that those of a pair make bound what its passages can weigh.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.settings import Thresholds
from pipeline.similarity.fingerprints import Positions
from pipeline.similarity.lexicon import lexicon
from pipeline.similarity.template import Commonness, Hashes, Weights


class Keys(NamedTuple):
    """The listed shingles of a report, in order, each with the place at which it first stands."""

    hashes: Hashes
    places: Positions

    def only(self, kept: NDArray[np.bool_]) -> "Keys":
        """Some of them."""
        return Keys(self.hashes[kept], self.places[kept])


def listed_keys(hashes: Hashes, places: Positions, fraction: int) -> Keys:
    """One distinct shingle in `fraction` (a power of two), as `sampled` chooses them."""
    if fraction > 1:
        chosen = (hashes & np.uint64(fraction - 1)) == 0
        hashes, places = hashes[chosen], places[chosen]
    order = np.argsort(hashes, kind="stable")
    hashes, places = hashes[order], places[order].astype(np.int32)
    if not len(hashes):
        return Keys(hashes, places)
    first = np.append(True, hashes[1:] != hashes[:-1])
    return Keys(hashes[first], places[first])


def is_promising(
    one: Keys, other: Keys, whole: float, fraction: int, common: Commonness, thresholds: Thresholds
) -> bool:
    """Whether the rows of shared shingles may weigh enough; `whole`: what the smaller report weighs."""
    rules = lexicon()
    least = min(rules.measure.partial_share * whole, thresholds.copied_run_characters)
    # The same figures may add so much without any shingle telling it.
    least -= rules.figures.strength * rules.figures.counted
    if least <= 0:
        return True
    shared, places = _met(one, other)
    weight = _rows_weigh(places, common.weights(shared), fraction, thresholds.shingle_characters)
    return weight * rules.candidates.promise_slack >= least


def keeps_order(one: Keys, other: Keys) -> bool:
    """Whether what both share comes in about the same order, as it does where sentences were reworded."""
    rules = lexicon().candidates
    _, places = _met(one, other)
    heads = places[1][_row_starts(places)]
    return len(heads) < 2 or float((np.abs(np.diff(heads)) <= rules.order_reach).mean()) >= rules.order_share


def _met(one: Keys, other: Keys) -> tuple[Hashes, tuple[Positions, Positions]]:
    """The shingles of both in the order of the first text, and where they stand in each."""
    shared, mine, theirs = np.intersect1d(one.hashes, other.hashes, assume_unique=True, return_indices=True)
    order = np.argsort(one.places[mine], kind="stable")
    return shared[order], (one.places[mine][order], other.places[theirs][order])


def _row_starts(places: tuple[Positions, Positions]) -> Positions:
    """Where among shared shingles a row begins: those of a row follow on one another in both texts."""
    step, their_step = np.diff(places[0]), np.diff(places[1])
    together = (their_step > 0) & (np.abs(step - their_step) <= lexicon().measure.gap_characters)
    together &= step <= lexicon().candidates.row_gap
    return np.flatnonzero(np.append(len(places[0]) > 0, ~together))


def _rows_weigh(places: tuple[Positions, Positions], weights: Weights, fraction: int, length: int) -> float:
    """What passages may weigh that hold these shingles, in the order of the first text."""
    rules = lexicon().candidates
    mine, _ = places
    if not len(mine):
        return 0.0
    starts = _row_starts(places)
    ends = np.append(starts[1:], len(mine))
    counts = ends - starts
    extents = np.maximum(mine[ends - 1] - mine[starts] + length, counts * fraction).astype(np.float64)
    # Where only some are listed a passage goes on a little beyond those that are.
    extents += fraction if fraction > 1 else 0
    means = np.add.reduceat(weights, starts) / counts
    # A long row may tell by its order, however common its phrases.
    rows = np.where(extents >= rules.row_characters, extents, extents * means)
    return float(telling(rows).sum())


def telling(weights: Weights) -> Weights:
    """The weights of regions by what their length tells: one sentence alike is chance, two are not."""
    measure = lexicon().measure
    low, high = measure.passage_characters, measure.telling_characters
    told: Weights = weights * np.clip((weights - low / 2) / (high - low / 2), 0.0, 1.0)
    return told
