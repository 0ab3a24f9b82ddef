"""What the auditor typed into the previous workbook (审核意见, 审核备注), carried over by fingerprint."""

import dataclasses
import logging
from collections.abc import Mapping
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from pipeline.model import Results
from pipeline.outputs.sheets.findings import FINGERPRINT, NAME, NOTE, VERDICT

logger = logging.getLogger(__name__)

Verdicts = Mapping[str, tuple[str | None, str | None]]


def typed_verdicts(workbook: Path) -> Verdicts | None:
    """Verdict and note by fingerprint, where one was typed; None if the workbook cannot be understood."""
    if not workbook.is_file():
        return {}
    try:
        rows = CalamineWorkbook.from_path(str(workbook)).get_sheet_by_name(NAME).to_python()
    except CalamineError as error:
        logger.warning("上一次的 %s 读不出：%s", workbook.name, error)
        return None
    header = [str(cell).strip() for cell in rows[0]] if rows else []
    if not {FINGERPRINT, VERDICT, NOTE} <= set(header):
        return None
    key, verdict, note = (header.index(title) for title in (FINGERPRINT, VERDICT, NOTE))
    typed = {str(row[key]): (_text(row[verdict]), _text(row[note])) for row in rows[1:]}
    return {fingerprint: words for fingerprint, words in typed.items() if any(words)}


def with_verdicts(results: Results, verdicts: Verdicts) -> Results:
    """The results with what was typed filled in; what the results say already is not overruled."""
    findings = []
    for finding in results.findings:
        verdict, note = verdicts.get(finding.fingerprint, (None, None))
        findings.append(
            dataclasses.replace(finding, verdict=finding.verdict or verdict, note=finding.note or note)
        )
    return dataclasses.replace(results, findings=tuple(findings))


def all_carried(results: Results, verdicts: Verdicts | None) -> bool:
    """Whether every typed verdict belongs to a finding of these results."""
    return verdicts is not None and set(verdicts) <= {finding.fingerprint for finding in results.findings}


def _text(cell: object) -> str | None:
    return str(cell).strip() or None
