import dataclasses

import pytest

from pipeline.model import Block, BlockKind, Document, Place, Source, place_of
from pipeline.outputs.celltext import CELL_LIMIT, cell_words, display_width, line_count
from pipeline.outputs.evidence import Evidence, place_words
from tests.outputs import samples

HERE = Place("a.docx", 9, 12, "字")


@pytest.mark.parametrize(
    ("positions", "words"),
    [
        ({"page": 2, "table": 1, "row": 5, "column": 3}, "第2页 表1 第5行第3列"),
        ({"paragraph": 12}, "第12段"),
        ({"page": 3, "paragraph": 7}, "第3页 第7段"),
        ({"sheet": "自评表", "table": 1, "row": 5, "column": 3}, "工作表‘自评表’ 第5行第3列"),
        ({}, "第10字起"),
    ],
)
def test_place_in_words(positions: dict[str, object], words: str) -> None:
    assert place_words(dataclasses.replace(HERE, **positions)) == words


def one_paragraph(text: str) -> Document:
    block = Block(BlockKind.PARAGRAPH, 0, len(text), paragraph=1)
    return Document(Source("a.txt", "", 1, "txt"), text, (block,), ())


def quoted(text: str, quote: str) -> str:
    document = one_paragraph(text)
    start = text.index(quote)
    return Evidence([document]).in_context(place_of(document, start, start + len(quote)))


def test_a_quote_stands_in_its_sentence() -> None:
    shown = quoted("上年结转5万元。本年预算280万元，支出260万元。结余20万元。", "280万元")
    assert shown == "本年预算【280万元】，支出260万元。"


def test_a_long_sentence_is_cut_between_clauses() -> None:
    before, after = "项目背景" * 10 + "，年初安排街头绿地养护", "，" + "绿地养护" * 6 + "，" + "其他工作" * 10
    shown = quoted(f"{before}280万元{after}", "280万元")
    assert shown == f"…年初安排街头绿地养护【280万元】，{'绿地养护' * 6}，…"


def test_a_clause_without_commas_is_never_cut_inside_a_figure() -> None:
    # 40 characters before the quote begin inside 300.5, 40 after it end inside 99.57.
    text = "安排300.5" + "万" * 38 + "280万元" + "支" * 38 + "99.57%完成"
    assert quoted(text, "280万元") == f"…{'万' * 38}【280万元】{'支' * 38}…"


def test_a_cell_stands_among_the_cells_of_its_row() -> None:
    document = samples.document()
    place = samples.place(document, "280", 2)
    shown = Evidence([document]).in_context(place)
    assert shown == "年度资金总额 ｜ 300.5 ｜ 【280】 ｜ 260 ｜ 10 ｜ 95.86%"


def test_a_blank_cell_is_marked_as_blank() -> None:
    blocks = (
        Block(BlockKind.CELL, 0, 2, table=1, row=1, column=1),
        Block(BlockKind.CELL, 3, 3, table=1, row=1, column=2),
        Block(BlockKind.CELL, 4, 4, table=1, row=1, column=3),
        Block(BlockKind.CELL, 5, 7, table=1, row=2, column=1),
    )
    document = Document(Source("a.docx", "", 1, "docx"), "得分\t\t\n合计", blocks, ())
    assert Evidence([document]).in_context(place_of(document, 4, 4)) == "得分 ｜ 空白 ｜ 【空白】"


def test_a_blank_cell_without_a_block_is_marked_in_its_column() -> None:
    blocks = (
        Block(BlockKind.CELL, 0, 2, table=1, row=1, column=1),
        Block(BlockKind.CELL, 4, 6, table=1, row=1, column=3),
        Block(BlockKind.CELL, 7, 9, table=1, row=2, column=1),
    )
    document = Document(Source("a.pdf", "", 1, "pdf"), "得分\t\t10\n合计", blocks, ())
    blank = Place("a.pdf", 3, 3, "", table=1, row=1, column=2)
    assert Evidence([document]).in_context(blank) == "得分 ｜ 【空白】 ｜ 10"
    elsewhere = Place("a.pdf", 3, 3, "", table=5, row=8, column=2)
    assert Evidence([document]).in_context(elsewhere) == "【空白】"


def test_a_quote_that_the_text_does_not_hold_stands_alone() -> None:
    document = one_paragraph("预算280万元")
    assert Evidence([document]).in_context(Place("a.txt", 0, 2, "支出")) == "【支出】"
    assert Evidence([]).in_context(Place("b.txt", 0, 2, "支出")) == "【支出】"


def test_control_characters_go_and_line_breaks_stay() -> None:
    assert cell_words("a\x00\x07\u202eb\r\nc\u2028d\te") == "ab\nc\nd\te"


@pytest.mark.parametrize("filler", ["a", "长", "😀"])
def test_text_fits_a_cell_counted_as_a_spreadsheet_counts(filler: str) -> None:
    words = cell_words(filler * 40_000)
    assert len(words.encode("utf-16-le")) // 2 <= CELL_LIMIT
    assert words.endswith("（过长，已截断）")


def test_text_at_the_limit_is_not_cut() -> None:
    assert cell_words("长" * CELL_LIMIT) == "长" * CELL_LIMIT


def test_a_chinese_character_takes_two_columns() -> None:
    assert display_width("预算280万元") == 11
    assert line_count("预算预算预算", 4) == 3
    assert line_count("预算\n\n预算", 10) == 3
