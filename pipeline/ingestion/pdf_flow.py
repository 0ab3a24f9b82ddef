"""What stands on the pages in reading order: paragraphs and tables, joined over page breaks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.ingestion.pdf_columns import Part, parts_of
from pipeline.ingestion.pdf_continued import continued, in_next_column, is_continued, on_same_columns
from pipeline.ingestion.pdf_furniture import Furniture, PageLines, is_note_mark, without_furniture
from pipeline.ingestion.pdf_lattice import SNAP, Lattice, lattices_of
from pipeline.ingestion.pdf_lines import Line
from pipeline.ingestion.pdf_open_tables import open_tables
from pipeline.ingestion.pdf_page import Glyph, Page
from pipeline.ingestion.pdf_paragraphs import Margins, Paragraph, goes_on, margins_of, paragraph_of
from pipeline.ingestion.pdf_shading import shaded_rules
from pipeline.ingestion.pdf_tables import RuledTable, filled_table
from pipeline.ingestion.pdf_wide_joining import lone_page
from pipeline.ingestion.pdf_wide_tables import widened

REACHES_IN = 0.35
"""Share of its height by which a character must stand inside a table's border to belong to it."""


@dataclass(frozen=True, slots=True)
class Flow:
    """The document's body in reading order, and what its margins carry."""

    body: tuple[Paragraph | RuledTable, ...]
    notes: tuple[Paragraph, ...]
    headers: tuple[Line, ...]
    footers: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Zone:
    """A part of a page that is read as one: its tables and the lines outside them."""

    tables: tuple[RuledTable, ...]
    lines: tuple[Line, ...]
    is_column: bool = False

    def without(self, gone: set[int]) -> "_Zone":
        """The zone without these lines, given by their identity."""
        return replace(self, lines=tuple(line for line in self.lines if id(line) not in gone))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page parted into zones in reading order."""

    page: Page
    zones: tuple[_Zone, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines outside tables, from top to bottom."""
        every = [line for zone in self.zones for line in zone.lines]
        return tuple(sorted(every, key=lambda line: line.middle) if len(self.zones) > 1 else every)

    @property
    def tables(self) -> tuple[RuledTable, ...]:
        """All tables."""
        return tuple(table for zone in self.zones for table in zone.tables)


def flow_of(every: Sequence[Page]) -> Flow:
    """The body of these pages as paragraphs and tables, running heads and feet apart."""
    pages = [_with_shading(page) for page in every]
    lattices = _without_frames([lattices_of(page.rules) for page in pages])
    sheets: list[_Sheet] = []
    for page, found in zip(pages, lattices, strict=True):
        before = sheets[-1].tables if sheets else ()
        sheets.append(_sheet(page, found, before[-1] if before else None))
    parted = without_furniture(
        [
            PageLines(page.number, page.width, page.height, sheet.lines, page.rules)
            for page, sheet in zip(pages, sheets, strict=True)
        ]
    )
    sheets = _put_together([_without(sheet, part) for sheet, part in zip(sheets, parted, strict=True)])
    return Flow(
        body=tuple(_joined(sheets)),
        notes=tuple(note for part in parted for note in _noted(part.notes)),
        headers=tuple(line for part in parted for line in part.headers),
        footers=tuple(line for part in parted for line in part.footers),
    )


def _with_shading(page: Page) -> Page:
    """The page, its shaded cells ruled round."""
    if not page.fills:
        return page
    return replace(page, rules=(*page.rules, *shaded_rules(page, lattices_of(page.rules))))


def _without(sheet: _Sheet, parted: Furniture) -> _Sheet:
    """The sheet without its running lines and notes."""
    gone = {id(line) for lines in (parted.headers, parted.footers, parted.notes) for line in lines}
    return replace(sheet, zones=tuple(zone.without(gone) for zone in sheet.zones)) if gone else sheet


def _put_together(sheets: list[_Sheet]) -> list[_Sheet]:
    """The sheets, those that are the right-hand part of a wide table given to the page left of them."""
    alone = [lone_page(sheet.tables, sheet.lines, sheet.page.width, sheet.page.height) for sheet in sheets]
    if sum(page is not None for page in alone) < 2:
        return sheets
    whole = widened(alone)
    return [
        sheet
        if before is after
        else replace(sheet, zones=(_Zone((after.table,), after.lines),) if after else ())
        for sheet, before, after in zip(sheets, alone, whole, strict=True)
    ]


def _without_frames(pages: Sequence[list[Lattice]]) -> list[list[Lattice]]:
    """Without frames round a page or a passage: one field alone is no table, unless it is a piece of one."""

    def kept(index: int, lattice: Lattice) -> bool:
        if sum(not field.is_open for field in lattice.fields) > 1:
            return True
        left, _, right, _ = lattice.box
        return any(
            len(other.fields) > 1 and abs(other.box[0] - left) <= SNAP and abs(other.box[2] - right) <= SNAP
            for near in (index - 1, index + 1)
            if 0 <= near < len(pages)
            for other in pages[near]
        )

    return [[each for each in found if kept(index, each)] for index, found in enumerate(pages)]


def _sheet(page: Page, lattices: Sequence[Lattice], before: RuledTable | None) -> _Sheet:
    inside, outside = _parted(page.glyphs, lattices)
    tables = [
        filled_table(lattice, glyphs, page.number)
        for lattice, glyphs in zip(lattices, inside, strict=True)
        if any(glyph.text != " " for glyph in glyphs)
    ]
    parts = parts_of(outside, [table.box for table in tables], page.rules, page.number)
    homes = [_home(table, parts) for table in tables]
    zones = []
    for index, part in enumerate(parts):
        found, lines = open_tables(page, list(part.lines), lattices, before)
        own = [table for table, home in zip(tables, homes, strict=True) if home == index]
        ordered = tuple(sorted([*own, *found], key=lambda table: (table.top, table.left)))
        zones.append(_Zone(ordered, tuple(lines), part.is_column))
    return _Sheet(page, tuple(zones))


def _parted(glyphs: Sequence[Glyph], lattices: Sequence[Lattice]) -> tuple[list[list[Glyph]], list[Glyph]]:
    """The glyphs in each table, the smallest of those around them, and the glyphs in none."""
    inside: list[list[Glyph]] = [[] for _ in lattices]
    outside: list[Glyph] = []
    by_area = sorted(range(len(lattices)), key=lambda index: _area(lattices[index]))
    for glyph in glyphs:
        x, height = (glyph.x0 + glyph.x1) / 2, glyph.bottom - glyph.top
        # A page's edge may cut a line of a cell: what reaches well into the table stands in it.
        heights = [glyph.top + share * height for share in (0.5, REACHES_IN, 1 - REACHES_IN)]
        home = next((index for y in heights for index in by_area if lattices[index].holds(x, y)), None)
        (outside if home is None else inside[home]).append(glyph)
    return inside, outside


def _home(table: RuledTable, parts: Sequence[Part]) -> int:
    """The part in which a table stands."""
    return next((index for index, part in enumerate(parts) if part.holds(table.box)), len(parts) - 1)


def _area(lattice: Lattice) -> float:
    left, top, right, bottom = lattice.box
    return (right - left) * (bottom - top)


def _joined(sheets: Sequence[_Sheet]) -> Iterator[Paragraph | RuledTable]:
    """Paragraphs and tables in reading order; both go on over page breaks."""
    lines: list[tuple[Line, Margins]] = []
    table: RuledTable | None = None
    free_below = 0.0
    for item, margins, deepest in _in_order(sheets):
        if isinstance(item, Line):
            if table is not None:
                yield table
                table = None
            if lines and not goes_on(lines[-1][0], item, lines[-1][1], margins):
                yield paragraph_of([line for line, _ in lines])
                lines = []
            lines.append((item, margins))
            continue
        if lines:
            yield paragraph_of([line for line, _ in lines])
            lines = []
        piece = None if table is None else on_same_columns(table, in_next_column(table, item))
        if table is not None and piece is not None and is_continued(table, piece, free_below):
            table = continued(table, piece)
        else:
            if table is not None:
                yield table
            table = item
        free_below = deepest - item.bottom
    if lines:
        yield paragraph_of([line for line, _ in lines])
    if table is not None:
        yield table


def _in_order(sheets: Sequence[_Sheet]) -> Iterator[tuple[Line | RuledTable, Margins, float]]:
    """Lines and tables from top to bottom, page by page, with the page's margins and its text's lower end."""
    margins = margins_of(
        [
            (sheet.page.width, [line for zone in sheet.zones if not zone.is_column for line in zone.lines])
            for sheet in sheets
        ]
    )
    deepest = _deepest(sheets)
    for sheet, page_margins in zip(sheets, margins, strict=True):
        for zone in sheet.zones:
            own = margins_of([(sheet.page.width, zone.lines)])[0] if zone.is_column else page_margins
            items: list[Line | RuledTable] = [*zone.lines, *zone.tables]
            for item in sorted(items, key=_top):
                yield item, own, deepest[sheet.page.height]


def _noted(lines: Sequence[Line]) -> Iterator[Paragraph]:
    """The footnotes of a page; each begins with its mark."""
    note: list[Line] = []
    for line in lines:
        if note and is_note_mark(line.text):
            yield paragraph_of(note)
            note = []
        note.append(line)
    if note:
        yield paragraph_of(note)


def _deepest(sheets: Sequence[_Sheet]) -> dict[float, float]:
    """How far down the text reaches on pages of each height; turned pages end elsewhere."""
    deepest: dict[float, float] = {}
    for sheet in sheets:
        ends = [line.bottom for line in sheet.lines] + [table.bottom for table in sheet.tables]
        deepest[sheet.page.height] = max([deepest.get(sheet.page.height, 0.0), *ends])
    return deepest


def _top(item: Line | RuledTable) -> tuple[float, float]:
    if isinstance(item, Line):
        return item.middle, item.left
    return item.top, item.left
