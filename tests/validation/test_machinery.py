"""The machinery: one check a rule and report, defects contained, root causes merged, stable identity."""

import dataclasses
import logging
from collections.abc import Iterator

import pytest

from pipeline.model import Batch, Level, Outcome, Report, RuleInfo
from pipeline.settings import Settings, load_settings, profile_names
from pipeline.validation import all_rules, check_batch
from pipeline.validation.base import (
    Comparison,
    Context,
    Doubt,
    Rule,
    check_of,
    fired,
    looked_at,
    lowered,
    not_applicable,
    passed,
    pending,
    rule,
    weaker,
)
from pipeline.validation.fingerprints import canonical_name, fingerprint
from pipeline.validation.guards import merged_roots, settled
from tests.validation.factories import batch_of, report_of

SETTINGS: Settings = load_settings()
CONFLICT = """
# 基本情况｜一、基本情况
该项目批复预算【280万元：批复预算】。
# 资金情况｜二、资金情况
该项目批复预算【260万元：批复预算】。
"""


def info(identifier: str, *silences: str) -> RuleInfo:
    return RuleInfo(identifier, "试例", Level.ERROR, "依据", "金额", "资金", silences=silences)


def doubt(fact: str, message: str = "甲", *roots: str) -> Doubt:
    return Doubt(fact, message, (), roots=frozenset(roots))


def nothing(report: Report, context: Context) -> Iterator[Comparison]:
    yield from ()


def test_every_rule_gives_exactly_one_check_a_report() -> None:
    batch, pairs, _ = batch_of(f"{CONFLICT}另一份\n# 其他｜空报告\n")
    _, checks = check_batch(batch, pairs, SETTINGS, "general")
    expected = sorted((report.id, one.id) for report in batch.reports for one in all_rules())
    assert [(check.report, check.rule) for check in checks] == expected


def test_an_empty_report_is_not_applicable_with_a_reason_everywhere() -> None:
    batch = Batch((), (report_of("年度：\n"),))
    findings, checks = check_batch(batch, (), SETTINGS, "general")
    assert not findings
    assert {check.outcome for check in checks} == {Outcome.NOT_APPLICABLE}
    assert all(check.why for check in checks)


@pytest.mark.parametrize(
    ("comparisons", "outcome"),
    [
        ([passed("甲"), pending("乙"), fired(doubt("丙"))], Outcome.FIRED),
        ([passed("甲"), pending("乙"), not_applicable("丙")], Outcome.PENDING),
        ([not_applicable("甲"), passed("乙")], Outcome.PASSED),
        ([not_applicable("甲")], Outcome.NOT_APPLICABLE),
        ([], Outcome.NOT_APPLICABLE),
    ],
)
def test_the_gravest_outcome_wins(comparisons: list[Comparison], outcome: Outcome) -> None:
    check = check_of(info("ZJ-01"), report_of(""), tuple(comparisons))
    assert check.outcome is outcome
    assert check.why


def test_a_defect_of_a_rule_is_recorded_and_contained(caplog: pytest.LogCaptureFixture) -> None:
    def broken(report: Report, context: Context) -> Iterator[Comparison]:
        yield passed("甲")
        raise ZeroDivisionError

    report = report_of("")
    context = Context(Batch((), (report,)), (), SETTINGS)
    with caplog.at_level(logging.ERROR):
        found = looked_at(Rule(info("ZJ-01"), broken), report, context)
    assert check_of(info("ZJ-01"), report, found).outcome is Outcome.FAILED
    assert "ZeroDivisionError" in caplog.text


def test_a_number_is_never_given_twice() -> None:
    with pytest.raises(ValueError, match="ZJ-01"):
        rule("ZJ-01", "又一条", Level.HINT, basis="", needs="")(nothing)


def test_levels_fall_and_never_rise() -> None:
    assert weaker(Level.WARNING, Level.ERROR) is Level.WARNING
    assert weaker(Level.ERROR, Level.HINT) is Level.HINT
    assert weaker(Level.ERROR, None) is Level.ERROR
    assert [lowered(level) for level in Level] == [Level.WARNING, Level.HINT, Level.HINT]


def test_one_root_cause_gives_one_finding() -> None:
    parent = Rule(info("ZX-01", "ZX-02"), nothing)
    child = Rule(info("ZX-02"), nothing)
    looked = [
        (parent, (fired(doubt("率", "执行率错。", "根"), ["v1"]),)),
        (child, (fired(doubt("得分", "得分错。", "根"), ["v2"]), fired(doubt("别的", "另错。"), ["v3"]))),
    ]
    merged = {entry.info.id: found for entry, found in merged_roots(looked)}
    kept = merged["ZX-01"][0].doubt
    assert kept is not None
    assert "ZX-02：得分错。" in kept.message
    assert merged["ZX-01"][0].values == ("v1", "v2")
    assert [one.doubt is None for one in merged["ZX-02"]] == [True, False]
    assert merged["ZX-02"][0].outcome is Outcome.FIRED


def test_a_different_root_stays_a_finding_of_its_own() -> None:
    looked = [
        (Rule(info("ZX-01", "ZX-02"), nothing), (fired(doubt("率", "甲", "根一")),)),
        (Rule(info("ZX-02"), nothing), (fired(doubt("得分", "乙", "根二")),)),
    ]
    assert all(found[0].doubt is not None for _, found in merged_roots(looked))


def test_two_doubts_on_one_fact_become_one() -> None:
    entry = Rule(info("ZJ-01"), nothing)
    ((_, found),) = merged_roots([(entry, (fired(doubt("事", "甲。")), fired(doubt("事", "乙。"))))])
    assert len(found) == 1
    assert found[0].doubt is not None
    assert found[0].doubt.message == "甲。另一处：乙。"


def test_uncertain_inputs_are_left_to_a_person() -> None:
    report = report_of("批复预算【280万元：批复预算，把握=0.5】。")
    context = Context(Batch((), (report,)), (), SETTINGS)
    assert settled(context, doubt("事"), report.values).outcome is Outcome.PENDING
    sure = [dataclasses.replace(report.values[0], confidence=0.8)]
    assert settled(context, doubt("事"), sure).outcome is Outcome.FIRED


def test_the_fingerprint_survives_other_figures_pages_and_wording() -> None:
    rewritten = CONFLICT.replace("260", "250").replace("该项目批复预算", "本年度该项目的批复预算")
    prints = []
    for source in (CONFLICT, f"# 其他｜目录\n封面\n{rewritten}"):
        batch, _, _ = batch_of(source)
        findings, _ = check_batch(batch, (), SETTINGS, "general")
        prints.append([finding.fingerprint for finding in findings if finding.rule == "ZJ-02"])
    assert prints[0] == prints[1]
    assert len(prints[0]) == 1


def test_the_fingerprint_knows_unit_project_year_and_fact() -> None:
    one = report_of("单位：青石镇人民政府\n项目：农村公路养护\n年度：2023\n")
    others = (
        dataclasses.replace(one, unit="河口镇人民政府"),
        dataclasses.replace(one, project="桥梁加固"),
        dataclasses.replace(one, year=2022),
    )
    prints = {fingerprint("ZJ-02", report, None, "事") for report in (one, *others)}
    prints.add(fingerprint("ZJ-02", one, None, "别的事"))
    prints.add(fingerprint("ZJ-04", one, None, "事"))
    assert len(prints) == 6
    spaced = dataclasses.replace(one, unit=" 青石镇 人民政府", title="别的标题")
    assert fingerprint("ZJ-02", spaced, None, "事") == fingerprint("ZJ-02", one, None, "事")


def test_equal_fingerprints_of_two_versions_are_told_apart() -> None:
    batch, _, _ = batch_of(f"{CONFLICT}另一份\n{CONFLICT}")
    findings, _ = check_batch(batch, (), SETTINGS, "general")
    own = [finding.fingerprint for finding in findings if finding.rule == "ZJ-02"]
    assert len(own) == len(set(own)) == 2


def test_canonical_names_drop_code_width_and_spaces() -> None:
    assert canonical_name("51140023R000004412-价格监测") == canonical_name("价格 监测")
    assert canonical_name("青石镇（本级）") == canonical_name("青石镇(本级)")


@pytest.mark.parametrize("name", profile_names())
def test_every_profile_loads_or_says_why_not(name: str) -> None:
    if name == "cost_2021":
        with pytest.raises(Exception, match="未启用"):
            load_settings(name)
    else:
        assert load_settings(name).scoring.bands


def test_no_rule_function_is_left_unregistered() -> None:
    from pipeline.validation import RULE_MODULES
    from pipeline.validation.base import registered

    homes = {entry.function.__module__ for entry in registered()}
    assert homes == {module.__name__ for module in RULE_MODULES}


def test_findings_come_sorted_and_the_same_twice() -> None:
    batch, _, _ = batch_of(f"{CONFLICT}另一份\n{CONFLICT}")
    once, again = (check_batch(batch, (), SETTINGS, "general") for _ in range(2))
    assert once == again
    assert list(once[0]) == sorted(once[0], key=lambda one: (one.report, one.rule, one.fingerprint))
