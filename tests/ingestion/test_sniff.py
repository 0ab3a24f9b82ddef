import io

import pytest

from pipeline.ingestion import sniff
from pipeline.ingestion.sniff import OLE_MAGIC
from tests.ingestion.samples import docx, p, zipped

_DOCX = docx(p("正文"))


@pytest.mark.parametrize("name", ["报告.docx", "报告.doc", "报告.pdf", "报告", "报告.txt", "报告.zip"])
def test_content_decides_not_the_extension(name: str) -> None:
    assert sniff(_DOCX, name) == "docx"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7\n", "a.docx", "pdf"),
        (b"\x00junk\r\n%PDF-1.4\n", "a", "pdf"),
        (b" " * 2000 + b"%PDF-1.4\n", "a.txt", "txt"),
        (b"Rar!\x1a\x07\x01\x00", "a.zip", "rar"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "a.7z", "7z"),
        (b"{\\rtf1\\ansi}", "a.doc", "rtf"),
        (b"\x89PNG\r\n\x1a\n", "a.pdf", "image"),
        (b"\xff\xd8\xff\xe0", "a.jpg", "image"),
        (b"BM\x00\x00\x01\x00\x00\x00\x00\x00\x36", "a.bmp", "image"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "a.doc", "html"),
        (b"\xef\xbb\xbf<html><body><table></table>", "a.xls", "html"),
        (b"<?xml version='1.0'?>\n<!-- x --><html xmlns='x'>", "a.htm", "html"),
        ("<p>正文</p>".encode("utf-16"), "a.html", "html"),
        ("<2023年报告>".encode(), "a.txt", "txt"),
        ("项目,预算\n甲,1\n".encode("gbk"), "a.csv", "txt"),
        (zipped({"OFD.xml": "<x/>"}), "a.pdf", "ofd"),
        (zipped({"xl/workbook.xml": "<x/>", "[Content_Types].xml": "<x/>"}), "a.et", "xlsx"),
        (zipped({"word/报告.docx": "x"}), "a.docx", "zip"),
        (zipped({}), "a.zip", "zip"),
        (bytes(range(256)) * 8, "a.docx", "unknown"),
        (b"", "a.docx", "unknown"),
        (
            b'<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>',
            "a.xls",
            "doc",
        ),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "a",
            "xls",
        ),
        (b'<?xml version="1.0"?><data/>', "a.xml", "unknown"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n", "a.doc", "html"),
        (b"From: <Saved by WPS>\r\nContent-Type: text/html\r\n\r\n<p>x", "a.mht", "html"),
        ("Subject: 通知\n\n正文".encode(), "a.txt", "txt"),
    ],
)
def test_formats(content: bytes, name: str, kind: str) -> None:
    assert sniff(content, name) == kind


@pytest.mark.parametrize("cut", [100, 400, len(_DOCX) - 30])
def test_a_cut_docx_is_still_a_docx(cut: int) -> None:
    assert sniff(_DOCX[:cut], "a.bin" if cut > 400 else "a.docx") == "docx"


@pytest.mark.parametrize(
    ("stream", "name", "kind"),
    [
        ("WordDocument", "a.doc", "doc"),
        ("WordDocument", "a.wps", "wps"),
        ("WordDocument", "a.docx", "doc"),
        ("Workbook", "a.xls", "xls"),
        ("Workbook", "a.et", "et"),
        ("Book", "a.xls", "xls"),
        ("EncryptedPackage", "a.docx", "docx"),
        ("EncryptedPackage", "a.xlsx", "xlsx"),
        ("PowerPoint Document", "a.ppt", "unknown"),
    ],
)
def test_compound_files_by_their_streams(stream: str, name: str, kind: str) -> None:
    assert sniff(_damaged_compound(stream), name) == kind


def _damaged_compound(stream: str) -> bytes:
    buffer = io.BytesIO(OLE_MAGIC + b"\0" * 504)
    return buffer.getvalue() + stream.encode("utf-16-le") + b"\0" * 100
