"""跨年与重报: each report beside last year's of the same unit and project."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from pipeline.model import Check, LastReport, LastYear, Report, Results
from pipeline.outputs.numerals import in_wan
from pipeline.outputs.sheet import Book, Cell, write_table
from pipeline.outputs.sheet_layout import Column, Layout
from pipeline.outputs.sheets.names import ACROSS_YEARS

_RULES = ("BD-05", "LT-02")
_ROLES = ("完成情况", "存在问题", "改进建议")
_COLUMNS = (
    Column("单位", 22, "wrap"),
    Column("项目", 26, "wrap"),
    Column("年度", 7, "year"),
    Column("上年结余·上年报告（万元）", 14, "wan"),
    Column("上年结转·本年报告（万元）", 14, "wan"),
    Column("上年支出（万元）", 14, "wan"),
    Column("本年支出（万元）", 14, "wan"),
    Column("上年总分", 9, "general"),
    Column("本年总分", 9, "general"),
    *(Column(f"{role}与上年相同（%）", 12, "rate") for role in _ROLES),
    *(Column(f"{rule} 结果", 40, "wrap") for rule in _RULES),
    Column("上年文件", 30, "wrap"),
    Column("本年文件", 30, "wrap"),
)


def write_across_years(book: Book, results: Results) -> None:
    """Writes the sheet 跨年与重报; where nothing of last year was given, it says so."""
    last_year = results.batch.last_year
    checks = {(check.rule, check.report): check for check in results.checks if check.rule in _RULES}
    notice = "没有提供上年资料（--last-year），未作跨年比对。"
    if last_year is not None:
        notice = "上年资料中没有与本批同一单位、同一项目的报告。"
    rows = _rows(results, last_year, checks) if last_year is not None else ()
    write_table(book, ACROSS_YEARS, _COLUMNS, rows, Layout(frozen=2, pages_wide=2, repeated=2, notice=notice))


def _rows(
    results: Results, last_year: LastYear, checks: Mapping[tuple[str, str], Check]
) -> Iterator[Sequence[Cell]]:
    for report in results.batch.reports:
        for last in last_year.of(report):
            shares = [_share(report, last, last_year, role) for role in _ROLES]
            said = [checks.get((rule, report.id)) for rule in _RULES]
            yield (
                report.unit,
                report.project,
                report.year,
                _money(last, "surplus"),
                _money(report, "carryover_in"),
                _money(last, "spent"),
                _money(report, "spent"),
                _number(last, "total_score"),
                _number(report, "total_score"),
                *shares,
                *(f"{check.outcome}：{check.why}" if check else None for check in said),
                last.path,
                report.document.source.path,
            )


def _share(report: Report, last: LastReport, last_year: LastYear, role: str) -> Decimal | None:
    found = [
        one.share
        for one in last_year.repetitions
        if (one.report, one.last, one.role) == (report.id, last.id, role)
    ]
    return found[0] * 100 if found else None


def _number(one: Report | LastReport, field: str) -> Decimal | None:
    value = one.summary.get(field)
    return value.number if value is not None else None


def _money(one: Report | LastReport, field: str) -> Decimal | None:
    number = _number(one, field)
    return in_wan(number) if number is not None else None
