"""What a report repeats of last year's, section by section, names and numbers masked."""

from dataclasses import replace
from decimal import Decimal

from pipeline.external import last_year_of
from pipeline.model import Batch, Repetition, Report
from pipeline.settings import load_settings
from pipeline.similarity.last_year import last_year_pairs, with_repetitions
from tests.similarity.factories import a_report, sentences

UNIT, PROJECT = "清河县水利局", "渠道清淤"
DONE, PROBLEMS, OTHER = sentences(6, 1), sentences(4, 2), sentences(6, 3)


def of_year(year: int, *sections: tuple[str, str], unit: str = UNIT) -> Report:
    one = a_report(f"{unit}{year}.docx", sections, unit=unit, project=PROJECT, year=year)
    return replace(one, bundle=f"{unit}|{PROJECT}|{year}")


def compared(this: Report, last: Report) -> Batch:
    batch = Batch((), (this,), last_year=last_year_of((last,)))
    return with_repetitions(batch, load_settings())


def shares(batch: Batch) -> dict[str, Decimal]:
    assert batch.last_year is not None
    return {one.role: one.share for one in batch.last_year.repetitions}


def test_each_section_is_measured_alone() -> None:
    batch = compared(
        of_year(2023, ("完成情况", DONE), ("存在问题", OTHER)),
        of_year(2022, ("完成情况", DONE), ("存在问题", PROBLEMS)),
    )
    assert shares(batch) == {"完成情况": 1, "存在问题": 0}


def test_numbers_and_years_do_not_hide_a_copy() -> None:
    text = "2023年完成清淤{}公里，涉及农户{}户，" + DONE
    batch = compared(
        of_year(2023, ("完成情况", text.format(36, 1204))),
        of_year(2022, ("完成情况", text.replace("2023", "2022").format(28, 977))),
    )
    assert shares(batch) == {"完成情况": 1}


def test_text_that_moved_to_another_section_does_not_count() -> None:
    batch = compared(
        of_year(2023, ("完成情况", DONE)), of_year(2022, ("存在问题", DONE), ("完成情况", OTHER))
    )
    assert shares(batch) == {"完成情况": 0}


def test_half_a_section_is_half() -> None:
    batch = compared(
        of_year(2023, ("存在问题", f"{PROBLEMS}\n{OTHER}")), of_year(2022, ("存在问题", PROBLEMS))
    )
    share = shares(batch)["存在问题"]
    assert Decimal("0.35") < share < Decimal("0.45")


def test_passages_point_into_both_texts() -> None:
    this, last = of_year(2023, ("完成情况", DONE)), of_year(2022, ("完成情况", f"{OTHER}\n{DONE}"))
    batch = compared(this, last)
    assert batch.last_year is not None
    (one,) = batch.last_year.repetitions
    (passage,) = one.passages
    assert this.document.text[passage.a_start : passage.a_end] == DONE
    assert last.document.text[passage.b_start : passage.b_end] == DONE


def test_background_sections_and_other_units_are_not_looked_at() -> None:
    background = compared(of_year(2023, ("基本情况", DONE)), of_year(2022, ("基本情况", DONE)))
    stranger = compared(
        of_year(2023, ("完成情况", DONE)), of_year(2022, ("完成情况", DONE), unit="云台县水利局")
    )
    older = compared(of_year(2023, ("完成情况", DONE)), of_year(2021, ("完成情况", DONE)))
    assert not shares(background) and not shares(stranger) and not shares(older)


def test_a_pair_of_kind_last_year_sums_the_sections() -> None:
    batch = compared(
        of_year(2023, ("完成情况", DONE), ("存在问题", OTHER)),
        of_year(2022, ("完成情况", DONE), ("存在问题", PROBLEMS)),
    )
    (pair,) = last_year_pairs(batch)
    assert pair.kind == "last_year"
    assert 0 < pair.score < 1
    assert batch.last_year is not None
    rows: tuple[Repetition, ...] = batch.last_year.repetitions
    assert pair.shared_characters == sum(row.characters for row in rows)
