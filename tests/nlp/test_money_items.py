"""Whole or part: the totals of an account, products of price and number, and what only looks like them."""

import pytest

from pipeline.model import Kind
from tests.nlp.annotated import check

ACCOUNTS = [
    "2023年度收入总计⟦other=5061800|506.18万元⟧，其中：本年收入合计⟦other=4980000|498.00万元⟧，使用非财政拨款结余⟦other=0|0.00万元⟧，年初结转和结余⟦carryover_in=81800|8.18万元⟧。",
    "2023年度支出总计⟦spent=5061800|506.18万元⟧，其中：本年支出合计⟦spent=4990000|499.00万元⟧，结余分配⟦other=0|0.00万元⟧，年末结转和结余⟦surplus=71800|7.18万元⟧。",
    "全年支出合计⟦spent=4990000|499万元⟧，其中：基本支出合计⟦use_part=3000000|300万元⟧，项目支出合计⟦use_part=1990000|199万元⟧。",
    "本年收支总计均为⟦other=5061800|506.18万元⟧。",
]

PRODUCTS = [
    "管护渠道120公里，按标准⟦periodic=2000|2000元⟧/公里投入⟦use_part=240000|24万元⟧。",
    "每户补助⟦periodic=20000|2万元⟧，全年共发放⟦spent=5000000|500万元⟧。",
]

PLAIN = [
    "年度资金⟦budget_full=652000|65.2万元⟧，执行率100%。",
    "我县抗洪特别国债⟦budget_full=28000000|2800万元⟧，专账核算。",
    "该工程预计投资⟦total_investment=1560000|156万元⟧。",
    "本年度财政拨款⟦budget_approved=652000|65.2万元⟧。",
    "县财政拨款⟦received=652000|65.2万元⟧。",
    "县财政局已拨款⟦received=652000|65.2万元⟧。",
    "机关运行经费支出⟦use_part=456000|45.6万元⟧，比上年减少⟦other=21000|2.1万元⟧。",
    "全年支出⟦spent=900000|90万元⟧，比预算数减少⟦other=10000|1万元⟧。",
    "全年预算⟦budget_full=900000|90万元⟧，比年初预算增加⟦budget_change=100000|10万元⟧。",
    "2023年度支出预算⟦budget_full=5000000|500万元⟧，决算⟦spent=4800000|480万元⟧。",
    "全年应发⟦other=360000|36万元⟧，实发⟦spent=354000|35.4万元⟧。",
    "每平方米造价⟦periodic=1800|1800元⟧，总造价⟦other=5400000|540万元⟧。",
    "项目建设资金⟦budget_full=20000000|2000万元⟧，由省级补助⟦source_part=12000000|1200万元⟧、县级配套⟦source_part=8000000|800万元⟧构成。",
    "与上年决算相比，因追加预算，收、支各增加⟦other=1075000|107.5万元⟧。",
    "分两批将⟦spent=1320000|132万⟧补助资金全部发放到户。",
]


@pytest.mark.parametrize("sentence", ACCOUNTS)
def test_totals_of_an_account_are_wholes(sentence: str) -> None:
    check(sentence, Kind.MONEY)


@pytest.mark.parametrize("sentence", PRODUCTS)
def test_a_rate_for_each_and_what_it_comes_to(sentence: str) -> None:
    check(sentence, Kind.MONEY)


@pytest.mark.parametrize("sentence", PLAIN)
def test_words_for_money_that_stand_alone(sentence: str) -> None:
    check(sentence, Kind.MONEY)
