"""Python's search for garbage (垃圾回收), held back where millions of records are made that all stay."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def records_that_stay() -> Iterator[None]:
    """While the block makes records, nobody looks for garbage among them, nor later: that doubles the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # Set aside, not forgotten: let_go puts them back among what is looked through.
        gc.freeze()
        if was_on:
            gc.enable()


@contextmanager
def let_go() -> Iterator[None]:
    """After the block, what `records_that_stay` set aside is looked through like everything else again."""
    try:
        yield
    finally:
        gc.unfreeze()
