"""账表比对: each project of the ledger beside its report, then the reports that the ledger does not know."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.model import LedgerJoin, LedgerProject, Report, Results
from pipeline.outputs.numerals import in_wan
from pipeline.outputs.sheet import Book, Cell, Styled, write_table
from pipeline.outputs.sheet_layout import Column, Layout
from pipeline.outputs.sheets.names import LEDGER

_COMPARED = (("budget_initial", "年初预算"), ("budget_full", "全年预算"), ("spent", "支付（支出）"))
_COLUMNS = (
    Column("单位", 22, "wrap"),
    Column("项目", 26, "wrap"),
    Column("项目编码", 18, "wrap"),
    Column("年度", 7, "year"),
    Column("对应情况", 24, "wrap"),
    Column("匹配度", 9, "general"),
    *(
        Column(f"{name}{side}（万元）", 14, "wan")
        for _, name in _COMPARED
        for side in ("·台账", "·报告", "·差额")
    ),
    Column("复核得分", 9, "general"),
    Column("自评总分", 9, "general"),
    Column("文件", 34, "wrap"),
)


def write_ledger(book: Book, results: Results) -> None:
    """Writes the sheet 账表比对; where no ledger was given, it says so."""
    join = results.batch.ledger
    notice = "没有提供批复及支付台账（--ledger），未作账表比对。"
    if join is not None:
        notice = "台账和本批都没有可以列出的项目。"
    rows = _rows(join, results) if join is not None else ()
    write_table(book, LEDGER, _COLUMNS, rows, Layout(frozen=2, pages_wide=2, repeated=2, notice=notice))


def _rows(join: LedgerJoin, results: Results) -> Iterator[Sequence[Cell]]:
    reports = {report.id: report for report in results.batch.reports}
    for project in join.ledger.projects:
        matches = [match for match in join.matches if match.project == project.id and match.report in reports]
        for match in matches:
            how = match.why if match.settled else f"待核：{match.why}"
            yield _row(project, reports[match.report], Styled(how, "wrap"), match.score)
        if not matches:
            yield _row(project, None, Styled("台账有、批次中没有报告", "status_bad"), None)
    known = {match.report for match in join.matches}
    for report in results.batch.reports:
        if report.id not in known:
            yield _row(None, report, Styled("报告有、台账没有", "status_bad"), None)


def _row(
    project: LedgerProject | None, report: Report | None, how: Cell, score: Decimal | None
) -> Sequence[Cell]:
    return (
        (project.unit if project else None) or (report.unit if report else None),
        (project.project if project else None) or (report.project if report else None),
        project.code or None if project else None,
        (project.year if project else None) or (report.year if report else None),
        how,
        score,
        *(cell for field, _ in _COMPARED for cell in _compared(project, report, field)),
        _in_ledger(project, "review_score"),
        _in_report(report, "total_score"),
        report.document.source.path if report else None,
    )


def _compared(project: LedgerProject | None, report: Report | None, field: str) -> Iterator[Cell]:
    known, stated = _in_ledger(project, field), _in_report(report, field)
    yield in_wan(known) if known is not None else None
    yield in_wan(stated) if stated is not None else None
    yield in_wan(stated - known) if known is not None and stated is not None else None


def _in_ledger(project: LedgerProject | None, field: str) -> Decimal | None:
    cells = [row.values[field] for row in project.rows if field in row.values] if project else []
    numbers = [cell.number for cell in cells if cell.number is not None]
    return sum(numbers, Decimal(0)) if numbers else None


def _in_report(report: Report | None, field: str) -> Decimal | None:
    value = report.summary.get(field) if report else None
    return value.number if value is not None else None
