"""Forms in text without tables: bars, tabs, one cell a line, cells run together."""

import pytest

from tests.nlp.form_factory import forms_of, fund_cells, indicator_cells, total_cells

CELLS = """项目名称
社区养老补助
项目资金（万元）
年初预算数
全年预算数
全年执行数
分值
执行率
得分
年度资金总额
120.50
150.50
140.00
10
93.02%
9.30
上年结转资金
0
30
30
—
100%
—
一级指标
二级指标
三级指标
年度指标值
实际完成值
分值
得分
偏差原因
产出指标
数量指标
新建服务站
≥5个
5个
40
40
服务老人
≥3000人
2800
20
18.5
两个站点推迟开放
满意度指标
服务对象满意度指标
老年人满意度
≥90%
92%
30
30
总分
100
97.8
"""

EXPECTED_FUNDS = [
    ("年度资金总额", "total", 0, "1205000", "1505000", "1400000", "10", "93.02", "9.3"),
    ("上年结转资金", "carryover", 1, "0", "300000", "300000", None, "100", None),
]
EXPECTED_INDICATORS = [
    ("产出指标", "数量指标", "新建服务站", "≥5个", "5个", "40", "40", ""),
    ("产出指标", "数量指标", "服务老人", "≥3000人", "2800", "20", "18.5", "两个站点推迟开放"),
    ("满意度指标", "服务对象满意度指标", "老年人满意度", "≥90%", "92%", "30", "30", ""),
]


@pytest.mark.parametrize(
    "text",
    [
        CELLS,
        CELLS.replace("\n", "\n\n"),
        "\n".join(f"|{cell}" for cell in CELLS.split("\n")),
        "|\n".join(CELLS.split("\n")),
        CELLS.replace("\n", " "),
    ],
    ids=["one a line", "blank lines", "bars before", "bars behind", "one line with spaces"],
)
def test_stream_of_cells(text: str) -> None:
    forms = forms_of("社区养老服务绩效自评表\n（2023年度）\n" + text)
    assert fund_cells(forms) == EXPECTED_FUNDS
    assert indicator_cells(forms) == EXPECTED_INDICATORS
    assert total_cells(forms) == [("full_score", "100"), ("total_score", "97.8")]
    assert forms.header["项目名称"][0] == "社区养老补助"
    assert (forms.tables, forms.starts) == ((), (0,))
    assert all(row.confidence <= 0.9 for row in forms.indicators)


@pytest.mark.parametrize("mark", ["|", "\t"])
def test_true_rows_between_marks(mark: str) -> None:
    rows = [
        ["项目资金（元）", "", "年初预算数", "全年预算数", "全年执行数", "执行率"],
        ["", "年度资金总额", "9000", "9000", "8100", "90%"],
        ["一级指标", "二级指标", "三级指标", "指标值", "完成值", "分值", "得分"],
        ["产出指标", "数量指标", "放映场次", "≥12场", "12场", "60", "60"],
        ["", "质量指标", "群众知晓率", "≥80%", "85%", "40", "40"],
        ["合计", "", "", "", "", "100", "100"],
    ]
    edge = "|" if mark == "|" else ""
    forms = forms_of("".join(f"{edge}{mark.join(row)}{edge}\n" for row in rows))
    assert fund_cells(forms) == [("年度资金总额", "total", 0, "9000", "9000", "8100", None, "90", None)]
    assert [row[:3] for row in indicator_cells(forms)] == [
        ("产出指标", "数量指标", "放映场次"),
        ("产出指标", "质量指标", "群众知晓率"),
    ]


def test_places_of_flattened_cells_quote_the_text() -> None:
    text = "一级指标|三级指标|指标值|完成值|分值|得分\n产出指标|巡查次数|12次|11次|10|9.17\n合计||||10|9.17\n"
    score = forms_of(text).indicators[0].score
    assert score is not None
    assert text[score.place.start : score.place.end] == score.place.quote == "9.17"


GLUED = """附表 绩效自评表（2024年度）  单位：万元
项目名称河道清淤主管部门某县水利局
年初预算数全年预算数全年执行数分值执行率得分
年度资金总额35.2035.2035.2010100%10
其中：当年财政拨款35.2035.2035.20-100%-
其他资金0.000.000.00---
一级指标二级指标三级指标年度指标值实际完成值分值得分偏差原因
产出指标数量指标清淤长度≥12公里12.4公里2525
清淤30日内完工率100%80%20164处因汛期推迟
效益指标社会效益指标投诉情况有效有效1515
满意度指标服务对象满意度指标群众满意度≥90%93%3030
总分10096
"""


def test_cells_run_together_are_split_by_arithmetic() -> None:
    forms = forms_of(GLUED)
    assert fund_cells(forms) == [
        ("年度资金总额", "total", 0, "352000", "352000", "352000", "10", "100", "10"),
        ("其中：当年财政拨款", "fiscal", 1, "352000", "352000", "352000", None, "100", None),
        ("其他资金", "other", 1, "0", "0", "0", None, None, None),
    ]
    assert indicator_cells(forms) == [
        ("产出指标", "数量指标", "清淤长度", "≥12公里", "12.4公里", "25", "25", ""),
        ("产出指标", "数量指标", "清淤30日内完工率", "100%", "80%", "20", "16", "4处因汛期推迟"),
        ("效益指标", "社会效益指标", "投诉情况", "有效", "有效", "15", "15", ""),
        ("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", "93%", "30", "30", ""),
    ]
    assert total_cells(forms) == [("full_score", "100"), ("total_score", "96")]
    assert {key: text for key, (text, _) in forms.header.items()} == {
        "年度": "2024",
        "项目名称": "河道清淤",
        "主管部门": "某县水利局",
        "金额单位": "万元",
    }
    assert max(row.confidence for row in forms.funds) <= 0.9


def test_run_together_row_with_several_readings_is_left_unread() -> None:
    text = GLUED.replace("投诉情况有效有效1515", "河道面貌持续向好基本向好1512部分河段返淤")
    forms = forms_of(text)
    unread = forms.indicators[2]
    assert (unread.confidence, unread.weight, unread.score, unread.target) == (0.0, None, None, "")
    assert unread.level3 == "河道面貌持续向好基本向好1512部分河段返淤"


def test_run_together_amounts_that_do_not_come_out_are_not_emitted() -> None:
    forms = forms_of(GLUED.replace("35.2035.2035.2010100%10", "35.2035.2030.2010100%10"))
    assert [row.row for row in forms.funds] == ["其中：当年财政拨款", "其他资金"]


def test_narrative_with_form_words_is_no_form() -> None:
    forms = forms_of(
        "一级指标、二级指标和三级指标按年初批复设置，产出指标得分48分，效益指标得分30分。\n"
        "年初预算数100万元，全年预算数120万元，全年执行数118万元，执行率98.33%。\n"
        "总分98分。\n"
    )
    assert (forms.funds, forms.indicators, forms.starts) == ((), (), ())


def test_lines_of_cells_between_spaces_are_no_run_together_cells() -> None:
    forms = forms_of(
        "清淤项目绩效自评表（2021年度）\n"
        "项目资金 全年预算数 全年执行数 执行率 得分\n"
        "（万元） 年度资金总额 35.2 30 85.23% 8.52\n"
        "一级指标 二级指标 三级指标 指标值 完成值 分值 得分 偏差原因\n"
        "产出指标 数量指标 清淤 ≥12公里 12公里 50 50\n"
        "时效指标 完工 2021年10月 2021年12月 20 10 汛期影响\n"
        "效益指标 社会效益指标 面貌 改善 改善 20 20\n"
        "总分 100 88.52\n"
    )
    assert fund_cells(forms) == [
        ("年度资金总额", "total", 0, None, "352000", "300000", None, "85.23", "8.52")
    ]
    assert [row[2:] for row in indicator_cells(forms)] == [
        ("清淤", "≥12公里", "12公里", "50", "50", ""),
        ("完工", "2021年10月", "2021年12月", "20", "10", "汛期影响"),
        ("面貌", "改善", "改善", "20", "20", ""),
    ]


RAGGED = """部门预算项目支出绩效自评表（2023年度） | | |
项目名称 | 村级便民站修缮 | | |
实施单位 | 乙县民政局 | | |
预算执行情况（10分） | 年度预算数（万元） | 年初预算 | 调整后预算数 | 预算执行数 | 预算执行率 | 权重 | 得分 | 原因 | |
总额 | 10.00 | 12.50 | 12.00 | 96.00% | 10 | 9.6 | | |
其中：财政资金 | 10.00 | 12.50 | 12.00 | 96.00% | / | / | | |
其他资金 | | | | | / | / | | |
绩效指标（90分） | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 完成值 | 权重 | 得分 | 未完成原因分析 |
产出指标 | 数量指标 | 修缮站点数 | ≥ | 6 | 个 | 6 | 50 | 50 | |
质量指标 | 验收合格率 | = | 100 | % | 100% | 20 | 20 | |
满意度指标 | 服务对象满意度指标 | 村民满意度 | ≥ | 90 | % | 93% | 20 | 20 | |
合计 | 100 | | | |
"""


def test_rows_that_lost_their_merged_cells_are_read_by_the_order_of_the_heads() -> None:
    forms = forms_of(*RAGGED.splitlines())
    assert fund_cells(forms)[0] == ("总额", "total", 0, "100000", "125000", "120000", "10", "96", "9.6")
    assert [row[:3] for row in indicator_cells(forms)] == [
        ("产出指标", "数量指标", "修缮站点数"),
        ("产出指标", "质量指标", "验收合格率"),
        ("满意度指标", "服务对象满意度指标", "村民满意度"),
    ]
    assert [row[4:7] for row in indicator_cells(forms)] == [
        ("6个", "50", "50"),
        ("100%", "20", "20"),
        ("93%", "20", "20"),
    ]


def test_a_sum_of_weights_alone_is_no_total_score() -> None:
    assert total_cells(forms_of(*RAGGED.splitlines())) == [("full_score", "100")]


def test_one_cell_a_line_with_bars_keeps_its_empty_cells() -> None:
    lines = [f"{cell.strip()} |" for line in RAGGED.splitlines() for cell in line.rstrip(" |").split("|")]
    blank_score = [line.replace("9.6 |", "|") for line in lines]
    forms = forms_of(*blank_score)
    assert fund_cells(forms)[0] == ("总额", "total", 0, "100000", "125000", "120000", "10", "96", None)


TWO_LAYERS = """| 绩效指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 产出指标 | 数量指标 | 资助学生数 | ≧ | 320 | 人次 | 318 | 40 | 39 |
| 质量指标 | 按时发放率 | ═ | 100 | % | 100% | 20 | 20 |
| 生态效益 指标 |
|
|
| 效益指标 | 社会效益 指标 | 减轻家庭负担 |
| 明显 |
| 明显 | 20 | 20 |
| 满意度指标 | 服务对象满意度指标等 | 家长满意度 | ≧ | 95 | % | 97% | 10 | 10 |
| 其他需要说明事项 | 无 | 总分 | 90 | 89 | 优 |
"""


def test_heads_of_two_layers_on_one_line_are_put_in_the_order_of_the_cells() -> None:
    forms = forms_of(*TWO_LAYERS.splitlines())
    assert [(row[2], row[4], row[5], row[6]) for row in indicator_cells(forms)] == [
        ("资助学生数", "318人次", "40", "39"),
        ("按时发放率", "100%", "20", "20"),
        ("减轻家庭负担", "明显", "20", "20"),
        ("家长满意度", "97%", "10", "10"),
    ]
    assert ("total_score", "89") in total_cells(forms)


def test_bars_that_stand_under_their_heads_are_left_as_they_are() -> None:
    table = [
        "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因",
        "产出指标|数量指标|维修路灯|≥40盏|42盏|50|50|",
        "||巡查次数|12次|12次|40|40|",
        "总分|||||90|90|",
    ]
    rows = indicator_cells(forms_of(*table))
    assert [(row[2], row[3], row[5]) for row in rows] == [
        ("维修路灯", "≥40盏", "50"),
        ("巡查次数", "12次", "40"),
    ]


BARRED = """2022年度项目支出绩效自评表 |
| 项目名称 | 校园饮水改造 | 项目资金 (元) |
| 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 | 年度资金总额 |
| 58000.5 | 58000.5 | 10 | 100% | 10 | 其中:当年财政拨款 |
| 58000.5 | 58000.5 | — |
| — | 上年结转资金 |
|
|
| — |
| — | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因 | 产出指标 | 数量指标 | 安装饮水机 | ≥6台 | 6台 | 50 | 50 |
| 质量指标 | 水质合格率 | 100% | 100% | 40 | 38 | 一台返修 | 总分 | 100 | 98 |
|"""


def test_a_break_between_two_bars_is_an_empty_cell():
    forms = forms_of(*BARRED.split("\n"))
    assert [
        (row.row, row.budget_initial, row.budget_full and row.budget_full.raw) for row in forms.funds[:2]
    ] == [
        ("年度资金总额", None, "58000.5"),
        ("其中:当年财政拨款", None, "58000.5"),
    ]
    assert [(row.level3, row.reason) for row in forms.indicators] == [
        ("安装饮水机", ""),
        ("水质合格率", "一台返修"),
    ]


def test_a_block_without_a_total_row_is_read_to_its_last_figure():
    forms = forms_of(*CELLS.split("总分")[0].strip().split("\n"), "存在问题", "站点偏少。")
    assert [row.level3 for row in forms.indicators] == ["新建服务站", "服务老人", "老年人满意度"]
    assert forms.indicators[1].reason == "两个站点推迟开放"


def test_a_remark_before_blank_cells_is_the_reason_of_its_row_and_no_row():
    cells = CELLS.replace("两个站点推迟开放\n", "两个站点推迟开放\n|\n|\n|\n").split("\n")
    assert [(row.level3, row.reason) for row in forms_of(*cells).indicators][1] == (
        "服务老人",
        "两个站点推迟开放",
    )


def test_the_older_form_with_two_columns_one_cell_a_line():
    cells = "项目资金（万元） 预算数（A） 执行数（B） 分值 执行率（B/A） 得分 年度资金总额 80 76 10 95% 9.5 其中：财政拨款 80 76 — 95% —"
    (total, part) = forms_of(*cells.split()).funds
    assert [value and value.raw for value in (total.budget_full, total.spent, total.score)] == [
        "80",
        "76",
        "9.5",
    ]
    assert part.budget_full is not None and part.budget_full.raw == "80"
