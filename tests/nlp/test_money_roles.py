"""What an amount means, by the words around it; every sentence here is made up for its habit."""

import pytest

from pipeline.model import Exactness, Kind, Modality
from tests.nlp.annotated import check, values_of

BUDGETS = [
    "该项目年初预算⟦budget_initial=1800000|180万元⟧，年中追加⟦budget_change=200000|20万元⟧，全年预算数⟦budget_full=2000000|200万元⟧。",
    "2023年年初批复预算⟦budget_initial=956400|95.64万元⟧，年中调减⟦budget_change=-56400|5.64万元⟧，调整后预算数为⟦budget_full=900000|90.00万元⟧。",
    "市财政局批复我单位专项经费⟦budget_approved=3500000|350万元⟧，⟦received=3500000|350万元⟧资金已全部到位。",
    "本年预算安排⟦budget_approved=120000|120000元⟧，实际到位资金⟦received=120000|12万元⟧，实际支出⟦spent=118500|11.85万元⟧，结余⟦surplus=1500|0.15万元⟧。",
    "上年结转资金⟦carryover_in=300000|30万元⟧，当年预算⟦budget_full=2700000|270万元⟧。",
    "截至2023年12月31日，项目累计支出⟦spent=2468000|246.8万元⟧，剩余⟦surplus=32000|3.2万元⟧结转下年使用。",
    "市财政年初批复预算⟦budget_initial=900000|90万元⟧，资金到位⟦received=900000|90万元⟧，由街道办事处组织实施。",
    "公用经费预算⟦use_part=500000|50万元⟧，支出⟦use_part=480000|48万元⟧，控制率96%。",
    "全年支出⟦spent=712000|71.2万元⟧，执行率95%，余⟦surplus=38000|3.8万元⟧为质保金。",
    "预算总额⟦budget_full=5000000|500万元⟧，年末未支出资金⟦surplus=200000|20万元⟧已由财政收回⟦returned=200000|20万元⟧。",
]

PARTS = [
    "全年预算⟦budget_full=3000000|300万元⟧，其中：中央财政资金⟦source_part=1000000|100万元⟧、省级补助⟦source_part=800000|80万元⟧、市级配套资金⟦source_part=1200000|120万元⟧。",
    "全年支出⟦spent=960000|96万元⟧，其中设备购置⟦use_part=500000|50万元⟧、培训费⟦use_part=260000|26万元⟧、印刷费⟦use_part=200000|20万元⟧，合计⟦spent=960000|96万元⟧。",
    "共支付⟦spent=750000|75万元⟧，由人工费⟦use_part=450000|45万元⟧和材料费⟦use_part=300000|30万元⟧两部分组成。",
    "批复预算⟦budget_approved=600000|60万元⟧，用于以下方面：①展厅布置⟦use_part=350000|35万元⟧；②讲解培训⟦use_part=250000|25万元⟧。",
    "追加的资金中，应急抢修补助⟦use_part=880000|88万元⟧。",
    "会同主管部门将上述资金分解为东丘县⟦use_part=300000|30万元⟧、西丘县⟦use_part=200000|20万元⟧。",
]

# Habits that half-width punctuation, quantities and prices, payments told item by item and brackets bring.
LISTS = [
    "全年预算⟦budget_full=500000|50万元⟧,其中县级资金⟦source_part=300000|30万元⟧,自筹⟦source_part=200000|20万元⟧;支出⟦spent=500000|50万元⟧,自评良好。",
    "购置课桌400套，每套⟦periodic=150|150元⟧，计⟦use_part=60000|6万元⟧；购置黑板20块，单价⟦periodic=800|800元⟧，合计⟦use_part=16000|1.6万元⟧。",
    "到位⟦received=1000000|100万元⟧，支付管网改造款⟦use_part=600000|60万元⟧、勘察费⟦use_part=100000|10万元⟧、标牌⟦use_part=50000|5万元⟧，合计⟦spent=750000|75万元⟧。",
    "全年支出⟦spent=300000|30万元⟧。支付内容为场地布置⟦use_part=200000|20万元⟧、教材⟦use_part=100000|10万元⟧。",
    "下达资金⟦budget_full=900000|90万元⟧，其中⟦source_part=600000|60万元⟧为中央水利资金，其余为地方自筹。",
    "专项资金⟦budget_full=800000|80万元⟧，由车购税补助⟦source_part=500000|50万元⟧、省级补助⟦source_part=300000|30万元⟧组成。",
    "下达补助资金合计⟦budget_full=1000000|100万元⟧，其中中央资金⟦source_part=600000|60万元⟧（一般公共预算：⟦source_part=400000|40万元⟧；彩票公益金：⟦source_part=200000|20万元⟧）；省级资金⟦source_part=400000|40万元⟧（一般公共预算：⟦source_part=300000|30万元⟧；彩票公益金：⟦source_part=100000|10万元⟧）。",
    "公用经费预算⟦use_part=100000|10万元⟧，全年预算数⟦budget_full=700000|70万元⟧。",
]

NEAR_MISSES = [
    "分四次拨付，每季度⟦periodic=200000|20万元⟧，共计⟦received=800000|80万元⟧。",
    "预算资金⟦received=960000|96万元⟧分三个批次到位，全年支出⟦spent=950000|95万元⟧。",
    "按月拨付⟦received=2400000|240万元⟧，支出⟦spent=2300000|230万元⟧。",
    "合同总价⟦contract=900000|90万元⟧，全年支付⟦spent=890000|89万元⟧，预算执行率98.89%，结余⟦surplus=10000|1万元⟧。",
    "年初预算⟦budget_initial=900000|90万元⟧，区财政统筹压减⟦budget_change=-300000|30万元⟧，调整后预算⟦budget_full=600000|60万元⟧。",
    "支出⟦spent=710000|71万元⟧，超出全年预算数的⟦other=10000|1万元⟧使用单位资金。",
    "高标准农田建设省级及市级资金共计⟦budget_full=9000000|900万元⟧。",
    "经多次向上争取，已到位⟦received=6000000|600万元⟧，还需拨付⟦other=250000|25万元⟧。",
    "全年共支⟦spent=820000|82万元⟧，未支⟦surplus=30000|3万元⟧。",
]

OTHERS = [
    "项目总投资⟦total_investment=120000000|1.2亿元⟧，中标价⟦contract=98765400|9876.54万元⟧。",
    "补助标准为每人每月⟦periodic=650|650元⟧，人均⟦periodic=1200.5|1200.5元⟧。",
    "护林员每亩补助⟦periodic=15|15元⟧，采购单价⟦periodic=3200|3200元⟧。",
    "2022年支出⟦last_year=2100000|210万元⟧，2023年实际支出⟦spent=2300000|230万元⟧，比上年增加⟦other=200000|20万元⟧。",
    "较2022年的⟦last_year=1540000|154万元⟧减少⟦other=40000|4万元⟧。",
    "项目资金由2022年的⟦last_year=900000|90万元⟧提高到⟦other|110万元⟧。",
    "帮助企业挽回经济损失⟦other=5600000|560万元⟧，带动社会投资⟦other=200000000|2亿元⟧。",
    "截至2024年3月31日，累计支出⟦other=9100000|910万元⟧。",
    "2024年拟安排⟦other=3000000|300万元⟧用于后续管护。",
]


@pytest.mark.parametrize("sentence", BUDGETS + PARTS + LISTS + NEAR_MISSES)
def test_budget_words_keep_their_difference(sentence: str) -> None:
    check(sentence, Kind.MONEY)


@pytest.mark.parametrize("sentence", [sentence for sentence in OTHERS if "other|" not in sentence])
def test_what_is_not_this_years_project_money(sentence: str) -> None:
    check(sentence, Kind.MONEY)


def test_point_in_time_within_the_year_is_kept() -> None:
    (value,) = values_of("截至2023年10月底，已支出150万元。", Kind.MONEY)
    assert (value.field, value.as_of, value.year) == ("other", "2023-10", 2023)


def test_year_end_is_no_other_point_in_time() -> None:
    (value,) = values_of("截至2023年12月底，共支出150万元。", Kind.MONEY)
    assert (value.field, value.as_of) == ("spent", None)


def test_each_figure_goes_with_its_own_project() -> None:
    text = "其中，湿地修复项目支出30万元，执行率100%；苗圃改造项目支出20万元，执行率80%。"
    values = values_of(text, Kind.MONEY, Kind.RATE, projects=("湿地修复项目", "苗圃改造项目"))
    assert [(value.project, value.field) for value in values] == [
        ("湿地修复项目", "spent"),
        ("湿地修复项目", "execution_rate"),
        ("苗圃改造项目", "spent"),
        ("苗圃改造项目", "execution_rate"),
    ]


def test_what_no_word_decides_is_other_with_the_reason() -> None:
    (value,) = values_of("另有45万元。", Kind.MONEY)
    assert value.field == "other"
    assert value.why


@pytest.mark.parametrize(
    ("text", "exactness"),
    [
        ("支出约300万元", Exactness.ABOUT),
        ("支出300余万元", Exactness.ABOUT),
        ("支出不超过300万元", Exactness.AT_MOST),
        ("支出不低于300万元", Exactness.AT_LEAST),
        ("支出300万元以上", Exactness.AT_LEAST),
        ("支出300万元", Exactness.EXACT),
        ("支出100-200万元", Exactness.RANGE),
    ],
)
def test_exactness(text: str, exactness: Exactness) -> None:
    (value,) = values_of(text, Kind.MONEY)
    assert value.exactness is exactness


def test_a_hypothesis_is_not_an_assertion() -> None:
    (value,) = values_of("如支出超过300万元，需报局党组研究。", Kind.MONEY)
    assert value.modality is Modality.HYPOTHETICAL


def test_a_figure_cut_from_its_unit_by_a_line_break_is_one() -> None:
    check("实际支出⟦spent=3650000|365\n万元⟧，已结清。", Kind.MONEY)


def test_lines_that_end_in_a_figure_of_their_own_stay_apart() -> None:
    assert values_of("编制21\n元旦慰问", Kind.MONEY) == []


def test_bare_ten_thousands_after_an_amount_are_money() -> None:
    check(
        "批复⟦budget_approved=208000|20.8万元⟧，其中省级补助⟦source_part=58000|5.8万⟧，区级⟦source_part=150000|15万⟧。",
        Kind.MONEY,
    )


MORE = [
    "州财政按季拨付，全年拨付到我单位⟦received=2400000|240万元⟧。",
    "上级下达补助⟦source_part=1265000|126.5万元⟧，县级配套⟦source_part=735000|73.5万元⟧，共计⟦budget_full=2000000|200万元⟧。",
    "另有2022年结转⟦carryover_in=246000|24.6万元⟧。",
    "设备中标价⟦contract=2268000|226.8万元⟧，年内支付⟦use_part=2145000|214.5万元⟧，余下⟦other=123000|12.3万元⟧下年支付。",
    "桥面维修支出⟦use_part=480000|48万元⟧，护栏更换支出⟦use_part=320000|32万元⟧，合计支出⟦spent=800000|80万元⟧。",
    "实际支出⟦spent=4752600|4752600元⟧，折合⟦spent=4752600|475.26万元⟧。",
    "资金来源于省级示范奖补⟦source_part=800000|80万元⟧和县社自筹⟦source_part=400000|40万元⟧。",
    "建议每年安排⟦other=300000|30万元⟧用于管护。",
    "全年支出中：人员补贴⟦use_part=300000|30万元⟧，器材⟦use_part=120000|12万元⟧。",
    "結餘⟦surplus=64000|6.4萬元⟧。",
    "利息⟦other=3.25|3元2角5分⟧，差额为⟦other=-1800|(0.18)万元⟧。",
    "人民币⟦other=1265430.5|¥1,265,430.50⟧。",
]


@pytest.mark.parametrize("sentence", MORE)
def test_more_habits_of_real_reports(sentence: str) -> None:
    check(sentence, Kind.MONEY)


def test_money_raised_or_given_is_a_source() -> None:
    check(
        "医院自筹部分⟦source_part=5500000|550万元⟧到位略慢。企业捐赠终端折价⟦source_part=80000|8万元⟧。",
        Kind.MONEY,
    )


ASIDES = [
    "本单位实施项目9个（含2022年转列的项目2个），年初批复预算5个项目⟦budget_initial=3200000|320万元⟧，调整预算后项目预算⟦budget_full=2900000|290万元⟧，实际到位资金⟦received=2700000|270万元⟧。",
    "根据《关于提前下达2024年补助资金预算的通知》，我县将预拨资金⟦received=800000|80万元⟧拨付到各项目单位。",
    "考核后及时将剩余的清算资金⟦other=600000|60万元⟧分配到位。",
    "本年度补助资金⟦spent=3700000|370万元⟧全部执行到位。",
    "项目支出绩效评价的项目3个，涉及资金⟦budget_full=1500000|150万元⟧。",
    "项目支出包括活动经费⟦use_part=300000|30万元⟧，扫黑除恶工作经费⟦use_part=20000|2万元⟧，网络运行经费⟦use_part=50000|5万元⟧。",
    "申请预算资金⟦budget_full=900000|90万元⟧。其中：⟦use_part=400000|40万元⟧用于设备购置；⟦use_part=500000|50万元⟧用于人员培训。",
]


@pytest.mark.parametrize("sentence", ASIDES)
def test_what_is_said_aside_or_in_a_documents_name_decides_nothing(sentence: str) -> None:
    check(sentence, Kind.MONEY)


def test_a_date_in_brackets_still_dates_the_words_before_it() -> None:
    [value] = values_of("截至报告日（2024年5月20日），项目累计支出310万元。", Kind.MONEY)
    assert value.field == "other"


def test_blanks_between_words_divide_as_commas_do() -> None:
    [value] = values_of("上年结转资金 其他资金 年度总体目标 本项目共支出75万元", Kind.MONEY)
    assert value.field == "spent"


CLOSED_LISTS = [
    "项目总投资⟦total_investment=900000|90万元⟧，其中中央财政资金⟦source_part=400000|40万元⟧，县财政配套资金⟦source_part=500000|50万元⟧，全年共计下达⟦budget_full=900000|90万元⟧。",
    "依据《关于下达补助资金预算的通知》（甲财农〔2023〕12号）下达中央财政资金⟦source_part=300000|30万元⟧，县财政资金⟦source_part=200000|20万元⟧。",
    "2022年12月20日省财政厅印发通知，共下达补助资金⟦budget_full=600000|60万元⟧。",
    "省级下达资金⟦source_part=800000|80万元⟧。",
]


@pytest.mark.parametrize("sentence", CLOSED_LISTS)
def test_a_whole_that_its_parts_make_up_has_nothing_left_to_list(sentence: str) -> None:
    check(sentence, Kind.MONEY)


def test_parts_of_a_part_do_not_close_the_list() -> None:
    check(
        "全年预算⟦budget_full=1000000|100万元⟧，其中：中央资金⟦source_part=600000|60万元⟧"
        "（设备⟦use_part=400000|40万元⟧、培训⟦use_part=200000|20万元⟧）、省级资金⟦source_part=400000|40万元⟧。",
        Kind.MONEY,
    )


MORE = [
    "项目总投入⟦budget_full=900000|90万元⟧，其中中央财政林业改革发展资金⟦source_part=500000|50万元⟧，省级配套⟦source_part=400000|40万元⟧。",
    "全年开展培训6场，支出⟦use_part=24000|2.4万元⟧。",
    "年度预算批复金额为⟦budget_full=1200000|壹佰贰拾万元整⟧（⟦budget_full=1200000|¥1,200,000.00⟧）。",
    "第一批资金⟦other=700000|70万元⟧于4月下拨。",
]


@pytest.mark.parametrize("sentence", MORE)
def test_activities_batches_and_amounts_said_twice(sentence: str) -> None:
    check(sentence, Kind.MONEY)


def test_the_project_s_own_spending_on_its_work_stays_the_whole() -> None:
    check("2023年共资助学生320人，累计支出⟦spent=960000|96万元⟧。", Kind.MONEY)


def test_a_paragraph_that_begins_with_among_which_divides_the_amount_above() -> None:
    found = values_of("项目共支出90万元，执行率90%。\n其中：设备购置支出40万元，人工费50万元。", Kind.MONEY)
    assert [value.field for value in found] == ["spent", "use_part", "use_part"]


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("下达资金点击查看>> 万元", "万元"),
        ("到位**万元", "万元"),
        ("支出78.*元", "元"),
        ("结余.36亿元", "亿元"),
        ("中标价1**.5万元", "万元"),
        ("自筹xx.xx 万元", "万元"),
    ],
)
def test_a_blotted_amount_is_stated_and_has_no_number(words: str, unit: str) -> None:
    (value,) = values_of(f"{words}。", Kind.MONEY)
    assert (value.number, value.unit, value.confidence, value.field) == (None, unit, 0.0, "other")


@pytest.mark.parametrize("words", ["购置设备5台×3000元", "补助20户*500元"])
def test_a_sign_of_multiplication_blots_nothing(words: str) -> None:
    (value,) = values_of(f"{words}。", Kind.MONEY)
    assert value.number is not None
