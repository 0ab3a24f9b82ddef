from pathlib import Path

import pytest

from pipeline.errors import Unreadable
from pipeline.model import BlockKind, FileStatus
from tests.ingestion.samples import read, rows, texts

_REPORT = (Path(__file__).parent / "files" / "canal_report.rtf").read_bytes()


def _rtf(body: str, head: str = r"\ansi\ansicpg936\deff0{\fonttbl{\f0\fcharset134 SimSun;}}") -> bytes:
    return ("{\\rtf1" + head + body + "}").encode("latin-1")


def _text(body: str) -> str:
    return read(_rtf(body), "报告.rtf").text


def test_a_report_written_by_an_office_program() -> None:
    document = read(_REPORT, "报告.doc")
    assert document.source.format == "rtf"
    assert "实际支出148.82万元，详见附表。𠮷☑是" in texts(document, BlockKind.PARAGRAPH)
    assert [block.number for block in document.blocks if block.number] == ["一、", "二、", "三、"]
    assert [text.strip() for text in texts(document, BlockKind.NOTE)] == ["含上年结转"]
    assert texts(document, BlockKind.HEADER) == ["湖滨镇财政所"]
    assert rows(document, document.tables[0])[1:] == [
        ["产出", "120.50", "118.32", "第一段\n第二段"],
        ["产出", "30", "", "数量\t12\n质量\t98%"],
    ]
    assert document.status is FileStatus.OK


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"\'d4\'a4\'cb\'e3", "预算"),
        (r"\u39044?\u31639?1.5", "预算1.5"),
        (r"\uc2\u39044\'d4\'a4A", "预A"),
        (r"\uc0\u39044 A", "预A"),
        (r"\u-10179?\u-8643?", "\U0001f63d"),
        (r"a{\v b}c", "ac"),
        (r"a{\deleted b}c", "ac"),
        (r"a\par b", "a\nb"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt y}}", "y"),
        (r"{\listtext\'d2\'bb\'a1\'a2\tab}\'d4\'a4", "一、预"),
        (r"{\listtext\bullet\tab}a", "a"),
        (r"{\*\unknown x}{\pict 0102}a\{b\}", "a{b}"),
        (r"a\bin3 }}}b", "ab"),
        (r"{\*\formfield{\fftype1\ffres1}}x", "☑x"),
        (r"{\*\formfield{\fftype1\ffres25\ffdefres0}}x", "☐x"),
        (r"{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt c\par}}{\shprslt d}}e", "e\nc"),
    ],
)
def test_what_is_shown(body: str, text: str) -> None:
    assert _text(body) == text


def test_chinese_bytes_under_a_western_declaration() -> None:
    body = r"\'d4\'a4\'cb\'e3"
    assert read(_rtf(body, r"\ansi\ansicpg1252"), "a.rtf").text == "预算"
    assert read(_rtf(r"caf\'e9", r"\ansi\ansicpg1252"), "a.rtf").text == "café"


def test_merged_cells() -> None:
    body = (
        r"\trowd\clmgf\cellx1000\clmrg\cellx2000\clvmgf\cellx3000\intbl a\cell\cell c\cell\row"
        r"\trowd\cellx1000\cellx2000\clvmrg\cellx3000\intbl d\cell e\cell\cell\row\pard z"
    )
    document = read(_rtf(body), "a.rtf")
    assert rows(document, document.tables[0]) == [["a", "a", "c"], ["d", "e", "c"]]
    assert texts(document, BlockKind.PARAGRAPH) == ["z"]


def test_a_cut_file_is_partial() -> None:
    document = read(_REPORT[: len(_REPORT) * 3 // 4], "a.rtf")
    assert document.status is FileStatus.PARTIAL


def test_nesting_past_reason() -> None:
    with pytest.raises(Unreadable) as refusal:
        read(b"{\\rtf1" + b"{" * 5000 + b"x", "a.rtf")
    assert refusal.value.reason == "nested_too_deep"


def test_damaged_bytes_give_a_document_or_a_reason() -> None:
    for offset in range(0, len(_REPORT), 41):
        changed = bytearray(_REPORT)
        changed[offset] ^= 0x5A
        try:
            read(bytes(changed), "a.rtf")
        except Unreadable as refusal:
            assert refusal.message
