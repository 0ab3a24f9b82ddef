"""A sentence without an end gives one doubt about a repeated word, and a quotation that can be read."""

from pipeline.model import Batch
from pipeline.settings import load_settings
from pipeline.validation import check_batch
from tests.validation.factories import report_of


def test_one_impossible_date_said_a_thousand_times_is_one_doubt_with_a_short_quotation() -> None:
    report = report_of("工程于" + "2023年2月30日至" * 1000 + "完工。")
    batch = Batch(files=(), reports=(report,))
    findings, _ = check_batch(batch, (), load_settings("general", ()), "general")
    (finding,) = [one for one in findings if one.rule == "NF-04"]
    assert len(finding.places) == 1
    assert len(finding.places[0].quote) == 2000
    assert finding.places[0].quote.startswith("工程于2023年2月30日")
