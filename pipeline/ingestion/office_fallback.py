"""LibreOffice, where it is installed, for old Word files that our own reader refuses: one call for a batch.

Its exit code says nothing (it is 0 when no file was made), so the file is looked for. It works in a folder of
its own, with a profile of its own, and is ended at its time limit with all that it has started.
"""

import logging
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

logger = logging.getLogger(__name__)

PROGRAMS = ("soffice", "libreoffice")
_BINARY_WORD = (b"\xd0\xcf\x11\xe0", b"\xdb\xa5", b"\x31\xbe", b"\xfe7")
"""How old Word files begin: compound files, Word 2 and 6 bare, Word for DOS."""
_LOOK = 0.25
_MOST_CALLS = 4
"""Calls after which the files of a batch that are left are given up."""
_GRACE = 5
"""Seconds past its time limit after which the program is ended even if nobody of ours is left to end it."""


def office_program() -> str | None:
    """The program if it is here."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


def may_help(kind: str, reason: str | None, content: bytes) -> bool:
    """Whether a file that our reader refused for this reason may be one that LibreOffice reads.

    Only what begins as old Word files do: XML refused for its DTD would have its entities resolved there.
    """
    return (
        kind in ("doc", "wps") and reason in ("damaged", "unsupported") and content.startswith(_BINARY_WORD)
    )


@dataclass(frozen=True, slots=True)
class Conversion:
    """A batch of files to convert by one call: where they lie, and the time for one that hangs."""

    locations: tuple[Path, ...]
    seconds: float

    @property
    def longest(self) -> float:
        """Seconds after which it has ended, whatever the files do."""
        return _MOST_CALLS * (len(self.locations) * self.seconds + 2 * _GRACE)


def converted(conversion: Conversion) -> list[bytes | None]:
    """What a worker process does for a batch: each file as docx, None for what is gone or cannot be read."""
    return as_docx([_content(location) for location in conversion.locations], conversion.seconds)


def _content(location: Path) -> bytes:
    try:
        return location.read_bytes()
    except OSError:
        return b""  # moved away meanwhile: its row says why already


def as_docx(files: Sequence[bytes], seconds: float) -> list[bytes | None]:
    """Binary Word files as docx by one call; None for each that LibreOffice cannot read or has no time for.

    `seconds` is the time for one file that hangs; each file before it in the batch has as much. A file at which the
    program hangs or dies is passed over, and those after it get a call of their own.
    """
    program = office_program()
    made: list[bytes | None] = [None] * len(files)
    if program is None or seconds <= 0:
        return made
    begin = 0
    for _ in range(_MOST_CALLS):
        found, tried_all = _made(program, files[begin:], seconds)
        made[begin:] = found
        if tried_all:
            break
        # It hung or died after the last one that it made: the next is the likeliest culprit.
        begin += 1 + max((place + 1 for place, docx in enumerate(found) if docx is not None), default=0)
        if begin >= len(files):
            break
    return made


def _made(program: str, files: Sequence[bytes], seconds: float) -> tuple[list[bytes | None], bool]:
    """What one call makes of the files, and whether it came to its own end."""
    with tempfile.TemporaryDirectory(prefix="heji-office-") as name:
        folder = Path(name)
        sources = [folder / f"{number:06d}.doc" for number in range(len(files))]
        for source, content in zip(sources, files, strict=True):
            source.write_bytes(content)
        tried_all = _convert(program, sources, folder, seconds)
        made = [folder / "out" / f"{source.stem}.docx" for source in sources]
        return [path.read_bytes() if path.is_file() else None for path in made], tried_all


def _convert(program: str, sources: Sequence[Path], folder: Path, seconds: float) -> bool:
    arguments = [
        *_bounded(len(sources) * seconds + _GRACE),
        program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
        "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out"), *map(str, sources),
    ]  # fmt: skip
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(  # noqa: S603 — the program is found by us, the files' names are our own
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        process_group=0,  # ended as a whole; in the worker's session, and so gone with the worker
    )
    try:
        _wait_while_it_gets_on(process, folder / "out", seconds)
        return process.poll() == 0
    finally:
        _end(process)


def _wait_while_it_gets_on(process: subprocess.Popen[bytes], out: Path, seconds: float) -> None:
    """Wait for the program's end, or until it has made no further file for so many seconds."""
    made, since = 0, time.monotonic()
    while process.poll() is None:
        now = len(list(out.glob("*.docx"))) if out.is_dir() else 0
        if now > made:
            made, since = now, time.monotonic()
        left = since + seconds - time.monotonic()
        if left <= 0:
            logger.info("LibreOffice was ended after %s seconds without a further file", seconds)
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(min(left, _LOOK))


def _bounded(seconds: float) -> list[str]:
    """The system's own clock before the program, where there is one: it holds even if we are killed."""
    clock = shutil.which("timeout") if os.name == "posix" else None
    return [clock, "-s", "KILL", str(seconds)] if clock else []


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and whatever it has started; on Windows the program alone."""
    if process.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
