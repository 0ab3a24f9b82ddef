"""Of which year an amount is when 结转 or another date stands beside it; sentences made up for the habit."""

import pytest

from pipeline.model import Kind
from tests.nlp.annotated import check

CARRIED = [
    "2023年下达专项资金⟦budget_approved=1200000|120万元⟧，加上2022年结转的⟦carryover_in=150000|15万元⟧，全年可用资金⟦budget_full=1350000|135万元⟧。",
    "当年安排⟦budget_approved|200万元⟧；2022年结转⟦carryover_in|12.5万元⟧；全年可用资金⟦budget_full|212.5万元⟧。",
    "2022年度结转资金⟦carryover_in|8万元⟧，全年支出⟦spent|88万元⟧。",
    "2022年末结转⟦carryover_in|31万元⟧，2023年支出⟦spent|29万元⟧，结余⟦surplus|2万元⟧。",
    "项目上年结转⟦carryover_in|6.4万元⟧；本年收到⟦received|50万元⟧；实际支出⟦spent|55万元⟧；结余⟦surplus|1.4万元⟧。",
]

NEAR_MISSES = [
    "年初预算⟦budget_initial|60万元⟧，因疫情影响压减⟦budget_change=-120000|12万元⟧，实际支出⟦spent|47.5万元⟧。",
    "2022年支出⟦last_year|90万元⟧，结转⟦last_year|5万元⟧。",
    "2022年预算⟦last_year|90万元⟧、支出⟦last_year|88万元⟧；2023年预算⟦budget_full|95万元⟧、支出⟦spent|93万元⟧。",
    "省财政下达我县专项资金⟦budget_full|154万元⟧。",
    "2023年末结转⟦surplus|13万元⟧。",
]

DATES = [
    "截至2023年9月底支出⟦other|120万元⟧，全年支出⟦spent|190万元⟧。",
    "全年预算⟦budget_full|600万元⟧，上半年支出⟦other|210万元⟧，全年合计支出⟦spent|590万元⟧。",
    "合同期三年（2022年1月至2024年12月），三年合同总价⟦contract|2400万元⟧，年均⟦periodic|800万元⟧。",
    "2022年签订合同，合同总金额⟦contract|240万元⟧。",
]


@pytest.mark.parametrize("sentence", CARRIED + NEAR_MISSES + DATES)
def test_year_of_an_amount(sentence: str) -> None:
    check(sentence, Kind.MONEY)
