"""Aligned passages (相同片段): seed on shared character runs, extend as far as both texts agree."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.similarity.own_text import BREAK

_OTHER_BREAK = "\1"
_SEEDS = 16
"""Occurrences of one seed that are tried, the nearest to the expected place first."""


@dataclass(frozen=True, slots=True)
class Match:
    """`length` symbols from position `a` of one text that stand from position `b` in the other."""

    a: int
    b: int
    length: int


def shared_passages(one: str, other: str, seed: int, least: int) -> tuple[Match, ...]:
    """The longest common runs of at least `least` symbols, from left to right; moved text is found, too."""
    other = other.replace(BREAK, _OTHER_BREAK)
    index = _seed_index(one, other, seed)
    found: list[Match] = []
    position = 0
    while position <= len(one) - least:
        starts = index.get(one[position : position + seed])
        best = _longest_at(one, other, position, starts, found) if starts else None
        if best and best.length >= least:
            found.append(best)
            position += best.length
        else:
            position += 1
    return tuple(found)


def _seed_index(one: str, other: str, seed: int) -> dict[str, list[int]]:
    wanted = {one[start : start + seed] for start in range(len(one) - seed + 1)}
    index: dict[str, list[int]] = {}
    for start in range(len(other) - seed + 1):
        run = other[start : start + seed]
        if run in wanted:
            index.setdefault(run, []).append(start)
    return index


def _longest_at(
    one: str, other: str, position: int, starts: Sequence[int], before: Sequence[Match]
) -> Match | None:
    """The longest run here; of equals the one that follows the passage before, then the first."""
    expected = before[-1].b + before[-1].length if before else 0
    tried = sorted(starts, key=lambda start: (abs(start - expected), start))[:_SEEDS]
    best: Match | None = None
    for start in tried:
        length = _common_length(one, position, other, start)
        if best is None or length > best.length:
            best = Match(position, start, length)
    return best


def _common_length(one: str, at: int, other: str, start: int) -> int:
    """How far both texts agree, by halving: comparing slices is much faster than comparing characters."""
    low, high = 0, min(len(one) - at, len(other) - start)
    while low < high:
        middle = (low + high + 1) // 2
        if one[at + low : at + middle] == other[start + low : start + middle]:
            low = middle
        else:
            high = middle - 1
    return low
