"""Projects of the ledger without a report, and projects reported twice (外部比对：应评未评、重复)."""

from collections.abc import Iterator
from decimal import Decimal
from difflib import SequenceMatcher

from pipeline.model import (
    FileStatus,
    LedgerProject,
    Level,
    Place,
    Report,
    report_text,
    shown_title,
)
from pipeline.validation.base import (
    Absence,
    Comparison,
    Context,
    Doubt,
    absences,
    fired,
    fired_elsewhere,
    passed,
    rule,
)
from pipeline.validation.fingerprints import canonical_name
from pipeline.validation.guards import is_form
from pipeline.validation.ledger_facts import counterpart
from pipeline.validation.lexicon import cues
from pipeline.validation.wording import money

_SAME_TEXT = 0.98
_SHOWN = 5
_MOST = 0.6
_SOME = 0.3


@rule(
    "BD-04",
    "应自评未自评或重复报送",
    Level.ERROR,
    basis="绩效自评应当覆盖全部项目（财政部绩效自评工作通知：自评覆盖率 100%）",
    needs="台账的项目清单",
    scope="batch",
    settings=("external.match_score",),
)
def project_reported_twice(report: Report, context: Context) -> Iterator[Comparison]:
    """A project of the ledger with two reports of one kind; those without any stand in `project_not_reported`."""
    found = counterpart(report, context)
    if isinstance(found, Comparison):
        yield found
        return
    others = [other for other in _reports_of(found.project, context) if is_form(other) == is_form(report)]
    if len(others) < 2:
        yield passed(f"台账项目“{found.project.project}”报送了这一份")
        return
    first = min(others, key=lambda one: one.id)
    if first.id != report.id:
        yield fired_elsewhere(f"与《{shown_title(first)}》重复，疑点列在那份报告")
        return
    files = "、".join(f"《{other.document.source.path}》" for other in others)
    alike = all(_same_text(first, other) for other in others)
    remark = "各份文字相同，疑为同一材料的不同格式。" if alike else "各份文字不同，请确认以哪一份为准。"
    yield fired(
        Doubt(
            fact="reported_twice",
            message=(
                f"台账项目“{found.project.project}”（{found.told()}）收到 {len(others)} 份"
                f"{'自评表' if is_form(report) else '报告'}：{files}。{remark}"
            ),
            places=tuple(place for other in others if (place := _evidence(other)) is not None),
            level=Level.HINT if alike else Level.WARNING,
            expected="1份",
            actual=f"{len(others)}份",
        )
    )


def _evidence(report: Report) -> Place | None:
    return report.identity.get("project") or report.identity.get("title")


def _reports_of(project: LedgerProject, context: Context) -> list[Report]:
    join = context.batch.ledger
    if join is None:
        return []
    ids = {match.report for match in join.matches if match.settled and match.project == project.id}
    return [report for report in context.batch.reports if report.id in ids]


def _same_text(one: Report, other: Report) -> bool:
    first, second = ("".join(report_text(report).split()) for report in (one, other))
    return (
        one.id == other.id or SequenceMatcher(None, first, second, autojunk=False).quick_ratio() >= _SAME_TEXT
    )


@absences("BD-04")
def project_not_reported(context: Context) -> Iterator[Absence]:
    """台账项目 − 报送项目 − 豁免; a project whose file could not be read is a question, not an omission."""
    join = context.batch.ledger
    if join is None:
        return
    years = {report.year for report in context.batch.reports if report.year is not None}
    matched = {match.project for match in join.matches}
    for project in join.ledger.projects:
        other_year = project.year is not None and years and project.year not in years
        # A project that only an audit or review list names is no part of the list of projects.
        listed = any(set(row.values) - {"review_score"} for row in project.rows)
        if project.id in matched or other_year or not listed or _exempt(project):
            continue
        yield _not_reported(project, context)


def _exempt(project: LedgerProject) -> bool:
    return any(cues("external_cues", "exempt").search(row.words.get("exempt", "")) for row in project.rows)


def _not_reported(project: LedgerProject, context: Context) -> Absence:
    unread = [file for file in context.batch.files if file.status is FileStatus.FAILED or not file.reports]
    unread = [file for file in unread if file.status is not FileStatus.SKIPPED]
    likely = [file.path for file in unread if _names(file.path, project)]
    amounts = [row.values["budget_full"] for row in project.rows if "budget_full" in row.values]
    total = sum((one.number or Decimal(0) for one in amounts), Decimal(0))
    budget = f"，全年预算 {money(total)}" if amounts else ""
    code = f"（项目编码 {project.code}）" if project.code else ""
    name = f"{project.unit or '（单位不详）'}“{project.project or project.code}”"
    message = f"台账列有 {name}{code}{budget}，批次中没有它的报告或自评表。"
    if likely:
        named = "、".join(f"《{path}》" for path in likely[:_SHOWN])
        message += f"文件 {named} 名称相近，但没有读出报告，可能就是它；请取得可读的文件后再核。"
    else:
        message += "请核实是否漏报、豁免或并入其他项目自评。"
    places = tuple(row.place for row in project.rows)
    doubt = Doubt(
        fact=f"not_reported/{canonical_name(project.code)}",
        message=message,
        places=places,
        level=Level.HINT if likely else None,
        expected="1份",
        actual="0份",
    )
    return Absence(project.unit or None, project.project or project.code or None, project.year, doubt)


def _names(path: str, project: LedgerProject) -> bool:
    """Whether a file's name speaks of the project: most of its name stands there, or the unit's and some of it."""
    base = canonical_name(path.rsplit("/", 1)[-1])
    own, unit = _share(project.project, base), _share(project.unit, base)
    return own >= _MOST or (unit >= _MOST and own >= _SOME)


def _share(name: str, text: str) -> float:
    """Share of the name's character pairs that the text has."""
    plain = canonical_name(name)
    pairs = {plain[at : at + 2] for at in range(len(plain) - 1)}
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
