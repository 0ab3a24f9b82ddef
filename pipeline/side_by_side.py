"""Files read one by one, outside of a run: an office's templates, and two reports to compare (对照)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import Unreadable, UsageError
from pipeline.ingestion import receive
from pipeline.model import Batch, Pair, Report
from pipeline.reading import ReadFile, ReadingTask, understand_file
from pipeline.settings import Settings, load_settings
from pipeline.similarity import find_pairs
from pipeline.workspace import workspace

# A figure that a unit reports: no year, no date, no number of an item.
_FIGURE = re.compile(r"(?<![\d.年月])(?!(?:19|20)\d\d(?!\d|[,.]\d))\d+(?:[,.]\d+)*(?![\d年月日、])")
_FEW = 5
"""Of so many figures one may differ, and they were still copied along."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two files: the reports in them, and the pairs that share text across the two."""

    a: tuple[Report, ...]
    b: tuple[Report, ...]
    pairs: tuple[Pair, ...]


def read_alone(path: Path, settings: Settings, profile: str) -> ReadFile:
    """One file, read and understood; raises Unreadable when it cannot be, UsageError when it is not one file."""
    if not path.exists():
        raise UsageError(f"找不到“{path}”。请检查路径是否写对。")
    if path.is_dir():
        raise UsageError(f"“{path.name}”是文件夹，这里要写一个文件。")
    with workspace() as folder:
        received = next(iter(receive([path], settings.limits, folder)))
        record = received.failure
        if record is None and received.location is not None:
            task = ReadingTask(received.source, received.location, settings.limits, profile, settings.ocr)
            read = understand_file(task)
            if read.document is not None:
                return read
            record = read.record
    reason = record.reason if record else None
    message = record.message if record else None
    raise Unreadable(reason or "unsupported", f"{path.name}：{message or '这个文件不能直接查看。'}")


def template_texts(paths: Iterable[Path], settings: Settings, profile: str) -> tuple[str, ...]:
    """The texts of the forms and templates that the office handed out."""
    found = (read_alone(path, settings, profile).document for path in paths)
    return tuple(document.text for document in found if document is not None)


def compare_two(a: Path, b: Path, profile: str = "general", templates: Sequence[Path] = ()) -> Comparison:
    """What the reports of two files share."""
    settings = load_settings(profile)
    one, other = (_reports(path, side, settings, profile) for path, side in ((a, "甲"), (b, "乙")))
    if not one or not other:
        empty = a if not one else b
        raise UsageError(f"“{empty.name}”里没有认出自评报告或自评表，无法比对。")
    batch = Batch((), (*one, *other))
    pairs, _ = find_pairs(batch, settings, template_texts(templates, settings, profile))
    mine = {report.id for report in one}
    return Comparison(one, other, tuple(pair for pair in pairs if (pair.a in mine) != (pair.b in mine)))


def figures_stayed(pair: Pair, a: Report) -> bool:
    """Whether the shared text has figures and a copier who changed the names left them as they were."""
    text = a.document.text
    written = sum(len(_FIGURE.findall(text[one.a_start : one.a_end])) for one in pair.passages)
    changed = sum(bool(_FIGURE.match(one) and _FIGURE.match(other)) for one, other in pair.changed)
    return written > 0 and changed * _FEW <= written


def _reports(path: Path, side: str, settings: Settings, profile: str) -> tuple[Report, ...]:
    """The reports of a file; ids tell the two sides apart even where both files bear one name."""
    reports = read_alone(path, settings, profile).reports
    return tuple(replace(report, id=f"{side}/{report.id}") for report in reports)
