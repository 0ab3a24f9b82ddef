"""总览: one row a unit and project: what came in, what was found, how far the review is."""

from collections.abc import Sequence
from decimal import Decimal

from pipeline.model import Level, Report
from pipeline.outputs.digest import Digest, Project, is_form, level_counts
from pipeline.outputs.figures import money_involved
from pipeline.outputs.names import chinese_name
from pipeline.outputs.sheet import Book, Cell, Styled, write_table
from pipeline.outputs.sheet_layout import Column, Layout
from pipeline.outputs.sheets.names import OVERVIEW
from pipeline.outputs.styles import LEVEL_MARKS

_COLUMNS = (
    Column("序号", 6, "serial"),
    Column("单位", 26, "wrap"),
    Column("项目", 30, "wrap"),
    Column("年度", 7, "year"),
    Column("材料", 18, "wrap"),
    *(Column(LEVEL_MARKS[level], 9, "center") for level in Level),
    Column("影响结论", 9, "center"),
    Column("涉及金额（万元）", 14, "wan"),
    Column("相似组", 34, "wrap"),
    Column("审核状态", 13, "center"),
)
_SIMILAR_SHOWN = 3
_REFUTED = "误报"


def write_overview(book: Book, digest: Digest) -> None:
    """Writes the sheet 总览."""
    rows = (_row(number, one, digest) for number, one in enumerate(digest.projects, start=1))
    write_table(book, OVERVIEW, _COLUMNS, rows, Layout(frozen=3, fixed=True, notice="没有认出报告。"))


def report_name(report: Report) -> str:
    """A report in a few words: unit and project, or its title or file where it names neither."""
    name = "·".join(part for part in (report.unit, report.project) if part)
    return name or report.title or report.document.source.path


def _row(number: int, one: Project, digest: Digest) -> Sequence[Cell]:
    standing = [finding for finding in one.findings if finding.verdict != _REFUTED]
    counts = level_counts(one.findings)
    return (
        number,
        one.unit or (None if one.project else one.reports[0].title or one.reports[0].document.source.path),
        one.project,
        one.year,
        _materials(one),
        *(_alarm(counts[level], level) for level in Level),
        "是" if any(finding.affects_conclusion for finding in standing) else None,
        _money(one, digest),
        _similar(one, digest),
        _review_state(one),
    )


def _alarm(count: int, level: Level) -> Cell:
    return Styled(count, f"level_{level}") if count else Styled(count, "none")


def _materials(one: Project) -> Cell:
    """Whether narrative and form are both there; a form printed inside the narrative counts."""
    if not one.reports:
        return Styled("未收到", "status_bad")
    narrative = any(not is_form(report) for report in one.reports)
    form = any(is_form(report) or report.funds or report.indicators for report in one.reports)
    if narrative and form:
        return "齐：报告、自评表"
    return "缺自评表" if narrative else "缺自评报告"


def _money(one: Project, digest: Digest) -> Decimal | None:
    """The differences of money added up, those judged 误报 left out; blank where none is of money."""
    amounts = [money_involved(finding, digest) for finding in one.findings if finding.verdict != _REFUTED]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _similar(one: Project, digest: Digest) -> str | None:
    own = {report.id for report in one.reports}
    pairs = [
        (report.id, pair)
        for report in one.reports
        for pair in digest.pairs_of.get(report.id, ())
        if not {pair.a, pair.b} <= own
    ]
    lines = []
    for report, pair in pairs[:_SIMILAR_SHOWN]:
        key = pair.b if pair.a == report else pair.a
        other = digest.reports.get(key)
        group = f"第{digest.group_of[report]}组　" if report in digest.group_of else ""
        name = report_name(other) if other else key
        lines.append(f"{group}{chinese_name('similar', pair.kind)} {pair.score:.0%}：{name}")
    if len(pairs) > _SIMILAR_SHOWN:
        lines.append(f"等 {len(pairs)} 份")
    return "\n".join(lines) or None


def _review_state(one: Project) -> str:
    decided = sum(finding.verdict is not None for finding in one.findings)
    if not one.findings:
        return "无疑点"
    if not decided:
        return "未审"
    whole = len(one.findings)
    return f"已审 {decided}/{whole}" if decided < whole else "已审完"
