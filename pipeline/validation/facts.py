"""What may be compared with what: the fact key and the gates G1–G5 and G9 (可比性)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.model import Exactness, FundRow, Kind, Modality, Report, Value
from pipeline.validation.fingerprints import canonical_name
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import clause_after, clause_before
from pipeline.validation.tolerance import Figure

_LEAD = 30

# 口径 that speak of the whole project or unit; parts, unit prices and other objects never meet them (G5).
WHOLE_MONEY = (
    "budget_initial",
    "budget_full",
    "budget_approved",
    "received",
    "spent",
    "surplus",
    "carryover_in",
)

FIELD_NAMES = {
    "budget_initial": "年初预算数",
    "budget_full": "全年（调整后）预算数",
    "budget_approved": "批复预算",
    "received": "到位资金",
    "spent": "支出（执行）数",
    "surplus": "结余",
    "carryover_in": "上年结转",
}


@dataclass(frozen=True, slots=True)
class FactKey:
    """单位、项目、年度、时点、口径、资金来源: two figures meet only when all of it is equal (G1)."""

    unit: str
    project: str
    year: int | None
    as_of: str | None
    field: str
    source: str

    def label(self) -> str:
        """The part of the key that tells facts of one report apart, for the fingerprint."""
        parts = (self.project, self.field, self.source, self.as_of or "")
        return "/".join(part for part in parts if part)


def figure(value: Value) -> Figure:
    """The value as a figure with its last written place."""
    if value.number is None:
        raise ValueError(f"{value.raw} 没有数值")
    return Figure(value.number, value.ulp)


def subject(report: Report, value: Value) -> str:
    """The project that a value speaks of, canonical; empty for the report as a whole (G2)."""
    if value.project is None or value.project == report.project:
        return ""
    named = canonical_name(value.project)
    only = len(report.projects) <= 1
    return (
        ""
        if only and named in {canonical_name(report.project), *map(canonical_name, report.projects)}
        else named
    )


def fact_key(report: Report, value: Value) -> FactKey:
    """The whole key of a value."""
    return FactKey(
        unit=canonical_name(report.unit),
        project=subject(report, value),
        year=value.year if value.year is not None else report.year,
        as_of=None if _is_year_end(report, value.as_of) else value.as_of,
        field=value.field,
        source=canonical_name(value.source),
    )


def unknown_part(report: Report, value: Value) -> str | None:
    """Which part of the key is not known, so that a difference is 待核 and never a finding."""
    if report.year is None and value.year is None:
        return "年度"
    if value.project is None and value.where == "text" and len(report.projects) > 1:
        return "所属项目"
    return None


def of_this_year(report: Report, value: Value) -> bool:
    """The year gate G3 and the time gate G4: the evaluated year, at its end."""
    same_year = value.year is None or report.year is None or value.year == report.year
    return same_year and _is_year_end(report, value.as_of)


def asserted(report: Report, value: Value) -> bool:
    """Stated as a fact of the evaluated year with a number or grade."""
    known = value.number is not None or value.grade is not None
    return value.modality is Modality.ASSERTED and known and of_this_year(report, value)


def exact(value: Value) -> bool:
    """Stated exactly (T3 has the others)."""
    return value.exactness is Exactness.EXACT


def part_of_something(report: Report, value: Value) -> bool:
    """Whether the clause itself says that the amount is a part, a batch or a plan (G3, G5)."""
    if value.where != "text":
        return False
    before = clause_before(report, value.place.start)
    after = clause_after(report, value.place.end)
    if report.kind.startswith("整体") and cues("statement_guards", "department_parts").search(before):
        return True
    if of_another_object(report, before):
        return True
    lead = report.document.text[max(0, value.place.start - _LEAD) : value.place.start]
    if cues("statement_guards", "to_year_end").search(lead):  # 截至年末的累计就是全年数
        before = before.replace("累计", "")
    return bool(
        cues("statement_guards", "part_before").search(before)
        or cues("statement_guards", "part_after").match(after)
    )


def of_another_object(report: Report, clause: str) -> bool:
    """Whether the clause's subject is a county, school or sub-project, not the report's own object (G2)."""
    found = cues("statement_guards", "sub_object").search(clause)
    if found is None or cues("statement_guards", "own_subject").search(found["name"]):
        return False
    name = canonical_name(found["name"])
    own = (canonical_name(report.project), canonical_name(report.unit), canonical_name(report.title))
    return not any(name in one or (one and one in name) for one in own) and not _own_place(report, name)


def _own_place(report: Report, name: str) -> bool:
    """桂花街道居家养老服务项目, where 桂花街道办事处 reports on 居家养老服务项目: the unit's place before its project."""
    unit, project = canonical_name(report.unit), canonical_name(report.project)
    place = next((name[:size] for size in range(len(name) - 1, 1, -1) if name[:size] in unit), "")
    rest = name[len(place) :]
    return bool(place) and rest in project and len(rest) * 2 > len(project)


def whole_money(report: Report) -> Iterator[Value]:
    """Amounts of the whole project or unit: text statements and the fund block's total row."""
    cells = {_spot(value) for row in report.funds for value in row_money(row)}
    seen: set[tuple[str, int]] = set()
    for row in report.funds:
        if row.level == 0 and row.role == "total":
            yield from _fresh(row_money(row), seen)
    for value in report.values:
        stated = value.kind is Kind.MONEY and value.field in WHOLE_MONEY and asserted(report, value)
        if (
            stated
            and value.where == "text"
            and _spot(value) not in cells
            and not part_of_something(report, value)
        ):
            yield from _fresh((value,), seen)


def row_money(row: FundRow) -> tuple[Value, ...]:
    """The money cells of a fund row that hold a number."""
    cells = (row.budget_initial, row.budget_full, row.spent)
    return tuple(value for value in cells if value is not None and value.number is not None)


def _fresh(values: Iterable[Value], seen: set[tuple[str, int]]) -> Iterator[Value]:
    for value in values:
        if _spot(value) not in seen:
            seen.add(_spot(value))
            yield value


def _spot(value: Value) -> tuple[str, int]:
    return (value.place.path, value.place.start)


def _is_year_end(report: Report, as_of: str | None) -> bool:
    year = report.year
    return as_of is None or (year is not None and as_of in {str(year), f"{year}-12", f"{year}-12-31"})
