"""Sentences and clauses: line breaks inside a block do not end them, and no look around goes on for ever."""

import dataclasses

from pipeline.model import Block, BlockKind, Report
from pipeline.validation.prose import clause_after, clause_before, own_sentences, sentence_range
from tests.validation.factories import report_of


def one_block(text: str) -> Report:
    report = report_of("")
    document = dataclasses.replace(
        report.document, text=text, blocks=(Block(BlockKind.PARAGRAPH, 0, len(text)),)
    )
    return dataclasses.replace(report, document=document, spans=((0, len(text)),))


def test_a_line_broken_by_the_page_is_one_sentence() -> None:
    report = one_block("全年支出280\n万元，执行率100%。结余为零。")
    assert [one.text for one in own_sentences(report)] == ["全年支出280万元，执行率100%。", "结余为零。"]


def test_a_new_paragraph_ends_a_sentence() -> None:
    report = report_of("资金到位\n全年支出280万元")
    assert [one.text for one in own_sentences(report)] == ["资金到位", "全年支出280万元"]


def test_offsets_point_into_the_file_text() -> None:
    report = report_of("一、概况；二、资金。  执行率100%")
    for one in own_sentences(report):
        assert report.document.text[one.start : one.end] == one.text


def test_the_clause_around_an_amount() -> None:
    text = "年初预算300万元，其中市级280万元（含结转），已支付。"
    report, at = one_block(text), text.index("280")
    assert clause_before(report, at) == "其中市级"
    assert clause_after(report, at + 5) == ""
    assert sentence_range(report, at) == (0, len(text) - 1)


def test_text_without_punctuation_is_looked_at_in_pieces() -> None:
    report = one_block("数" * 100_000)
    assert len(clause_before(report, 50_000)) <= 200
    start, end = sentence_range(report, 50_000)
    assert end - start <= 4_000
