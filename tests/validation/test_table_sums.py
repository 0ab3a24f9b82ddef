"""Tables: heads, figures and sums of rows and columns."""

from decimal import Decimal

import pytest

from pipeline.settings import load_settings
from pipeline.validation import check_batch
from pipeline.validation.table_reading import grids, is_summable, is_total, plain_figure
from tests.validation.factories import batch_of, report_of

SETTINGS = load_settings()


def fired(source: str) -> bool:
    batch, pairs, *_ = batch_of(source)
    findings, _ = check_batch(batch, pairs, SETTINGS, "general")
    return "WB-02" in {finding.rule for finding in findings}


@pytest.mark.parametrize(
    ("words", "number"),
    [("1,986.25", "1986.25"), ("12", "12"), ("−3.5", "-3.5"), ("12%", None), ("3个", None), ("1,98", None)],
)
def test_plain_figures(words: str, number: str | None) -> None:
    found = plain_figure(words)
    assert (found and found.number) == (None if number is None else Decimal(number))


@pytest.mark.parametrize("label", ["合计", "小计", "总计", "支出合计", "合计金额"])
def test_names_of_sums(label: str) -> None:
    assert is_total(label)


@pytest.mark.parametrize("label", ["综合计划处", "合计算", "累计划拨"])
def test_names_that_only_look_like_sums(label: str) -> None:
    assert not is_total(label)


@pytest.mark.parametrize("head", ["执行率", "占比", "单价（元）", "序号", "完成比例"])
def test_columns_that_cannot_be_added(head: str) -> None:
    assert not is_summable(head)


def test_heads_end_where_the_figures_begin() -> None:
    report = report_of("| 单位 | 分配数 |\n| 东河镇 | 3.30 |\n| 西河镇 | 4.20 |\n| 合计 | 7.50 |\n")
    one = next(grids(report))
    assert (one.heads, one.head(1), one.label(1)) == (1, "分配数", "东河镇")


def test_counts_allow_no_difference_and_money_a_tail() -> None:
    rows = "| 东河镇 | {0} |\n| 西河镇 | {0} |\n| 南河镇 | {0} |\n| 合计 | {1} |\n"
    assert fired("| 单位 | 受益人数 |\n" + rows.format(33, 100))
    assert not fired("| 单位 | 分配数（万元） |\n" + rows.format(33, 100))
    assert fired("| 单位 | 分配数（万元） |\n" + rows.format(33, 103))


def test_a_table_that_goes_on_under_the_same_heads_is_left_alone() -> None:
    first = "| 单位 | 分配数（万元） |\n| 东河镇 | 3.30 |\n| 西河镇 | 4.20 |\n"
    second = "| 单位 | 分配数（万元） |\n| 南河镇 | 5.10 |\n| 北河镇 | 2.40 |\n| 合计 | 15.00 |\n"
    assert not fired(f"{first}\n续表\n{second}")
