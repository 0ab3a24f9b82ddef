"""Evidence: what two reports share, measured and weighed; a Pair when it is enough to show an auditor."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Pair
from pipeline.settings import Thresholds
from pipeline.similarity.alignment import Region, regions
from pipeline.similarity.coverage import symbol_roles
from pipeline.similarity.differences import mostly_renamed
from pipeline.similarity.figures import agrees, is_verbatim, telling_figures, trimmed
from pipeline.similarity.form_text import form_sentences, form_symbols, frame_symbols, is_frame
from pipeline.similarity.lexicon import lexicon
from pipeline.similarity.pair_record import Shared, of_one_unit, pair_from
from pipeline.similarity.rewording import Wording, reworded_regions
from pipeline.similarity.samples import Sample
from pipeline.similarity.sequences import mirrored, raised, span

Weights = NDArray[np.float64]
WHOLE = 2.0
"""More than any share: the two texts are one, whatever many others have of it."""


class Weighed(NamedTuple):
    """What sharing each symbol of the two tells, and what of either is its own."""

    a: Weights
    b: Weights
    own_a: Weights
    own_b: Weights

    def without(self, a: NDArray[np.bool_], b: NDArray[np.bool_]) -> "Weighed":
        """The same with nothing for these symbols."""
        return Weighed(*(np.where(cut, 0.0, one) for cut, one in zip((a, b, a, b), self, strict=True)))


class Met(NamedTuple):
    """How the search met two reports."""

    near: float
    """The share of rare shingles; WHOLE if they are alike from end to end."""
    third: bool = False
    """Whether a third report that is no copy of either shares about as much with both."""


def pair_of(one: Sample, other: Sample, met: Met, wording: Wording, thresholds: Thresholds) -> Pair | None:
    """What both reports share, or None when it is too little to mean anything."""
    near = met.near
    if near >= WHOLE:
        one, other = _without_background(one), _without_background(other)
    aligned = regions(one, other, thresholds.shingle_characters)
    weights = _weights(one, other, aligned)
    shared = _measured(one, other, weights, aligned)
    if _is_enough(shared, thresholds):
        if not _is_free(one, other, weights, shared, thresholds) or _is_forms(
            one, other, weights, shared, met, thresholds
        ):
            return None
        if shared.score >= thresholds.copied_share:
            shared = replace(shared, regions=_listed(shared, aligned, weights))
        if shared.score < lexicon().measure.whole_score and is_verbatim(one, other, shared.regions):
            shared = _verbatim(one, other, weights, shared, aligned)
        return pair_from(one, other, shared, thresholds)
    if near < lexicon().rewording.near_share:
        return None
    written = weights.without(form_sentences(one), form_sentences(other))
    if is_frame(one, other, shared.regions, shared.score):
        written = written.without(*frame_symbols(one, other, shared.regions))
    found = reworded_regions(one, other, (written.own_a, written.own_b), near, wording)
    if not found:
        return None
    return replace(pair_from(one, other, _reworded(one, other, weights, found), thresholds), reworded=True)


def _is_free(one: Sample, other: Sample, weights: Weighed, shared: Shared, thresholds: Thresholds) -> bool:
    """Whether what is shared is enough without what reads like a form's."""
    form = form_symbols(one, other, shared.regions)
    if not form[0].any():
        return True
    renamed = mostly_renamed(one.masked, other.masked, shared.regions)
    if shared.score >= lexicon().generic.whole_score and not renamed:
        return True
    return _is_left(shared, _measured(one, other, weights.without(*form), shared.regions), thresholds)


def _is_forms(
    one: Sample, other: Sample, weights: Weighed, shared: Shared, met: Met, thresholds: Thresholds
) -> bool:
    """Whether what is shared is a form that only few fill in: a third has it, too, or it tells of no deed."""
    if not is_frame(one, other, shared.regions, shared.score):
        return False
    if met.third:
        return True
    frame = frame_symbols(one, other, shared.regions)
    return not _is_enough(_measured(one, other, weights.without(*frame), shared.regions), thresholds)


def _is_left(shared: Shared, free: Shared, thresholds: Thresholds) -> bool:
    """Whether what is left without a form's text is enough to tell of a copy."""
    rules, least = lexicon().generic, lexicon().measure.least_strength
    if free.score >= rules.free_copied and free.strength >= least:
        return True
    if free.strength >= max(rules.free_most * shared.strength, least / 2):
        return True
    return free.strength >= rules.free_share * shared.strength and _is_enough(free, thresholds)


def _listed(shared: Shared, aligned: Sequence[Region], weights: Weighed) -> tuple[Region, ...]:
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
        and _weight(region, weights.a, weights.b) >= least * region.matched
    )
    return (*shared.regions, *more)


def _verbatim(
    one: Sample, other: Sample, weights: Weighed, shared: Shared, aligned: Sequence[Region]
) -> Shared:
    """Where figures were copied along, short passages count by their figures, however common the words."""
    measure = lexicon().measure
    cut = (trimmed(one, other, region) for region in shared.regions)
    kept = tuple(
        region
        for region in cut
        if region is not None
        and (region.matched >= measure.telling_characters or agrees(one, other, region) is not False)
    )
    counted = set(map(id, shared.regions))
    more = (
        region
        for region in aligned
        if id(region) not in counted
        and region.matched >= lexicon().figures.passage_characters
        and _is_dense(region)
        and agrees(one, other, region)
        and (region.matched >= measure.passage_characters or telling_figures(one, other, region))
    )
    characters, score = _extent(weights, kept)
    return replace(shared, regions=(*kept, *more), characters=characters, score=score)


def _reworded(one: Sample, other: Sample, weights: Weighed, found: Sequence[Region]) -> Shared:
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


def _weights(one: Sample, other: Sample, aligned: Sequence[Region]) -> Weighed:
    """The weights of both; two projects of one unit may share its background, its rules and its targets."""
    runs = [match for region in aligned for match in region.matches]
    width = span(one.length)
    a = raised(one.weights, one.ordered, one.alone, runs, width)
    b = raised(other.weights, other.ordered, other.alone, mirrored(runs), width)
    weighed = Weighed(a, b, np.maximum(a, one.own_order), np.maximum(b, other.own_order))
    if not of_one_unit(one, other) or one.report.year != other.report.year:
        return weighed
    common = lexicon().sections.siblings
    return weighed.without(symbol_roles(one, common), symbol_roles(other, common))


def _measured(one: Sample, other: Sample, weights: Weighed, found: Sequence[Region]) -> Shared:
    a, b = weights.a, weights.b
    kept, strength, own_matter = [], 0.0, 0.0
    figures: set[str] = set()
    background = symbol_roles(one, lexicon().sections.background)
    for region in found:
        weight = _weight(region, a, b)
        if not _counts(region, weight):
            continue
        kept.append(region)
        odd = telling_figures(one, other, region)
        telling = _strength(region, weight)
        if not odd and _is_single(one, other, region):
            telling *= lexicon().measure.single_strength
        figures |= odd
        strength += telling
        own_matter += 0.0 if background[region.a_start] else telling
    if strength:
        rules = lexicon().figures
        strength += rules.strength * min(len(figures), rules.counted)
    characters, score = _extent(weights, kept)
    whole = max(min(float(weights.own_a.sum()), float(weights.own_b.sum())), 1.0)
    return Shared(tuple(kept), score, characters, strength, strength / whole, own_matter)


def _extent(weights: Weighed, found: Sequence[Region]) -> tuple[int, float]:
    """How many of the smaller report's own symbols lie in the regions, and their share."""
    a, b = weights.own_a, weights.own_b
    smaller = b if b.sum() < a.sum() else a
    covered = np.zeros(len(smaller), np.bool_)
    for region in found:
        start, end = (region.b_start, region.b_end) if smaller is b else (region.a_start, region.a_end)
        covered[start:end] = True
    own = smaller > 0
    characters = int((covered & own).sum())
    return characters, round(characters / max(int(own.sum()), 1), 4)


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


def _is_single(one: Sample, other: Sample, region: Region) -> bool:
    """Whether no two sentences follow on one another in both: people who think alike share single ones."""
    least = lexicon().measure.passage_characters
    for sample, start, end in ((one, region.a_start, region.a_end), (other, region.b_start, region.b_end)):
        within = np.bincount(sample.sentences[start:end] - sample.sentences[start])
        if int((within >= least).sum()) < 2:
            return True
    return False


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
