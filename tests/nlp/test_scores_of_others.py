"""Scores and grades that are not this report's own: another year's, another object's, a line that is drawn."""

import pytest

from pipeline.model import Kind
from tests.nlp.annotated import check

OTHERS = [
    "2022年度该项目自评⟦other|95.5分⟧，区财政局抽查复核得分⟦other|90分⟧。",
    "上年自评得分⟦other|95.5分⟧，本年自评得分⟦total_score|97分⟧。",
    "环卫考核平均得分⟦other|92.4分⟧，低于⟦other|95分⟧的目标；垃圾日产日清。自评得分⟦total_score|97.8分⟧。",
    "作业公司月度考核低于⟦other|90分⟧的，按合同扣减服务费。",
    "两所学校的分项自评得分分别为东湖小学⟦other|94.2分⟧、西湖小学⟦other|96.5分⟧，仅供内部使用。",
    "三个子项目得分分别为⟦other|95分⟧、⟦other|92分⟧、⟦other|90分⟧，项目综合得分⟦total_score|92.3分⟧。",
    "第三方复核得分⟦other|92.6分⟧，比自评得分低⟦other|3.4分⟧。",
]

OWN = [
    "2023年度该项目自评⟦total_score|95.5分⟧。",
    "2022年度该项目得分⟦other|94分⟧，2023年度得分⟦total_score|96分⟧。",
    "经评价，项目平均得分⟦total_score|92分⟧。",
]

WEIGHTS = [
    "预算执行率占⟦item_weight|10分⟧，产出、效益、满意度指标共⟦item_weight|90分⟧。",
    "预算执行率⟦item_weight|10分⟧、产出指标⟦item_weight|50分⟧、效益指标⟦item_weight|30分⟧、满意度指标⟦item_weight|10分⟧，共⟦full_score|100分⟧。",
    "评价指标由共性指标（⟦item_weight|40分⟧）和个性指标（⟦item_weight|60分⟧）组成。",
    "过程指标满分⟦item_weight|20分⟧，得分⟦item_score|18分⟧；预算执行率指标分值⟦item_weight|10分⟧，得⟦execution_score|9.8分⟧。",
    "产出指标（⟦item_weight|50分⟧）得⟦item_score|47.5分⟧；效益指标⟦item_weight|30分⟧，得分⟦item_score|28分⟧。",
    "本次评价满分为⟦full_score|100分⟧，⟦other|90分⟧及以上为优。",
    "产出指标共⟦item_score|48分⟧，效益指标得⟦item_score|29分⟧。",
]

GRADES = [
    "市残联组织交叉检查，检查结果为⟦other|合格⟧。",
    "上年评价等级为⟦other|良⟧，本年自评等级为⟦grade|优⟧。",
    "经检查核实，自评结果为⟦grade|良好⟧。",
]


@pytest.mark.parametrize("sentence", OTHERS + OWN + WEIGHTS)
def test_scores(sentence: str) -> None:
    check(sentence, Kind.SCORE)


@pytest.mark.parametrize("sentence", GRADES)
def test_grades(sentence: str) -> None:
    check(sentence, Kind.GRADE)
