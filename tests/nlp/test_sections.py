"""Headings of every numbering habit, their levels and roles; and what looks like a heading and is none."""

import pytest

from pipeline.model import BlockKind
from pipeline.nlp.headings import find_headings
from pipeline.nlp.sections import find_sections, section_role
from tests.nlp.documents import document_of, form_table, whole

BODY = "水务局组织三个乡镇对灌区渠道逐段巡查，发现渗漏点及时修补，全年供水正常。"


def outline(*parts):
    document = document_of(*parts)
    return [(section.level, section.title) for section in find_sections(document, whole(document))]


def titles(*parts):
    return [title for _, title in outline(*parts)]


def test_usual_ladder():
    assert outline(
        "一、项目概况",
        "（一）立项背景",
        BODY,
        "1.资金安排情况",
        BODY,
        "（1）县级配套",
        BODY,
        "①灌区渠道",
        BODY,
    ) == [
        (1, "一、项目概况"),
        (2, "（一）立项背景"),
        (3, "1.资金安排情况"),
        (4, "（1）县级配套"),
        (5, "①灌区渠道"),
    ]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("(一)资金使用情况", "(一)资金使用情况"),
        ("一、 自评结论", "一、 自评结论"),
        ("（ 二 ）项目绩效目标", "（ 二 ）项目绩效目标"),
        ("第一部分 部门概况", "第一部分 部门概况"),
        ("1．主要做法", "1．主要做法"),
        ("（1） 社会效益", "（1） 社会效益"),
        ("2.1 资金到位情况", "2.1 资金到位情况"),
        ("1.2023年预算安排情况", "1.2023年预算安排情况"),
        ("项目一：灌区渠道清淤工程", "项目一：灌区渠道清淤工程"),
        ("（三）产出情况（分值30分，得28.5分）", "（三）产出情况"),
        ("二、绩效情况（自评得分50分）", "二、绩效情况"),
        ("（二）偏离原因。", "（二）偏离原因"),
        ("自评结论：", "自评结论："),
    ],
)
def test_line_of_its_own(line, title):
    assert titles(line, BODY) == [title]


@pytest.mark.parametrize(
    ("line", "title", "body"),
    [
        ("（一）资金到位情况。截至12月底到位资金80万元。", "（一）资金到位情况", "截至12月底"),
        ("(一)项目背景灌区建于1975年，渠道老化严重。", "(一)项目背景", "灌区建于"),
        ("(二)项目资金情况2023 年项目预算80万元。", "(二)项目资金情况", "2023 年"),
        ("(三)项目绩效目标全年清淤渠道12公里。", "(三)项目绩效目标", "全年清淤"),
        ("一、自评结论  2023年项目自评得分96分。", "一、自评结论", "2023年项目"),
        ("（二）项目绩效目标 汛期前完成渠道清淤。", "（二）项目绩效目标", "汛期前"),
        ("1.项目概况。计划清淤渠道12公里。", "1.项目概况", "计划清淤"),
        ("（1）产出。全年清淤12公里。", "（1）产出", "全年清淤"),
        ("（1） 经济效益：每亩节水40方。", "（1） 经济效益：", "每亩节水"),
        ("（一）决策情况（20分，得18分）。立项依据充分。", "（一）决策情况", "立项依据"),
    ],
)
def test_heading_and_body_on_one_line(line, title, body):
    document = document_of("一、总体情况", line)
    section = find_sections(document, whole(document))[-1]
    assert section.title == title
    assert document.text[section.body :].startswith(body)
    assert section.place.quote == title


def test_headings_run_on_inside_a_paragraph():
    assert outline(
        "一、项目基本情况（一）项目概况。灌区共有渠道35公里。（二）资金情况。预算80万元，全部到位。二、自评结论。得分96分。"
    ) == [(1, "一、项目基本情况"), (2, "（一）项目概况"), (2, "（二）资金情况"), (1, "二、自评结论")]
    assert titles("一、项目基本情况（一）项目概况", BODY) == ["一、项目基本情况", "（一）项目概况"]


@pytest.mark.parametrize(
    "line",
    [
        "一是渠道清淤不及时；二是管护人员不足。",
        "（一）渠道管护不到位。部分支渠杂草较多。",
        "（二）加强预算管理。年初细化到具体项目。",
        "（三）年度供水目标未实现。原因是来水偏少。",
        "（一）建立巡查台账，按月通报。",
        "1、资金来源单一，主要依靠县级财政。2、渠道老化。",
        "1.产出：清淤12公里。 2.效益：节水40万方。 3.满意度：96%。",
        "资金用于：①渠道清淤45万元；②闸门更换30万元；③监理5万元。",
        "1.5公里干渠已衬砌",
        "12.31前完成支付",
        "2023年12月31日",
        "指标1：清淤渠道长度",
        "目标1：完成清淤",
        "1.村级奖补4个；",
        "1.预算执行率=执行数/预算数",
        "1使用单位",
        "220231231日",
        "十、三",
    ],
)
def test_what_is_no_heading(line):
    assert titles("一、存在问题", BODY, line, BODY) == ["一、存在问题"]


def test_short_numbered_lines_in_a_row_are_a_list():
    assert titles("一、资金分配", "1.白石镇", "2.青溪镇", "3.柳河乡", BODY) == ["一、资金分配"]


def test_cells_headers_and_notes_hold_no_headings():
    document_parts = (
        (BlockKind.HEADER, "一、页眉"),
        "一、项目概况",
        BODY,
        [["一、资金情况", "（一）到位情况"]],
        (BlockKind.NOTE, "二、注"),
        (BlockKind.FOOTER, "三、页脚"),
    )
    assert titles(*document_parts) == ["一、项目概况"]


def test_contents_list_is_skipped():
    assert titles(
        "目  录",
        "一、项目概况............1",
        "（一）立项背景............1",
        "二、自评结论............5",
        "一、项目概况",
        "（一）立项背景",
        BODY,
        "二、自评结论",
        BODY,
    ) == ["一、项目概况", "（一）立项背景", "二、自评结论"]
    assert titles("目录", "一、项目概况", "二、自评结论", "一、项目概况", BODY, "二、自评结论", BODY) == [
        "一、项目概况",
        "二、自评结论",
    ]


def test_one_level_with_two_separators_restart_and_unnumbered_headings():
    assert outline(
        "三、绩效评价情况",
        "1.项目执行情况",
        BODY,
        "2、项目评价情况",
        "（1）自评目的",
        BODY,
        "（2）指标分析情况",
        "项目管理绩效情况分析：",
        BODY,
        "项目结果绩效情况分析：",
        "（1） 经济效益：每亩节水40方。",
        "（2） 社会效益：受益农户3100户。",
        "3、评价结论",
        BODY,
    ) == [
        (1, "三、绩效评价情况"),
        (2, "1.项目执行情况"),
        (2, "2、项目评价情况"),
        (3, "（1）自评目的"),
        (3, "（2）指标分析情况"),
        (4, "项目管理绩效情况分析："),
        (4, "项目结果绩效情况分析："),
        (5, "（1） 经济效益："),
        (5, "（2） 社会效益："),
        (2, "3、评价结论"),
    ]


def test_skipped_levels_repeated_and_skipped_numbers():
    assert outline(
        "一、项目概况",
        "1、单位职责",
        BODY,
        "2、资金安排",
        BODY,
        "四、绩效情况",
        "（1）产出",
        BODY,
        "（1）效益",
        BODY,
    ) == [
        (1, "一、项目概况"),
        (2, "1、单位职责"),
        (2, "2、资金安排"),
        (1, "四、绩效情况"),
        (2, "（1）产出"),
        (2, "（1）效益"),
    ]


def test_one_noun_with_its_text_behind_it_and_a_number_without_a_mark():
    assert titles(
        "一、收支情况", f"（一）收入。{BODY}", f"（二）支出。{BODY}", "二 主要问题", BODY, "三 改进措施", BODY
    ) == [
        "一、收支情况",
        "（一）收入",
        "（二）支出",
        "二 主要问题",
        "三 改进措施",
    ]
    assert titles("一、收支情况", f"（一）水渠渗漏。{BODY}", f"（二）机井干涸严重。{BODY}") == [
        "一、收支情况"
    ]


def test_numbers_with_a_space_only_and_decimals():
    assert outline(
        "1 项目情况",
        BODY,
        "2 绩效完成",
        "2.1 产出。全年清淤12公里。",
        "2.2 效益。节水40万方。",
        "3 自评结论",
        BODY,
    ) == [
        (1, "1 项目情况"),
        (1, "2 绩效完成"),
        (2, "2.1 产出"),
        (2, "2.2 效益"),
        (1, "3 自评结论"),
    ]
    assert titles("1 项目情况", BODY, "3 座水库完成加固", "2.1 灌区渠道全长35公里。", BODY) == ["1 项目情况"]


def test_hint_behind_a_heading_is_no_part_of_it():
    assert titles("4．评分（得分四舍五入取整数，执行率得分随之取整）", BODY) == ["4．评分"]


def test_lost_numbers():
    assert outline("一、项目概况", BODY, "、项目绩效情况", BODY, "三、自评结论", BODY) == [
        (1, "一、项目概况"),
        (1, "、项目绩效情况"),
        (1, "三、自评结论"),
    ]
    assert outline("一、项目概况", "项目基本情况", BODY, "（二）项目资金情况", BODY) == [
        (1, "一、项目概况"),
        (2, "项目基本情况"),
        (2, "（二）项目资金情况"),
    ]
    # The same line where no number is missing is not promoted.
    assert titles("一、项目概况", "（一）立项背景", BODY, "项目基本情况", "（二）项目资金情况", BODY) == [
        "一、项目概况",
        "（一）立项背景",
        "（二）项目资金情况",
    ]


def test_labels_with_text_behind_only_among_problems():
    assert outline("四、存在问题及建议", "存在问题：管护经费不足。", "意见建议：列入年初预算。") == [
        (1, "四、存在问题及建议"),
        (2, "存在问题："),
        (2, "意见建议："),
    ]
    assert titles("二、绩效目标", "供水能力提升：新增灌溉面积300亩。", "存在问题：无。") == ["二、绩效目标"]


def test_outline_heading_with_explanation_is_kept_as_written():
    line = "五、其他需要说明的问题，包括管护经验、对评价工作的建议等。"
    assert titles("四、自评结论", BODY, line, "无") == ["四、自评结论", line]
    assert titles("四、自评结论", BODY, "五、渠道要常清，水费要常收。", "无") == ["四、自评结论"]


def test_word_headings_without_numbers():
    heading = (BlockKind.HEADING, "资金使用情况")
    assert titles((BlockKind.HEADING, "项目概况"), BODY, heading, BODY) == ["项目概况", "资金使用情况"]
    assert titles("资金使用情况", BODY) == []
    assert titles((BlockKind.HEADING, "甲县水务局渠道清淤项目绩效自评情况"), "一、项目概况", BODY) == [
        "一、项目概况"
    ]


def test_ranges_and_parents():
    document = document_of(
        "一、资金情况", "（一）到位情况", BODY, "（二）使用情况", BODY, "二、自评结论", BODY
    )
    funds, arrived, used, conclusion = find_sections(document, whole(document))
    assert funds.end == conclusion.start
    assert arrived.end == used.start
    assert used.end == conclusion.start
    assert conclusion.end == len(document.text)
    assert arrived.path == ("一、资金情况",)
    assert arrived.number == "（一）"
    assert document.text[arrived.body : arrived.end].strip() == BODY


@pytest.mark.parametrize("after", [["附件：项目支出绩效自评表"], [form_table("灌区渠道清淤")]])
def test_last_section_ends_before_what_is_attached(after):
    document = document_of("一、项目概况", BODY, "二、存在问题", BODY, *after)
    assert find_sections(document, whole(document))[-1].end <= document.text.index("绩效自评表")


def test_attachment_list_is_no_outline():
    assert titles("一、自评结论", BODY, "附件：1.项目支出绩效自评表", "2.问卷汇总", BODY) == ["一、自评结论"]


def test_spans_bound_the_search():
    document = document_of("一、项目概况", BODY, "一、资金情况", BODY)
    middle = document.text.index("一、资金情况")
    assert [section.title for section in find_sections(document, [(0, middle)])] == ["一、项目概况"]
    assert find_sections(document, [(0, middle)])[0].end == middle


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("一、评价工作组织开展情况", "评价组织"),
        ("二、绩效自评工作情况", "评价组织"),
        ("（一）部门职责", "基本情况"),
        ("（一）专项债券基本情况", "基本情况"),
        ("（二）预算批复情况", "资金情况"),
        ("（二）资金使用及管理情况", "资金情况"),
        ("（三）资金管理情况", "管理情况"),
        ("（三）项目组织实施", "管理情况"),
        ("（三）绩效目标设定情况", "绩效目标"),
        ("一、绩效目标分解下达情况", "绩效目标"),
        ("（二）总体绩效目标完成情况分析", "完成情况"),
        ("三、部门整体支出绩效情况", "完成情况"),
        ("（三）绩效指标完成情况分析", "指标分析"),
        ("（一）效益情况", "指标分析"),
        ("四、综合评价情况及评价结论", "评价结论"),
        ("四、存在问题及改进建议", "存在问题"),
        ("三、偏离绩效目标的原因和下一步改进措施", "存在问题"),
        ("（二）下一步打算", "改进建议"),
        ("五、主要经验及做法", "其他"),
        ("六、绩效自评结果拟应用和公开情况", "其他"),
        ("七、其他需要说明的问题", "其他"),
        ("（二）部门履职总体目标", "绩效目标"),
        ("（三）部门整体支出绩效目标", "绩效目标"),
        ("（一）上级下达预算和绩效目标", "资金情况"),
        ("（四）预算绩效管理开展情况", "管理情况"),
        ("（一）青溪水库", None),
    ],
)
def test_roles(title, role):
    number = title[: title.index("、") + 1] if title[0] in "一二三四五六七" else title[:3]
    assert section_role(title, number) == role


def test_a_title_that_tells_nothing_takes_its_parents_role():
    document = document_of("一、资金情况", "（一）青溪水库", BODY)
    assert [section.role for section in find_sections(document, whole(document))] == ["资金情况", "资金情况"]


# Numbering in capitals, decimals and short phrases


def test_capital_numbers_stand_above_chinese_ones():
    assert outline(
        "壹、项目概况", "一、立项背景", BODY, "贰、资金情况", "一、到位情况。全部到位。", "叁、存在问题", BODY
    ) == [
        (1, "壹、项目概况"),
        (2, "一、立项背景"),
        (1, "贰、资金情况"),
        (2, "一、到位情况"),
        (1, "叁、存在问题"),
    ]
    # An amount in capitals is no number.
    assert titles("壹、项目概况", "贰拾万元已全部支付。", BODY) == ["壹、项目概况"]


def test_decimals_are_headings_below_the_section_they_count():
    assert outline(
        "第一部分 基本情况",
        "1.1 项目背景",
        BODY,
        "第四部分 绩效分析",
        "4.1 春灌供水保证",
        BODY,
        "4.1.1 干渠",
        BODY,
        "4.2 农户反映",
        BODY,
    ) == [
        (1, "第一部分 基本情况"),
        (2, "1.1 项目背景"),
        (1, "第四部分 绩效分析"),
        (2, "4.1 春灌供水保证"),
        (3, "4.1.1 干渠"),
        (2, "4.2 农户反映"),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("1.5公里干渠已衬砌", BODY),
        ("4.1 春灌供水保证", BODY),  # the first section cannot count 4.1
        ("1.2 春灌供水保证", BODY),  # nor begin with its second item
        ("1.1 干渠", "1.2 支渠", "1.3 闸门", BODY),  # a list: no text between
        ("1.1 干渠清淤12公里，支渠清淤8公里", BODY),
        ("1.1 春灌供水保证率95%", BODY),
    ],
)
def test_decimals_that_are_no_headings(lines):
    assert titles("一、项目概况", BODY, *lines) == ["一、项目概况"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("1、资金拨付。分两次拨付。", "2、目标设定。清淤12公里。"), ["1、资金拨付", "2、目标设定"]),
        (("（一）安排。预算80万元。", "（一）支出。支出78万元。"), ["（一）安排", "（一）支出"]),
        (
            ("（一）支渠清淤工程。预算80万元。", "（二）闸门更换工程。预算20万元。"),
            ["（一）支渠清淤工程", "（二）闸门更换工程"],
        ),
        (
            ("（1）青溪灌区干渠衬砌及附属建筑物改造项目。预算80万元。", "（2）闸门更换工程。预算20万元。"),
            ["（1）青溪灌区干渠衬砌及附属建筑物改造项目", "（2）闸门更换工程"],
        ),
        # Near misses: no sibling, another break, a statement, a phrase of its own length, no neighbour in the count.
        (("1、资金拨付。分两次拨付。", "2、渠道管护。专人负责。"), []),
        (("1、资金拨付：分两次拨付。", "2、目标设定。清淤12公里。"), ["2、目标设定"]),
        (("1、资金拨付不及时。分两次拨付。", "2、目标设定。清淤12公里。"), ["2、目标设定"]),
        (("1、县乡两级财政资金统筹整合后拨付。分两次。", "2、目标设定。清淤12公里。"), ["2、目标设定"]),
        (("1、资金拨付。分两次拨付。", "6、目标设定。清淤12公里。"), ["6、目标设定"]),
    ],
)
def test_short_phrase_whose_siblings_are_headings(lines, expected):
    assert titles("一、目标下达情况", *lines) == ["一、目标下达情况", *expected]


def test_siblings_do_not_reach_over_a_section():
    assert titles(
        "一、资金情况", "1、资金拨付。分两次拨付。", "二、目标情况", "2、目标设定。清淤12公里。"
    ) == [
        "一、资金情况",
        "二、目标情况",
        "2、目标设定",
    ]


def test_traditional_characters_are_read_as_written():
    document = document_of("一、資金情況", "（一）到位情況。全部到位。", "二、存在問題", BODY)
    found = find_sections(document, whole(document))
    assert [(section.title, section.role) for section in found] == [
        ("一、資金情況", "资金情况"),
        ("（一）到位情況", "资金情况"),
        ("二、存在問題", "存在问题"),
    ]


def test_a_problem_with_the_funds_is_a_problem():
    document = document_of("五、存在的问题", "（一）资金支付进度偏慢", BODY, "（二）主要做法", BODY)
    assert [section.role for section in find_sections(document, whole(document))] == [
        "存在问题",
        "存在问题",
        "其他",
    ]


@pytest.mark.parametrize(
    ("title", "role"), [("第四部分 绩效分析", "指标分析"), ("四、绩效目标完成情况分析", "完成情况")]
)
def test_role_of_the_analysis(title, role):
    document = document_of(title, BODY)
    assert find_sections(document, whole(document))[0].role == role


@pytest.mark.parametrize(
    "number",
    [
        "第一部分 ",
        "项目二：",
        "（三）",
        "(三) ",
        "壹、",
        "四、",
        "1.1.1.1 ",
        "1.1.1 ",
        "2.1 ",
        "3. ",
        "4、",
        "（5）",
        "6）",
        "7 ",
        "⑧",
        "、",
        "１．",
    ],
)
def test_every_numbering_habit_is_looked_for_at_its_first_character(number):
    (heading,) = find_headings(document_of(f"{number}项目资金管理情况"), [(0, 99)])
    assert heading.number == number.strip()


def test_headings_run_on_behind_the_opening_words():
    text = (
        "现将我县灌区清淤项目绩效自评情况报告如下：一、项目基本情况（一）项目概况。水务局组织三个乡镇清淤。"
        "（二）项目绩效目标。清淤12公里。二、存在的问题。管护人员偏少。"
    )
    assert outline(text) == [
        (1, "一、项目基本情况"),
        (2, "（一）项目概况"),
        (2, "（二）项目绩效目标"),
        (1, "二、存在的问题"),
    ]


def test_measures_counted_behind_a_colon_are_no_headings():
    text = "采取了三项措施：一、加强日常巡查，责任到人；二、及时修补渗漏；三、定期通报。"
    assert titles("一、主要做法", text) == ["一、主要做法"]


@pytest.mark.parametrize(
    "line",
    [
        "（一）下达小型水库维修养护转移支付预算和绩效目标情况。",
        "（二）省内资金安排、分解下达小型水库养护预算和绩效目标情况。",
    ],
)
def test_a_long_heading_may_end_in_a_full_stop(line):
    assert titles("一、绩效目标分解下达情况", line, BODY) == ["一、绩效目标分解下达情况", line.rstrip("。")]


def test_a_sentence_that_ends_in_such_a_word_is_no_heading():
    line = "（二）水务局会同三个乡镇逐月核对并通报了渠道清淤进展情况。"
    assert titles("一、管理情况", line, BODY) == ["一、管理情况"]


def test_orphans_of_a_contents_list_are_no_headings():
    assert titles(
        "目 录",
        "（二）评价原则、评价指标体系、评价方法",
        "（五）项目前期准备不足，手续不完备",
        "（五）做好前期准备工作，确保手续齐全",
        "一、项目基本情况",
        BODY,
        "（一）项目概况",
        BODY,
    ) == ["一、项目基本情况", "（一）项目概况"]


def test_a_contents_list_whose_first_entry_comes_again_ends_there():
    assert titles(
        "目录", "（一）项目概况", "（二）存在的问题", "（一）项目概况", BODY, "（二）存在的问题", BODY
    ) == [
        "（一）项目概况",
        "（二）存在的问题",
    ]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("一、部门（单位）基本情况水务局负责全县灌区管理。", "一、部门（单位）基本情况"),
        ("二、一般公共预算支出情况全年支出已按规定公开。", "二、一般公共预算支出情况"),
        ("二、当年预算执行情况全年支出按进度执行。", "二、当年预算执行情况"),
        ("八、下一步改进措施水务局将增设管护岗位。", "八、下一步改进措施"),
        ("（一）存在的问题管护人员偏少。", "（一）存在的问题"),
        ("二、绩效评价工作开展情况为加强资金管理，水务局成立了小组。", "二、绩效评价工作开展情况"),
        ("（四）结转结余率。年末无结转。", "（四）结转结余率"),
    ],
)
def test_a_customary_heading_ends_where_its_text_begins_without_a_mark(line, title):
    assert titles(line) == [title]


@pytest.mark.parametrize(
    "line",
    ["（一）存在的问题较多，管护人员偏少。", "（二）项目实施情况为优良。", "1.资金使用规范，账目清楚。"],
)
def test_a_sentence_that_begins_as_a_heading_does_is_none(line):
    assert titles(line) == []


def test_the_sides_of_an_indicator_told_one_by_one_are_items_not_headings():
    sides = ["（一）数量。清淤12公里。", "（二）质量。验收合格。", "（三）满意度。农户普遍满意。"]
    assert titles("一、绩效目标完成情况", *sides) == ["一、绩效目标完成情况"]
    assert titles("一、完成情况", "（一）产出情况", *("1.数量：清淤12公里。", "2.质量：验收合格。")) == [
        "一、完成情况",
        "（一）产出情况",
        "1.数量：",
        "2.质量：",
    ]
    assert titles("一、收支情况", "（一）收入。全年到位。", "（二）支出。全部付清。") == [
        "一、收支情况",
        "（一）收入",
        "（二）支出",
    ]
    assert titles("一、完成情况", "（一）数量", BODY, "（二）质量", BODY) == [
        "一、完成情况",
        "（一）数量",
        "（二）质量",
    ]


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("（三）项目自评步骤及方法", "评价组织"),
        ("（一）机构设置及职责工作任务情况", "基本情况"),
        ("（二）年度总体工作和重点工作任务", "绩效目标"),
        ("五、绩效自评打分情况", "评价结论"),
        ("（一）部门职责及机构", "基本情况"),
    ],
)
def test_roles_of_departments_outlines(title, role):
    assert section_role(title, title[: title.find("、") + 1 or title.find("）") + 1]) in (role, None)
