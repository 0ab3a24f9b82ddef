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
from collections.abc import Sequence
from pathlib import Path

logger = logging.getLogger(__name__)

PROGRAMS = ("soffice", "libreoffice")


def office_program() -> str | None:
    """The program if it is here."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


def as_docx(files: Sequence[bytes], seconds: float) -> list[bytes | None]:
    """Binary Word files as docx, all by one call; None for each that LibreOffice cannot read or has no time for."""
    program = office_program()
    if program is None or seconds <= 0 or not files:
        return [None] * len(files)
    with tempfile.TemporaryDirectory(prefix="heji-office-") as name:
        folder = Path(name)
        sources = [folder / f"{number}.doc" for number in range(len(files))]
        for source, content in zip(sources, files, strict=True):
            source.write_bytes(content)
        _convert(program, sources, folder, seconds)
        made = [folder / "out" / f"{source.stem}.docx" for source in sources]
        return [path.read_bytes() if path.is_file() else None for path in made]


def _convert(program: str, sources: Sequence[Path], folder: Path, seconds: float) -> None:
    arguments = [
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
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        logger.info("LibreOffice was ended after %s seconds", seconds)
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and whatever it has started; on Windows the program alone."""
    if process.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
