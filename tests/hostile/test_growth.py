"""The Chinese stage over hostile text and tables: never an exception, never more than linear cost."""

import random
import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.ingestion.assembly import DocumentBuilder, DraftCell, DraftTable
from pipeline.ingestion.conservation import missing_figures
from pipeline.ingestion.web_page import read_html
from pipeline.model import Batch, Source
from pipeline.nlp import load_words, reports_of
from pipeline.nlp.numerals import MOST_CHARACTERS, read_numeral
from pipeline.nlp.quantities import scan_text
from pipeline.nlp.text_lines import document_of_lines
from pipeline.settings import load_settings
from pipeline.validation.guards import bundle_mates, names_its_subject
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


TABLES = {
    "一行许多格": lambda count: [["1"] * count] * 4,
    "许多行": lambda count: [["1", "已完成"]] * count,
    "表头许多格": lambda count: [["年初预算数"] * count, ["1.5"] * count],
}


def _table_cost(rows: list[list[str]]) -> float:
    builder = DocumentBuilder()
    cells = [
        DraftCell(at, column, (word,)) for at, row in enumerate(rows, 1) for column, word in enumerate(row, 1)
    ]
    builder.add_table(DraftTable(tuple(cells)))
    document = builder.finish(Source("表.xlsx", "0" * 64, 1, "xlsx"))
    started = time.process_time()
    reports_of(document)
    return time.process_time() - started


@pytest.mark.parametrize("name", TABLES)
def test_four_times_the_table_costs_nowhere_near_sixteen_times(name: str) -> None:
    load_words()
    small, large = _table_cost(TABLES[name](700)), _table_cost(TABLES[name](TIMES * 700))
    assert large < QUADRATIC * 0.6 * small + NOISE


def test_a_volume_of_many_reports_costs_as_much_as_the_reports() -> None:
    load_words()
    small, large = _cost("\n".join([seeds.TEXT] * 40)), _cost("\n".join([seeds.TEXT] * 40 * TIMES))
    assert large < QUADRATIC * 0.6 * small + NOISE


LISTS = {
    "无标点的比率": lambda count: "100%" * count,
    "逐行列项目": lambda count: "".join(
        f"“第{n}号渠道”项目，年初预算{n % 97 + 1}.5万元。\n" for n in range(count)
    ),
    "逐项写名称": lambda count: "".join(
        f"项目名称：第{n}号渠道\n年初预算{n % 97 + 1}.5万元。\n" for n in range(count)
    ),
    "一句列项目": lambda count: (
        "涉及" + "、".join(f"第{n}号渠道{n % 97 + 1}.5万元" for n in range(count)) + "。"
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_four_times_the_list_costs_nowhere_near_sixteen_times(name: str) -> None:
    load_words()
    small, large = (_cost(f"{seeds.TEXT}\n{LISTS[name](count)}") for count in (800, TIMES * 800))
    assert large < QUADRATIC * 0.6 * small + NOISE


def _cost_of_page(attributes: int) -> float:
    numbered = " ".join(f"a{number}=1" for number in range(attributes))
    content = f"<html><body><div {numbered}><p>{seeds.TEXT}</p></div></body></html>".encode()
    source = Source("页.html", "0" * 64, len(content), "html")
    started = time.process_time()
    document = read_html(source, content, load_settings().limits)
    assert "预算" in document.text
    return time.process_time() - started


def test_a_tag_of_many_attributes_costs_as_much_as_its_letters() -> None:
    small, large = _cost_of_page(10_000), _cost_of_page(TIMES * 10_000)
    assert large < QUADRATIC * 0.6 * small + NOISE


def test_of_many_reports_on_one_thing_each_meets_only_its_neighbours() -> None:
    """A volume may name one unit, project and year hundreds of times: not each report with each."""
    one = reports_of(document_of_lines(seeds.TEXT))[0]
    assert names_its_subject(one)
    volume = Batch((), tuple(replace(one, id=f"{number:04d}") for number in range(200)))
    bundle = Batch((), volume.reports[:12])
    assert len(bundle_mates(bundle.reports[5], bundle)) == 11
    mates = bundle_mates(volume.reports[100], volume)
    assert 0 < len(mates) < 30
    assert {"0099", "0101"} <= {mate.id for mate in mates}


def test_figures_that_fit_together_in_countless_ways_are_compared_all_the_same() -> None:
    """A page of equal digits, seen by the other reading as figures of many digits each."""
    digits = "1 " * 6000
    assert len(missing_figures("1" * 5999 + " " + digits, digits)) == 1
    assert len(missing_figures(digits, " ".join("1" * n for n in range(9, 100)))) > 1000
