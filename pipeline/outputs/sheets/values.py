"""抽取明细 and 资金与指标: every figure with its words and place, and the typed 自评表."""

from collections.abc import Iterator, Mapping, Sequence

from pipeline.model import FundRow, Indicator, Kind, Place, Report, Results, Value
from pipeline.outputs.digest import Digest, listed_values
from pipeline.outputs.evidence import Evidence, place_words
from pipeline.outputs.names import chinese_name, field_name
from pipeline.outputs.numerals import in_wan
from pipeline.outputs.sheet import Book, Cell, Styled, write_table
from pipeline.outputs.sheet_layout import Column, Layout
from pipeline.outputs.sheets.names import FORMS, VALUES

_VALUE_COLUMNS = (
    Column("单位", 16, "wrap"),
    Column("项目", 18, "wrap"),
    Column("类别", 8, "center"),
    Column("字段", 14, "wrap"),
    Column("数值", 18, "general"),
    Column("区间上限", 12, "general"),
    Column("计量", 8, "center"),
    Column("折合（万元）", 14, "wan"),
    Column("原文", 18, "wrap"),
    Column("确切程度", 9, "center"),
    Column("口气", 8, "center"),
    Column("所属项目", 18, "wrap"),
    Column("所属年度", 8, "year"),
    Column("章节", 20, "wrap"),
    Column("位置", 8, "center"),
    Column("出处", 20, "wrap"),
    Column("引文", 46, "wrap"),
    Column("用到的规则", 14, "wrap"),
    Column("文件", 26, "wrap"),
    Column("把握（%）", 8, "count"),
    Column("数值编号", 14, "text"),
)

_INDICATOR_COLUMNS = (
    Column("单位", 16, "wrap"),
    Column("项目", 18, "wrap"),
    Column("年度", 7, "year"),
    Column("行类", 13, "wrap"),
    Column("一级指标", 12, "wrap"),
    Column("二级指标", 13, "wrap"),
    Column("三级指标／资金行", 24, "wrap"),
    Column("年初预算数（万元）", 13, "wan"),
    Column("全年预算数（万元）", 13, "wan"),
    Column("全年执行数（万元）", 13, "wan"),
    Column("执行率", 10, "rate"),
    Column("指标值", 16, "wrap"),
    Column("实际完成值", 16, "wrap"),
    Column("分值", 8, "general"),
    Column("得分", 8, "general"),
    Column("偏差原因", 26, "wrap"),
    Column("出处", 18, "wrap"),
    Column("文件", 24, "wrap"),
)

_OWN_UNITS = {Kind.MONEY: "元", Kind.RATE: "%", Kind.SCORE: "分"}


def write_values(book: Book, results: Results, digest: Digest, evidence: Evidence) -> None:
    """Writes the sheet 抽取明细."""
    rows = _value_rows(results, digest, evidence)
    printed = 1 + next(at for at, column in enumerate(_VALUE_COLUMNS) if column.title == "文件")
    layout = Layout(frozen=2, pages_wide=2, printed=printed, repeated=1, notice="没有读到数值。")
    write_table(book, VALUES, _VALUE_COLUMNS, rows, layout)


def write_forms(book: Book, results: Results) -> None:
    """Writes the sheet 资金与指标."""
    layout = Layout(frozen=2, pages_wide=2, repeated=2, notice="没有读到自评表的资金行和指标行。")
    write_table(book, FORMS, _INDICATOR_COLUMNS, _form_rows(results), layout)


def _value_rows(results: Results, digest: Digest, evidence: Evidence) -> Iterator[Sequence[Cell]]:
    for report, value in listed_values(results):
        yield _value_row(report, value, digest, evidence)


def _value_row(report: Report, value: Value, digest: Digest, evidence: Evidence) -> Sequence[Cell]:
    place = value.place
    return (
        report.unit,
        report.project,
        chinese_name("kind", value.kind),
        field_name(value.kind, value.field),
        _figure(value),
        value.upper,
        _OWN_UNITS.get(value.kind, value.unit),
        _wan(value) if value.kind == Kind.MONEY else None,
        value.raw,
        chinese_name("exactness", value.exactness),
        chinese_name("modality", value.modality),
        value.project,
        value.year,
        value.section,
        chinese_name("where", value.where),
        place_words(place),
        evidence.in_context(place),
        "、".join(digest.rules_using.get(value.id, ())),
        place.path,
        round(value.confidence * 100),
        value.id,
    )


def _figure(value: Value) -> Cell:
    if value.kind == Kind.GRADE:
        return value.grade
    return Styled(value.number, "yuan") if value.kind == Kind.MONEY else value.number


def _form_rows(results: Results) -> Iterator[Sequence[Cell]]:
    for report in results.batch.reports:
        about: tuple[Cell, ...] = (report.unit, report.project, report.year)
        path = report.document.source.path
        for fund in report.funds:
            yield *about, *_fund_cells(fund), path
        for indicator in report.indicators:
            yield *about, *_indicator_cells(indicator), path


def _fund_cells(fund: FundRow) -> Sequence[Cell]:
    return (
        chinese_name("fund_role", fund.role),
        None,
        None,
        "　" * fund.level + fund.row,
        _wan(fund.budget_initial),
        _wan(fund.budget_full),
        _wan(fund.spent),
        _number(fund.rate),
        None,
        None,
        _number(fund.weight),
        _number(fund.score),
        None,
        _row_place(fund.places, (fund.budget_full, fund.spent, fund.budget_initial)),
    )


def _indicator_cells(indicator: Indicator) -> Sequence[Cell]:
    return (
        chinese_name("indicator_role", indicator.role),
        indicator.level1,
        indicator.level2,
        indicator.level3,
        None,
        None,
        None,
        None,
        indicator.raw.get("target") or indicator.target,
        indicator.raw.get("actual") or indicator.actual,
        _number(indicator.weight),
        _number(indicator.score),
        indicator.reason,
        _row_place(indicator.places, (indicator.score, indicator.weight)),
    )


def _row_place(places: Mapping[str, Place], values: Sequence[Value | None]) -> str | None:
    """The place of the row: a cell of its own (a group's name may be merged over many rows), or a figure."""
    own = [places[column] for column in ("row", "level3", "actual", "target") if column in places]
    known = own or [value.place for value in values if value is not None] or list(places.values())
    return place_words(known[0]) if known else None


def _wan(value: Value | None) -> Cell:
    return in_wan(value.number) if value is not None and value.number is not None else None


def _number(value: Value | None) -> Cell:
    return value.number if value is not None else None
