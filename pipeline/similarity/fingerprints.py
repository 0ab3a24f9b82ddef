"""Shingles as hashed numbers, and the pairs that share enough rare ones to be worth a closer look.

Near linear: each report gives a fixed fraction of its rare shingles to one sorted list, and meets only its
neighbours there. The hash itself chooses the fraction, so that the same text is chosen everywhere.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.similarity.own_text import BREAK

Hashes = NDArray[np.uint64]
Positions = NDArray[np.int64]

_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)

FRACTION = np.uint64(4)
"""One shingle in so many is indexed."""
CAUTION = 0.5
"""A pair is looked at from so much of what it would need on: chance leaves some of its shingles unindexed."""
NEIGHBOURS = 16
"""Of the reports with the same shingle each meets so many of the next: a ring of copies stays connected."""


def shingles(symbols: str, length: int) -> tuple[Hashes, Positions]:
    """Hashes of all character runs of this length that hold no BREAK, and the positions where they begin."""
    codes = np.frombuffer(symbols.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    count = len(codes) - length + 1
    if count <= 0:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    hashes = np.zeros(count, np.uint64)
    for step in range(length):
        hashes = hashes * _BASE + codes[step : step + count]
    hashes = (hashes ^ (hashes >> np.uint64(31))) * _MIX
    hashes ^= hashes >> np.uint64(29)
    breaks = np.concatenate(([0], np.cumsum(codes == ord(BREAK))))
    whole = np.flatnonzero(breaks[length:] == breaks[:count])
    return hashes[whole], whole


def remaining(prints: Sequence[Hashes], known: Hashes) -> list[Hashes]:
    """The shingles of each report that are not background."""
    return [hashes[~np.isin(hashes, known)] for hashes in prints] if len(known) else list(prints)


def candidates(prints: Sequence[Hashes], share: float, run: int) -> list[tuple[int, int]]:
    """Pairs of positions that may share `share` of the smaller one's shingles, or `run` of them, in order."""
    chosen = [np.unique(hashes[hashes % FRACTION == 0]) for hashes in prints]
    sizes = np.array([len(hashes) for hashes in chosen], np.int64)
    if not sizes.sum():
        return []
    values = np.concatenate(chosen)
    owners = np.repeat(np.arange(len(prints), dtype=np.int64), sizes)
    order = np.argsort(values, kind="stable")
    one, other, hits = _meetings(values[order], owners[order], len(prints))
    needed = np.minimum(share * np.minimum(sizes[one], sizes[other]), run / float(FRACTION))
    enough = hits >= np.maximum(CAUTION * needed, 1)
    return list(zip(one[enough].tolist(), other[enough].tolist(), strict=True))


def _meetings(values: Hashes, owners: Positions, reports: int) -> tuple[Positions, Positions, Positions]:
    """Which reports meet in the sorted list, in order, and how often."""
    codes = np.empty(0, np.int64)
    counts = np.empty(0, np.int64)
    for distance in range(1, min(NEIGHBOURS, reports - 1) + 1):
        same = np.flatnonzero(values[distance:] == values[:-distance])
        met, hits = np.unique(owners[same] * reports + owners[same + distance], return_counts=True)
        codes, places = np.unique(np.concatenate((codes, met)), return_inverse=True)
        counts = np.bincount(places, np.concatenate((counts, hits)), len(codes)).astype(np.int64)
    return codes // reports, codes % reports, counts
