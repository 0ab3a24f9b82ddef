from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.model import LastYear
from pipeline.store import open_store, standing
from tests.store.factories import batch, finding, place, report, results

THERE = batch(report())


def statuses(stands) -> tuple[list[str], list[str], list[str]]:
    return tuple(
        [one.fingerprint for one in part] for part in (stands.findings, stands.gone, stands.unjudged)
    )


def test_new_staying_and_gone() -> None:
    stands = standing([finding("old"), finding("both")], [finding("both"), finding("fresh")], (), THERE)
    assert [(one.fingerprint, one.status) for one in stands.findings] == [("both", "沿用"), ("fresh", "新增")]
    assert [(one.fingerprint, one.status) for one in stands.gone] == [("old", "已消除")]


def test_a_finding_of_a_file_that_could_not_be_read_is_not_gone() -> None:
    stands = standing([finding("old")], [], (), batch(failed=("甲局/自评.docx",)))
    assert statuses(stands) == ([], [], ["old"])


def test_a_resubmission_under_another_name_clears_it() -> None:
    assert standing([finding("old")], [], (), batch(report("甲局/自评（改）.docx"))).gone


def test_a_report_that_changed_its_projects_name_clears_it() -> None:
    assert standing([finding("old")], [], (), batch(report(project="路灯节能"))).gone


def test_another_units_files_say_nothing_of_it() -> None:
    other = replace(report("乙局/自评.docx"), unit="乙局")
    assert not standing([finding("old")], [], (), batch(other)).gone


def test_what_the_exceptions_file_keeps_off_the_list_is_not_gone() -> None:
    assert statuses(standing([finding("old")], [], ["old"], THERE)) == ([], [], ["old"])


@pytest.mark.parametrize("beside", ["外部资料/台账.xlsx", "上年资料/自评.docx"])
def test_without_what_was_laid_beside_nothing_is_cleared(beside: str) -> None:
    old = finding("old", places=(place(), place(beside)))
    assert not standing([old], [], (), THERE).gone


def test_with_last_years_reports_laid_beside_again_it_is_cleared() -> None:
    old = finding("old", places=(place(), place("上年资料/自评.docx")))
    assert standing([old], [], (), replace(THERE, last_year=LastYear("reports", ()))).gone


def test_likeness_to_a_report_that_is_not_there_is_not_cleared() -> None:
    old = finding("old", places=(place(), place("乙局/自评.docx")))
    assert not standing([old], [], (), THERE).gone
    assert standing([old], [], (), batch(report(), report("乙局/自评.docx"))).gone


def test_the_round_before_is_the_last_one_over_other_inputs(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.rounds.close("一", results(finding("f1")), ())
        store.rounds.close("二", results(finding("f2")), ())
        store.rounds.close("二", results(finding("f2"), finding("f3")), ())
        assert [one.fingerprint for one in store.rounds.before("二")] == ["f1"]
        assert [one.fingerprint for one in store.rounds.before("三")] == ["f2", "f3"]
        assert set(store.rounds.rules_of()) == {"f1", "f2", "f3"}


def test_what_is_gone_is_not_gone_again_and_what_is_undecided_is_carried_on(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        gone = replace(finding("gone"), status="已消除")
        store.rounds.close("一", results(finding("f1"), gone=(gone,)), (finding("open"),))
        assert [one.fingerprint for one in store.rounds.before("二")] == ["f1", "open"]


def test_of_old_rounds_only_the_words_are_forgotten(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        for number in range(9):
            store.rounds.close(str(number), results(finding(f"f{number}")), ())
        assert len(store.rounds.rules_of()) == 9
        assert [one.fingerprint for one in store.rounds.before("其他")] == ["f8"]
