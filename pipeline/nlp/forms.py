"""The typed 自评表: fund rows, indicators and labelled cells of every form inside a report."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.model import BlockKind, Document, FundRow, Indicator, Place, Value
from pipeline.nlp.form_blocks import FormPart, read_form, summary_only
from pipeline.nlp.form_bounds import split_forms, title_inside
from pipeline.nlp.form_cells import Origin
from pipeline.nlp.form_flat import flat_lattices
from pipeline.nlp.form_funds import ProjectRow
from pipeline.nlp.form_grid import Lattice, table_lattice
from pipeline.nlp.form_labels import Labels, heading_above
from pipeline.nlp.form_lexicon import form_words

__all__ = ["Forms", "ProjectRow", "read_forms"]


@dataclass(frozen=True, slots=True)
class Forms:
    """All that the forms inside some spans of a document say."""

    funds: tuple[FundRow, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    totals: tuple[Value, ...] = ()
    """Total row (full_score, total_score, grade), subtotals and category sums (item_weight, item_score)."""
    header: Mapping[str, tuple[str, Place]] = field(default_factory=dict)
    texts: Mapping[str, tuple[str, Place]] = field(default_factory=dict)
    project_rows: tuple[ProjectRow, ...] = ()
    tables: tuple[int, ...] = ()
    """Indices of the document's tables that were understood."""
    flattened: tuple[tuple[int, int], ...] = ()
    """Ranges of running text that are forms written flat (pipes, cells run together)."""
    starts: tuple[int, ...] = ()
    """Offsets at which each form begins: its title line if it has one, else its table."""


def read_forms(document: Document, spans: Sequence[tuple[int, int]], report_id: str) -> Forms:
    """Read every form that stands inside the spans; text outside them is not looked at."""
    origin = Origin(document, report_id)
    tables = [table for table in document.tables if table.rows and _overlaps((table.start, table.end), spans)]
    lattices = [table_lattice(document, table) for table in tables]
    lattices += flat_lattices(document, spans)
    parts: list[FormPart] = []
    for lattice in sorted(lattices, key=lambda lattice: lattice.start):
        for piece in split_forms(lattice):
            if not _inside(piece.start, spans):
                continue  # another report's form in the same table
            part = _read_piece(origin, piece, spans, parts[-1] if parts else None)
            if part.understood or part.labels.header:
                parts.append(part)
    return _assembled(_without_repeats(parts))


def _read_piece(
    origin: Origin, piece: Lattice, spans: Sequence[tuple[int, int]], before: FormPart | None
) -> FormPart:
    floor = max((start for start, end in spans if start <= piece.start < end), default=piece.start)
    if before is not None:
        floor = max(floor, before.lattice.end)
    heading = heading_above(origin, _lines_before(origin.document, floor, piece.start))
    labels = Labels(dict(heading.labels.header), dict(heading.labels.texts))
    inner = title_inside(piece)
    start = heading.start if heading.start is not None else piece.start
    start = inner.start if inner is not None and heading.start is None else start
    part = FormPart(piece, start, title=heading.title is not None or inner is not None, labels=labels)
    going_on = before if before is not None and _goes_on(origin.document, before, piece) else None
    part = read_form(origin, piece, part, heading.unit, going_on)
    if going_on is not None:
        part.start = before.start if before is not None else part.start
        part.continues = True
    return part


def _lines_before(document: Document, floor: int, start: int) -> list[tuple[int, int]]:
    """The last few lines with text before a table, nearest last."""
    lines: list[tuple[int, int]] = []
    position = start
    while position > floor and len(lines) < form_words().lines_above:
        begin = document.text.rfind("\n", floor, position - 1) + 1 or floor
        begin = max(begin, floor)
        if document.text[begin:position].strip(" \t\r\n\u3000|"):
            lines.append((begin, begin + len(document.text[begin:position].rstrip())))
        position = begin if begin < position else position - 1
    return lines[::-1]


def _goes_on(document: Document, before: FormPart, piece: Lattice) -> bool:
    """Whether a table goes on from the one before it: same width, nothing but page furniture between."""
    table, last = piece.table, before.lattice.table
    if before.open_header is None or before.closed or table is None or last is None or table is last:
        return False
    if table.columns != last.columns or table.sheet != last.sheet or title_inside(piece) is not None:
        return False
    furniture = (BlockKind.HEADER, BlockKind.FOOTER)
    between = [
        document.text[block.start : block.end].strip()
        for block in document.blocks
        if block.kind not in furniture and before.lattice.end <= block.start and block.end <= piece.start
    ]
    return sum(map(len, between)) <= form_words().gap_characters and not any("表" in text for text in between)


def _without_repeats(parts: Iterable[FormPart]) -> list[FormPart]:
    """A form that is printed twice counts once."""
    kept: list[FormPart] = []
    seen: set[tuple[object, ...]] = set()
    for part in parts:
        content = _content(part)
        if part.understood and content in seen:
            continue
        seen.add(content)
        kept.append(part)
    return kept


def _content(part: FormPart) -> tuple[object, ...]:
    funds = tuple((row.row, *(value.raw for value in _values(row))) for row in part.funds)
    rows = tuple((row.level3, *row.raw.values()) for row in part.indicators)
    projects = tuple((row.name, row.budget.raw if row.budget else "") for row in part.projects)
    return funds, rows, projects


def _values(row: FundRow) -> list[Value]:
    cells = (row.budget_initial, row.budget_full, row.spent, row.weight, row.rate, row.score)
    return [value for value in cells if value is not None]


def _assembled(parts: Sequence[FormPart]) -> Forms:
    funds: list[FundRow] = []
    indicators: list[Indicator] = []
    totals: list[Value] = []
    blocks = tables = 0
    for part in parts:
        funds += [replace(row, table=row.table + blocks) for row in part.funds]
        blocks = max((row.table for row in funds), default=blocks)
        totals += part.totals
        if summary_only(parts, part):
            totals += [_category_sum(row.level1, value) for row in part.indicators for value in _scores(row)]
        elif part.indicators:
            tables += not part.continues or not tables
            indicators += [replace(row, table=tables) for row in part.indicators]
    header = {key: value for part in reversed(parts) for key, value in part.labels.header.items()}
    texts = {key: value for part in reversed(parts) for key, value in part.labels.texts.items()}
    understood = [part for part in parts if part.understood]
    return Forms(
        funds=tuple(funds),
        indicators=tuple(indicators),
        totals=tuple(totals),
        header=header,
        texts=texts,
        project_rows=tuple(row for part in parts for row in part.projects),
        tables=tuple(dict.fromkeys(part.lattice.table.index for part in understood if part.lattice.table)),
        flattened=tuple(
            (part.lattice.start, part.lattice.end) for part in parts if part.lattice.table is None
        ),
        starts=_starts(parts),
    )


def _starts(parts: Sequence[FormPart]) -> tuple[int, ...]:
    """Where forms begin; a block without a title of its own that completes the form before it begins none."""
    starts: list[int] = []
    previous: FormPart | None = None
    for part in parts:
        if part.continues or not part.whole or summary_only(parts, part):
            continue
        named = part.title or bool({"项目名称", "部门名称"} & part.labels.header.keys())
        completes = previous is not None and not named and not (previous.indicators and part.indicators)
        if not completes:
            starts.append(part.start)
        previous = part
    return tuple(dict.fromkeys(starts))


def _scores(row: Indicator) -> list[Value]:
    return [value for value in (row.weight, row.score) if value is not None]


def _category_sum(category: str, value: Value) -> Value:
    return replace(value, why=f"分类汇总：{category}")


def _overlaps(own: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    return any(own[0] < end and start <= own[1] for start, end in spans)


def _inside(offset: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= offset < end for start, end in spans)
