"""The main job from files to OUT, cold and warm, as it grows, and beside the plain readers (整个运行)."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.bench.corpus import Corpus, laid_in, made_corpus
from pipeline.bench.figures import Figure, Scale, Section, wanted
from pipeline.bench.measuring import Cost, cost_of
from pipeline.errors import HejiError

_ERRAND = "pipeline.bench.errand"


class BenchError(HejiError):
    """Work that was to be measured went wrong: there is nothing to tell of its cost."""


@dataclass(frozen=True, slots=True)
class Run:
    """A whole run: its cost and what it noted of itself."""

    cost: Cost
    notes: dict[str, Any]


def measured(*what: str, notes: Path) -> tuple[Cost, dict[str, Any]]:
    """An errand in a process of its own: its cost and what it noted."""
    cost = cost_of([_ERRAND, *what, str(notes)])
    if cost.code != 0:
        raise BenchError(f"测量中途出错：{what[0]}（退出码 {cost.code}）。请先单独运行 heji run 看原因。")
    return cost, json.loads(notes.read_text(encoding="utf-8"))


def cold_run(corpus: Corpus, scratch: Path, workers: int) -> Run:
    """A first run over a corpus, into a folder that is not there yet."""
    count = len(corpus.submissions)
    source, out = scratch / f"in-{count}", scratch / f"out-{count}"
    laid_in(corpus, source)
    return _run(source, out, workers)


def run_section(corpus: Corpus, cold: Run, scale: Scale, scratch: Path, workers: int) -> Section:
    """Cold and warm, stage by stage, memory, and the ratio to the plain readers."""
    count = len(corpus.submissions)
    source, out = scratch / f"in-{count}", scratch / f"out-{count}"
    plain, _ = measured("plain", str(source), str(workers), notes=scratch / "plain.json")
    laid_in(corpus, source, changed=scale.changed)
    warm = _run(source, out, workers)
    return Section(
        "run",
        "整个运行",
        f"{count} 个文件（60 % docx、30 % pdf、10 % xlsx）、{corpus.pages()} 页，{workers} 个进程",
        (
            *_cold_figures(corpus, cold, scale),
            *_warm_figures(warm, scale),
            *_plain_figures(cold.cost, plain, scale),
        ),
    )


def growth_section(home: Path, scale: Scale, scratch: Path, workers: int, known: dict[int, Run]) -> Section:
    """What a report costs among 100, 300 and 1 000, near-duplicates included."""
    runs = {
        count: known.get(count) or cold_run(made_corpus(home, count), scratch, workers)
        for count in scale.growth
    }
    first, last = scale.growth[0], scale.growth[-1]
    each = {count: run.cost.cpu / count for count, run in runs.items()}
    clock = {count: run.cost.seconds / count for count, run in runs.items()}
    most = wanted(scale, "run", "growth")
    figures = [figure for count, run in runs.items() for figure in _growth_figures(count, run)]
    figures += [
        Figure(
            "growth",
            f"{first} 份到 {last} 份，每份处理器时间之比",
            each[last] / each[first],
            "倍",
            at_most=most,
        ),
        Figure("growth_clock", f"{first} 份到 {last} 份，每份用时之比", clock[last] / clock[first], "倍"),
    ]
    return Section("growth", "增长：每份报告的耗时", f"首次运行，{workers} 个进程", tuple(figures))


def _run(source: Path, out: Path, workers: int) -> Run:
    return Run(*measured("run", str(source), str(out), str(workers), notes=source.with_suffix(".json")))


def _cold_figures(corpus: Corpus, run: Run, scale: Scale) -> Iterator[Figure]:
    cost = run.cost
    yield Figure("cold", "首次运行，用时", cost.seconds, "秒", at_most=wanted(scale, "run", "cold_seconds"))
    yield Figure("cold_cpu", "首次运行，处理器", cost.cpu, "秒")
    yield from _stage_figures("cold", run.notes["stages"])
    yield Figure("files_a_second", "每秒文件数", len(corpus.submissions) / cost.seconds, "个/秒")
    yield Figure("pages_a_second", "每秒页数", corpus.pages() / cost.seconds, "页/秒")
    most = wanted(scale, "run", "megabytes")
    yield Figure("megabytes", "内存峰值（全部进程合计）", cost.peak_bytes / 1e6, "MB", at_most=most)


def _warm_figures(run: Run, scale: Scale) -> Iterator[Figure]:
    most = wanted(scale, "run", "warm_seconds")
    yield Figure("warm", f"改动 {scale.changed} 份后再运行，用时", run.cost.seconds, "秒", at_most=most)
    yield Figure("warm_cpu", "再运行，处理器", run.cost.cpu, "秒")
    yield Figure("warm_read", "再运行，重新读取", run.notes["read"], "个")
    yield from _stage_figures("warm", run.notes["stages"])


def _stage_figures(key: str, stages: Sequence[tuple[str, float, float]]) -> Iterator[Figure]:
    for name, seconds, cpu in stages:
        yield Figure(f"{key}_{name}", f"　其中 {name}", seconds, "秒", note=f"处理器 {cpu:.1f} 秒")


def _plain_figures(cold: Cost, plain: Cost, scale: Scale) -> Iterator[Figure]:
    yield Figure(
        "plain", "只用通用库读同一批文件，用时", plain.seconds, "秒", note=f"处理器 {plain.cpu:.1f} 秒"
    )
    most = wanted(scale, "run", "plain_ratio")
    yield Figure("plain_ratio", "整个运行 ÷ 通用库，用时", cold.seconds / plain.seconds, "倍", at_most=most)
    yield Figure("plain_ratio_cpu", "整个运行 ÷ 通用库，处理器", cold.cpu / plain.cpu, "倍")


def _growth_figures(count: int, run: Run) -> Iterator[Figure]:
    cost = run.cost
    yield Figure(
        f"seconds_{count}", f"{count} 份，用时", cost.seconds, "秒", note=f"处理器 {cost.cpu:.1f} 秒"
    )
    yield Figure(f"each_{count}", f"{count} 份，每份处理器时间", cost.cpu * 1000 / count, "毫秒")
    yield Figure(f"megabytes_{count}", f"{count} 份，内存峰值", cost.peak_bytes / 1e6, "MB")
