"""Few honest reports on a form that nobody handed in are no pair; copies inside the form are."""

import random

import pytest

from pipeline.model import Report
from pipeline.settings import load_settings
from pipeline.similarity import find_pairs
from tests.similarity.corpus import set_report
from tests.similarity.corpus_drafts import Planted
from tests.similarity.corpus_forms import FORMS
from tests.similarity.corpus_relations import on_form, renamed
from tests.similarity.factories import a_batch, a_report, sentences

SETTINGS = load_settings()
PRINTED = ("procedure", "blanks", "guide")


def pairs_of(*reports: Report) -> list[tuple[str, str]]:
    return [(pair.a, pair.b) for pair in find_pairs(a_batch(*reports), SETTINGS)[0]]


def a_group(form: str, count: int, size: float, *, copied: bool = False) -> list[Report]:
    chance, planted = random.Random(f"{form} {count} {size}"), Planted()
    drafts = [on_form(chance, f"r{n}", size, form=FORMS[form]) for n in range(count)]
    if copied:
        drafts.append(renamed(chance, drafts[0], "r0-copy"))
    return [set_report(draft, planted) for draft in drafts]


@pytest.mark.parametrize("form", PRINTED)
@pytest.mark.parametrize("count", [2, 3, 6])
@pytest.mark.parametrize("size", [0.4, 1.0])
def test_honest_reports_on_an_unknown_form_are_no_pair(form: str, count: int, size: float):
    assert pairs_of(*a_group(form, count, size)) == []


@pytest.mark.parametrize("form", [*PRINTED, "programme"])
@pytest.mark.parametrize("count", [2, 3, 6])
def test_a_masked_copy_inside_the_form_is_found(form: str, count: int):
    assert ("r0", "r0-copy") in pairs_of(*a_group(form, count, 0.4, copied=True))


@pytest.mark.parametrize("count", [3, 6])
def test_a_frame_that_speaks_of_the_work_is_told_by_a_third_report(count: int):
    assert pairs_of(*a_group("programme", count, 0.4)) == []


GENERAL = (
    "指标没有分解到科室，年末数据要靠临时统计，佐证材料不完整。合同审批流程较长，资金支付集中在四季度，核算口径前后不一致。"
    "评价小组成员不足，问卷调查样本偏低，结果应用尚未落实到下年预算安排。项目验收资料归档滞后，财务与业务部门数据没有核对。"
)


@pytest.mark.parametrize(("role", "expected"), [("存在问题", 1), ("评价组织", 0)])
def test_general_words_are_a_units_own_where_it_tells_its_problems(role: str, expected: int):
    one = a_report("a", [("完成情况", sentences(5, 1)), (role, GENERAL)])
    other = a_report("b", [("完成情况", sentences(5, 2)), (role, GENERAL)])
    assert len(pairs_of(one, other)) == expected


REPORTED = "本年度资金到位{0}万元，实际支出{1}万元，执行率{2}%，结余{3}万元。完成产出指标{4}个，得分{5}分，效益指标{6}个。"


@pytest.mark.parametrize("same", [True, False])
def test_blanks_filled_in_alike_are_copied_and_filled_in_otherwise_are_a_form(same: bool):
    lines = [
        (role, "".join(REPORTED.format(*(f"{n}{k}{side}7.3{k}" for k in range(7))) for n in (1, 2)))
        for role in ("资金情况",)
        for side in ((1, 1) if same else (1, 2))
    ]
    one = a_report("a", [lines[0], ("完成情况", sentences(4, 1))])
    other = a_report("b", [lines[1], ("完成情况", sentences(4, 2))])
    assert len(pairs_of(one, other)) == same
