"""Progress on stderr: a bar on a terminal, a line now and then otherwise, nothing when quiet (进度)."""

import time
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from pipeline.console.wording import cut

_SECONDS_BETWEEN_LINES = 5.0
_NAME = 36


class Reporting(Protocol):
    """What a run tells while it works."""

    def start(self, total: int) -> None:
        """Reading begins; `total` files."""

    def advance(self, path: str, status: str) -> None:
        """One more file is done."""

    def stage(self, name: str) -> None:
        """The next stage begins."""

    def finish(self) -> None:
        """Nothing more will come; may be called twice."""


class Silent:
    """Says nothing (-q)."""

    def start(self, total: int) -> None:
        """Says nothing."""

    def advance(self, path: str, status: str) -> None:
        """Says nothing."""

    def stage(self, name: str) -> None:
        """Says nothing."""

    def finish(self) -> None:
        """Says nothing."""


class Lines:
    """A line now and then, for logs and pipes."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._total = self._done = self._bad = 0
        self._last = time.monotonic()

    def start(self, total: int) -> None:
        """Says how much there is to read."""
        self._total = total
        self._say(f"开始读取，共 {total} 个文件")

    def advance(self, path: str, status: str) -> None:
        """Counts a file; speaks when some seconds have passed."""
        self._done += 1
        self._bad += status == "failed"
        if time.monotonic() - self._last >= _SECONDS_BETWEEN_LINES:
            self._say(f"已读 {self._done}/{self._total}{self._failures()}：{cut(path, _NAME)}")

    def stage(self, name: str) -> None:
        """Names the stage."""
        self._say(cut(name, 80))

    def finish(self) -> None:
        """Says nothing: the summary follows."""

    def _failures(self) -> str:
        return f"（{self._bad} 个未能读取）" if self._bad else ""

    def _say(self, words: str) -> None:
        self._last = time.monotonic()
        self._console.print(words, markup=False, highlight=False, soft_wrap=True)


class Bar:
    """A bar with the file just read, for a terminal."""

    def __init__(self, console: Console) -> None:
        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[path]}", markup=False),
            console=console,
            transient=True,
        )
        self._task: TaskID = self._bar.add_task("准备", total=None, path="")
        self._bad = 0

    def start(self, total: int) -> None:
        """Gives the bar its length."""
        self._bar.start()
        self._bar.reset(self._task, total=total, description="读取")

    def advance(self, path: str, status: str) -> None:
        """Moves the bar by one file."""
        self._bad += status == "failed"
        failures = f"（{self._bad} 个未能读取）" if self._bad else ""
        self._bar.update(self._task, advance=1, path=cut(path, _NAME), description=f"读取{failures}")

    def stage(self, name: str) -> None:
        """Names the stage in place of the file."""
        self._bar.start()
        self._bar.update(self._task, description=cut(name, 20), path="")

    def finish(self) -> None:
        """Takes the bar away."""
        self._bar.stop()


def reporting(console: Console, *, quiet: bool) -> Reporting:
    """The way of reporting that suits this console."""
    if quiet:
        return Silent()
    return Bar(console) if console.is_terminal else Lines(console)
