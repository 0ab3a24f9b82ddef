"""The sample batch as files: they open, they are what planted.json says, they carry their quirks."""

import io
import zipfile

import docx
import msoffcrypto
import openpyxl
import pytest

from corpora.build import ARCHIVE, PASSWORD
from tests.corpora.reading import BATCH, CORPORA, content, members, planted, text_of

PLANTED = planted()
FILES = sorted({entry["file"] for entry in PLANTED["files"]})


@pytest.mark.parametrize("entry", PLANTED["files"], ids=lambda entry: f"{entry['file']}:{entry['project']}")
def test_a_submission_opens_and_holds_every_quoted_word(entry):
    text = text_of(entry["file"])
    missing = [
        quote
        for finding in entry["findings"]
        for quote in finding["quotes"]
        if quote.replace(" ", "") not in text
    ]
    assert len(text) > 300
    assert not missing
    assert entry["unit"] in text or entry["unit"].removeprefix("汀澜") in text
    assert entry["project"] is None or entry["project"] in text


def test_every_file_is_accounted_for():
    listed = {name.partition("!/")[0] for name in FILES} | {row["file"] for row in PLANTED["unreadable"]}
    present = {path.relative_to(BATCH).as_posix() for path in BATCH.rglob("*") if path.is_file()}
    assert listed == present
    assert {name.partition("!/")[2] for name in FILES if "!/" in name} == set(members(CORPORA / ARCHIVE))


def test_the_archive_names_are_gbk_without_the_flag():
    with zipfile.ZipFile(CORPORA / ARCHIVE) as archive:
        assert all(not info.flag_bits & 0x800 for info in archive.infolist())
        assert not any("区" in info.filename for info in archive.infolist())


def test_the_unreadable_files_are_unreadable_for_their_reasons():
    rows = {row["reason"]: row["file"] for row in PLANTED["unreadable"]}
    locked = msoffcrypto.OfficeFile(io.BytesIO(content(rows["encrypted"])))
    assert locked.is_encrypted()
    opened = io.BytesIO()
    locked.load_key(password=PASSWORD)
    locked.decrypt(opened)
    assert docx.Document(opened).paragraphs
    assert content(rows["damaged"]).startswith(b"PK")
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(content(rows["damaged"])))
    assert content(rows["empty"]) == b""


def test_text_encodings():
    with_mark, without = (
        content("市直/市档案馆自评材料.txt"),
        content("望澜区/杏坞街道背街小巷整治项目绩效自评报告.txt"),
    )
    assert with_mark.startswith(b"\xef\xbb\xbf")
    with pytest.raises(UnicodeDecodeError):
        without.decode("utf-8")


def test_word_quirks():
    def xml(name, part="word/document.xml"):
        with zipfile.ZipFile(io.BytesIO(content(name))) as package:
            return package.read(part).decode("utf-8")

    numbered = "市直/市城管局2023年公共厕所提标改造项目绩效自评报告.docx"
    assert "<w:numPr>" in xml(numbered)
    assert "chineseCountingThousand" in xml(numbered, "word/numbering.xml")
    assert "第三卫生间指供" in xml(numbered, "word/footnotes.xml")
    assert "w:gridSpan" in xml(numbered)
    assert "w:vMerge" in xml(numbered)
    assert "txbxContent" in xml("望澜区/望澜区市场监督管理局2023年度部门整体支出绩效自评报告.docx")


def test_excel_quirks():
    book = openpyxl.load_workbook(io.BytesIO(content("市直/市图书馆-2023年度项目支出绩效自评表.xlsx")))
    assert [sheet.sheet_state for sheet in book] == ["visible", "visible", "hidden"]
    total = book["自评表"]["I5"]
    assert (total.value, total.number_format) == (0.99668798, "0.00%")
    assert book["自评表"].merged_cells.ranges


def test_no_cell_is_a_formula():
    for name in FILES:
        if name.endswith(".xlsx"):
            book = openpyxl.load_workbook(io.BytesIO(content(name)))
            cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
            assert not [cell.coordinate for cell in cells if cell.data_type == "f"], name


def test_the_corpus_is_small_enough_to_commit():
    assert sum(path.stat().st_size for path in CORPORA.rglob("*") if path.is_file()) < 8_000_000
