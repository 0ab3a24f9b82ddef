"""The first looks as bytes: whole, or none."""

from dataclasses import replace

from pipeline.first_looks import FirstLooks, packed_looks, unpacked_looks
from pipeline.reading_key import looks_key
from pipeline.settings import load_settings
from pipeline.validation import looks_alone
from tests.validation.factories import report_of

SETTINGS = load_settings()
REPORT = report_of(
    "# 资金情况｜一、资金情况\n该项目批复预算【280万元：批复预算】，又批复预算【260万元：批复预算】。"
)


def test_looks_come_back_as_they_were() -> None:
    body = packed_looks([REPORT], SETTINGS, "general")
    assert unpacked_looks(body) == {REPORT.id: looks_alone(REPORT, SETTINGS, "general")}


def test_each_report_gets_its_own_and_an_unknown_one_none() -> None:
    other = replace(REPORT, id="r2", values=())
    seen = FirstLooks(dict.fromkeys((REPORT.id, "r2"), packed_looks([REPORT, other], SETTINGS, "general")))
    assert seen(other) == looks_alone(other, SETTINGS, "general")
    assert seen(REPORT) == looks_alone(REPORT, SETTINGS, "general")
    assert seen(replace(REPORT, id="r3")) == {}


def test_bytes_that_hold_no_looks_are_none() -> None:
    body = packed_looks([REPORT], SETTINGS, "general")
    for damaged in (b"", b"x", body[:-9], b"x" + body):
        assert unpacked_looks(damaged) == {}


def test_a_file_without_reports_and_words_without_bytes_have_no_looks() -> None:
    assert packed_looks([], SETTINGS, "general") == b""
    assert packed_looks([replace(REPORT, id="\ud800")], SETTINGS, "general") == b""


def test_looks_depend_on_settings_and_profile() -> None:
    other = load_settings("general", ["scoring.full_score=120"])
    keys = {
        looks_key(SETTINGS, "general"),
        looks_key(other, "general"),
        looks_key(SETTINGS, "hebei"),
    }
    assert len(keys) == 3
