"""The door: which forms a document holds, where they begin, what is counted once."""

from pipeline.model import Block, BlockKind, Document, Source, Table
from pipeline.nlp.forms import read_forms
from tests.nlp.form_factory import document_of, forms_of, fund_cells, grid_of, indicator_cells, total_cells

INDICATORS = """
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
产出指标 | 数量指标 | {name} | 3个 | 3个 | 100 | 98
总分 | < | < | < | < | 100 | 98
"""


def form(name: str) -> list[list[str]]:
    return grid_of(f"项目名称 | {name} | < | < | < | < | <" + INDICATORS.format(name=name))


def test_national_form_is_read_whole() -> None:
    forms = forms_of(
        "某区项目支出绩效自评表\n（2023年度）\n",
        grid_of("""
        项目名称 | < | 文化惠民演出 | < | < | < | < | <
        主管部门 | < | 区文化局 | < | 实施单位 | < | 区文化馆 | <
        项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
        ^ | 年度资金总额 | 80 | 86.5 | 80.00 | 10 | 92.49% | 9.25
        ^ | 其中：当年财政拨款 | 80 | 80 | 73.5 | — | 91.88% | —
        ^ | 上年结转资金 | 0 | 6.5 | 6.5 | — | 100% | —
        ^ | 其他资金 | | | | — | | —
        年度总体目标 | 预期目标 | < | < | 实际完成情况 | < | < | <
        ^ | 送戏下乡六十场 | < | < | 完成六十一场 | < | < | <
        绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        ^ | 产出指标 | 数量指标 | 演出场次 | ≥60场 | 61场 | 50 | 50
        ^ | 效益指标 | 社会效益指标 | 观众人次 | ≥2万人次 | 1.9万人次 | 40 | 38
        总分 | < | < | < | < | < | 100 | 97.25
        """),
    )
    assert fund_cells(forms) == [
        ("年度资金总额", "total", 0, "800000", "865000", "800000", "10", "92.49", "9.25"),
        ("其中：当年财政拨款", "fiscal", 1, "800000", "800000", "735000", None, "91.88", None),
        ("上年结转资金", "carryover", 1, "0", "65000", "65000", None, "100", None),
        ("其他资金", "other", 1, None, None, None, None, None, None),
    ]
    assert set(forms.funds[3].blank) == {"budget_initial", "budget_full", "spent", "rate"}
    assert indicator_cells(forms) == [
        ("产出指标", "数量指标", "演出场次", "≥60场", "61场", "50", "50", ""),
        ("效益指标", "社会效益指标", "观众人次", "≥2万人次", "1.9万人次", "40", "38", ""),
    ]
    assert total_cells(forms) == [("full_score", "100"), ("total_score", "97.25")]
    assert {key: text for key, (text, _) in forms.header.items()} == {
        "年度": "2023",
        "项目名称": "文化惠民演出",
        "主管部门": "区文化局",
        "实施单位": "区文化馆",
    }
    assert {key: text for key, (text, _) in forms.texts.items()} == {
        "年度总体目标": "送戏下乡六十场",
        "实际完成情况": "完成六十一场",
    }
    assert (forms.tables, forms.starts) == ((1,), (0,))


def test_values_carry_place_unit_and_precision() -> None:
    forms = forms_of(
        grid_of("""
        资金情况（元） | 年初预算数 | 全年预算数 | 全年执行数 | 执行率
        年度资金总额 | 1,250,000.50 | 5.8万 | 58000 | 100%
        """)
    )
    row = forms.funds[0]
    assert row.budget_initial is not None
    assert row.budget_full is not None
    assert (str(row.budget_initial.number), str(row.budget_initial.ulp)) == ("1250000.50", "0.01")
    assert (row.budget_initial.unit, row.budget_initial.where, row.budget_initial.report) == (
        "元",
        "table",
        "R1",
    )
    place = row.budget_initial.place
    assert (place.quote, place.table, place.row, place.column) == ("1,250,000.50", 1, 2, 2)
    # the unit written in the cell wins over the head's
    assert (row.budget_full.number, row.budget_full.unit, row.budget_full.ulp) == (58_000, "万", 1000)


def test_unit_is_scoped_by_the_nearest_statement_and_doubted_without_one() -> None:
    table = grid_of("""
    资金来源 | 全年预算数 | 全年执行数 | 执行率
    资金总额 | 30 | 27 | 90%
    """)
    above = forms_of("具体见下表（单位：亿元）。\n", table).funds[0].spent
    missing = forms_of("具体见下表。\n", table).funds[0].spent
    assert above is not None
    assert missing is not None
    assert (above.number, above.confidence) == (2_700_000_000, 1.0)
    assert (missing.number, missing.unit, missing.confidence) == (270_000, "万元", 0.8)


def test_two_forms_in_one_table_are_two() -> None:
    head = "{} 项目绩效自评表 | < | < | < | < | < | <"
    forms = forms_of(
        [*grid_of(head.format("甲")), *form("清淤工程"), *grid_of(head.format("乙")), *form("护岸工程")]
    )
    assert [row.level3 for row in forms.indicators] == ["清淤工程", "护岸工程"]
    assert [row.table for row in forms.indicators] == [1, 2]
    assert len(forms.starts) == 2


def test_two_forms_without_titles_are_told_by_their_project_names() -> None:
    forms = forms_of([*form("清淤工程"), *form("护岸工程")])
    assert len(forms.starts) == 2
    assert forms.header["项目名称"][0] == "清淤工程"


def test_form_printed_twice_counts_once_but_a_changed_one_does_not() -> None:
    twice = forms_of("绩效自评表\n", form("清淤工程"), "绩效自评表\n", form("清淤工程"))
    assert (len(twice.indicators), len(twice.starts), twice.tables) == (1, 1, (1,))
    changed = forms_of("绩效自评表\n", form("清淤工程"), "绩效自评表\n", form("清障工程"))
    assert (len(changed.indicators), len(changed.starts)) == (2, 2)


def test_only_the_spans_are_read() -> None:
    document = document_of("甲自评表\n", form("清淤工程"), "乙自评表\n", form("护岸工程"))
    second = document.text.index("乙自评表")
    forms = read_forms(document, [(second, len(document.text))], "R2")
    assert [row.level3 for row in forms.indicators] == ["护岸工程"]
    assert forms.starts == (second,)


def test_table_going_on_over_a_page_break_keeps_heads_and_levels() -> None:
    first = grid_of("""
    一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
    产出指标 | 数量指标 | 巡河次数 | ≥52次 | 52次 | 30 | 30
    """)
    second = grid_of("""
    | | 清理垃圾 | ≥90吨 | 95吨 | 30 | 30
    | 质量指标 | 水质达标率 | ≥95% | 96% | 40 | 40
    合计 | < | < | < | < | 100 | 100
    """)
    forms = forms_of("绩效自评表\n", first, "— 2 —\n", second)
    assert [row[:3] for row in indicator_cells(forms)] == [
        ("产出指标", "数量指标", "巡河次数"),
        ("产出指标", "数量指标", "清理垃圾"),
        ("产出指标", "质量指标", "水质达标率"),
    ]
    assert {row.table for row in forms.indicators} == {1}
    assert (forms.tables, len(forms.starts)) == ((1, 2), 1)
    assert total_cells(forms) == [("full_score", "100"), ("total_score", "100")]


def test_table_of_the_same_width_behind_a_paragraph_is_no_continuation() -> None:
    first = grid_of("""
    一级指标 | 三级指标 | 分值 | 得分
    产出指标 | 巡河次数 | 30 | 30
    """)
    other = grid_of("""
    河段 | 长度 | 桩号 | 备注
    上游 | 12 | 3 | 无
    """)
    paragraph = "以上指标由河长办逐项核对。" * 6 + "\n"
    forms = forms_of(first, paragraph, other)
    assert (len(forms.indicators), forms.tables) == (1, (1,))


def test_category_summary_beside_the_full_table_is_not_counted_twice() -> None:
    summary = grid_of("""
    指标类别 | 分值 | 得分 | 得分率
    决策 | 40 | 39 | 97.5%
    产出 | 60 | 60 | 100%
    合计 | 100 | 99 | 99%
    """)
    full = grid_of("""
    一级指标 | 二级指标 | 三级指标 | 分值 | 得分
    决策 | 立项 | 立项依据 | 40 | 39
    产出 | 数量 | 建成数量 | 60 | 60
    合计 | < | < | 100 | 99
    """)
    both = forms_of("各类得分如下：\n", summary, "附件 评价指标评分表\n", full)
    assert [row.level3 for row in both.indicators] == ["立项依据", "建成数量"]
    assert [pair for pair in total_cells(both) if pair[0].startswith("item")] == [
        ("item_weight", "40"),
        ("item_score", "39"),
        ("item_weight", "60"),
        ("item_score", "60"),
    ]
    alone = forms_of(summary)
    assert [(row.level1, row.level3) for row in alone.indicators] == [("决策", ""), ("产出", "")]


def test_tables_of_other_matters_are_left_alone() -> None:
    forms = forms_of(
        grid_of("姓名 | 职务 | 电话\n甲 | 科长 | 3201234"),
        grid_of("年份 | 收入 | 支出\n2022 | 100 | 90"),
        grid_of("乡镇 | 预算数 | 执行数 | 执行率\n东乡 | 12 | 12 | 100%\n合计 | 12 | 12 | 100%"),
        grid_of("项目 | 预算数 | 支出数\n公务接待费 | 3 | 2\n公务用车运行维护费 | 5 | 5"),
    )
    assert (forms.tables, forms.starts, forms.funds, forms.project_rows) == ((), (), (), ())


def test_empty_table_and_empty_document_give_nothing() -> None:
    blank = Document(Source("空.txt", "0" * 64, 0, "txt"), "", (), ())
    assert read_forms(blank, [(0, 0)], "R1").indicators == ()
    hollow = Document(
        Source("空.docx", "0" * 64, 0, "docx"),
        "正文",
        (Block(BlockKind.PARAGRAPH, 0, 2),),
        (Table(1, 0, 2, 0, 0, ()),),
    )
    assert read_forms(hollow, [(0, 2)], "R1").tables == ()


def test_private_cells_are_not_kept() -> None:
    forms = forms_of([*grid_of("项目负责人 | 张某 | 联系电话 | 3201234 | < | < | <"), *form("清淤工程")])
    assert set(forms.header) == {"项目名称"}
