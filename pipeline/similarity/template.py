"""Background (背景): what stands in so many reports of the batch that sharing it proves nothing."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.settings import Thresholds
from pipeline.similarity.fingerprints import Hashes, Positions

_TABLE = 1 << 22


def background(prints: Sequence[Hashes], thresholds: Thresholds) -> Hashes:
    """The shingles of the background, sorted; none in a batch that is too small to know."""
    if len(prints) < thresholds.background_reports:
        return np.empty(0, np.uint64)
    # In a small batch a third is two or three reports: that is a ring of copies, not a printed form.
    share = math.ceil(thresholds.background_share * len(prints))
    return _in_many(prints, max(share, thresholds.background_reports))


def _in_many(prints: Sequence[Hashes], least: int) -> Hashes:
    """Shingles that stand in at least so many reports, counted in constant memory and yet exactly."""
    # The table may count too much (two shingles on one number), never too little: it names the suspects.
    table = np.zeros(_TABLE, np.uint32)
    for hashes in prints:
        table[np.unique(hashes % np.uint64(_TABLE))] += 1
    suspects = [np.unique(hashes[table[hashes % np.uint64(_TABLE)] >= least]) for hashes in prints]
    values, counts = np.unique(np.concatenate(suspects), return_counts=True)
    return values[counts >= least]


def outside_background(
    hashes: Hashes, positions: Positions, symbols: int, known: Hashes, length: int
) -> NDArray[np.bool_]:
    """For every symbol whether it lies outside all background shingles."""
    changes = np.zeros(symbols + 1, np.int64)
    hit = positions[np.isin(hashes, known)]
    np.add.at(changes, hit, 1)
    np.add.at(changes, hit + length, -1)
    free: NDArray[np.bool_] = np.cumsum(changes[:-1]) == 0
    return free
