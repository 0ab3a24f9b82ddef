"""总览 and 数据宽表: one row a report, first what was found, then its figures."""

from collections.abc import Iterator, Sequence

from pipeline.model import SUMMARY_FIELDS, Kind, Level, Outcome, Report, Results, Value
from pipeline.outputs.digest import Digest, level_counts, recomputed_rate
from pipeline.outputs.evidence import place_words
from pipeline.outputs.names import chinese_name, summary_name
from pipeline.outputs.numerals import in_wan
from pipeline.outputs.sheet import Book, Cell, Column, Layout, Styled, write_table

OVERVIEW = "总览"
FIGURES = "数据宽表"

_OVERVIEW_COLUMNS = (
    Column("序号", 6, "serial"),
    Column("单位", 18, "wrap"),
    Column("项目", 22, "wrap"),
    Column("年度", 7, "year"),
    Column("类型", 16, "wrap"),
    Column("错误", 8, "count"),
    Column("警告", 8, "count"),
    Column("提示", 8, "count"),
    Column("影响结论", 8, "center"),
    Column("待核规则", 8, "count"),
    Column("执行率（自述）", 11, "rate"),
    Column("执行率（重算）", 11, "rate"),
    Column("自评总分", 9, "general"),
    Column("自评等级", 8, "center"),
    Column("雷同", 26, "wrap"),
    Column("文件", 28, "wrap"),
)

_MONEY_FIELDS = tuple(
    field for field in SUMMARY_FIELDS if field not in ("execution_rate", "total_score", "full_score", "grade")
)
_FIGURE_COLUMNS = (
    Column("单位", 20, "wrap"),
    Column("项目", 24, "wrap"),
    Column("年度", 7, "year"),
    Column("类型", 16, "wrap"),
    *(Column(f"{summary_name(field)}（万元）", 14, "wan") for field in _MONEY_FIELDS),
    Column("执行率（自述）", 11, "rate"),
    Column("执行率（重算）", 11, "rate"),
    Column("重算依据", 16, "wrap"),
    Column("自评总分", 9, "general"),
    Column("满分", 8, "general"),
    Column("自评等级", 8, "center"),
    Column("文件", 30, "wrap"),
)
_SIMILAR_SHOWN = 3


def write_overview(book: Book, results: Results, digest: Digest) -> None:
    """Writes the sheet 总览."""
    write_table(book, OVERVIEW, _OVERVIEW_COLUMNS, _overview_rows(results, digest), Layout(frozen=3))


def write_figures(book: Book, results: Results) -> None:
    """Writes the sheet 数据宽表; the words as written stand to the right, outside the printed part."""
    raw = tuple(Column(f"原文：{summary_name(field)}", 28, "faint") for field in SUMMARY_FIELDS)
    layout = Layout(frozen=2, printed=len(_FIGURE_COLUMNS))
    write_table(book, FIGURES, _FIGURE_COLUMNS + raw, _figure_rows(results), layout)


def report_name(report: Report) -> str:
    """A report in a few words: unit and project, or its title or file where it names neither."""
    name = "·".join(part for part in (report.unit, report.project) if part)
    return name or report.title or report.document.source.path


def _overview_rows(results: Results, digest: Digest) -> Iterator[Sequence[Cell]]:
    for number, report in enumerate(results.batch.reports, start=1):
        findings = digest.findings_of.get(report.id, ())
        counts = level_counts(findings)
        affected = any(finding.affects_conclusion for finding in findings)
        checks = digest.checks_of.get(report.id)
        yield (
            number,
            report.unit,
            report.project,
            report.year,
            report.kind,
            _alarm(counts[Level.ERROR], "level_错误"),
            _alarm(counts[Level.WARNING], "level_警告"),
            counts[Level.HINT],
            "是" if affected else None,
            checks[Outcome.PENDING] if checks else None,
            *_rates(report),
            _number(report, "total_score"),
            _grade(report),
            _similar(report, digest),
            report.document.source.path,
        )


def _alarm(count: int, style: str) -> Cell:
    return Styled(count, style) if count else count


def _rates(report: Report) -> tuple[Cell, Cell]:
    again = recomputed_rate(report)
    return _number(report, "execution_rate"), again[0] if again else None


def _similar(report: Report, digest: Digest) -> str | None:
    pairs = digest.pairs_of.get(report.id, ())
    lines = []
    for pair in pairs[:_SIMILAR_SHOWN]:
        other = digest.reports.get(pair.b if pair.a == report.id else pair.a)
        name = report_name(other) if other else (pair.b if pair.a == report.id else pair.a)
        lines.append(f"{chinese_name('similar', pair.kind)} {pair.score:.0%}：{name}")
    if len(pairs) > _SIMILAR_SHOWN:
        lines.append(f"等 {len(pairs)} 份")
    return "\n".join(lines) or None


def _figure_rows(results: Results) -> Iterator[Sequence[Cell]]:
    for report in results.batch.reports:
        again = recomputed_rate(report)
        yield (
            report.unit,
            report.project,
            report.year,
            report.kind,
            *(_money(report, field) for field in _MONEY_FIELDS),
            _number(report, "execution_rate"),
            again[0] if again else None,
            f"{summary_name('spent')}÷{summary_name(again[1])}" if again else None,
            _number(report, "total_score"),
            _number(report, "full_score"),
            _grade(report),
            report.document.source.path,
            *(_as_written(report.summary.get(field)) for field in SUMMARY_FIELDS),
        )


def _money(report: Report, field: str) -> Cell:
    value = report.summary.get(field)
    return in_wan(value.number) if value is not None and value.number is not None else None


def _number(report: Report, field: str) -> Cell:
    value = report.summary.get(field)
    return value.number if value is not None else None


def _grade(report: Report) -> Cell:
    value = report.summary.get("grade")
    return (value.grade or value.raw) if value is not None and value.kind == Kind.GRADE else None


def _as_written(value: Value | None) -> Cell:
    return f"{value.raw}〔{place_words(value.place)}〕" if value is not None else None
