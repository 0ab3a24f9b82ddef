"""LT-03 beside its page: problems that everybody writes, against the batch's 95th percentile."""

from dataclasses import replace

import pytest

from pipeline.model import Boilerplate, Finding
from pipeline.settings import load_settings
from pipeline.validation import check_batch
from tests.validation.factories import batch_of

VAGUE = "# 存在问题｜四、存在问题\n各方对此项工作的看法并不一致。\n有关环节的衔接还要继续理顺。\n"


def told(source: str, mine: int, others: list[int]) -> list[Finding]:
    """The findings when so many percent of the problems' text, and of the others', is 套话."""
    batch, pairs, _ = batch_of(source)
    shares = [(batch.reports[0].id, mine), *((f"other{n}", share) for n, share in enumerate(others))]
    rows = tuple(Boilerplate(name, "四、存在问题", "存在问题", 0, 100, share, 2, 2) for name, share in shares)
    settings = load_settings("general")
    findings, _ = check_batch(replace(batch, boilerplate=rows), pairs, settings, "general")
    return [finding for finding in findings if finding.rule == "LT-03"]


@pytest.mark.parametrize(
    ("mine", "others", "expected"),
    [
        (90, [20] * 30, 1),
        (20, [20] * 30, 0),
        (90, [20] * 10, 0),
        (45, [20] * 30, 0),
        (90, [20] * 28 + [95] * 2, 0),
    ],
    ids=["above", "like the others", "too few to compare", "less than half", "two of thirty have more"],
)
def test_more_common_text_than_nearly_all_others(mine: int, others: list[int], expected: int):
    assert len(told(VAGUE, mine, others)) == expected


def test_the_message_says_both_shares():
    (finding,) = told(VAGUE, 90, [20] * 30)
    assert "90%" in finding.message
    assert "高于本批次 95% 的报告（20%）" in finding.message


def test_a_fact_among_the_problems_is_enough():
    assert told(VAGUE + "巡查台账缺3个月的记录。\n", 90, [20] * 30) == []
