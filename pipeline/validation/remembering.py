"""What was found once need not be looked for again: many rules ask the same of one report or one batch."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import TypeVar

from pipeline.model import Report

Thing = TypeVar("Thing")
Found = TypeVar("Found")

_REPORTS_KEPT = 16
"""A report and the others of its bundle; the rules go on from report to report and do not come back."""


def once_a_batch(find: Callable[[Thing], Found]) -> Callable[[Thing], Found]:
    """The same function of a batch (or its context), which keeps its last answer: one batch is checked at a time."""
    return _keeping(find, 1)


def remembered(find: Callable[[Report], Iterable[Found]]) -> Callable[[Report], Iterator[Found]]:
    """The same function of a report, which keeps what it found in the last few; it must depend on nothing else."""

    def all_of(report: Report) -> tuple[Found, ...]:
        return tuple(find(report))

    found = _keeping(all_of, _REPORTS_KEPT)

    @wraps(find)
    def found_in(report: Report) -> Iterator[Found]:
        return iter(found(report))

    return found_in


def _keeping(find: Callable[[Thing], Found], most: int) -> Callable[[Thing], Found]:
    # By identity, since reports and batches are too large to be hashed; each is held, so none takes its id.
    kept: OrderedDict[int, tuple[Thing, Found]] = OrderedDict()

    @wraps(find)
    def answered(thing: Thing) -> Found:
        known = kept.get(id(thing))
        if known is None:
            known = kept[id(thing)] = (thing, find(thing))
            if len(kept) > most:
                kept.popitem(last=False)
        return known[1]

    return answered
