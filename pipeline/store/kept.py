"""The round that stands in OUT, as bytes, by the receipt that stands beside it (留存的轮次)."""

import hashlib
from pathlib import Path

from pipeline.store.database import Database


class KeptRounds:
    """The rounds kept so that their outputs can be written again: that of the results in OUT, hardly ever another.

    A database and a folder cannot be exchanged in one step. So a round is kept under the digest of its receipt
    before the outputs are exchanged, and the one before is dropped after: whenever a run dies, the receipt that
    stands in OUT names the round that belongs to it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, receipt: Path, body: bytes) -> None:
        """Keep a round before its outputs are put in place; raises StoreError."""
        with self._database.change() as change:
            change.run(
                "INSERT OR REPLACE INTO kept_rounds (receipt, body) VALUES (?, ?)", (_digest(receipt), body)
            )

    def find(self, receipt: Path) -> bytes | None:
        """The round of this receipt."""
        if not receipt.is_file():
            return None
        rows = self._database.rows("SELECT body FROM kept_rounds WHERE receipt = ?", (_digest(receipt),))
        return rows[0][0] if rows and isinstance(rows[0][0], bytes) else None

    def drop_others(self, receipt: Path) -> None:
        """Forget the rounds of other receipts than the one that now stands in OUT; raises StoreError."""
        with self._database.change() as change:
            change.run("DELETE FROM kept_rounds WHERE receipt <> ?", (_digest(receipt),))


def _digest(receipt: Path) -> str:
    return hashlib.sha256(receipt.read_bytes()).hexdigest()
