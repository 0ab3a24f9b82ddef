"""The bench on the terminal (测速结果), and as a file to keep."""

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import psutil
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

import pipeline
from pipeline.bench.course import PARTS, bench
from pipeline.bench.figures import QUICK, WHOLE, Figure, Scale, Section

_HOLDS = {True: "达到", False: "未达到", None: ""}


def benched(
    arguments: argparse.Namespace, told: Callable[[str], None]
) -> Iterator[tuple[RenderableType, bool]]:
    """Runs the bench that a command line asks for: each section as it is measured, and whether it is as wanted."""
    scale: Scale = QUICK if arguments.quick else WHOLE
    workers: int = arguments.workers or os.cpu_count() or 1
    # Growth comes with the whole run unless one part alone is asked for.
    parts = tuple(arguments.only or PARTS)
    sections: list[Section] = []
    yield Text(_machine(workers)), True
    with tempfile.TemporaryDirectory(prefix="heji-corpus-") as temporary:
        home: Path = arguments.corpus or Path(temporary)
        home.mkdir(parents=True, exist_ok=True)
        for section in bench(home, scale, parts, workers, told):
            sections.append(section)
            yield section_view(section), all(figure.holds is not False for figure in section.figures)
            if arguments.json is not None:
                # After each section: a bench that is stopped half-way has kept what it measured.
                _keep(sections, workers, quick=arguments.quick, path=arguments.json)


def section_view(section: Section) -> RenderableType:
    """One section's figures with what is wanted of them."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("项目")
    for name in ("数值", "要求", ""):
        table.add_column(name, justify="right" if name != "" else "left")
    for figure in section.figures:
        said = [_HOLDS[figure.holds], figure.note]
        table.add_row(
            figure.name, _number(figure.value, figure.unit), _wanted(figure), "　".join(filter(None, said))
        )
    return Group("", Text(section.title, style="bold"), section.on, table)


def _wanted(figure: Figure) -> str:
    if figure.at_least is not None:
        return f"≥ {_number(figure.at_least, figure.unit)}"
    return f"≤ {_number(figure.at_most, figure.unit)}" if figure.at_most is not None else ""


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return "未测得"
    if unit in ("个", "对", "字/秒", "MB"):
        return f"{value:,.0f} {unit}"
    return f"{value:.2f} {unit}" if abs(value) < 100 else f"{value:,.1f} {unit}"


def _machine(workers: int) -> str:
    load = f"，测前负载 {psutil.getloadavg()[0]:.1f}"
    return (
        f"heji {pipeline.__version__}，Python {platform.python_version()}，{platform.system()} {platform.machine()}，"
        f"{os.cpu_count()} 核，{psutil.virtual_memory().total / 2**30:.1f} GiB 内存{load}；{workers} 个进程"
    )


def _keep(sections: Sequence[Section], workers: int, *, quick: bool, path: Path) -> None:
    kept = {
        "heji": pipeline.__version__,
        "measured": datetime.now().astimezone().isoformat(timespec="seconds"),
        "machine": {
            "python": platform.python_version(),
            "system": platform.platform(),
            "cores": os.cpu_count(),
            "memory_bytes": psutil.virtual_memory().total,
            "load": list(psutil.getloadavg()),
        },
        "workers": workers,
        "quick": quick,
        "sections": [
            {
                **{name: value for name, value in asdict(section).items() if name != "figures"},
                "figures": [{**asdict(figure), "holds": figure.holds} for figure in section.figures],
            }
            for section in sections
        ],
    }
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
