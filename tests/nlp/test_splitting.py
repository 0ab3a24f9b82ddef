"""One file, how many reports: forms of other projects apart, a report with its own form together."""

from pipeline.model import BlockKind
from pipeline.nlp.splitting import split_reports
from tests.nlp.documents import document_of, form_table

TITLE = "甲县水务局2023年度灌区渠道清淤项目绩效自评报告"
BODY = "灌区渠道清淤项目全年清淤12公里，按期完工，供水正常，农户普遍满意。" * 5
NARRATIVE = (TITLE, "一、项目概况", BODY, "二、自评结论", BODY)


def split(*parts, at=None):
    document = document_of(*parts)
    starts = (
        [table.start for table in document.tables]
        if at is None
        else [document.text.index(words) for words in at]
    )
    return document, split_reports(document, starts)


def words(document, spans):
    return "".join(document.text[start:end] for start, end in spans)


def test_a_file_without_forms_is_one_report():
    document, reports = split(*NARRATIVE)
    assert reports == (((0, len(document.text)),),)


def test_forms_of_different_projects_are_reports():
    document, reports = split(form_table("渠道清淤", sheet="清淤"), form_table("水库巡查", sheet="巡查"))
    assert len(reports) == 2
    assert "渠道清淤" in words(document, reports[0])
    assert "水库巡查" not in words(document, reports[0])
    assert "水库巡查" in words(document, reports[1])


def test_a_detail_list_stays_with_its_form():
    detail = ["明细", ["资金分配明细表"], ["序号", "单位", "分配数"], ["1", "白石镇", "40"]]
    document = document_of(form_table("渠道清淤", sheet="自评表"), detail)
    assert split_reports(document, [0]) == (((0, len(document.text)),),)


def test_report_and_its_own_form_are_one():
    document, reports = split(*NARRATIVE, "附件：项目支出绩效自评表", form_table("灌区渠道清淤"))
    assert reports == (((0, len(document.text)),),)


def test_report_and_the_form_of_another_project_are_two():
    document, reports = split(*NARRATIVE, "附件2", form_table("村级道路路灯安装"))
    assert len(reports) == 2
    assert "路灯" not in words(document, reports[0])
    assert words(document, reports[1]).startswith("附件2")


def test_own_form_and_another_one():
    document, reports = split(*NARRATIVE, form_table("灌区渠道清淤"), form_table("村级道路路灯安装"))
    assert len(reports) == 2
    assert "自评表" in words(document, reports[0])
    assert "路灯" in words(document, reports[1])


def test_a_report_on_all_projects_keeps_a_single_form_and_one_without_project():
    title = "甲县水务局2023年度项目支出绩效自评报告"
    _, reports = split(title, *NARRATIVE[1:], form_table("灌区渠道清淤"))
    assert len(reports) == 1
    whole = form_table("", title="部门整体支出绩效自评表")
    _, reports = split("甲县水务局2023年度部门整体支出绩效自评报告", *NARRATIVE[1:], whole)
    assert len(reports) == 1


def test_a_report_on_all_projects_and_forms_of_several():
    title = "甲县水务局2023年度项目支出绩效自评报告"
    _, reports = split(title, *NARRATIVE[1:], form_table("灌区渠道清淤"), form_table("水库巡查"))
    assert len(reports) == 3


def test_a_form_printed_twice_counts_once():
    document, reports = split(form_table("渠道清淤"), form_table("渠道清淤"))
    assert len(reports) == 1
    assert words(document, reports[0]).count("年度资金总额") == 1


def test_one_project_of_two_units_is_two():
    _, reports = split(
        form_table("渠道清淤", unit="青溪镇人民政府"), form_table("渠道清淤", unit="柳河乡人民政府")
    )
    assert len(reports) == 2


def test_whole_department_forms_of_two_units_are_two():
    def whole_form(unit):
        return [["部门整体支出绩效自评表"], ["部门名称", unit], ["年度支出总额", "80", "80"]]

    _, reports = split(whole_form("青溪镇人民政府"), whole_form("柳河乡人民政府"))
    assert len(reports) == 2
    _, reports = split(whole_form("青溪镇人民政府"), [["续表"], ["基本支出", "60", "60"]])
    assert len(reports) == 1


def test_title_lines_above_a_table_belong_to_the_form():
    first, second = form_table("渠道清淤")[2:], form_table("水库巡查")[2:]
    title = "项目支出绩效自评表"
    document, reports = split(title, first, title, "（2023年度）", second)
    assert [words(document, spans).strip().count(title) for spans in reports] == [1, 1]


def test_two_reports_bound_together():
    document, reports = split(*NARRATIVE, "甲县水务局2023年度水库巡查项目绩效自评报告", *NARRATIVE[1:])
    assert len(reports) == 2
    assert words(document, reports[1]).startswith("甲县水务局2023年度水库巡查")
    _, reports = split(*NARRATIVE, "详见甲县水务局2023年度水库巡查项目绩效自评报告", "三、存在问题", BODY)
    assert len(reports) == 1


def test_flattened_forms_are_told_apart():
    lines = (
        "项目支出绩效自评表",
        "项目名称|渠道清淤|",
        "年度资金总额|80|80|",
        "项目支出绩效自评表",
        "项目名称|水库巡查|",
    )
    document = document_of(*lines)
    starts = [0, document.text.rindex("项目支出绩效自评表")]
    assert len(split_reports(document, starts)) == 2


def test_spans_cover_metadata_and_furniture_once():
    document, reports = split(
        (BlockKind.METADATA, "索引号"), form_table("渠道清淤"), (BlockKind.FOOTER, "第1页")
    )
    assert reports == (((0, len(document.text)),),)
