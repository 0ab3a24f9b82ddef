"""The main job with a ledger, last year's reports and exceptions laid beside the sample folder."""

import json
from datetime import date
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.errors import UsageError
from pipeline.run import RunOptions, run_batch
from tests.test_run import Silent

CORPORA = Path(__file__).parent.parent / "corpora"
TODAY = date(2024, 6, 30)
EXCEPTIONS = """
[[suppress]]
rule = "BD-04"
unit = "汀澜市生态环境局"
reason = "该项目并入省级统一评价，见来函"
until = 2024-12-31

[[suppress]]
rule = "BD-04"
unit = "汀澜市图书馆"
reason = "没有这个疑点"
until = 2024-12-31
"""


def rows(out: Path, name: str) -> list[dict]:
    text = (out / "data" / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    (folder / "例外.toml").write_text(EXCEPTIONS, encoding="utf-8")
    options = RunOptions(
        workers=2,
        ledger=CORPORA / "ledger.xlsx",
        last_year=CORPORA / "last_year",
        suppress=folder / "例外.toml",
        today=TODAY,
    )
    run_batch([CORPORA / "batch"], folder / "结果", options, Silent())
    return folder / "结果"


def test_every_report_meets_its_row_of_the_ledger(out: Path) -> None:
    outcomes = {row["outcome"] for row in rows(out, "checks") if row["rule"] == "BD-01"}
    assert outcomes == {"通过"}
    assert json.loads((out / "回执.json").read_text(encoding="utf-8"))["ledger"]["matched_reports"] == len(
        rows(out, "reports")
    )


def test_only_the_spending_that_was_falsified_differs_from_the_payments(out: Path) -> None:
    (finding,) = [row for row in rows(out, "findings") if row["rule"] == "BD-02"]
    assert (finding["unit"], finding["difference"]) == ("苔溪县林业局", "7.86万元")


def test_projects_without_a_report_are_named_and_unread_files_are_no_omission(out: Path) -> None:
    found = {row["unit"]: row for row in rows(out, "findings") if row["rule"] == "BD-04"}
    assert set(found) == {"汀澜市机关事务管理中心", "汀澜市气象局"}
    assert {row["level"] for row in found.values()} == {"提示"}
    assert all(
        row["report"] is None and row["places"][0]["path"].endswith("ledger.xlsx") for row in found.values()
    )
    (set_aside,) = rows(out, "suppressed")
    assert (set_aside["unit"], set_aside["level"]) == ("汀澜市生态环境局", "错误")


def test_the_receipt_names_the_exception_that_matched_nothing(out: Path) -> None:
    receipt = json.loads((out / "回执.json").read_text(encoding="utf-8"))
    (problem,) = receipt["suppression"]["problems"]
    assert (problem["exemption"], problem["problem"]) == (2, "unused")


def test_honest_reports_follow_on_from_last_year(out: Path) -> None:
    checks = [row for row in rows(out, "checks") if row["rule"] in ("BD-05", "LT-02")]
    assert {row["outcome"] for row in checks} == {"通过", "不适用"}
    assert sum(row["outcome"] == "通过" for row in checks) >= 4
    assert all(pair["kind"] != "last_year" or float(pair["score"]) < 0.5 for pair in rows(out, "similar"))


def test_last_years_out_gives_the_figures_but_no_text(tmp_path: Path) -> None:
    water = next((CORPORA / "last_year").glob("*柳陂河*"))
    run_batch([water], tmp_path / "上年", RunOptions(workers=1), Silent())
    this = next((CORPORA / "batch" / "鹭湾区").glob("*柳陂河*"))
    options = RunOptions(workers=1, last_year=tmp_path / "上年", today=TODAY)
    run_batch([this], tmp_path / "结果", options, Silent())
    checks = {row["rule"]: row for row in rows(tmp_path / "结果", "checks")}
    assert checks["BD-05"]["outcome"] == "通过"
    assert "上年结转" in checks["BD-05"]["why"]
    assert checks["LT-02"]["outcome"] == "不适用"
    assert "没有报告正文" in checks["LT-02"]["why"]


def test_a_ledger_among_the_reports_is_not_read_as_one(tmp_path: Path) -> None:
    folder = tmp_path / "送审"
    folder.mkdir()
    for name in ("市档案馆自评材料.txt",):
        (folder / name).write_bytes((CORPORA / "batch" / "市直" / name).read_bytes())
    (folder / "台账.xlsx").write_bytes((CORPORA / "ledger.xlsx").read_bytes())
    options = RunOptions(workers=1, ledger=folder / "台账.xlsx", today=TODAY)
    run_batch([folder], tmp_path / "结果", options, Silent())
    assert [row["path"] for row in rows(tmp_path / "结果", "files")] == ["市档案馆自评材料.txt"]


@pytest.mark.parametrize("option", ["ledger", "last_year", "suppress"])
def test_what_is_not_there_stops_the_run(tmp_path: Path, option: str) -> None:
    options = RunOptions(workers=1, **{option: tmp_path / "没有"})
    with pytest.raises(UsageError, match="找不到"):
        run_batch([CORPORA / "last_year"], tmp_path / "结果", options, Silent())
    assert not (tmp_path / "结果").exists()


def test_an_unclear_ledger_is_a_usage_error_that_names_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "台账.csv").write_text("户名,事项,金额\n甲,乙,1\n", encoding="utf-8")
    arguments = ["run", str(CORPORA / "last_year"), "-o", str(tmp_path / "结果")]
    assert main([*arguments, "--ledger", str(tmp_path / "台账.csv"), "-q"]) == 3
    assert "台账列对应.toml" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "结果").iterdir()] == ["台账列对应.toml"]
