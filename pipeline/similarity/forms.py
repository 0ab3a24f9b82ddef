"""Forms inside a batch (同表样的报告): what a report shares with many of its nearest is their form, not a copy.

A form may be used by a hundred reports among ten thousand, far from a third of the batch. So each report's
background is counted once more among the reports that are nearest to it.
"""

import math
from collections.abc import Sequence

import numpy as np

from pipeline.similarity.fingerprints import Meetings
from pipeline.similarity.lexicon import lexicon
from pipeline.similarity.template import Hashes, Weights


def local_background(
    keys: Sequence[Hashes], met: Meetings, whole: Weights, family: Sequence[int]
) -> dict[int, Hashes]:
    """For every report with many near ones the shingles that a good part of those have; others have no entry."""
    rules = lexicon().forms
    smaller = np.minimum(whole[met.one], whole[met.other])
    share = met.weight / np.maximum(smaller, 1.0)
    near = share >= rules.near_share
    ends = np.concatenate((met.one[near], met.other[near]))
    others = np.concatenate((met.other[near], met.one[near]))
    order = np.lexsort((others, -np.concatenate((share[near], share[near])), ends))
    ends, others = ends[order], others[order]
    found = {}
    bounds = np.searchsorted(ends, np.arange(len(keys) + 1))
    for report in np.flatnonzero(np.diff(bounds) >= rules.fewest).tolist():
        nearest = _once_each(others[bounds[report] : bounds[report + 1]].tolist(), family, report)
        if len(nearest) >= rules.fewest:
            common = _in_many(keys[report], [keys[one] for one in nearest[: rules.most]])
            if len(common):
                found[report] = common
    return found


class Thirds:
    """Who else shares about as much with two reports as they share with one another."""

    def __init__(self, met: Meetings, whole: Weights) -> None:
        rules = lexicon().forms
        share = met.weight / np.maximum(np.minimum(whole[met.one], whole[met.other]), 1.0)
        close = (share >= rules.third_share) & (share < rules.copy_share)
        self._near: dict[int, dict[int, float]] = {}
        for one, other, weight in zip(
            met.one[close].tolist(), met.other[close].tolist(), met.weight[close].tolist(), strict=True
        ):
            self._near.setdefault(one, {})[other] = weight
            self._near.setdefault(other, {})[one] = weight

    def of(self, one: int, other: int) -> bool:
        """Whether there is such a third report; a copy of either is none."""
        mine, theirs = self._near.get(one, {}), self._near.get(other, {})
        least = lexicon().forms.third_of_weight * mine.get(other, 0.0)
        return least > 0 and any(
            mine[third] >= least and theirs[third] >= least for third in mine.keys() & theirs.keys()
        )


def _once_each(nearest: Sequence[int], family: Sequence[int], report: int) -> list[int]:
    """The nearest reports, each with its copies once, the report's own copies not at all."""
    seen = {family[report]}
    kept = []
    for one in nearest:
        if family[one] not in seen:
            seen.add(family[one])
            kept.append(one)
    return kept


def _in_many(own: Hashes, nearest: Sequence[Hashes]) -> Hashes:
    rules = lexicon().forms
    least = max(rules.fewest_holders, math.ceil(rules.holders_share * len(nearest)))
    values, counts = np.unique(np.concatenate(nearest), return_counts=True)
    return np.intersect1d(own, values[counts >= least], assume_unique=True)
