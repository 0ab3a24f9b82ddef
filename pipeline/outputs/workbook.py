"""问题清单.xlsx: the workbook an auditor works in; no formula, no macro, no link out of it."""

from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from pipeline.errors import HejiError
from pipeline.model import Results
from pipeline.outputs.digest import Digest
from pipeline.outputs.evidence import Evidence
from pipeline.outputs.sheet import Book
from pipeline.outputs.sheets.across_years import write_across_years
from pipeline.outputs.sheets.cover import Origin, write_cover
from pipeline.outputs.sheets.figures import write_figures
from pipeline.outputs.sheets.files import write_files
from pipeline.outputs.sheets.findings import write_findings
from pipeline.outputs.sheets.ledger import write_ledger
from pipeline.outputs.sheets.likeness import write_likeness
from pipeline.outputs.sheets.overview import write_overview
from pipeline.outputs.sheets.review_log import write_review_log
from pipeline.outputs.sheets.rules import write_rules
from pipeline.outputs.sheets.values import write_forms, write_values
from pipeline.outputs.styles import FONT
from pipeline.outputs.unchecked import Unchecked
from pipeline.settings import Thresholds, load_settings

_OPTIONS = {
    # Rows go to disk as they are written: ten thousand reports need no more memory than ten.
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": FONT, "font_size": 10},
}


@dataclass(frozen=True, slots=True)
class Carried:
    """What came over from the workbook of the run before."""

    late: frozenset[str] = frozenset()
    """Findings whose verdict stands in no log yet: the next run has to read it here again."""
    problems: tuple[str, ...] = ()
    """Chinese sentences on what could not be read back."""


def write_workbook(
    results: Results,
    digest: Digest,
    unchecked: Unchecked,
    path: Path,
    generated: str,
    carried: Carried = Carried(),
    thresholds: Thresholds | None = None,
) -> None:
    """Writes the workbook of a run, the sheets in the order in which an auditor reads them."""
    workbook = xlsxwriter.Workbook(str(path), _OPTIONS)
    workbook.set_properties({"title": "绩效自评报告核对结果", "author": "核绩", "comments": ""})
    book = Book(workbook, results.title)
    evidence = Evidence(report.document for report in results.batch.reports)
    write_cover(book, results, unchecked, Origin(generated, carried.problems), digest)
    write_overview(book, digest)
    write_findings(book, results, digest, evidence, carried.late)
    write_figures(book, digest)
    write_values(book, results, digest, evidence)
    write_forms(book, results)
    write_likeness(book, results, digest, thresholds or load_settings().thresholds)
    write_across_years(book, results)
    write_ledger(book, results)
    write_files(book, results)
    write_rules(book, results)
    write_review_log(book, results)
    try:
        workbook.close()
    except FileCreateError as error:
        raise HejiError(f"工作簿未能写出：{error}。请检查磁盘空间和权限。") from error
