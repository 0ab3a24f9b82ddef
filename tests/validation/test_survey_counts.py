"""Satisfaction rates: what rounds or truncates from the counts never fires, anything else does."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from pipeline.settings import load_settings
from pipeline.validation import check_batch
from tests.validation.factories import batch_of

SETTINGS = load_settings()
TEXT = (
    "# 完成情况｜三、完成情况\n发放问卷{sent}份，回收{returned}份，其中满意{satisfied}份，满意度为{rate}%。\n"
)


def fires(sent: int, returned: int, satisfied: int, rate: Decimal) -> bool:
    batch, pairs, _ = batch_of(TEXT.format(sent=sent, returned=returned, satisfied=satisfied, rate=rate))
    findings, _ = check_batch(batch, pairs, SETTINGS, "general")
    return "ZB-10" in {finding.rule for finding in findings}


counts = st.integers(min_value=20, max_value=5000)


@given(
    sent=counts,
    lost=st.integers(min_value=0, max_value=15),
    unhappy=st.integers(min_value=0, max_value=15),
    places=st.integers(min_value=0, max_value=2),
    mode=st.sampled_from([ROUND_HALF_UP, ROUND_DOWN]),
    by_sent=st.booleans(),
)
def test_a_rate_of_the_counts_never_fires(
    sent: int, lost: int, unhappy: int, places: int, mode: str, by_sent: bool
) -> None:
    returned = sent - lost
    satisfied = max(returned - unhappy, 1)
    base = sent if by_sent else returned
    rate = (Decimal(satisfied) / base * 100).quantize(Decimal(1).scaleb(-places), rounding=mode)
    assert not fires(sent, returned, satisfied, rate)


@given(sent=counts, unhappy=st.integers(min_value=0, max_value=15), off=st.sampled_from([-3, -2, 2, 3]))
def test_a_rate_off_by_points_fires(sent: int, unhappy: int, off: int) -> None:
    satisfied = max(sent - unhappy, 1)
    rate = (Decimal(satisfied) / sent * 100).quantize(Decimal("0.01")) + off
    assert fires(sent, sent, satisfied, rate)


def test_more_returned_than_sent_fires() -> None:
    assert fires(200, 206, 190, Decimal(95))
    assert not fires(206, 206, 196, Decimal("95.15"))
