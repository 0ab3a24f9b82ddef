"""Documents made from grids and lines, for the tests of the form readers."""

from pipeline.model import Block, BlockKind, Cell, Document, Source, Table
from pipeline.nlp.forms import Forms, read_forms


def document_of(*parts: str | list[list[str]]) -> Document:
    """A document from lines and grids; in a grid "^" continues the cell above, "<" the cell to the left."""
    text = ""
    blocks: list[Block] = []
    tables: list[Table] = []
    for part in parts:
        if isinstance(part, str):
            for line in part.splitlines(keepends=True):
                words = line.rstrip("\n")
                blocks.append(Block(BlockKind.PARAGRAPH, len(text), len(text) + len(words)))
                text += words + "\n"
            continue
        index, start = len(tables) + 1, len(text)
        columns = max(len(row) for row in part)
        rows = [row + [""] * (columns - len(row)) for row in part]
        cells: list[Cell] = []
        for at, row in enumerate(rows):
            for column, words in enumerate(row):
                if words in ("^", "<"):
                    continue
                width = _run([r == "<" for r in row[column + 1 :]])
                height = _run([below[column] == "^" for below in rows[at + 1 :]])
                begin = len(text)
                cells.append(Cell(at + 1, column + 1, begin, begin + len(words), height, width))
                if words:
                    place = {"table": index, "row": at + 1, "column": column + 1}
                    blocks.append(Block(BlockKind.CELL, begin, begin + len(words), **place))
                text += words + "\t"
            text = text[:-1] + "\n"
        tables.append(Table(index, start, len(text) - 1, len(rows), columns, tuple(cells)))
    return Document(Source("表.docx", "0" * 64, 1, "docx"), text, tuple(blocks), tuple(tables))


def forms_of(*parts: str | list[list[str]]) -> Forms:
    """What the forms of such a document say."""
    document = document_of(*parts)
    return read_forms(document, [(0, len(document.text))], "R1")


def grid_of(drawing: str) -> list[list[str]]:
    """A grid from a drawing: one line a row, cells between bars."""
    return [[cell.strip() for cell in line.strip().split("|")] for line in drawing.strip().splitlines()]


def fund_cells(forms: Forms) -> list[tuple[object, ...]]:
    """Row name, role, level and the six figures of each fund row, as strings."""
    rows = []
    for row in forms.funds:
        values = (row.budget_initial, row.budget_full, row.spent, row.weight, row.rate, row.score)
        rows.append((row.row, row.role, row.level, *(_plain(value) for value in values)))
    return rows


def indicator_cells(forms: Forms) -> list[tuple[str | None, ...]]:
    """Levels, name, target, actual, weight, score and reason of each indicator."""
    return [
        (
            row.level1,
            row.level2,
            row.level3,
            row.target,
            row.actual,
            _plain(row.weight),
            _plain(row.score),
            row.reason,
        )
        for row in forms.indicators
    ]


def total_cells(forms: Forms) -> list[tuple[str, str | None]]:
    """Field and figure or grade of each total."""
    return [(value.field, value.grade or _plain(value)) for value in forms.totals]


def _plain(value: object) -> str | None:
    number = getattr(value, "number", None)
    return None if number is None else f"{number.normalize():f}"


def _run(flags: list[bool]) -> int:
    count = 1
    for flag in flags:
        if not flag:
            break
        count += 1
    return count
