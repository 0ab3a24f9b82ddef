"""The indicator block in its layouts: levels, targets in three cells, totals, execution rows."""

from tests.nlp.form_factory import forms_of, fund_cells, grid_of, indicator_cells, total_cells


def test_target_in_three_cells_under_a_two_layer_head() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | < | < | 完成值 | 权重 | 得分
        ^ | ^ | ^ | 性质 | 指标值 | 单位 | ^ | ^ | ^
        产出指标 | 数量指标 | 指标1：栽植苗木 | ≥ | 4000 | 株 | 4200 | 50 | 50
        效益指标 | 生态效益指标 | ★绿化环境 | 定性 | 优良中低差 | | 良 | 40 | 36
        """)
    )
    assert indicator_cells(forms) == [
        ("产出指标", "数量指标", "栽植苗木", "≥4000株", "4200株", "50", "50", ""),
        ("效益指标", "生态效益指标", "★绿化环境", "定性优良中低差", "良", "40", "36", ""),
    ]
    first, second = forms.indicators
    assert (first.operator, first.target_number, first.target_unit, first.actual_number) == (
        "≥",
        4000,
        "株",
        4200,
    )
    assert (first.qualitative, second.qualitative) == (False, True)
    assert first.weight is not None
    assert first.weight.place.column == 8


def test_target_in_three_cells_under_a_single_head_row() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 二级指标 | 三级指标 | 性质 | 目标值 | 单位 | 实际完成值 | 分值 | 自评得分
        产出指标 | 数量指标 | 修缮公厕 | ＝ | 6 | 座 | 6 | 50 | 50
        """)
    )
    assert [(row.target, row.operator, row.target_unit) for row in forms.indicators] == [("＝6座", "=", "座")]


def test_spare_rows_are_skipped_and_rows_without_values_kept() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
        产出指标 | 数量指标 | 1.培训班期数 | ≥3期 | 3期 | 10 | 10
        ^ | ^ | …… | | | |
        ^ | 质量指标 | 指标1： | | | |
        ^ | ^ | 结业率 | | | |
        """)
    )
    assert [row[2] for row in indicator_cells(forms)] == ["培训班期数", "结业率"]
    assert forms.indicators[1].raw["score"] == ""


def test_blank_levels_mean_the_same_as_above_but_not_across_a_new_first_level() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
        产出指标（60分） | 数量指标 | 巡查次数 | 12次 | 12次 | 30 | 30
        | | 整改处数 | 5处 | 5处 | 30 | 30
        满意度指标 | | 群众满意度 | ≥90% | 91% | 10 | 10
        """)
    )
    assert [row[:2] for row in indicator_cells(forms)] == [
        ("产出指标", "数量指标"),
        ("产出指标", "数量指标"),
        ("满意度指标", ""),
    ]


def test_columns_in_another_order() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 二级指标 | 三级指标 | 指标值 | 全年实际完成值 | 未完成原因和改进措施 | 分值 | 得分
        产出指标 | 时效指标 | 拨付及时率 | 100% | 95% | 年底结账 | 10 | 9.5
        效益指标 | 社会效益指标 | 投诉件数 | 0件 | 0件 | — | 10 | 10
        """)
    )
    assert [row[5:] for row in indicator_cells(forms)] == [("10", "9.5", "年底结账"), ("10", "10", "")]
    assert forms.indicators[1].raw["reason"] == "—"


def test_printed_note_is_no_reason() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分 | 未完成原因分析
        产出指标 | 数量指标 | 巡查次数 | 12次 | 11次 | 30 | 27 | 未完成的须说明原因（100字以内）
        """)
    )
    assert forms.indicators[0].reason == ""


def test_reviewers_score_is_not_the_self_score() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 自评得分 | 复核得分
        产出指标 | 数量指标 | 巡查次数 | 12次 | 12次 | 30 | 30 | 24
        """)
    )
    assert [row[6] for row in indicator_cells(forms)] == ["30"]


def test_weights_beside_each_level() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 分值 | 二级指标 | 分值 | 三级指标 | 分值 | 评分标准 | 得分 | 扣分原因
        决策 | 20 | 立项 | 10 | 立项依据充分性 | 6 | 充分得6分 | 6 |
        ^ | ^ | ^ | ^ | 立项程序规范性 | 4 | 规范得4分 | 3 | 缺论证
        合计 | 20 | | 20 | | 20 | | 19 |
        """)
    )
    assert [row[2:3] + row[5:] for row in indicator_cells(forms)] == [
        ("立项依据充分性", "6", "6", ""),
        ("立项程序规范性", "4", "3", "缺论证"),
    ]
    assert total_cells(forms) == [("full_score", "20"), ("total_score", "19")]


def test_total_row_with_grade_and_subtotals() -> None:
    forms = forms_of(
        grid_of("""
        绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分 | 偏差原因
        ^ | 产出指标 | 数量指标 | 宣讲场次 | ≥10场 | 11场 | 100 | 96 |
        ^ | 小计 | < | < | < | < | 100 | 96 |
        ^ | 总分 | < | < | < | < | 100 | 96 | 优秀
        """)
    )
    assert total_cells(forms) == [
        ("item_weight", "100"),
        ("item_score", "96"),
        ("full_score", "100"),
        ("total_score", "96"),
        ("grade", "优"),
    ]


def test_total_row_shifted_by_a_lost_cell_and_grade_behind_the_score() -> None:
    shifted = forms_of(
        grid_of("""
        一级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分 | 偏差原因
        产出指标 | 宣讲场次 | ≥10场 | 9场 | 100 | 90 | 暴雨
        总分 | | | | | 100 | 90
        """)
    )
    assert total_cells(shifted) == [("full_score", "100"), ("total_score", "90")]
    bracketed = forms_of(
        grid_of("""
        一级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
        产出指标 | 宣讲场次 | ≥10场 | 9场 | 100 | 90
        总分 | < | < | < | 100 | 90（优）
        """)
    )
    assert total_cells(bracketed) == [("full_score", "100"), ("total_score", "90"), ("grade", "优")]


def test_blank_total_score_leaves_the_full_marks_alone() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
        产出指标 | 宣讲场次 | ≥10场 | | 100 |
        合计 | < | < | < | 100 |
        """)
    )
    assert total_cells(forms) == [("full_score", "100")]


def test_execution_row_in_the_indicator_table() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
        预算执行率 | < | < | 100% | 80% | 10 | 8
        过程 | 预算执行 | 公用经费控制率 | ≤100% | 98% | 5 | 5
        """)
    )
    assert [(row.role, row.level3) for row in forms.indicators] == [
        ("execution", "预算执行率"),
        ("indicator", "公用经费控制率"),
    ]
    score = forms.indicators[0].score
    assert score is not None
    assert score.field == "execution_score"


def test_execution_row_that_tells_its_amounts_is_the_fund_row() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
        预算执行率 | （年初预算4.5万元，全年执行4.05万元） | < | 100% | 90% | 10 | 9
        产出指标 | 数量指标 | 慰问户数 | 90户 | 90户 | 90 | 90
        """)
    )
    assert fund_cells(forms) == [("预算执行率", "total", 0, "45000", None, "40500", "10", "90", "9")]
    assert [row.level3 for row in forms.indicators] == ["慰问户数"]


def test_table_without_scores_has_no_score_columns() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 二级指标 | 三级指标 | 目标值 | 完成值
        投入 | 目标设定 | 职责明确性 | 明确 | 明确
        """)
    )
    assert forms.indicators[0].columns == ("target", "actual")
    assert forms.indicators[0].weight is None


def test_notes_below_the_table_are_no_indicators() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
        产出指标 | 数量指标 | 慰问户数 | 90户 | 90户 | 100 | 100
        总分 | < | < | < | < | 100 | 100
        评价结论 | 目标完成较好 | < | < | < | < | <
        存在问题 | 个别台账不全 | < | < | < | < | <
        注：满意度由社区回访。 | < | < | < | < | < | <
        """)
    )
    assert len(forms.indicators) == 1
    assert {key: text for key, (text, _) in forms.texts.items()} == {
        "评价结论": "目标完成较好",
        "存在问题": "个别台账不全",
        "其他说明": "满意度由社区回访。",
    }


def test_labelled_score_below_the_table_is_a_header_value() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
        产出指标 | 数量指标 | 慰问户数 | 90户 | 90户 | 100 | 96.5
        自评得分 | 96.5 | 自评等级 | 优 | < | < | <
        """)
    )
    assert len(forms.indicators) == 1
    assert (forms.header["自评得分"][0], forms.header["自评等级"][0]) == ("96.5", "优")


def test_words_broken_over_lines_in_a_cell_are_joined() -> None:
    table = grid_of("""
    一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
    产出指标 | 数量指标 | 名称 | 目标 | 90户 | 10 | 10
    """)
    table[1][2], table[1][3] = "困难群众走访\n户数", "2023年12\n月底前"
    assert indicator_cells(forms_of(table))[0][2:4] == ("困难群众走访户数", "2023年12月底前")


def test_cell_reaching_under_two_heads_is_read_once() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 二级指标 | 三级指标 | 指标值 | < | 完成值 | 分值 | 得分
        产出指标 | 数量指标 | 修复路段 | ≥5公里 | 6公里 | < | 10 | 10
        """)
    )
    assert indicator_cells(forms)[0][3:5] == ("≥5公里", "6公里")


def test_a_level_name_that_a_page_break_tore_is_one_name():
    forms = forms_of(
        [
            ["一级指标", "二级指标", "三级指标", "指标值", "完成值", "分值", "得分"],
            ["满意度指标", "服务对象满意", "住户满意度", "≥90%", "95%", "5", "5"],
            ["", "度指标", "商户满意度", "≥90%", "92%", "5", "5"],
        ]
    )
    assert [row.level2 for row in forms.indicators] == ["服务对象满意度指标", "服务对象满意度指标"]


def test_two_level_names_that_a_page_printed_into_one_cell() -> None:
    rows = indicator_cells(
        forms_of(
            grid_of("""
            一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
            效益指标 | 可持续影响指标服务对象满意度指 | 管护机制 | 健全 | 健全 | 20 | 20
            满意度指标 | | 村民满意度 | ≥90% | 95% | 10 | 10
            """)
        )
    )
    assert [row[:3] for row in rows] == [
        ("效益指标", "可持续影响指标", "管护机制"),
        ("满意度指标", "服务对象满意度指标", "村民满意度"),
    ]


def test_a_level_name_with_words_behind_it_is_one_name() -> None:
    rows = indicator_cells(
        forms_of(
            grid_of("""
            一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
            效益指标 | 社会效益指标及影响 | 管护机制 | 健全 | 健全 | 20 | 20
            满意度指标 | | 村民满意度 | ≥90% | 95% | 10 | 10
            """)
        )
    )
    assert [row[1] for row in rows] == ["社会效益指标及影响", ""]
