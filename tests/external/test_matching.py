"""Reports and the ledger's projects: code first, then names, unique and near enough, else a person."""

from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.external import match_ledger
from pipeline.external.ledger import ledger_from_sheets
from pipeline.external.names import project_likeness, unit_likeness
from pipeline.external.sheets import SheetCells
from pipeline.model import Ledger, LedgerJoin, Report
from tests.validation.factories import report_of

LEAST = Decimal("0.9")
HEADS = ("项目编码", "单位", "项目名称", "年度", "年初预算（元）")


def ledger(*rows: tuple[str, str, str, str]) -> Ledger:
    return ledger_from_sheets("台账.xlsx", [SheetCells("表", (HEADS, *((*row, "100") for row in rows)))])


def report(unit: str, project: str, text: str = "", year: str = "2023") -> Report:
    return report_of(f"单位：{unit}\n项目：{project}\n年度：{year}\n{text}")


def joined(known: Ledger, one: Report) -> LedgerJoin:
    return match_ledger(known, (one,), LEAST)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("青石县水利局", "青石县水利局", True),
        ("县城管局", "青石县城市管理局", True),
        ("水利局", "青石县水利局", True),
        ("青石县水利局", "河口县水利局", False),
        ("青石县教育局", "青石县民政局", False),
    ],
)
def test_units_and_their_short_names(one: str, other: str, same: bool) -> None:
    assert (unit_likeness(one, other) >= LEAST) is same
    assert unit_likeness(one, other) == unit_likeness(other, one)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("渠道清淤项目", "渠道清淤", True),
        ("2023年渠道清淤专项资金", "渠道清淤", True),
        ("51140023R000004412-渠道清淤", "渠道清淤", True),
        ("灌区渠道清淤整治工程（一期）", "灌区渠道清淤整治工程（二期）", False),
        ("东干渠渠道清淤整治工程", "西干渠渠道清淤整治工程", False),
        ("第3标段渠道清淤整治工程", "第4标段渠道清淤整治工程", False),
        ("渠道清淤", "泵站维修", False),
    ],
)
def test_projects_and_what_tells_them_apart(one: str, other: str, same: bool) -> None:
    assert (project_likeness(one, other) >= LEAST) is same
    assert project_likeness(one, other) == project_likeness(other, one)


def test_the_code_counts_before_the_name() -> None:
    known = ledger(
        ("A-2023-01", "县水利局", "水毁修复", "2023"), ("A-2023-02", "县水利局", "渠道清淤", "2023")
    )
    join = joined(known, report("县水利局", "渠道清淤", "项目编码：A202301"))
    (match,) = join.matches
    assert (match.how, match.settled, join.project(match.project).project) == ("code", True, "水毁修复")


def test_the_code_in_front_of_the_project_name_counts() -> None:
    known = ledger(("511400230001", "县水利局", "水毁修复", "2023"))
    (match,) = joined(known, report("县水利局", "511400230001-渠道清淤")).matches
    assert (match.how, match.settled) == ("code", True)


def test_a_name_that_is_near_but_not_near_enough_is_left_to_a_person() -> None:
    join = joined(
        ledger(("", "县水利局", "灌区渠道清淤整治", "2023")), report("县水利局", "灌区渠道清淤及整治维护")
    )
    assert join.settled("r1") is None
    assert join.candidates("r1")


def test_two_that_are_equally_near_are_left_to_a_person() -> None:
    known = ledger(
        ("A-2023-01", "县水利局", "渠道清淤", "2023"), ("A-2023-02", "县水利局", "渠道清淤", "2023")
    )
    join = joined(known, report("县水利局", "渠道清淤"))
    assert join.settled("r1") is None
    assert len(join.candidates("r1")) == 2
    assert "2 个项目同样相近" in join.candidates("r1")[0].why


@pytest.mark.parametrize(
    "one",
    [
        report("县水利局", "渠道清淤", year="2022"),
        report("河口县教育局", "渠道清淤"),
        report("县水利局", "泵站维修"),
    ],
)
def test_other_years_units_and_projects_do_not_match(one: Report) -> None:
    assert not joined(ledger(("", "县水利局", "渠道清淤", "2023")), one).matches


def test_without_a_unit_on_either_side_a_person_decides() -> None:
    join = joined(ledger(("", "", "渠道清淤", "2023")), report("县水利局", "渠道清淤"))
    assert join.settled("r1") is None
    assert join.candidates("r1")


def test_a_report_on_the_whole_unit_meets_the_unit_as_a_whole() -> None:
    one = replace(report_of("单位：县水利局\n类型：整体自评报告\n"), project=None, projects=())
    join = joined(ledger(("", "县水利局", "部门整体支出", "2023"), ("", "县水利局", "渠道清淤", "2023")), one)
    match = join.settled("r1")
    assert match is not None
    assert join.project(match.project).project == "部门整体支出"
