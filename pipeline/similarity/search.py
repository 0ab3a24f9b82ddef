"""The search over a batch (比对): two passes over the reports, then only the pairs that promise something.

The first pass keeps a few numbers of each report; texts are prepared again when a pair is looked at, so that
memory does not grow with the text of the batch.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np

from pipeline.model import Pair, Report
from pipeline.settings import Thresholds
from pipeline.similarity.evidence import WHOLE, Met, pair_of
from pipeline.similarity.families import families, signature
from pipeline.similarity.fingerprints import Meetings, candidates, meetings, sampled, shingles
from pipeline.similarity.forms import Thirds, local_background
from pipeline.similarity.formulas import known_shingles
from pipeline.similarity.lexicon import lexicon
from pipeline.similarity.rewording import Wording, pair_codes
from pipeline.similarity.samples import (
    Sample,
    masked_report,
    sample_of,
    sentence_numbers,
    symbol_weights,
)
from pipeline.similarity.template import Commonness, Hashes, Weights, commonness, count_once, empty_table

_WORD_PAIRS = 1 << 18
_KEPT_SAMPLES = 400


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """What is known of a batch after the first pass."""

    order: tuple[int, ...]
    """Positions of the reports that have text of their own, by id."""
    met: Meetings
    whole: Weights
    """Of each report what all its keys weigh."""
    local: Mapping[int, Hashes]
    """Of reports on a form of their own the shingles of that form."""
    family: tuple[int, ...]
    """Of each report the first of its family."""
    digests: tuple[bytes, ...]
    """Of the masked text: equal for texts alike from end to end."""
    common: Commonness
    wording: Wording
    fraction: int
    """One shingle in so many is listed."""


def found_pairs(reports: Sequence[Report], thresholds: Thresholds, survey: Survey) -> tuple[Pair, ...]:
    """The pairs of the reports, in the order of their ids."""
    near = candidates(survey.met, survey.whole, survey.fraction) | dict.fromkeys(_alike(survey), WHOLE)
    prepared = _prepared(reports, survey, thresholds.shingle_characters)
    thirds = Thirds(survey.met, survey.whole)
    found = (
        pair_of(prepared(one), prepared(other), Met(share, thirds.of(one, other)), survey.wording, thresholds)
        for (one, other), share in sorted(near.items())
    )
    return tuple(pair for pair in found if pair is not None)


def prepared_samples(reports: Sequence[Report], thresholds: Thresholds, survey: Survey) -> Iterator[Sample]:
    """Every report weighed as the search weighs it, in the order of the ids."""
    prepared = _prepared(reports, survey, thresholds.shingle_characters)
    return (prepared(position) for position in range(len(survey.order)))


def surveyed(reports: Sequence[Report], thresholds: Thresholds, templates: tuple[str, ...]) -> Survey:
    """Masks every report once, counts what stands in how many, and samples what is not template."""
    length = thresholds.shingle_characters
    order = sorted(range(len(reports)), key=lambda at: reports[at].id)
    texts = {at: masked_report(reports[at])[2].symbols for at in order}
    texts = {at: text for at, text in texts.items() if len(text) >= length}
    listed = tuple(texts.values())
    symbols = sum(map(len, listed))
    table, word_pairs = empty_table(symbols), np.zeros(_WORD_PAIRS, np.uint32)
    fraction = _fraction(symbols)
    keys = []
    for text in listed:
        hashes = shingles(text, length)[0]
        count_once(table, hashes)
        word_pairs[pair_codes(text)] += np.uint32(1)
        keys.append(sampled(hashes, fraction))
    common = commonness(table, len(listed), known_shingles(templates, length), thresholds)
    family = _count_families_once(common, keys, listed, length)
    keys = [_own_keys(text, common, length, fraction) for text in listed]
    met, whole, local = _met(keys, common, family)
    return Survey(
        order=tuple(texts),
        met=met,
        whole=whole,
        local=local,
        family=tuple(family),
        digests=tuple(_digest(text) for text in listed),
        common=common,
        wording=Wording(word_pairs, len(listed)),
        fraction=fraction,
    )


def _met(
    keys: list[Hashes], common: Commonness, family: Sequence[int]
) -> tuple[Meetings, Weights, Mapping[int, Hashes]]:
    """Who meets whom, once more without their forms where reports turn out to share one."""
    whole = np.array([common.weights(one).sum() for one in keys])
    met = meetings(keys, common)
    local = local_background(keys, met, whole, family)
    if not local:
        return met, whole, local
    for at, form in local.items():
        keys[at] = np.setdiff1d(keys[at], form, assume_unique=True)
        whole[at] = common.weights(keys[at]).sum()
    return meetings(keys, common), whole, local


def _own_keys(text: str, common: Commonness, length: int, fraction: int) -> Hashes:
    """A sample of the shingles that hold no symbol of template."""
    prints = shingles(text, length)
    weights = symbol_weights(text, prints, sentence_numbers(text), common, length)
    hashes, positions = prints
    own = np.flatnonzero((weights[positions] > 0) & (weights[positions + length - 1] > 0))
    return sampled(hashes[own], fraction)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _fraction(symbols: int) -> int:
    """One shingle in so many is listed, a power of two: all of them while the batch is small."""
    fraction = 1
    while symbols / fraction > lexicon().candidates.listed:
        fraction *= 2
    return fraction


def _count_families_once(
    common: Commonness, keys: Sequence[Hashes], texts: Sequence[str], length: int
) -> list[int]:
    """A report and its copies are one submission, unless a third of the batch is alike: that is a form.

    Gives of every report the first of its family.
    """
    first = list(range(len(texts)))
    for members in families(keys, [signature(one) for one in keys]):
        if common.background and len(members) >= common.background and len(members) * 3 >= len(texts) > 14:
            continue
        for member in members[1:]:
            first[member] = members[0]
            count_once(common.table, shingles(texts[member], length)[0], -1)
    return first


def _alike(survey: Survey) -> Iterator[tuple[int, int]]:
    """Reports that are nearly the same after masking: all their text may be background.

    A family as large as a form is not looked at but for those alike to the letter, each with the one before.
    """
    last: dict[bytes, int] = {}
    members: dict[int, list[int]] = {}
    for position, digest in enumerate(survey.digests):
        if digest in last:
            yield last[digest], position
        last[digest] = position
        members.setdefault(survey.family[position], []).append(position)
    for together in members.values():
        if 1 < len(together) <= lexicon().measure.largest_family:
            yield from combinations(together, 2)


def _prepared(reports: Sequence[Report], survey: Survey, length: int) -> Callable[[int], Sample]:
    @lru_cache(_KEPT_SAMPLES)
    def prepared(position: int) -> Sample:
        form = survey.local.get(position)
        return sample_of(reports[survey.order[position]], survey.common, length, form)

    return prepared
