"""What the plain libraries do with a file (通用库): every text and every table, and nothing more."""

import io
from pathlib import Path

import docx
import openpyxl
import pdfplumber


def read_plainly(content: bytes, format_name: str) -> int:
    """How many characters the usual call of the format's usual library yields."""
    return {"docx": _word, "pdf": _pdf, "xlsx": _excel}[format_name](content)


def read_file_plainly(path: Path) -> int:
    """One file by the plain library of its format."""
    return read_plainly(path.read_bytes(), path.suffix.lstrip("."))


def _word(content: bytes) -> int:
    document = docx.Document(io.BytesIO(content))
    characters = sum(len(paragraph.text) for paragraph in document.paragraphs)
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return characters + sum(map(len, cells))


def _pdf(content: bytes) -> int:
    characters = 0
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            characters += len(page.extract_text())
            characters += sum(
                len(cell or "") for table in page.extract_tables() for row in table for cell in row
            )
    return characters


def _excel(content: bytes) -> int:
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = (cell for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row)
    return sum(len(str(cell)) for cell in cells if cell is not None)
