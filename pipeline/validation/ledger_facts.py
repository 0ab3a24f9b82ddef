"""What the ledger says of a report's project, and what must be known before a figure is held against it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import FundRow, LedgerMatch, LedgerProject, Place, Report, Value
from pipeline.validation.base import Comparison, Context, not_applicable, pending
from pipeline.validation.facts import figure
from pipeline.validation.tolerance import Figure, Sameness, same_fact
from pipeline.validation.wording import added, money, spot, written

NO_LEDGER = "没有提供台账（--ledger），无从比对"
# A difference of two powers of ten is a question of unit or object, not of an amount wrongly copied.
_IMPLAUSIBLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Entry:
    """An amount of the ledger: one cell, or several rows of the project added up."""

    field: str
    figure: Figure
    cells: tuple[Value, ...]
    label: str = ""

    @property
    def places(self) -> tuple[Place, ...]:
        """The ledger's cells."""
        return tuple(cell.place for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The ledger's project that a report is about, and how that is known."""

    project: LedgerProject
    match: LedgerMatch

    def told(self) -> str:
        """How the two were matched, for the message."""
        code = f"项目编码 {self.project.code}，" if self.project.code else ""
        how = "按编码对应" if self.match.how == "code" else f"按单位和项目名称对应，相似度 {self.match.score}"
        return f"{code}{how}"


def counterpart(report: Report, context: Context) -> Counterpart | Comparison:
    """The report's project in the ledger, or why nothing can be held against it."""
    join = context.batch.ledger
    if join is None:
        return not_applicable(NO_LEDGER)
    match = join.settled(report.id)
    if match is not None:
        return Counterpart(join.project(match.project), match)
    candidates = join.candidates(report.id)
    if candidates:
        names = "、".join(f"{join.project(one.project).project}（{one.score}）" for one in candidates)
        return pending(f"台账中的项目不能确定：{candidates[0].why}；相近的有 {names}，请人工对应")
    return not_applicable("台账中没有这份报告的单位和项目，见工作表“账表比对”")


def entry(project: LedgerProject, field: str) -> Entry | None:
    """The project's amount in a column of the ledger, its rows added up; None where the column is blank."""
    cells = [row.values[field] for row in project.rows if field in row.values]
    if cells:
        return _sum(field, cells)
    if field != "budget_full":
        return None
    initial, change = entry(project, "budget_initial"), entry(project, "budget_change")
    if initial is None or change is None:
        return None
    return _sum(field, [*initial.cells, *change.cells], "年初预算＋调整")


def single_sources(project: LedgerProject, field: str) -> Iterator[Entry]:
    """The rows of a project that the ledger splits by source, each alone."""
    rows = [row for row in project.rows if field in row.values]
    if len(rows) > 1:
        for row in rows:
            yield _sum(field, [row.values[field]], row.source or "其中一行")


def _sum(field: str, cells: list[Value], label: str = "") -> Entry:
    total = sum((cell.number or Decimal(0) for cell in cells), Decimal(0))
    return Entry(field, Figure(total, min(figure(cell).quantum for cell in cells)), tuple(cells), label)


def agrees(value: Value, known: Entry) -> bool:
    """Whether the report's figure is the ledger's, at the precision of the coarser one."""
    return same_fact(figure(value), known.figure) is not Sameness.DIFFERENT


def far_apart(value: Value, known: Entry) -> bool:
    """Whether the two are so different that they cannot speak of the same thing."""
    small, large = sorted((abs(value.number or Decimal(0)), abs(known.figure.number)))
    return small > 0 and large / small >= _IMPLAUSIBLE


def fund_part_that_agrees(report: Report, field: str, known: Entry) -> tuple[FundRow, Value] | None:
    """A part of the report's funds that is the ledger's amount: the report holds other sources besides."""
    for row in report.funds:
        value = {"budget_initial": row.budget_initial, "budget_full": row.budget_full, "spent": row.spent}[
            field
        ]
        if row.level > 0 and value is not None and value.number and agrees(value, known):
            return row, value
    return None


def shown(known: Entry, report: Report) -> str:
    """The ledger's amount with its cells, as an auditor would look it up."""
    cells = "、".join(
        f"{written(cell)}（{spot(report, cell.place, name_file=True)}）" for cell in known.cells
    )
    if len(known.cells) == 1:
        return cells
    unit = known.cells[0].unit or "元"
    terms = added(written(cell) for cell in known.cells)
    return f"{terms}={money(known.figure.number, unit)}（{cells}）"
