"""Sections whose titles tell little: their roles by content, and headings that look like a sentence's beginning."""

import pytest

from pipeline.nlp.sections import find_sections, section_role
from tests.nlp.documents import document_of, whole

BODY = "水务局组织三个乡镇对灌区渠道逐段巡查，发现渗漏点及时修补，全年供水正常。"


def sections(*parts):
    document = document_of(*parts)
    return [(section.title, section.role) for section in find_sections(document, whole(document))]


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("自评总体情况", "评价结论"),
        ("项目由来", "基本情况"),
        ("承接主体", "管理情况"),
        ("项目安排情况", "管理情况"),
        ("资金安排情况", "资金情况"),
        ("总体目标", "绩效目标"),
    ],
)
def test_role_by_the_title(title, role):
    assert section_role(title) == role


def test_scoring_with_the_indicators_table_goes_through_them():
    table = "一级指标　二级指标　三级指标　分值　得分"
    assert sections("一、评分情况", "各项得分如下。", table)[0][1] == "指标分析"
    assert sections("一、评分情况", "项目自评得分95分，等级为优。")[0][1] == "评价结论"


def test_a_noun_that_begins_as_a_preposition_does_is_a_heading():
    found = sections(
        "（一）项目概况", BODY, "（二）经费安排与支出", BODY, "（三）经局党组研究决定延长工期", BODY
    )
    assert [title for title, _ in found] == ["（一）项目概况", "（二）经费安排与支出"]


def test_a_count_goes_on_behind_an_attached_table():
    parts = ("（一）项目概况", BODY, "（二）自评得分", BODY, "附表1 资金执行情况", "（三）问题与改进", BODY)
    assert "（三）问题与改进" in [title for title, _ in sections(*parts)]


def test_a_bracketed_item_of_an_attachment_s_list_is_no_heading():
    parts = ("一、项目概况", BODY, "（一）资金情况", BODY, "附件：", "（二）资金明细", BODY)
    assert "（二）资金明细" not in [title for title, _ in sections(*parts)]
