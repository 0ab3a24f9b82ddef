"""Counts behind 其中: what is a list of parts, and which difference looks like a slip of the pen."""

import pytest

from pipeline.settings import load_settings
from pipeline.validation import check_batch
from pipeline.validation.among_counts import amongst
from pipeline.validation.slips import one_slip
from tests.validation.factories import batch_of

SETTINGS = load_settings()


def rules_of(line: str) -> set[str]:
    batch, pairs, *_ = batch_of(f"# 完成情况｜三、完成情况\n{line}\n")
    return {finding.rule for finding in check_batch(batch, pairs, SETTINGS, "general")[0]}


def test_parallel_parts_in_the_unit_of_the_total_are_a_list() -> None:
    (one,) = amongst("维护机井2,386眼，其中东片1,012眼、西片874眼和南片500眼。")
    assert (one.total, one.parts, one.unit) == (2386, (1012, 874, 500), "眼")


def test_a_clause_in_another_unit_may_stand_between() -> None:
    (one,) = amongst("全年巡诊3,150人次，人次均用时20分钟；其中山区1,150人次、川区2,000人次。")
    assert (one.total, one.parts) == (3150, (1150, 2000))


@pytest.mark.parametrize(
    "text",
    [
        "慰问1,200户，其中低保户800户、五保户280户等。",
        "慰问1,200户，其中低保户800户、五保户280户，其余为临时困难户。",
        "发放问卷900份，其中收回864份、满意812份。",
        "预算1,260万元，其中东片560万元、西片690万元。",
        "巡诊3,150人次，新增300人次，其中山区100人次，川区150公里。",
        "建成大棚120座，其中新建70座。",
    ],
)
def test_open_lists_states_and_money_are_no_list_of_parts(text: str) -> None:
    assert not list(amongst(text))


def test_the_nearest_total_is_the_one_that_is_parted() -> None:
    (one,) = amongst("服务居民1,426户，新增300户，其中东街200户、西街100户。")
    assert one.total == 300


@pytest.mark.parametrize(
    ("total", "parts", "slip"),
    [
        (2386, (1012, 874, 490), True),
        (2386, (1012, 847, 500), True),
        (2386, (1000, 700), False),
        (500, (276, 213), False),
    ],
)
def test_a_slip_is_one_digit_or_two_that_changed_places(
    total: int, parts: tuple[int, ...], slip: bool
) -> None:
    assert one_slip(total, parts) is slip


@pytest.mark.parametrize(
    ("line", "fires"),
    [
        ("维护机井2,386眼，其中东片1,012眼、西片874眼、南片490眼。", True),
        ("维护机井2,386眼，其中东片1,012眼、西片874眼、南片500眼。", False),
        ("维护机井2,386眼，其中东片1,012眼、西片874眼。", False),
        ("受训2,000名，其中妇女1,200名、少数民族900名。", False),
        ("受训2,000名，其中东校1,216名、西校897名。", False),
        ("受训2,000名，其中东校1,203名、西校774名。", False),
        ("受训2,000名，其中东校1,230名、西校797名。", True),
        ("全年巡诊3,150人次，人次均用时20分钟；其中山区1,510人次、川区2,000人次。", False),
        ("全年巡诊3,150人次，人次均用时20分钟；其中山区1,150人次、川区2,030人次。", True),
        ("全年巡诊3,150人次。其中山区1,150人次、川区1,990人次。", True),
        ("全年巡诊3,150人次。其中山区1,150人次、川区1,978人次。", False),
        ("新增工位24个，其中一楼12个、二楼11个。", False),
    ],
)
def test_only_a_difference_like_a_slip_in_a_large_total_is_reported(line: str, fires: bool) -> None:
    assert ("WB-04" in rules_of(line)) is fires
