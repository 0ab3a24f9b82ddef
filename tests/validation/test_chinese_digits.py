"""Counts and percentages in Chinese numerals, rewritten with digits."""

import pytest

from pipeline.validation.chinese_digits import with_digits


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("访问九十六户，八十九户表示满意", "访问96户，89户表示满意"),
        ("满意度百分之九十二点七", "满意度92.7%"),
        ("发放一千二百零五份", "发放1205份"),
        ("合格率百分之百", "合格率100%"),
        ("两百名", "200名"),
    ],
)
def test_numerals_become_digits(text: str, digits: str) -> None:
    assert with_digits(text) == digits


@pytest.mark.parametrize("text", ["一是加强管理", "三个方面", "五年规划", "回收196份", "万户千门"])
def test_other_words_stay(text: str) -> None:
    assert with_digits(text) == text
