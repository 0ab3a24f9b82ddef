import math
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pipeline.engine import Bounds, Failure, WorkerStartError, read_all
from tests.engine import errands
from tests.engine.errands import Errand

MIB = 2**20
ROOT = Path(__file__).parents[2]
unix_only = pytest.mark.skipif(sys.platform == "win32", reason="signals and sessions are Unix's")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the address space")


def outcomes(
    tasks: Sequence[Any],
    work: Callable[[Any], object] = errands.run,
    workers: int = 1,
    seconds: float = 20,
    memory_bytes: int = 1024 * MIB,
    silence_seconds: float = math.inf,
    cpu_seconds: float = math.inf,
    prepare: Callable[[], None] | None = None,
) -> dict[int, Any]:
    with closing(
        read_all(
            tasks,
            work,
            Bounds(seconds, memory_bytes, silence_seconds, cpu_seconds),
            workers=workers,
            prepare=prepare,
        )
    ) as results:
        return dict(results)


def is_gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has collected yet counts as ended."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z"


def eventually(condition: Callable[[], bool], seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_quick_tasks_all_come_back_under_their_own_position():
    assert outcomes(range(50), errands.square, workers=2) == {n: n * n for n in range(50)}


def test_no_task_starts_no_worker():
    assert outcomes([], errands.square) == {}


def test_a_worker_prepares_once_and_is_not_this_process():
    seen = outcomes(range(6), errands.preparations, workers=1, prepare=errands.prepare)
    assert {count for _, count in seen.values()} == {1}
    assert len({pid for pid, _ in seen.values()}) == 1
    assert os.getpid() not in {pid for pid, _ in seen.values()}


def test_a_slow_task_is_stopped_and_the_others_go_on():
    started = time.monotonic()
    seen = outcomes([Errand("sleep", "60"), Errand("echo", "甲"), Errand("echo", "乙")], seconds=0.5)
    assert time.monotonic() - started < 15
    assert seen[0].reason == "timeout"
    assert "0.5 秒" in seen[0].message
    assert (seen[1], seen[2]) == ("甲", "乙")


def test_a_task_just_under_its_limit_is_not_stopped():
    assert outcomes([Errand("sleep", "0.3")], seconds=5) == {0: "slept"}


def test_a_task_that_never_releases_the_interpreter_is_stopped():
    assert outcomes([Errand("spin")], seconds=0.3)[0].reason == "timeout"


@pytest.mark.parametrize(
    ("errand", "reason", "words"),
    [
        (Errand("exit", "1"), "crashed", "退出码 1"),
        (Errand("exit", "0"), "crashed", "退出码 0"),
        pytest.param(Errand("signal", "SIGSEGV"), "crashed", "SIGSEGV", marks=unix_only),
        pytest.param(Errand("abort"), "crashed", "SIGABRT", marks=unix_only),
        pytest.param(Errand("signal", "SIGKILL"), "memory", "内存不足", marks=unix_only),
    ],
)
def test_a_worker_that_dies_is_replaced(errand: Errand, reason: str, words: str):
    seen = outcomes([errand, Errand("echo", "后面的文件")])
    assert seen[0].reason == reason
    assert words in seen[0].message
    assert seen[1] == "后面的文件"


@linux_only
def test_memory_past_the_limit_is_a_failure_and_memory_under_it_is_not():
    tasks = [Errand("allocate", str(2048 * MIB)), Errand("allocate", str(16 * MIB))]
    seen = outcomes(tasks, memory_bytes=512 * MIB)
    assert seen[0].reason == "memory"
    assert "512 MiB" in seen[0].message
    assert seen[1] == 16 * MIB


@pytest.mark.parametrize(
    ("errand", "trace"),
    [
        (Errand("raise", "九成"), "ValueError: 九成"),
        (Errand("end_of_file"), "EOFError"),
        (Errand("unpicklable"), "pickle"),
    ],
)
def test_an_unexpected_exception_is_our_defect_with_its_traceback(errand: Errand, trace: str):
    seen = outcomes([errand, Errand("echo", "后面的文件")])
    assert isinstance(seen[0], Failure)
    assert seen[0].reason == "defect"
    assert trace in seen[0].detail
    assert seen[1] == "后面的文件"


def test_silence_is_a_hang_and_slow_work_that_gets_on_is_not():
    tasks = [Errand("sleep", "60"), Errand("plod", "6")]
    seen = outcomes(tasks, silence_seconds=2)
    assert seen[0].reason == "timeout"
    assert "2 秒没有进展" in seen[0].message
    assert seen[1] == "plodded"


def test_slow_work_that_gets_on_still_ends_at_the_whole_limit():
    assert "时限（2 秒）" in outcomes([Errand("plod", "60")], seconds=2, silence_seconds=1.5)[0].message


@unix_only
def test_processor_time_is_limited_for_each_task_anew():
    busy = Errand("compute", "1.2")
    seen = outcomes([busy, busy, busy, Errand("spin"), Errand("echo", "后面的文件")], cpu_seconds=1)
    assert [seen[index] for index in (0, 1, 2, 4)] == ["computed"] * 3 + ["后面的文件"]
    assert seen[3].reason == "timeout"
    assert "处理器时间" in seen[3].message


@pytest.mark.parametrize("kind", ["connect", "look_up", "bind"])
def test_no_network_from_a_worker(kind: str):
    assert "no network from a worker" in outcomes([Errand(kind)])[0].detail


@linux_only
def test_the_kernel_parts_a_worker_and_what_it_starts_from_the_network():
    seen = outcomes([Errand("interfaces")])[0]
    if seen != ["lo"] and seen == sorted(name for _, name in socket.if_nameindex()):
        pytest.skip("这个系统不许普通进程建网络命名空间")
    assert seen == ["lo"]


def test_temporary_files_of_a_killed_worker_lie_in_the_scratch_folder(tmp_path: Path):
    bounds = Bounds(1, 1024 * MIB, scratch=tmp_path)
    with closing(read_all([Errand("litter")], errands.run, bounds, workers=1)) as results:
        assert next(results)[1].reason == "timeout"
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"left"]


@unix_only
@pytest.mark.parametrize("kind", ["grandchild", "grandchild_apart", "fork_and_die"])
def test_what_a_task_started_goes_with_it(kind: str, tmp_path: Path):
    note = tmp_path / "pids"
    seen = outcomes([Errand(kind, str(note))], seconds=1.5)
    assert seen[0].reason == ("crashed" if kind == "fork_and_die" else "timeout")
    for pid in map(int, note.read_text().split()):
        assert eventually(lambda pid=pid: is_gone(pid))


def test_nothing_of_a_worker_reaches_the_screen(capfd: pytest.CaptureFixture[str]):
    assert outcomes([Errand("shout", "")])[0] is None
    assert capfd.readouterr() == ("", "")


def test_a_worker_that_cannot_prepare_is_an_error_that_says_why():
    with pytest.raises(WorkerStartError, match="the lexicon is not there"):
        outcomes([1], errands.square, prepare=errands.prepare_badly)


def test_a_worker_that_dies_while_preparing_is_an_error_not_a_loop():
    with pytest.raises(WorkerStartError, match="7"):
        outcomes([1], errands.square, prepare=errands.die_while_preparing)


def test_no_more_is_under_way_than_there_are_workers(tmp_path: Path):
    """While a result is looked at, the one worker has nothing new to do."""
    notes = [tmp_path / str(n) for n in range(4)]
    tasks = [Errand("touch", str(note)) for note in notes]
    with closing(read_all(tasks, errands.run, Bounds(20, 1024 * MIB), workers=1)) as results:
        for done, _ in enumerate(results, start=1):
            time.sleep(0.05)
            assert sum(note.exists() for note in notes) == done


@unix_only
def test_leaving_early_ends_the_workers_and_leaks_no_descriptor():
    outcomes([1], errands.square)
    before = len(list(Path("/dev/fd").iterdir()))
    with closing(read_all(range(5), errands.preparations, Bounds(20, 1024 * MIB), workers=2)) as results:
        pid = next(results)[1][0]
    assert is_gone(pid)
    assert len(list(Path("/dev/fd").iterdir())) == before


DRIVER = """
import sys
from contextlib import closing
from pipeline.engine import Bounds, read_all
from tests.engine import errands

if __name__ == "__main__":
    tasks = [errands.Errand("grandchild", sys.argv[1]), errands.Errand("grandchild_apart", sys.argv[2])]
    try:
        with closing(read_all(tasks, errands.run, Bounds(50, 2**30), workers=2)) as results:
            list(results)
    except KeyboardInterrupt:
        sys.exit(130)
"""


@unix_only
@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_the_driver(blow: signal.Signals, tmp_path: Path):
    script = tmp_path / "driver.py"
    script.write_text(DRIVER)
    notes = [tmp_path / "one", tmp_path / "two"]
    driver = subprocess.Popen(
        [sys.executable, str(script), *map(str, notes)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        assert eventually(lambda: all(note.exists() and note.read_text() for note in notes), 20)
        os.killpg(driver.pid, blow)
        _, complaints = driver.communicate(timeout=10)
    finally:
        driver.kill()
    if blow == signal.SIGINT:
        assert driver.returncode == 130
        assert complaints == b""
    for note in notes:
        for pid in map(int, note.read_text().split()):
            assert eventually(lambda pid=pid: is_gone(pid))
