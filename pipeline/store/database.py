"""The file heji.sqlite (状态库): opened, checked, brought up to date; what is no database of ours is set aside.

A rollback journal, not WAL: an OUT may lie on a network share, where WAL does not work, and may be copied while
nobody runs; then everything is in the one file.
"""

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.errors import HejiError
from pipeline.faults import may_fail
from pipeline.store.salvage import salvage
from pipeline.store.schema import STEPS, bring_up_to_date, is_ours, version_of

logger = logging.getLogger(__name__)

FILE = "heji.sqlite"
_FRESH = ".新建中"
WAIT_SECONDS = 20.0
"""How long to wait for another program (the local page) that is writing a verdict at this moment."""

Row = tuple[Any, ...]


class StoreError(HejiError):
    """The store cannot be read or written; the sentence says why."""


class Database:
    """A connection with transactions that are whole or nothing."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self._connection = connection
        self._name = name

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[Row]:
        """The rows of a query."""
        with self._in_words():
            return self._connection.execute(query, parameters).fetchall()

    @contextmanager
    def change(self) -> Iterator["Change"]:
        """One transaction: what is done inside is kept as a whole when the block ends well, else undone."""
        with self._in_words():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield Change(self._connection)
                may_fail("store")
                self._connection.execute("COMMIT")
            except BaseException:
                # SQLite undoes some failed transactions by itself.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StoreError(_sentence(self._name, error)) from error


class Change:
    """What may be done inside a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def run(self, statement: str, parameters: Sequence[object] = ()) -> int:
        """Execute one statement; gives the id of the row last inserted."""
        may_fail("store")
        return self._connection.execute(statement, parameters).lastrowid or 0


def open_database(path: Path) -> Database:
    """The database at `path`, made if there is none; one that is damaged or no store of ours is set aside."""
    fresh = path.with_name(path.name + _FRESH)
    try:
        if path.exists():
            if not _is_sound(path):
                _replace(path, fresh)
        elif fresh.exists():
            fresh.rename(path)  # killed between the two renames of _replace: what was rescued is in it
        connection = _connected(path)
        bring_up_to_date(connection)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(_sentence(path.name, error)) from error
    return Database(connection, path.name)


def _replace(path: Path, fresh: Path) -> None:
    """Set the file aside and put a new one in its place, with all that can be rescued already in it."""
    fresh.unlink(missing_ok=True)
    connection = _connected(fresh)
    try:
        bring_up_to_date(connection)
        rescued = salvage(path, connection)
    finally:
        connection.close()
    aside = _set_aside(path)
    fresh.rename(path)
    logger.warning(
        "%s 已损坏或不是核绩的状态库，改名为 %s 留存；从中救回审核意见 %d 条、历史疑点 %d 条，其余重新读取。",
        path.name,
        aside.name,
        rescued.get("verdicts", 0),
        rescued.get("round_findings", 0),
    )


def _connected(path: Path) -> sqlite3.Connection:
    # Autocommit: transactions begin and end where `change` says. The local page serves from several threads.
    connection = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)
    # The file may come from another person: nothing in its schema may call functions of its own accord.
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _is_sound(path: Path) -> bool:
    """Whether the file is a whole store of ours; raises StoreError for one that a newer program wrote."""
    connection = None
    try:
        connection = _connected(path)
        if not is_ours(connection):
            return False
        newer = version_of(connection) > len(STEPS)
        sound = bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.OperationalError as error:
        # Locked, no permission, disk full: the file may be well.
        raise StoreError(_sentence(path.name, error)) from error
    except sqlite3.DatabaseError:
        return False
    finally:
        if connection is not None:
            connection.close()
    if newer:
        raise StoreError(f"{path.name} 由更新版本的核绩写成，请升级后再运行，或换一个结果文件夹。")
    return sound


def _set_aside(path: Path) -> Path:
    """Rename the file, and its journal with it; gives the new name."""
    stamp = datetime.now().astimezone().strftime("%Y%m%d%H%M%S")
    aside = path.with_name(f"{path.stem}-已损坏-{stamp}{path.suffix}")
    count = 1
    while aside.exists():
        count += 1
        aside = path.with_name(f"{path.stem}-已损坏-{stamp}-{count}{path.suffix}")
    for ending in ("-journal", "-wal", "-shm"):
        beside = path.with_name(path.name + ending)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + ending))
    path.rename(aside)
    return aside


def _sentence(name: str, error: Exception) -> str:
    said = str(error).lower()
    if "locked" in said or "busy" in said:
        return f"{name} 正被另一个程序占用，请稍后再运行。"
    if "full" in said or getattr(error, "errno", None) == 28:
        return f"磁盘已满，{name} 写不进去。请清理出空间后重新运行，已读的内容不会重读。"
    if "readonly" in said or "unable to open" in said:
        return f"{name} 不能写入，请检查文件和文件夹的权限。"
    return f"{name} 读写出错（{error}）。请检查磁盘；文件已损坏的，下次运行会另存并尽量救回审核意见。"
