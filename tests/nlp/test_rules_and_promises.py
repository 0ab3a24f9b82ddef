"""Thresholds, promises and money of others are no facts of the report; sentences made up for the habit."""

import pytest

from pipeline.model import Kind, Modality
from tests.nlp.annotated import check, values_of

MONEY = [
    "严格执行国库集中支付制度，单项⟦other|10万元⟧以上的采购一律公开招标。",
    "⟦other|30万元⟧以上的工程项目全部进入交易平台招标。",
    "单笔支出⟦other|5万元⟧以上的须经局长办公会研究。",
    "县级财政另行安排勘察经费⟦other|35万元⟧，不纳入本次自评范围。",
    "采购课桌由各校公用经费列支，不使用本项资金：共采购600套，每套⟦periodic|300元⟧，合计⟦other|180000元⟧（⟦other|18万元⟧）。",
    "跟踪审计核减不合理签证⟦other|32.6万元⟧。",
    "结算送审⟦contract|320万元⟧，核减⟦other|12万元⟧，审定⟦contract|308万元⟧。",
    "审计指出在免费开放经费中挤占列支车辆维修费⟦other|1.5万元⟧，已归还原渠道。",
    "县级配套未支付的⟦other|15万元⟧因手续不全暂缓。",
]

MONEY_NEAR_MISSES = [
    "年中核减预算⟦budget_change=-180000|18万元⟧。",
    "全年支出⟦spent|12万元⟧以上。",
    "县财政安排勘察经费⟦budget_approved|35万元⟧，纳入本次自评范围。",
    "县级配套资金支付滞后，尚有⟦surplus|62万元⟧需待决算审计后支付。",
    "项目支出⟦spent|320万元⟧，主要用于场馆开放。",
]

ARRIVED = [
    "19家企业的款项已付清，一家企业的补助资金⟦other|2万元⟧未到位。",
    "2023年合共可使用资金为⟦budget_full|933万元⟧，未完成支付的⟦surplus|22万元⟧主要是质保金。",
    "2023年7月底前，调整后预算⟦received|280万元⟧全部下达街道，资金到位率100%。",
    "中央资金⟦received|900万元⟧于2023年4月和8月分两批全部到位，到位率100%。",
    "省级补助资金⟦received|320万元⟧于5月、9月分两批下达到位。",
    "县财政局于6月拨付⟦received|40万元⟧、于11月拨付⟦received|35万元⟧。",
    "近⟦spent|200万元⟧的资金投入，改善了出行条件。",
]

RATES = [
    "竣工结算前累计支付不超过合同价的⟦other|80%⟧，预留⟦other|3%⟧质保金。",
    "《关于加快绿化工作的意见》要求2025年森林覆盖率达到⟦target|46.5%⟧，我县将分年落实。",
    "到2025年，农村自来水普及率达到⟦target|92%⟧。",
    "力争年内社会化收入不低于运营成本的⟦target|20%⟧。",
    "我局承诺下年度执行率不低于⟦target|98%⟧。",
    "抽查比例不低于项目总数的⟦other|20%⟧。",
    "资金支付率未达到⟦target|90%⟧的考核要求。",
    "覆盖比例⟦completion_rate|92.3%⟧；服务老人600人。",
    "将考核权重由⟦other|20%⟧提高到⟦other|30%⟧。",
    "建设护岸1.6公里，为计划的⟦completion_rate|80%⟧。",
    "火灾受害率控制在⟦completion_rate=0.03|0.3‰⟧以内。",
]

RATE_NEAR_MISSES = [
    "2024年1月发放问卷300份，满意280份，满意度⟦satisfaction|93.3%⟧。",
    "分类准确率抽查⟦completion_rate|82.6%⟧，高于目标。",
    "投诉占比由⟦share|61%⟧上升到⟦share|74%⟧。",
    "资金到账率⟦receipt_rate|100%⟧。",
]


@pytest.mark.parametrize("sentence", MONEY + MONEY_NEAR_MISSES + ARRIVED)
def test_amounts(sentence: str) -> None:
    check(sentence, Kind.MONEY)


@pytest.mark.parametrize("sentence", RATES + RATE_NEAR_MISSES)
def test_rates(sentence: str) -> None:
    check(sentence, Kind.RATE)


@pytest.mark.parametrize(
    ("sentence", "modality"),
    [
        ("力争年内社会化收入不低于运营成本的20%。", Modality.TARGET),
        ("按规划，到2025年全市绿化覆盖率达到42%。", Modality.TARGET),
        ("垃圾分类覆盖率达到98%。", Modality.ASSERTED),
    ],
)
def test_how_a_rate_is_meant(sentence: str, modality: Modality) -> None:
    (value,) = values_of(sentence, Kind.RATE)
    assert value.modality is modality
