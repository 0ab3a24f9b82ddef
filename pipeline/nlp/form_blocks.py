"""One form read from top to bottom: heads open a block, rows fill it, labelled cells stand between."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.model import FundRow, Indicator, Value
from pipeline.nlp.form_cells import Origin
from pipeline.nlp.form_execution import execution_fund, stated_fund
from pipeline.nlp.form_fund_levels import with_levels
from pipeline.nlp.form_funds import ProjectRow, fund_row, project_row
from pipeline.nlp.form_grid import Lattice, filled
from pipeline.nlp.form_heads import Block, Header, header_at
from pipeline.nlp.form_indicators import indicator_row
from pipeline.nlp.form_labels import Labels, gather_row, inside_unit
from pipeline.nlp.form_levels import Levels
from pipeline.nlp.form_lexicon import FUND_COLUMNS, form_words, is_whole
from pipeline.nlp.form_totals import total_kind, total_values
from pipeline.nlp.form_turned import turned_funds


@dataclass(slots=True)
class FormPart:
    """What one lattice gives; filled while it is read, then handed on."""

    lattice: Lattice
    start: int
    title: bool = False
    funds: list[FundRow] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    totals: list[Value] = field(default_factory=list)
    projects: list[ProjectRow] = field(default_factory=list)
    labels: Labels = field(default_factory=Labels)
    open_header: Header | None = None
    """The header still in force at the end, for a table that goes on over a page break."""
    levels: Levels = field(default_factory=Levels)
    unit: str | None = None
    """The unit of money in force, as a line above or inside the table sets it."""
    continues: bool = False
    """Whether it goes on from the part before it."""
    blocks: int = 0
    """Fund blocks opened so far."""

    @property
    def understood(self) -> bool:
        """Whether the lattice is a form or a list of projects."""
        return bool(self.funds or self.indicators or self.totals or self.projects)

    @property
    def closed(self) -> bool:
        """Whether the total row of the indicators was read: nothing can continue it."""
        return any(value.field in ("full_score", "total_score") for value in self.totals)

    @property
    def whole(self) -> bool:
        """Whether it stands as a form of its own rather than as a table inside the text."""
        named = bool({"项目名称", "部门名称"} & self.labels.header.keys())
        return bool(self.indicators or self.funds) and (self.title or named or bool(self.indicators))


def read_form(
    origin: Origin, lattice: Lattice, part: FormPart, unit_above: str | None, going_on: FormPart | None
) -> FormPart:
    """Read one lattice into `part`; `going_on` is the part that it continues after a page break."""
    header = going_on.open_header if going_on is not None else None
    header = replace(header, body=0) if header is not None else None
    part.levels = going_on.levels if going_on is not None else Levels()
    part.unit = going_on.unit if going_on is not None else unit_above
    row = 0
    while row < len(lattice.rows):
        end = _read_aside(origin, lattice, header, row, part)
        if end is not None:
            header, row = None, end
            continue
        opened = header_at(lattice, row)
        if opened is not None:
            header = opened
            part.levels = Levels()
            part.unit = inside_unit(lattice, opened.body) or part.unit
            part.blocks += opened.block is Block.FUNDS
            if opened.body > row:
                row = opened.body  # which may be heads again: a block without rows
                continue
        if not (header is not None and _read_row(origin, lattice, header, row, part)):
            gather_row(origin, lattice, row, part.labels)
        row += 1
    part.open_header = header
    _level_funds(part)
    return part


def _read_aside(
    origin: Origin, lattice: Lattice, header: Header | None, row: int, part: FormPart
) -> int | None:
    """Read funds that have no heads above their rows; the row behind them, or None where there are none."""
    if header is None or header.block is not Block.INDICATORS:
        stated = stated_fund(origin, lattice, row, part.blocks + 1)
        if stated is not None:
            part.blocks += 1
            part.funds.append(stated)
            return row + 1
    turned = turned_funds(lattice, row)
    if turned is None or not _read_turned(origin, turned.lattice, inside_unit(lattice, row), part):
        return None
    return turned.end


def _read_turned(origin: Origin, lattice: Lattice, unit: str | None, part: FormPart) -> bool:
    """Read a block that gave each source a column, turned so that each has a row."""
    header = header_at(lattice, 0)
    if header is None or header.block is not Block.FUNDS:
        return False
    scope = _scope(unit or part.unit)
    rows = range(header.body, len(lattice.rows))
    found = [fund_row(origin, lattice, header, row, scope, part.blocks + 1) for row in rows]
    part.blocks += 1
    part.funds += [_as_whole(fund) if is_whole(fund.row) else fund for fund in found if fund is not None]
    return True


def _as_whole(fund: FundRow) -> FundRow:
    """The row of all sources together, by whatever name (小计)."""
    values = {field: value for field in FUND_COLUMNS if (value := getattr(fund, field)) is not None}
    return replace(
        fund, role="total", level=0, **{field: replace(value, source=None) for field, value in values.items()}
    )


def _read_row(origin: Origin, lattice: Lattice, header: Header, row: int, part: FormPart) -> bool:
    """Whether the row belonged to the open block."""
    if not filled(lattice.rows[row]):
        return True
    if header.block is Block.INDICATORS:
        return _read_indicator(origin, lattice, header, row, part)
    scope = _scope(part.unit)
    if header.block is Block.PROJECTS:
        project = project_row(origin, lattice, header, row, scope)
        part.projects.extend([project] if project is not None else [])
        return project is not None
    fund = fund_row(origin, lattice, header, row, scope, max(part.blocks, 1))
    if fund is None:
        return False
    sure = lattice.certainty.get(row, 1.0)
    part.funds.append(
        replace(fund, confidence=min(fund.confidence, sure), **_capped(fund, FUND_COLUMNS, sure))
    )
    return True


def _read_indicator(origin: Origin, lattice: Lattice, header: Header, row: int, part: FormPart) -> bool:
    kind = total_kind(filled(lattice.rows[row]), header, lattice, row)
    if kind is not None:
        weights = [row.weight for row in part.indicators if row.weight is not None]
        subtotal = kind == "subtotal"
        found = total_values(origin, lattice, header, row, subtotal=subtotal, weights=weights)
        sure = lattice.certainty.get(row, 1.0)
        part.totals.extend(replace(value, confidence=min(value.confidence, sure)) for value in found)
        return True
    indicator, levels = indicator_row(origin, lattice, header, row, part.levels)
    if indicator is None:
        if levels.level1 in form_words().level1:
            part.levels = levels  # a spare row (效益指标 | 经济效益指标 | 指标1：) still opens its level
        return False
    part.levels = levels
    sure = lattice.certainty.get(row, 1.0)
    capped = _capped(indicator, ("weight", "score"), sure)
    indicator = replace(indicator, confidence=min(indicator.confidence, sure), **capped)
    fund = execution_fund(origin, lattice, row, indicator)
    if fund is not None:
        part.blocks += 1
        part.funds.append(replace(fund, table=part.blocks))
    else:
        part.indicators.append(indicator)
    return True


def _capped(row: FundRow | Indicator, fields: Sequence[str], sure: float) -> dict[str, Any]:
    """The values of a row with the confidence of its line, where that is lower."""
    values: dict[str, Value | None] = {field: getattr(row, field) for field in fields}
    return {
        field: replace(value, confidence=min(value.confidence, sure))
        for field, value in values.items()
        if value is not None
    }


def _scope(unit: str | None) -> tuple[str, float]:
    words = form_words()
    return (unit, 1.0) if unit else (words.default_unit, words.default_unit_confidence)


def _level_funds(part: FormPart) -> None:
    blocks = sorted({row.table for row in part.funds})
    part.funds = [row for at in blocks for row in with_levels([row for row in part.funds if row.table == at])]


def summary_only(parts: Sequence[FormPart], part: FormPart) -> bool:
    """Whether a part's rows are category sums of a fuller table of the same report."""
    mine = part.indicators
    shallow = bool(mine) and all(not row.level3 for row in mine)
    return shallow and any(
        any(row.level3 for row in other.indicators) for other in parts if other is not part
    )
