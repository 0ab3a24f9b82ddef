"""Old Word files that our reader refuses, all converted by one LibreOffice and read again (整批转换)."""

import logging
import math
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from pipeline.engine import Bounds, Failure, read_all
from pipeline.ingestion.office_fallback import Conversion, converted, may_help, office_program
from pipeline.model import FileStatus
from pipeline.reading import ReadFile, ReadingTask

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that the workers could not read, and its row as it stands without LibreOffice."""

    task: ReadingTask
    read: ReadFile


def unaided(tasks: Iterable[ReadingTask]) -> list[ReadingTask]:
    """The tasks, none of which starts LibreOffice by itself: there is one for the batch."""
    return [replace(task, limits=task.limits.model_copy(update={"office_seconds": 0})) for task in tasks]


def is_for_office(task: ReadingTask, read: ReadFile) -> bool:
    """Whether LibreOffice, if it is here and allowed, might read what our reader refused."""
    record = read.record
    if record.status is not FileStatus.FAILED or not task.limits.office_seconds or office_program() is None:
        return False
    return may_help(record.format, record.reason, _content(task))


def with_conversions(refused: Sequence[Refused], bounds: Bounds) -> tuple[list[ReadingTask], list[ReadFile]]:
    """The tasks once more with what LibreOffice made of their files, and the rows of files that it cannot read."""
    if not refused:
        return [], []
    made = _converted(refused, bounds)
    tasks = [replace(one.task, converted=docx) for one, docx in zip(refused, made, strict=True) if docx]
    rows = [one.read for one, docx in zip(refused, made, strict=True) if not docx]
    logger.info("LibreOffice converted %s of %s files", len(tasks), len(refused))
    return unaided(tasks), rows


def _converted(refused: Sequence[Refused], bounds: Bounds) -> Sequence[bytes | None]:
    """By a worker process: without network, in the run's temporary folder, and gone when the run is killed."""
    locations = tuple(one.task.location for one in refused)
    conversion = Conversion(locations, refused[0].task.limits.office_seconds)
    unwatched = replace(bounds, seconds=conversion.longest, silence_seconds=math.inf, cpu_seconds=math.inf)
    with closing(read_all([conversion], converted, unwatched, workers=1)) as results:
        ((_, made),) = results
    if isinstance(made, Failure):
        logger.warning("LibreOffice: %s %s", made.reason, made.detail)
        return [None] * len(refused)
    return made


def _content(task: ReadingTask) -> bytes:
    try:
        return task.location.read_bytes()
    except OSError:
        return b""  # moved away meanwhile: its row says why already
