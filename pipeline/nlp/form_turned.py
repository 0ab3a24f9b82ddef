"""Fund blocks that give each source a column (来源作列): turned so that each source has a row."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.nlp.form_cells import Slot, cell_number
from pipeline.nlp.form_grid import Lattice, Row, distinct, filled, own_cells
from pipeline.nlp.form_lexicon import FUND_COLUMNS, MONEY_COLUMNS, bare, column_of, is_source, is_whole

_MONEY = ("budget", *MONEY_COLUMNS)
_WIDEST = 60  # columns of a form; past that a row is no head of one
_HEADS = 6  # a block has no more measures: two budgets, a change, spending, rate, score


@dataclass(frozen=True, slots=True)
class Turned:
    """A block turned round, and the row of the form at which it ends."""

    lattice: Lattice
    end: int


def turned_funds(lattice: Lattice, row: int) -> Turned | None:
    """The fund block that begins in a row with sources for heads, or None if the row is something else."""
    return _sources_above(lattice, row) or _sources_below(lattice, row)


def _sources_above(lattice: Lattice, row: int) -> Turned | None:
    """资金来源 | 合计 | 财政拨款 | 其他资金, and below it a row for each of 预算数、执行数、执行率."""
    sources = [(at, slot) for at, slot in _sources(lattice.rows[row])]
    if len(sources) < 2 or not any(is_whole(slot.text) for _, slot in sources):
        return None
    first = sources[0][0]
    heads: list[Row] = []
    end = row + 1
    while end < len(lattice.rows) and len(heads) < _HEADS:
        line = lattice.rows[end]
        names = [slot for slot in own_cells(lattice, end) if any(slot is other for other in line[:first])]
        if len(names) != 1 or column_of(names[0].text) not in ("budget", *FUND_COLUMNS, "adjustment"):
            break
        heads.append((names[0], *(line[at] for at, _ in sources)))
        end += 1
    money = [line for line in heads if line[0] is not None and column_of(line[0].text) in _MONEY]
    if len(money) < 2 or not _has_figures(heads):
        return None
    corner = next(iter(filled(lattice.rows[row][:first])), None)
    above: Row = (corner, *(slot for _, slot in sources))
    return Turned(_lattice(lattice, tuple(zip(above, *heads, strict=True))), end)


def _sources_below(lattice: Lattice, row: int) -> Turned | None:
    """预算数 over 小计 | 中央 | 省级, 执行数 over the same, and one row of figures without a name of its own."""
    if row + 2 >= len(lattice.rows):
        return None
    heads, sources, figures = lattice.rows[row : row + 3]
    columns: dict[str, dict[str, int]] = {}
    for at, slot in _sources(sources):
        over = heads[at]
        if over is None or over is slot or column_of(over.text) not in _MONEY:
            return None
        columns.setdefault(bare(slot.text), {}).setdefault(over.text, at)
    measures = list(dict.fromkeys(text for under in columns.values() for text in under))
    if len(columns) < 2 or len(measures) < 2 or not _is_nameless(lattice, row + 2, columns):
        return None
    rate = next(
        (at for at, slot in enumerate(heads) if slot is not None and column_of(slot.text) == "rate"), None
    )
    first = min(at for under in columns.values() for at in under.values())
    lines: list[Row] = [_heads_of(heads, columns, measures, rate, first)]
    for name, under in columns.items():
        source = next(slot for _, slot in _sources(sources) if bare(slot.text) == name)
        cells = [figures[under[text]] if text in under else None for text in measures]
        whole = is_whole(source.text) and rate is not None
        lines.append(
            (
                source,
                *cells,
                *([figures[rate] if whole and rate is not None else None] if rate is not None else []),
            )
        )
    return Turned(_lattice(lattice, tuple(lines)), row + 3)


def _heads_of(
    heads: Row, columns: dict[str, dict[str, int]], measures: Sequence[str], rate: int | None, first: int
) -> Row:
    at = {text: column for under in columns.values() for text, column in under.items()}
    corner = next(iter(filled(heads[:first])), None)
    return (corner, *(heads[at[text]] for text in measures), *([heads[rate]] if rate is not None else []))


def _sources(line: Row) -> list[tuple[int, Slot]]:
    """The cells of a row that name sources of money, each with its first column."""
    found: dict[int, tuple[int, Slot]] = {}
    for at, slot in enumerate(line[:_WIDEST]):
        if slot is not None and id(slot) not in found and is_source(slot.text):
            found[id(slot)] = (at, slot)
    return list(found.values())


def _is_nameless(lattice: Lattice, row: int, columns: dict[str, dict[str, int]]) -> bool:
    """Whether a row of figures has no name of its own left of them."""
    first = min(at for under in columns.values() for at in under.values())
    line = lattice.rows[row]
    own = [slot for slot in own_cells(lattice, row) if any(slot is other for other in line[:first])]
    figures = [line[at] for under in columns.values() for at in under.values()]
    numbers = [slot for slot in figures if slot is not None and cell_number(slot.text) is not None]
    return not own and len(numbers) >= 2


def _has_figures(heads: Sequence[Row]) -> bool:
    return any(
        cell_number(slot.text) is not None
        for line in heads
        for slot in distinct(line[1:])
        if slot is not None
    )


def _lattice(lattice: Lattice, rows: tuple[Row, ...]) -> Lattice:
    return Lattice(rows, lattice.start, lattice.end, lattice.table)
