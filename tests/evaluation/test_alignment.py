from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluation.alignment import aligned


def same(one, other):
    return int(one == other)


def test_what_is_missing_and_what_is_too_many():
    assert aligned("甲乙丙", "甲丙丁", same) == [(0, 0), (1, None), (2, 1), (None, 2)]
    assert aligned("", "甲", same) == [(None, 0)]
    assert aligned("甲", "", same) == [(0, None)]


def test_the_greater_likeness_wins_among_repeated_words():
    def likeness(one, other):
        return (10 + int(one[1] == other[1])) * int(one[0] == other[0])

    assert aligned([("甲", 2)], [("甲", 1), ("甲", 2)], likeness) == [(None, 0), (0, 1)]


def test_crossed_partners_are_not_both_taken():
    pairs = aligned("甲乙", "乙甲", same)
    assert sum(left is not None and right is not None for left, right in pairs) == 1


@given(st.text("甲乙丙", max_size=8), st.text("甲乙丙", max_size=8))
def test_everything_is_listed_once_and_in_order(left, right):
    pairs = aligned(left, right, same)
    assert [one for one, _ in pairs if one is not None] == list(range(len(left)))
    assert [other for _, other in pairs if other is not None] == list(range(len(right)))
    assert all(left[one] == right[other] for one, other in pairs if one is not None and other is not None)
