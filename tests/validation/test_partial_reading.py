"""A report of which a part could not be read is not accused of what may stand in that part."""

from dataclasses import replace

import pytest

from pipeline.model import Batch, Check, Outcome, Problem
from pipeline.settings import load_settings
from pipeline.validation import all_rules, check_batch
from pipeline.validation.partial_reading import ABSENCES, SUMS
from tests.validation.factories import batch_of

FORM = """
# 完成情况｜绩效指标
| 一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分 | 原因 |
| 产出指标 | 数量指标 | 修渠长度 | ≥10公里 | 8公里 | 50 | 40 | |
| 效益指标 | 社会效益指标 | 受益人口 | ≥100人 | 120人 | 30 | 30 | |
| 满意度指标 | 满意度 | 群众满意度 | ≥90% | 95% | 10 | 10 | |
"""
SUM = """
# 完成情况｜绩效指标
| 一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分 | 原因 |
| 产出指标 | 数量指标 | 修渠长度 | ≥10公里 | 10公里 | 60 | 60 | |
| 效益指标 | 社会效益指标 | 受益人口 | ≥100人 | 120人 | 30 | 30 | |
| 满意度指标 | 满意度 | 群众满意度 | ≥90% | 95% | 10 | 10 | |
| 总分 | | | | | 100 | 98 | |
"""


def checks_of(source: str, *problems: Problem) -> dict[str, Check]:
    batch, pairs, assignments = batch_of(source)
    reports = tuple(replace(one, document=replace(one.document, problems=problems)) for one in batch.reports)
    read = Batch(batch.files, reports)
    _, checks = check_batch(read, pairs, load_settings("general", assignments), "general")
    return {check.rule: check for check in checks}


@pytest.mark.parametrize("rule", ["ZB-01", "ZB-09"])
def test_what_is_missing_from_a_damaged_file_is_left_to_a_person(rule: str) -> None:
    assert checks_of(FORM)[rule].outcome is Outcome.FIRED
    damaged = checks_of(FORM, Problem("damaged", "文件结尾缺失。"))[rule]
    assert damaged.outcome is Outcome.PENDING
    assert "文件结尾缺失" in damaged.why


def test_sums_are_doubted_in_a_damaged_file_and_not_beside_a_picture() -> None:
    assert checks_of(SUM)["DF-02"].outcome is Outcome.FIRED
    assert checks_of(SUM, Problem("damaged", "第 2 页已损坏。"))["DF-02"].outcome is Outcome.PENDING
    assert checks_of(SUM, Problem("no_text", "第 9 页是图片。"))["DF-02"].outcome is Outcome.FIRED


def test_what_is_written_is_still_judged() -> None:
    wrong = "# 评价结论｜结论\n自评总分【85分：总分】，等级为【优：等级】。"
    assert checks_of(wrong)["DJ-01"].outcome is Outcome.FIRED
    assert checks_of(wrong, Problem("damaged", "文件已损坏。"))["DJ-01"].outcome is Outcome.FIRED


def test_the_rules_named_exist() -> None:
    assert {info.id for info in all_rules()} >= ABSENCES | SUMS
