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
from pipeline.similarity.promise import Keys, is_promising, keeps_order, listed_keys
from pipeline.similarity.rewording import Wording, pair_codes
from pipeline.similarity.samples import (
    Sample,
    masked_report,
    sample_of,
    sentence_numbers,
    symbol_weights,
)
from pipeline.similarity.sequences import order_weight, sequences
from pipeline.similarity.template import Commonness, Hashes, Weights, commonness, count_once, empty_table

_WORD_PAIRS = 1 << 18
_KEPT_SAMPLES = 160


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """What is known of a batch after the first pass."""

    order: tuple[int, ...]
    """Positions of the reports that have text of their own, by id."""
    keys: Sequence[Keys]
    """Of each report the listed shingles that another may have, too."""
    met: Meetings
    whole: Weights
    """Of each report what all its keys weigh."""
    told: Sequence[float]
    """Of each report about what all its text weighs, by its words or by their order."""
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
    near = _promising(candidates(survey.met, survey.whole, survey.fraction), survey, thresholds)
    near |= dict.fromkeys(_alike(survey), WHOLE)
    prepared = _prepared(reports, survey, thresholds.shingle_characters)
    thirds = Thirds(survey.met, survey.whole)
    found = (
        pair_of(prepared(one), prepared(other), Met(share, thirds.of(one, other)), survey.wording, thresholds)
        for (one, other), share in sorted(near.items())
    )
    return tuple(pair for pair in found if pair is not None)


def _promising(
    near: Mapping[tuple[int, int], float], survey: Survey, thresholds: Thresholds
) -> dict[tuple[int, int], float]:
    """The candidates that may come to something: by rows that stand in both, or as one text in other words."""
    certain, reworded = lexicon().candidates.close_share, lexicon().rewording.near_share

    def is_hopeful(pair: tuple[int, int], share: float) -> bool:
        one, other = (survey.keys[at] for at in pair)
        whole = min(survey.told[at] for at in pair)
        return (
            share >= certain
            or (share >= reworded and keeps_order(one, other))
            or is_promising(one, other, whole, survey.fraction, survey.common, thresholds)
        )

    return {pair: share for pair, share in near.items() if is_hopeful(pair, share)}


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
    fraction = _fraction(sum(map(len, listed)))
    common, wording, family = _counted(listed, templates, fraction, thresholds)
    found = [_own_keys(text, common, length, fraction) for text in listed]
    whole = np.array([common.weights(one.hashes).sum() for one, _ in found])
    keys = _shareable([one for one, _ in found], common, family)
    met, local = _met(keys, whole, common, family)
    return Survey(
        order=tuple(texts),
        keys=keys,
        met=met,
        whole=whole,
        told=[told for _, told in found],
        local=local,
        family=tuple(family),
        digests=tuple(_digest(text) for text in listed),
        common=common,
        wording=wording,
        fraction=fraction,
    )


def _counted(
    texts: Sequence[str], templates: tuple[str, ...], fraction: int, thresholds: Thresholds
) -> tuple[Commonness, Wording, list[int]]:
    """In how many texts everything stands, and of every text the first of its family."""
    length = thresholds.shingle_characters
    symbols = sum(map(len, texts))
    table, rows = (empty_table(size, len(texts)) for size in (symbols, symbols // 2))
    word_pairs = np.zeros(_WORD_PAIRS, np.uint32)
    keys = []
    for text in texts:
        prints = shingles(text, length)
        count_once(table, prints[0])
        count_once(rows, sequences(prints, length)[0])
        word_pairs[pair_codes(text)] += np.uint32(1)
        keys.append(sampled(prints[0], fraction))
    common = commonness(table, len(texts), known_shingles(templates, length), thresholds, rows)
    return common, Wording(word_pairs, len(texts)), _count_families_once(common, keys, texts, length)


def _shareable(keys: Sequence[Keys], common: Commonness, family: Sequence[int]) -> list[Keys]:
    """Without the shingles that nobody else has; those of a family count as one report's, so that all stay."""
    sizes = np.bincount(family, minlength=len(keys)) if len(family) else family
    return [
        one if sizes[first] > 1 else one.only(common.counts(one.hashes) > 1)
        for one, first in zip(keys, family, strict=True)
    ]


def _met(
    keys: list[Keys], whole: Weights, common: Commonness, family: Sequence[int]
) -> tuple[Meetings, Mapping[int, Hashes]]:
    """Who meets whom, once more without their forms where reports turn out to share one.

    The shingles of a form are taken out of the keys, and their weight out of what all keys weigh.
    """
    met = meetings([one.hashes for one in keys], common)
    local = local_background([one.hashes for one in keys], met, whole, family)
    if not local:
        return met, local
    for at, form in local.items():
        is_form = np.isin(keys[at].hashes, form, assume_unique=True)
        whole[at] -= common.weights(keys[at].hashes[is_form]).sum()
        keys[at] = keys[at].only(~is_form)
    return meetings([one.hashes for one in keys], common), local


def _own_keys(text: str, common: Commonness, length: int, fraction: int) -> tuple[Keys, float]:
    """A sample of the shingles that hold no symbol of template, and about what the whole text weighs."""
    prints = shingles(text, length)
    weights = symbol_weights(text, prints, sentence_numbers(text), common, length)
    hashes, positions = prints
    own = np.flatnonzero((weights[positions] > 0) & (weights[positions + length - 1] > 0))
    told = max(float(weights.sum()), order_weight(common.sequence_counts(sequences(prints, length)[0])))
    return listed_keys(hashes[own], positions[own], fraction), told


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
            prints = shingles(texts[member], length)
            count_once(common.table, prints[0], -1)
            count_once(common.sequences, sequences(prints, length)[0], -1)
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
