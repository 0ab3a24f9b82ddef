"""Grade bands as reports state them, and the grade that a score earns by them."""

from decimal import Decimal

import pytest

from pipeline.validation.bands import admitted_elsewhere, grade_in, stated_bands
from tests.validation.factories import report_of

STATED = [
    ("综合得分90分（含）以上为优，80分（含）至90分为良，60分（含）至80分为中，60分以下为差。", "90 80 60 0"),
    ("综合得分在90分以上（含90分）为优，80-89分（含80分）为良，60-79分为中，60分以下为差。", "90 80 60 0"),
    (
        "评价等级：优（90（含）-100分）、良（80（含）-90分）、中（60（含）-80分）、差（60分以下）。",
        "90 80 60 0",
    ),
    ("一等(90分以上)，二等(75-90分)，三等(60-75分)，四等(60分以下)。", "90 75 60 0"),
    ("90（含）-100分为优秀，85（含）-90分为良好，70（含）-85分为合格，70分以下为不合格。", "90 85 70 0"),
    ("得分≥90分为优，80分～90分为良，60分～80分为中，低于60分为差。", "90 80 60 0"),
]


@pytest.mark.parametrize(("text", "lowest"), STATED)
def test_bands_are_read_as_stated(text: str, lowest: str) -> None:
    bands = stated_bands(report_of(text))
    assert [band.grade for band in bands] == ["优", "良", "中", "差"]
    assert " ".join(str(band.lowest) for band in bands) == lowest


@pytest.mark.parametrize(
    "text",
    [
        "自评得分95分，评为优。",
        "合格率88.6%，优良率90%以上为优。",
        "年初预算280万元，实际支出260万元。",
        "14个项目在90分以上为优秀，1个项目85分。",
    ],
)
def test_results_are_not_taken_for_bands(text: str) -> None:
    assert stated_bands(report_of(text)) == ()


def test_a_score_between_two_printed_bands() -> None:
    bands = stated_bands(report_of(STATED[1][0]))
    assert grade_in(bands, Decimal("88.85")) == "良"
    assert grade_in(bands, Decimal("89.4")) == "良"
    assert grade_in(bands, Decimal("89.5")) is None
    assert grade_in(bands, Decimal("90")) == "优"
    assert grade_in(bands, Decimal("59.9")) == "差"


def test_other_known_bands_only_soften() -> None:
    assert admitted_elsewhere(Decimal("85.81"), "优")
    assert admitted_elsewhere(Decimal("78.6"), "优") is None
    assert admitted_elsewhere(Decimal(100), "良") is None
