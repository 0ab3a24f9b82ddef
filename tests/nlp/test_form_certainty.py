"""A figure whose column or row is unsure makes a rule say 待核, never an accusation."""

import pytest

from pipeline.model import Batch, Outcome
from pipeline.nlp.reports import reports_of
from pipeline.settings import load_settings
from pipeline.validation import check_batch
from tests.nlp.form_factory import document_of, forms_of, grid_of, indicator_cells

SETTINGS = load_settings("general")
SURE = """
资金（万元） | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
合计 | 90 | 80 | 60 | 10 | 90% | 9
"""
TWO_BUDGETS = """
资金（万元） | 批复预算 | 下达预算数 | 全年执行数 | 分值 | 执行率 | 得分
合计 | 90 | 80 | 60 | 10 | 90% | 9
"""
TWO_SPENDINGS = """
资金（万元） | 全年预算数 | 国库支付数 | 累计支出数 | 分值 | 执行率 | 得分
合计 | 80 | 60 | 76 | 10 | 90% | 9
"""
CHANGED = """
资金（万元） | 预算批复数 | 预算调整数 | 预算执行数 | 分值 | 执行率 | 得分
合计 | 90 | -10 | 60 | 10 | 90% | 9
"""
MERGED = """
一级指标 | 二级指标 | 分值 | 三级指标 | 指标值 | 完成值 | 得分
产出指标 | 数量指标 | 40 | 修缮亭廊 | 6座 | 6座 | 25
^ | ^ | ^ | 更换座椅 | 30把 | 30把 | 15
^ | 质量指标 | 60 | 验收合格率 | 100% | 100% | 60
"""


def outcomes(drawing: str) -> dict[str, Outcome]:
    document = document_of("项目支出绩效自评表（2023年度）", grid_of("项目名称 | 亭廊修缮" + drawing))
    reports = tuple(reports_of(document))
    return {
        check.rule: check.outcome for check in check_batch(Batch((), reports), (), SETTINGS, "general")[1]
    }


def test_a_wrong_rate_under_heads_of_their_own_is_found() -> None:
    found = outcomes(SURE)
    assert (found["ZX-01"], found["ZX-02"]) == (Outcome.FIRED, Outcome.FIRED)


@pytest.mark.parametrize("drawing", [TWO_BUDGETS, TWO_SPENDINGS, CHANGED])
def test_a_rate_over_an_unsure_column_is_pending(drawing: str) -> None:
    found = outcomes(drawing)
    assert Outcome.FIRED not in (found["ZX-01"], found["ZX-02"])
    assert Outcome.PENDING in (found["ZX-01"], found["ZX-02"])


def test_points_in_a_cell_merged_over_two_indicators_are_neithers() -> None:
    forms = forms_of(grid_of(MERGED))
    assert [row[5] for row in indicator_cells(forms)] == [None, None, "60"]
    assert [row.confidence for row in forms.indicators] == [0.7, 0.7, 1.0]
    found = outcomes(MERGED)
    assert Outcome.FIRED not in (found["DF-01"], found["DF-02"], found["DF-03"])


def test_points_merged_over_a_spare_row_are_the_indicators_own() -> None:
    rows = MERGED.replace("更换座椅 | 30把 | 30把 | 15", "指标2： | | |")
    assert [row[5] for row in indicator_cells(forms_of(grid_of(rows)))] == ["40", "60"]


def test_two_columns_of_actual_values_lower_the_rows_certainty() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 三级指标 | 指标值 | 填报完成值 | 核实完成值 | 分值 | 得分
        产出指标 | 修缮亭廊 | 6座 | 2座 | 6座 | 50 | 50
        """)
    )
    assert [row.confidence for row in forms.indicators] == [0.7]
