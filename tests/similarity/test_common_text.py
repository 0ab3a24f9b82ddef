"""What many reports share proves nothing: forms, policies, templates, a unit's own background."""

import random

from pipeline.model import BlockKind, Report
from pipeline.similarity import find_pairs
from tests.similarity.factories import a_batch, a_report, sentences
from tests.similarity.library import SETTINGS, content, pairs_of

NOTE = "注：1.其他资金包括和财政资金共同投入到同一项目的自有资金、社会资金，以及以前年度的结转结余资金等。"


def test_honest_reports_on_one_form_are_no_pair():
    """Cells, captions, notes and headings are in every file of a batch too small for background."""
    printed = [
        (BlockKind.CELL, "年度总体目标"),
        (BlockKind.CELL, "预期目标和实际完成情况由单位对照年初批复的绩效目标逐项填写" * 4),
        (BlockKind.PARAGRAPH, NOTE * 5),
        (BlockKind.PARAGRAPH, "2.定量指标若为正向指标，则得分计算方法应用全年实际值除以年度指标值。" * 9),
        (BlockKind.FOOTER, "财政支出绩效评价工作领导小组办公室统一印制，内部资料，注意保存。" * 9),
    ]
    reports = [a_report(f"r{n}", content(n, 5), loose=printed) for n in range(3)]
    forms = [a_report(f"f{n}", [], loose=printed, kind="项目自评表") for n in range(3)]
    assert pairs_of(*reports, *forms) == ()


def test_prose_that_a_third_of_the_batch_shares_is_background():
    template = sentences(12, 500)
    for count, expected in ((8, 0), (2, 1)):
        holders = [a_report(f"t{n}", [("完成情况", template + sentences(6, n))]) for n in range(count)]
        others = [a_report(f"o{n}", content(50 + n, 8)) for n in range(12 - count)]
        assert len(pairs_of(*holders, *others)) == expected


def test_a_copy_in_a_batch_on_one_template_is_still_seen():
    template = sentences(12, 500)
    honest = [a_report(f"r{n}", [("完成情况", template + sentences(8, n))]) for n in range(10)]
    copy = a_report("r3-copy", [("完成情况", template + sentences(8, 3))])
    (pair,) = pairs_of(*honest, copy)
    assert (pair.a, pair.b) == ("r3", "r3-copy")


def test_many_copies_of_one_report_do_not_become_their_own_background():
    copies = [a_report(f"r{n}", content(1, 8)) for n in range(6)]
    pairs, (cluster,) = find_pairs(a_batch(*copies), SETTINGS)
    assert {pair.kind for pair in pairs} == {"exact"}
    assert cluster.reports == tuple(f"r{n}" for n in range(6))


def test_the_same_policy_quoted_is_no_pair():
    policy = (
        "根据《中共中央 国务院关于全面实施预算绩效管理的意见》的要求，创新预算管理方式，更加注重结果导向、"
        "强调成本效益、硬化责任约束，力争用三到五年时间基本建成全方位、全过程、全覆盖的预算绩效管理体系，实现预算和绩效管理一体化，"
        "着力提高财政资源配置效率和使用效益，改变预算资金分配的固化格局，提高预算管理水平和政策实施效果。"
        "按照省财政厅通知（冀财绩〔2021〕3号），各部门各单位应当对照批复的绩效目标逐项自评，如实填报，及时整改。"
    )
    one = a_report("a", [("评价组织", policy), *content(1, 3)])
    other = a_report("b", [("评价组织", policy), *content(2, 3)])
    assert pairs_of(one, other) == ()


def test_what_many_reports_share_beside_text_of_their_own_is_their_form():
    """Far fewer than a third of the batch fill in the form."""
    form = sentences(12, 1)
    on_form = [a_report(f"r{n:02}", [("完成情况", form + sentences(6, 100 + n))]) for n in range(15)]
    strangers = [a_report(f"s{n:03}", content(1000 + n, 6)) for n in range(90)]
    copy = a_report("r03-copy", [("完成情况", form + sentences(6, 103))])
    assert [(pair.a, pair.b) for pair in pairs_of(*on_form, *strangers, copy)] == [("r03", "r03-copy")]


def test_text_of_a_given_template_is_nobodys_own():
    form = sentences(14, 1)
    reports = [
        a_report(name, [("完成情况", form + sentences(4, seed))]) for name, seed in (("a", 2), ("b", 3))
    ]
    assert len(find_pairs(a_batch(*reports), SETTINGS)[0]) == 1
    assert find_pairs(a_batch(*reports), SETTINGS, [form]) == ((), ())


def test_two_projects_of_one_unit_may_share_their_background_and_not_their_results():
    background, done = sentences(10, 1), sentences(10, 2)
    for shared, expected in ((("基本情况", background), 0), (("完成情况", done), 1)):
        one = a_report(
            "a", [shared, ("存在问题", sentences(8, 3))], unit="青屏区水务局", project="渠道清淤项目"
        )
        other = a_report(
            "b", [shared, ("存在问题", sentences(8, 4))], unit="青屏区水务局", project="水库维修项目"
        )
        assert len(pairs_of(one, other)) == expected


PROGRAMME = (
    "雨具站由社区申报、街道核定、区里备案，站内的伞架、擦鞋垫和晾衣杆配齐后方可挂牌。"
    "雨伞凭居民卡借用，借期不超过三天，逾期未还的暂停借用，损坏的按成本价赔偿。",
    "每月底由志愿者清点一次，清点单由站长和志愿者分别签字，缺伞的从区里统一补发。"
    "当年新设站点{}个，投放雨伞{}把，借出{}人次，收回{}把。",
    "站点补助按借出人次分档计算，由街道直接拨付到社区，不足一档的按最低档发放。"
    "志愿者每年培训一次，每站不少于两人，未参加培训的不得单独值守。",
)
"""The frame of a form that two communities of the batch fill in; invented."""


def filled_in(name: str, figures: tuple[int, ...], seed: int) -> Report:
    left = iter(figures)
    frame = [part.format(*(next(left) for _ in range(part.count("{}")))) for part in PROGRAMME]
    roles = zip(("基本情况", "管理情况", "完成情况"), frame, strict=True)
    told = [(role, f"{part}\n{sentences(4, seed + at)}") for at, (role, part) in enumerate(roles)]
    return a_report(name, [*told, ("存在问题", sentences(3, seed + 9))])


def test_a_form_of_its_own_that_only_two_fill_in_is_no_pair():
    assert not pairs_of(filled_in("a", (12, 1237, 4419, 4391), 10), filled_in("b", (7, 803, 2166, 2159), 50))


def test_a_form_filled_in_with_the_same_odd_figures_is_a_pair():
    """Near miss: who copies what was filled in copies the figures."""
    figures = (12, 1237, 4419, 4391)
    (pair,) = pairs_of(filled_in("a", figures, 10), filled_in("b", figures, 50))
    assert pair.kind == "partial"


def phrases(seed: int, count: int) -> str:
    """A report of phrases that everybody in the batch uses, each in an order of its own."""
    chance = random.Random(seed)
    bank = sentences(30, 7).replace("。", "，").split("，")
    return "".join("，".join(chance.sample(bank, 3)) + "。" for _ in range(count))


def test_phrases_of_all_in_an_order_that_only_two_have_are_a_copy():
    honest = [a_report(f"h{n:02}", [("完成情况", phrases(n, 16))]) for n in range(40)]
    copied = a_report("copy", [("完成情况", phrases(500, 8) + phrases(3, 16)[: 16 * 30])])
    found = pairs_of(*honest, copied)
    assert [(pair.a, pair.b) for pair in found] == [("copy", "h03")]
