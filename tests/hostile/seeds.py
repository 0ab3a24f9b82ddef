"""Sound files of every format, small and the same every time: what the damage is done to."""

import base64
import io
import tarfile
import zipfile
from pathlib import Path

import openpyxl
from PIL import Image

from tests.ingestion import samples
from tests.ingestion.drawn_pdf import DrawnPdf
from tests.ingestion.test_ofd import ofd, page, text

FILES = Path(__file__).parents[1] / "ingestion" / "files"
LINES = (
    "云岫县园林管理处2023年行道树补植项目绩效自评报告",
    "一、项目基本情况",
    "年初预算120万元，全年预算118.5万元，实际支出109.02万元，预算执行率92%。",
    "二、绩效目标完成情况",
    "补植行道树860株，成活率97%，群众满意度95%。",
    "三、评价结论",
    "自评得分94.2分，评价等级为优。",
)
TEXT = "\n".join(LINES)
_MAIL = (
    "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=parted\r\n\r\n--parted\r\n"
    "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}\r\n--parted--\r\n"
)
_FLAT = (
    '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{parts}</pkg:package>'
)
_SHEET_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="自评表"><Table>{rows}</Table>'
    "</Worksheet></Workbook>"
)


def docx() -> bytes:
    body = "".join(samples.p(line) for line in LINES)
    table = samples.tbl(
        [samples.tc(word) for word in ("项目资金（万元）", "年初预算数", "全年预算数", "全年执行数")],
        [samples.tc(word) for word in ("年度资金总额", "120", "118.5", "109.02")],
    )
    return samples.docx(body + table + samples.p("附件"))


def xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in (
        ["项目支出绩效自评表"],
        ["项目名称", "行道树补植"],
        ["项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["年度资金总额", 120, 118.5, 109.02, 10, "92%", 9.2],
    ):
        sheet.append(line)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def pdf() -> bytes:
    return DrawnPdf(invariant=1).lines(80, LINES).content()


def ofd_file() -> bytes:
    return ofd([[page(*(text(20, 20 + 10 * place, line) for place, line in enumerate(LINES)))]])


def html() -> bytes:
    rows = "".join(f"<p>{line}</p>" for line in LINES)
    return f"<!doctype html><html><head><meta charset=utf-8></head><body>{rows}</body></html>".encode()


def mht() -> bytes:
    return _MAIL.format(body=base64.b64encode(html()).decode()).encode()


def flat_docx() -> bytes:
    """The Word file as one XML file."""
    with zipfile.ZipFile(io.BytesIO(docx())) as archive:
        types = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        parts = "".join(
            f'<pkg:part pkg:name="/{name}" pkg:contentType="{types}"><pkg:xmlData>'
            f"{archive.read(name).decode().partition('?>')[2] or archive.read(name).decode()}"
            "</pkg:xmlData></pkg:part>"
            for name in archive.namelist()
            if name != "[Content_Types].xml"
        )
    return _FLAT.format(parts=parts).encode()


def sheet_2003() -> bytes:
    rows = "".join(f'<Row><Cell><Data ss:Type="String">{line}</Data></Cell></Row>' for line in LINES)
    return _SHEET_2003.format(rows=rows).encode()


def png() -> bytes:
    target = io.BytesIO()
    Image.new("L", (60, 40), 255).save(target, "png")
    return target.getvalue()


def tar() -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        info = tarfile.TarInfo("自评.txt")
        info.size = len(TEXT.encode())
        archive.addfile(info, io.BytesIO(TEXT.encode()))
    return target.getvalue()


def all_seeds() -> dict[str, bytes]:
    """Every format by its extension."""
    return {
        "docx": docx(),
        "xlsx": xlsx(),
        "pdf": pdf(),
        "ofd": ofd_file(),
        "html": html(),
        "mht": mht(),
        "xml": flat_docx(),
        "2003.xls": sheet_2003(),
        "txt": TEXT.encode(),
        "gbk.txt": TEXT.encode("gb18030"),
        "rtf": (FILES / "canal_report.rtf").read_bytes(),
        "doc": (FILES / "canal_report.doc").read_bytes(),
        "xls": (FILES / "canal_form.xls").read_bytes(),
        "png": png(),
        "zip": samples.zipped({"自评.txt": TEXT, "表.xlsx": xlsx()}),
        "tgz": tar(),
    }
