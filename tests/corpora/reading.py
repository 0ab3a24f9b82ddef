"""A plain reading of the sample files, independent of the product's own readers."""

import io
import json
import re
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import docx
import openpyxl
import pypdfium2

CORPORA = Path(__file__).resolve().parents[2] / "corpora"
BATCH = CORPORA / "batch"


def planted():
    return json.loads((BATCH / "planted.json").read_text("utf-8"))


def members(path):
    """The members of an archive with GBK names, by their right names."""
    with zipfile.ZipFile(path, metadata_encoding="gbk") as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def content(name):
    archive, mark, member = name.partition("!/")
    return members(BATCH / archive)[member] if mark else (BATCH / archive).read_bytes()


def _word_text(blob):
    body = docx.Document(io.BytesIO(blob)).element.body
    return "".join(node.text or "" for node in body.iter() if node.tag.endswith("}t"))


def _shown(cell):
    if not isinstance(cell.value, int | float):
        return str(cell.value or "")
    value, form = Decimal(str(cell.value)), cell.number_format
    if form.endswith("%"):
        return f"{(value * 100).quantize(Decimal(10) ** -form.count('0', 2), ROUND_HALF_UP)}%"
    places = len(form.partition(".")[2])
    return f"{value:.{places}f}"


def _excel_text(blob):
    book = openpyxl.load_workbook(io.BytesIO(blob))
    return "|".join(_shown(cell) for sheet in book for row in sheet.iter_rows() for cell in row)


def _pdf_text(blob):
    with pypdfium2.PdfDocument(blob) as pages:
        return "".join(page.get_textpage().get_text_bounded() for page in pages)


def plain(text):
    return re.sub(r"[\s\ufeff]+", "", text)


def text_of(name):
    blob, suffix = content(name), name.rpartition(".")[2]
    if suffix == "docx":
        return plain(_word_text(blob))
    if suffix == "xlsx":
        return plain(_excel_text(blob))
    if suffix == "pdf":
        return plain(_pdf_text(blob))
    try:
        return plain(blob.decode("utf-8"))
    except UnicodeDecodeError:
        return plain(blob.decode("gb18030"))
