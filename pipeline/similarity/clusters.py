"""Clusters (雷同组): reports that pairs of one kind tie together."""

from collections.abc import Iterable

from pipeline.model import Cluster, Pair


def clusters_of(pairs: Iterable[Pair]) -> tuple[Cluster, ...]:
    """Connected components, kind by kind; a cluster is named after its kind and its first report."""
    by_kind: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_kind.setdefault(pair.kind, []).append(pair)
    return tuple(
        Cluster(f"{kind}:{members[0]}", members, kind)
        for kind in sorted(by_kind)
        for members in _components(by_kind[kind])
    )


def _components(pairs: Iterable[Pair]) -> list[tuple[str, ...]]:
    parent: dict[str, str] = {}

    def root(report: str) -> str:
        while parent.setdefault(report, report) != report:
            parent[report] = parent[parent[report]]
            report = parent[report]
        return report

    for pair in pairs:
        one, other = sorted((root(pair.a), root(pair.b)))
        parent[other] = one
    groups: dict[str, list[str]] = {}
    for report in sorted(parent):
        groups.setdefault(root(report), []).append(report)
    return sorted(tuple(members) for members in groups.values())
