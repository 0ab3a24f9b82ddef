"""The first look: what rules say of a report alone is what they say of it inside any batch, or nothing at all."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from pipeline.model import Level, Outcome, Report, RuleInfo
from pipeline.settings import load_settings
from pipeline.validation import alone as first
from pipeline.validation import check_batch, looks_alone
from pipeline.validation.base import Comparison, Context, Rule, passed, registered
from tests.validation.factories import batch_of, report_of

SETTINGS = load_settings()
TWO = """
# 基本情况｜一、基本情况
该项目批复预算【280万元：批复预算】。
# 资金情况｜二、资金情况
该项目批复预算【260万元：批复预算】。服务对象满意，验收合格率高。
另一份
# 资金情况｜一、资金情况
该项目批复预算【100万元：批复预算】。
"""


def asking(report: Report, context: Context) -> Iterator[Comparison]:
    """Asks for the batch only where the report has figures, and takes every error for its own."""
    try:
        yield passed("没有金额") if not report.values else passed(f"批次中有 {len(context.batch.reports)} 份")
    except Exception:  # noqa: BLE001  that is what is tried here
        yield passed("批次取不到")


def broken(report: Report, context: Context) -> Iterator[Comparison]:
    raise LookupError("规则写错了")
    yield passed("")


def entry(function: object, number: str = "ZJ-99") -> Rule:
    return Rule(RuleInfo(number, "试例", Level.ERROR, "依据", "金额", "资金"), function)  # type: ignore[arg-type]


def test_what_was_seen_alone_makes_no_difference_to_the_results() -> None:
    batch, pairs, _ = batch_of(TWO)
    seen = {report.id: looks_alone(report, SETTINGS, "general") for report in batch.reports}
    with_looks = check_batch(batch, pairs, SETTINGS, "general", lambda report: seen[report.id])
    assert with_looks == check_batch(batch, pairs, SETTINGS, "general")
    assert all(len(looks) > len(registered()) // 2 for looks in seen.values())


def test_what_was_seen_is_not_looked_for_again() -> None:
    batch, pairs, _ = batch_of(TWO)
    seen = {"ZJ-02": (passed("已经看过"),)}
    _, checks = check_batch(batch, pairs, SETTINGS, "general", lambda _: seen)
    assert {one.why for one in checks if one.rule == "ZJ-02"} == {"已经看过"}


def test_seeing_nothing_is_a_look_too() -> None:
    batch, pairs, _ = batch_of(TWO)
    _, checks = check_batch(batch, pairs, SETTINGS, "general", lambda _: {"ZJ-02": ()})
    assert {one.outcome for one in checks if one.rule == "ZJ-02"} == {Outcome.NOT_APPLICABLE}


def test_a_rule_that_asks_for_the_batch_says_nothing_yet() -> None:
    report = report_of("批复预算【280万元：批复预算】。")
    assert first.looks_alone(report, [entry(asking)], SETTINGS, "general") == {}
    without = replace(report, values=())
    assert first.looks_alone(without, [entry(asking)], SETTINGS, "general") == {
        "ZJ-99": (passed("没有金额"),)
    }


def test_a_rule_that_breaks_is_left_to_the_batch_and_stops_no_other() -> None:
    report = replace(report_of("年度：2023\n"), values=())
    rules = [entry(broken), entry(asking, "ZJ-98")]
    assert first.looks_alone(report, rules, SETTINGS, "general").keys() == {"ZJ-98"}


@pytest.mark.parametrize("name", ["batch", "pairs"])
def test_no_rule_of_the_batch_is_kept(name: str) -> None:
    def looking(report: Report, context: Context) -> Iterator[Comparison]:
        yield passed(str(getattr(context, name)))

    report = report_of("年度：2023\n")
    assert first.looks_alone(report, [entry(looking)], SETTINGS, "general") == {}
