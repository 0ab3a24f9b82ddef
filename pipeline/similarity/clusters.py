"""Clusters (雷同组): reports that pairs of one kind tie together, and the one they probably come from."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pipeline.model import Cluster, Pair, Report
from pipeline.similarity.names import names_of


def clusters_of(pairs: Iterable[Pair], reports: Mapping[str, Report] | None = None) -> tuple[Cluster, ...]:
    """Connected components, kind by kind; a cluster is named after its kind and its first report."""
    by_kind: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_kind.setdefault(pair.kind, []).append(pair)
    found = []
    for kind in sorted(by_kind):
        for members in _components(by_kind[kind]):
            source, why = _source(members, by_kind[kind], reports or {})
            found.append(Cluster(f"{kind}:{members[0]}", members, kind, source, why))
    return tuple(found)


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


def _source(
    members: Sequence[str], pairs: Iterable[Pair], reports: Mapping[str, Report]
) -> tuple[str | None, str]:
    """Whose names the others still bear; else whose file, or whose year, is the oldest."""
    known = [reports[member] for member in members if member in reports]
    if len(known) < len(members):
        return None, ""
    return _by_names(members, pairs, reports) or _by_date(known) or _by_year(known) or (None, "")


def _by_names(
    members: Sequence[str], pairs: Iterable[Pair], reports: Mapping[str, Report]
) -> tuple[str, str] | None:
    votes: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for pair in pairs:
        if pair.a not in members:
            continue
        for name in pair.leftover_names:
            owners = [one for one in (pair.a, pair.b) if _bears(reports[one], name)]
            if len(owners) == 1:
                votes[owners[0]] += 1
                shown.setdefault(owners[0], name)
    ranked = votes.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0], f"其他报告中留有它的名称“{shown[ranked[0][0]]}”"


def _bears(report: Report, name: str) -> bool:
    own = [one for one, _ in names_of(report).by_name]
    return any(one in name or name in one for one in own)


def _by_date(reports: Sequence[Report]) -> tuple[str, str] | None:
    """The file that was made first, where every file says when it was made and no two say the same."""
    dated = sorted((_created(report), report.id) for report in reports)
    if not dated[0][0] or dated[0][0] == dated[1][0]:
        return None
    return dated[0][1], f"文件属性中的创建时间最早（{dated[0][0]}）"


def _created(report: Report) -> str:
    held = {name.casefold(): text.strip() for name, text in report.document.properties.items()}
    digits = "".join(mark for mark in held.get("created", held.get("creationdate", "")) if mark.isdigit())
    return (
        f"{digits[:4]}-{digits[4:6]}-{digits[6:8]} {digits[8:10]}:{digits[10:12]}"
        if len(digits) >= 12
        else ""
    )


def _by_year(reports: Sequence[Report]) -> tuple[str, str] | None:
    dated = sorted((report.year or 0, report.id) for report in reports)
    if not dated[0][0] or dated[0][0] == dated[1][0]:
        return None
    return dated[0][1], f"评价年度最早（{dated[0][0]}年）"
