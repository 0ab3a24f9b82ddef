"""Shingles as hashed numbers, and the pairs that share enough rare ones to be worth a closer look.

Near linear: each report gives a fixed fraction of its shingles to sorted lists, and meets only its neighbours
there. The hash itself chooses the fraction, so that the same text is chosen everywhere. The lists are made
partition by partition, so that their size is bounded however many reports there are.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.similarity.lexicon import lexicon
from pipeline.similarity.own_text import BREAK, codes_of
from pipeline.similarity.template import Commonness, Hashes, distinct

Positions = NDArray[np.int64]

_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_OWNERS = np.uint64((1 << 20) - 1)
"""Low bits of a listed shingle, which hold its owner instead: a million reports."""
_WEIGHT_BITS = 8
_WEIGHT_MASK = (1 << _WEIGHT_BITS) - 1
_WEIGHT_UNIT = 200
"""A weight of 1 in the low bits of a pair's code."""


class Meetings(NamedTuple):
    """Pairs of positions `one` < `other`, and the weight of the rare shingles at which they met."""

    one: Positions
    other: Positions
    weight: NDArray[np.float64]


def shingles(symbols: str, length: int) -> tuple[Hashes, Positions]:
    """Hashes of all character runs of this length that hold no BREAK, and the positions where they begin."""
    codes = codes_of(symbols).astype(np.uint64)
    count = len(codes) - length + 1
    if count <= 0:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    hashes = np.zeros(count, np.uint64)
    for step in range(length):
        hashes *= _BASE
        hashes += codes[step : step + count]
    hashes ^= hashes >> np.uint64(31)
    hashes *= _MIX
    hashes ^= hashes >> np.uint64(29)
    at = np.flatnonzero(codes == ord(BREAK))
    if not len(at):
        return hashes, np.arange(count)
    free = np.ones(count, np.bool_)
    for step in range(length):
        free[np.maximum(at[at - step < count] - step, 0)] = False
    whole = np.flatnonzero(free)
    return hashes[whole], whole


def sampled(hashes: Hashes, fraction: int) -> Hashes:
    """One distinct shingle in `fraction` (a power of two), chosen by the hash itself, in order."""
    chosen = hashes[(hashes & np.uint64(fraction - 1)) == 0] if fraction > 1 else hashes
    return distinct(chosen)


def candidates(
    found: Meetings, weights: NDArray[np.float64], fraction: int = 1
) -> dict[tuple[int, int], float]:
    """Pairs of positions whose shared rare shingles weigh enough against the smaller one's: that share."""
    measure = lexicon().candidates
    smaller = np.minimum(weights[found.one], weights[found.other])
    share = found.weight / np.maximum(smaller, 1.0)
    least = max(measure.least, measure.least_of_all / fraction)
    enough = (share >= measure.share) & (found.weight >= least)
    one, other, share = found.one[enough], found.other[enough], share[enough]
    kept = np.flatnonzero(
        (share >= measure.certain_share)
        | ((share >= measure.close_share) & _best_of_each(one, other, share, measure.closest))
        | _best_of_each(one, other, share, 1)
    )
    pairs = zip(one[kept].tolist(), other[kept].tolist(), strict=True)
    return dict(zip(pairs, share[kept].tolist(), strict=True))


def _best_of_each(
    one: Positions, other: Positions, share: NDArray[np.float64], most: int
) -> NDArray[np.bool_]:
    """Which meetings are among the closest of either of their reports."""
    kept = np.zeros(len(one), np.bool_)
    for side in (one, other):
        order = np.lexsort((one, other, -share, side))
        ordered = side[order]
        first = np.searchsorted(ordered, ordered)
        kept[order[np.arange(len(order)) - first < most]] = True
    return kept


def meetings(keys: Sequence[Hashes], common: Commonness) -> Meetings:
    """Which reports meet in the sorted lists, each pair once with all that it shares there."""
    count = len(keys)
    total = sum(len(hashes) for hashes in keys)
    partitions = max(1, -(-total // lexicon().candidates.partition))
    codes, weights = np.empty(0, np.int64), np.empty(0, np.float64)
    for part in range(partitions):
        met = list(_neighbours(_listed(keys, part, partitions), common, count))
        new_codes, new_weights = _summed(np.concatenate(met) if met else np.empty(0, np.int64))
        codes, weights = _together((codes, weights), (new_codes, new_weights))
        if partitions > 1:
            # What met at next to nothing in all lists so far is let go: it cannot become enough any more.
            hopeful = weights >= lexicon().candidates.least * (part + 1) / partitions / 4
            codes, weights = codes[hopeful], weights[hopeful]
    return Meetings(codes // count, codes % count, weights)


def _summed(packed: Positions) -> tuple[Positions, NDArray[np.float64]]:
    """Codes in order, each once, with the sum of the weights packed into their low bits."""
    if not len(packed):
        return np.empty(0, np.int64), np.empty(0, np.float64)
    packed.sort()
    codes = packed >> _WEIGHT_BITS
    starts = np.flatnonzero(np.append(True, codes[1:] != codes[:-1]))
    sums = np.add.reduceat(packed & _WEIGHT_MASK, starts)
    return codes[starts], sums / _WEIGHT_UNIT


def _together(
    one: tuple[Positions, NDArray[np.float64]], other: tuple[Positions, NDArray[np.float64]]
) -> tuple[Positions, NDArray[np.float64]]:
    if not len(one[0]):
        return other
    codes, places = np.unique(np.concatenate((one[0], other[0])), return_inverse=True)
    sums = np.bincount(places, np.concatenate((one[1], other[1])), len(codes))
    return codes, sums.astype(np.float64)


def _listed(keys: Sequence[Hashes], part: int, partitions: int) -> Hashes:
    """The shingles of one partition with their owners packed into the low bits, sorted."""
    edges = [np.uint64(((1 << 64) - 1) // partitions * edge) for edge in (part, part + 1)]
    packed = []
    for owner, hashes in enumerate(keys):
        low = np.searchsorted(hashes, edges[0])
        high = len(hashes) if part == partitions - 1 else int(np.searchsorted(hashes, edges[1]))
        packed.append((hashes[low:high] & ~_OWNERS) | np.uint64(owner))
    listed = np.concatenate(packed) if packed else np.empty(0, np.uint64)
    listed.sort()
    return listed


def _neighbours(listed: Hashes, common: Commonness, count: int) -> Iterator[Positions]:
    """Who stands next to whom: the pair's code with the weight of the shingle in the low bits."""
    measure = lexicon().candidates
    hashes = listed & ~_OWNERS
    # Alone in its list a shingle meets nobody; most are.
    same_next = np.append(hashes[1:] == hashes[:-1], False) if len(hashes) else np.empty(0, np.bool_)
    shared = np.flatnonzero(same_next | np.append(False, same_next[:-1]))
    hashes, owners = hashes[shared], (listed[shared] & _OWNERS).astype(np.int64)
    starts = np.flatnonzero(np.append(True, hashes[1:] != hashes[:-1])) if len(hashes) else shared
    lengths = np.diff(np.append(starts, len(hashes)))
    sizes = np.repeat(lengths, lengths)
    # By the table, in which a report and its copies count as one; it goes by the high bits alone.
    packed_weights = np.rint(common.weights(hashes) * _WEIGHT_UNIT).astype(np.int64)
    for distance in range(1, min(measure.neighbours, len(hashes) - 1) + 1):
        met = (hashes[distance:] == hashes[:-distance]) & (packed_weights[:-distance] > 0)
        if distance > measure.crowd_neighbours:
            met &= sizes[:-distance] <= measure.crowd
        at = np.flatnonzero(met)
        if len(at):
            codes = owners[at] * count + owners[at + distance]
            yield (codes << _WEIGHT_BITS) | packed_weights[at]
