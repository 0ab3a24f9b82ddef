"""The Chinese stage as a spaCy Language: characters stay the truth, tokens never cut a figure, spans are spaCy's own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.matcher import Matcher

from pipeline.nlp import load_language
from pipeline.nlp.tokenizer import JiebaTokenizer

TEXT = """云坪县文化馆2023年度免费开放项目绩效自评报告
一、项目基本情况
年初预算120万元，全年支出118.5万元，预算执行率98.75%。
二、评价结论
自评得分97.5分，评价等级为优。"""


def test_the_doc_is_the_text_character_for_character() -> None:
    assert load_language()(TEXT).text == TEXT


def test_spans_carry_field_and_offsets() -> None:
    doc = load_language()(TEXT)
    found = [(span.label_, TEXT[span.start_char : span.end_char]) for span in doc.spans["money"]]
    assert found == [("budget_initial", "120万元"), ("spent", "118.5万元")]
    assert [span.label_ for span in doc.spans["rates"]] == ["execution_rate"]
    assert [span.label_ for span in doc.spans["scores"]] == ["total_score"]
    assert [span.text for span in doc.spans["grades"]] == ["优"]
    assert [span.label_ for span in doc.spans["sections"]] == ["基本情况", "评价结论"]


def test_the_report_is_on_the_doc() -> None:
    (report,) = load_language()(TEXT)._.reports
    assert (report.unit, report.year, report.kind) == ("云坪县文化馆", 2023, "项目自评报告")
    assert {field: value.raw for field, value in report.summary.items()} == {
        "budget_initial": "120万元",
        "spent": "118.5万元",
        "execution_rate": "98.75%",
        "total_score": "97.5分",
        "grade": "优",
    }
    assert (report.numbers_found, report.numbers_claimed) == (5, 5)


def test_matcher_patterns_work_on_the_fields_own_words() -> None:
    language = load_language()
    matcher = Matcher(language.vocab)
    matcher.add("rate", [[{"TEXT": "预算执行率"}, {"TEXT": {"REGEX": r"^\d"}}]])
    doc = language(TEXT)
    assert [doc[start:end].text for _, start, end in matcher(doc)] == ["预算执行率98.75%"]


@pytest.mark.parametrize("every_line", [True, False])
@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet="支出预算万元0123456789.,%分优良\n 年月日，。（）一二三", max_size=80))
def test_tokens_rebuild_any_text(every_line: bool, text: str) -> None:
    tokenizer = JiebaTokenizer(load_language().vocab, every_line=every_line)
    assert "".join(token.text for token in tokenizer(text)) == text
