"""Rows and columns of a document's tables that do not add up (表内合计、小计)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Level, Place, Report
from pipeline.validation.base import Comparison, Context, Doubt, fired, not_applicable, passed, pending, rule
from pipeline.validation.funds import blocks
from pipeline.validation.lexicon import cues
from pipeline.validation.table_reading import Grid, grids, is_summable, is_total
from pipeline.validation.tolerance import Figure, SumCheck, SumVerdict, rounded_sum
from pipeline.validation.wording import added, plain, spot

_FEWEST = 2
_LONGEST_UNIT = 3
Spot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Sum:
    """A printed sum, the cells that it must be the sum of, and what it is called."""

    total: Spot
    members: tuple[Spot, ...]
    name: str
    sure: bool
    """Whether the table leaves no doubt about the members."""


@rule(
    "WB-02",
    "表内合计、小计错误",
    Level.ERROR,
    basis="绩效自评须真实、准确，表内合计应等于各行（列）之和",
    needs="带合计、小计行或列的表格（资金栏见 ZJ-01，评分表见 DF-02、DF-03）",
)
def table_sum_miscalculated(report: Report, context: Context) -> Iterator[Comparison]:
    """合计、小计 against the members of the same level, 其中 left out: T1 for money, T0 for counts and scores."""
    covered = _covered(report)
    for one in grids(report):
        if (one.table.sheet, one.table.index) in covered or _mixed_units(one):
            continue
        for found in (*_row_sums(one), *_column_sums(one)):
            yield _added(report, context, one, found)


def _covered(report: Report) -> set[tuple[str | None, int | None]]:
    """Tables that ZJ-01, DF-02 and DF-03 look at: fund blocks with sources, and indicator tables."""
    places: list[Place] = [place for row in report.indicators for place in row.places.values()]
    for rows in blocks(report).values():
        if any(row.role == "total" for row in rows) and any(row.level == 1 for row in rows):
            listed = any(row.role == "project" for row in rows)
            cells = [
                value for row in rows for value in (row.budget_full, row.spent, row.budget_initial) if value
            ]
            places += [] if listed else [value.place for value in cells]
    return {(place.sheet, place.table) for place in places}


def _mixed_units(one: Grid) -> bool:
    for column in range(one.table.columns):
        if cues("table_cues", "unit_column").search(one.head(column)):
            units = {one.text(row, column) for row in one.rows() if not is_total(one.label(row))} - {""}
            # “单位”栏里写的若是乡镇、学校，说的是承担单位而不是计量单位。
            bodies = [unit for unit in units if cues("table_cues", "institution").search(unit)]
            if len(units) > 1 and not bodies and all(len(unit) <= _LONGEST_UNIT for unit in units):
                return True
    return False


def _row_sums(one: Grid) -> Iterator[_Sum]:
    """Every 合计 or 小计 row in every column that can be added up."""
    totals = [row for row in one.rows() if is_total(one.label(row))]
    nested = any(cues("table_cues", "nested").search(text) for row in one.rows() for text in _names(one, row))
    previous = one.heads
    for row in totals:
        above = [r for r in range(previous, row) if r not in totals]
        previous = row + 1
        readings = _readings(one, totals, row, above)
        sure = not nested and len(readings) == 1
        for column in range(one.table.columns):
            yield from _column_of(one, row, column, readings, sure=sure)


def _names(one: Grid, row: int) -> tuple[str, str]:
    return one.text(row, 0), one.label(row)


def _readings(one: Grid, totals: Sequence[int], row: int, above: list[int]) -> list[list[int]]:
    """Which rows a sum may be over: those above it, all leaves, the subtotals, the sections, or those below."""
    subtotals = [
        other for other in totals if other < row and cues("table_cues", "subtotal").search(one.label(other))
    ]
    leaves = [other for other in one.rows() if other not in totals]
    if not above and not subtotals:
        return [leaves] if leaves else []
    if cues("table_cues", "subtotal").search(one.label(row)) or not subtotals:
        found = [above]
        sections = [
            r for r in above if any(cues("table_cues", "nested").search(name) for name in _names(one, r))
        ]
        if sections:
            rest = [r for r in above if r not in sections]
            found += [sections, rest]
        if totals[0] != row:
            found.append([r for r in leaves if r < row])
        return found
    return [subtotals, [r for r in leaves if r < row], [*subtotals, *above]]


def _column_of(
    one: Grid, row: int, column: int, readings: Sequence[Sequence[int]], *, sure: bool
) -> Iterator[_Sum]:
    head = one.head(column)
    if one.figure(row, column) is None or not is_summable(head) or _average(one, row, head):
        return
    usable: list[list[Spot]] = []
    for rows in readings:
        members = [(r, column) for r in rows if not one.empty(r, column)]
        if len(members) < _FEWEST or any(one.figure(*spot) is None for spot in members):
            continue
        usable.append(members)
    if not usable:
        return
    fitting = next((members for members in usable if _check(one, (row, column), members)), None)
    name = f"{one.label(row)}行“{head}”栏"
    yield _Sum((row, column), tuple(fitting or usable[0]), name, sure)


def _average(one: Grid, row: int, head: str) -> bool:
    """A total of scores may be their mean, unless weights stand beside them."""
    score = cues("table_cues", "score").search(head)
    weighed = any(
        cues("table_cues", "weight").search(one.head(column)) for column in range(one.table.columns)
    )
    said = any(
        cues("table_cues", "average").search(one.text(row, column)) for column in range(one.table.columns)
    )
    return bool(said or (score and not weighed))


def _column_sums(one: Grid) -> Iterator[_Sum]:
    """合计 columns, where most rows show which columns they are the sum of."""
    heads = [one.text(one.heads - 1, column) for column in range(one.table.columns)]
    for column, head in enumerate(heads):
        if not is_total(head):
            continue
        right = _run(one, heads, range(column + 1, len(heads)))
        left = _run(one, heads, range(column - 1, -1, -1))
        for columns in (right, left):
            rows = [row for row in one.rows() if _filled(one, row, (column, *columns))]
            agreeing = [row for row in rows if _check(one, (row, column), [(row, c) for c in columns])]
            if len(columns) >= _FEWEST and len(agreeing) >= _FEWEST and len(agreeing) * 2 >= len(rows):
                for row in rows:
                    members = tuple((row, c) for c in columns)
                    yield _Sum((row, column), members, f"“{one.label(row)}”行{head}栏", sure=True)
                break


def _run(one: Grid, heads: Sequence[str], columns: range) -> list[int]:
    """The neighbouring columns of figures up to the next sum or to words."""
    found: list[int] = []
    for column in columns:
        figures = [one.figure(row, column) for row in one.rows() if not one.empty(row, column)]
        if is_total(heads[column]) or not is_summable(heads[column]) or not figures or None in figures:
            break
        found.append(column)
    return found


def _filled(one: Grid, row: int, columns: Sequence[int]) -> bool:
    return all(one.figure(row, column) is not None for column in columns)


def _figures(one: Grid, spots: Sequence[Spot]) -> list[Figure]:
    return [found for spot_ in spots if (found := one.figure(*spot_)) is not None]


def _sum_check(one: Grid, total: Spot, members: Sequence[Spot]) -> SumCheck | None:
    printed = one.figure(*total)
    return None if printed is None else rounded_sum(printed, _figures(one, members))


def _check(one: Grid, total: Spot, members: Sequence[Spot]) -> bool:
    """T0 for counts and scores, T1 for money."""
    result = _sum_check(one, total, members)
    if result is None:
        return False
    exact = cues("table_cues", "counted").search(one.head(total[1]))
    return result.difference == 0 if exact else result.verdict is not SumVerdict.OFF


def _added(report: Report, context: Context, one: Grid, found: _Sum) -> Comparison:
    if _check(one, found.total, found.members):
        return passed(f"{found.name}等于其下各数之和")
    if not found.sure:
        return pending(f"{found.name}与各行之和不符，表内有分层或其中行，请核对是哪几行的合计")
    if one.certainty() < context.settings.thresholds.low_confidence:
        return pending(f"{found.name}与各行之和不符，该表由扫描件识别，请对照原件")
    result = _sum_check(one, found.total, found.members)
    if result is None:
        return not_applicable("合计格没有数")
    return fired(_doubt(report, one, found, result))


def _doubt(report: Report, one: Grid, found: _Sum, result: SumCheck) -> Doubt:
    terms = [plain(figure.number) for figure in _figures(one, found.members)]
    place = one.place(*found.total)
    first, last = one.place(*found.members[0]), one.place(*found.members[-1])
    calculation = f"{added(terms)}={plain(result.computed)}"
    exact = cues("table_cues", "counted").search(one.head(found.total[1]))
    tolerance = "无（T0）" if exact else f"±{plain(result.bound)}（{len(terms) + 1} 个数各半个末位）"
    heads = "/".join(one.head(column) for column in range(min(one.table.columns, 4)))
    return Doubt(
        fact=f"table_sum/{heads}",
        message=(
            f"{found.name}写 {one.text(*found.total)}（{spot(report, place)}）；"
            f"{spot(report, first)}至{spot(report, last)}共 {len(terms)} 个数，{calculation}，"
            f"相差 {plain(abs(result.difference))}，容差 {tolerance}。"
        ),
        places=(place, *(one.place(*member) for member in found.members)),
        expected=plain(result.computed),
        actual=one.text(*found.total),
        difference=plain(result.difference),
        tolerance=tolerance,
        calculation=calculation,
    )
