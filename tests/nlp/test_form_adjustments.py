"""批复数 | 调整数 | 执行数: whether 调整数 is the adjusted budget or the change is decided by arithmetic only."""

import pytest

from tests.nlp.form_factory import forms_of, fund_cells, grid_of

BLOCK = """
项目资金（万元） | | 预算批复数 | 预算调整数 | 预算执行数 | 分值 | 执行率 | 得分
^ | 合计 | {cells}
"""


def row_of(cells: str) -> tuple[object, ...]:
    return fund_cells(forms_of(grid_of(BLOCK.format(cells=cells))))[0][3:]


def test_an_adjusted_budget_that_the_rate_bears_out_is_the_full_one() -> None:
    assert row_of("80 | 64 | 57.6 | 10 | 90% | 9") == ("800000", "640000", "576000", "10", "90", "9")


def test_a_change_is_no_budget() -> None:
    assert row_of("80 | 20 | 90 | 10 | 90% | 9")[:3] == ("800000", None, "900000")


def test_a_negative_change_needs_no_rate() -> None:
    assert row_of("80 | -16 | 57.6 | 10 | | 9")[:3] == ("800000", None, "576000")


@pytest.mark.parametrize(
    "cells",
    [
        "80 | 64 | 57.6 | 10 | | 9",  # no rate
        "80 | 64 | 57.6 | 10 | 71% | 9",  # a rate that fits neither
        "80 | 64 | 57.6 | 10 | 72% | 9",  # a rate of the first budget: a wrong one, or no adjustment in force
    ],
)
def test_an_undecided_adjustment_is_not_read_and_the_row_says_so(cells: str) -> None:
    forms = forms_of(grid_of(BLOCK.format(cells=cells)))
    row = forms.funds[0]
    assert (row.budget_full, row.confidence < 0.8) == (None, True)
    assert "budget_full" in row.columns


def test_a_share_of_one_is_a_rate_too() -> None:
    assert row_of("80 | 64 | 57.6 | 10 | 0.9 | 9")[1] == "640000"


def test_rows_that_contradict_each_other_decide_nothing() -> None:
    drawing = BLOCK.format(cells="80 | 64 | 57.6 | 10 | 90% | 9") + "^ | 其他资金 | 10 | 2 | 6 | | 50% |"
    assert [row.budget_full for row in forms_of(grid_of(drawing)).funds] == [None, None]


def test_a_row_without_a_change_keeps_its_certainty() -> None:
    drawing = BLOCK.format(cells="80 | -16 | 57.6 | 10 | 90% | 9") + "^ | 其他资金 | 10 | 0 | 6 | | 60% |"
    assert [row.confidence for row in forms_of(grid_of(drawing)).funds] == [0.7, 1.0]


def test_an_adjustment_beside_a_printed_adjusted_budget_is_left_alone() -> None:
    forms = forms_of(
        grid_of("资金（万元） | 年初预算数 | 年中调整数 | 调整后预算数 | 执行数\n合计 | 80 | -16 | 64 | 57.6")
    )
    assert fund_cells(forms)[0][3:6] == ("800000", "640000", "576000")
    assert forms.funds[0].confidence == 1
