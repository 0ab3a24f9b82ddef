"""A small submission, runs in processes that may be killed, and what an OUT holds, for the tests of survival."""

import hashlib
import os
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from pipeline.run import RunOptions, RunSummary, run_batch

REPORT = """{unit}{project}项目绩效自评报告

一、项目基本情况
{unit}2023年实施{project}项目，年初预算{budget}万元，全年预算{budget}万元，实际支出{spent}万元，预算执行率为{rate}%。

二、绩效目标完成情况
全年共完成改造任务{count}处，群众满意度为95%。

三、自评结论
项目自评得分{score}分，评价等级为{grade}。
"""

UNSPENT = 4
STRICTER = ("thresholds.unspent_rate=5",)
"""A setting that changes the round, not what is read."""


class Silent:
    """Says nothing."""

    def start(self, total: int) -> None: ...
    def advance(self, path: str, status: str) -> None: ...
    def stage(self, name: str) -> None: ...
    def finish(self) -> None: ...


def report_text(number: int, *, rate: str = "80.00") -> str:
    return REPORT.format(
        unit=f"青禾市第{'一二三四五六七八九十'[number]}实验学校",
        project=f"{'东南西北中前后左右上'[number]}操场翻修",
        budget=100 + 10 * number,
        spent=80 + 8 * number,
        rate=rate,
        count=10 + number,
        score="92.50",
        grade="中" if number % 2 else "优",
    )


def submission(folder: Path, count: int = 3) -> Path:
    """Text reports, one of them in an archive, and a file that nothing reads."""
    folder.mkdir(parents=True)
    for number in range(count - 1):
        (folder / f"自评{number}.txt").write_text(report_text(number), encoding="utf-8")
    with zipfile.ZipFile(folder / "补报.zip", "w") as archive:
        archive.writestr("自评补.txt", report_text(count - 1))
    (folder / "空.docx").touch()
    return folder


def run(inputs: Path, out: Path, **options: object) -> RunSummary:
    return run_batch([inputs], out, RunOptions(**({"workers": 1} | options)), Silent())


def data(out: Path) -> dict[str, str]:
    """The data files by name, as digests."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted((out / "data").iterdir())
    }


def wait_until(met: Callable[[], object], seconds: float) -> None:
    """Wait for a condition, or so long."""
    ends = time.monotonic() + seconds
    while not met() and time.monotonic() < ends:
        time.sleep(0.1)


def in_child(work: Callable[[], object]) -> int:
    """Runs `work` in a forked process: 0 = done, 4 = it gave False, 1 = HejiError, -9 = killed, 70 = a defect."""
    told, tell = os.pipe()  # a pipe takes what a full disk does not
    child = os.fork()
    if child:
        os.close(tell)
        with os.fdopen(told, encoding="utf-8") as defect:
            sys.stdout.write(defect.read())
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status)
    code = 70
    try:
        code = _outcome(work, tell)
    finally:
        os._exit(code)


def _outcome(work: Callable[[], object], tell: int) -> int:
    import traceback

    from pipeline.errors import HejiError

    try:
        done = work()
    except HejiError:
        return 1
    except BaseException:  # noqa: BLE001  whatever it is, it must show as a defect
        os.write(tell, traceback.format_exc()[-30_000:].encode())
        return 70
    return UNSPENT if done is False else 0
