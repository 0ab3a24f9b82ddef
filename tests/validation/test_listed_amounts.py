"""Lists of amounts: what is a list, what is its total, and how far rounding may go."""

import random
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest

from pipeline.settings import load_settings
from pipeline.validation import check_batch
from pipeline.validation.enumerations import listings
from pipeline.validation.listing import counted
from tests.validation.factories import batch_of, report_of

SETTINGS = load_settings()
NAMES = ("维护费", "通信费", "培训费", "印刷费", "差旅费", "租赁费")


def listed(line: str) -> list[tuple[str, list[str], bool]]:
    report = report_of(f"# 资金情况｜二、资金情况\n{line}\n")
    return [(one.total.raw, [item.raw for item in one.items], one.closed) for one in listings(report)]


def rules_of(source: str) -> set[str]:
    batch, pairs, *_ = batch_of(source)
    return {finding.rule for finding in check_batch(batch, pairs, SETTINGS, "general")[0]}


@pytest.mark.parametrize(
    ("words", "number"), [("两", 2), ("十", 10), ("十四", 14), ("二十", 20), ("三十一", 31), ("9", 9)]
)
def test_counts_in_digits_and_characters(words: str, number: int) -> None:
    assert counted(words) == number


def test_a_stated_number_of_items_closes_a_list_and_another_number_does_not() -> None:
    line = "下达【90万元：全年预算】，包括路面【60万元：用途分项】、桥梁【30万元：用途分项】{}个项目。"
    assert listed(line.format("两")) == [("90万元", ["60万元", "30万元"], True)]
    assert listed(line.format("三")) == [("90万元", ["60万元", "30万元"], False)]


def test_a_list_that_goes_on_is_open() -> None:
    line = "下达【90万元：全年预算】，分别为路面【40万元：用途分项】、桥梁【30万元：用途分项】等。"
    assert listed(line) == [("90万元", ["40万元", "30万元"], False)]


def test_amounts_in_brackets_and_prices_are_no_items() -> None:
    line = (
        "支出【90万元：支出】，由路面【60万元：用途分项】（其中沥青【20万元：用途分项】）"
        "和桥梁【30万元：用途分项】（每座【15万元：单价】）构成。"
    )
    assert ("90万元", ["60万元", "30万元"], True) in listed(line)


def test_a_number_that_was_not_read_leaves_the_list_unjudged() -> None:
    line = "下达【90万元：全年预算】，分别为路面【40万元：用途分项】、绿化20万元、桥梁【30万元：用途分项】。"
    assert listed(line) == []


def test_two_amounts_named_respectively_are_no_list() -> None:
    line = "总投资【500万元：总投资】，预算和支出分别为预算【280万元：全年预算】、支出【260万元：支出】。"
    assert listed(line) == []


@pytest.mark.parametrize("rounding", [ROUND_HALF_UP, ROUND_DOWN])
def test_rounded_parts_of_a_consistent_total_never_fire(rounding: str) -> None:
    dice = random.Random(20230)
    for _ in range(60):
        exact = [Decimal(dice.randrange(10_000, 9_999_999)) / 10_000 for _ in range(dice.randrange(2, 7))]
        parts = [value.quantize(Decimal("0.01"), ROUND_HALF_UP) for value in exact]
        total = sum(exact, Decimal(0)).quantize(Decimal("0.01"), rounding)
        items = "、".join(f"{name}【{part}万元：用途分项】" for name, part in zip(NAMES, parts, strict=False))
        assert "ZJ-06" not in rules_of(
            f"# 资金情况｜二、资金情况\n全年预算【{total}万元：全年预算】，分别为{items}。\n"
        )


def test_any_change_beyond_the_bound_fires() -> None:
    dice = random.Random(20231)
    for _ in range(60):
        parts = [Decimal(dice.randrange(1_000, 99_999)) / 100 for _ in range(dice.randrange(2, 7))]
        beyond = Decimal("0.01") * (len(parts) + 1) / 2 + Decimal("0.01")
        total = sum(parts, Decimal(0)) + beyond.quantize(Decimal("0.01"), ROUND_HALF_UP)
        items = "、".join(f"{name}【{part}万元：用途分项】" for name, part in zip(NAMES, parts, strict=False))
        assert "ZJ-06" in rules_of(
            f"# 资金情况｜二、资金情况\n全年预算【{total}万元：全年预算】，分别为{items}。\n"
        )


def test_a_change_is_no_total_of_the_list_behind_it() -> None:
    lines = (
        "收入【500万元：其他金额】。同比上年度增加【80万元：其他金额】，增长19%。"
        "其中：财政拨款收入【500万元：其他金额】，同比增加【95万元：其他金额】。"
    )
    assert all(total != "80万元" for total, _, _ in listed(lines))


def test_amounts_named_by_what_follows_them_are_items_of_the_sum_before() -> None:
    lines = "申请预算【90万元：全年预算】。其中：【40万元：用途分项】用于设计；【50万元：用途分项】用于监理。"
    assert listed(lines) == [("90万元", ["40万元", "50万元"], False)]


def test_amounts_named_by_what_follows_them_may_not_exceed_the_sum() -> None:
    lines = "申请预算【90万元：全年预算】。其中：【40万元：用途分项】用于设计；【60万元：用途分项】用于监理。"
    assert "ZJ-06" in rules_of(f"# 资金情况｜二、资金情况\n{lines}\n")


def test_a_total_is_no_item_of_the_next_total() -> None:
    line = (
        "拨款收入【80万元：其他金额】，其他收入【20万元：其他金额】，收入合计【100万元：其他金额】；"
        "支出合计【95万元：支出】。"
    )
    assert all(total != "95万元" for total, _, _ in listed(line))


@pytest.mark.parametrize(("second", "fires"), [("50万元", True), ("40万元", False)])
def test_money_handed_down_in_a_paragraph_of_its_own_is_held_against_the_amount_above(
    second: str, fires: bool
) -> None:
    source = (
        "# 资金情况｜（一）资金下达\n市财政局下达补助资金【90万元：全年预算】。\n"
        "# 资金情况｜（二）资金分解\n主管部门将上述资金分解到东丘县【50万元：用途分项】、"
        f"西丘县【{second}：用途分项】。\n"
    )
    assert ("ZJ-06" in rules_of(source)) is fires
