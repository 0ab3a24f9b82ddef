"""A gold case may carry a ledger, last year's reports and a profile; the rules that need them then speak."""

import json
from pathlib import Path

from pipeline.evaluation import Conditions, read_corpus
from pipeline.evaluation.corpus_run import run_case, run_changed
from pipeline.model import Outcome
from pipeline.settings import load_settings

TEXT = """黛溪县粮食局{year}年度粮库维修经费绩效自评报告
一、资金情况
上年结转{carried}万元。{year}年粮库维修经费全年预算{budget}万元，全年支出57万元，预算执行率95%。
二、自评结论
项目自评得分96分，等级为优。
"""
REPORT = "黛溪县粮食局2023年粮库维修经费绩效自评报告.txt"
HEAD = "单位名称,项目名称,全年预算（元）,支付数（元）"
CONDITIONS = Conditions(load_settings())


def case_in(root: Path, **fields: object) -> Path:
    folder = root / "T01"
    folder.mkdir()
    (folder / REPORT).write_text(TEXT.format(year=2023, carried=8, budget=60), encoding="utf-8")
    gold = {"case": "T01", "files": [REPORT], "about": "试", "reports": []} | fields
    (folder / "gold.json").write_text(json.dumps(gold, ensure_ascii=False), encoding="utf-8")
    return folder


def outcomes(folder: Path) -> dict[str, Outcome]:
    (case,) = read_corpus(folder.parent).cases
    run = run_case(case, folder, CONDITIONS)
    return {check.rule: check.outcome for check in run.checks}


def test_a_ledger_in_the_folder_is_laid_beside(tmp_path: Path) -> None:
    folder = case_in(tmp_path)
    assert outcomes(folder)["BD-01"] is Outcome.NOT_APPLICABLE
    (folder / "ledger.csv").write_text(f"{HEAD}\n黛溪县粮食局,粮库维修经费,800000,570000\n", encoding="utf-8")
    assert outcomes(folder)["BD-01"] is Outcome.FIRED


def test_last_years_reports_in_the_folder_are_laid_beside(tmp_path: Path) -> None:
    folder = case_in(tmp_path)
    assert outcomes(folder)["BD-05"] is Outcome.NOT_APPLICABLE
    (folder / "last_year").mkdir()
    last = TEXT.format(year=2022, carried=1, budget=60).replace("95%。", "95%，结余3万元。")
    (folder / "last_year" / REPORT.replace("2023", "2022")).write_text(last, encoding="utf-8")
    assert outcomes(folder)["BD-05"] is Outcome.FIRED


def test_an_edit_is_judged_with_the_same_ledger_beside_it(tmp_path: Path) -> None:
    folder = case_in(tmp_path)
    (folder / "ledger.csv").write_text(f"{HEAD}\n黛溪县粮食局,粮库维修经费,600000,570000\n", encoding="utf-8")
    (case,) = read_corpus(folder.parent).cases
    before = run_case(case, folder, CONDITIONS)
    after = run_changed(before, REPORT, TEXT.format(year=2023, carried=8, budget=90).encode())
    fired = [
        {check.rule for check in run.checks if check.outcome is Outcome.FIRED} for run in (before, after)
    ]
    assert ("BD-01" in fired[0], "BD-01" in fired[1]) == (False, True)


def test_a_case_runs_under_the_profile_that_it_names(tmp_path: Path) -> None:
    folder = case_in(tmp_path, profile="sichuan")
    (case,) = read_corpus(tmp_path).cases
    run = run_case(case, folder, CONDITIONS)
    assert run.conditions.profile == "sichuan"
    assert run.conditions.settings == load_settings("sichuan")


def test_what_lies_beside_belongs_to_the_corpus_digest(tmp_path: Path) -> None:
    folder = case_in(tmp_path)
    before = read_corpus(tmp_path).digest
    (folder / "last_year").mkdir()
    (folder / "last_year" / "某报告.txt").write_text("上年", encoding="utf-8")
    assert read_corpus(tmp_path).digest != before
