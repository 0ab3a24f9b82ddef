"""问题清单: one row a finding: both statements, the arithmetic, the basis, room for the verdict."""

import re
from collections.abc import Iterator, Sequence

from pipeline.model import Finding, Kind, Place, Results, Value
from pipeline.outputs.digest import Digest, ordered_findings
from pipeline.outputs.evidence import Evidence, place_words
from pipeline.outputs.numerals import in_wan, numeral_in
from pipeline.outputs.sheet import Book, Cell, Column, Layout, Styled, level_cell, write_table

NAME = "问题清单"
# Headers by which the next run finds what the auditor typed.
VERDICT = "审核意见"
NOTE = "审核备注"
FINGERPRINT = "指纹"
VERDICTS = ("属实", "误报", "待核", "已整改")

COLUMNS = (
    Column("序号", 6, "serial"),
    Column("单位", 15, "wrap"),
    Column("项目", 16, "wrap"),
    Column("年度", 7, "year"),
    Column("规则", 14, "wrap"),
    Column("级别", 9, "center"),
    Column("影响结论", 8, "center"),
    Column("问题摘要", 44, "wrap"),
    Column("表述A", 28, "wrap"),
    Column("出处A", 21, "wrap"),
    Column("表述B", 28, "wrap"),
    Column("出处B", 21, "wrap"),
    Column("应为", 15, "wrap"),
    Column("实为", 15, "wrap"),
    Column("差额", 15, "wrap"),
    Column("容差", 14, "wrap"),
    Column("计算式", 44, "wrap"),
    Column("可能误填处", 16, "wrap"),
    Column("依据", 26, "wrap"),
    Column("文件", 26, "wrap"),
    Column(VERDICT, 11, "input"),
    Column(NOTE, 29, "input"),
    Column(FINGERPRINT, 18, "text", hidden=True),
)

_UNITS: dict[Kind | None, str] = {Kind.MONEY: "wan_unit", Kind.RATE: "rate_unit", Kind.SCORE: "score_unit"}
# Unit as rules write it → exponent of ten that turns it into the unit shown, and the style that shows it.
_UNIT_WORDS = {
    "元": (-4, "wan_unit"),
    "万元": (0, "wan_unit"),
    "亿元": (4, "wan_unit"),
    "%": (0, "rate_unit"),
    "％": (0, "rate_unit"),
    "个百分点": (0, "points_unit"),
    "分": (0, "score_unit"),
}
_WITH_UNIT = re.compile(rf"([+-]?[\d,]+(?:\.\d+)?)\s*({'|'.join(_UNIT_WORDS)})")
_MORE_PLACES = 3


def write_findings(book: Book, results: Results, digest: Digest, evidence: Evidence) -> None:
    """Writes the sheet 问题清单, with a choice of verdicts in every row."""
    layout = Layout(frozen=3, pages_wide=2, repeated=1, fixed=True)
    sheet = write_table(book, NAME, COLUMNS, _rows(results, digest, evidence), layout)
    verdict = next(index for index, column in enumerate(COLUMNS) if column.title == VERDICT)
    sheet.data_validation(
        1,
        verdict,
        max(sheet.dim_rowmax, 1),
        verdict,
        {
            "validate": "list",
            "source": list(VERDICTS),
            "error_title": VERDICT,
            "error_message": f"请从下拉框中选择：{'、'.join(VERDICTS)}。",
        },
    )


def _rows(results: Results, digest: Digest, evidence: Evidence) -> Iterator[Sequence[Cell]]:
    for number, finding in enumerate(ordered_findings(results), start=1):
        report = digest.reports.get(finding.report)
        path = report.document.source.path if report else (finding.places[0].path if finding.places else "")
        first, second = _statement(finding, 0, path, evidence), _statement(finding, 1, path, evidence)
        kind = _kind_compared(finding, digest)
        yield (
            number,
            finding.unit,
            finding.project,
            finding.year,
            f"{finding.rule} {finding.title}",
            level_cell(finding.level),
            "是" if finding.affects_conclusion else None,
            finding.message,
            *first,
            *second,
            figure_cell(finding.expected, kind),
            figure_cell(finding.actual, kind),
            figure_cell(finding.difference, kind),
            figure_cell(finding.tolerance, kind),
            finding.calculation,
            finding.suspect,
            finding.basis,
            path,
            finding.verdict,
            finding.note,
            finding.fingerprint,
        )


def figure_cell(text: str | None, kind: Kind | None) -> Cell:
    """An expected or actual figure as a number with its unit (money in 万元); other words stay words."""
    written = _WITH_UNIT.fullmatch((text or "").strip().replace("−", "-"))
    number = numeral_in(written[1] if written else text)
    if number is None:
        return text
    if written is not None:
        power, style = _UNIT_WORDS[written[2]]
        return Styled(number.scaleb(power), style)
    return Styled(in_wan(number) if kind == Kind.MONEY else number, _UNITS.get(kind, "general"))


def _kind_compared(finding: Finding, digest: Digest) -> Kind | None:
    """What the bare figures of a finding count: the kind of a compared value that one of them equals."""
    figures = {numeral_in(finding.actual), numeral_in(finding.expected)} - {None}
    values = [digest.values[key] for key in finding.values if key in digest.values]
    for value in values:
        if value.number in figures:
            return value.kind
    return _only_kind(values)


def _only_kind(values: Sequence[Value]) -> Kind | None:
    kinds = {value.kind for value in values}
    return kinds.pop() if len(kinds) == 1 else None


def _statement(finding: Finding, index: int, path: str, evidence: Evidence) -> tuple[Cell, Cell]:
    if index >= len(finding.places):
        return None, None
    place = finding.places[index]
    where = [_place_with_file(place, path)]
    if index == 1 and len(finding.places) > 2:
        others = finding.places[2:]
        where += [f"另有 {len(others)} 处："]
        where += [_place_with_file(other, path) for other in others[:_MORE_PLACES]]
        where += ["……"] if len(others) > _MORE_PLACES else []
    return evidence.in_context(place), "\n".join(where)


def _place_with_file(place: Place, path: str) -> str:
    words = place_words(place)
    return words if place.path == path else f"《{place.path.rsplit('/', 1)[-1]}》{words}"
