"""Fund blocks whose sources are columns: turned so that each source is a row."""

from tests.nlp.form_factory import forms_of, fund_cells, grid_of

ACROSS = """
资金情况（元） | 资金来源 | 合计 | 财政拨款 | 其他资金
^ | 年初预算数 | 500 | 400 | 100
^ | 全年预算数 | 520 | 400 | 120
^ | 全年执行数 | 468 | 380 | 88
^ | 执行率 | 90% | 95% | 73.33%
"""


def test_a_measure_a_row_and_a_source_a_column() -> None:
    forms = forms_of(grid_of(ACROSS))
    assert fund_cells(forms) == [
        ("合计", "total", 0, "500", "520", "468", None, "90", None),
        ("财政拨款", "fiscal", 1, "400", "400", "380", None, "95", None),
        ("其他资金", "other", 1, "100", "120", "88", None, "73.33", None),
    ]
    spent = forms.funds[1].spent
    assert spent is not None
    assert (spent.raw, spent.source, spent.place.row, spent.place.column) == ("380", "财政拨款", 4, 4)


def test_a_source_a_column_under_each_measure() -> None:
    forms = forms_of(
        grid_of("""
        资金投入情况（万元） | 预算数（A） | < | < | 执行数（B） | < | < | 执行率（B/A）
        ^ | 小计 | 中央资金 | 省级资金 | 小计 | 中央资金 | 省级资金 | ^
        ^ | 30 | 20 | 10 | 27 | 20 | 7 | 90%
        """)
    )
    assert fund_cells(forms) == [
        ("小计", "total", 0, None, "300000", "270000", None, "90", None),
        ("中央资金", "part", 1, None, "200000", "200000", None, None, None),
        ("省级资金", "part", 1, None, "100000", "70000", None, None, None),
    ]


def test_uses_by_source_keep_the_columns_of_all_sources_together() -> None:
    forms = forms_of(
        grid_of("""
        支出内容（万元） | 合计 | < | < | 财政资金 | < | 其他资金 | <
        ^ | 预算数 | 执行数 | 执行率 | 预算数 | 执行数 | 预算数 | 执行数
        设备购置支出 | 30 | 27 | 90% | 20 | 20 | 10 | 7
        """)
    )
    assert [row[3:6] for row in fund_cells(forms)] == [(None, "300000", "270000")]


def test_sources_without_a_total_are_left_unread() -> None:
    """Neither of two sources' budgets is the row's."""
    forms = forms_of(
        grid_of("""
        支出内容（万元） | 财政资金 | < | 其他资金 | <
        ^ | 预算数 | 执行数 | 预算数 | 执行数
        设备购置支出 | 20 | 20 | 10 | 7
        """)
    )
    assert fund_cells(forms) == []


def test_a_block_name_over_the_measures_is_no_source() -> None:
    forms = forms_of(
        grid_of("""
        资金来源 | 资金情况（万元） | < | <
        ^ | 年初预算数 | 全年预算数 | 全年执行数
        合计 | 30 | 32 | 27
        """)
    )
    assert [row[3:6] for row in fund_cells(forms)] == [("300000", "320000", "270000")]


def test_a_list_of_sources_without_measures_is_no_block() -> None:
    forms = forms_of(grid_of("资金来源 | 合计 | 财政拨款 | 其他资金\n到账日期 | 3月 | 3月 | 5月"))
    assert fund_cells(forms) == []
