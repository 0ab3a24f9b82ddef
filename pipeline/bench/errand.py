"""What the bench has done in a process of its own, so that its time and memory can be told apart.

`python -m pipeline.bench.errand run INPUT OUT WORKERS NOTES` does the main job and notes its stages;
`… plain INPUT WORKERS NOTES` reads the same files with the plain libraries by the same engine;
`… similar COUNT NOTES` compares so many invented reports.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

READING = "读取与理解"
STARTING = "启动"


class Stages:
    """Notes when each stage of a run began, by the clock and by the processors."""

    def __init__(self) -> None:
        self.marks: list[tuple[str, float, float]] = [(STARTING, *_now())]

    def start(self, total: int) -> None:
        """Reading begins."""
        self.stage(READING)

    def advance(self, path: str, status: str) -> None:
        """One file is done."""

    def stage(self, name: str) -> None:
        """The next stage begins."""
        self.marks.append((name, *_now()))

    def finish(self) -> None:
        """Nothing more will come."""

    def noted(self) -> list[tuple[str, float, float]]:
        """Each stage with its seconds and processor seconds."""
        ends = [*self.marks[1:], ("", *_now())]
        return [
            (name, end[1] - began, end[2] - cpu)
            for (name, began, cpu), end in zip(self.marks, ends, strict=True)
        ]


def _run(source: Path, out: Path, workers: int) -> object:
    stages = Stages()
    from pipeline.run import RunOptions, run_batch  # noqa: PLC0415  its import is part of what is measured

    summary = run_batch([source], out, RunOptions(workers=workers), stages)
    return {
        "stages": stages.noted(),
        "read": summary.files - summary.reused,
        "files": summary.files,
        "reports": summary.reports,
    }


def _plain(source: Path, workers: int) -> object:
    # A worker looks the function up in its own module: what stands in __main__ is not there.
    from pipeline.bench.plain import read_file_plainly  # noqa: PLC0415
    from pipeline.engine import Bounds, Failure, read_all  # noqa: PLC0415

    tasks = sorted(path for path in source.rglob("*.*") if path.is_file())
    running = read_all(tasks, read_file_plainly, Bounds(seconds=600, memory_bytes=2**32), workers=workers)
    with closing(running) as results:
        counts = [result for _, result in results]
    failed = [result for result in counts if isinstance(result, Failure)]
    return {"files": len(counts), "failed": len(failed)}


def _similar(count: int) -> object:
    from pipeline.bench.invented import invented_batch  # noqa: PLC0415
    from pipeline.settings import load_settings  # noqa: PLC0415
    from pipeline.similarity import find_pairs  # noqa: PLC0415

    batch, settings = invented_batch(count), load_settings()
    before = _now()
    pairs, _ = find_pairs(batch, settings)
    after = _now()
    return {"seconds": after[0] - before[0], "cpu": after[1] - before[1], "pairs": len(pairs)}


def _now() -> tuple[float, float]:
    """The clock, and the processor seconds of this process and of its children that have ended."""
    times = os.times()
    return time.perf_counter(), times.user + times.system + times.children_user + times.children_system


def main(arguments: list[str]) -> None:
    """Does one errand and writes its notes."""
    *what, notes = arguments
    errands: dict[str, Callable[..., object]] = {
        "run": lambda source, out, workers: _run(Path(source), Path(out), int(workers)),
        "plain": lambda source, workers: _plain(Path(source), int(workers)),
        "similar": lambda count: _similar(int(count)),
    }
    done = errands[what[0]](*what[1:])
    Path(notes).write_text(json.dumps(done, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
