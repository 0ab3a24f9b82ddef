"""The Chinese stage over hostile text: never an exception, never more than linear cost."""

import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.nlp import load_words, reports_of
from pipeline.nlp.numerals import MOST_CHARACTERS, read_numeral
from pipeline.nlp.quantities import scan_text
from pipeline.nlp.text_lines import document_of_lines
from tests.hostile import seeds
from tests.hostile.texts import RUNS, repeated

LENGTH, TIMES = 2_500, 4
QUADRATIC = TIMES * TIMES
# Work of a fixed size, and what the machine does beside: seconds of processor time that prove nothing.
NOISE = 0.25

PIECES = sorted(
    {
        *RUNS.values(),
        *seeds.LINES,
        "，",
        "万元",
        "，其中：",
        "%",
        "二〇二三",
        "一十",
        "点",
        "\t",
        "(1)",
        "0.",
        "\n\n",
    }
)
_QUICK = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def _cost(text: str) -> float:
    started = time.process_time()
    reports_of(document_of_lines(text))
    return time.process_time() - started


@pytest.mark.parametrize("name", RUNS)
def test_four_times_the_text_costs_nowhere_near_sixteen_times(name: str) -> None:
    load_words()
    small = min(_cost(repeated(RUNS[name], LENGTH + turn)) for turn in range(2))
    large = min(_cost(repeated(RUNS[name], TIMES * LENGTH + turn)) for turn in range(2))
    assert large < QUADRATIC * 0.6 * small + NOISE


@_QUICK
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_no_mixture_of_what_is_looked_for_breaks_the_stage(text: str) -> None:
    reports_of(document_of_lines(text))


@_QUICK
@given(st.text(st.characters(blacklist_categories=()), max_size=200))
def test_no_text_at_all_breaks_the_stage(text: str) -> None:
    reports_of(document_of_lines("项目自评报告\n" + text))


@_QUICK
@given(
    st.text(
        "零〇一二两三四五六七八九十百千万亿壹贰佰仟廿点0123456789.,， 元%余多几", min_size=1, max_size=120
    )
)
def test_every_numeral_stays_within_its_text_and_goes_forward(text: str) -> None:
    for start in range(len(text)):
        numeral = read_numeral(text, start)
        assert numeral is None or (numeral.start == start < numeral.end <= len(text))
        assert numeral is None or numeral.number.is_finite()
    for quantity in scan_text(text).quantities:
        assert 0 <= quantity.start < quantity.end <= len(text)


@pytest.mark.parametrize("character", ["一", "零", "百", "亿", "1", "9"])
def test_a_run_longer_than_any_amount_is_no_numeral(character: str) -> None:
    assert read_numeral(character * MOST_CHARACTERS, 0) is not None
    assert read_numeral(character * (MOST_CHARACTERS + 1), 0) is None
    assert read_numeral(character * 50_000, 0) is None


def test_random_cuts_of_a_report_break_nothing() -> None:
    chance = random.Random(8)
    for _ in range(150):
        letters = list(seeds.TEXT)
        for _ in range(chance.randrange(1, 12)):
            place = chance.randrange(len(letters))
            letters[place : place + chance.randrange(4)] = chance.choice(PIECES)
        reports_of(document_of_lines("".join(letters)))
