"""What a run leaves behind (成果): workbook, data files, receipt; written beside and put in place."""

import logging
import re
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from pipeline.model import Results
from pipeline.outputs.digest import digest_of
from pipeline.outputs.letters import write_letters
from pipeline.outputs.page import page_entries, write_page
from pipeline.outputs.receipt import Also, write_receipt
from pipeline.outputs.records import write_records
from pipeline.outputs.staging import replacing
from pipeline.outputs.unchecked import unchecked_in
from pipeline.outputs.verdicts import (
    KEPT,
    RECEIPT,
    WORKBOOK,
    ReadBack,
    open_workbooks,
    read_back,
    typed_entries,
    with_verdicts,
)
from pipeline.outputs.workbook import Carried, write_workbook
from pipeline.settings import Settings, load_settings

logger = logging.getLogger(__name__)

DATA = "data"

__all__ = ["DATA", "RECEIPT", "WORKBOOK", "page_entries", "typed_entries", "write_results"]


def write_results(
    results: Results,
    out: Path,
    settings: Settings | None = None,
    about_to_exchange: Callable[[Path], None] | None = None,
) -> None:
    """Writes every output of a run into `out`; if anything fails, what stood there before stays whole.

    `settings` are those of the run; without them there are no letters. `about_to_exchange` is called with
    the new receipt when all is written and nothing exchanged yet.

    What the auditor typed into the previous workbook and no log holds yet is carried over; where some of it
    could not be read back or has no finding to stand at, that workbook is kept beside the new one.
    """
    generated = datetime.now().astimezone().isoformat(timespec="seconds")
    back = read_back(out)
    for sentence in open_workbooks(out):
        logger.warning("%s", sentence)
    results, late, settled = with_verdicts(results, back.entries)
    digest, unchecked = digest_of(results), unchecked_in(results)
    with replacing(out) as fresh:
        carried = Carried(late, _kept(out, fresh, generated, back, settled=settled))
        rows = write_records(results, digest, fresh / DATA)
        thresholds = (settings or load_settings()).thresholds
        write_workbook(results, digest, unchecked, fresh / WORKBOOK, generated, carried, thresholds)
        write_page(results, digest, unchecked, fresh, generated, thresholds)
        written = write_letters(results, settings.letters, out, fresh, generated) if settings else {}
        also = Also(back.read or {}, written)
        write_receipt(results, unchecked, fresh / DATA, rows, fresh / RECEIPT, generated, also)
        if about_to_exchange is not None:
            about_to_exchange(fresh / RECEIPT)


def _kept(out: Path, fresh: Path, generated: str, back: ReadBack, *, settled: bool) -> tuple[str, ...]:
    """Keeps the old workbook beside the new one where it holds more than was read back; gives the sentences."""
    problems = list(back.problems)
    if not settled:
        problems.append("上一次有审核意见对不上这一次的疑点。")
    if (back.spoilt or not settled) and (out / WORKBOOK).is_file():
        kept = f"{KEPT}{re.sub('[^0-9]', '', generated[:19])}.xlsx"
        shutil.copyfile(out / WORKBOOK, fresh / kept)
        problems.append(f"原工作簿另存为 {kept}，请核对。")
    for problem in problems:
        logger.warning("%s", problem)
    return tuple(problems)
