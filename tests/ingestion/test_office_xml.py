import base64
import io
import zipfile

import pytest

from pipeline.errors import Unreadable
from pipeline.model import BlockKind
from tests.ingestion.samples import docx, p, read, rows, texts

_WORD = """<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>
<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" xmlns:aml="http://schemas.microsoft.com/aml/2001/core">
<w:lists><w:listDef w:listDefId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:nfc w:val="39"/><w:suff w:val="Nothing"/><w:lvlText w:val="%1、"/></w:lvl></w:listDef><w:list w:ilfo="1"><w:ilst w:val="0"/></w:list></w:lists>
<w:body><wx:sect><wx:sub-section><w:p><w:pPr><w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/></w:listPr></w:pPr><w:r><w:t>概况</w:t></w:r></w:p>
<w:p><w:r><w:t>支出</w:t></w:r><aml:annotation aml:id="0" w:type="Word.Deletion"><aml:content><w:r><w:delText>9</w:delText></w:r></aml:content></aml:annotation><aml:annotation aml:id="1" w:type="Word.Insertion"><aml:content><w:r><w:t>8</w:t></w:r></aml:content></aml:annotation><w:r><w:footnote><w:p><w:r><w:t>注文</w:t></w:r></w:p></w:footnote></w:r></w:p></wx:sub-section>
<w:tbl><w:tr><w:tc><w:tcPr><w:vmerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vmerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:sectPr><w:hdr w:type="odd"><w:p><w:r><w:t>页眉</w:t></w:r></w:p></w:hdr></w:sectPr></wx:sect></w:body></w:wordDocument>"""

_SHEET = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">
<Styles><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style><Style ss:ID="d"><NumberFormat ss:Format="yyyy\\-mm"/></Style></Styles>
<Worksheet ss:Name="表一"><Table><Row><Cell ss:MergeAcross="1"><Data ss:Type="String">自评表</Data></Cell><Cell><Data ss:Type="String">备注</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="Number">120.50</Data></Cell><Cell ss:StyleID="p"><Data ss:Type="Number">0.9942</Data></Cell><Cell ss:StyleID="d"><Data ss:Type="DateTime">2023-05-01T00:00:00.000</Data></Cell></Row></Table></Worksheet>
<Worksheet ss:Name="底稿"><Table><Row><Cell><Data ss:Type="String">核对</Data></Cell></Row></Table><x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet></Workbook>"""


@pytest.mark.parametrize("name", ["报告.xml", "报告.doc"])
def test_word_2003_xml(name: str) -> None:
    document = read(_WORD.encode(), name)
    assert document.source.format == "doc"
    assert texts(document, BlockKind.PARAGRAPH) == ["一、概况", "支出8"]
    assert texts(document, BlockKind.NOTE) == ["注文"]
    assert texts(document, BlockKind.HEADER) == ["页眉"]
    assert rows(document, document.tables[0]) == [["甲", "1"], ["甲", "2"]]


def test_spreadsheet_2003_xml() -> None:
    document = read(_SHEET.encode(), "表.xls")
    assert document.source.format == "xls"
    form, draft = document.tables
    assert rows(document, form) == [["自评表", "自评表", "备注"], [None] * 3, ["120.5", "99.42%", "2023-05"]]
    assert draft.hidden


def test_a_doctype_is_refused_unread() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]><w:wordDocument'
    with pytest.raises(Unreadable) as refusal:
        read(_WORD.replace("<w:wordDocument", bomb).encode(), "a.doc")
    assert refusal.value.reason == "damaged"


def test_a_package_as_one_xml_file() -> None:
    parts = []
    with zipfile.ZipFile(io.BytesIO(docx(p("正文一段")))) as archive:
        for name in archive.namelist():
            kind = (
                "application/vnd.openxmlformats-package.relationships+xml"
                if name.endswith(".rels")
                else "application/xml"
            )
            if name == "word/document.xml":
                kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
            if name == "[Content_Types].xml":
                continue
            xml = archive.read(name).decode().partition("?>")[2] or archive.read(name).decode()
            parts.append(
                f'<pkg:part pkg:name="/{name}" pkg:contentType="{kind}"><pkg:xmlData>{xml}</pkg:xmlData></pkg:part>'
            )
    flat = f'<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{"".join(parts)}</pkg:package>'
    document = read(flat.encode(), "报告.doc")
    assert (document.source.format, document.text) == ("docx", "正文一段")


@pytest.mark.parametrize("codec", ["gbk", "utf-8"])
def test_a_web_archive(codec: str) -> None:
    page = '<html><head><meta charset="gb2312"></head><body><p>预算执行情况</p><table><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></table></body></html>'.encode(
        codec
    )
    body = base64.encodebytes(page).decode()
    archive = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\n'
        f'Content-Type: text/html; charset="{codec}"\nContent-Transfer-Encoding: base64\n\n{body}\n--b--\n'
    )
    document = read(archive.encode(), "报告.mht")
    assert document.source.format == "html"
    assert texts(document, BlockKind.PARAGRAPH) == ["预算执行情况"]
    assert rows(document, document.tables[0]) == [["甲", "1"], ["乙", "2"]]


def test_html_and_csv_under_other_names() -> None:
    page = read(
        "<html><body><table><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></table></body></html>".encode(
            "gbk"
        ),
        "表.xls",
    )
    assert (page.source.format, len(page.tables)) == ("html", 1)
    sheet = read("项目,预算\n甲,1\n乙,2\n".encode("gbk"), "表.xls")
    assert rows(sheet, sheet.tables[0]) == [["项目", "预算"], ["甲", "1"], ["乙", "2"]]
