"""数据宽表: one row a project: the figures an auditor puts on one line, and the words they come from."""

from collections.abc import Iterator, Sequence

from pipeline.model import SUMMARY_FIELDS, Kind, Report, Value
from pipeline.outputs.digest import Digest, Project, recomputed_rate
from pipeline.outputs.evidence import place_words
from pipeline.outputs.names import summary_name
from pipeline.outputs.numerals import in_wan
from pipeline.outputs.sheet import Book, Cell, write_table
from pipeline.outputs.sheet_layout import Column, Layout
from pipeline.outputs.sheets.names import FIGURES

_MONEY_FIELDS = (
    "budget_initial",
    "budget_full",
    "budget_approved",
    "received",
    "spent",
    "surplus",
    "carryover_in",
)
_COLUMNS = (
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


def write_figures(book: Book, digest: Digest) -> None:
    """Writes the sheet 数据宽表; the words as written stand to the right, outside the printed part."""
    raw = tuple(Column(f"原文：{summary_name(field)}", 28, "faint") for field in SUMMARY_FIELDS)
    layout = Layout(frozen=2, pages_wide=2, printed=len(_COLUMNS), repeated=2, notice="没有认出报告。")
    write_table(book, FIGURES, _COLUMNS + raw, _rows(digest), layout)


def _rows(digest: Digest) -> Iterator[Sequence[Cell]]:
    for project in digest.projects:
        if project.reports:
            yield _row(project)


def _row(project: Project) -> Sequence[Cell]:
    # Where the narrative and the form both state a figure and differ, a rule says so; the narrative's stands here.
    figures = {field: _first(project, field) for field in SUMMARY_FIELDS}
    again = next(filter(None, map(recomputed_rate, project.reports)), None)
    return (
        project.unit,
        project.project,
        project.year,
        "\n".join(dict.fromkeys(report.kind for report in project.reports)),
        *(_money(figures[field]) for field in _MONEY_FIELDS),
        _number(figures["execution_rate"]),
        again[0] if again else None,
        f"{summary_name('spent')}÷{summary_name(again[1])}" if again else None,
        _number(figures["total_score"]),
        _number(figures["full_score"]),
        _grade(figures["grade"]),
        "\n".join(report.document.source.path for report in project.reports),
        *(_as_written(figures[field], project) for field in SUMMARY_FIELDS),
    )


def _first(project: Project, field: str) -> Value | None:
    return next((report.summary[field] for report in project.reports if field in report.summary), None)


def _money(value: Value | None) -> Cell:
    return in_wan(value.number) if value is not None and value.number is not None else None


def _number(value: Value | None) -> Cell:
    return value.number if value is not None else None


def _grade(value: Value | None) -> Cell:
    return (value.grade or value.raw) if value is not None and value.kind == Kind.GRADE else None


def _as_written(value: Value | None, project: Project) -> Cell:
    if value is None:
        return None
    file = f"《{_file(value, project.reports)}》" if len(project.reports) > 1 else ""
    return f"{value.raw}〔{file}{place_words(value.place)}〕"


def _file(value: Value, reports: Sequence[Report]) -> str:
    paths = {report.document.source.path for report in reports}
    return value.place.path.rsplit("/", 1)[-1] if len(paths) > 1 else ""
