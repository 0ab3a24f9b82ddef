"""OUT/heji.sqlite (状态库): readings to go on from, rounds with their findings, and the log of verdicts."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.model import VerdictEntry
from pipeline.store.database import FILE, StoreError, open_database
from pipeline.store.kept import KeptRounds
from pipeline.store.lock import alone_in
from pipeline.store.packing import StoredFile
from pipeline.store.precision import precision_of
from pipeline.store.readings import ReadingKey, Readings
from pipeline.store.rounds import Rounds, Standing, standing
from pipeline.store.verdict_log import VerdictLog, state_of

__all__ = [
    "FILE",
    "ReadingKey",
    "Readings",
    "Standing",
    "Store",
    "StoreError",
    "StoredFile",
    "alone_in",
    "open_store",
    "precision_of",
    "standing",
    "state_of",
]


@dataclass(frozen=True, slots=True)
class Store:
    """An open store: its four subjects."""

    readings: Readings
    rounds: Rounds
    log: VerdictLog
    kept: KeptRounds

    def verdicts(self) -> tuple[VerdictEntry, ...]:
        """Every verdict ever taken in, oldest first."""
        return self.log.entries()

    def append_verdicts(self, entries: Iterable[VerdictEntry]) -> None:
        """Add verdicts; one that says what already holds of its finding is not added."""
        self.log.append(entries)


@contextmanager
def open_store(out: Path) -> Iterator[Store]:
    """The store of an OUT, made if there is none; raises StoreError with a sentence where that cannot be."""
    database = open_database(out / FILE)
    try:
        yield Store(Readings(database), Rounds(database), VerdictLog(database), KeptRounds(database))
    finally:
        database.close()
