"""Whether one slip of the pen explains why parts miss their total (笔误): a digit wrong, or two changed places."""

from collections.abc import Sequence
from decimal import Decimal

from pipeline.validation.tolerance import Figure

_LEAST_FIGURES, _ENOUGH_FIGURES = 1_000, 10_000
_SWAP_SHARE, _DIGIT_SHARE = Decimal("0.1"), Decimal("0.01")


def one_slip(total: int, parts: Sequence[int]) -> bool:
    """Whether one digit, or two that changed places, in the total or in one part explains the difference."""
    return any(_one_digit(wrong, right) or swapped(wrong, right) for wrong, right in _wanted(total, parts))


def amounts_slip(total: Figure, parts: Sequence[Figure]) -> bool:
    """The same for amounts of an open list, where an item may lawfully be missing.

    Two digits that changed places are rarely chance; one wrong digit is believed only where the amounts have many
    digits and the gap is so small that no item of that size would have been left out.
    """
    unit = min(figure.quantum for figure in (total, *parts))
    whole, pieces = int(total.number / unit), [int(part.number / unit) for part in parts]
    gap = abs(whole - sum(pieces))
    if whole < _LEAST_FIGURES or gap == 0 or gap > whole * _SWAP_SHARE:
        return False
    small = whole >= _ENOUGH_FIGURES and gap <= whole * _DIGIT_SHARE
    return any(
        swapped(wrong, right) or (small and _one_digit(wrong, right))
        for wrong, right in _wanted(whole, pieces)
    )


def _wanted(total: int, parts: Sequence[int]) -> list[tuple[str, str]]:
    """Each number as it stands, and as it would have to be for the sum to agree."""
    gap = total - sum(parts)
    pairs = [(total, total - gap), *((part, part + gap) for part in parts)]
    return [(str(wrong), str(right)) for wrong, right in pairs if right > 0]


def _places(wrong: str, right: str) -> list[int]:
    return [index for index, (one, other) in enumerate(zip(wrong, right, strict=True)) if one != other]


def _one_digit(wrong: str, right: str) -> bool:
    return len(wrong) == len(right) and len(_places(wrong, right)) == 1


def swapped(wrong: str, right: str) -> bool:
    """Whether two numbers are written with the same digits, two of which changed places."""
    alike = len(wrong) == len(right) and sorted(wrong) == sorted(right)
    return alike and len(_places(wrong, right)) == 2
