"""Layouts of single provinces: columns that look alike, divided heads, rows without a name, several forms."""

from pipeline.nlp.forms import read_forms
from pipeline.nlp.reports import reports_of
from tests.nlp.form_factory import document_of, forms_of, fund_cells, grid_of, indicator_cells, total_cells

WHOLE = """
部门预算执行情况（万元） | 年初预算数 | 全年（调整）预算数 | 全年执行数 | 执行率（%） | 执行率权重（分） | 执行率得分（分）
^ | 640.5 | 702 | 680.94 | 97 | 10 | 9.7
"""

NAMED_ONLY = """
指标名称 | 计量单位 | 指标性质 | 年初指标值 | 调整指标值 | 全年完成值 | 得分系数（%） | 指标权重（分） | 指标得分（分）
办理提案件数 | 件 | ≥ | 85 | | 91 | 100% | 30 | 30
外出招商批次 | 批 | ≥ | 12 | 9 | 8 | 88.89% | 30 | 26.67
"""


def test_coefficient_beside_the_score_is_no_score() -> None:
    forms = forms_of(grid_of(NAMED_ONLY))
    assert [row[5:7] for row in indicator_cells(forms)] == [("30", "30"), ("30", "26.67")]


def test_adjusted_target_is_the_target_in_force_where_it_is_filled() -> None:
    forms = forms_of(grid_of(NAMED_ONLY))
    assert [row.target for row in forms.indicators] == ["≥85件", "≥9批"]
    assert [row.target_number for row in forms.indicators] == [85, 9]


def test_place_of_an_adjusted_target_holds_no_other_target() -> None:
    document = document_of(grid_of(NAMED_ONLY))
    second = read_forms(document, [(0, len(document.text))], "R1").indicators[1]
    assert document.text[second.places["target"].start : second.places["target"].end] == "9"


def test_figures_under_the_heads_without_a_row_name_are_the_total() -> None:
    forms = forms_of(grid_of(WHOLE + NAMED_ONLY))
    name = "部门预算执行情况（万元）"
    assert fund_cells(forms) == [(name, "total", 0, "6405000", "7020000", "6809400", "10", "97", "9.7")]
    assert len(forms.indicators) == 2


def test_a_single_figure_without_a_row_name_is_no_row() -> None:
    forms = forms_of(
        grid_of("""
        项目资金（万元） | 年初预算数 | 全年预算数 | 全年执行数
        ^ | 12 | |
        """)
    )
    assert forms.funds == ()


def test_last_years_value_is_not_the_actual_value() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 二级指标 | 三级指标 | 上年实际值 | 本年目标值 | 本年实际值 | 分值 | 得分
        产出指标 | 数量指标 | 修建水窖 | 30口 | ≥45口 | 47口 | 50 | 50
        """)
    )
    assert indicator_cells(forms)[0][3:5] == ("≥45口", "47口")


def test_of_two_years_beside_each_other_the_later_counts() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 二级指标 | 三级指标 | 2021年完成值 | 2022年指标值 | 2022年完成值 | 分值 | 得分
        产出指标 | 数量指标 | 修建水窖 | 30口 | ≥45口 | 47口 | 50 | 50
        """)
    )
    assert indicator_cells(forms)[0][3:5] == ("≥45口", "47口")


def test_a_year_in_a_single_head_changes_nothing() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 二级指标 | 三级指标 | 2022年指标值 | 实际完成值 | 分值 | 得分
        产出指标 | 数量指标 | 修建水窖 | ≥45口 | 47口 | 50 | 50
        """)
    )
    assert indicator_cells(forms)[0][3:5] == ("≥45口", "47口")


def test_what_is_expected_by_the_years_end_is_not_done() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 全年预计完成情况 | 偏差原因分析
        产出指标 | 数量指标 | 修剪行道树 | ≥900株 | 950株 |
        """)
    )
    assert [(row.actual, row.columns) for row in forms.indicators] == [("", ("target", "reason"))]


def test_unit_cell_beside_a_worded_target_is_left_out() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 完成值 | 分值 | 得分
        效益指标 | 社会效益指标 | 村容改善 | ＝ | 明显改善 | 是否 | 明显改善 | 30 | 30
        产出指标 | 数量指标 | 清运次数 | ≥ | 52 | 次 | 52 | 30 | 30
        """)
    )
    assert [row.target for row in forms.indicators] == ["＝明显改善", "≥52次"]


def test_signatures_below_the_rows_are_no_indicator() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
        产出指标 | 数量指标 | 抽检：乳制品批次 | 40批 | 40批 | 100 | 100
        项目负责人：某甲 | < | < | 财务负责人：某乙 | < | < | <
        """)
    )
    assert [row.level3 for row in forms.indicators] == ["抽检：乳制品批次"]


def test_task_list_takes_the_tasks_name_for_its_rows() -> None:
    forms = forms_of(
        grid_of("""
        任务名称 | 主要内容 | 完成情况 | 预算数（万元） | 执行数（万元）
        森林防火 | 巡护宣传 | 已完成 | 66 | 61.2
        病虫防治 | 飞防作业 | 未完成 | 40 | 12
        """)
    )
    assert [row.name for row in forms.project_rows] == ["森林防火", "病虫防治"]
    assert forms.funds == ()


def test_source_with_its_amount_in_the_same_cell_is_no_blank_row() -> None:
    forms = forms_of(
        grid_of("""
        年度预算（万元） | | 年初预算数 | 全年预算数 | 全年执行数
        | 年度资金总额 | 77 | 77 | 75
        | 其他资金：0 | | |
        | 其他资金 | | |
        """)
    )
    assert [row.row for row in forms.funds] == ["年度资金总额", "其他资金"]


TWO = """
项目支出绩效自评表 | < | < | < | < | < | < | <
项目名称 | 甲街道路灯维护 | < | < | < | < | < | <
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
^ | 产出指标 | 数量指标 | 更换灯具 | 80套 | 80套 | 100 | 100
总分 | < | < | < | < | < | 100 | 100
项目支出绩效自评表 | < | < | < | < | < | < | <
项目名称 | 乙街道绿地养护 | < | < | < | < | < | <
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
^ | 产出指标 | 数量指标 | 补植灌木 | 600株 | 450株 | 100 | 75
总分 | < | < | < | < | < | 100 | 75
"""


def test_two_forms_in_one_table_are_two_reports_each_with_its_own_rows() -> None:
    reports = reports_of(document_of(grid_of(TWO)))
    assert [report.project for report in reports] == ["甲街道路灯维护", "乙街道绿地养护"]
    found = [[(row.level1, row.level3, row.actual) for row in report.indicators] for report in reports]
    assert found == [[("产出指标", "更换灯具", "80套")], [("产出指标", "补植灌木", "450株")]]


DIVIDED = """
绩效指标 | | | 年度指标值 | | | 实际完成值 | 分值 | 得分 | 偏差原因
一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | | | |
产出指标 | 数量指标 | 购置图书 | ≥ | 3000 | 册 | 3120 | 60 | 60 |
 | 质量指标 | 破损率 | ≤ | 2 | % | 3.5 | 40 | 22.86 | 搬运受潮
总分 | | | | | | | 100 | 82.86 |
"""


def test_divided_heads_whose_merged_cells_were_lost() -> None:
    for forms in (forms_of(grid_of(DIVIDED)), forms_of(DIVIDED.strip() + "\n")):
        assert indicator_cells(forms) == [
            ("产出指标", "数量指标", "购置图书", "≥3000册", "3120册", "60", "60", ""),
            ("产出指标", "质量指标", "破损率", "≤2%", "3.5%", "40", "22.86", "搬运受潮"),
        ]
        assert total_cells(forms) == [("full_score", "100"), ("total_score", "82.86")]


def test_heads_of_indicators_right_below_heads_of_funds_are_not_their_second_layer() -> None:
    forms = forms_of(
        grid_of("""
        项目资金 | | | | 年初预算数 | 全年预算数 | 全年执行数 |
        一级指标 | 二级指标 | 三级指标 | 指标值 | | | | 得分
        产出指标 | 数量指标 | 购置图书 | 3000册 | | | | 60
        """)
    )
    assert [(row.level3, row.target) for row in forms.indicators] == [("购置图书", "3000册")]


def test_name_of_the_block_left_of_the_levels_is_no_column() -> None:
    forms = forms_of(
        grid_of("""
        四、年度绩效指标完成情况 | 一级指标 | 二级指标 | 三级指标 | 预期指标值 | 实际完成值 | 自评得分 | 未完成原因
        ^ | 产出指标 | 时效指标 | 完工时间 | 6月底 | 7月上旬 | 8 | 雨季
        """)
    )
    assert indicator_cells(forms)[0][2:] == ("完工时间", "6月底", "7月上旬", None, "8", "雨季")


def test_column_that_is_not_read_may_stand_between_the_names_and_the_figures() -> None:
    forms = forms_of(
        grid_of("""
        资金情况（万元） | 实施期资金总额 | 年度预算资金 | 年度执行资金 | 执行率 | 分值 | 得分（20分×执行率）
        资金总额 | 900 | 300 | 282 | 94% | 20 | 18.8
        """)
    )
    assert fund_cells(forms) == [("资金总额", "total", 0, None, "3000000", "2820000", "20", "94", "18.8")]


def test_columns_of_a_part_of_the_year_give_way_to_the_whole() -> None:
    drawing = """
    一级指标 | 三级指标 | 半年指标值 | 全年指标值 | 半年完成值 | 全年完成值 | 分值 | 得分
    产出指标 | 接入泊位 | 15个 | 40个 | 16个 | 41个 | 50 | 50
    """
    forms = forms_of(grid_of(drawing))
    assert [row[3:5] for row in indicator_cells(forms)] == [("40个", "41个")]
    assert forms.indicators[0].confidence == 1
    alone = forms_of(grid_of(drawing.replace("全年指标值", "备注").replace("全年完成值", "佐证材料")))
    assert [row[3:5] for row in indicator_cells(alone)] == [("15个", "16个")]


def test_the_narrower_of_two_heads_names_the_indicator() -> None:
    head = (
        "绩效维度 | {} | {} | 目标 | 实绩 | 权重 | 评分\n管理 | 资产管理 | 账实相符率 | 100% | 100% | 10 | 10"
    )
    for left, right, name in (
        ("评价内容", "具体指标", "账实相符率"),
        ("三级指标", "具体指标", "资产管理"),  # behind a 三级指标 it explains rather than names
    ):
        forms = forms_of(grid_of(head.format(left, right).replace("绩效维度", "一级指标")))
        assert [row[2] for row in indicator_cells(forms)] == [name]


def test_the_unit_of_the_actual_value_stands_in_the_column_beside_the_target() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 三级指标 | 性质 | 指标值 | 度量单位 | 完成值 | 权重 | 得分
        产出指标 | 巡查点位 | ≥ | 68 | 个 | 71 | 20 | 20
        产出指标 | 培训费 | ≤ | 30 | 万元 | 完成 | 20 | 20
        产出指标 | 合格率 | ≥ | 95 | % | 0.97 | 20 | 20
        产出指标 | 及时率 | ≥ | 95 | % | 97% | 20 | 20
        产出指标 | 完工 | ≤ | 10 | 月 | 2023年8月20日 | 20 | 20
        """)
    )
    assert [row[4] for row in indicator_cells(forms)] == ["71个", "完成", "0.97", "97%", "2023年8月20日"]
    assert forms.indicators[0].actual_unit == "个"


def test_amounts_told_in_the_cells_of_a_row() -> None:
    told = "项目资金 | 年初预算数：总额：16万元 | 全年预算数：总额：17.5万元 | 全年执行数：总额：17万元"
    assert [row[3:6] for row in fund_cells(forms_of(grid_of(told)))] == [("160000", "175000", "170000")]
    sentence = "实际完成情况 | 全年预算数17.5万元已全部下达，全年执行数17万元，修缮亭廊6座"
    assert fund_cells(forms_of(grid_of(sentence))) == []


def test_a_row_of_measures_is_no_source() -> None:
    forms = forms_of(
        grid_of("""
        资金（万元） | 预算数 | 36 | 执行数 | 32.4 | 执行率 | 90%
        ^ | 其中：财政拨款 | 36 | 其中：财政拨款 | 32.4 | | 90%
        ^ | 分值 | 10 | 得分 | 9 | |
        """)
    )
    assert [row[:1] + row[4:] for row in fund_cells(forms)] == [
        ("预算数", "360000", "324000", None, "90", None),
        ("其中：财政拨款", "360000", "324000", None, "90", None),
    ]
