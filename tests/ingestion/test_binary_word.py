from pathlib import Path

import pytest

from pipeline.errors import Unreadable
from pipeline.ingestion.binary_word_file import whole_characters
from pipeline.ingestion.binary_word_properties import sprms
from pipeline.ingestion.marked_flow import CellShape, End, FlowAssembly, MarkedParagraph, Merge, RowShape
from pipeline.ingestion.word_flow import WordParagraph
from pipeline.model import BlockKind, FileStatus
from tests.ingestion.samples import read, rows, texts

_REPORT = (Path(__file__).parent / "files" / "canal_report.doc").read_bytes()
_HEADER = _REPORT.index(b"\xec\xa5", 512)  # where the WordDocument stream begins


def _with(offset: int, content: bytes) -> bytes:
    changed = bytearray(_REPORT)
    changed[_HEADER + offset : _HEADER + offset + len(content)] = content
    return bytes(changed)


def _reason(content: bytes) -> str:
    with pytest.raises(Unreadable) as refusal:
        read(content, "报告.doc", office_seconds=0)
    return refusal.value.reason


def test_body_with_numbers_changes_fields_and_signs() -> None:
    document = read(_REPORT, "报告.doc")
    assert texts(document, BlockKind.PARAGRAPH) == [
        "一、基本情况",
        "湖滨镇2023年修缮水渠，预算“150.5万元”—含自筹。",
        "二、完成情况",
        "实际支出148.82万元，详见附表。𠮷☑是",
        "框外文字",
        "三、存在问题",
    ]
    assert [block.number for block in document.blocks if block.number] == ["一、", "二、", "三、"]
    assert {remark.reason for remark in document.remarks} == {"deletion", "hidden"}
    assert document.status is FileStatus.OK


def test_what_stands_around_the_body() -> None:
    document = read(_REPORT, "报告.doc")
    assert texts(document, BlockKind.TEXTBOX) == ["框内文字"]
    assert [text.strip() for text in texts(document, BlockKind.NOTE)] == ["含上年结转"]
    assert texts(document, BlockKind.HEADER) == ["湖滨镇财政所"]
    assert texts(document, BlockKind.FOOTER) == ["内部资料"]


def test_merged_and_nested_tables() -> None:
    document = read(_REPORT, "报告.wps")
    assert document.source.format == "wps"
    outer, inner = document.tables
    assert rows(document, outer) == [
        ["指标", "资金（万元）", "资金（万元）", "说明"],
        ["产出", "120.50", "118.32", "第一段\n第二段"],
        ["产出", "30", "", "数量\t12\n质量\t98%"],
    ]
    assert rows(document, inner) == [["数量", "12"], ["质量", "98%"]]


def test_encrypted_and_old_files_say_so() -> None:
    assert _reason(_with(0x0B, bytes((_REPORT[_HEADER + 0x0B] | 1,)))) == "encrypted"
    assert _reason(_with(2, b"\x68\x00")) == "unsupported"


def test_a_file_without_its_piece_table_is_damaged() -> None:
    assert _reason(_with(0x1A2, b"\0" * 8)) == "damaged"


def test_lost_paragraph_properties_are_a_loss() -> None:
    document = read(_with(0x9A + 8 * 13, b"\0" * 8), "报告.doc")
    assert document.status is FileStatus.PARTIAL
    assert "湖滨镇2023年修缮水渠" in document.text


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_cut_files_are_never_silently_whole(share: float) -> None:
    try:
        document = read(_REPORT[: int(len(_REPORT) * share)], "报告.doc")
    except Unreadable as refusal:
        assert refusal.reason in ("damaged", "unsupported")
    else:
        assert document.status is FileStatus.PARTIAL or "三、存在问题" in document.text


def test_damaged_bytes_give_a_document_or_a_reason() -> None:
    for offset in range(0, len(_REPORT), 23):
        for mask in (0xFF, 0x10):
            changed = bytearray(_REPORT)
            changed[offset] ^= mask
            try:
                read(bytes(changed), "报告.doc")
            except Unreadable as refusal:
                assert refusal.message


def test_sprms_end_where_an_operand_is_cut() -> None:
    assert list(sprms(b"\x16\x24\x01\x49\x66\x02\x00\x00\x00")) == [
        (0x2416, b"\x01"),
        (0x6649, b"\x02\0\0\0"),
    ]
    assert list(sprms(b"\x16\x24\x01\x49\x66\x02\x00")) == [(0x2416, b"\x01")]
    assert list(sprms(b"\x08\xd6\x00\x00")) == []


def test_surrogates_are_put_together() -> None:
    assert whole_characters("\ud842\udfb7a") == "𠮷a"
    assert whole_characters("\ud842a") == "\ufffda"


def _marked(text: str, end: End, shape: RowShape | None = None) -> MarkedParagraph:
    return MarkedParagraph(WordParagraph(text), 1, end, shape or RowShape())


def test_edges_drawn_a_little_off_are_one_column() -> None:
    first = RowShape((CellShape(), CellShape(Merge.NONE, Merge.FIRST)), (0, 1000, 2000))
    second = RowShape((CellShape(), CellShape(Merge.NONE, Merge.CONTINUES)), (-8, 1012, 2005))
    flow = [
        _marked("甲", End.CELL), _marked("乙", End.CELL), _marked("", End.ROW, first),
        _marked("丙", End.CELL), _marked("", End.CELL), _marked("", End.ROW, second),
    ]  # fmt: skip
    (table,) = FlowAssembly(100).blocks(flow)
    assert not isinstance(table, WordParagraph)
    assert [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells] == [
        (1, 1, 1, 1),
        (1, 2, 2, 1),
        (2, 1, 1, 1),
    ]


def test_cells_past_the_limit() -> None:
    with pytest.raises(Unreadable, match="单元格"):
        list(FlowAssembly(2).blocks([_marked("甲", End.CELL)] * 3))
