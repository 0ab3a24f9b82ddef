"""Packages and archives whose end is lost: what is whole is read and the rest is named, at whatever byte they break."""

import io
import random
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import Unreadable
from pipeline.ingestion import sniff
from pipeline.ingestion.zip_salvage import found_members, has_directory
from pipeline.model import FileStatus
from tests.ingestion.samples import docx, limits, p, raw_zip, read, zipped
from tests.ingestion.test_archives import fates, received
from tests.ingestion.test_ofd import ofd, page, text

_DIRECTORY = b"PK\x01\x02"
_NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    '<w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)


def _reordered(content: bytes, *first: str) -> bytes:
    """The same package, its parts in the order in which office programs save them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped({name: parts.pop(name) for name in first} | parts)


def _before(content: bytes, name: str) -> bytes:
    """The file up to the header of this part."""
    return content[: content.index(name.encode()) - 30]


@pytest.fixture(scope="module")
def word() -> bytes:
    body = p("全年预算280万元，支出270万元。") + p(
        "存在问题", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    )
    return _reordered(
        docx(body, numbering=_NUMBERING),
        "[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels",
    )  # fmt: skip


@pytest.fixture(scope="module")
def workbook() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet("一").write_row(0, 0, ["年初预算", 280])
        book.add_worksheet("二").write_row(0, 0, ["全年支出", 270])
    return _reordered(
        buffer.getvalue(),
        "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
        "xl/styles.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml",
    )  # fmt: skip


def test_a_word_file_that_lost_its_directory_is_read_and_said_to_be_cut(word: bytes) -> None:
    whole, left = read(word), read(word[: word.index(_DIRECTORY)])
    assert left.text == whole.text
    assert left.status is FileStatus.PARTIAL
    assert "重新报送" in left.problems[0].message


def test_lost_numbering_is_named_and_the_text_is_read(word: bytes) -> None:
    left = read(_before(word, "word/numbering.xml"))
    assert left.text == "全年预算280万元，支出270万元。\n存在问题"
    assert "自动编号" in left.problems[0].message


def test_without_its_main_part_it_is_refused_with_what_to_do(word: bytes) -> None:
    cut = word[: word.index(b"word/_rels") - 60]
    with pytest.raises(Unreadable, match=r"正文所在的部分已残缺.*重新报送"):
        read(cut)


def test_a_sheet_that_is_lost_is_named_and_the_others_are_read(workbook: bytes) -> None:
    left = read(_before(workbook, "xl/worksheets/sheet2.xml"), "表.xlsx")
    assert left.text == "年初预算\t280"
    assert left.status is FileStatus.PARTIAL
    assert "“二”" in " ".join(problem.message for problem in left.problems)


def test_sheets_without_their_words_are_no_form(workbook: bytes) -> None:
    reordered = _reordered(
        workbook, "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
        "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml",
    )  # fmt: skip
    with pytest.raises(Unreadable, match="重新报送"):
        read(_before(reordered, "xl/sharedStrings.xml"), "表.xlsx")


def test_pages_of_an_ofd_that_are_whole_are_read() -> None:
    content = ofd([[page(text(20, 20, "支出情况")), page(text(20, 20, "结余情况"))]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        last = next(name for name in archive.namelist() if "Page_1" in name or "Pages/1" in name)
        rest = [name for name in archive.namelist() if name != last]
    cut = _before(_reordered(content, *rest, last), last)
    left = read(cut, "a.ofd")
    assert left.text == "支出情况"
    assert left.status is FileStatus.PARTIAL
    assert any("第 2 页" in problem.message for problem in left.problems)


def test_a_whole_file_is_never_said_to_be_cut(word: bytes, workbook: bytes) -> None:
    assert read(word).status is FileStatus.OK
    assert read(workbook, "表.xlsx").status is FileStatus.OK


_members = st.lists(
    st.tuples(st.text("报告表甲乙ab", min_size=1, max_size=6), st.binary(max_size=300)),
    min_size=1, max_size=5, unique_by=lambda member: member[0],
)  # fmt: skip


def _streamed(members: list[tuple[str, bytes]], method: int) -> bytes:
    """A zip written to a pipe: sizes and checksums stand behind the members."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.content = b""

        def writable(self) -> bool:
            return True

        def write(self, piece: object) -> int:
            taken = bytes(piece)  # type: ignore[call-overload]
            self.content += taken
            return len(taken)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", method) as archive:  # type: ignore[arg-type]
        for name, content in members:
            archive.writestr(name, content)
    return pipe.content


@given(_members, st.sampled_from(["deflated", "stored", "piped"]), st.data())
def test_members_before_the_break_are_found_and_none_is_wrong(
    members: list[tuple[str, bytes]], way: str, data: st.DataObject
) -> None:
    if way == "stored":
        content = raw_zip([(name.encode("gbk"), inner) for name, inner in members])
    else:
        content = zipped(dict(members)) if way == "deflated" else _streamed(members, zipfile.ZIP_DEFLATED)
    end = content.index(_DIRECTORY)
    at = data.draw(st.integers(0, end))
    found = [member.content for member in found_members(content[:at], limits())]
    whole = [inner for _, inner in members]
    kept = [inner for inner in found if inner is not None]
    assert kept == whole[: len(kept)]
    assert len(found) - len(kept) <= 1
    if at == end:
        assert kept == whole


def test_flipped_bits_never_give_wrong_bytes() -> None:
    draw = random.Random(7)
    inner = [draw.randbytes(200) for _ in range(4)]
    content = zipped({f"{place}.txt": one for place, one in enumerate(inner)})
    content = content[: content.index(_DIRECTORY)]
    for _ in range(300):
        broken = bytearray(content)
        broken[draw.randrange(len(broken))] ^= 1 << draw.randrange(8)
        for member in found_members(bytes(broken), limits()):
            assert member.content is None or member.content in inner


def test_an_archive_that_broke_off_gives_the_files_before_it(tmp_path: Path) -> None:
    one, two = docx(p("甲单位支出270万元")), docx(p("乙单位支出180万元"))
    content = raw_zip([("甲/报告.docx".encode("gbk"), one), ("乙/报告.docx".encode("gbk"), two)])
    found = received(tmp_path, "报送.zip", content[: len(one) + len(two) // 2])
    assert fates(found) == {
        "报送.zip": "damaged", "报送.zip!/甲/报告.docx": None, "报送.zip!/乙/报告.docx": "damaged"
    }  # fmt: skip
    record = found[0].failure
    assert record is not None
    assert record.status is FileStatus.PARTIAL
    assert "只取出前面的 1 个文件" in (record.message or "")


def test_a_bomb_without_its_directory_is_stopped() -> None:
    content = zipped({"[Content_Types].xml": "x", "word/document.xml": bytes(40 << 20)})
    cut = content[: content.index(_DIRECTORY)]
    with pytest.raises(Unreadable) as refusal:
        read(cut)
    assert refusal.value.reason == "bomb"


@pytest.mark.parametrize(
    ("first", "name", "kind"),
    [
        ("[Content_Types].xml", "a.bin", "xlsx"),
        ("甲/报告.docx", "a.zip", "zip"),
        ("OFD.xml", "a", "ofd"),
        ("Doc_0/Document.xml", "a", "ofd"),
        ("说明.txt", "a.ofd", "ofd"),
    ],
)
def test_what_a_cut_zip_is(first: str, name: str, kind: str) -> None:
    content = raw_zip([(first.encode(), b"[Content_Types].xml"), (b"xl/workbook.xml", b"x")])
    cut = content[: content.index(_DIRECTORY)]
    assert not has_directory(cut)
    assert sniff(cut, name) == kind
