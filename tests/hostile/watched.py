"""A real `heji run` under watch: what it opens to write, whom it calls, what it leaves running."""

import hashlib
import json
import os
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOKEN = "HEJI_HOSTILE_RUN"

# Lies on PYTHONPATH under the name sitecustomize: every Python process of the run loads it first.
_WATCH = """
import os, sys
_LOG = os.open(os.environ["HEJI_WATCH_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
_ALLOWED = tuple(os.environ["HEJI_WATCH_ALLOWED"].split(os.pathsep))
_PATHS = {"os.mkdir": 0, "os.rmdir": 0, "os.remove": 0, "os.truncate": 0, "os.chmod": 0, "os.symlink": 1,
          "os.link": 1, "shutil.rmtree": 0, "os.chown": 0, "os.utime": 0}

def _outside(path):
    if isinstance(path, int):
        return False
    path = os.path.abspath(os.fsdecode(path))
    return not path.startswith(_ALLOWED)

def _say(*words):
    os.write(_LOG, (" ".join(map(repr, words)) + "\\n").encode("utf-8", "backslashreplace"))

def _watch(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) and path is not None and _outside(path):
            _say(event, path, mode)
    elif event == "os.rename":
        if _outside(arguments[0]) or _outside(arguments[1]):
            _say(event, *arguments[:2])
    elif event in _PATHS:
        beside_another = event in ("os.remove", "os.rmdir", "os.mkdir") and arguments[-1] not in (-1, None)
        if not beside_another and _outside(arguments[_PATHS[event]]):
            _say(event, arguments[0])
    elif event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto"):
        _say(event, *arguments[1:2])
    elif event in ("os.system", "os.exec", "os.posix_spawn", "subprocess.Popen"):
        _say(event, arguments[0])
    elif event == "sqlite3.connect" and _outside(arguments[0]):
        _say(event, arguments[0])

sys.addaudithook(_watch)
"""


@dataclass(frozen=True)
class Watched:
    """What a run did."""

    code: int
    screen: str
    rows: list[dict[str, object]]
    misdeeds: list[str]
    left_behind: list[str]
    survivors: list[int]
    seconds: float


def watched_run(inputs: Path, out: Path, place: Path, *options: str, limit: float = 900) -> Watched:
    """Runs heji over the inputs; `place` is an empty folder for its home, temporary files and working folder."""
    home, temporary, hooks, log = (place / name for name in ("home", "tmp", "hooks", "log"))
    for folder in (home, temporary, hooks):
        folder.mkdir(parents=True)
    (hooks / "sitecustomize.py").write_text(_WATCH)
    token = uuid.uuid4().hex
    environment = os.environ | {
        "HOME": str(home), "TMPDIR": str(temporary), "PYTHONPATH": f"{hooks}{os.pathsep}{ROOT}",
        "HEJI_WATCH_LOG": str(log), TOKEN: token, "PYTHONDONTWRITEBYTECODE": "1",
        "HEJI_WATCH_ALLOWED": os.pathsep.join([str(out.resolve()), str(temporary), os.devnull]),
    }  # fmt: skip
    started = time.monotonic()
    with (place / "screen").open("wb") as screen:
        done = subprocess.run(
            [sys.executable, "-m", "pipeline.cli", "run", str(inputs), "-o", str(out), *options],
            cwd=home, env=environment, stdout=screen, stderr=screen, timeout=limit, check=False,
        )  # fmt: skip
    seconds = time.monotonic() - started
    listed = out / "data" / "files.jsonl"
    rows = [json.loads(line) for line in listed.read_text("utf-8").splitlines()] if listed.exists() else []
    return Watched(
        code=done.returncode,
        screen=(place / "screen").read_text("utf-8", "replace"),
        rows=rows,
        misdeeds=[line for line in log.read_text("utf-8").splitlines() if not _harmless(line)],
        left_behind=[str(path) for top in (home, temporary) for path in top.rglob("*")],
        survivors=_left(token),
        seconds=seconds,
    )


def _harmless(line: str) -> bool:
    """Our own worker processes; the programs that we name (unpackers, LibreOffice and its clock); ldconfig, by ctypes."""
    return line.startswith(("'subprocess.Popen'", "'os.posix_spawn'", "'os.exec'")) and any(
        program in line
        for program in ("7z", "bsdtar", "soffice", "/timeout'", "ldconfig", "gcc", "uname", "'/bin/sh'")
    )


def _left(token: str) -> list[int]:
    """Who still lives when those that end with the run, such as Python's own resource tracker, have had a moment."""
    ends = time.monotonic() + 5
    while (living := _bearing(token)) and time.monotonic() < ends:
        time.sleep(0.1)
    return living


def _bearing(token: str) -> list[int]:
    """The processes that still carry the run's mark in their environment (Linux)."""
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            if token.encode() in environment.read_bytes():
                found.append(int(environment.parent.name))
        except OSError:
            continue
    return found


def fingerprint(folder: Path) -> dict[str, str]:
    """Every regular file of a folder with its hash: what a run must leave as it is."""
    return {
        os.fsdecode(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }
