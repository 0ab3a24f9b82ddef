"""Which report is which project of the ledger (账表对应): by code, else by unit and project name."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz import fuzz, process

from pipeline.external.ledger import code_of
from pipeline.external.lexicon import row_words
from pipeline.external.names import ONE, plain_name, project_core, project_likeness, unit_likeness
from pipeline.model import Ledger, LedgerJoin, LedgerMatch, LedgerProject, Report

_LABELLED_CODE = re.compile(r"项目(?:编码|代码|编号)[\s|｜：:]*([0-9A-Za-z][0-9A-Za-z\-—]{5,40})")
_NAME_CODE = re.compile(r"^\s*((?=[0-9A-Za-z]*\d)[0-9A-Za-z][0-9A-Za-z\-]{5,40})\s*[-—_:：\s]")
# A candidate that is so near is worth a person's look; below it the two have nothing to do with each other.
_WORTH_A_LOOK = Decimal("0.75")
_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class _Index:
    """The ledger's projects by code and by the core of their name."""

    by_code: Mapping[str, Sequence[LedgerProject]]
    by_core: Mapping[str, Sequence[LedgerProject]]

    def near(self, name: str) -> Iterator[LedgerProject]:
        """The projects whose name is near enough to be worth a look."""
        cutoff = float(_WORTH_A_LOOK * 100)
        found = process.extract(
            project_core(name), list(self.by_core), scorer=fuzz.ratio, score_cutoff=cutoff, limit=None
        )
        return (project for core, _, _ in found for project in self.by_core[core])


def match_ledger(ledger: Ledger, reports: Sequence[Report], least: Decimal) -> LedgerJoin:
    """The reports matched to the ledger; a match by name must reach `least` and be the only one that does."""
    index = _indexed(ledger.projects)
    matches = [match for report in reports for match in _matches(report, index, least)]
    return LedgerJoin(ledger, tuple(matches))


def _indexed(projects: tuple[LedgerProject, ...]) -> _Index:
    by_code: dict[str, list[LedgerProject]] = {}
    by_core: dict[str, list[LedgerProject]] = {}
    for project in projects:
        by_core.setdefault(project_core(project.project), []).append(project)
        if project.code:
            by_code.setdefault(code_of(project.code), []).append(project)
    return _Index(by_code, by_core)


def report_codes(report: Report) -> set[str]:
    """The project codes that a report's header or project name carries."""
    text = "\n".join(report.document.text[start:end] for start, end in report.spans)
    found = {match[1] for match in _LABELLED_CODE.finditer(text)}
    named = report.identity.get("project")
    for name in (named.quote if named else "", report.project or ""):
        prefix = _NAME_CODE.match(name)
        if prefix:
            found.add(prefix[1])
    return {code_of(code) for code in found}


def _matches(report: Report, index: _Index, least: Decimal) -> Iterator[LedgerMatch]:
    coded = [one for code in sorted(report_codes(report)) for one in index.by_code.get(code, ())]
    by_code = [one for one in coded if _of_year(report, one)]
    if len(by_code) == 1:
        yield LedgerMatch(report.id, by_code[0].id, ONE, "code", True, f"项目编码 {by_code[0].code} 相同")
        return
    candidates = by_code or _named(report, index)
    scored = sorted(
        ((likeness(report, one), one) for one in candidates), key=lambda pair: (-pair[0], pair[1].id)
    )
    near = [(score, one) for score, one in scored if score >= least]
    if len(near) == 1:
        score, one = near[0]
        settled = _told_unit(report, one)
        why = f"单位和项目名称相似度 {score}" if settled else "台账或报告没有写单位，只有项目名称相近"
        yield LedgerMatch(report.id, one.id, score, "name", settled, why)
        return
    for score, one in [pair for pair in scored if pair[0] >= _WORTH_A_LOOK][:_CANDIDATES]:
        why = f"台账中有 {len(near)} 个项目同样相近" if near else f"名称相似度只有 {score}，不到 {least}"
        yield LedgerMatch(report.id, one.id, score, "name", False, why)


def _named(report: Report, index: _Index) -> list[LedgerProject]:
    """Candidates by name, those of the very same name alone where there are any; each once."""
    names = _own_projects(report)
    same = [one for name in names for one in index.by_core.get(project_core(name), ())]
    exact = {one.id: one for one in same if _of_year(report, one) and likeness(report, one) == ONE}
    if exact:
        return list(exact.values())
    near = {one.id: one for name in names for one in index.near(name) if _of_year(report, one)}
    return list(near.values())


def _of_year(report: Report, project: LedgerProject) -> bool:
    return project.year is None or report.year is None or project.year == report.year


def likeness(report: Report, project: LedgerProject) -> Decimal:
    """How near a report's unit and project are to those of the ledger: the smaller of the two."""
    name = max((project_likeness(own, project.project) for own in _own_projects(report)), default=Decimal(0))
    if not project.unit or not report.unit:
        return name
    return min(name, unit_likeness(report.unit, project.unit))


def _own_projects(report: Report) -> tuple[str, ...]:
    if report.kind.startswith("整体") and not report.project:
        return row_words("whole_unit")
    return tuple(dict.fromkeys(name for name in (report.project, *report.projects) if name))


def _told_unit(report: Report, project: LedgerProject) -> bool:
    return bool(plain_name(project.unit) and plain_name(report.unit or "") and project_core(project.project))
