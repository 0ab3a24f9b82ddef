"""What the reports of a batch share (雷同).

Own text → masked → shingles weighed by rarity → candidates → aligned regions → pairs → clusters.
"""

from collections.abc import Iterable
from dataclasses import replace

from pipeline.model import Batch, Cluster, Pair
from pipeline.settings import Settings
from pipeline.similarity.boilerplate import boilerplate_of
from pipeline.similarity.clusters import clusters_of
from pipeline.similarity.search import found_pairs, surveyed

__all__ = ["compare_batch", "find_pairs"]

Pairs = tuple[Pair, ...]
Clusters = tuple[Cluster, ...]


def find_pairs(batch: Batch, settings: Settings, templates: Iterable[str] = ()) -> tuple[Pairs, Clusters]:
    """The pairs of reports that share text of their own, by id, and the clusters that they form.

    `templates`: texts of the forms that the office handed out; what stands in them is nobody's own.
    """
    survey = surveyed(batch.reports, settings.thresholds, tuple(templates))
    pairs = found_pairs(batch.reports, settings.thresholds, survey)
    return pairs, _clusters(batch, pairs)


def compare_batch(
    batch: Batch, settings: Settings, templates: Iterable[str] = ()
) -> tuple[Batch, Pairs, Clusters]:
    """The batch with the 套话 of each report measured, the pairs, and the clusters."""
    survey = surveyed(batch.reports, settings.thresholds, tuple(templates))
    pairs = found_pairs(batch.reports, settings.thresholds, survey)
    measured = boilerplate_of(batch.reports, settings.thresholds, survey)
    return replace(batch, boilerplate=measured), pairs, _clusters(batch, pairs)


def _clusters(batch: Batch, pairs: Pairs) -> Clusters:
    paired = {one for pair in pairs for one in (pair.a, pair.b)}
    return clusters_of(pairs, {report.id: report for report in batch.reports if report.id in paired})
