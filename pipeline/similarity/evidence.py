"""Evidence: what two reports share, measured and weighed; a Pair when it is enough to show an auditor."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Pair, Passage, report_text
from pipeline.settings import Thresholds
from pipeline.similarity.alignment import Region, regions
from pipeline.similarity.coverage import section_shares, symbol_roles
from pipeline.similarity.differences import changed_slots, leftover_names, mostly_renamed
from pipeline.similarity.lexicon import lexicon
from pipeline.similarity.own_text import BREAK
from pipeline.similarity.rewording import Wording, reworded_regions
from pipeline.similarity.samples import Sample

Weights = NDArray[np.float64]
WHOLE = 2.0
"""More than any share: the two texts are one, whatever many others have of it."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What two reports share: the regions that count, and how much of the smaller one they are."""

    regions: tuple[Region, ...]
    score: float
    characters: int
    strength: float
    """Weight of the regions that chance does not bring about."""
    share: float
    """Strength against the smaller report's whole weight."""
    own_matter: float
    """Strength outside of the sections in which common background is to be expected."""


def pair_of(one: Sample, other: Sample, near: float, wording: Wording, thresholds: Thresholds) -> Pair | None:
    """What both reports share, or None when it is too little to mean anything.

    `near`: the share of rare shingles at which the search met them; WHOLE if they are alike from end to end.
    """
    if near >= WHOLE:
        one, other = _without_background(one), _without_background(other)
    weights = _weights(one, other)
    aligned = regions(one, other, thresholds.shingle_characters)
    shared = _measured(one, other, weights, aligned)
    if _is_enough(shared, thresholds):
        if shared.score >= thresholds.copied_share:
            shared = replace(shared, regions=_listed(shared, aligned, weights))
        return _pair(one, other, shared, thresholds)
    if near < lexicon().rewording.near_share:
        return None
    found = reworded_regions(one, other, weights, near, wording)
    if not found:
        return None
    return replace(_pair(one, other, _reworded(one, other, weights, found), thresholds), reworded=True)


def _listed(
    shared: Shared, aligned: Sequence[Region], weights: tuple[Weights, Weights]
) -> tuple[Region, ...]:
    """The passages to show: in a copy from end to end also what many reports have."""
    measure = lexicon().measure
    least = 0.0 if shared.score >= measure.whole_score else measure.listed_weight
    counted = set(map(id, shared.regions))
    more = (
        region
        for region in aligned
        if id(region) not in counted
        and region.matched >= measure.passage_characters
        and _is_dense(region)
        and _weight(region, *weights) >= least * region.matched
    )
    return (*shared.regions, *more)


def _reworded(
    one: Sample, other: Sample, weights: tuple[Weights, Weights], found: Sequence[Region]
) -> Shared:
    """Sentences that answer one another: of each counts what is the same word for word in both."""
    smaller, side = (weights[1], "b") if weights[1].sum() < weights[0].sum() else (weights[0], "a")
    own = smaller > 0
    covered = np.zeros(len(own), np.bool_)
    for region in found:
        start, end = (region.b_start, region.b_end) if side == "b" else (region.a_start, region.a_end)
        covered[start:end] = True
    shared = int((covered & own).sum())
    score = round(shared / max(int(own.sum()), 1) * lexicon().rewording.discount, 4)
    return Shared(tuple(found), score, shared, 0.0, 0.0, 0.0)


def _without_background(sample: Sample) -> Sample:
    """Texts alike from end to end are copies of one another, however many more of them there are."""
    return replace(sample, weights=sample.alone)


def _weights(one: Sample, other: Sample) -> tuple[Weights, Weights]:
    """The weights of both; two projects of one unit may share its background, its rules and its targets."""
    if not _of_one_unit(one, other) or one.report.year != other.report.year:
        return one.weights, other.weights
    common = lexicon().sections.siblings
    return (
        np.where(symbol_roles(one, common), 0.0, one.weights),
        np.where(symbol_roles(other, common), 0.0, other.weights),
    )


def _of_one_unit(one: Sample, other: Sample) -> bool:
    return bool(one.report.unit) and one.report.unit == other.report.unit


def _measured(
    one: Sample, other: Sample, weights: tuple[Weights, Weights], found: Sequence[Region]
) -> Shared:
    a, b = weights
    kept, strength, own_matter = [], 0.0, 0.0
    background = symbol_roles(one, lexicon().sections.background)
    for region in found:
        weight = _weight(region, a, b)
        if not _counts(region, weight):
            continue
        kept.append(region)
        telling = _strength(region, weight)
        strength += telling
        own_matter += 0.0 if background[region.a_start] else telling
    smaller = b if b.sum() < a.sum() else a
    covered = np.zeros(len(smaller), np.bool_)
    for region in kept:
        start, end = (region.b_start, region.b_end) if smaller is b else (region.a_start, region.a_end)
        covered[start:end] = True
    whole = max(float(smaller.sum()), 1.0)
    own = smaller > 0
    score = round(float((covered & own).sum()) / max(int(own.sum()), 1), 4)
    return Shared(tuple(kept), score, int((covered & own).sum()), strength, strength / whole, own_matter)


def _weight(region: Region, a: Weights, b: Weights) -> float:
    """What the shared symbols weigh, on the side where they weigh less."""
    pairs = ((a[m.a : m.a + m.length], b[m.b : m.b + m.length]) for m in region.matches)
    return sum(float(np.minimum(one, other).sum()) for one, other in pairs)


def _counts(region: Region, weight: float) -> bool:
    """Whether a region is a passage at all: long enough, dense enough, not background."""
    measure = lexicon().measure
    return (
        region.matched >= measure.passage_characters
        and _is_dense(region)
        and weight >= max(measure.passage_characters * 0.6, region.matched * measure.least_weight)
    )


def _is_dense(region: Region) -> bool:
    extent = max(region.a_end - region.a_start, region.b_end - region.b_start)
    return region.matched >= lexicon().measure.dense_share * extent


def _strength(region: Region, weight: float) -> float:
    """The weight of a region by what its length tells: one sentence alike is chance, two are not."""
    measure = lexicon().measure
    low, high = measure.passage_characters, measure.telling_characters
    return weight * min(1.0, max(0.0, (weight - low / 2) / (high - low / 2)))


def _is_enough(shared: Shared, thresholds: Thresholds) -> bool:
    measure = lexicon().measure
    if shared.characters < measure.evidence_characters or shared.strength < measure.least_strength:
        return False
    if shared.score >= thresholds.copied_share and shared.share >= measure.copied_strength:
        return True
    if shared.own_matter < measure.least_strength / 2:
        return False
    return shared.share >= measure.partial_share or shared.strength >= thresholds.copied_run_characters


def _pair(one: Sample, other: Sample, shared: Shared, thresholds: Thresholds) -> Pair:
    found = sorted(shared.regions, key=lambda region: (-region.matched, region.a_start, region.b_start))
    passages = tuple(_passage(one, other, region) for region in found)
    if shared.score >= thresholds.copied_share:
        copied_a, copied_b = _whole_text(one), _whole_text(other)
    else:
        copied_a = _around(one, [(passage.a_start, passage.a_end) for passage in passages])
        copied_b = _around(other, [(passage.b_start, passage.b_end) for passage in passages])
    leftover = {*leftover_names(one, other, copied_b), *leftover_names(other, one, copied_a)}
    return Pair(
        a=one.report.id,
        b=other.report.id,
        kind=_kind(one, other, shared, thresholds),
        score=shared.score,
        shared_characters=shared.characters,
        passages=passages,
        changed=changed_slots(one.masked, other.masked, found),
        leftover_names=tuple(sorted(leftover)),
        coverage=(
            *section_shares(one, [(region.a_start, region.a_end) for region in found]),
            *section_shares(other, [(region.b_start, region.b_end) for region in found]),
        ),
    )


def _kind(one: Sample, other: Sample, shared: Shared, thresholds: Thresholds) -> str:
    a, b = one.report, other.report
    if _of_one_unit(one, other) and a.project == b.project and a.year and b.year and a.year != b.year:
        return "last_year"
    if one.own.characters == other.own.characters:
        return "exact"
    if shared.score < thresholds.copied_share:
        return "partial"
    return "masked" if mostly_renamed(one.masked, other.masked, shared.regions) else "copied"


def _passage(one: Sample, other: Sample, region: Region) -> Passage:
    a, b = one.masked, other.masked
    return Passage(
        int(a.starts[region.a_start]),
        int(a.ends[region.a_end - 1]),
        int(b.starts[region.b_start]),
        int(b.ends[region.b_end - 1]),
    )


def _around(sample: Sample, ranges: Sequence[tuple[int, int]]) -> str:
    """The passages with a few characters about them, where a name put in may stand."""
    margin = lexicon().measure.leftover_margin
    text = sample.report.document.text
    return BREAK.join(
        "".join(text[max(0, start - margin) : end + margin].split()) for start, end in sorted(ranges)
    )


def _whole_text(sample: Sample) -> str:
    """Of a report that is a copy as a whole the whole text is copied: headings and tables, too."""
    return "".join(report_text(sample.report).split())
