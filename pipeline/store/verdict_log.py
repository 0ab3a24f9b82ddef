"""The append-only log of what people decided (审核日志): nothing in it is ever changed or deleted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.model import VerdictEntry
from pipeline.store.database import Database

_PUBLISHED = "published"
_WORKBOOK = "workbook"

State = Mapping[str, VerdictEntry]
"""The last entry by fingerprint."""


class VerdictLog:
    """The verdicts of a store, oldest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(self) -> tuple[VerdictEntry, ...]:
        """Every entry ever taken in, oldest first."""
        return tuple(entry for _, entry in self._numbered())

    def append(self, entries: Iterable[VerdictEntry]) -> int:
        """Add the entries that say something new of their finding; gives how many they were."""
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        known = dict(state_of(self.entries()))
        fresh = []
        for entry in entries:
            if _says_new(entry, known.get(entry.fingerprint)):
                known[entry.fingerprint] = replace(entry, taken_at=entry.taken_at or now)
                fresh.append(known[entry.fingerprint])
        if fresh:
            with self._database.change() as change:
                for entry in fresh:
                    change.run(
                        "INSERT INTO verdicts "
                        "(fingerprint, verdict, note, reviewer, reviewed_on, origin, taken_at) "
                        "VALUES (?, ?, ?, ?, ?, ?, ?)",
                        (entry.fingerprint, *_said(entry), entry.origin, entry.taken_at),
                    )
        return len(fresh)

    def take_in(self, typed: Sequence[VerdictEntry]) -> int:
        """Append what was typed since the last results were written; what only stands there again is old."""
        log = self._numbered()
        shown = self._published()
        # An entry taken in from the workbook since then, by a run that died before it wrote, stands there still.
        published = state_of(entry for number, entry in log if number <= shown or entry.origin == _WORKBOOK)
        return self.append(news_of(typed, [entry for _, entry in log], published))

    def mark_published(self, shown: int | None = None) -> None:
        """The results just written show the first `shown` entries of the log; None = all that is in it now."""
        log = self._numbered()[:shown]
        with self._database.change() as change:
            change.run(
                "INSERT OR REPLACE INTO notes (key, value) VALUES (?, ?)",
                (_PUBLISHED, log[-1][0] if log else 0),
            )

    def unpublished(self) -> int:
        """On how many findings something was decided that the results do not show yet."""
        shown = self._published()
        return len({entry.fingerprint for number, entry in self._numbered() if number > shown})

    def _published(self) -> int:
        rows = self._database.rows("SELECT value FROM notes WHERE key = ?", (_PUBLISHED,))
        return int(rows[0][0]) if rows else 0

    def _numbered(self) -> list[tuple[int, VerdictEntry]]:
        rows = self._database.rows(
            "SELECT id, fingerprint, verdict, note, reviewer, reviewed_on, origin, taken_at "
            "FROM verdicts ORDER BY id"
        )
        return [(int(number), VerdictEntry(*cells)) for number, *cells in rows]


def state_of(entries: Iterable[VerdictEntry]) -> State:
    """What holds after these entries: the last one of each finding."""
    return {entry.fingerprint: entry for entry in entries}


def news_of(
    typed: Sequence[VerdictEntry], log: Sequence[VerdictEntry], published: State
) -> tuple[VerdictEntry, ...]:
    """Of what was read back, the entries that a person made since the last results were written.

    A workbook shows what the last run wrote into it: only what differs from that was typed. A page's file or
    a reply stays where it lies and is read at every run: it counts once, however often it is read.
    """
    last = {(entry.origin, entry.fingerprint): entry for entry in log}
    latest = {(entry.origin, entry.fingerprint): entry for entry in typed}
    news = []
    for (origin, fingerprint), entry in latest.items():
        before = published.get(fingerprint) if origin == _WORKBOOK else last.get((origin, fingerprint))
        if _says_new(entry, before):
            news.append(entry)
    return tuple(news)


def _says_new(entry: VerdictEntry, before: VerdictEntry | None) -> bool:
    return _said(entry) != (_said(before) if before is not None else (None, None, None, None))


def _said(entry: VerdictEntry) -> tuple[str | None, str | None, str | None, str | None]:
    return entry.verdict, entry.note, entry.reviewer, entry.reviewed_on
