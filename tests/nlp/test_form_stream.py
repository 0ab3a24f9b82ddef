"""Forms written one cell to a line, in torn rows or in one paragraph: read where the order tells, else left."""

from tests.nlp.form_factory import forms_of, fund_cells, grid_of, indicator_cells, total_cells


def lines(cells: str) -> str:
    """One cell to a line, blank cells lost as pages lose them."""
    return "\n".join(cell.strip() for cell in cells.replace("\n", "|").split("|") if cell.strip()) + "\n"


FUNDS = """
资金情况（万元）|年初预算|调整预算数|到位资金|实际支出数|结余|执行率|分值|得分|备注
资金总额|64|70|70|66.5|3.5|95%|10|9.5
其中：省级|40|40|40|40|0|100%
其他资金
"""


def test_figures_are_put_under_the_heads_that_they_bear_out() -> None:
    assert fund_cells(forms_of(lines(FUNDS))) == [
        ("资金总额", "total", 0, "640000", "700000", "665000", "10", "95", "9.5"),
        ("其中：省级", "part", 1, "400000", "400000", "400000", None, "100", None),
        ("其他资金", "other", 1, None, None, None, None, None, None),
    ]


def test_a_row_that_lacks_an_amount_is_left_unread() -> None:
    forms = forms_of(lines(FUNDS.replace("其中：省级|40|40|40|40|0|100%", "其中：省级|40|40")))
    assert [row.row for row in forms.funds] == ["资金总额", "其他资金"]


def test_three_heads_are_enough_for_budget_spent_and_rate() -> None:
    forms = forms_of(
        lines("项目资金（万元）|全年预算数（A）|全年执行数（B）|执行率（B/A）\n年度资金总额|40|30|75%")
    )
    assert fund_cells(forms) == [("年度资金总额", "total", 0, None, "400000", "300000", None, "75", None)]


def test_unit_above_the_heads_holds_though_other_cells_stand_between() -> None:
    forms = forms_of(
        lines(
            "项目支出绩效自评表|单位：元|序号|项目|年初预算|调整后预算|实际支出|执行率\n合计|6000|6000|3000|50%"
        )
    )
    assert [row[3:6] for row in fund_cells(forms)] == [("6000", "6000", "3000")]


SCORED = """
一级指标|二级指标|三级指标|上年实际值|本年目标值|本年实际值|分值|评分标准|得分|备注
产出指标|数量指标|栽种行道树|300株|≥400株|420株|30|按比例|30
质量指标|成活率|90%|≥95%|93%|30|按比例|29.4|夏季高温
效益指标|社会效益指标|绿化覆盖|30%|≥35%|36%|40|按比例|40
总计|100|99.4
"""


def test_columns_that_are_not_read_do_not_move_the_others() -> None:
    forms = forms_of(lines(SCORED))
    assert indicator_cells(forms) == [
        ("产出指标", "数量指标", "栽种行道树", "≥400株", "420株", "30", "30", ""),
        ("产出指标", "质量指标", "成活率", "≥95%", "93%", "30", "29.4", "夏季高温"),
        ("效益指标", "社会效益指标", "绿化覆盖", "≥35%", "36%", "40", "40", ""),
    ]
    assert total_cells(forms) == [("full_score", "100"), ("total_score", "99.4")]


def test_a_row_that_lacks_a_cell_inside_is_doubtful_and_the_others_are_not() -> None:
    forms = forms_of(lines(SCORED.replace("成活率|90%|", "成活率|")))
    assert [row.confidence for row in forms.indicators] == [0.9, 0.7, 0.9]


SIGNED = """
一级指标|二级指标|三级指标|指标符号|年度指标值|计量单位|实际完成值|权重|得分
产出指标|数量指标|巡河次数|≥|52|次|53|50|50
质量指标|水质达标率|≥|%|96|50|50
合计|100|100
"""


def test_a_blank_number_between_sign_and_unit_does_not_shift_the_actual_value() -> None:
    rows = indicator_cells(forms_of(lines(SIGNED)))
    assert [row[4:7] for row in rows] == [("53次", "50", "50"), ("96%", "50", "50")]
    assert [row[3] for row in rows] == ["≥52次", ""]


def test_level_names_that_the_lexicon_lacks_are_levels_behind_a_known_one() -> None:
    forms = forms_of(
        lines("""
        一级指标|二级指标|三级指标|指标值|完成值|分值|得分
        履职效能|河道治理|清淤长度|≥3公里|3.2公里|60|60
        可持续性|机制建设|河长制落实|完善|完善|40|40
        总分|100|100
        """)
    )
    assert [row[:3] for row in indicator_cells(forms)] == [
        ("履职效能", "河道治理", "清淤长度"),
        ("可持续性", "机制建设", "河长制落实"),
    ]


def test_a_spare_row_still_opens_its_level() -> None:
    table = """
    一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
    产出指标 | 数量指标 | 指标1：清淤长度 | 3公里 | 3公里 | 60 | 60
    效益指标 | 经济效益指标 | 指标1： | / | / | / | /
     | 社会效益指标 | 指标1：行洪能力 | 提升 | 提升 | 40 | 40
    """
    assert [row[:2] for row in indicator_cells(forms_of(grid_of(table)))] == [
        ("产出指标", "数量指标"),
        ("效益指标", "社会效益指标"),
    ]


def test_a_form_without_points_is_read_by_its_targets_and_actual_values() -> None:
    forms = forms_of(
        lines("""
        一级指标|二级指标|三级指标|指标值|全年实际完成值|未完成原因和改进措施
        产出指标|数量指标|改建水窖|≥80口|76口|选址调整
        效益指标|社会效益指标|饮水条件|改善|改善
        满意度指标|满意度指标|村民满意度|≥90%|93%
        """)
    )
    assert [row[2:5] + row[7:] for row in indicator_cells(forms)] == [
        ("改建水窖", "≥80口", "76口", "选址调整"),
        ("饮水条件", "改善", "改善", ""),
        ("村民满意度", "≥90%", "93%", ""),
    ]


def test_weights_beside_each_level_or_row_numbers_before_them_are_left_unread() -> None:
    beside = "一级指标|分值|二级指标|分值|三级指标|分值|评分标准|自评得分\n决策|20|立项|20|依据充分性|20|充分得分|18\n总分|100|98"
    numbered = "序号|一级指标|二级指标|三级指标|指标值|完成值|分值|得分\n1|产出指标|数量指标|巡河次数|52次|52次|100|100\n总分|100|100"
    for cells in (beside, numbered):
        assert forms_of(lines(cells)).indicators == ()


TORN = """项目
资金 | 年初
预算数 | 全年
预算数 | 全年
执行数 | 执行率 |
年度资金总额 | 64 | 70 | 66.5 | 95% |
其他资金 | 0 | 0 | 0 | |
上年结转 | 0 | 0 | 0 | |
"""


def test_rows_torn_inside_their_cells_are_put_together() -> None:
    rows = fund_cells(forms_of(TORN))
    assert rows[0] == ("年度资金总额", "total", 0, "640000", "700000", "665000", None, "95", None)


def test_short_rows_that_end_with_a_bar_are_rows_of_their_own() -> None:
    forms = forms_of(
        "项目资金 | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 |\n"
        "年度资金总额 | 64 | 70 | 66.5 | 95% |\n"
        "注 | 无 |\n备注 | 无 | 无 |\n"
        "其他资金 | 5 | 6 | 6 | 100% |\n"
    )
    assert [row.row for row in forms.funds] == ["年度资金总额", "其他资金"]


PARAGRAPH = (
    "项目名称技能竞赛项目资金（万元）年初预算数全年预算数全年执行数分值执行率得分"
    "年度资金总额8080761095%9.5其中：当年财政拨款808076—95%—"
    "一级指标二级指标三级指标年度指标值实际完成值分值得分偏差原因"
    "产出指标数量指标参赛人数≥400人420人3030竞赛场次≥6场6场1010质量指标合格率≥95%96%1010"
    "效益指标社会效益指标新增技师≥50人49人3029.4满意度指标服务对象满意度指标选手满意度≥90%93%1010总分10098.9"
)


def test_a_form_run_together_in_one_paragraph_is_cut_where_arithmetic_allows() -> None:
    forms = forms_of(PARAGRAPH + "\n")
    assert [row[3:] for row in fund_cells(forms)] == [
        ("800000", "800000", "760000", "10", "95", "9.5"),
        ("800000", "800000", "760000", None, "95", None),
    ]
    assert [row[2:7] for row in indicator_cells(forms)] == [
        ("参赛人数", "≥400人", "420人", "30", "30"),
        ("竞赛场次", "≥6场", "6场", "10", "10"),
        ("合格率", "≥95%", "96%", "10", "10"),
        ("新增技师", "≥50人", "49人", "30", "29.4"),
        ("选手满意度", "≥90%", "93%", "10", "10"),
    ]
    assert total_cells(forms) == [("full_score", "100"), ("total_score", "98.9")]


def test_a_paragraph_that_only_speaks_of_the_form_gives_no_rows() -> None:
    text = "自评表列有年初预算数、全年预算数、全年执行数，年度资金总额80万元，执行率95%，指标得分30分。\n"
    forms = forms_of(text)
    assert (forms.funds, forms.indicators) == ((), ())


def test_actual_value_divided_into_number_and_unit() -> None:
    forms = forms_of(
        grid_of("""
        一级指标 | 二级指标 | 三级指标 | 年度目标值 | < | < | 实际完成值 | < | 得分
        ^ | ^ | ^ | 符号 | 数值 | 单位 | 数值 | 单位 | ^
        产出指标 | 数量指标 | 护理人数 | ≥ | 110 | 人 | 112 | 人 | 15
        """)
    )
    row = forms.indicators[0]
    assert (row.target, row.actual, row.actual_number, row.actual_unit) == ("≥110人", "112人", 112, "人")


def test_a_change_to_the_budget_is_not_taken_for_what_was_spent() -> None:
    """The part's three figures can stand in two ways: left unread."""
    heads = "资金情况（万元）|预算批复数|预算调整数|预算执行数|分值|得分"
    forms = forms_of(lines(f"{heads}\n合计|50|20|35|10|9\n其中：财政资金|50|20|35"))
    assert [(row[0], *row[3:6]) for row in fund_cells(forms)] == [("合计", "500000", None, "350000")]
    assert forms.funds[0].confidence < 0.8


LAST_REMARK = """
一级指标|二级指标|三级指标|指标值|完成值|分值|得分|原因
产出指标|数量指标|修缮亭廊|6座|6座|50|{points}|{remark}
效益指标|社会效益指标|游人投诉|≤3件|2件|50|50
总分|100|{total}
"""


def test_a_short_word_beside_full_points_is_no_reason() -> None:
    """It is rather the name of the next block, which the lexicon lacks: left out, and the rows say so."""
    for remark, points, reason, sure in (
        ("人员管理", "50", "", 0.7),
        ("无偏差", "50", "无偏差", 0.9),
        ("材料涨价", "45", "材料涨价", 0.9),
    ):
        total = 50 + int(points)
        forms = forms_of(lines(LAST_REMARK.format(remark=remark, points=points, total=total)))
        assert [row[7] for row in indicator_cells(forms)] == [reason, ""]
        assert forms.indicators[0].confidence == sure
