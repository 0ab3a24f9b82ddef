"""Groups of reports that pairs tie together, and where they come from."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipeline.model import Cluster, Report
from pipeline.similarity import find_pairs
from tests.similarity.factories import a_batch, a_report, sentences
from tests.similarity.library import RENAMED, SETTINGS, content, library, renamed


def test_clusters_tie_reports_by_kind():
    pairs, clusters = find_pairs(a_batch(library("a"), library("b"), renamed("c")), SETTINGS)
    assert [(pair.a, pair.b, pair.kind) for pair in pairs] == [
        ("a", "b", "exact"),
        ("a", "c", "masked"),
        ("b", "c", "masked"),
    ]
    assert clusters == (
        Cluster("exact:a", ("a", "b"), "exact"),
        Cluster("masked:a", ("a", "b", "c"), "masked", "c", "评价年度最早（2022年）"),
    )


def test_a_ring_larger_than_the_neighbourhood_is_one_cluster():
    ring: Sequence[Report] = [
        a_report(f"r{n:02}", [("完成情况", sentences(60, 1)), ("存在问题", sentences(1, 100 + n))])
        for n in range(30)
    ]
    strangers = [a_report(f"s{n:03}", content(1000 + n, 4)) for n in range(90)]
    _, (cluster,) = find_pairs(a_batch(*ring, *strangers), SETTINGS)
    assert len(cluster.reports) == 30


def test_a_cluster_names_the_report_whose_name_was_left_over_as_its_source():
    forgotten = [(role, text.replace("禾川县财政局", "青屏区财政局")) for role, text in RENAMED]
    copy = a_report("b", forgotten, unit="禾川县图书馆", year=2022)
    _, (cluster,) = find_pairs(a_batch(library("a"), copy), SETTINGS)
    assert cluster.source == "a"
    assert "青屏区" in cluster.source_why


@pytest.mark.parametrize(
    ("made", "source"),
    [
        (("2024-03-02T09:00:00Z", "2024-03-01T17:30:00Z"), "b"),
        (("D:20240301173000+08'00'", "2024-03-02T09:00:00Z"), "a"),
        (("2024-03-01T17:30:00Z", "2024-03-01T17:30:00Z"), None),
        (("2024-03-01T17:30:00Z", ""), None),
    ],
)
def test_a_cluster_names_the_file_that_was_made_first_as_its_source(
    made: tuple[str, str], source: str | None
):
    reports = [
        replace(one, document=replace(one.document, properties={"created": created}))
        for one, created in zip((library("a"), library("b")), made, strict=True)
    ]
    _, (cluster,) = find_pairs(a_batch(*reports), SETTINGS)
    assert cluster.source == source
    assert ("创建时间最早（2024-03-01 17:30）" in cluster.source_why) == (source is not None)
