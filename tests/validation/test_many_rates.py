"""Rates too many to be held to all amounts are said to be unchecked, never dropped in silence."""

from pipeline.model import Batch
from pipeline.settings import load_settings
from pipeline.validation import check_batch
from tests.validation.factories import report_of


def _pending_on_rates(count: int) -> list[str]:
    sentence = "第{}批资金执行率【98%：执行率】。"
    report = report_of("\n".join(sentence.format(number) for number in range(1, count + 1)))
    _, checks = check_batch(Batch(files=(), reports=(report,)), (), load_settings("general", ()), "general")
    return [one.why for one in checks if one.rule == "ZX-01" and "没有核对" in one.why]


def test_rates_beyond_the_most_are_named_as_unchecked() -> None:
    assert any("3 个没有核对" in why for why in _pending_on_rates(503))


def test_at_the_most_nothing_is_left_out() -> None:
    assert not _pending_on_rates(500)
