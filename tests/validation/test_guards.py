"""Guards on what may be compared, on the words that usually mislead."""

import pytest

from pipeline.model import Batch, Report
from pipeline.validation.contradictions import asserts_defect, problem_sentences
from pipeline.validation.facts import fact_key, of_another_object, part_of_something, unknown_part
from pipeline.validation.guards import bundle_mates
from pipeline.validation.templates import is_instruction
from tests.validation.factories import report_of

PROBLEMS = "# 存在问题｜四、存在的问题\n"


@pytest.mark.parametrize(
    "sentence",
    [
        "其中市级资金【60万元：批复预算】。",
        "第一批下达【60万元：批复预算】。",
        "年中追加【60万元：批复预算】。",
        "上年批复预算【60万元：批复预算】。",
        "合同金额【60万元：支出】。",
        "东乡县支出【60万元：支出】。",
        "安排【60万元：批复预算】用于道路养护。",
    ],
)
def test_parts_and_other_objects_are_not_whole_amounts(sentence: str) -> None:
    report = report_of(sentence)
    assert part_of_something(report, report.values[0])


@pytest.mark.parametrize(
    "sentence",
    [
        "该项目批复预算【60万元：批复预算】。",
        "本项目实际支出【60万元：支出】。",
        "调整后预算【60万元：全年预算】。",
        "截至2023年12月31日，累计支出【60万元：支出】。",
        "我镇全年支出【60万元：支出】。",
        "农村公路养护项目支出【60万元：支出】。",
    ],
)
def test_statements_on_the_whole_project_count(sentence: str) -> None:
    report = report_of(sentence)
    assert not part_of_something(report, report.values[0])


def test_an_own_name_is_no_other_object() -> None:
    report = report_of("单位：东乡县水利局\n项目：水库维修项目\n")
    assert not of_another_object(report, "水库维修项目实际支出")
    assert of_another_object(report, "西乡县实际支出")


def test_the_year_end_is_no_other_point_in_time() -> None:
    report = report_of("支出【60万元：支出，时点=2023-12-31】，又支出【70万元：支出，时点=2024-03】。")
    assert [fact_key(report, value).as_of for value in report.values] == [None, "2024-03"]


def test_an_unbound_amount_among_several_projects_is_not_known() -> None:
    report = report_of("项目清单：甲项目、乙项目\n批复预算【60万元：批复预算】。")
    assert unknown_part(report, report.values[0]) == "所属项目"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("下半年2个站点没有正常开放。", True),
        ("应当采集的信息未能按时录入。", True),
        ("预算编制不够细致，导致资金闲置。", True),
        ("预算执行中可能存在不及时的现象。", False),
        ("补助标准偏低，发放不及时的情况普遍存在。", False),
        ("未发现资金闲置情况。", False),
        ("下一步及时拨付，防止资金闲置。", False),
        ("2021年曾有部分设备闲置。", False),
        ("资金来源单一，财力有限。", False),
        ("是否存在超标准支出有待核实。", False),
    ],
)
def test_what_counts_as_an_asserted_defect(sentence: str, expected: bool) -> None:
    report = report_of(PROBLEMS + sentence)
    assert any(asserts_defect(report, one) for one in problem_sentences(report)) is expected


def test_problems_end_where_suggestions_begin() -> None:
    report = report_of(f"{PROBLEMS}存在问题：设备闲置。\n意见建议：盘活闲置设备，解决拨付不及时。")
    assert [one.text for one in problem_sentences(report)] == ["存在问题：设备闲置。"]


def test_the_cell_beside_the_label_holds_the_problems() -> None:
    report = report_of("| 存在问题 | 部分设备闲置 |\n| 改进措施 | 盘活闲置设备 |")
    assert [one.text for one in problem_sentences(report)] == ["部分设备闲置"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("（对照年度目标，说明相关任务目标的完成情况，200字以内）", True),
        ("请填写", True),
        ("请填写项目主要内容", True),
        ("____", True),
        ("（100字以内）", True),
        ("全年完成巡查15次，养护道路32公里。", False),
        ("1.预算执行率=执行数/预算数。2.低于90%的须说明原因（100字以内）。", False),
        ("说明：收到资金后30日内分解下达。", False),
    ],
)
def test_what_is_only_an_instruction(text: str, expected: bool) -> None:
    assert is_instruction(text) is expected


def _beside(head_a: str, head_b: str) -> tuple[Report, ...]:
    """What counts as the same unit's material on the same thing beside the first of two reports."""
    reports = tuple(
        report_of(f"{head}\n本年支出【60万元：支出】。", name)
        for head, name in ((head_a, "r1"), (head_b, "r2"))
    )
    return bundle_mates(reports[0], Batch(files=(), reports=reports))


def test_reports_of_one_unit_project_and_year_are_one_bundle() -> None:
    assert _beside(
        "单位：芦塘县水务局\n项目：渠系维修\n年度：2023\n材料：同",
        "单位：芦塘县水务局\n项目：渠系维修\n年度：2023\n材料：同",
    )


@pytest.mark.parametrize("unknown", ["单位", "项目", "年度"])
def test_what_two_reports_both_leave_out_they_do_not_have_in_common(unknown: str) -> None:
    full = {"单位": "芦塘县水务局", "项目": "渠系维修", "年度": "2023", "材料": "同"}
    head = "\n".join(f"{key}：{'' if key == unknown else value}" for key, value in full.items())
    assert not _beside(head, head)


def test_a_report_on_the_whole_unit_needs_no_project() -> None:
    head = "单位：芦塘县水务局\n项目：\n年度：2023\n材料：同\n类型：整体自评{}"
    assert _beside(head.format("报告"), head.format("表"))
    assert not _beside(head.format("报告"), head.format("表").replace("整体", "项目"))
