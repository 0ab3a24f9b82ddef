"""Near-duplicates among growing numbers of invented reports (比对雷同)."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.bench.figures import Figure, Scale, Section, wanted
from pipeline.bench.whole_run import measured


def similarity_section(scale: Scale, scratch: Path) -> Section:
    """Seconds, memory and growth of finding the pairs of 300, 1 000 and 10 000 reports."""
    figures: list[Figure] = []
    cpu: dict[int, float] = {}
    for count in scale.similar:
        cost, notes = measured("similar", str(count), notes=scratch / f"similar-{count}.json")
        cpu[count] = notes["cpu"]
        figures += _of_count(count, notes, cost.peak_bytes / 1e6, scale)
    first, last = scale.similar[-2:]
    growth = cpu[last] / cpu[first] if cpu[first] else None
    most = wanted(scale, "similarity", "growth")
    figures.append(Figure("growth", f"{first} 份到 {last} 份，耗时倍数", growth, "倍", at_most=most))
    on = "虚构报告每份约 2500 字，每 25 份有一份改名抄自另一份；内存含报告本身"
    return Section("similarity", "比对雷同：耗时随份数的增长", on, tuple(figures))


def _of_count(count: int, notes: dict[str, float], megabytes: float, scale: Scale) -> Iterator[Figure]:
    most_seconds = wanted(scale, "similarity", "seconds_300") if count == 300 else None
    large = count == 10000
    most_cpu = wanted(scale, "similarity", "cpu_seconds_10000") if large else None
    most_memory = wanted(scale, "similarity", "megabytes_10000") if large else None
    yield Figure(f"seconds_{count}", f"{count} 份，用时", notes["seconds"], "秒", at_most=most_seconds)
    yield Figure(f"cpu_{count}", f"{count} 份，处理器", notes["cpu"], "秒", at_most=most_cpu)
    yield Figure(f"megabytes_{count}", f"{count} 份，内存峰值", megabytes, "MB", at_most=most_memory)
    yield Figure(f"pairs_{count}", f"{count} 份，找到雷同", notes["pairs"], "对")
