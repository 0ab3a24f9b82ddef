import pytest

from pipeline.ingestion.decoding import decode_names, decode_text, looks_like_text

_SIMPLIFIED = "一、项目概况\n2023年预算安排120万元，全年支出118.6万元，执行率98.83％。群众满意度较高。\n"
_TRADITIONAL = "一、項目概況\n2023年預算安排120萬元，全年支出118.6萬元，執行率較高，群眾滿意。\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk"]
)
def test_simplified_text_in_every_usual_encoding(encoding: str) -> None:
    decoded = decode_text(_SIMPLIFIED.encode(encoding))
    assert (decoded.text, decoded.lost) == (_SIMPLIFIED, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "utf-16-le"])
def test_traditional_text(encoding: str) -> None:
    assert decode_text(_TRADITIONAL.encode(encoding)).text == _TRADITIONAL


@pytest.mark.parametrize("text", ["无", "优", "100分", "预算", "暂无建议。"])
def test_a_few_characters_in_gbk(text: str) -> None:
    assert decode_text(text.encode("gbk")).text == text


def test_big5_hkscs_is_not_taken_for_gbk() -> None:
    assert decode_text("預算執行情況良好".encode("big5")).encoding == "big5"


def test_a_declared_encoding_only_if_it_fits() -> None:
    assert decode_text("預算".encode("big5"), "big5").text == "預算"
    assert decode_text("预算执行".encode("gbk"), "utf-8").text == "预算执行"
    assert decode_text("预算执行".encode("gbk"), "no-such-charset").text == "预算执行"
    assert decode_text("预算执行".encode("gbk"), "hex").text == "预算执行"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_damaged_bytes_are_counted(encoding: str) -> None:
    content = bytearray((_SIMPLIFIED * 3).encode(encoding))
    content[content.index("预".encode(encoding)) + 1] = 0xFF
    decoded = decode_text(bytes(content))
    assert decoded.encoding == encoding
    assert decoded.lost >= 1
    assert "全年支出118.6万元" in decoded.text


def test_a_cut_end_loses_one_character() -> None:
    decoded = decode_text(_SIMPLIFIED.strip().encode()[:-1])
    assert decoded.lost == 1
    assert decoded.text.startswith("一、项目概况")


def test_names_of_one_archive_are_decoded_together() -> None:
    names = ["教育局/自评报告.docx", "附件.xlsx", "a.txt"]
    assert decode_names([name.encode("gbk") for name in names]) == names
    assert decode_names([name.encode() for name in names]) == names
    traditional = ["財政局/自評報告.docx", "績效評價結果.xlsx"]
    assert decode_names([name.encode("big5") for name in traditional]) == traditional
    assert decode_names([]) == []


def test_what_looks_like_text() -> None:
    assert looks_like_text(_SIMPLIFIED.encode("gbk"))
    assert looks_like_text("┌──┬──┐\n│甲│乙│\n".encode())
    assert looks_like_text((_SIMPLIFIED * 3000).encode())
    assert not looks_like_text(bytes(range(256)) * 40)
    assert not looks_like_text(b"\x00\x01\x02\x03" * 100)
    assert not looks_like_text(b"  \n ")
