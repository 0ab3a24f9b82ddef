"""Sequences (词句次序): clauses that many write, in an order that nobody else has.

Where the reports of a batch are written from few phrases, every phrase stands in many of them and weighs nothing.
Who composes by himself sets them in an order of his own, and who copies keeps it. So runs of several shingles in a
row are counted as well, and a shared run weighs what its rarity as a whole tells.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from pipeline.similarity.fingerprints import Positions
from pipeline.similarity.lexicon import lexicon
from pipeline.similarity.passages import Match
from pipeline.similarity.template import Hashes, Weights

_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0x94D049BB133111EB)


def span(length: int) -> int:
    """How many symbols a sequence of shingles of this length covers."""
    return length * lexicon().sequences.shingles


def sequences(prints: tuple[Hashes, Positions], length: int) -> tuple[Hashes, Positions]:
    """Hashes of so many shingles in a row that hold no BREAK, and where they begin."""
    hashes, positions = prints
    parts = lexicon().sequences.shingles
    reach = length * (parts - 1)
    count = max(len(positions) - reach, 0)
    found = np.zeros(count, np.uint64)
    for step in range(parts):
        found *= _BASE
        found += hashes[step * length : step * length + count]
    found ^= found >> np.uint64(32)
    found *= _MIX
    found ^= found >> np.uint64(29)
    # One in two, chosen by the hash itself, tells enough of a run; none crosses a BREAK.
    chosen = (positions[reach:] - positions[:count] == reach) & (found & np.uint64(1) == 0)
    return found[chosen], positions[:count][chosen]


def rarity(counts: Positions) -> Weights:
    """1 for a sequence that few reports have, 0 for one that many have, in between by the logarithm."""
    rules = lexicon().sequences
    scale = np.log(rules.many / rules.few)
    found: Weights = np.clip(np.log(rules.many / np.maximum(counts, 1)) / scale, 0.0, 1.0)
    return found


def order_weight(counts: Positions) -> float:
    """About what a text weighs by its order: of the symbols where sequences of its own begin."""
    found = rarity(counts)
    # One sequence in two is counted.
    return 2 * float(found[found >= lexicon().sequences.own_share].sum())


def spread(ordered: tuple[Positions, Weights], count: int, width: int) -> Weights:
    """Of each of so many symbols the mean over the sequences that cover it, 0 where none does."""
    positions, found = ordered
    sums = []
    for amounts in (found, np.ones(len(found))):
        begun = np.zeros(count + width)
        begun[positions + width] = amounts
        sums.append(np.cumsum(begun))
    reached, over = (one[width:] - one[:count] for one in sums)
    mean: Weights = np.where(over > 0, reached / np.maximum(over, 1), 0.0)
    return mean


def raised(
    weights: Weights, ordered: tuple[Positions, Weights], allowed: Weights, runs: Sequence[Match], width: int
) -> Weights:
    """The weights with those of the shared runs that are rare as a whole; known templates stay without.

    `ordered`: where sequences begin and what they weigh; `runs`: of this text, none upon another.
    """
    inside = np.zeros(len(weights), np.bool_)
    for run in runs:
        inside[run.a : max(run.a, run.a + run.length - width + 1)] = True
    positions, found = ordered
    kept = inside[positions]
    return np.maximum(
        weights, np.where(allowed > 0, spread((positions[kept], found[kept]), len(weights), width), 0.0)
    )


def mirrored(matches: Iterable[Match]) -> list[Match]:
    """The runs as the other text has them."""
    return [Match(match.b, match.a, match.length) for match in matches]
