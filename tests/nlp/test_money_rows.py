"""Amounts in a row of names, amounts of several years, and what an earlier year left over."""

import pytest

from pipeline.model import Kind
from tests.nlp.annotated import check

ROWS = [
    "按经济科目看，培训费⟦use_part|12.5万元⟧、印刷费⟦use_part|3.2万元⟧、租赁费⟦use_part|8万元⟧，三类相加即为支出数。",
    "测试费⟦use_part|6万元⟧、材料费⟦use_part|9万元⟧、会议费⟦use_part|2万元⟧。",
    "下达资金⟦budget_full|900万元⟧，为中央资金⟦source_part|600万元⟧、县级资金⟦source_part|300万元⟧。",
    "全年支出⟦spent|96万元⟧，其中结转经费⟦source_part|16万元⟧已用完，当年经费支出⟦source_part|80万元⟧。",
    "省级财政资金当年已支出⟦source_part|66万元⟧，县级财政资金支出⟦source_part|34万元⟧。",
]
NOT_ROWS = [
    "甲公司报价⟦other|95万元⟧、乙公司报价⟦other|98万元⟧。",
    "全年支出⟦spent|96万元⟧，年末结余⟦surplus|4万元⟧。",
    "合作社产值⟦other|320万元⟧、家庭农场产值⟦other|80万元⟧。",
]
YEARS = [
    "项目实施期2022年至2024年，三年总经费⟦total_investment|900万元⟧。至2023年底累计下达⟦other|600万元⟧，累计支出⟦other|580万元⟧。",
    "项目执行期总经费⟦total_investment|450万元⟧。",
    "2022年完成支付⟦last_year|260万元⟧，不在本次自评范围。",
    "2022年度因招标延期形成结转⟦carryover_in|21万元⟧，经财政局批准继续使用。",
    "结转资金⟦carryover_in|18万元⟧用于更换制冷机组。",
    "财政批复本项目预算⟦budget_initial|200万元⟧，年中未调整，连同上年结转⟦carryover_in|30.4万元⟧，全年可用经费⟦budget_full|230.4万元⟧（约⟦budget_full|230万元⟧）。",
]
NOT_YEARS = [
    "截至2023年12月31日，累计支出⟦spent|580万元⟧。",
    "实施期2022年至2024年，2023年全年累计支出⟦spent|180万元⟧。",
    "年末结转资金⟦surplus|18万元⟧。",
    "结转资金⟦surplus|18万元⟧将用于下年支付质保金。",
    "支出⟦spent|50万元⟧（其中差旅费⟦use_part|50万元⟧）。",
    "批复预算⟦budget_approved|200万元⟧，全部到位。",
]
PRICES = [
    "单次入户护理结算价⟦periodic|95元⟧。",
    "每公里造价⟦periodic|88.6万元⟧，控制在⟦periodic|90万元⟧以内。",
    "结算价⟦contract|88.6万元⟧，控制在预算以内。",
    "追缴并上交县财政⟦returned|6.3万元⟧。",
]


@pytest.mark.parametrize("sentence", ROWS + NOT_ROWS + YEARS + NOT_YEARS + PRICES)
def test_amounts(sentence: str) -> None:
    check(sentence, Kind.MONEY)


TOTALS = [
    "支出按用途：护理费⟦use_part|30万元⟧，药品费⟦use_part|12万元⟧，其他⟦use_part|3万元⟧，合计⟦spent|45万元⟧。",
    "全年支出⟦spent|45万元⟧。设备购置⟦use_part|30万元⟧、软件开发⟦use_part|12万元⟧、运维监理⟦use_part|3万元⟧。",
    "自2021年立项以来，累计到位资金⟦other|900万元⟧。2023年支出⟦spent|300万元⟧。",
    "建设周期2021—2024年，截至2023年末累计支付⟦other|4100万元⟧，其中2023年支付⟦spent|1500万元⟧。",
    "资金来源：中央⟦source_part|120万元⟧；省⟦source_part|60万元⟧；县⟦source_part|20万元⟧。",
    "2021—2023年累计支出⟦other|600万元⟧。",
    "年初预算⟦budget_initial|200万元⟧，调整为⟦budget_full|180万元⟧。",
    "上年结转资金⟦carryover_in|30万元⟧，当年预算⟦budget_full|270万元⟧。",
]


@pytest.mark.parametrize("sentence", TOTALS)
def test_totals_of_rows_and_of_years(sentence: str) -> None:
    check(sentence, Kind.MONEY)
