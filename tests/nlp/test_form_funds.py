"""The fund block in its layouts, and tables that list projects."""

from pipeline.nlp.reports import reports_of
from tests.nlp.form_factory import document_of, forms_of, fund_cells, grid_of


def test_sichuan_block_with_its_printed_note() -> None:
    forms = forms_of(
        grid_of("""
        预算执行（10分） | 年度预算数（万元） | 年初预算 | 调整后预算 | 执行数 | 执行率 | 权重 | 得分 | 原因
        ^ | 总额 | 8.00 | 10.00 | 10.00 | 100% | 10 | 10 | 执行率低于90%的，须说明原因（100字以内）
        ^ | 其中：财政资金 | 8.00 | 10.00 | 10.00 | 100% | / | / | ^
        ^ | 财政专户管理资金 | 0.00 | 0.00 | 0.00 | | / | / | ^
        ^ | 单位资金 | | | | | / | / | ^
        """)
    )
    assert fund_cells(forms) == [
        ("总额", "total", 0, "80000", "100000", "100000", "10", "100", "10"),
        ("其中：财政资金", "fiscal", 1, "80000", "100000", "100000", None, "100", None),
        ("财政专户管理资金", "part", 1, "0", "0", "0", None, None, None),
        ("单位资金", "other", 1, None, None, None, None, None, None),
    ]
    last = forms.funds[3]
    assert set(last.blank) == {"budget_initial", "budget_full", "spent", "rate"}
    assert last.places["score"].quote == "/"  # not applicable, not blank


def test_transfer_block_with_two_amounts() -> None:
    forms = forms_of(
        grid_of("""
        资金投入情况（万元） | < | 全年预算数（A） | 全年执行数（B） | 预算执行率（B/A×100%）
        ^ | 年度资金总额： | 12 | 9 | 75%
        ^ | 其中：中央财政资金 | 7 | 6 | 85.71%
        ^ | 地方资金 | 5 | 3 | 60%
        """)
    )
    assert [row[0] for row in fund_cells(forms)] == ["年度资金总额", "其中：中央财政资金", "地方资金"]
    assert forms.funds[0].columns == ("budget_full", "spent", "rate")
    assert forms.funds[1].spent is not None
    assert forms.funds[1].spent.source == "中央财政资金"
    assert forms.funds[0].spent is not None
    assert forms.funds[0].spent.source is None


def test_two_layer_heads_are_put_together() -> None:
    forms = forms_of(
        grid_of("""
        资金情况（万元） | 预算数 | < | 执行数 | 执行率
        ^ | 年初 | 全年 | ^ | ^
        合计 | 20 | 30 | 27 | 90
        """)
    )
    assert fund_cells(forms) == [("合计", "total", 0, "200000", "300000", "270000", None, "90", None)]


def test_generic_budget_beside_an_adjusted_one_is_the_initial() -> None:
    both = forms_of(grid_of("资金（万元） | 预算数 | 调整后预算数 | 执行数\n总额 | 20 | 30 | 27"))
    alone = forms_of(grid_of("资金（万元） | 预算数 | 执行数 | 执行率\n总额 | 20 | 10 | 50%"))
    assert fund_cells(both)[0][3:6] == ("200000", "300000", "270000")
    assert fund_cells(alone)[0][3:6] == (None, "200000", "100000")


def test_oldest_layout_with_figures_beside_their_heads() -> None:
    forms = forms_of(
        grid_of("""
        预算执行情况（元） | 预算数： | 380,000 | 执行数： | 361,000
        ^ | 其中：财政拨款 | 300,000 | 其中：财政拨款 | 290,000
        ^ | 其他资金 | 80,000 | 其他资金 | 71,000
        """)
    )
    assert [(row[1], row[2], row[4], row[5]) for row in fund_cells(forms)] == [
        ("total", 0, "380000", "361000"),
        ("fiscal", 1, "300000", "290000"),
        ("other", 1, "80000", "71000"),
    ]


def test_points_of_the_block_stand_in_for_a_weight_column() -> None:
    head = "项目资金（万元） | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 | {}\n"
    rows = "年度资金总额 | 5 | 5 | 4 | 80% | 8\n其中：财政拨款 | 5 | 5 | 4 | 80% |"
    pointed = forms_of(grid_of(head.format("得分（10分）") + rows))
    plain = forms_of(grid_of(head.format("得分") + rows))
    assert [row[6] for row in fund_cells(pointed)] == ["10", None]
    assert [row[6] for row in fund_cells(plain)] == [None, None]


def test_parts_of_a_part_are_a_second_level_until_its_sum_is_reached() -> None:
    forms = forms_of(
        grid_of("""
        项目资金（万元） | 年初预算数 | 全年预算数 | 全年执行数
        年度资金总额 | 100 | 100 | 90
        其中：财政拨款 | 80 | 80 | 75
        其中：中央 | 50 | 50 | 50
        省级 | 30 | 30 | 25
        县级配套 | 10 | 10 | 10
        其他资金 | 10 | 10 | 5
        """)
    )
    assert [row.level for row in forms.funds] == [0, 1, 2, 2, 1, 1]


def test_whole_department_uses_have_their_sub_level() -> None:
    forms = forms_of(
        grid_of("""
        项目 | 年初预算数 | 全年预算数 | 全年执行数 | 执行率
        支出合计 | 40 | 40 | 39 | 97.5%
        其中：基本支出 | 30 | 30 | 30 | 100%
        　　人员经费 | 25 | 25 | 25 | 100%
        　　公用经费 | 5 | 5 | 5 | 100%
        　　项目支出 | 10 | 10 | 9 | 90%
        """)
    )
    assert [(row.row, row.level) for row in forms.funds] == [
        ("支出合计", 0),
        ("其中：基本支出", 1),
        ("人员经费", 2),
        ("公用经费", 2),
        ("项目支出", 1),
    ]
    assert forms.starts == ()  # a table in the text, no form of its own


def test_merged_score_cell_belongs_to_the_row_in_which_it_begins() -> None:
    forms = forms_of(
        grid_of("""
        资金来源（万元） | 全年预算数 | 全年执行数 | 执行率 | 得分
        资金总额 | 10 | 9 | 90% | 9
        其中：财政拨款 | 10 | 9 | 90% | ^
        """)
    )
    assert [row[8] for row in fund_cells(forms)] == ["9", None]
    assert "score" not in forms.funds[1].blank


def test_notes_and_signatures_are_no_fund_rows() -> None:
    forms = forms_of(
        grid_of("""
        资金来源（万元） | 全年预算数 | 全年执行数 | 执行率
        资金总额 | 10 | 9 | 90%
        资金分配说明 | 按季度拨付到各站 | < | <
        联系人 | 李某 | 联系电话 | 3201234
        """)
    )
    assert [row.row for row in forms.funds] == ["资金总额"]
    assert forms.texts["资金分配说明"][0] == "按季度拨付到各站"


def test_list_of_projects_is_no_fund_block() -> None:
    forms = forms_of(
        grid_of("""
        附表：项目执行及自评得分情况表（单位：万元） | < | < | < | < | <
        序号 | 项目名称 | 预算数 | 执行数 | 执行率 | 自评得分
        1 | 路灯维护 | 12 | 12 | 100% | 98
        2 | 12345平台坐席 | 28 | 26.6 | 95% | 92.5
        合计 | < | 40 | 38.6 | 96.5% |
        """)
    )
    assert forms.funds == ()
    assert [(row.name, row.is_total) for row in forms.project_rows] == [
        ("路灯维护", False),
        ("12345平台坐席", False),
        ("合计", True),
    ]
    second = forms.project_rows[1]
    assert second.spent is not None
    assert second.score is not None
    assert (second.spent.number, second.spent.project, second.score.number) == (
        266_000,
        "12345平台坐席",
        92.5,
    )


def test_masked_figure_is_unreadable_not_a_number() -> None:
    forms = forms_of(grid_of("资金来源（万元） | 全年预算数 | 全年执行数\n资金总额 | **** | 78.*"))
    assert forms.funds == ()


def test_a_list_of_projects_with_the_score_of_its_execution_and_a_limit_as_budget() -> None:
    forms = forms_of(
        grid_of("""
        项目名称 | 债券额度（万元） | 实际支出（万元） | 执行率 | 执行率得分 | 产出得分 | 自评总分 | 等级
        城东管网改造 | 600.00 | 540.00 | 90.00% | 9 | 48 | 95 | 优
        城西泵站新建 | 400.00 | 300.00 | 75.00% | 7.5 | 45 | 88 | 良
        合计 | 1000.00 | 840.00 | 84.00% | | | |
        """)
    )
    first, _, total = forms.project_rows
    assert (first.name, first.budget.number, first.spent.number, first.score.number) == (
        "城东管网改造",
        6_000_000,
        5_400_000,
        9,
    )
    assert (total.is_total, total.rate.number, total.score) == (True, 84, None)


def test_fund_blocks_are_counted_as_they_stand_in_the_document() -> None:
    """A list of projects may stand before the form, or behind it."""
    listed = "序号 | 项目名称 | 下达资金（万元） | 支付资金（万元） | 执行率\n1 | 新建鱼礁 | 9 | 9 | 100%\n2 | 渔港清淤 | 6 | 3 | 50%"
    form = "项目资金（万元） | 全年预算数 | 全年执行数 | 执行率\n年度资金总额 | 15 | 12 | 80%"
    for drawings in ((listed, form), (form, listed)):
        (report,) = reports_of(document_of("2023年渔港维护项目绩效自评报告", *map(grid_of, drawings)))
        rows = {
            "新建鱼礁": ("project", "90000"),
            "渔港清淤": ("project", "30000"),
            "年度资金总额": ("total", "120000"),
        }
        found = [(row.table, row.row, row.role, str(row.spent and row.spent.number)) for row in report.funds]
        assert {name: (role, spent) for _, name, role, spent in found} == rows
        assert [table for table, *_ in found] == sorted(table for table, *_ in found)
        assert found[0][1] == ("新建鱼礁" if drawings[0] is listed else "年度资金总额")
