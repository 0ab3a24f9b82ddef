"""The run under way (核对): a child process, its progress by stage, the time left, stopping and going on."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

import pipeline
from pipeline.errors import UsageError
from pipeline.run import RunOptions
from pipeline.web.errand import EXIT_DONE, EXIT_REFUSED, order, order_to_write
from pipeline.web.materials import FOLDER

_GRACE = 20.0
_NOTES = 20
_FEW = 3
_LOG = "核对.log"
_BROKEN = f"核对没有完成，上一次的结果未改动。可以再试一次；原因记在结果文件夹的 {FOLDER}/{_LOG}。"
_READING = "读取文件"
_WRITING = "写入审核意见"
_KNOWN_ALREADY = "沿用"


class State(StrEnum):
    """How a run stands."""

    IDLE = "idle"
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the run: what it is called, when it began and ended."""

    name: str
    began: float
    ended: float | None = None

    def seconds(self, now: float) -> float:
        """How long it has taken."""
        return (self.ended or now) - self.began


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the run is, as a page shows it."""

    state: State = State.IDLE
    stages: tuple[Stage, ...] = ()
    total: int = 0
    done: int = 0
    unread: int = 0
    """Files that could not be read."""
    reused: int = 0
    """Files known from an earlier run, done at once: they say nothing of the pace."""
    path: str = ""
    message: str = ""
    notes: tuple[str, ...] = field(default=())
    writing: bool = False
    """Whether only the outputs are written again, with the verdicts given since."""

    def seconds_left(self, now: float) -> float | None:
        """Time left for reading, at the pace so far; None where there is no telling."""
        if self.state is not State.RUNNING or not self.stages or self.done >= self.total:
            return None
        read = self.done - self.reused
        if read < _FEW:
            return None
        return self.stages[-1].seconds(now) / read * (self.total - self.done)


class Job:
    """At most one run at a time on one OUT."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._log = out / FOLDER / _LOG
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._progress = Progress()
        self._before = Progress()

    def progress(self) -> Progress:
        """How far the run is now."""
        return self._progress

    @property
    def is_running(self) -> bool:
        """Whether a run is under way."""
        return self._progress.state in (State.RUNNING, State.STOPPING)

    def start(self, inputs: Sequence[Path], options: RunOptions) -> None:
        """Begins a run, or goes on with one that was stopped; raises UsageError while one is under way."""
        self._begin("启动", order(self._out, list(inputs), options), writing=False)

    def write(self) -> None:
        """Begins to write the outputs again; raises UsageError while a run is under way."""
        self._begin(_WRITING, order_to_write(self._out), writing=True)

    def _begin(self, stage: str, ordered: str, *, writing: bool) -> None:
        with self._lock:
            if self.is_running:
                raise UsageError("正在核对，请等它结束，或先停止。")
            self._before = self._progress
            self._progress = Progress(State.RUNNING, (Stage(stage, time.monotonic()),), writing=writing)
            process = self._launched()
            self._process = process
        _write(process, ordered)
        threading.Thread(target=self._follow, args=(process,), daemon=True).start()

    def _launched(self) -> "subprocess.Popen[str]":
        # What a defect of ours says of itself goes to the log: the page only says that there was one.
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("w", encoding="utf-8") as log:
            return subprocess.Popen(
                # -P: never a package of this name that happens to lie in the current folder.
                [sys.executable, "-P", "-m", "pipeline.web.errand"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
                env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": _search_path()},
            )

    def stop(self) -> None:
        """Asks the run to stop; what it has read is kept. It is ended if it does not hear."""
        process = self._process
        if process is None or not self.is_running:
            return
        self._set(state=State.STOPPING)
        _write(process, "stop")
        timer = threading.Timer(_GRACE, process.kill)
        timer.daemon = True
        timer.start()

    def close(self) -> None:
        """Ends with the server: the run is stopped and waited for."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        self.stop()
        process.wait(_GRACE + 1)

    def _follow(self, process: "subprocess.Popen[str]") -> None:
        for line in process.stdout or ():
            self._hear(line)
        code = process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        self._end(code)

    def _hear(self, line: str) -> None:
        try:
            told = json.loads(line)
        except ValueError:
            return
        if "stage" in told:
            self._next_stage(str(told["stage"]))
        elif "total" in told:
            self._next_stage(_READING)
            self._set(total=int(told["total"]), done=0, unread=0, reused=0)
        elif "path" in told:
            now = self._progress
            failed = told["status"] == "failed"
            self._set(done=now.done + 1, unread=now.unread + failed, path=str(told["path"]))
        elif "note" in told:
            self._set(notes=(*self._progress.notes, str(told["note"]))[-_NOTES:])
        elif "error" in told:
            self._set(message=str(told["error"]))

    def _next_stage(self, name: str) -> None:
        now = time.monotonic()
        before = self._progress
        if name.startswith(_KNOWN_ALREADY):
            # Said in the middle of reading, and no stage of its own.
            self._set(reused=before.done, notes=(*before.notes, name)[-_NOTES:])
            return
        ended = tuple(stage if stage.ended else replace(stage, ended=now) for stage in before.stages)
        self._set(stages=(*ended, Stage(name, now)), path="")

    def _end(self, code: int) -> None:
        now = time.monotonic()
        before = self._progress
        stages = tuple(stage if stage.ended else replace(stage, ended=now) for stage in before.stages)
        if code == EXIT_DONE and before.writing:
            # What is told of the run that made these results stays.
            self._progress = replace(self._before, notes=(*self._before.notes, *before.notes)[-_NOTES:])
            return
        if code == EXIT_DONE:
            state, message = State.DONE, ""
        elif before.state is State.STOPPING:
            state, message = State.STOPPED, "已停止。已读的文件不用再读，随时可以继续。"
        else:
            state = State.FAILED
            message = before.message if code == EXIT_REFUSED else _BROKEN
        self._set(state=state, message=message, stages=stages, path="")

    def _set(self, **changes: object) -> None:
        self._progress = replace(self._progress, **changes)  # type: ignore[arg-type]


def _search_path() -> str:
    """Where this very package lies, before what was set."""
    own = str(Path(pipeline.__file__).parent.parent)
    return os.pathsep.join(part for part in (own, os.environ.get("PYTHONPATH", "")) if part)


def _write(process: "subprocess.Popen[str]", line: str) -> None:
    """One line for the run; one that has just ended hears nothing more, and needs nothing more."""
    try:
        if process.stdin is not None:
            process.stdin.write(line + "\n")
            process.stdin.flush()
    except (BrokenPipeError, ValueError):
        return
