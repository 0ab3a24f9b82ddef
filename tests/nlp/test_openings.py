"""What stands in front of a decoy's or a date's pattern to pass characters by changes nothing of what is found."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.nlp.lexicon import lexicon
from pipeline.nlp.quantities import opened

_WORDS = [
    "电话",
    "传真",
    "邮编",
    "邮政编码",
    "编号",
    "代码",
    "标识码",
    "索引号",
    "流水号",
    "热线",
    "PM2.5",
    "IPv6",
]
_WORDS += [
    "CO2",
    "O3",
    "5G",
    "13912345678",
    "0310-",
    "12345",
    "2023",
    "二〇二三",
    "年",
    "月",
    "日",
    "至",
    "1:2",
]
_TEXT = st.lists(
    st.sampled_from([*_WORDS, *"0123456789.:：-—~/ 元万AZa一二三九十上下旬底末，。"]), max_size=14
).map("".join)


def groups():
    words = lexicon("quantities")
    yield words["dates"]["opening"], words["dates"]["patterns"]
    for name, opening in words["decoy_openings"].items():
        yield opening, words["decoys"][name]


@pytest.mark.parametrize(("opening", "parts"), list(groups()))
@settings(max_examples=150, deadline=None)
@given(text=_TEXT)
def test_an_opening_passes_nothing_by(opening, parts, text):
    told = [match.span() for match in opened(opening, parts).finditer(text)]
    assert told == [match.span() for match in re.finditer("|".join(parts), text)]


def test_every_opening_belongs_to_a_decoy():
    words = lexicon("quantities")
    assert words["decoy_openings"].keys() <= words["decoys"].keys()
