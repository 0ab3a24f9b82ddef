"""What the reports of a batch share (雷同).

Own text → masked → shingles without background → candidates → aligned passages → pairs → clusters.
"""

from collections.abc import Iterator, Sequence

from pipeline.model import Batch, Cluster, Pair, Report
from pipeline.settings import Settings, Thresholds
from pipeline.similarity.clusters import clusters_of
from pipeline.similarity.evidence import Sample, pair_of
from pipeline.similarity.fingerprints import candidates, remaining, shingles
from pipeline.similarity.masking import mask, names_of
from pipeline.similarity.own_text import own_text
from pipeline.similarity.template import background

__all__ = ["find_pairs"]


def find_pairs(batch: Batch, settings: Settings) -> tuple[tuple[Pair, ...], tuple[Cluster, ...]]:
    """The pairs of reports that share text of their own, by id, and the clusters that they form."""
    samples = [_sample(report) for report in sorted(batch.reports, key=lambda report: report.id)]
    samples = [sample for sample in samples if sample.own.characters]
    pairs = tuple(_pairs(samples, settings.thresholds))
    return pairs, clusters_of(pairs)


def _sample(report: Report) -> Sample:
    own, names = own_text(report), names_of(report)
    return Sample(own, names, mask(own, names))


def _pairs(samples: Sequence[Sample], thresholds: Thresholds) -> Iterator[Pair]:
    prints = [shingles(sample.masked.symbols, thresholds.shingle_characters)[0] for sample in samples]
    known = background(prints, thresholds)
    share, run = float(thresholds.copied_share), thresholds.copied_run_characters
    for one, other in sorted({*candidates(remaining(prints, known), share, run), *_alike(samples)}):
        pair = pair_of(samples[one], samples[other], known, thresholds)
        if pair:
            yield pair


def _alike(samples: Sequence[Sample]) -> Iterator[tuple[int, int]]:
    """Neighbours among the reports that are the same after masking: all their text may be background."""
    last: dict[str, int] = {}
    for position, sample in enumerate(samples):
        before = last.get(sample.masked.symbols)
        if before is not None:
            yield before, position
        last[sample.masked.symbols] = position
