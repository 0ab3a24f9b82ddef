import dataclasses

import pytest

from pipeline.model import Block, BlockKind, Report
from pipeline.similarity.own_text import BREAK, own_text
from tests.similarity.factories import a_report

BODY = "我们维修了渠道，清理了淤泥。"


def own(report: Report) -> str:
    return own_text(report).characters


def test_headings_are_left_out_and_sections_do_not_touch():
    assert own(a_report("r", [("完成情况", BODY), ("存在问题", BODY)])) == BODY + BREAK + BODY


def test_paragraphs_that_follow_on_one_another_touch():
    assert own(a_report("r", [("完成情况", BODY + "\n" + BODY)])) == BODY + BODY


def test_a_heading_inside_a_paragraph_is_left_out():
    text = "（一）产出情况。" + BODY
    report = a_report("r", [("完成情况", text)])
    start = report.document.text.index("（一）")
    inner = dataclasses.replace(
        report.sections[0], start=start, body=start + len("（一）产出情况。"), level=2
    )
    assert own(dataclasses.replace(report, sections=(*report.sections, inner))) == BODY


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (BlockKind.HEADER, "某市财政局监制，请勿外传。"),
        (BlockKind.FOOTER, "第1页，共9页。"),
        (BlockKind.METADATA, "索引号，发布机构，浏览次数。"),
        (BlockKind.CELL, "清理渠道，效果明显。"),
        (BlockKind.PARAGRAPH, "项目支出绩效自评报告"),
        (BlockKind.PARAGRAPH, "注：1.定量指标，按完成比例计分。"),
        (BlockKind.PARAGRAPH, "一、项目概况，组织实施……………… 3"),
        (BlockKind.HEADING, "附件，自评表"),
    ],
)
def test_printed_text_is_not_own(kind: BlockKind, words: str):
    assert own(a_report("r", [("完成情况", BODY)], loose=[(kind, words)])) == BODY


@pytest.mark.parametrize("kind", [BlockKind.PARAGRAPH, BlockKind.TEXTBOX, BlockKind.NOTE])
def test_written_text_is_own_wherever_it_stands(kind: BlockKind):
    assert own(a_report("r", [], loose=[(kind, BODY)])) == BODY


def test_prose_in_a_cell_is_own_and_a_long_list_is_not():
    prose = BODY * 8
    assert own(a_report("r", [], loose=[(BlockKind.CELL, prose)])) == prose
    assert own(a_report("r", [], loose=[(BlockKind.CELL, prose.replace("。", "、"))])) == ""
    assert own(a_report("r", [], loose=[(BlockKind.CELL, "注：" + prose)])) == ""


def test_a_numbered_paragraph_after_a_note_belongs_to_it_and_an_unnumbered_one_does_not():
    loose = [
        (BlockKind.PARAGRAPH, "填报说明：请如实填写，不得空缺。"),
        (BlockKind.PARAGRAPH, "2.定性指标，分三档计分。"),
        (BlockKind.PARAGRAPH, BODY),
        (BlockKind.PARAGRAPH, "3.继续清淤，保持通畅。"),
    ]
    assert own(a_report("r", [], loose=loose)) == BODY + "3.继续清淤，保持通畅。"


def test_what_stands_around_a_form_is_not_own():
    form = a_report("r", [], loose=[(BlockKind.PARAGRAPH, BODY)], kind="项目自评表")
    assert own(form) == ""
    assert own(a_report("r", [("存在问题", BODY)], kind="项目自评表")) == BODY


@pytest.mark.parametrize(
    "citation",
    [
        "根据《预算绩效管理办法》的规定，开展自评。",
        "按照财政局通知（青财绩〔2023〕9号），开展自评。",
        "按照财政局通知（青财绩〔20239号），开展自评。",
    ],
)
def test_sentences_that_cite_are_left_out_and_their_neighbours_do_not_touch(citation: str):
    assert own(a_report("r", [("完成情况", BODY + citation + BODY)])) == BODY + BREAK + BODY


def test_another_report_of_the_same_file_is_not_own():
    report = a_report("r", [("完成情况", BODY), ("存在问题", BODY)])
    first = report.sections[0]
    assert own(dataclasses.replace(report, spans=((first.start, first.end),))) == BODY


def test_hidden_text_is_not_own():
    report = a_report("r", [], loose=[(BlockKind.PARAGRAPH, BODY)])
    block: Block = dataclasses.replace(report.document.blocks[0], hidden=True)
    document = dataclasses.replace(report.document, blocks=(block,))
    assert own(dataclasses.replace(report, document=document)) == ""


def test_a_sentence_on_several_lines_is_own_to_its_end_and_the_signature_below_is_not():
    lines = "我们维修了渠道，\n清理了淤泥并且\n加固了堤岸。\n渠道管理所"
    assert own(a_report("r", [("完成情况", lines)])) == "我们维修了渠道，清理了淤泥并且加固了堤岸。"


def test_offsets_lead_back_to_the_file():
    report = a_report("r", [("完成情况", "清 理\u3000了渠道，\n效果良好。")])
    result = own_text(report)
    assert result.characters == "清理了渠道，效果良好。"
    assert "".join(report.document.text[offset] for offset in result.offsets) == result.characters
