"""What can still be read of a damaged store: verdicts before all, then the history of findings (抢救)."""

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

logger = logging.getLogger(__name__)

_TABLES = {
    "verdicts": ("id", "fingerprint", "verdict", "note", "reviewer", "reviewed_on", "origin", "taken_at"),
    "rounds": ("id", "digest", "title", "files", "reports", "written_at"),
    "round_findings": ("round", "position", "fingerprint", "rule", "status", "seen", "body"),
}
"""The tables that cannot be made again by reading the files once more; never the readings."""


def salvage(damaged: Path, into: sqlite3.Connection) -> dict[str, int]:
    """Copy every row that can be read into a fresh store; gives the number of rows by table."""
    try:
        source = sqlite3.connect(damaged.resolve().as_uri() + "?mode=ro&immutable=1", uri=True)
    except sqlite3.Error as error:
        logger.debug("%s: %s", damaged.name, error)
        return {}
    try:
        return {table: _copied(source, into, table, columns) for table, columns in _TABLES.items()}
    finally:
        source.close()


def _copied(
    source: sqlite3.Connection, into: sqlite3.Connection, table: str, columns: tuple[str, ...]
) -> int:
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    count = 0
    into.execute("BEGIN IMMEDIATE")
    for row in _readable_rows(source, f"SELECT {names} FROM {table} ORDER BY rowid"):  # noqa: S608  our own names
        if any(isinstance(cell, bytes) for cell, name in zip(row, columns, strict=True) if name != "body"):
            continue
        try:
            into.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", row)  # noqa: S608  our own names
        except sqlite3.IntegrityError as error:
            logger.debug("%s: %s", table, error)
            continue
        count += 1
    into.execute("COMMIT")
    return count


def _readable_rows(source: sqlite3.Connection, query: str) -> Iterator[tuple[object, ...]]:
    """The rows up to the damage, then those after it, read from the end."""
    seen: set[tuple[object, ...]] = set()
    for order in ("", " DESC"):
        try:
            for row in source.execute(query + order):
                if row in seen:
                    return
                seen.add(row)
                yield row
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            logger.debug("%s: %s", query, error)
