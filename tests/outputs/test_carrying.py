"""Verdicts over a resubmission, measured: nearly all carried, none onto another finding."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.run import RunOptions, run_batch
from tests.outputs.resubmission import OFFICE, convert, write_again, write_batch
from tests.test_run import Silent

pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")

REVIEWED = 200
WORDS = ("属实", "误报", "待核", "已整改")
_SPACE = re.compile(r"\s+")


def identity(row: dict[str, Any]) -> str:
    """What an auditor knows a finding by, told without its fingerprint: rule, unit, the words it rests on."""
    quotes = sorted({_SPACE.sub("", place["quote"]) for place in row["places"]})
    return "|".join((row["rule"], row["unit"], *quotes))


def findings(out: Path) -> list[dict[str, Any]]:
    lines = (out / "data" / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def review(workbook: Path, known: dict[str, str]) -> dict[str, str]:
    """Verdicts typed into every other row; the note names the finding they were meant for."""
    book = openpyxl.load_workbook(workbook)
    sheet = book["问题清单"]
    column = {str(cell.value): cell.column for cell in sheet[1]}
    meant: dict[str, str] = {}
    step = max((sheet.max_row - 1) // REVIEWED, 1)
    for row in range(2, sheet.max_row + 1, step):
        fingerprint = str(sheet.cell(row, column["指纹"]).value)
        word = WORDS[len(meant) % len(WORDS)]
        for title, words in (("审核意见", word), ("审核备注", known[fingerprint])):
            sheet.cell(row, column[title]).value = words
            sheet.cell(row, column[title]).data_type = "s"
        meant[known[fingerprint]] = word
        if len(meant) == REVIEWED:
            break
    book.save(workbook)
    return meant


def test_verdicts_come_over_a_re_export_and_none_stands_at_another_finding(tmp_path: Path) -> None:
    write_batch(tmp_path / "一" / "报送")
    out = tmp_path / "结果"
    run_batch([tmp_path / "一"], out, RunOptions(workers=2), Silent())
    before = findings(out)
    known = {row["finding"]: identity(row) for row in before}
    twice = {key for key, count in Counter(known.values()).items() if count > 1}
    assert not twice  # each finding is told from every other without its fingerprint
    meant = review(out / "问题清单.xlsx", known)
    assert len(meant) == REVIEWED
    convert([out / "问题清单.xlsx"], "xlsx", tmp_path / "审核稿")
    (out / "问题清单.xlsx").unlink()
    (tmp_path / "审核稿" / "问题清单.xlsx").rename(out / "问题清单（已审）.xlsx")
    write_again(tmp_path / "一" / "报送", tmp_path / "二" / "报送")
    run_batch([tmp_path / "二" / "报送"], out, RunOptions(workers=2), Silent())
    after = findings(out)
    carried = {row["note"]: row for row in after if row["verdict"]}
    strangers = [note for note, row in carried.items() if identity(row) != note]
    lost = set(meant) - set(carried)
    assert not strangers
    assert len(lost) * 100 <= REVIEWED, sorted(lost)
    assert all(carried[note]["verdict"] == meant[note] for note in carried)
