"""Folding is one character for one, and the lines of a document are folded by slicing the folded text."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.nlp.fold import folded
from pipeline.nlp.text_lines import RUNNING_KINDS, document_of_lines, folded_text, lines_of

_ANY = st.text(
    alphabet="１２３％（）［］＝，；：？！　\xa0○〜預執業務局項目年，。 \t\nＡａ-–﹣−", max_size=60
)


def test_full_width_signs_and_traditional_characters_are_plain_and_chinese_marks_stay():
    assert folded("（２０２３）年，預算：９８．５％；执行率○") == "(2023)年，预算：98.5%；执行率〇"


@given(text=_ANY)
def test_each_character_is_folded_by_itself(text):
    assert folded(text) == "".join(map(folded, text))
    assert len(folded(text)) == len(text)


@given(text=_ANY)
def test_the_plain_words_of_a_line_are_its_words_folded(text):
    document = document_of_lines(text)
    assert folded_text(document) == folded(text)
    for line in lines_of(document, [(0, len(text))], RUNNING_KINDS):
        assert document.text[line.start : line.end] == line.text == line.text.strip()
        assert line.plain == folded(line.text)
