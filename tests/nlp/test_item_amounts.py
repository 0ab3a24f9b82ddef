"""Amounts told item by item (逐项列举): allotments, payments, products, items under their own titles."""

from dataclasses import replace

import pytest

from pipeline.model import BlockKind, Kind, Section, place_of
from pipeline.nlp.contexts import ReadingContext
from pipeline.nlp.text_lines import document_of_lines
from pipeline.nlp.values import text_figures
from tests.nlp.annotated import check

ALLOTTED = [
    "2023年安排补助资金⟦budget_approved|600万元⟧。分配到城关镇⟦use_part|300万元⟧、柳河镇⟦use_part|180万元⟧、石桥乡⟦use_part|120万元⟧。",
    "下达衔接资金⟦budget_full|500万元⟧，其中中央资金⟦source_part|300万元⟧、省级资金⟦source_part|200万元⟧。安排蔬菜基地⟦use_part|260万元⟧、村道硬化⟦use_part|140万元⟧、饮水管网⟦use_part|100万元⟧。",
    "资金分配情况：甲镇⟦use_part|35万元⟧、乙镇⟦use_part|28万元⟧、丙镇⟦use_part|22万元⟧。",
    "分为三个方向，分别为：河道治理⟦use_part|300万元⟧、水资源节约与管理⟦use_part|45万元⟧、水价改革⟦use_part|30万元⟧。",
    "年中追加⟦budget_change|60万元⟧，包括上级专项⟦use_part|40万元⟧、人员增资⟦use_part|12万元⟧、医疗补助等其他追加⟦use_part|8万元⟧三部分。",
]

PAID = [
    "支付设计费⟦use_part|120000元⟧；施工队完成铺装，支付⟦use_part|300000元⟧；监理费⟦use_part|15000元⟧。三项合计⟦spent|435000元⟧，结余⟦surplus|5000元⟧。",
    "共支付清扫费⟦use_part|20万元⟧、清运费⟦use_part|18万元⟧。",
    "拨付给甲公司进度款⟦use_part|60万元⟧、乙公司监理费⟦use_part|5万元⟧。",
    "财政所拨付各村补助资金：东村⟦use_part|12万元⟧，西村⟦use_part|9万元⟧，南村⟦use_part|7万元⟧，合计⟦spent|28万元⟧。",
    "12个站点，每个站点每年⟦periodic|4万元⟧，共⟦use_part|48万元⟧，按季拨付。",
    "按每亩⟦periodic|200元⟧标准补助，共补助⟦use_part|52万元⟧。",
]

NEAR_MISSES = [
    "区财政安排⟦budget_approved|450万元⟧，支出⟦spent|440万元⟧。",
    "年初预算安排⟦budget_initial|450万元⟧、上年结转⟦carryover_in|10万元⟧。",
    "共支付⟦spent|88万元⟧、结余⟦surplus|2万元⟧。",
    "成本控制较好，比预算节约⟦other|6万元⟧。",
    "年中追加⟦budget_change|60万元⟧，调减⟦budget_change=-50000|5万元⟧。",
    "中央资金⟦source_part|120万元⟧于5月到位，省级资金⟦source_part|80万元⟧于7月到位，合计到位⟦received|200万元⟧。",
]


@pytest.mark.parametrize("sentence", ALLOTTED + PAID + NEAR_MISSES)
def test_items_and_wholes(sentence: str) -> None:
    check(sentence, Kind.MONEY)


def fields_under(title: str, body: str, *, department: bool = False) -> list[str]:
    document = document_of_lines(f"{title}\n{body}")
    document = replace(
        document, blocks=(replace(document.blocks[0], kind=BlockKind.HEADING), *document.blocks[1:])
    )
    end = len(document.text)
    section = Section(title, "", 3, "资金情况", (), 0, len(title) + 1, end, place_of(document, 0, len(title)))
    context = ReadingContext(document, "r", 2023, (), (section,), False, department)
    return [
        value.field for value in text_figures(context, document.blocks).values if value.kind is Kind.MONEY
    ]


def test_sum_that_opens_the_text_under_an_items_title() -> None:
    assert fields_under("（2）第三方评估费", "共40.00万元，按合同支付。") == ["use_part"]


def test_sum_that_opens_the_text_on_the_whole_money() -> None:
    assert fields_under("（二）项目资金使用情况", "共40.00万元，按合同支付。") != ["use_part"]


@pytest.mark.parametrize(("department", "field"), [(True, "use_part"), (False, "spent")])
def test_project_spending_is_half_of_a_departments(department: bool, field: str) -> None:
    body = "项目支出320万元，主要用于场馆开放。"
    assert fields_under("2.支出情况", body, department=department) == [field]
