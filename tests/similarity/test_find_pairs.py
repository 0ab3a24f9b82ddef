import itertools
from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipeline.model import BlockKind, Cluster, Pair, Report
from pipeline.settings import load_settings
from pipeline.similarity import find_pairs
from tests.similarity.factories import a_batch, a_report, quotes, sentences

SETTINGS = load_settings()

LIBRARY = [
    (
        "基本情况",
        "本项目由青屏区图书馆负责实施，2023年青屏区财政局安排图书购置经费180万元，用于补充馆藏和数字资源。",
    ),
    (
        "完成情况",
        "全年采购纸质图书12600册、电子期刊85种，完成编目和上架，新增自助借还机6台，开放时间延长至每晚九点。\n"
        "组织读者活动74场，参加读者5300人次，流动书车走进36所学校和社区，偏远片区的孩子第一次在家门口借到了新书。",
    ),
    (
        "存在问题",
        "一是图书采购多集中在下半年，供应商到货慢，部分新书年底才上架，当年利用率不高。"
        "二是数字资源培训不够，老年读者不会使用手机借阅，电子期刊点击量只有目标的62%。",
    ),
    (
        "改进建议",
        "今后我馆将在一季度完成招标，按季到货；每月开设两期老年读者手机课堂，把点击量纳入采购续订依据。",
    ),
]
RENAMED = [
    (
        "基本情况",
        "本项目由禾川县图书馆负责实施，2022年禾川县财政局安排图书购置经费95万元，用于补充馆藏和数字资源。",
    ),
    (
        "完成情况",
        "全年采购纸质图书7420册、电子期刊40种，完成编目和上架，新增自助借还机2台，开放时间延长至每晚九点。\n"
        "组织读者活动31场，参加读者2150人次，流动书车走进18所学校和社区，偏远片区的孩子第一次在家门口借到了新书。",
    ),
    (
        "存在问题",
        "一是图书采购多集中在下半年，供应商到货慢，部分新书年底才上架，当年利用率不高。"
        "二是数字资源培训不够，老年读者不会使用手机借阅，电子期刊点击量只有目标的55%。",
    ),
    (
        "改进建议",
        "今后我馆将在一季度完成招标，按季到货；每月开设两期老年读者手机课堂，把点击量纳入采购续订依据。",
    ),
]


def library(name: str = "a") -> Report:
    return a_report(name, LIBRARY, unit="青屏区图书馆", project="2023年图书购置经费项目")


def renamed(name: str = "b") -> Report:
    return a_report(name, RENAMED, unit="禾川县图书馆", project="2022年图书购置经费项目", year=2022)


def pairs_of(*reports: Report) -> tuple[Pair, ...]:
    return find_pairs(a_batch(*reports), SETTINGS)[0]


def content(seed: int, count: int) -> list[tuple[str, str]]:
    return [("完成情况", sentences(count, seed)), ("存在问题", sentences(3, seed + 1000))]


def test_the_same_text_under_another_name_is_exact():
    (pair,) = pairs_of(library("a"), library("b"))
    assert (pair.a, pair.b, pair.kind, pair.score) == ("a", "b", "exact", 1.0)
    assert pair.changed == ()


def test_white_space_and_line_breaks_do_not_make_another_text():
    wrapped = [(role, text.replace("，", "，\n ")) for role, text in LIBRARY]
    (pair,) = pairs_of(library("a"), a_report("b", wrapped, unit="青屏区图书馆"))
    assert pair.score == 1.0


def test_a_copy_with_everything_renamed_is_masked_and_shows_what_was_changed():
    (pair,) = pairs_of(library(), renamed())
    assert pair.kind == "masked"
    assert pair.score >= 0.95
    assert {("180万元", "95万元"), ("12600册", "7420册"), ("62%", "55%")} <= set(pair.changed)
    assert any("青屏区" in one and "禾川县" in other for one, other in pair.changed)
    assert pair.leftover_names == ()


def test_a_name_forgotten_in_the_copy_is_told_and_does_not_break_the_passage():
    forgotten = [(role, text.replace("禾川县财政局", "青屏区财政局")) for role, text in RENAMED]
    copy = a_report("b", forgotten, unit="禾川县图书馆", year=2022)
    (pair,) = pairs_of(library(), copy)
    assert pair.leftover_names == ("青屏区",)
    assert pair.score >= 0.95


def test_half_the_text_is_copied():
    shared = sentences(12, 1)
    one = a_report("a", [("完成情况", shared), ("指标分析", sentences(10, 2))])
    other = a_report("b", [("完成情况", sentences(10, 3)), ("存在问题", shared)])
    (pair,) = pairs_of(one, other)
    assert pair.kind == "copied"
    assert 0.5 <= pair.score <= 0.6
    (passage,) = pair.passages
    assert quotes({"a": one, "b": other}, pair, passage) == (shared, shared)


def test_three_tenths_in_one_run_is_partial():
    shared = sentences(9, 1)
    one = a_report("a", [("完成情况", sentences(12, 2) + shared + sentences(10, 4))])
    other = a_report("b", [("完成情况", shared + sentences(24, 3))])
    (pair,) = pairs_of(one, other)
    assert pair.kind == "partial"
    assert 0.25 <= pair.score <= 0.35
    assert pair.shared_characters == len(shared)


def test_a_run_of_some_sentences_is_a_pair_in_a_short_report_and_none_in_a_long_one():
    shared = sentences(5, 1)
    for length, expected in ((60, 0), (14, 1)):
        one = a_report("a", [("完成情况", sentences(length, 2) + shared)])
        other = a_report("b", [("完成情况", shared + sentences(length, 3))])
        assert len(pairs_of(one, other)) == expected


def test_shared_sentences_add_up_where_a_unit_speaks_of_itself_and_nowhere_else():
    pieces = [sentences(2, seed) for seed in range(4)]
    for role, expected in (("存在问题", 1), ("基本情况", 0)):
        one = a_report("a", [(role, sentences(3, 10 + n) + piece) for n, piece in enumerate(pieces)])
        other = a_report("b", [(role, sentences(4, 20 + n) + piece) for n, piece in enumerate(pieces)])
        assert len(pairs_of(one, other)) == expected


def test_moved_paragraphs_are_found():
    parts = [sentences(3, seed) for seed in range(5)]
    one = a_report("a", [("完成情况", "\n".join(parts))])
    other = a_report("b", [("完成情况", "\n".join(reversed(parts)))])
    (pair,) = pairs_of(one, other)
    assert pair.score >= 0.95
    assert len(pair.passages) == 5


def test_the_longest_passage_comes_first():
    long, short = sentences(9, 1), sentences(4, 2)
    one = a_report("a", [("完成情况", short), ("存在问题", long)])
    other = a_report("b", [("完成情况", short), ("存在问题", long), ("改进建议", sentences(3, 3))])
    (pair,) = pairs_of(one, other)
    lengths = [passage.a_end - passage.a_start for passage in pair.passages]
    assert lengths == [len(long), len(short)]


def test_honest_reports_are_no_pair():
    assert pairs_of(*(a_report(f"r{n}", content(n, 10)) for n in range(8))) == ()


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


def test_two_sentences_alike_prove_nothing_however_short_the_reports():
    (short,) = {sentences(2, 1)}
    assert pairs_of(a_report("a", [("完成情况", short)]), a_report("b", [("完成情况", short)])) == ()


def test_reports_without_text_of_their_own_are_no_pair():
    empty = [a_report(f"r{n}", [("存在问题", "无。")]) for n in range(3)]
    assert pairs_of(*empty, a_report("none", [])) == ()


def test_the_order_of_the_batch_changes_nothing():
    reports = [library("a"), renamed("b"), library("c"), a_report("d", content(1, 6))]
    expected = find_pairs(a_batch(*reports), SETTINGS)
    for order in itertools.permutations(reports):
        assert find_pairs(a_batch(*order), SETTINGS) == expected


def test_clusters_tie_reports_by_kind():
    pairs, clusters = find_pairs(a_batch(library("a"), library("b"), renamed("c")), SETTINGS)
    assert [(pair.a, pair.b, pair.kind) for pair in pairs] == [
        ("a", "b", "exact"),
        ("a", "c", "masked"),
        ("b", "c", "masked"),
    ]
    assert clusters == (
        Cluster("exact:a", ("a", "b"), "exact"),
        Cluster("masked:a", ("a", "b", "c"), "masked", "c", "评价年度最早（2022年）"),
    )


def test_a_ring_larger_than_the_neighbourhood_is_one_cluster():
    ring: Sequence[Report] = [
        a_report(f"r{n:02}", [("完成情况", sentences(60, 1)), ("存在问题", sentences(1, 100 + n))])
        for n in range(30)
    ]
    strangers = [a_report(f"s{n:03}", content(1000 + n, 4)) for n in range(90)]
    _, (cluster,) = find_pairs(a_batch(*ring, *strangers), SETTINGS)
    assert len(cluster.reports) == 30


def test_what_many_reports_share_beside_text_of_their_own_is_their_form():
    """Far fewer than a third of the batch fill in the form."""
    form = sentences(12, 1)
    on_form = [a_report(f"r{n:02}", [("完成情况", form + sentences(6, 100 + n))]) for n in range(15)]
    strangers = [a_report(f"s{n:03}", content(1000 + n, 6)) for n in range(90)]
    copy = a_report("r03-copy", [("完成情况", form + sentences(6, 103))])
    assert [(pair.a, pair.b) for pair in pairs_of(*on_form, *strangers, copy)] == [("r03", "r03-copy")]


def test_a_cluster_names_the_report_whose_name_was_left_over_as_its_source():
    forgotten = [(role, text.replace("禾川县财政局", "青屏区财政局")) for role, text in RENAMED]
    copy = a_report("b", forgotten, unit="禾川县图书馆", year=2022)
    _, (cluster,) = find_pairs(a_batch(library("a"), copy), SETTINGS)
    assert cluster.source == "a"
    assert "青屏区" in cluster.source_why


@pytest.mark.parametrize(
    ("made", "source"),
    [
        (("2024-03-02T09:00:00Z", "2024-03-01T17:30:00Z"), "b"),
        (("D:20240301173000+08'00'", "2024-03-02T09:00:00Z"), "a"),
        (("2024-03-01T17:30:00Z", "2024-03-01T17:30:00Z"), None),
        (("2024-03-01T17:30:00Z", ""), None),
    ],
)
def test_a_cluster_names_the_file_that_was_made_first_as_its_source(
    made: tuple[str, str], source: str | None
):
    reports = [
        replace(one, document=replace(one.document, properties={"created": created}))
        for one, created in zip((library("a"), library("b")), made, strict=True)
    ]
    _, (cluster,) = find_pairs(a_batch(*reports), SETTINGS)
    assert cluster.source == source
    assert ("创建时间最早（2024-03-01 17:30）" in cluster.source_why) == (source is not None)


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


def test_coverage_is_told_section_by_section():
    shared = sentences(10, 1)
    one = a_report("a", [("完成情况", shared), ("存在问题", sentences(8, 2))])
    other = a_report("b", [("完成情况", shared), ("存在问题", sentences(8, 3))])
    (pair,) = pairs_of(one, other)
    told = {(part.report, part.role): part.copied / part.characters for part in pair.coverage}
    assert told["a", "完成情况"] == told["b", "完成情况"] == 1
    assert told["a", "存在问题"] == told["b", "存在问题"] == 0
