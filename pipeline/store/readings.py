"""What was read and understood of each file, by content, name, settings and program (缓存)."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.store.database import Database, StoreError
from pipeline.store.packing import PackingError, StoredFile, packed_file, unpacked_file

logger = logging.getLogger(__name__)

KEPT_RUNS = 5
"""A reading that so many completed runs did not ask for is forgotten."""


@dataclass(frozen=True, slots=True)
class ReadingKey:
    """All that a reading depends on: the file's bytes, its name, settings and the program that read it."""

    path: str
    """Relative to its INPUT: unit and project are read from file and folder names, too."""
    sha256: str
    settings: str
    program: str


class Readings:
    """The readings of a store; a full disk costs the next run its head start, never this run its results."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._run = self._last_run() + 1
        self._asked: set[tuple[str, ...]] = set()
        self._saving = True

    def find(self, key: ReadingKey, limits: str) -> StoredFile | None:
        """The reading under this key; one that failed at its limits only counts under the same limits."""
        rows = self._database.rows(
            "SELECT limits, body FROM readings WHERE path = ? AND sha256 = ? AND settings = ? AND program = ?",
            _cells(key),
        )
        if not rows or rows[0][0] not in ("", limits):
            return None
        try:
            found = unpacked_file(rows[0][1])
        except (PackingError, TypeError) as error:
            logger.debug("%s: %s", key.path, error)
            return None
        if (found.record.path, found.record.sha256) != (key.path, key.sha256):
            return None
        self._asked.add(_cells(key))
        return found

    def looks(self, key: ReadingKey, looks_key: str) -> bytes | None:
        """What the rules saw on the reports of this reading, if they looked under this key."""
        rows = self._database.rows(
            "SELECT looks FROM readings WHERE path = ? AND sha256 = ? AND settings = ? AND program = ? "
            "AND looks_key = ?",
            (*_cells(key), looks_key),
        )
        return rows[0][0] if rows and isinstance(rows[0][0], bytes) else None

    def keep(self, key: ReadingKey, file: StoredFile, limits: str = "") -> None:
        """Save a reading at once; `limits` where it failed at them."""
        if not self._saving:
            return
        try:
            body = packed_file(file)
        except PackingError as error:
            logger.debug("%s: %s", key.path, error)
            return
        self.keep_packed(key, body, limits)

    def keep_packed(
        self, key: ReadingKey, body: bytes, limits: str = "", looks: tuple[str, bytes] = ("", b"")
    ) -> None:
        """Save a reading that is packed already; `looks`: their key, and what the rules saw, packed, too."""
        self._save(
            "INSERT OR REPLACE INTO readings "
            "(path, sha256, settings, program, limits, run, body, looks_key, looks) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*_cells(key), limits, self._run, body, *looks),
        )

    def keep_looks(self, key: ReadingKey, looks_key: str, looks: bytes) -> None:
        """Save what the rules saw beside a reading that is there already."""
        self._save(
            "UPDATE readings SET looks_key = ?, looks = ? "
            "WHERE path = ? AND sha256 = ? AND settings = ? AND program = ?",
            (looks_key, looks, *_cells(key)),
        )

    def _save(self, statement: str, parameters: Sequence[object]) -> None:
        if not self._saving:
            return
        try:
            with self._database.change() as change:
                change.run(statement, parameters)
        except StoreError as error:
            self._saving = False
            logger.warning("%s本次继续读取，但读到的内容不再保存，下次需重读。", error)

    def end_run(self) -> None:
        """The run is complete: note what it asked for, and forget what has not been asked for in a while."""
        try:
            with self._database.change() as change:
                for cells in sorted(self._asked):
                    change.run(
                        "UPDATE readings SET run = ? "
                        "WHERE path = ? AND sha256 = ? AND settings = ? AND program = ?",
                        (self._run, *cells),
                    )
                change.run("DELETE FROM readings WHERE run <= ?", (self._run - KEPT_RUNS,))
                change.run("INSERT OR REPLACE INTO notes (key, value) VALUES ('run', ?)", (self._run,))
        except StoreError as error:
            logger.warning("%s结果已写出，只是缓存未更新。", error)

    def kept(self) -> Iterable[str]:
        """The paths of all readings kept."""
        return [path for (path,) in self._database.rows("SELECT path FROM readings ORDER BY path")]

    def _last_run(self) -> int:
        rows = self._database.rows("SELECT value FROM notes WHERE key = 'run'")
        return int(rows[0][0]) if rows else 0


def _cells(key: ReadingKey) -> tuple[str, str, str, str]:
    return key.path, key.sha256, key.settings, key.program
