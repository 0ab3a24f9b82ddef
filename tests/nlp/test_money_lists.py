"""Lists of amounts: where they open and close, brackets, and parts that are told by source or by use."""

import pytest

from pipeline.model import Kind
from tests.nlp.annotated import check

BRACKETED = [
    # A list inside brackets ends with them.
    "3月下达补助资金⟦budget_full=600000|60万元⟧（其中：下达中央补助资金⟦source_part=400000|40万元⟧，下达省级补助资金⟦source_part=200000|20万元⟧），8月下达补助资金⟦budget_full=300000|30万元⟧。",
    "全年支出⟦spent=900000|90万元⟧（其中：场租⟦use_part=500000|50万元⟧、印刷⟦use_part=400000|40万元⟧），到位资金⟦received=950000|95万元⟧。",
    # Near miss: the outer list goes on behind the brackets of one of its parts.
    "全年支出⟦spent=900000|90万元⟧，其中场租⟦use_part=500000|50万元⟧（含水电费⟦use_part=20000|2万元⟧）、印刷⟦use_part=400000|40万元⟧。",
]

SOURCES = [
    "下达资金⟦budget_full=700000|70万元⟧，其中：安排省级资金⟦source_part=300000|30万元⟧，安排市级资金⟦source_part=400000|40万元⟧。",
    "主要内容为山塘整治12座，本年度省级补助资金⟦source_part=865000|86.5万元⟧，其余由地方自筹。",
    "计划总投资⟦total_investment=8600000|860万元⟧，其中申请上级资金⟦source_part=6000000|600万元⟧，县级自筹⟦source_part=2600000|260万元⟧。",
    "预算⟦budget_full=1200000|120万元⟧，资金来源为县级财政资金，截至2023年12月31日，实际支付⟦spent=1182000|118.2万元⟧。",
    # Near miss: a verb before what is no source stays a use.
    "下达资金⟦budget_full=700000|70万元⟧，其中：安排渠道清淤⟦use_part=300000|30万元⟧，安排闸门维修⟦use_part=400000|40万元⟧。",
]


@pytest.mark.parametrize("sentence", BRACKETED)
def test_a_list_ends_with_the_brackets_that_it_stands_in(sentence: str) -> None:
    check(sentence, Kind.MONEY)


@pytest.mark.parametrize("sentence", SOURCES)
def test_a_source_is_one_whatever_verb_grants_it(sentence: str) -> None:
    check(sentence, Kind.MONEY)
