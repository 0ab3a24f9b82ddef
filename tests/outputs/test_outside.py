"""Ledger, last year and exceptions in the workbook, the receipt and the data files."""

import dataclasses
import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.external import match_ledger
from pipeline.external.ledger import ledger_from_sheets
from pipeline.external.sheets import SheetCells
from pipeline.model import (
    Exemption,
    ExemptionProblem,
    LastReport,
    LastYear,
    Repetition,
    Results,
    Suppressed,
)
from pipeline.outputs import write_results
from tests.outputs import samples

ROWS = (
    ("项目编码", "单位", "项目名称", "年初预算（元）", "全年预算（元）", "支付数（元）"),
    ("A-2023-01", "湖心区园林绿化中心", "街头绿地养护", "3005000", "2800000", "2500000"),
    ("A-2023-02", "湖心区园林绿化中心", samples.HOSTILE, "100", "100", "100"),
)


def exemption(number: int = 1, **changes: Any) -> Exemption:
    facts = {"rule": "ZX-01", "reason": "已另行核实", "until": datetime.date(2024, 12, 31), "unit": "甲"}
    return Exemption(number, **{**facts, **changes})


def outside() -> Results:
    results = samples.results()
    batch = results.batch
    join = match_ledger(
        ledger_from_sheets("台账.xlsx", [SheetCells("表", ROWS)]), batch.reports, Decimal("0.9")
    )
    report = dataclasses.replace(batch.reports[-1], bundle="湖心区园林绿化中心|街头绿地养护|2023")
    last = LastReport(
        "y1", "上年资料/去年.docx", "去年", report.kind, report.unit, report.project, 2022,
        "湖心区园林绿化中心|街头绿地养护|2022", {"spent": report.summary["spent"]},
    )  # fmt: skip
    repeated = Repetition(report.id, "y1", "存在问题", Decimal("0.8123"), 90, 110, ())
    batch = dataclasses.replace(
        batch,
        reports=(*batch.reports[:-1], report),
        ledger=join,
        last_year=LastYear("results", (last,), (repeated,)),
    )
    problem = ExemptionProblem(
        exemption(2, reason=""), "no_reason", "例外第2条：没有写理由（reason），未采用。"
    )
    return dataclasses.replace(
        results,
        batch=batch,
        findings=results.findings[1:],
        suppressed=(Suppressed(results.findings[0], exemption()),),
        exemption_problems=(problem,),
    )


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    write_results(outside(), folder)
    return folder


def table(out: Path, name: str) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(out / "问题清单.xlsx")[name]
    heads = [str(cell.value).replace("\n", "") for cell in sheet[1]]
    return [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=2)]


def test_both_sides_of_the_ledger_are_listed(out: Path) -> None:
    matched, alone, stranger = table(out, "账表比对")
    assert (
        matched["匹配度"],
        matched["支付（支出）·台账（万元）"],
        matched["支付（支出）·差额（万元）"],
    ) == (1, 250, 10)
    assert alone["项目"] == samples.HOSTILE
    assert alone["对应情况"] == "台账有、批次中没有报告"
    assert stranger["对应情况"] == "报告有、台账没有"


def test_last_year_stands_beside_this_year(out: Path) -> None:
    (row,) = table(out, "跨年与重报")
    assert (row["上年支出（万元）"], row["存在问题与上年相同（%）"]) == (260, 81.23)
    assert row["完成情况与上年相同（%）"] is None


def test_the_cover_says_what_was_set_aside_and_what_did_not_hold(out: Path) -> None:
    sheet = openpyxl.load_workbook(out / "问题清单.xlsx")["封面与说明"]
    words = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert "已另行核实" in words
    assert "例外第2条：没有写理由" in words
    assert len(table(out, "问题清单")) == 1


def test_the_receipt_and_the_data_keep_what_was_set_aside(out: Path) -> None:
    receipt = json.loads((out / "回执.json").read_text(encoding="utf-8"))
    (entry,) = receipt["suppression"]["findings"]
    assert (entry["finding"], entry["reason"], entry["until"]) == ("f2", "已另行核实", "2024-12-31")
    assert receipt["suppression"]["problems"][0]["problem"] == "no_reason"
    assert receipt["ledger"]["matched_reports"] == 1
    assert receipt["last_year"]["reports"] == ["上年资料/去年.docx"]
    (row,) = [
        json.loads(line) for line in (out / "data" / "suppressed.jsonl").read_text("utf-8").splitlines()
    ]
    assert (row["finding"], row["reason"]) == ("f2", "已另行核实")
    assert "f2" not in (out / "data" / "findings.jsonl").read_text("utf-8")


def test_a_finding_without_a_report_has_null_there(tmp_path: Path) -> None:
    results = samples.results()
    missing = dataclasses.replace(results.findings[0], report="", fingerprint="f9")
    write_results(dataclasses.replace(results, findings=(missing,)), tmp_path)
    (row,) = [
        json.loads(line) for line in (tmp_path / "data" / "findings.jsonl").read_text("utf-8").splitlines()
    ]
    assert row["report"] is None


def test_without_anything_beside_the_sheets_say_so(tmp_path: Path) -> None:
    write_results(samples.results(), tmp_path)
    workbook = openpyxl.load_workbook(tmp_path / "问题清单.xlsx")
    assert "--ledger" in workbook["账表比对"]["A2"].value
    assert "--last-year" in workbook["跨年与重报"]["A2"].value
    assert not (tmp_path / "data" / "suppressed.jsonl").exists()
