"""Splitting figures that run together: exactly one reading or none."""

from decimal import Decimal

import pytest

from pipeline.nlp.form_figures import split_funds, split_points, split_total

THREE = ("budget_initial", "budget_full", "spent")
TWO = ("budget_full", "spent", "rate")


@pytest.mark.parametrize(
    ("text", "fields", "pieces"),
    [
        ("40004000100%", TWO, ["4000", "4000", "100%"]),
        ("194.9194.9100%", TWO, ["194.9", "194.9", "100%"]),
        ("20015075%", TWO, ["200", "150", "75%"]),
        ("1,200.001,200.00100%", TWO, ["1,200.00", "1,200.00", "100%"]),
        ("0.000.000.00", THREE, ["0.00", "0.00", "0.00"]),
        ("73.573.570", THREE, ["73.5", "73.5", "70"]),
        ("------", (*THREE, "weight", "rate", "score"), ["-"] * 6),
    ],
)
def test_one_reading(text: str, fields: tuple[str, ...], pieces: list[str]) -> None:
    cuts = split_funds(text, fields)
    assert cuts is not None
    assert [text[slice(*cuts[field])] for field in fields] == pieces


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("20015080%", TWO),  # no cut has this rate
        ("2455.52318.66", ("budget_full", "spent")),  # nothing bears a cut out
        ("12111", THREE),
        ("194.9200.1100", TWO),  # a rate without % bears nothing out
        ("1" * 70 + "%", TWO),
        ("", TWO),
        ("abc", TWO),
    ],
)
def test_no_single_reading(text: str, fields: tuple[str, ...]) -> None:
    assert split_funds(text, fields) is None


def test_weight_score_and_reason() -> None:
    def readings(text: str, ratio: str | None) -> list[tuple[str, str, str]]:
        found = split_points(text, None if ratio is None else Decimal(ratio))
        return [tuple(text[slice(*cut)] for cut in (p.weight, p.score, p.reason)) for p in found]  # type: ignore[misc]

    assert readings("1515", None) == [("15", "15", "")]
    assert readings("55", "1.2") == [("5", "5", "")]
    assert readings("2015", None) == [("20", "15", "")]
    assert readings("109.5因暴雨", "0.95") == [("10", "9.5", "因暴雨")]
    assert readings("109.54处未完工", "0.95") == [("10", "9.5", "4处未完工")]
    assert readings("1011", None) == []  # a score above its weight


def test_total_row_needs_the_known_full_marks() -> None:
    assert split_total("10099.33", Decimal(100)) == ((0, 3), (3, 8))
    assert split_total("100100", Decimal(100)) == ((0, 3), (3, 6))
    assert split_total("9099.33", Decimal(100)) is None
    assert split_total("100", Decimal(100)) is None
