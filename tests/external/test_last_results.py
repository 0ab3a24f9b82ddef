"""Last year's OUT read back: figures with their precision, nothing that is not there."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.external import LAST_YEAR, is_results, read_last_results

PLACE = {"path": "甲.docx", "start": 3, "end": 9, "quote": "", "page": None, "paragraph": 2, "row": None}


def figure(value: str, raw: str) -> dict:
    return {"value": value, "raw": raw, "place": {**PLACE, "quote": raw}}


def out(folder: Path, **changes: object) -> Path:
    row = {
        "report": "r1",
        "path": "甲.docx",
        "kind": "项目自评报告",
        "title": "甲",
        "unit": "县水利局",
        "project": "渠道清淤",
        "year": 2022,
        "bundle": "县水利局|渠道清淤|2022",
        "surplus": figure("274000", "27.40万元"),
        "spent": figure("5126000", "512.60"),
        "total_score": figure("99.49", "99.49分"),
        "grade": figure("优", "优秀"),
        "carryover_in": None,
    } | changes
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "reports.jsonl").write_text(
        json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return folder


def test_figures_come_back_with_unit_and_precision(tmp_path: Path) -> None:
    (last,) = read_last_results(out(tmp_path)).reports
    surplus, spent = last.summary["surplus"], last.summary["spent"]
    assert (surplus.number, surplus.unit, surplus.ulp) == (Decimal(274_000), "万元", Decimal(100))
    assert (spent.number, spent.unit, spent.ulp) == (Decimal(5_126_000), "万元", Decimal(100))
    assert last.summary["grade"].grade == "优"
    assert "carryover_in" not in last.summary
    assert last.report is None
    assert surplus.place.path.startswith(LAST_YEAR)


def test_an_out_folder_is_told_from_a_folder_of_reports(tmp_path: Path) -> None:
    assert not is_results(tmp_path)
    assert is_results(out(tmp_path / "结果"))


@pytest.mark.parametrize(
    "changes", [{"unit": 5}, {"surplus": {"value": "x", "raw": "", "place": PLACE}}, {"report": None}]
)
def test_a_damaged_out_is_refused_with_its_line(tmp_path: Path, changes: dict) -> None:
    with pytest.raises(UsageError, match="第 1 行"):
        read_last_results(out(tmp_path, **changes))
