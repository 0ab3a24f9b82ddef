import copy

import pytest

from pipeline.evaluation import Conditions, Tally, evaluate, read_corpus, totals
from pipeline.settings import load_settings
from tests.evaluation.cases import FILE, REPORT, TEXT, corpus_at, gold

CONDITIONS = Conditions(load_settings())


def evaluated(folder, case=None, text=TEXT, **options):
    return evaluate(read_corpus(corpus_at(folder, case, text)), CONDITIONS, **options)


def misses(evaluation, measure):
    found = [miss for sheet in evaluation.sheets for miss in sheet.misses if miss.measure == measure]
    return [(miss.sort, miss.quote, miss.expected, miss.actual) for miss in found]


def test_a_report_read_right_has_no_misses(tmp_path):
    evaluation = evaluated(tmp_path)
    assert [miss.key for sheet in evaluation.sheets for miss in sheet.misses] == []
    tallies = totals(evaluation.sheets)
    assert tallies["money_field"] == Tally(right=5)
    assert tallies["summary"] == Tally(right=6)
    assert tallies["section_roles"] == Tally(right=3)
    assert tallies["mutations"] == Tally(right=1)


def without(part, position):
    rows = copy.deepcopy(REPORT[part])
    del rows[position]
    return {part: rows}


def changed(part, position, **changes):
    rows = copy.deepcopy(REPORT[part])
    rows[position] |= changes
    return {part: rows}


def shifted(field, value):
    return {"summary": REPORT["summary"] | {field: value}}


EXTRA = [
    *REPORT["money"][:2],
    REPORT["money"][0] | {"raw": "777万元", "yuan": "7770000"},
    *REPORT["money"][2:],
]


@pytest.mark.parametrize(
    ("change", "measure", "expected"),
    [
        (changed("money", 3, yuan="1420000"), "money_value", ("错", "141万元〔1〕", "1420000", "1410000")),
        (
            changed("money", 3, field="received"),
            "money_field",
            ("错", "141万元〔1〕", "received 1410000", "spent 1410000"),
        ),
        (without("money", 0), "money_value", ("多", "150万元", None, "1500000")),
        ({"money": EXTRA}, "money_value", ("漏", "777万元〔1〕", "7770000", None)),
        (changed("rates", 0, percent="49"), "rate_value", ("错", "94%〔1〕", "49", "94")),
        (
            changed("scores", 0, field="full_score"),
            "score_field",
            ("错", "92分〔1〕", "full_score 92", "total_score 92"),
        ),
        (without("grades", 0), "grades", ("多", "优", None, "优")),
        (
            changed("sections", 1, title="二、资金情况"),
            "section_titles",
            ("漏", "二、资金情况", "二、资金情况", None),
        ),
        (changed("sections", 1, level=2), "section_levels", ("错", "二、资金使用情况", "2", "1")),
        (
            changed("sections", 1, role="其他"),
            "section_roles",
            ("错", "二、资金使用情况", "其他", "资金情况"),
        ),
        (shifted("spent", "1500000"), "summary", ("错", "spent：1500000", "1500000", "1410000")),
        (shifted("surplus", None), "summary", ("多", "surplus：9万元", None, "90000")),
        (shifted("received", "1500000"), "summary", ("漏", "received：1500000", "1500000", None)),
        ({"unit": "霜岭县水务局"}, "unit", ("错", "霜岭县水务局", "霜岭县水务局", "霜岭县茶叶局")),
        ({"year": 2022}, "year", ("错", "2022", "2022", "2023")),
        ({"projects": []}, "projects", ("多", "机采推广补助", None, "机采推广补助")),
        (
            {"funds": [{"row": "年度资金总额", "spent": "1"}]},
            "fund_cells",
            ("漏", "年度资金总额·spent", "1", None),
        ),
        (
            {"findings": [{"rule": "ZX-01", "level": "错误", "why": "算错"}]},
            "findings",
            ("漏", "ZX-01", "算错", None),
        ),
    ],
)
def test_each_difference_is_counted_under_its_measure(tmp_path, change, measure, expected):
    evaluation = evaluated(tmp_path, gold(**change), mutations=False)
    assert expected in misses(evaluation, measure)


def test_a_wrong_reading_is_both_missed_and_too_many(tmp_path):
    tally = totals(evaluated(tmp_path, gold(**changed("money", 3, yuan="1"))).sheets)["money_value"]
    assert tally == Tally(right=4, extra=1, missed=1)
    assert (str(tally.precision), str(tally.recall), str(tally.balance)) == ("0.8000", "0.8000", "0.8000")


def test_findings_uncertain_ones_count_neither_way_and_false_alarms_do(tmp_path):
    text = TEXT.replace("92分", "72分")
    alarmed = evaluated(tmp_path, gold(), text, mutations=False)
    assert [miss[:2] for miss in misses(alarmed, "findings")] == [("多", "DJ-01")]
    doubt = {"rule": "DJ-01", "level": "错误", "why": "72分不是优", "certain": False}
    listed = {"findings": [*REPORT["findings"], doubt], "must_not": []}
    uncertain = evaluated(tmp_path, gold(**listed), text, mutations=False)
    assert "findings" not in totals(uncertain.sheets)
    doubt["certain"] = True
    assert totals(evaluated(tmp_path, gold(**listed), text, mutations=False).sheets)["findings"] == Tally(
        right=1
    )


def test_rules_that_the_product_does_not_have_are_listed_not_scored(tmp_path):
    change = {"findings": [*REPORT["findings"], {"rule": "BD-99", "level": "提示", "why": "尚无此规则"}]}
    evaluation = evaluated(tmp_path, gold(**change), mutations=False)
    assert evaluation.unknown_rules == {"BD-99": 1}
    assert misses(evaluation, "findings") == []


def test_a_planted_fault_that_raises_nothing_is_missed(tmp_path):
    case = gold()
    case["mutations"][0] |= {"with": "等级为‘优’"}
    assert misses(evaluated(tmp_path, case), "mutations") == [("漏", "等级为“优”→等级为‘优’", "DJ-01", None)]
    case["mutations"][0] |= {"replace": "没有这句话"}
    evaluation = evaluated(tmp_path, case)
    assert "原文中没有这处文字" in evaluation.skipped_edits[0] and "mutations" not in totals(
        evaluation.sheets
    )


def test_everything_in_an_unreadable_file_is_missed(tmp_path):
    evaluation = evaluated(tmp_path, gold(), text="", mutations=False)
    assert [unread.file for unread in evaluation.unread] == [FILE]
    tallies = totals(evaluation.sheets)
    assert tallies["money_value"] == Tally(missed=5)
    assert tallies["reports"] == Tally(missed=1)
