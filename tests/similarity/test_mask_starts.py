import pytest

from pipeline.similarity.mask_starts import likely_starts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("安排280万元", [2, 3, 4]),
        ("安排二百八十万元", [2, 3, 4, 5]),
        ("一是管护", []),
        ("由我局负责", [1]),
        ("由我们负责", []),
        ("在石桥村修渠", [1]),
        ("的石桥村修渠", []),
        ("项目负责人：王某", [0, 1, 2, 4]),
        ("项目的王某", []),
        ("", []),
    ],
)
def test_slots_begin_where_characters_say_so(text: str, expected: list[int]):
    found = likely_starts(text)
    assert set(expected) >= set(found) if not expected else expected[0] in found
