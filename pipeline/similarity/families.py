"""Families (同源稿): reports alike from end to end, which count as one when background is counted."""

from collections.abc import Iterator, Sequence

import numpy as np

from pipeline.similarity.lexicon import lexicon
from pipeline.similarity.template import Hashes

_ROWS, _BANDS = 6, 4


def signature(keys: Hashes) -> Hashes:
    """One number a band: equal for texts that share nearly all shingles, with a good chance."""
    if not len(keys):
        return np.empty(0, np.uint64)
    mixers = np.arange(1, 2 * _ROWS * _BANDS, 2, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) | np.uint64(
        1
    )
    least = np.array([((keys * mixer) >> np.uint64(7)).min() for mixer in mixers], np.uint64)
    bands = least.reshape(_BANDS, _ROWS)
    total = np.zeros(_BANDS, np.uint64)
    for row in range(_ROWS):
        total = total * np.uint64(0x100000001B3) + bands[:, row]
    return total


def families(keys: Sequence[Hashes], signatures: Sequence[Hashes]) -> list[tuple[int, ...]]:
    """Groups of two and more positions whose reports are nearly the same after masking."""
    parent = list(range(len(keys)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for one, other in _suspects(signatures):
        first, second = sorted((root(one), root(other)))
        if first != second and _alike(keys[one], keys[other]):
            parent[second] = first
    groups: dict[int, list[int]] = {}
    for position in range(len(keys)):
        groups.setdefault(root(position), []).append(position)
    return [tuple(members) for members in groups.values() if len(members) > 1]


def _suspects(signatures: Sequence[Hashes]) -> Iterator[tuple[int, int]]:
    """Each report with the one before it in the same bucket: a family is tied together link by link."""
    for band in range(_BANDS):
        last: dict[int, int] = {}
        for position, found in enumerate(signatures):
            if len(found):
                bucket = int(found[band])
                if bucket in last:
                    yield last[bucket], position
                last[bucket] = position


def _alike(one: Hashes, other: Hashes) -> bool:
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared >= lexicon().measure.family_share * (len(one) + len(other) - shared)
