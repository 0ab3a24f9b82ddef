"""问题清单: one row a finding: both statements, the arithmetic, the basis, the evidence, room for the verdict."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Finding, Place, Results
from pipeline.outputs.digest import Digest, ordered
from pipeline.outputs.evidence import Evidence, place_words
from pipeline.outputs.figures import difference_cell, figure_cell, kind_compared
from pipeline.outputs.review_cells import (
    FINGERPRINT,
    NOTE,
    REVIEWED_ON,
    REVIEWER,
    VERDICT,
    VERDICTS,
    WRITTEN,
    real_day,
)
from pipeline.outputs.sheet import Book, Cell, Link, Styled, level_cell, write_table
from pipeline.outputs.sheet_layout import Column, Layout
from pipeline.outputs.sheets.names import FIGURES, FILES, FINDINGS, LEDGER, VALUES
from pipeline.outputs.verdicts import review_of

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
    Column("出处A", 23, "wrap"),
    Column("表述B", 28, "wrap"),
    Column("出处B", 23, "wrap"),
    Column("应为", 15, "wrap"),
    Column("实为", 15, "wrap"),
    Column("差额（万元）", 13, "wan"),
    Column("计算式", 38, "wrap"),
    Column("可能误填处", 15, "wrap"),
    Column("依据", 22, "wrap"),
    Column("证据", 17, "wrap"),
    Column(VERDICT, 11, "input_center"),
    Column(NOTE, 26, "input"),
    Column(REVIEWER, 10, "input"),
    Column(REVIEWED_ON, 12, "input_day"),
    Column("状态", 9, "center"),
    Column(FINGERPRINT, 18, "text", hidden=True),
    Column(WRITTEN, 14, "text", hidden=True),
)
_MORE_PLACES = 3


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the rows of the sheet are written from."""

    digest: Digest
    evidence: Evidence
    late: Collection[str]


def write_findings(
    book: Book, results: Results, digest: Digest, evidence: Evidence, late: Collection[str] = ()
) -> None:
    """Writes the sheet 问题清单, with a choice of verdicts in every row.

    Findings in `late` carry a verdict that stands in no log yet: the next run shall read it here again.
    """
    layout = Layout(
        frozen=3,
        pages_wide=2,
        repeated=1,
        fixed=True,
        notice="没有疑点。请先看“封面与说明”的未核查事项：没有查到的，不等于没有问题。",
    )
    rows = _Rows(digest, evidence, late)
    sheet = write_table(book, FINDINGS, COLUMNS, _rows(results, rows), layout)
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


def _rows(results: Results, rows: _Rows) -> Iterator[Sequence[Cell]]:
    standing, gone = ordered(results.findings), ordered(results.gone)
    for number, finding in enumerate(standing, start=1):
        yield _row(number, finding, rows)
    for number, finding in enumerate(gone, start=len(standing) + 1):
        # Nothing left to decide: the whole row is grey, but what was decided stays in sight.
        row = _row(number, finding, rows)
        yield tuple(_greyed(cell, column) for cell, column in zip(row, COLUMNS, strict=True))


def _row(number: int, finding: Finding, rows: _Rows) -> Sequence[Cell]:
    report = rows.digest.reports.get(finding.report)
    path = report.document.source.path if report else (finding.places[0].path if finding.places else "")
    kind = kind_compared(finding, rows.digest)
    return (
        number,
        finding.unit,
        finding.project,
        finding.year,
        f"{finding.rule} {finding.title}",
        level_cell(finding.level),
        "是" if finding.affects_conclusion else None,
        finding.message,
        *_statement(finding, 0, path, rows.evidence),
        *_statement(finding, 1, path, rows.evidence),
        figure_cell(finding.expected, kind),
        figure_cell(finding.actual, kind),
        difference_cell(finding.difference, kind),
        _calculation(finding),
        finding.suspect,
        finding.basis,
        _link(finding, path, rows.digest),
        finding.verdict,
        finding.note,
        finding.reviewer,
        _day(finding.reviewed_on),
        finding.status,
        finding.fingerprint,
        None if finding.fingerprint in rows.late else review_of(finding).mark() or None,
    )


def _calculation(finding: Finding) -> str | None:
    """The arithmetic, and the tolerance under it."""
    tolerance = f"容差：{finding.tolerance}" if finding.tolerance else None
    return "\n".join(part for part in (finding.calculation, tolerance) if part) or None


def _day(text: str | None) -> Cell:
    day = real_day(text)
    return Styled(day, "input_day") if day else text


def _greyed(cell: Cell, column: Column) -> Cell:
    if isinstance(cell, Link) or column.style.startswith("input"):
        return cell
    value = cell.value if isinstance(cell, Styled) else cell
    centred = column.style in ("serial", "year", "center")
    return Styled(value, "gone_center" if centred else "gone") if isinstance(value, str | None) else cell


def _link(finding: Finding, path: str, digest: Digest) -> Cell:
    """Leads to the row of a compared figure, else to the row of its report, its file, or the ledger."""
    for value in finding.values:
        if value in digest.value_rows:
            return _row_link(VALUES, digest.value_rows[value])
    if finding.report in digest.figure_rows:
        return _row_link(FIGURES, digest.figure_rows[finding.report])
    if path in digest.file_rows:
        return _row_link(FILES, digest.file_rows[path])
    return Link(LEDGER, LEDGER) if not finding.report and digest.has_ledger else None


def _row_link(sheet: str, row: int) -> Link:
    return Link(f"{sheet} {row} 行", sheet, row)


def _statement(finding: Finding, index: int, path: str, evidence: Evidence) -> tuple[Cell, Cell]:
    if index >= len(finding.places):
        return None, None
    place = finding.places[index]
    # The first statement names its file; the second only where it stands in another.
    where = [_place_with_file(place, path if index else "")]
    if index == 1 and len(finding.places) > 2:
        others = finding.places[2:]
        where += [f"另有 {len(others)} 处："]
        where += [_place_with_file(other, path) for other in others[:_MORE_PLACES]]
        where += ["……"] if len(others) > _MORE_PLACES else []
    return evidence.in_context(place), "\n".join(where)


def _place_with_file(place: Place, path: str) -> str:
    words = place_words(place)
    return words if place.path == path else f"《{place.path.rsplit('/', 1)[-1]}》\n{words}"
