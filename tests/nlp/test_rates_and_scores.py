"""What percentages, points and grades mean; every sentence here is made up for its habit."""

import re

import pytest

from pipeline.model import Kind, Modality
from pipeline.nlp.fold import folded
from pipeline.nlp.grades import find_grades
from tests.nlp.annotated import check, values_of

RATES = [
    "预算执行率为⟦execution_rate=98.5|98.5%⟧，资金到位率⟦receipt_rate=100|100%⟧。",
    "资金使用率仅⟦execution_rate=62.3|62.3％⟧。",
    "受访群众满意度达到⟦satisfaction=96.2|96.2%⟧，高于⟦target=90|90%⟧的目标。",
    "验收合格率⟦completion_rate=100|100%⟧，拨付及时率⟦completion_rate=95|95%⟧。",
    "同比增长⟦growth=12.5|12.5%⟧，占总支出的⟦share=40|40%⟧。",
    "办结率由⟦completion_rate=81|81%⟧提高到⟦completion_rate=86.4|86.4%⟧。",
    "执行率低于⟦other=60|60%⟧的项目压减预算。",
    "完成率低于⟦other=70|70%⟧的指标不得分。",
    "发放问卷120份，收回114份，回收率⟦other=95|95%⟧；农膜回收率⟦completion_rate=88|88%⟧。",
    "跌倒发生率⟦completion_rate=0.8|0.8%⟧，低于⟦target=2|2%⟧的控制值。",
    "各子项执行率分别为：路灯维护⟦execution_rate=90|90%⟧、绿化养护⟦execution_rate=85|85%⟧。",
]

SCORES = [
    "项目自评得分⟦total_score=96.5|96.5分⟧，评价等级为优。",
    "自评得分⟦total_score=92.45|92.45⟧，等级为优。",
    "自评总分：⟦total_score=97|97⟧",
    "预算执行率得⟦execution_score=9.7|9.7分⟧，产出指标得⟦item_score=48|48分⟧，效益指标得⟦item_score=29|29分⟧，合计⟦total_score=86.7|86.7分⟧。",
    "产出指标分值⟦item_weight=50|50分⟧，得⟦item_score=48.5|48.5分⟧，扣⟦deduction=1.5|1.5分⟧。",
    "评价满分⟦full_score=100|100分⟧，得分⟦total_score=88|88分⟧。",
    "90分（含）以上为优，80分（含）至90分为良，60分以下为差。".replace("90分", "⟦other=90|90分⟧")
    .replace("80分", "⟦other=80|80分⟧")
    .replace("60分", "⟦other=60|60分⟧"),
    "财政部门复核得分⟦other=85|85分⟧。",
    "自评得分⟦total_score=86.4|86.4分⟧,自评结果为“良好”。",
    "本项目权重为预算执行⟦item_weight=10|10分⟧、产出⟦item_weight=50|50分⟧、效益⟦item_weight=40|40分⟧。",
    "产出⟦item_score=48|48分⟧，满意度⟦item_score=9|9分⟧，自评得分⟦total_score=96|96分⟧。",
    "省级考核得⟦other=93|93分⟧。",
    "三个项目分别自评⟦other=98|98分⟧。",
    "分值 执行率 得分 0 207.45 10",
]


@pytest.mark.parametrize("sentence", RATES)
def test_rates(sentence: str) -> None:
    check(sentence, Kind.RATE)


@pytest.mark.parametrize("sentence", SCORES)
def test_scores(sentence: str) -> None:
    check(sentence, Kind.SCORE)


def test_limits_of_grades_are_standards() -> None:
    values = values_of("综合得分在90分以上的为优，80-89分为良。", Kind.SCORE)
    assert {value.modality for value in values} == {Modality.STANDARD}


def test_the_units_own_score_is_not_the_reviewers() -> None:
    check("单位自评得分⟦other=95|95分⟧，本次评价综合得分⟦total_score=82|82分⟧。", Kind.SCORE, reviewed=True)


@pytest.mark.parametrize("text", ["会议30分钟", "分管领导", "内设5分公司", "共3分册"])
def test_other_uses_of_the_character_for_points(text: str) -> None:
    assert values_of(text, Kind.SCORE) == []


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("最后评价结果为“优”。", "优"),
        ("综合评定等次为良好", "良"),
        ("自评等级：中", "中"),
        ("评价等级为合格", "中"),
        ("绩效评价等级为（良）", "良"),
        ("评价等次为二等。", "良"),
        ("得分95分，等级为优秀。", "优"),
    ],
)
def test_grades(text: str, grade: str) -> None:
    assert [found.grade for found in find_grades(folded(text))] == [grade]


@pytest.mark.parametrize(
    "text",
    [
        "90分以上为优，80-89分为良",
        "优化营商环境",
        "优先安排",
        "良性循环",
        "市级中心",
        "评价结果中反映",
        "评价等级为优、良、中、差四档",
        "合格率88%",
    ],
)
def test_what_looks_like_a_grade(text: str) -> None:
    assert list(find_grades(folded(text))) == []


def test_a_grade_of_somebody_else_is_marked() -> None:
    (found,) = find_grades("财政评价等级为良")
    assert found.others


@pytest.mark.parametrize("text", ["评价结论为“良”的6个，其余待定。", "无等级为“优”的项目。"])
def test_a_grade_that_some_of_many_have_is_not_the_reports(text: str) -> None:
    assert [found.others for found in find_grades(folded(text))] == [True]


@pytest.mark.parametrize(
    "text", ["评价等级：☑优 □良 □中 □差", "自评结论 □优 √ 良 □中".replace("√ 良", "☑良")]
)
def test_a_ticked_grade_is_the_grade(text: str) -> None:
    ((grade,)) = [found.grade for found in find_grades(folded(text))]
    assert grade == text[text.index("☑") + 1]


def test_traditional_characters_say_the_same() -> None:
    check("預算執行率⟦execution_rate=95|95%⟧，滿意度⟦satisfaction=96|96%⟧。", Kind.RATE)


MORE_SCORES = [
    "（二）效益指标（自评得分⟦item_score=29|29分⟧）",
    "上述三类指标合计⟦item_score=88.5|88.5分⟧，总得分⟦total_score=98|98分⟧。",
    "按预算执行率⟦item_weight=10|10分⟧、产出⟦item_weight=50|50分⟧、效益⟦item_weight=40|40分⟧的权重打分。",
    "经打分，该项目得⟦total_score=91.5|九十一点五分⟧。",
    "质量指标满分⟦item_weight=15|15分⟧，得⟦item_score=14|14分⟧。",
    "该项指标分值⟦item_weight=10|10分⟧，自评得分⟦item_score=8|8分⟧。",
    "绩效自评总分⟦full_score=100|100分⟧，自评得分⟦total_score=95|95分⟧。",
    "自评总分⟦total_score=100|100分⟧，等级为优。",
    "预算执行率为95%，得⟦execution_score=9.5|9.5分⟧。",
    "验收合格率为95%，得⟦item_score=9.5|9.5分⟧。",
]


@pytest.mark.parametrize("sentence", MORE_SCORES)
def test_scores_of_items_and_totals_keep_apart(sentence: str) -> None:
    check(sentence, Kind.SCORE)


MORE_RATES = [
    "截至12月31日支付86万元，占预算的⟦execution_rate=90|90%⟧。",
    "三年累计支出占概算的⟦other=66.5|66.5%⟧。",
    "受访150户，满意141户，占⟦satisfaction=94|94%⟧。",
    "自缴比例不低于⟦target=20|20%⟧。",
    "实际完成数占年度任务的⟦completion_rate=100|100%⟧。",
    "渠道维修支出占总支出的⟦share=35|35%⟧。",
    "完成清淤12公里，占年度计划的⟦completion_rate=96|96%⟧。",
    "到位90万元，支出81万元，支付率为⟦execution_rate=90|90%⟧。",
    "养老金支付率⟦completion_rate=100|100%⟧。",
    "支付率偏低的有：东丘乡⟦completion_rate=41.8|41.8%⟧。",
    "居民满意度年初指标值为不低于⟦target=90|90%⟧，全年实际完成值⟦satisfaction=96|96%⟧。",
    "验收合格率年初指标值为不低于⟦target=95|95%⟧，全年实际完成值⟦completion_rate=98|98%⟧。",
]


@pytest.mark.parametrize("sentence", MORE_RATES)
def test_rates_by_what_they_are_shares_of(sentence: str) -> None:
    check(sentence, Kind.RATE)


@pytest.mark.parametrize(
    "heading",
    [
        "一、投入（⟦item_weight=20|20分⟧，自评得分⟦item_score=18|18分⟧）",
        "1.目标合理性（⟦item_weight=4|4分⟧，得⟦item_score=4|4分⟧）",
        "本项目绩效自评（满分100分，自评得分⟦total_score=96|96分⟧）",
        "二、自评结论（满分100分，实得⟦total_score=97|97分⟧）",
        "三、产出（满分⟦item_weight=40|40分⟧，实得⟦item_score=39|39分⟧）",
    ],
)
def test_points_in_a_heading_are_the_items_unless_they_are_scored_out_of_a_hundred(heading: str) -> None:
    found = values_of(_plain(heading), Kind.SCORE)
    fields = [value.field for value in found if value.field != "full_score"]
    assert fields == re.findall(r"⟦(\w+)=", heading)


def _plain(annotated: str) -> str:
    return re.sub(r"⟦\w+=[\d.]+\|([^⟧]*)⟧", r"\1", annotated)
