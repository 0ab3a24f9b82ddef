"""Other bodies' scores and grades, weights told by their sum, goals and shares among the rates."""

import pytest

from pipeline.model import Kind
from tests.nlp.annotated import check

SCORES = [
    "市纪检机关组织的作风测评中我单位得⟦other|91.5分⟧。",
    "受县水利局委托，第三方对工程质量进行评估，综合得分⟦other|88分⟧。",
    "省住建厅年中检查评分⟦other|86分⟧，自评总分⟦total_score|94.5分⟧。",
    "在全省窗口服务考核中，我市得分⟦other|93分⟧。",
    "主管部门对前两年进行中期评估，得分⟦other|84分⟧。",
]
OWN_SCORES = [
    "我局组织相关股室对项目进行检查评估，综合得分⟦total_score|94分⟧。",
    "经自评小组评审，项目得分⟦total_score|94分⟧。",
    "省厅考核后，我单位自评得分⟦total_score|94分⟧。",
]
WEIGHTS = [
    "项目总分⟦full_score|100分⟧，其中决策⟦item_weight|15分⟧、过程⟦item_weight|20分⟧、产出⟦item_weight|35分⟧、效益⟦item_weight|30分⟧。",
    "评分表满分⟦full_score|100分⟧，投入⟦item_weight|20分⟧、过程⟦item_weight|30分⟧、效果⟦item_weight|50分⟧，各项得分见下表。",
    "按百分制计，投入⟦item_weight|20分⟧、过程⟦item_weight|30分⟧、效果⟦item_weight|50分⟧，最终得分⟦total_score|95分⟧。",
    "满分⟦full_score|100分⟧，产出⟦item_score|48分⟧、效益⟦item_score|29分⟧。",
]
GRADES = [
    "省财政厅考核，等次为⟦other|良好⟧。自评等级为⟦grade|优⟧。",
    "上半年跟踪检查中，等级为⟦other|中⟧；全年自评等级为⟦grade|良⟧。",
    "我局组织检查，项目等级为⟦grade|优⟧。",
]
RATES = [
    "中央资金60万元，占⟦share|60%⟧；省级资金40万元，占⟦share|40%⟧。",
    "年度目标为：合格率保持在⟦target|95%⟧以上，群众满意度⟦target|90%⟧以上。",
    "按任务书，成活率保持在⟦target|85%⟧以上。",
    "按照任务书，我所完成示范推广，成活率⟦completion_rate|93%⟧。",
    "对照绩效目标：数量指标完成率⟦completion_rate|100%⟧，满意度⟦satisfaction|95%⟧。",
    "成活率达⟦completion_rate|92%⟧，完成年度目标。",
    "健康素养水平⟦completion_rate|26.1%⟧，比目标高1.1个百分点。",
    "每月抽查不少于⟦other|15%⟧，合格率⟦completion_rate|98%⟧。",
    "抽检合格率⟦completion_rate|97%⟧。",
    "支付86万元，占预算的⟦execution_rate|86%⟧。",
]


@pytest.mark.parametrize("sentence", SCORES + OWN_SCORES + WEIGHTS)
def test_scores(sentence: str) -> None:
    check(sentence, Kind.SCORE)


@pytest.mark.parametrize("sentence", GRADES)
def test_grades(sentence: str) -> None:
    check(sentence, Kind.GRADE)


@pytest.mark.parametrize("sentence", RATES)
def test_rates(sentence: str) -> None:
    check(sentence, Kind.RATE)
