"""Temporary folders of killed processes go at the next run; those of living ones stay."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from pipeline.workspace import OWNED, PREFIX, clear_abandoned, workspace
from tests.survival import run, submission

ROOT = Path(__file__).parents[1]
_HOLDS = """
import sys, time
from pipeline.workspace import workspace
with workspace() as folder:
    (folder / "member-000001.bin").write_bytes(b"x" * 1000)
    print(folder, flush=True)
    time.sleep(600)
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 只在类 Unix 系统上有")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The place for temporary files of this test, and of the processes that it starts."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def holder() -> tuple[subprocess.Popen[str], Path]:
    """A process with a temporary folder, and the folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLDS],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def ended(process: subprocess.Popen[str], number: int) -> None:
    process.send_signal(number)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_what_a_killed_process_left_is_removed_and_a_living_one_keeps_its_own(place: Path) -> None:
    dead, left = holder()
    alive, kept = holder()
    try:
        ended(dead, signal.SIGKILL)
        assert left.is_dir()
        assert clear_abandoned() == 1
        assert not left.exists()
        assert (kept / "member-000001.bin").is_file()
        assert clear_abandoned() == 0
    finally:
        ended(alive, signal.SIGKILL)
    assert clear_abandoned() == 1
    assert list(place.iterdir()) == []


def test_a_run_tidies_after_one_that_was_killed(place: Path) -> None:
    dead, left = holder()
    ended(dead, signal.SIGKILL)
    run(submission(place / "送审"), place / "结果")
    assert not left.exists()
    assert list(place.glob(f"{PREFIX}*")) == []


def test_the_block_leaves_nothing_even_when_it_fails(place: Path) -> None:
    with pytest.raises(ValueError, match="midway"), workspace() as folder:
        (folder / "a").touch()
        raise ValueError("midway")
    assert list(place.iterdir()) == []


def test_what_others_made_under_such_a_name_is_not_touched(place: Path) -> None:
    plain = place / f"{PREFIX}plain"
    plain.mkdir()
    (plain / "theirs.txt").touch()
    elsewhere = place / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / OWNED).touch()
    (place / f"{PREFIX}link").symlink_to(elsewhere)
    (place / f"{PREFIX}file").touch()
    assert clear_abandoned() == 0
    assert (plain / "theirs.txt").exists()
    assert (elsewhere / OWNED).exists()


def test_many_tidying_at_once_take_nothing_from_one_another(place: Path) -> None:
    """Each process makes, claims and tidies again and again; none ever finds its own folder gone."""
    script = (
        "from pipeline.workspace import workspace\n"
        "for _ in range(150):\n"
        "    with workspace(tidy=True) as folder:\n"
        "        (folder / 'a').touch()\n"
        "        assert (folder / 'a').exists()\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    crew = [subprocess.Popen([sys.executable, "-c", script], env=environment) for _ in range(4)]
    assert [process.wait() for process in crew] == [0] * 4
    assert list(place.iterdir()) == []
