"""Who reports on what, for which year, in what kind of paper; and the words that show it."""

import pytest

from pipeline.model import BlockKind, Kind, Place
from pipeline.nlp.identity import bundle_key, identify
from pipeline.nlp.report_kinds import report_kind
from pipeline.nlp.sections import find_sections
from tests.nlp.documents import document_of, form_table, whole

BODY = "灌区渠道全年清淤12公里，按期完工，供水正常，农户普遍满意。"


def identity(*parts, header=None, path="材料.docx"):
    document = document_of(*parts, path=path)
    spans = whole(document)
    place = Place(path, 0, 0, "")
    given = {label: (text, place) for label, text in (header or {}).items()}
    return identify(document, spans, find_sections(document, spans), given)


def narrative(title, *lines, **options):
    return identity(title, *lines, "一、项目概况", BODY, "二、自评结论", BODY, **options)


# Title


def test_title_broken_over_lines_behind_site_furniture():
    found = narrative(
        "当前位置：首页 > 政务公开",
        "附件2",
        "甲县水务局",
        "2023年度灌区渠道清淤项目绩效自评报告",
        "发布时间：2024-03-02 来源：县水务局",
    )
    assert found.title == "甲县水务局2023年度灌区渠道清淤项目绩效自评报告"
    assert found.evidence["title"].quote == "甲县水务局\n2023年度灌区渠道清淤项目绩效自评报告"


def test_title_broken_inside_one_block():
    assert (
        narrative("甲县水务局2023年度\n部门整体支出绩效自评报告").title
        == "甲县水务局2023年度部门整体支出绩效自评报告"
    )


def test_metadata_is_no_title():
    found = identity(
        (BlockKind.METADATA, "乙县2020年度绩效自评报告"),
        "甲县水务局2023年度绩效自评报告",
        "一、项目概况",
        BODY,
    )
    assert found.title == "甲县水务局2023年度绩效自评报告"


def test_attachment_mark_is_no_part_of_the_title():
    found = identity("附件2：2023年度项目支出绩效自评表", [["项目名称", "渠道清淤"]])
    assert found.title == found.evidence["title"].quote == "2023年度项目支出绩效自评表"


def test_the_title_of_an_attached_form_is_not_the_reports():
    assert identity("一、项目概况", BODY, "二、自评结论", BODY, form_table("渠道清淤")).title == ""


def test_no_title_line_is_no_title():
    assert identity("一、项目概况", "对2023年度渠道清淤项目开展了绩效自评，形成自评报告。").title == ""


# Unit


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("甲县水务局2023年度灌区渠道清淤项目绩效自评报告", "甲县水务局"),
        ("甲县住房和城乡建设局关于2023年度老旧管网改造项目的绩效自评报告", "甲县住房和城乡建设局"),
        ("青溪镇人民政府2023年度部门整体支出绩效自评报告", "青溪镇人民政府"),
        ("乙市公安局交通警察支队2023年度项目支出绩效自评报告", "乙市公安局交通警察支队"),
        ("甲县司法局法律援助经费2023年度绩效自评报告", "甲县司法局"),
        ("中共甲县委组织部2023年度人才专项经费绩效自评报告", "中共甲县委组织部"),
        ("乙市第三人民医院2023年度部门整体支出绩效自评报告", "乙市第三人民医院"),
        # The longest official ending; without a sign that the name is over, the first and what joins it.
        ("甲县供销合作社联合社2023年度项目支出绩效自评报告", "甲县供销合作社联合社"),
        ("甲县供销合作社联合社农资储备经费2023年度绩效自评报告", "甲县供销合作社联合社"),
        ("甲县青溪镇中心卫生院2023年度部门整体支出绩效自评报告", "甲县青溪镇中心卫生院"),
        ("中国共产主义青年团甲县委员会2023年度绩效自评报告", "中国共产主义青年团甲县委员会"),
        ("甲县教育局工会活动经费2023年度绩效自评报告", "甲县教育局"),
        ("甲县青山监狱2023年度部门整体支出绩效自评报告", "甲县青山监狱"),
        ("甲县纪委监委2023年度办案经费绩效自评报告", "甲县纪委监委"),
        ("甲县重点水利建设指挥部2023年度项目支出绩效自评报告", "甲县重点水利建设指挥部"),
        ("甲县老年书画社2023年度项目支出绩效自评报告", "甲县老年书画社"),
    ],
)
def test_unit_from_title(title, unit):
    found = narrative(title)
    assert found.unit == unit
    assert found.evidence["unit"].quote == title


def test_fuller_name_of_the_same_unit_wins():
    found = narrative("州气象服务中心2023年度项目支出绩效自评报告", "丁山州气象服务中心", "2024年3月8日")
    assert found.unit == "丁山州气象服务中心"


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ({"主管部门": "412-甲县水务局", "实施单位": "412001-甲县水务局本级"}, "甲县水务局"),
        ({"主管部门": "甲县水务局", "资金使用单位": "甲县青溪灌区管理所"}, "甲县青溪灌区管理所"),
        ({"主管部门": "甲县水务局", "实施单位": "县水务局、各乡镇人民政府"}, "甲县水务局"),
        ({"主管部门": "甲县水务局", "实施单位": "甲县青溪灌区管理所"}, "甲县水务局"),
        ({"主管部门": "各镇", "实施单位": "甲县青溪灌区管理所"}, "甲县青溪灌区管理所"),
        ({"填报单位": "甲县水务局（盖章）", "主管部门": "乙市水务局"}, "甲县水务局"),
    ],
)
def test_unit_from_the_form(header, unit):
    assert identity("项目支出绩效自评表", header=header).unit == unit


def test_unit_of_the_form_that_the_files_name_repeats():
    header = {"主管部门": "甲县水务局", "实施单位": "甲县青溪灌区管理所"}
    assert (
        identity("项目支出绩效自评表", header=header, path="青溪灌区管理所自评表.xlsx").unit
        == "甲县青溪灌区管理所"
    )


def test_title_goes_before_the_form():
    found = narrative("甲县水务局2023年度渠道清淤项目绩效自评报告", header={"实施单位": "县灌区管理所"})
    assert found.unit == "甲县水务局"


def test_unit_from_label_and_signature():
    assert identity("2023年度项目支出绩效自评表", "填报单位（盖章）：甲县水务局").unit == "甲县水务局"
    assert identity("一、项目概况", BODY, "甲县水务局", "2024年3月8日").unit == "甲县水务局"
    assert identity("一、项目概况", BODY, "甲县水务局  2024年3月8日").unit == "甲县水务局"


def test_unit_that_we_speaks_for():
    text = "我局成立工作组。资金由县水务局审核后报县财政局，县财政局核对后拨付，县水务局负责发放。"
    found = identity("一、项目概况", text)
    assert found.unit == "县水务局"
    assert found.evidence["unit"].quote == "县水务局"
    # 干部 and 部门 are no 部; the finance bureau that pays is not the reporter.
    assert (
        identity("一、项目概况", "我部组织干部学习。区委统战部审核，区财政局拨付，主管部门监督。").unit
        == "区委统战部"
    )


def test_unit_on_the_cover_and_in_the_letterhead():
    cover = identity(
        "柳河综合整治工程",
        "2023年度绩效自评报告",
        "甲县水利局",
        "1 项目情况",
        BODY,
        header={"实施单位": "县河道所"},
    )
    assert cover.unit == "甲县水利局"
    head = (BlockKind.HEADER, "甲县水利局文件")
    assert (
        identity(head, "2023年度绩效自评报告", "一、项目概况", BODY, header={"实施单位": "县河道所"}).unit
        == "甲县水利局"
    )


def test_region_of_a_short_name_comes_from_the_same_text():
    found = identity(
        "2023年度项目支出绩效自评表", [["主管部门", "甲县水务局"]], header={"实施单位": "县灌区服务中心"}
    )
    assert found.unit == "甲县灌区服务中心"
    assert (
        identity("2023年度项目支出绩效自评表", header={"实施单位": "县灌区服务中心"}).unit == "县灌区服务中心"
    )


def test_somebody_elses_report():
    found = identity(
        "2023年度乡村绿化补助资金重点绩效评价报告",
        "一、基本情况",
        "受省财政厅委托，我所开展评价。丙江省财政厅会同丙江省审计厅印发办法。省林业和草原局提交的自评报告得分90分。",
    )
    assert found.unit == "丙江省林业和草原局"


def test_unit_of_a_file_name_only_when_nothing_else_names_it():
    assert identity("一、项目概况", BODY, path="甲县水务局2023年自评.docx").unit == "甲县水务局"
    assert identity("一、项目概况", BODY, path="自评.docx").unit is None


TOWN = "青溪镇2022年度渠道清淤项目绩效自评报告"


@pytest.mark.parametrize(
    ("title", "lines", "unit"),
    [
        (TOWN, ["县水务局：", "我镇对2022年度渠道清淤开展自评。"], "青溪镇人民政府"),
        (TOWN, ["我镇开展自评。", BODY, "甲县青溪镇人民政府", "2023年3月8日"], "甲县青溪镇人民政府"),
        (TOWN, [BODY], "青溪镇人民政府"),
        ("桂花街道2022年度社区服务项目绩效自评报告", [BODY], "桂花街道办事处"),
        ("甲县青溪乡2022年度渠道清淤项目绩效自评报告", ["我乡开展自评。"], "甲县青溪乡人民政府"),
        # A bureau's report on a town's project, and what is no town.
        (TOWN, [BODY, "甲县水务局", "2023年3月8日"], "甲县水务局"),
        (TOWN, ["我局开展自评，甲县水务局负责发放。"], "甲县水务局"),
        ("各乡镇2022年度渠道清淤项目绩效自评报告", [BODY], None),
        ("城镇2022年度管网改造项目绩效自评报告", [BODY], None),
    ],
)
def test_the_unit_of_a_towns_report(title, lines, unit):
    assert narrative(title, *lines).unit == unit


def test_the_addressee_is_not_the_unit():
    found = narrative(
        "2022年度渠道清淤项目绩效自评报告", "甲县水务局：", "我站开展自评。", "青溪灌区管理站", "2023年3月8日"
    )
    assert found.unit == "青溪灌区管理站"


FIRM = ("委托方：丁山州财政局  受托方：甲诚会计师事务所", "一、项目概况")
FIRM_SIGNS = ("甲诚管理咨询有限公司", "2024年5月6日")


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("州水务局据此申报了渠道清淤项目。", "丁山州水务局"),
        ("州水务局自评94.5分。", "丁山州水务局"),
        ("项目由州灌区管理所组织实施。", "丁山州灌区管理所"),
        ("项目主管部门为州水务局，由州灌区管理所组织实施。", "丁山州水务局"),
        ("州水务局作为项目主管部门，负责申报；州灌区管理所为实施单位。", "丁山州水务局"),
        ("项目单位：丁山州城乡供水有限公司。", "丁山州城乡供水有限公司"),
        ("丁山州财政局负责组织实施评价。", None),
    ],
)
def test_the_responsible_department_of_a_firms_report(line, unit):
    title = "2023年度渠道清淤项目重点绩效评价报告"
    assert identity(title, *FIRM, line, BODY, *FIRM_SIGNS).unit == unit


# Project


@pytest.mark.parametrize(
    ("title", "project"),
    [
        ("甲县水务局2023年度灌区渠道清淤项目绩效自评报告", "灌区渠道清淤项目"),
        ("甲县水务局2023年灌区渠道清淤项目支出绩效自评报告", "2023年灌区渠道清淤项目"),
        ("甲县水务局2023年防汛物资储备经费项目绩效自评报告", "防汛物资储备经费"),
        ("甲县水务局防汛物资储备经费项目2023年度绩效自评报告", "防汛物资储备经费"),
        ("甲县水务局关于2023年灌区渠道清淤项目的绩效自评报告", "2023年灌区渠道清淤项目"),
        ("甲县水务局2023年度村（社区）管护经费绩效自评报告", "村（社区）管护经费"),
        ("甲县2023年度灌区渠道清淤项目绩效自评报告", "灌区渠道清淤项目"),
        ("甲县水务局20××年度灌区渠道清淤项目绩效自评报告", "灌区渠道清淤项目"),
        ("甲县水务局20XX年灌区渠道清淤项目绩效自评报告", "灌区渠道清淤项目"),
        ("甲县水务局灌区渠道清淤项目2023年度绩效自评报告（修订稿）", "灌区渠道清淤项目"),
        ("桂花街道2023年度社区服务项目绩效自评报告", "社区服务项目"),
        ("甲县水务局2023年度项目支出绩效单位自评报告", None),
        ("甲县水务局2023年度部门整体支出绩效自评报告", None),
        ("甲县水务局2023年度项目支出绩效自评报告", None),
        ("甲县水务局2023年度上级转移支付资金绩效自评报告", None),
    ],
)
def test_project_from_title(title, project):
    assert narrative(title).project == project


def test_project_of_the_form_goes_first_and_loses_its_code():
    found = narrative(
        "甲县水务局2023年度渠道清淤项目绩效自评报告",
        header={"项目名称": "51140023R000001234-灌区渠道清淤及管护"},
    )
    assert found.project == "灌区渠道清淤及管护"
    assert found.projects == ("灌区渠道清淤及管护",)


def test_project_that_the_text_chooses():
    text = "评价小组选取防汛物资储备经费项目为本年度重点评价项目，对2023年度资金逐笔核对。"
    found = identity("一、评价工作组织情况", text)
    assert found.project == "防汛物资储备经费"
    assert found.evidence["project"].quote == "防汛物资储备经费"


def test_several_projects_of_a_numbered_table():
    table = [
        ["序号", "项目名称", "预算数", "执行数"],
        ["一", "年初项目", "90", "80"],
        ["1", "渠道清淤（上年结转）", "40", "40"],
        ["2", "水库巡查", "50", "40"],
        ["合计", "", "90", "80"],
    ]
    found = narrative("甲县水务局2023年度项目支出绩效自评报告", table)
    assert found.project is None
    assert found.projects == ("渠道清淤", "水库巡查")


def test_several_projects_of_a_counted_sentence():
    line = "资金用于三个项目，分别是：青溪水库加固0.2亿元，柳河泵站新建1.0亿元，东干渠衬砌0.49亿元。"
    found = narrative("甲县水务局2023年度专项债券项目资金绩效自评情况", line)
    assert (found.project, found.projects) == (None, ("青溪水库加固", "柳河泵站新建", "东干渠衬砌"))
    short = "资金用于三个项目，分别是：青溪水库加固0.2亿元，柳河泵站新建1.0亿元。"
    assert narrative("甲县水务局2023年度项目支出绩效自评报告", short).projects == ()


LIST_TITLE = "甲县水务局2023年度项目支出绩效自评报告"


@pytest.mark.parametrize(
    ("lines", "projects"),
    [
        (
            (
                "项目一：渠道清淤",
                "1.资金情况",
                BODY,
                "2.自评得分：95分",
                "项目二：水库巡查",
                "1.资金情况",
                BODY,
            ),
            ("渠道清淤", "水库巡查"),
        ),
        (
            ("（一）渠道清淤项目", "预算80万元，自评得分95分。", "（二）水库巡查项目", "自评总分92分。"),
            ("渠道清淤项目", "水库巡查项目"),
        ),
        # Without scores of their own they may be parts of one; one alone is no list; 资金 is no project.
        (("（一）渠道清淤项目", BODY, "（二）水库巡查项目", BODY), ()),
        (("（一）渠道清淤项目", "自评得分95分。", "（二）存在问题", BODY), ()),
        (("（一）项目资金", "得分10分。", "（二）项目产出", "得分50分。"), ()),
    ],
)
def test_several_projects_with_a_section_each(lines, projects):
    found = identity(LIST_TITLE, "一、自评情况", *lines)
    assert (found.project, found.projects) == (None, projects)


def test_sections_with_scores_outweigh_the_title_and_parts_do_not():
    title = "甲县水务局2023年度灌区渠道清淤项目绩效自评报告"
    parts = identity(title, "项目一：干渠", BODY, "项目二：支渠", BODY)
    assert (parts.project, parts.projects) == ("灌区渠道清淤项目", ("灌区渠道清淤项目",))
    own = identity(title, "项目一：干渠", "自评得分95分。", "项目二：支渠", "自评得分92分。")
    assert (own.project, own.projects) == (None, ("干渠", "支渠"))


def test_several_projects_of_a_table_with_scores():
    rows = [
        ["项目名称", "预算数", "自评得分"],
        ["渠道清淤", "40", "95"],
        ["水库巡查", "50", "91.5"],
        ["合计", "90", "93"],
    ]
    assert narrative(LIST_TITLE, rows).projects == ("渠道清淤", "水库巡查")
    form = [["项目名称", "渠道清淤", "自评得分"], ["主管部门", "甲县水务局", ""], ["得分", "95", ""]]
    assert narrative(LIST_TITLE, form).projects == ()


def test_the_name_that_the_text_quotes():
    title = "甲县水务局灌区渠道清淤项目2023年度绩效自评报告"
    assert narrative(title, "县财政批复“灌区渠道清淤”项目资金80万元。").project == "灌区渠道清淤"
    assert narrative(title, "县财政批复“渠道清淤”项目资金80万元。").project == "灌区渠道清淤项目"


# Year


@pytest.mark.parametrize(
    ("title", "lines", "year"),
    [
        ("甲县水务局2022年度绩效自评报告", ["发布时间：2024-03-02"], 2022),
        ("甲县水务局二〇二三年度绩效自评报告", [], 2023),
        ("甲县水务局2023 年度绩效自评报告", ["二〇二四年五月"], 2023),
        ("甲县水务局绩效自评报告", ["我局对2022年度渠道清淤项目开展了绩效自评。", "2023年9月8日"], 2022),
        ("甲县水务局绩效自评报告", ["2023年9月8日"], None),
    ],
)
def test_year(title, lines, year):
    assert narrative(title, *lines).year == year


def test_year_of_a_form_is_not_its_filing_date():
    found = identity([["项目支出绩效自评表"], ["（2021年度）"], ["填报日期：2022年9月6日"]])
    assert found.year == 2021


def slots(*lines, title="甲县水务局2023年度渠道清淤项目绩效自评报告"):
    found = narrative(title, *lines)
    return [(int(slot.number), slot.raw) for slot in found.year_slots if slot.why != "标题"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("我局组织各股室对2022年度渠道清淤项目进行了绩效自评。", [(2022, "2022年度")]),
        ("评价期间为2022年1月1日至2022年12月31日。", [(2022, "2022年")]),
        ("经自评，2022年度渠道清淤项目得分96分。", [(2022, "2022年度")]),
        ("为做好2023年度财政支出绩效重点评价工作，成立评价小组。", [(2023, "2023年度")]),
        # Near misses: none of these says which year is evaluated.
        ("根据《关于开展2022年度绩效自评工作的通知》（甲财绩〔2022〕5号）要求。", []),
        ("上年结转资金12万元为2022年度下达。", []),
        ("与2022年度自评得分相比提高2分。", []),
        ("自评结果将作为2024年度绩效评价的参考。", []),
        ("2022年度渠道清淤预算80万元。", []),
        ("对2022年度绩效自评发现的3个问题进行整改。", []),
        ("2022年度绩效自评结果应用情况良好。", []),
        ("附：2024年度项目支出绩效目标申报表", []),
        ("2024年3月完成自评。", []),
        ("规划期2021—2025年度绩效评价指标。", []),
    ],
)
def test_year_slots(line, expected):
    assert slots(line) == expected


def test_the_line_below_a_forms_title_is_a_slot():
    found = narrative(
        "甲县水务局2023年度渠道清淤项目绩效自评报告", form_table("渠道清淤")[:1], "（2022年度）"
    )
    assert [int(slot.number) for slot in found.year_slots] == [2023, 2022]


def test_title_slots_carry_their_place():
    found = narrative("甲县水务局2023 年度渠道清淤项目绩效自评报告", form_table("渠道清淤"))
    first = found.year_slots[0]
    assert (first.kind, first.field, first.raw, first.place.quote) == (
        Kind.DATE,
        "year_slot",
        "2023 年度",
        "2023 年度",
    )
    assert found.year_slots[-1].where == "table"


# Kind


@pytest.mark.parametrize(
    ("title", "is_form", "kind"),
    [
        ("甲县水务局2023年度渠道清淤项目绩效自评报告", False, "项目自评报告"),
        ("甲县水务局2023年度部门整体支出绩效自评报告", False, "整体自评报告"),
        ("青溪镇2023年度转移支付资金绩效自评情况的报告", False, "转移支付自评报告"),
        ("甲县2023年度财政支出绩效重点评价报告", False, "重点评价报告"),
        ("2023年度乡村绿化补助资金重点绩效评价报告", False, "重点评价报告"),
        ("项目支出绩效自评表", True, "自评表"),
        ("2023年度部门整体支出绩效自评表", True, "整体自评表"),
        ("中央对地方转移支付区域（项目）绩效目标自评表", True, "转移支付自评表"),
        ("甲縣水務局2023年度渠道清淤項目績效自評報告", False, "项目自评报告"),
        ("关于召开防汛会议的通知", True, "其他"),
    ],
)
def test_kind(title, is_form, kind):
    assert report_kind(title, title, is_form=is_form) == kind


def test_kind_without_title():
    text = "评价小组选取渠道清淤项目为本年度重点评价项目，查看自评内容。"
    assert identity("一、评价工作组织情况", text).kind == "重点评价报告"


def test_a_report_without_headings_is_no_form_and_a_form_with_notes_is_one():
    assert identity("甲县水务局2023年度渠道清淤项目绩效自评情况", BODY).kind == "项目自评报告"
    assert identity(form_table("渠道清淤"), "一、填报说明", BODY).kind == "自评表"
    # The form behind an untitled report is not that report's title.
    lines = ("一、项目概况", f"对渠道清淤项目开展绩效自评。{BODY}", "二、自评结论", BODY)
    assert identity(*lines, form_table("渠道清淤")).kind == "项目自评报告"


def test_outline_of_transfer_payments_tells_the_kind():
    title = "甲县农业农村局2023年农机购置补贴资金绩效自评报告"
    assert identity(title, "一、绩效目标分解下达情况", BODY, "二、自评结论", BODY).kind == "转移支付自评报告"
    assert identity(title, "一、绩效目标情况", BODY, "二、自评结论", BODY).kind == "项目自评报告"


# Bundle


@pytest.mark.parametrize(
    ("project", "same"),
    [
        ("渠道（支渠）清淤项目", True),
        ("2023年渠道(支渠)清淤", True),
        ("51140023R000001234-渠道 （支渠）清淤经费", True),
        ("渠道（支渠）清淤项目经费", True),
        ("渠道衬砌项目", False),
    ],
)
def test_bundle_key(project, same):
    expected = bundle_key("甲县水务局", "渠道（支渠）清淤", 2023)
    assert (bundle_key("甲县水务局 ", project, 2023) == expected) is same


def test_bundle_key_keeps_units_and_years_apart():
    key = bundle_key("甲县水务局", "渠道清淤", 2023)
    assert key != bundle_key("乙县水务局", "渠道清淤", 2023)
    assert key != bundle_key("甲县水务局", "渠道清淤", 2022)
    assert key != bundle_key("甲县水务局", None, 2023)


def test_what_stands_in_brackets_behind_the_title_is_the_project() -> None:
    found = narrative("乙区残联2023年度转移支付绩效自评报告（残疾人康复服务补助资金）")
    assert (found.unit, found.project, found.year) == ("乙区残联", "残疾人康复服务补助资金", 2023)


def test_a_paper_state_in_brackets_is_no_project() -> None:
    found = narrative("乙区残联2023年度康复服务补助资金绩效自评报告（修订稿）")
    assert found.project == "康复服务补助资金"


def test_a_title_cut_in_the_middle_of_a_name_is_one_title() -> None:
    found = narrative("丙县2022年度农村公路", "日常养护工程绩效评价自评报告")
    assert found.title == "丙县2022年度农村公路日常养护工程绩效评价自评报告"
    assert (found.project, found.year) == ("农村公路日常养护工程", 2022)


def test_bars_of_lost_cells_are_no_part_of_the_title() -> None:
    found = identity("报表编号：51_0013 |", "|", "部门预算项目支出绩效自评表（2023年度） |", "项目名称 |")
    assert found.title == "部门预算项目支出绩效自评表（2023年度）"
    assert found.year == 2023


def test_the_year_that_the_text_speaks_of_most_where_nothing_else_says_it() -> None:
    text = (
        "2019年，项目资金20万元，全部到位。2019年支付20万元。2018年结转资金1万元。",
        "根据《关于批复2020年预算的通知》（丁财〔2020〕3号）执行。2020年5月8日",
    )
    assert narrative("丁局关爱服务项目自评报告", *text).year == 2019


def test_years_that_compete_leave_the_year_open() -> None:
    text = "2021年、2022年分别安排资金20万元、30万元；2021年完成3公里，2022年完成5公里。"
    assert narrative("丁局道路项目自评报告", text).year is None


@pytest.mark.parametrize(
    ("below", "project"),
    [
        ("（护林防火补助经费，2022年度）", "护林防火补助经费"),
        ("（困难学生生活补助专项资金）", "困难学生生活补助专项资金"),
        ("（2022年度）", None),
    ],
)
def test_project_in_brackets_below_a_title_that_names_none(below, project):
    assert narrative("甲县林业局2022年度项目支出绩效自评报告", below).project == project


def test_the_number_of_a_file_among_its_fellows_is_no_part_of_the_units_name():
    assert narrative("项目支出绩效自评报告", path="3.甲县司法局2022年自评.docx").unit == "甲县司法局"


def test_the_year_in_front_of_a_name_that_the_text_uses_without_it():
    title = "甲县水务局2022年灌区渠道清淤项目绩效自评报告"
    assert narrative(title, "灌区渠道清淤项目于五月开工。").project == "灌区渠道清淤项目"
    assert narrative(title).project == "2022年灌区渠道清淤项目"


@pytest.mark.parametrize(
    "line",
    [
        "甲县水务局2023年灌区渠道清淤项目绩效自评报告为规范资金管理，现将自评情况报告如下：一、项目概况水务局组织清淤。",
        "甲县水务局2023年灌区渠道清淤项目绩效自评报告一、项目概况水务局组织清淤。二、自评结论清淤按期完成。",
    ],
)
def test_a_title_with_its_text_behind_it_on_the_same_line(line):
    found = identity(line)
    assert found.title == "甲县水务局2023年灌区渠道清淤项目绩效自评报告"
    assert (found.unit, found.project) == ("甲县水务局", "2023年灌区渠道清淤项目")


def test_a_sentence_that_speaks_of_a_report_is_no_title():
    found = identity("根据财政局关于报送绩效自评报告的通知，水务局开展了自评。", "一、项目概况", BODY)
    assert found.title == ""


@pytest.mark.parametrize(
    ("title", "project"),
    [
        ("甲县民政局关于“2023年困难群众救助补助资金”使用情况的绩效自评报告", "困难群众救助补助资金"),
        ("甲县司法局关于2023年度公共法律服务资金绩效的自评报告", "公共法律服务资金"),
    ],
)
def test_what_a_title_says_around_the_project_is_no_part_of_its_name(title, project):
    assert narrative(title).project == project


def test_a_number_of_projects_is_no_project():
    text = "2023年共对6个重点项目进行了评价，评价结论为良的6个。"
    assert identity("一、评价情况", text).projects == ()
