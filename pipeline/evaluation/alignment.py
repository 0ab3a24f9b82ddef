"""Brings what gold lists and what was given into step: the best matching of two lists that keeps both orders."""

from collections.abc import Callable, Sequence
from typing import TypeVar

Left = TypeVar("Left")
Right = TypeVar("Right")


def aligned(
    left: Sequence[Left], right: Sequence[Right], likeness: Callable[[Left, Right], int]
) -> list[tuple[int | None, int | None]]:
    """Pairs of positions, None beside what has no partner; partners have a likeness above 0.

    Of all matchings that keep the order, one with the greatest sum of likeness.
    """
    rows, columns = len(left), len(right)
    scores = [[likeness(one, other) for other in right] for one in left]
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            score = scores[row][column]
            together = score + best[row + 1][column + 1] if score > 0 else 0
            best[row][column] = max(best[row + 1][column], best[row][column + 1], together)
    return _walk(scores, best, rows, columns)


def _walk(
    scores: list[list[int]], best: list[list[int]], rows: int, columns: int
) -> list[tuple[int | None, int | None]]:
    pairs: list[tuple[int | None, int | None]] = []
    row = column = 0
    while row < rows and column < columns:
        score = scores[row][column]
        if score > 0 and best[row][column] == score + best[row + 1][column + 1]:
            pairs.append((row, column))
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            pairs.append((row, None))
            row += 1
        else:
            pairs.append((None, column))
            column += 1
    pairs += [(position, None) for position in range(row, rows)]
    pairs += [(None, position) for position in range(column, columns)]
    return pairs
