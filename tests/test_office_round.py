"""Old Word files of a batch that our reader refuses: one LibreOffice for all of them."""

import contextlib
import json
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from pipeline.ingestion.office_fallback import as_docx, office_program
from tests.survival import data, run, wait_until

_REPORT = (Path(__file__).parent / "ingestion" / "files" / "canal_report.doc").read_bytes()
_NOISE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000) + "WordDocument".encode("utf-16-le")
needs_office = pytest.mark.skipif(office_program() is None, reason="要有 LibreOffice")
needs_shell = pytest.mark.skipif(os.name != "posix", reason="要有 POSIX 的 shell")


def _as_old() -> bytes:
    """A report with the version number of a Word that our reader does not know."""
    begin = _REPORT.index(struct.pack("<H", 0xA5EC))
    return _REPORT[: begin + 2] + struct.pack("<H", 0x41) + _REPORT[begin + 4 :]


def _stand_in(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program of LibreOffice's name that is found before it."""
    folder.mkdir()
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@needs_office
@needs_shell
def test_one_call_for_all_and_what_it_cannot_read_keeps_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs, calls = tmp_path / "送审", tmp_path / "calls"
    inputs.mkdir()
    for name in ("甲", "乙", "丙"):
        (inputs / f"{name}.doc").write_bytes(_as_old())
    (inputs / "丁.doc").write_bytes(_NOISE)
    (inputs / "戊.doc").write_bytes(_REPORT)
    _stand_in(tmp_path / "bin", f'echo x >> "{calls}"\nexec "{office_program()}" "$@"', monkeypatch)
    run(inputs, tmp_path / "结果")
    files = [
        json.loads(line)
        for line in (tmp_path / "结果" / "data" / "files.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert calls.read_text().count("x") == 1
    assert {file["path"]: file["status"] for file in files} == {
        "甲.doc": "partial", "乙.doc": "partial", "丙.doc": "partial", "丁.doc": "failed", "戊.doc": "ok",
    }  # fmt: skip
    assert all("LibreOffice" in file["message"] for file in files if file["status"] == "partial")
    before = data(tmp_path / "结果")
    run(inputs, tmp_path / "结果", workers=2)
    assert calls.read_text().count("x") == 1 + 1  # 丁 alone is tried again, as every failed file is
    assert data(tmp_path / "结果") == before


@needs_shell
def test_a_file_at_which_it_hangs_costs_the_others_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = """out=; take=
for word in "$@"; do
  if [ -n "$take" ]; then out=$word; take=; fi
  case "$word" in
    --outdir) take=1 ;;
    *.doc) mkdir -p "$out"; if grep -q hang "$word"; then sleep 60; else cp "$word" "$out/$(basename "$word" .doc).docx"; fi ;;
  esac
done"""
    _stand_in(tmp_path / "bin", script, monkeypatch)
    made = as_docx([b"one", b"hang", b"three", b"four"], 1)
    assert made == [b"one", None, b"three", b"four"]


@needs_shell
@pytest.mark.skipif(shutil.which("timeout") is None, reason="要有 timeout 程序")
def test_the_systems_own_clock_ends_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What holds when we are killed: the program stands behind a clock that is no thread of ours."""
    told = tmp_path / "parent"
    _stand_in(tmp_path / "bin", f'ps -o args= -p $PPID > "{told}"', monkeypatch)
    assert as_docx([b"one"], 7) == [None]
    assert told.read_text().split()[1:4] == ["-s", "KILL", "12"]


def _offices(run: int) -> set[int]:
    """The LibreOffice processes that this run started; other programs may have theirs."""
    found = set()
    with contextlib.suppress(psutil.NoSuchProcess):
        for process in psutil.Process(run).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                if process.name().startswith(("soffice", "oosplash")):
                    found.add(process.pid)
    return found


def _alive(processes: set[int]) -> set[int]:
    found = set()
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            if psutil.Process(process).status() != psutil.STATUS_ZOMBIE:
                found.add(process)
    return found


@needs_office
@needs_shell
def test_a_run_killed_while_it_converts_leaves_no_office_and_no_lock(tmp_path: Path) -> None:
    inputs, out, temporary = tmp_path / "送审", tmp_path / "结果", tmp_path / "临时"
    inputs.mkdir()
    temporary.mkdir()
    for number in range(10):
        (inputs / f"{number:02d}.doc").write_bytes(_as_old() + bytes(number))
    (inputs / "好.doc").write_bytes(_REPORT)
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "run", str(inputs), "-o", str(out), "--workers", "2", "-q"],
        cwd=Path(__file__).parent.parent,
        env=os.environ | {"TMPDIR": str(temporary)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until(lambda: bool(_offices(process.pid)) or process.poll() is not None, 120)
    started = _offices(process.pid)
    assert started, "it came to its end before it could be killed"
    process.kill()
    process.wait()
    wait_until(lambda: not _alive(started), 10)
    assert not _alive(started)
    assert run(inputs, out).reused == 1
    assert len((out / "data" / "files.jsonl").read_text(encoding="utf-8").splitlines()) == 11
