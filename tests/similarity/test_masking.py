import pytest

from pipeline.model import BlockKind, Report
from pipeline.similarity.masking import (
    DATE,
    NUMBER,
    PERSON,
    PLACE,
    PROJECT,
    UNIT,
    Names,
    mask,
    names_of,
    united,
)
from pipeline.similarity.own_text import own_text
from tests.similarity.factories import a_report

LETTERS = {
    PLACE: "〈地〉",
    UNIT: "〈单位〉",
    PROJECT: "〈项目〉",
    DATE: "〈日期〉",
    NUMBER: "〈数〉",
    PERSON: "〈人〉",
}


def masked(text: str, unit: str | None = None, project: str | None = None) -> str:
    report = a_report("r", [("其他", text + "，。")], unit=unit, project=project)
    symbols = mask(own_text(report), names_of(report)).symbols.removesuffix("，。")
    return "".join(LETTERS.get(symbol, symbol) for symbol in symbols)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("安排280万元", "安排〈数〉万元"),
        ("安排1,280.50万元", "安排〈数〉万元"),
        ("安排２８０万元", "安排〈数〉万元"),
        ("安排二百八十万元", "安排〈数〉元"),
        ("完成率99.57%", "完成率〈数〉%"),
        ("2023年度完成", "〈日期〉完成"),
        ("截至2023 年 12 月 31 日", "截至〈日期〉"),
        ("3月5日开工", "〈日期〉开工"),
        ("于2023-02-14批复", "于〈日期〉批复"),
        ("一是管护不到位", "一是管护不到位"),
        ("十分满意", "十分满意"),
        ("1、2、3", "〈数〉、〈数〉、〈数〉"),
    ],
)
def test_figures_and_dates_become_slots(text: str, expected: str):
    assert masked(text) == expected


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("青屏区水务局", "青屏区水务局负责"),
        ("青屏区水务局", "区水务局负责"),
        ("青屏区水务局", "水务局负责"),
        ("青屏区水务局", "我局负责"),
        ("禾川县渠口镇人民政府", "禾川县渠口镇人民政府负责"),
        ("禾川县渠口镇人民政府", "本单位负责"),
        ("开发区市场监管局", "开发区市场监管局负责"),
        ("州大数据中心", "州大数据中心负责"),
    ],
)
def test_a_unit_is_one_slot_however_it_calls_itself(unit: str, text: str):
    assert masked(text, unit) == "〈单位〉负责"


@pytest.mark.parametrize(
    "text", ["报青屏区财政局", "报区财政局", "报县财政局", "报禾川市青屏区财政局".replace("禾川市", "市")]
)
def test_places_of_any_level_meet(text: str):
    assert masked(text, "青屏区水务局") == "报〈地〉财政局"


@pytest.mark.parametrize("text", ["实施渠道清淤补助资金", "实施渠道清淤"])
def test_a_project_is_found_with_and_without_its_tail(text: str):
    assert masked(text, project="2023年度渠道清淤补助资金") == "实施〈项目〉"


def test_a_project_of_two_characters_is_a_word_and_no_name():
    assert masked("做好维修", project="维修项目") == "做好维修"


def test_every_symbol_knows_its_words_in_the_file():
    report = a_report(
        "r", [("其他", "青屏区 水务局，于2023 年\n投入1,280.5万元，全部完成。")], unit="青屏区水务局"
    )
    result = mask(own_text(report), names_of(report))
    text = report.document.text
    for position, symbol in enumerate(result.symbols):
        words = "".join(text[result.starts[position] : result.ends[position]].split())
        assert words == result.words.get(position, symbol)
    assert list(result.words.values()) == ["青屏区水务局", "2023年", "1,280.5"]


def test_united_names_keep_ones_own_slot():
    one, other = Names((("甲乙丙丁", UNIT),)), Names((("甲乙丙丁", PROJECT), ("戊己庚", PLACE)))
    assert united(one, other).by_name == (("甲乙丙丁", UNIT), ("戊己庚", PLACE))


def test_hidden_blocks_and_other_reports_of_the_file_are_not_masked_in():
    report: Report = a_report(
        "r", [("其他", "本段属于本报告，应当保留。")], loose=[(BlockKind.METADATA, "发布机构，略。")]
    )
    assert mask(own_text(report), names_of(report)).symbols == "本段属于本报告，应当保留。"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("项目负责人：王晓", "项目负责人：〈人〉"),
        ("填报人：欧文雅", "填报人：欧文雅"),
        ("，由王晓副局长带队", "，由〈人〉副局长带队"),
        ("，由王晓带队", "，由王晓带队"),
        ("，王家同志", "，〈人〉同志"),
        ("负责人：张三丰收到", "负责人：张三丰收到"),
    ],
)
def test_persons_are_slots_beside_their_titles_only(text: str, expected: str):
    assert masked(text) == expected
