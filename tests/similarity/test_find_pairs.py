"""What is a pair of reports, and of what kind."""

import itertools

from pipeline.similarity import find_pairs
from tests.similarity.factories import a_batch, a_report, quotes, sentences
from tests.similarity.library import LIBRARY, RENAMED, SETTINGS, content, library, pairs_of, renamed


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


def test_coverage_is_told_section_by_section():
    shared = sentences(10, 1)
    one = a_report("a", [("完成情况", shared), ("存在问题", sentences(8, 2))])
    other = a_report("b", [("完成情况", shared), ("存在问题", sentences(8, 3))])
    (pair,) = pairs_of(one, other)
    told = {(part.report, part.role): part.copied / part.characters for part in pair.coverage}
    assert told["a", "完成情况"] == told["b", "完成情况"] == 1
    assert told["a", "存在问题"] == told["b", "存在问题"] == 0
