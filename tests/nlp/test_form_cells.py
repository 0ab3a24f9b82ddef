"""Single cells: numbers, targets, rates without a percent sign."""

from decimal import Decimal

import pytest

from pipeline.nlp.form_cells import cell_number, is_not_applicable, quantity
from tests.nlp.form_factory import forms_of, grid_of


@pytest.mark.parametrize(
    ("text", "number", "unit", "decimals"),
    [
        ("1,848.31", "1848.31", "", 2),
        ("5.8万", "5.8", "万", 1),
        ("100%", "100", "%", 0),
        ("0.9942", "0.9942", "", 4),
        ("85.06 %", "85.06", "%", 2),
        ("１２．５", "12.5", "", 1),
        ("≥90%", "90", "%", 0),
        ("≥100百分比", "100", "%", 0),
        ("≤251.89万元", "251.89", "万元", 2),
        ("-9.03%", "-9.03", "%", 2),
        ("2024.05", "2024.05", "", 2),  # an amount that looks like a date
        ("2020", "2020", "", 0),
        ("1.94万元/个", "1.94", "万元/个", 2),
        ("≧7", "7", "", 0),
        ("═3", "3", "", 0),
        (">=8", "8", "", 0),
        ("大于等于9", "9", "", 0),
    ],
)
def test_number_of_a_cell(text: str, number: str, unit: str, decimals: int) -> None:
    assert cell_number(text) == (Decimal(number), unit, decimals)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "—",
        "/",
        "－",
        "2021年9月底前",
        "定性优",
        "78.*元",
        "20-30人",
        "1:1.2",
        "2023-06-30",
        "2023.6.30",
        "有效",
    ],
)
def test_no_number_in_a_cell(text: str) -> None:
    assert cell_number(text) is None


def test_not_applicable_is_not_blank() -> None:
    assert all(is_not_applicable(text) for text in ("—", "/", "-", "－", "——"))
    assert not any(is_not_applicable(text) for text in ("", "  ", "0", "-5"))


@pytest.mark.parametrize(
    ("text", "operator", "number", "unit", "qualitative"),
    [
        ("≥5000人", "≥", "5000", "人", False),
        ("＝12月", "=", "12", "月", False),
        ("380件以上", "≥", "380", "件", False),
        ("3天以内", "≤", "3", "天", False),
        ("不超过2次", "≤", "2", "次", False),
        ("已完成12期", "", "12", "期", False),
        ("2022年11月底前", "", None, "", False),
        ("12月底前", "", None, "", False),
        ("定性优良中低差", "", None, "", True),
        ("逐步提高", "", None, "", True),
        ("", "", None, "", False),
        ("—", "", None, "", False),
    ],
)
def test_target_values(text: str, operator: str, number: str | None, unit: str, qualitative: bool) -> None:
    found = quantity(text)
    wanted = None if number is None else Decimal(number)
    assert (found.operator, found.number, found.unit, found.qualitative) == (
        operator,
        wanted,
        unit,
        qualitative,
    )


@pytest.mark.parametrize(
    ("written", "spent", "percent", "confidence"),
    [
        ("97%", "97", "97", 1.0),
        ("97", "97", "97", 1.0),
        ("0.97", "97", "97", 1.0),
        ("1", "100", "100", 1.0),
        ("1", "1", "1", 1.0),
        ("0.5", "97", "0.5", 0.7),  # neither reading fits: kept as written, doubted
        ("100", "33", "100", 1.0),  # a wrong figure is still a percentage
        ("0", "97", "0", 1.0),
    ],
)
def test_rate_without_percent_sign(written: str, spent: str, percent: str, confidence: float) -> None:
    table = f"资金来源（万元） | 全年预算数 | 全年执行数 | 执行率\n资金总额 | 100 | {spent} | {written}"
    rate = forms_of(grid_of(table)).funds[0].rate
    assert rate is not None
    assert rate.number == Decimal(percent)
    assert rate.confidence == confidence


def test_precision_of_a_rate_written_as_a_share() -> None:
    table = "资金来源 | 全年预算数 | 全年执行数 | 执行率\n资金总额 | 100 | 97.12 | 0.9712"
    rate = forms_of(grid_of(table)).funds[0].rate
    assert rate is not None
    assert rate.ulp == Decimal("0.01")
