"""Verdicts given in the local page (审核意见): known findings only, stored at once."""

import re
from pathlib import Path

from pipeline.model import VerdictEntry
from pipeline.outputs.page import PAGE, page_entries
from pipeline.outputs.page.entries import Decision, VerdictsError, decision_in, decisions_in
from pipeline.store import FILE, open_store, state_of

_ORIGIN = "serve"
_FINGERPRINTS = re.compile(r'data-fp="([^"]*)"')


class Verdicts:
    """What was decided on the findings of one OUT."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._known: frozenset[str] = frozenset()
        self._read: tuple[int, int] = (0, 0)

    def current(self) -> tuple[VerdictEntry, ...]:
        """What holds now, one entry a finding."""
        if not (self._out / FILE).is_file():
            return ()
        with open_store(self._out) as store:
            return tuple(state_of(store.verdicts()).values())

    def take_in_files(self) -> None:
        """Takes in the 审核意见*.json that lie in OUT; each decision counts once, however often it is read."""
        entries = page_entries(self._out)
        if entries:
            with open_store(self._out) as store:
                store.log.take_in(entries)

    def store(self, content: bytes) -> VerdictEntry:
        """Stores one decision; raises VerdictsError where it is none or speaks of no finding of these results."""
        decision = decision_in(content)
        if decision.finding not in self._findings():
            raise VerdictsError("没有这条疑点：结果可能刚刚更新，请刷新页面")
        entry = decision.entry(_ORIGIN)
        self._append([entry])
        return entry

    def store_file(self, content: bytes) -> tuple[int, int]:
        """Takes in a file of decisions; gives how many were taken, and how many speak of no finding here."""
        decisions: list[Decision] = decisions_in(content)
        known = self._findings()
        taken = [decision.entry("page") for decision in decisions if decision.finding in known]
        self._append(taken)
        return len(taken), len(decisions) - len(taken)

    def unwritten(self) -> int:
        """On how many findings something was decided that stands in no workbook and no letter yet."""
        if not (self._out / FILE).is_file():
            return 0
        with open_store(self._out) as store:
            return store.log.unpublished()

    def _append(self, entries: list[VerdictEntry]) -> None:
        if entries:
            with open_store(self._out) as store:
                store.append_verdicts(entries)

    def _findings(self) -> frozenset[str]:
        """Fingerprints of the findings that the page shows, read again when the page was written anew."""
        path = self._out / PAGE
        if not path.is_file():
            return frozenset()
        state = path.stat()
        if self._read != (state.st_mtime_ns, state.st_size):
            self._known = frozenset(_FINGERPRINTS.findall(path.read_text(encoding="utf-8")))
            self._read = (state.st_mtime_ns, state.st_size)
        return self._known
