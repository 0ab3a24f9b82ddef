"""Hostile files: each gives a reason and a Chinese sentence, never a traceback."""

import io
import re
import zipfile

import msoffcrypto.format.ooxml
import openpyxl
import pytest

from pipeline.errors import Unreadable
from pipeline.ingestion import read_document, sniff
from pipeline.ingestion.readers import READERS
from pipeline.ingestion.refusals import is_supported
from pipeline.model import FileStatus, Source
from tests.ingestion.samples import docx, limits, listed, p, raw_zip, read, tbl, tc, zipped

_CHINESE = re.compile("[一-鿿]{4}.*。$")
_BODY = p("一、概况") + tbl([tc("甲"), tc("乙")]) + listed("正文")
_BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)


def _xlsx() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["项目", "预算", 120.5])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _reason(content: bytes, name: str = "样本.docx", **changes: int) -> str:
    with pytest.raises(Unreadable) as refusal:
        read(content, name, **changes)
    assert _CHINESE.search(refusal.value.message)
    return refusal.value.reason


def _replaced(content: bytes, name: str, edit: dict[bytes, bytes]) -> bytes:
    """The package with bytes of one part replaced."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    for old, new in edit.items():
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)
    return zipped(parts)


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5, 0.8, 0.95, 0.999])
@pytest.mark.parametrize("name", ["样本.docx", "样本.xlsx"])
def test_cut_files_are_damaged_or_read_as_far_as_they_go(name: str, share: float) -> None:
    content = docx(_BODY) if name == "样本.docx" else _xlsx()
    try:
        document = read(content[: int(len(content) * share)], name)
    except Unreadable as refusal:
        assert refusal.reason == "damaged"
    else:
        assert document.status is FileStatus.PARTIAL
        assert document.problems[0].reason == "damaged"


@pytest.mark.parametrize("name", ["样本.docx", "样本.xlsx"])
def test_a_flipped_byte_is_a_row_or_a_document(name: str) -> None:
    content = docx(_BODY) if name == "样本.docx" else _xlsx()
    for offset in range(0, len(content), 37):
        flipped = bytearray(content)
        flipped[offset] ^= 0x5A
        try:
            read(bytes(flipped), name)
        except Unreadable as refusal:
            assert refusal.reason in ("damaged", "no_text", "unsupported", "encrypted", "too_large", "bomb")


@pytest.mark.parametrize("name", ["样本.docx", "样本.xlsx"])
def test_encrypted_files(name: str) -> None:
    plain = io.BytesIO(docx(_BODY) if name == "样本.docx" else _xlsx())
    encrypted = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("密码123", encrypted)
    assert sniff(encrypted.getvalue(), name) == name.rpartition(".")[2]
    assert _reason(encrypted.getvalue(), name) == "encrypted"


@pytest.mark.parametrize("part", ["word/document.xml", "word/_rels/document.xml.rels"])
def test_a_doctype_is_refused_unread(part: str) -> None:
    head = f"{_BOMB}]>".encode()
    content = docx(_BODY)
    root = b"<w:document" if part == "word/document.xml" else b"<Relationships"
    assert _reason(_replaced(content, part, {root: head + root})) == "damaged"


def test_entities_in_a_sheet_are_refused() -> None:
    content = _replaced(_xlsx(), "xl/worksheets/sheet1.xml", {b"<worksheet": f"{_BOMB}]><worksheet".encode()})
    assert _reason(content, "样本.xlsx") == "damaged"


def test_an_external_entity_reads_no_file() -> None:
    head = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document'
    content = _replaced(docx(p("看：REF")), "word/document.xml", {b"<w:document": head, b"REF": b"&a;"})
    assert _reason(content) == "damaged"


def test_a_package_that_unfolds_too_far() -> None:
    assert _reason(docx(p("0" * 40_000_000))) == "bomb"
    assert _reason(docx(p("正文" * 3000)), file_bytes=10_000) == "too_large"


@pytest.mark.parametrize("depth", [300, 20_000])
def test_nesting_past_reason(depth: int) -> None:
    body = "<w:tbl><w:tr><w:tc>" * depth + p("底") + "</w:tc></w:tr></w:tbl>" * depth
    assert _reason(docx(body)) == "nested_too_deep"


def test_nesting_within_reason() -> None:
    body = "<w:tbl><w:tr><w:tc>" * 50 + p("底") + f"</w:tc>{tc('旁')}</w:tr></w:tbl>" * 50
    assert len(read(docx(body)).tables) == 50


def test_a_missing_picture_is_forgiven() -> None:
    relation = b'<Relationship Id="rx" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="NULL"/></Relationships>'
    content = _replaced(docx(p("正文")), "word/_rels/document.xml.rels", {b"</Relationships>": relation})
    assert read(content).text == "正文"


def test_strict_office_open_xml() -> None:
    usual, strict = (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    relations, strictly = (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    )
    content = _replaced(docx(_BODY), "word/document.xml", {usual: strict, relations: strictly})
    content = _replaced(content, "_rels/.rels", {relations: strictly})
    assert read(content).text == read(docx(_BODY)).text


def _with_bad_checksum(content: bytes, name: str) -> bytes:
    """The package with one part's bytes damaged, as a bad disk does."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as archive:
        for part, blob in parts.items():
            archive.writestr(part, blob)
    return stored.getvalue().replace(parts[name], parts[name][:-1] + b"?")


def test_a_damaged_picture_costs_no_text() -> None:
    relation = b'<Relationship Id="rx" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/1.png"/></Relationships>'
    with_picture = _replaced(docx(p("正文")), "word/_rels/document.xml.rels", {b"</Relationships>": relation})
    with zipfile.ZipFile(buffer := io.BytesIO(with_picture), "a") as archive:
        archive.writestr("word/media/1.png", b"picture")
    document = read(_with_bad_checksum(buffer.getvalue(), "word/media/1.png"))
    assert (document.text, document.status) == ("正文", FileStatus.OK)


@pytest.mark.parametrize("how", ["checksum", "markup"])
def test_a_damaged_footnote_part_is_a_loss(how: str) -> None:
    content = docx(p("正文"), footnotes=f'<w:footnote w:id="1">{p("脚注")}</w:footnote>')
    if how == "checksum":
        content = _with_bad_checksum(content, "word/footnotes.xml")
    else:
        content = _replaced(content, "word/footnotes.xml", {b"</w:footnote>": b"<"})
    document = read(content)
    assert (document.text, document.status) == ("正文", FileStatus.PARTIAL)
    assert document.problems[0].reason == "damaged"


@pytest.mark.parametrize("how", ["checksum", "markup"])
def test_damaged_styles_are_a_loss(how: str) -> None:
    content = docx(p("正文"), styles='<w:style w:styleId="a"></w:style>')
    if how == "checksum":
        content = _with_bad_checksum(content, "word/styles.xml")
    else:
        content = _replaced(content, "word/styles.xml", {b"</w:style>": b"<"})
    document = read(content)
    assert (document.text, document.status) == ("正文", FileStatus.PARTIAL)


@pytest.mark.parametrize("how", ["checksum", "markup", "missing"])
def test_one_damaged_sheet_of_two_is_a_loss(how: str) -> None:
    book = openpyxl.Workbook()
    book.active.append(["甲", "乙"])
    book.create_sheet("第二张").append(["丙"])
    buffer = io.BytesIO()
    book.save(buffer)
    name = "xl/worksheets/sheet2.xml"
    content = {
        "checksum": lambda: _with_bad_checksum(buffer.getvalue(), name),
        "markup": lambda: _replaced(buffer.getvalue(), name, {b"</sheetData>": b"<"}),
        "missing": lambda: _replaced(
            buffer.getvalue(), "xl/_rels/workbook.xml.rels", {b"sheet2.xml": b"sheet9.xml"}
        ),
    }[how]()
    document = read(content, "样本.xlsx")
    assert document.text.startswith("甲\t乙")
    assert document.status is FileStatus.PARTIAL
    assert any(problem.reason == "damaged" for problem in document.problems)


def test_part_names_in_other_spelling() -> None:
    with zipfile.ZipFile(io.BytesIO(_xlsx())) as archive:
        parts = [(info.filename, archive.read(info)) for info in archive.infolist()]
    odd = raw_zip([(name.lower().replace("/", "\\").encode(), blob) for name, blob in parts])
    assert read(odd, "样本.xlsx").text == read(_xlsx(), "样本.xlsx").text


@pytest.mark.parametrize("number", ["²", "-1", "", "9" * 5000, "x", "١"])
def test_attributes_that_are_no_numbers(number: str) -> None:
    styles = f'<w:style w:type="paragraph" w:styleId="a"><w:pPr><w:outlineLvl w:val="{number}"/><w:numPr><w:ilvl w:val="{number}"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    numbering = (
        f'<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="{number}"><w:start w:val="{number}"/><w:lvlText w:val="%1."/>'
        f'<w:lvlRestart w:val="{number}"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/>'
        f'<w:lvlOverride w:ilvl="{number}"><w:startOverride w:val="{number}"/></w:lvlOverride></w:num>'
    )
    body = p("正文", '<w:pStyle w:val="a"/>') + tbl([tc("甲", f'<w:gridSpan w:val="{number}"/>'), tc("乙")])
    assert "正文" in read(docx(body, styles=styles, numbering=numbering)).text
    sheet = _replaced(_xlsx(), "xl/worksheets/sheet1.xml", {b'r="1"': f'r="{number}" s="{number}"'.encode()})
    assert "120.5" in read(sheet, "样本.xlsx").text


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (zipped({"[Content_Types].xml": "<Types/>", "word/x.xml": "<x/>"}), "a.docx"),
        (zipped({"[Content_Types].xml": "<Types/>", "xl/x.xml": "<x/>"}), "a.xlsx"),
        (zipped({"[Content_Types].xml": "<", "word/document.xml": "<"}), "a.docx"),
        (
            zipped({"[Content_Types].xml": "<Types/>", "_rels/.rels": "<x/>", "word/document.xml": "<x/>"}),
            "a.docx",
        ),
    ],
)
def test_packages_without_a_main_part(content: bytes, name: str) -> None:
    assert _reason(content, name) == "damaged"


@pytest.mark.parametrize("kind", ["rar", "7z", "unknown", "zip"])
def test_formats_without_a_reader_say_what_to_do(kind: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_document(Source("a", "0" * 64, 3, kind), b"abc", limits())
    assert refusal.value.reason == "unsupported"
    assert _CHINESE.search(refusal.value.message)
    assert "提交" in refusal.value.message


def test_every_reader_is_known_to_intake() -> None:
    assert all(is_supported(kind) for kind in READERS)
