"""The light markup in which the sample reports are written, and the arithmetic that stands beside them.

A source file begins with `@key value` lines; the rest is the report. `%=` lines state an equation that the
figures must satisfy; they are checked at every build and never printed. See README.md for the marks.
"""

import ast
import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path

MERGE_LEFT, MERGE_UP = "<", "^"
_OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@dataclass(frozen=True)
class Grid:
    """A table as written: rows of cell texts, with the marks `<` and `^` for merged cells."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Source:
    """One source file: its head, its body lines or tables in order, its equations."""

    path: Path
    head: dict[str, str]
    body: tuple[tuple[str, str | Grid], ...]
    """(mark, content): title, sub, right, box, header, footer, 1, 2, 3, h1, h2, b, page, p, table."""
    text: str
    """Body without equations, as it stands; what txt and html sources are."""
    equations: tuple[str, ...] = field(default=())


def extent(rows: Sequence[Sequence[str]], row: int, column: int) -> tuple[int, int]:
    """The last row and column of the merged cell that begins here."""
    last_column = column
    while last_column + 1 < len(rows[row]) and rows[row][last_column + 1] == MERGE_LEFT:
        last_column += 1
    last_row = row
    while last_row + 1 < len(rows) and rows[last_row + 1][column] == MERGE_UP:
        last_row += 1
    return last_row, last_column


def load(path: Path) -> Source:
    """Read one source file."""
    return load_text(path, path.read_text("utf-8"))


def load_text(path: Path, text: str) -> Source:
    """Read a source from its text."""
    head: dict[str, str] = {}
    body: list[tuple[str, str | Grid]] = []
    kept: list[str] = []
    equations: list[str] = []
    rows: list[tuple[str, ...]] | None = None
    for line in text.split("\n")[: -1 if text.endswith("\n") else None]:
        if line.startswith("%="):
            equations.append(line[2:].strip())
        elif line.startswith("@") and not kept:
            key, _, value = line[1:].partition(" ")
            head[key] = value
        else:
            kept.append(line)
            if line == "!table":
                rows = []
            elif line == "!end" and rows is not None:
                body.append(("table", Grid(tuple(rows))))
                rows = None
            elif rows is not None:
                rows.append(tuple(line.split("|")))
            elif line.startswith("!"):
                mark, _, content = line[1:].partition(" ")
                body.append((mark, content))
            else:
                body.append(("p", line))
    return Source(path, head, tuple(body), "\n".join(kept) + "\n", tuple(equations))


def _value(node: ast.expr) -> Decimal:
    """Evaluate a parsed arithmetic expression in decimals; the literals keep their digits."""
    if isinstance(node, ast.Constant):
        return Decimal(str(node.value))
    if isinstance(node, ast.BinOp):
        return Decimal(_OPERATORS[type(node.op)](_value(node.left), _value(node.right)))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        name, arguments = node.func.id, [_value(argument) for argument in node.args]
        if name == "trunc":
            return arguments[0].quantize(Decimal(1).scaleb(-int(arguments[1])), ROUND_DOWN)
        if name.startswith("round"):
            return arguments[0].quantize(Decimal(1).scaleb(-int(name[5:])), ROUND_HALF_UP)
    raise ValueError(f"not an equation of this markup: {ast.unparse(node)}")


def broken_equations(source: Source) -> list[str]:
    """The equations of a source that do not hold, or whose stated result is not in its text."""
    broken = []
    figures = set(re.findall(r"\d+(?:\.\d+)?", source.text.replace(",", "")))
    exact = {Decimal(figure) for figure in figures}
    for equation in source.equations:
        node = ast.parse(equation, mode="eval").body
        if not isinstance(node, ast.Compare) or len(node.comparators) != 1:
            raise ValueError(f"{source.path.name}: {equation}")
        left, right = _value(node.left), _value(node.comparators[0])
        if left != right:
            broken.append(f"{equation}: {left}")
        elif isinstance(node.comparators[0], ast.Constant) and right not in exact:
            broken.append(f"{equation}: {right} is not in the text")
    return broken
