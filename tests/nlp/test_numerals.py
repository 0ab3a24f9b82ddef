"""The numeral grammar: every way of writing a figure that the field knows, and what is none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Kind
from pipeline.nlp.fold import folded
from pipeline.nlp.numerals import chinese_number, read_numeral
from pipeline.nlp.quantities import scan_text


@pytest.mark.parametrize(
    ("text", "yuan", "ulp"),
    [
        ("47万元", "470000", "10000"),
        ("36,950.00元", "36950.00", "0.01"),
        ("12亿3456万元", "1234560000", "10000"),
        ("2.4亿元", "240000000", "10000000"),
        ("3万2400元", "32400", "1"),
        ("5百万元", "5000000", "1000000"),
        ("6千元", "6000", "1000"),
        ("１２．５万元", "125000", "1000"),
        ("二百八十万元", "2800000", "100000"),
        ("贰佰捌拾万元整", "2800000", "1"),
        ("三亿五千万元", "350000000", "10000000"),
        ("85.06 万元", "850600", "100"),
        ("1 234 567元", "1234567", "1"),
        ("9265.353442万元", "92653534.42", "0.01"),
        ("¥3,500.00元", "3500.00", "0.01"),
    ],
)
def test_money_is_read_exactly(text: str, yuan: str, ulp: str) -> None:
    (quantity,) = scan_text(text).quantities
    assert (quantity.kind, quantity.number, quantity.ulp) == (Kind.MONEY, Decimal(yuan), Decimal(ulp))
    assert (quantity.start, quantity.end) == (0, len(text))


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("98.5%", "98.5"),
        ("98.5％", "98.5"),
        ("百分之九十八点五", "98.5"),
        ("千分之三", "0.3"),
        ("3‰", "0.3"),
        ("七成以上", "70"),
        ("-9.03%", "-9.03"),
    ],
)
def test_rates_are_read_exactly(text: str, percent: str) -> None:
    (quantity,) = scan_text(text).quantities
    assert (quantity.kind, quantity.number) == (Kind.RATE, Decimal(percent))


@pytest.mark.parametrize(
    "text",
    [
        "川财〔2020〕10号",
        "〔201834号",
        "〔20211号",
        "第42号凭证",
        "电话：0789-6982210",
        "13812345678",
        "12345热线",
        "S447线",
        "H-125",
        "PM2.5",
        "项目编码：51000021R000001",
        "2023年3月15日",
        "2023-03-15",
        "2023228日",
        "16:05",
        "第3条",
        "三创四建",
        "一元化",
        "二元结构",
        "多元投入",
    ],
)
def test_decoys_never_become_values(text: str) -> None:
    assert [
        quantity
        for quantity in scan_text(text).quantities
        if quantity.kind in {Kind.MONEY, Kind.RATE, Kind.SCORE}
    ] == []


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("17,324.14万吨", "万吨"),
        ("4.1万亩", "亩"),
        ("3.86万人次", "人次"),
        ("28.6万件", "件"),
        ("1.65万顶", "顶"),
    ],
)
def test_ten_thousands_of_things_are_not_money(text: str, unit: str) -> None:
    (quantity,) = scan_text(text).quantities
    assert quantity.kind is Kind.COUNT
    assert quantity.unit in {unit, unit.removeprefix("万")}


def test_bare_ten_thousands_wait_for_their_context() -> None:
    (quantity,) = scan_text("5.8万").quantities
    assert quantity.bare


def test_a_range_takes_its_unit_from_its_end() -> None:
    (quantity,) = scan_text("100-200万元").quantities
    assert (quantity.number, quantity.upper) == (Decimal(1000000), Decimal(2000000))


@given(st.integers(0, 10**12), st.integers(0, 6))
def test_arabic_numerals_keep_value_and_precision(number: int, places: int) -> None:
    value = Decimal(number).scaleb(-places)
    text = f"{value:f}"
    numeral = read_numeral(text + "元", 0)
    assert numeral is not None
    assert (numeral.number, numeral.ulp, numeral.end) == (value, Decimal(1).scaleb(-places), len(text))


@given(st.integers(1, 10**9))
def test_thousands_separators_change_nothing(number: int) -> None:
    plain, grouped = read_numeral(f"{number}元", 0), read_numeral(f"{number:,}元", 0)
    assert plain is not None
    assert grouped is not None
    assert plain.number == grouped.number


_DIGITS = "零一二三四五六七八九"


def _in_chinese(number: int) -> str:
    """The ordinary Chinese numeral of 0 … 99,999,999."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        joint = "零" if 0 < low < 1000 else ""
        return _in_chinese(high) + "万" + (joint + _in_chinese(low) if low else "")
    words, gap = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            words += ("零" if gap and words else "") + _DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return words or "零"


@given(st.integers(0, 99_999_999))
def test_chinese_numerals_are_read_back(number: int) -> None:
    assert chinese_number(_in_chinese(number)) == number


@given(st.text())
def test_folding_never_moves_a_character(text: str) -> None:
    assert len(folded(text)) == len(text)


@given(st.text(alphabet="0123456789.,，万亿元千百分%％〔〕号年月日第一二三十 -—至约余\n（）", max_size=40))
def test_any_text_gives_quantities_inside_it_that_do_not_overlap(text: str) -> None:
    position = 0
    for quantity in scan_text(text).quantities:
        assert position <= quantity.start < quantity.end <= len(text)
        position = quantity.end


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三万五", 35_000),
        ("一百二", 120),
        ("一百零二", 102),
        ("一百二万", 1_200_000),
        ("三万零五", 30_005),
        ("两千六", 2_600),
    ],
)
def test_spoken_numerals_leave_the_last_place_unsaid(text: str, number: int) -> None:
    assert chinese_number(text) == number


def test_two_digits_in_a_row_are_a_range() -> None:
    (quantity,) = scan_text("二三十万元").quantities
    assert (quantity.number, quantity.upper) == (Decimal(200_000), Decimal(300_000))
