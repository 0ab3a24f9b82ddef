"""Reports of two rounds matched by what they are about."""

import msgspec
import pytest

from pipeline.comparison.matching import report_pairs
from pipeline.comparison.records import ReportRow

ONE = ReportRow("r1", "局/甲.docx", "aa", "项目自评报告", "甲", "水务局", "河道清淤", 2023)


def again(**changes: object) -> ReportRow:
    return msgspec.structs.replace(ONE, **{"report": "n1", "sha256": "bb", **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"path": "重报/甲（改）.pdf"},
        {"unit": "水 务 局", "project": "“河道清淤”"},
        {"year": 2022},
        {"project": "河道清淤工程", "path": "局/甲.docx"},
        {"unit": "市水务局", "path": "第二次/甲.docx"},
    ],
)
def test_a_resubmission_is_matched(changes: dict[str, object]) -> None:
    (pair,) = report_pairs([ONE], [again(**changes)])
    assert pair.old is ONE and pair.new is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "自评表", "path": "局/表.xlsx"},
        {"unit": "林业局", "path": "局/乙.docx"},
    ],
)
def test_another_report_is_not(changes: dict[str, object]) -> None:
    pairs = report_pairs([ONE], [again(**changes)])
    assert len(pairs) == 2
    assert all(pair.old is None or pair.new is None for pair in pairs)


def test_two_reports_of_one_identity_are_told_apart_by_file_and_name() -> None:
    second = msgspec.structs.replace(ONE, report="r2", path="局/乙.docx", sha256="cc")
    new = [again(path="局/乙.docx"), again(report="n2", path="别处/改名.docx", sha256="aa")]
    found = {
        pair.old.path: pair.new.path for pair in report_pairs([ONE, second], new) if pair.old and pair.new
    }
    assert found == {"局/甲.docx": "别处/改名.docx", "局/乙.docx": "局/乙.docx"}


def test_a_report_without_a_name_matches_nothing_by_its_lack() -> None:
    nameless = msgspec.structs.replace(ONE, unit=None, project=None, path="a.docx")
    other = again(unit=None, project=None, path="b.docx")
    assert len(report_pairs([nameless], [other])) == 2
