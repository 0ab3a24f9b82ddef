"""The same work on a real Dask cluster over loopback: same results, lost workers, files that kill theirs."""

import os
import signal
import socket
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pipeline.addresses import Remote
from pipeline.cli import main
from pipeline.engine import Bounds, Cluster, check_cluster, read_all_on_cluster
from pipeline.errors import HejiError, UsageError
from pipeline.run import RunOptions, run_batch
from tests.engine import errands
from tests.engine.clustered import cluster
from tests.engine.errands import Task
from tests.survival import Silent, data, run, submission

pytest.importorskip("distributed", reason="没有安装 Dask（heji[cluster]）")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="测试用类 Unix 系统的信号")

BOUNDS = Bounds(seconds=20, memory_bytes=2**31)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with cluster() as (found, _):
        check_cluster(Cluster(found, 30), errands.same_program)
        yield found


def outcomes(
    tasks: list[Task], address: str, work: Callable[[Any], object] = errands.on_file
) -> dict[int, Any]:
    with closing(read_all_on_cluster(tasks, work, BOUNDS, Cluster(address, 20))) as results:
        return dict(results)


def on_disk(folder: Path, count: int, what: str = "read") -> list[Task]:
    tasks = []
    for number in range(count):
        path = folder / f"{number}.txt"
        path.write_text(f"第{number}份", encoding="utf-8")
        tasks.append(Task(path, errands.sha256(path.read_bytes()), what))
    return tasks


def test_a_run_on_the_cluster_gives_the_same_data_files(address: str, tmp_path: Path) -> None:
    inputs = submission(tmp_path / "送审", count=6)
    run(inputs, tmp_path / "本机", workers=2)
    run(inputs, tmp_path / "集群", scheduler=address)
    assert data(tmp_path / "集群") == data(tmp_path / "本机")
    again = run(inputs, tmp_path / "集群", scheduler=address)
    assert again.reused == 6


def test_files_from_an_address_are_read_on_the_cluster_as_those_of_a_folder(
    address: str, tmp_path: Path
) -> None:
    inputs = submission(tmp_path / "送审", count=4)
    system = pytest.importorskip("fsspec").filesystem("memory")
    top = f"/{uuid.uuid4().hex}/送审"
    for path in inputs.iterdir():
        system.pipe(f"{top}/{path.name}", path.read_bytes())
    run(inputs, tmp_path / "本机")
    elsewhere = Remote(f"memory:/{top}")
    run(elsewhere, tmp_path / "集群", scheduler=address)  # type: ignore[arg-type]
    assert data(tmp_path / "集群") == data(tmp_path / "本机")
    assert run(elsewhere, tmp_path / "集群", scheduler=address).reused == 4  # type: ignore[arg-type]


def test_bytes_are_sent_where_the_worker_does_not_see_the_file(address: str, tmp_path: Path) -> None:
    seen = on_disk(tmp_path, 3)
    hidden = [Task(errands.Hidden(task.location), task.sha256) for task in seen]
    assert outcomes(seen, address) == {n: f"第{n}份" for n in range(3)}
    assert outcomes(hidden, address) == {n: f"第{n}份" for n in range(3)}


def test_limits_hold_on_the_cluster_and_its_workers_live_on(address: str, tmp_path: Path) -> None:
    tasks = [
        Task(task.location, task.sha256, what)
        for task, what in zip(
            on_disk(tmp_path, 5), ("exit", "raise", "connect", "allocate", "read"), strict=True
        )
    ]
    seen = outcomes(tasks, address)
    assert [seen[n].reason for n in range(4)] == ["crashed", "defect", "defect", "memory"]
    assert "no network" in seen[2].detail
    assert seen[4] == "第4份"


def test_files_of_a_lost_worker_are_run_again(tmp_path: Path) -> None:
    tasks = on_disk(tmp_path, 16, "slowly")
    with cluster() as (address, crew):
        check_cluster(Cluster(address, 30), errands.same_program)
        results = read_all_on_cluster(tasks, errands.on_file, BOUNDS, Cluster(address, 20))
        seen = [next(results)]
        os.kill(crew[0].pid, signal.SIGKILL)
        seen.extend(results)
        assert crew[0].wait(5) == -signal.SIGKILL
    assert len(seen) == 16
    assert dict(seen) == {n: f"第{n}份" for n in range(16)}


def test_a_file_that_kills_its_worker_twice_is_a_row(tmp_path: Path) -> None:
    tasks = on_disk(tmp_path, 6)
    tasks[2] = Task(tasks[2].location, tasks[2].sha256, "kill_the_worker")
    with cluster(4) as (address, crew):
        check_cluster(Cluster(address, 30), errands.same_program)
        seen = outcomes(tasks, address)
        assert sum(process.poll() is not None for process in crew) in (2, 3)
    assert seen[2].reason == "crashed"
    assert "两次" in seen[2].message
    assert {n: seen[n] for n in (0, 1, 3, 4, 5)} == {n: f"第{n}份" for n in (0, 1, 3, 4, 5)}


def test_daemonic_workers_may_have_children(tmp_path: Path) -> None:
    """Dask's nanny starts its workers as daemons, to which Python forbids children."""
    with cluster(1, nanny=True) as (address, _):
        check_cluster(Cluster(address, 30), errands.same_program)
        assert outcomes(on_disk(tmp_path, 2), address) == {0: "第0份", 1: "第1份"}


def test_no_workers_left_is_a_sentence_and_what_was_read_is_kept(tmp_path: Path) -> None:
    inputs, out = submission(tmp_path / "送审", count=10), tmp_path / "结果"

    class KillsAfterTheFirst(Silent):
        def advance(self, path: str, status: str) -> None:
            crew[0].kill()

    with cluster(1) as (address, crew):
        options = RunOptions(scheduler=address, assignments=("cluster.wait_seconds=15",))
        with pytest.raises(HejiError, match="已读完的文件都已保存"):
            run_batch([inputs], out, options, KillsAfterTheFirst())
    assert run(inputs, out).reused >= 1
    run(inputs, tmp_path / "另一份")
    assert data(out) == data(tmp_path / "另一份")


def test_workers_with_another_program_are_refused(address: str) -> None:
    with pytest.raises(UsageError, match="与本机不同"):
        check_cluster(Cluster(address, 20), errands.other_program)


def test_an_unreachable_scheduler_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        gone = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        started = time.monotonic()
        for address in (gone, "不是地址://x"):
            command = ["run", str(submission(tmp_path / address[:3])), "-o", str(tmp_path / "结果")]
            code = main([*command, "--scheduler", address, "--set", "cluster.wait_seconds=2"])
            assert code == 3
            assert "没有连上 Dask 调度器" in capsys.readouterr().err
    assert time.monotonic() - started < 60
    assert not (tmp_path / "结果").exists()


def test_without_dask_the_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    inputs = submission(tmp_path / "送审")
    assert main(["run", str(inputs), "-o", str(tmp_path / "结果"), "--scheduler", "tcp://127.0.0.1:1"]) == 3
    assert "heji[cluster]" in capsys.readouterr().err
