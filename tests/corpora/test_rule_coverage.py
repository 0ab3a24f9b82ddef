"""Every rule is proved on gold: at least two natural positives and four near misses outside its own page."""

from collections import Counter

import pytest

from pipeline.validation.base import registered
from tests.corpora.test_gold import CASES

POSITIVES, NEAR_MISSES = 2, 4
_LEDGER = "须有批复目标、监控或审计清单，案例的台账没有这几栏；由 tests/external 和 corpora/ledger.xlsx 检验"
# What a submission by itself cannot show, each with its reason. Rules leave this list, they do not join it.
CANNOT_BE_SHOWN = {
    "BD-03": _LEDGER,
    "BD-04": "疑点是整批的（台账有而没有报来），不挂在哪一份报告上；由 tests/external 和 corpora/ledger.xlsx 检验",
    "BD-06": _LEDGER,
    "WZ-06": "字数、签章、期限只按地区口径检查，案例按通用口径运行；由规则页的例子检验",
}
RULES = [entry.info.id for entry in registered()]


def held(list_name):
    """How often gold names each rule: certain findings, or must_not entries."""
    entries = (entry for case in CASES.values() for report in case["reports"] for entry in report[list_name])
    return Counter(entry["rule"] for entry in entries if entry.get("certain", True))


POSITIVE, NEAR = held("findings"), held("must_not")


@pytest.mark.parametrize("rule", RULES)
def test_gold_holds_enough_positives_and_near_misses(rule):
    if rule in CANNOT_BE_SHOWN:
        pytest.skip(CANNOT_BE_SHOWN[rule])
    assert POSITIVE[rule] >= POSITIVES, f"{rule}：确定的疑点 {POSITIVE[rule]} 处"
    assert NEAR[rule] >= NEAR_MISSES, f"{rule}：近似反例 {NEAR[rule]} 处"


def test_no_rule_is_excused_without_need():
    assert set(CANNOT_BE_SHOWN) <= set(RULES)
    enough = {rule for rule in RULES if POSITIVE[rule] >= POSITIVES and NEAR[rule] >= NEAR_MISSES}
    assert not enough & set(CANNOT_BE_SHOWN)
