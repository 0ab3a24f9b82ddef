"""What stands around a figure; a name's own bracket between the words and the figure hides nothing."""

import pytest

from pipeline.model import Kind
from tests.nlp.annotated import check, values_of

NAMED = [
    "使用省级防汛资金（第三批）⟦spent=860000|86万元⟧。",
    "市财政局下达我县文化服务专项资金（其他）⟦budget_full=546000|54.6万元⟧。",
    "实际到位资金（不含税）⟦received=200000|20万元⟧。",
    "下达救灾补助（甲财农〔2023〕18号）⟦budget_full=3000000|300万元⟧。",
]


@pytest.mark.parametrize("sentence", NAMED)
def test_a_names_bracket_before_the_figure_hides_no_cue(sentence: str) -> None:
    check(sentence, Kind.MONEY)


def test_a_bracket_with_a_year_still_speaks() -> None:
    [value] = values_of("实际到位资金（2022年）80万元。", Kind.MONEY)
    assert (value.field, value.year) == ("last_year", 2022)


def test_a_bracket_that_is_all_the_clause_says_is_kept() -> None:
    check(
        "其中：（省级资金）⟦source_part=300000|30万元⟧，（县级资金）⟦source_part=100000|10万元⟧。", Kind.MONEY
    )
