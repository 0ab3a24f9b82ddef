"""Slips of the pen in amounts: swapped digits count, an item left out does not."""

from decimal import Decimal

import pytest

from pipeline.validation.slips import amounts_slip
from pipeline.validation.tolerance import Figure


def figure(words: str) -> Figure:
    number = Decimal(words)
    exponent = number.as_tuple().exponent
    return Figure(number, Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0))


@pytest.mark.parametrize(
    ("total", "parts", "slip"),
    [
        ("1178.62", ["1102.40", "26.85", "31.57", "16.00"], True),  # 28.65 写成 26.85
        ("1178.62", ["1102.40", "28.65", "31.57"], False),  # 16 万元没有列出
        ("1178.62", ["1102.40", "28.65", "31.57", "16.30"], True),  # 一位数字之差，不到 1%
        ("1178.62", ["1062.40", "28.65", "31.57", "16.00"], False),  # 一位数字，但差 40 万元，可能另有一项
        ("180", ["50", "120"], False),  # 位数太少，可能是巧合
        ("1178.62", ["1102.40", "28.65", "31.57", "16.00"], False),  # 相符
    ],
)
def test_a_slip_is_told_from_an_item_left_out(total: str, parts: list[str], slip: bool) -> None:
    assert amounts_slip(figure(total), [figure(part) for part in parts]) is slip
