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
