"""What a run leaves behind (成果): workbook, data files, receipt; written beside and put in place."""

import logging
import re
import shutil
from datetime import datetime
from pathlib import Path

from pipeline.model import Results
from pipeline.outputs.digest import digest_of
from pipeline.outputs.receipt import write_receipt
from pipeline.outputs.records import write_records
from pipeline.outputs.staging import replacing
from pipeline.outputs.unchecked import unchecked_in
from pipeline.outputs.verdicts import all_carried, typed_verdicts, with_verdicts
from pipeline.outputs.workbook import write_workbook

logger = logging.getLogger(__name__)

WORKBOOK = "问题清单.xlsx"
DATA = "data"
RECEIPT = "回执.json"

__all__ = ["DATA", "RECEIPT", "WORKBOOK", "write_results"]


def write_results(results: Results, out: Path) -> None:
    """Writes every output of a run into `out`; if anything fails, what stood there before stays whole.

    What the auditor typed into the previous workbook is carried over; where some of it has no finding to
    stand at any more, that workbook is kept beside the new one.
    """
    generated = datetime.now().astimezone().isoformat(timespec="seconds")
    verdicts = typed_verdicts(out / WORKBOOK)
    results = with_verdicts(results, verdicts or {})
    digest, unchecked = digest_of(results), unchecked_in(results)
    with replacing(out) as fresh:
        if not all_carried(results, verdicts):
            kept = f"问题清单-旧稿-{re.sub('[^0-9]', '', generated[:19])}.xlsx"
            logger.warning("上一次的审核意见有对不上的，原工作簿另存为 %s。", kept)
            shutil.copyfile(out / WORKBOOK, fresh / kept)
        rows = write_records(results, digest, fresh / DATA)
        write_workbook(results, digest, unchecked, fresh / WORKBOOK, generated)
        write_receipt(results, unchecked, fresh / DATA, rows, fresh / RECEIPT, generated)
