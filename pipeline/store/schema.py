"""The tables of heji.sqlite, step by step from version to version (库结构)."""

import sqlite3
from collections.abc import Sequence

APPLICATION = 0x68656A69
"""`heji` in the header of the file, so that a stranger's database is known for one."""

STEPS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE notes (key TEXT PRIMARY KEY, value INTEGER NOT NULL)",
        # One row a file read; `limits` is '' where the reading succeeded, else the limits that it met.
        """CREATE TABLE readings (
            path TEXT NOT NULL, sha256 TEXT NOT NULL, settings TEXT NOT NULL, program TEXT NOT NULL,
            limits TEXT NOT NULL, run INTEGER NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY (path, sha256, settings, program))""",
        """CREATE TABLE rounds (
            id INTEGER PRIMARY KEY AUTOINCREMENT, digest TEXT NOT NULL, title TEXT NOT NULL,
            files INTEGER NOT NULL, reports INTEGER NOT NULL, written_at TEXT NOT NULL)""",
        # `seen` 0: a doubt of an earlier round that this one could neither confirm nor clear.
        """CREATE TABLE round_findings (
            round INTEGER NOT NULL REFERENCES rounds (id), position INTEGER NOT NULL,
            fingerprint TEXT NOT NULL, rule TEXT NOT NULL, status TEXT NOT NULL, seen INTEGER NOT NULL,
            body BLOB, PRIMARY KEY (round, position))""",
        "CREATE INDEX round_findings_by_fingerprint ON round_findings (fingerprint)",
        """CREATE TABLE verdicts (
            id INTEGER PRIMARY KEY AUTOINCREMENT, fingerprint TEXT NOT NULL, verdict TEXT, note TEXT,
            reviewer TEXT, reviewed_on TEXT, origin TEXT NOT NULL, taken_at TEXT NOT NULL)""",
        """CREATE TRIGGER verdicts_are_never_changed BEFORE UPDATE ON verdicts
            BEGIN SELECT RAISE(ABORT, 'append only'); END""",
        """CREATE TRIGGER verdicts_are_never_deleted BEFORE DELETE ON verdicts
            BEGIN SELECT RAISE(ABORT, 'append only'); END""",
    ),
    # The round whose outputs stand in OUT, by the digest of its receipt.
    ("CREATE TABLE kept_rounds (receipt TEXT PRIMARY KEY, body BLOB NOT NULL)",),
    # What the rules saw on the file's reports alone, and what that depends on besides the reading.
    (
        "ALTER TABLE readings ADD COLUMN looks_key TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE readings ADD COLUMN looks BLOB",
    ),
)
"""What each version adds to the one before; a step that has been published is never edited."""


def version_of(connection: sqlite3.Connection) -> int:
    """The version of the tables in this file; 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def bring_up_to_date(connection: sqlite3.Connection, steps: Sequence[Sequence[str]] = STEPS) -> None:
    """Take the steps that this file has not had yet, all of them or none."""
    have = version_of(connection)
    if have >= len(steps):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in steps[version_of(connection) :]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {len(steps)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def is_ours(connection: sqlite3.Connection, steps: Sequence[Sequence[str]] = STEPS) -> bool:
    """Whether the file is empty, or holds exactly the tables and triggers of its version and nothing else."""
    version, found = version_of(connection), _objects(connection)
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if not found and version == 0 and application in (0, APPLICATION):
        return True
    if application != APPLICATION or version == 0:
        return False
    if version > len(steps):
        return True
    wanted = sqlite3.connect(":memory:", isolation_level=None)
    try:
        bring_up_to_date(wanted, steps[:version])
        return found == _objects(wanted)
    finally:
        wanted.close()


def _objects(connection: sqlite3.Connection) -> set[tuple[str, str, str | None]]:
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master")
    return {(kind, name, sql) for kind, name, sql in rows if not name.startswith("sqlite_")}
