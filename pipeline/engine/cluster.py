"""An existing Dask cluster (集群): the same per-file function on its workers, results gathered as they come."""

import contextlib
import logging
import queue
import time
import uuid
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from pipeline.engine.bounds import Bounds
from pipeline.engine.cluster_worker import START, Errand, Parcel, Unseen, dismiss, work_on
from pipeline.engine.outcome import crashed_twice, defect
from pipeline.errors import HejiError, UsageError

TICK_SECONDS = 1.0
AHEAD = 2
"""Files under way for each thread of the cluster: one at work, one waiting."""
FETCH_SECONDS = 5.0
"""A finished result comes at once, unless its worker was lost meanwhile."""
MOST_STARTS = 2
"""A file whose worker died so often is not tried again."""
_CHATTY = ("distributed", "distributed.client", "distributed.core", "distributed.comm", "tornado.application")


@dataclass(frozen=True, slots=True)
class Cluster:
    """A scheduler's address, and how long to wait for it and for its workers."""

    address: str
    wait_seconds: float


class Located(Protocol):
    """A task about a file."""

    @property
    def location(self) -> Path:
        """Where the bytes lie."""

    @property
    def sha256(self) -> str:
        """The hash of the bytes when they were received."""


def check_cluster(cluster: Cluster, version: Callable[[], str]) -> None:
    """Raises UsageError unless the scheduler answers, has workers, and these run the same program as we do."""
    with _connected(cluster) as client:
        client.wait_for_workers(1, timeout=cluster.wait_seconds)
        found = client.run(version, on_error="return")
    ours = version()
    strange = sorted(address for address, theirs in found.items() if theirs != ours)
    if strange:
        raise UsageError(
            f"集群中有 {len(strange)} 个工作进程（如 {strange[0]}）没有安装 heji，或程序、词表、依赖库的版本"
            "与本机不同，结果会不一致。请在各工作机上安装与本机相同的 heji 后再运行。"
        )


def read_all_on_cluster(
    tasks: Sequence[Located],
    work: Callable[[Any], Any],
    bounds: Bounds,
    cluster: Cluster,
    prepare: Callable[[], None] | None = None,
) -> Generator[tuple[int, Any], None, None]:
    """Run `work` on every task on the cluster; yield (position, result or Failure) as they finish.

    A worker reads a file where it lies if it sees the same bytes there, else the bytes are sent to it. Files of
    a worker that is lost are run again elsewhere. Close the generator to take back what is still under way.
    """
    if not tasks:
        return
    with _connected(cluster) as client:
        course = _Course(client, tasks, Errand(work, prepare, bounds), cluster)
        try:
            yield from course.results()
        finally:
            course.abandon()


class _Course:
    """One reading of many files on a cluster."""

    def __init__(self, client: Any, tasks: Sequence[Located], errand: Errand, cluster: Cluster) -> None:  # noqa: ANN401
        self._client, self._tasks, self._errand, self._cluster = client, tasks, errand, cluster
        self._topic = f"heji-{uuid.uuid4().hex}"
        self._waiting = deque(range(len(tasks)))
        self._running: dict[str, tuple[int, Any]] = {}
        self._news: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._under_way: Counter[int] = Counter()
        self._sends = False
        self._seen_alive = time.monotonic()
        client.subscribe_topic(self._topic, self._hear)

    def results(self) -> Iterator[tuple[int, Any]]:
        """Results in the order in which they come; as many files under way as the cluster can work on."""
        while self._waiting or self._running:
            room = AHEAD * max(1, self._threads()) - len(self._running)
            while self._waiting and room > 0:
                self._submit(self._waiting.popleft())
                room -= 1
            yield from self._settled(self._batch())

    def abandon(self) -> None:
        """Take back what is under way, and send the children home."""
        with contextlib.suppress(Exception):  # the cluster may be gone: nothing is left to tidy
            self._client.unsubscribe_topic(self._topic)
            self._client.cancel([future for _, future in self._running.values()], force=True)
            self._client.run(dismiss, on_error="ignore")

    def _hear(self, event: tuple[float, tuple[int, str]]) -> None:
        """A file was started or ended somewhere; one started and never ended took its worker with it."""
        index, what = event[1]
        self._under_way[index] += 1 if what == START else -1
        if self._under_way[index] > MOST_STARTS:
            self._news.put(index)

    def _submit(self, index: int) -> None:
        task = self._tasks[index]
        content = _bytes_of(task) if self._sends else None
        parcel = Parcel(index, task, task.sha256, content)
        future = self._client.submit(
            work_on, parcel, self._errand, self._topic,
            key=f"{self._topic}-{index}-{'sent' if content is not None else 'seen'}", pure=False,
        )  # fmt: skip
        self._running[future.key] = (index, future)
        future.add_done_callback(self._news.put)

    def _batch(self) -> list[Any]:
        """All news there is, or none after a while."""
        with contextlib.suppress(queue.Empty):
            batch = [self._news.get(timeout=TICK_SECONDS)]
            while not self._news.empty():
                batch.append(self._news.get())
            return batch
        return []

    def _settled(self, batch: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        for index in [news for news in batch if isinstance(news, int)]:
            yield from self._give_up(index)
        for future in [news for news in batch if not isinstance(news, int)]:
            if future.key not in self._running:
                continue
            if future.status in ("cancelled", "lost"):
                raise _lost()
            try:
                result = _outcome(future)
            except TimeoutError:  # its worker was lost before the result was fetched: it is run again
                self._news.put(future)
                continue
            index, _ = self._running.pop(future.key)
            if isinstance(result, Unseen):
                self._sends = True
                self._waiting.appendleft(index)
            else:
                yield index, result

    def _give_up(self, index: int) -> Iterator[tuple[int, Any]]:
        for key, (running, future) in tuple(self._running.items()):
            if running == index and not future.done():
                del self._running[key]
                self._client.cancel([future], force=True)
                yield index, crashed_twice()

    def _threads(self) -> int:
        """The cluster's threads; raises when it has had none for too long."""
        threads = sum(self._client.nthreads().values()) if self._client.status == "running" else 0
        now = time.monotonic()
        if threads:
            self._seen_alive = now
        elif now - self._seen_alive > self._cluster.wait_seconds:
            raise _lost()
        return threads


def _outcome(future: Any) -> Any:  # noqa: ANN401
    from distributed import KilledWorker  # noqa: PLC0415

    try:
        return future.result(timeout=FETCH_SECONDS)
    except TimeoutError:
        raise
    except KilledWorker:
        return crashed_twice()
    except Exception as error:  # noqa: BLE001  whatever the cluster made of it is one file's failure
        return defect(f"{type(error).__name__}: {error}")


def _bytes_of(task: Located) -> bytes | None:
    """The file's bytes; None if it is gone: then the worker says so, as it would here."""
    try:
        return task.location.read_bytes()
    except OSError:
        return None


def _lost() -> HejiError:
    return HejiError(
        "与 Dask 集群的联系中断，或集群中已没有工作进程。已读完的文件都已保存："
        "集群恢复后用同样的命令再运行一次，会接着做；也可以去掉 --scheduler 在本机读完。"
    )


@contextlib.contextmanager
def _connected(cluster: Cluster) -> Iterator[Any]:
    try:
        import dask  # noqa: PLC0415  an extra
        import distributed  # noqa: PLC0415
    except ImportError as error:
        message = '--scheduler 需要 Dask，本机没有安装。请运行 pip install "heji[cluster]"，或去掉 --scheduler 在本机运行。'
        raise UsageError(message) from error
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    connect: Callable[..., Any] = distributed.Client
    # Bytes of a file travel with its task, so that it can be run again wherever it is: no mistake of ours.
    with dask.config.set({"distributed.admin.large-graph-warning-threshold": "100GB"}):
        try:
            client = connect(cluster.address, timeout=cluster.wait_seconds, set_as_default=False, name="heji")
        except (OSError, ValueError, TypeError, ImportError) as error:
            raise UsageError(_unreachable(cluster)) from error
        try:
            yield client
        except TimeoutError as error:
            raise UsageError(_unreachable(cluster)) from error
        finally:
            with contextlib.suppress(Exception):  # the scheduler may be gone: closed all the same
                client.close(timeout=cluster.wait_seconds)


def _unreachable(cluster: Cluster) -> str:
    return (
        f"{cluster.wait_seconds:g} 秒内没有连上 Dask 调度器 {cluster.address}，或它没有可用的工作进程。"
        "请核对地址（如 tcp://主机:8786）和网络，确认调度器、工作进程都在运行；"
        "等待时间可用 --set cluster.wait_seconds=秒数 调整。"
    )
