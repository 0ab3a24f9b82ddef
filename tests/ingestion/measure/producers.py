"""Writes a generated report in each format, by several programs: python-docx, LibreOffice, reportlab, Chromium."""

import html
import io
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import docx
import xlsxwriter
from docx.oxml import OxmlElement
from docx.shared import Cm

from tests.ingestion.measure.truth import TrueParagraph, TrueReport, TrueTable


def word(report: TrueReport, *, repeated_heads: bool = False, header: str = "") -> bytes:
    """The report as python-docx writes it."""
    written = docx.Document()
    section = written.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    if header:
        section.header.paragraphs[0].text = header
    for item in report.items:
        if isinstance(item, TrueParagraph):
            paragraph = written.add_paragraph(item.text)
            if item.level:
                paragraph.runs[0].bold = True
            elif len(item.text) > 30:
                paragraph.paragraph_format.first_line_indent = Cm(0.85)
        else:
            _word_table(written, item, repeated_heads=repeated_heads)
    buffer = io.BytesIO()
    written.save(buffer)
    return buffer.getvalue()


def _word_table(written: docx.document.Document, table: TrueTable, *, repeated_heads: bool) -> None:
    grid = written.add_table(table.rows, table.columns, style="Table Grid")
    for cell in table.cells:
        place = grid.cell(cell.row - 1, cell.column - 1)
        if cell.row_span * cell.column_span > 1:
            place = place.merge(grid.cell(cell.row + cell.row_span - 2, cell.column + cell.column_span - 2))
        place.text = cell.text
    if repeated_heads:
        for row in grid.rows[: table.head_rows]:
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:tblHeader"))
    written.add_paragraph("")


def workbook(report: TrueReport, seed: int) -> bytes:
    """The tables as sheets of their own, written by xlsxwriter; numbers as numbers, some with formats."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    border = book.add_format({"border": 1, "shrink": True})
    for number, table in enumerate(report.tables, start=1):
        sheet = book.add_worksheet(f"表{number}")
        sheet.set_column(0, table.columns - 1, 22 + seed % 3 * 6)
        for cell in table.cells:
            row, column = cell.row - 1, cell.column - 1
            if cell.row_span * cell.column_span > 1:
                sheet.merge_range(
                    row, column, row + cell.row_span - 1, column + cell.column_span - 1, cell.text, border
                )
            else:
                _write_cell(book, sheet, row, column, cell.text, border)
    book.close()
    return buffer.getvalue()


def _write_cell(
    book: xlsxwriter.Workbook, sheet: object, row: int, column: int, text: str, border: object
) -> None:
    bare = text.replace(",", "").rstrip("%")
    try:
        value = float(bare)
    except ValueError:
        sheet.write_string(row, column, text, border)  # type: ignore[attr-defined]
        return
    decimals = len(bare.partition(".")[2])
    code = (
        ("#,##0" if "," in text else "0")
        + ("." + "0" * decimals if decimals else "")
        + ("%" if "%" in text else "")
    )
    value = value / 100 if "%" in text else value
    sheet.write_number(row, column, value, book.add_format({"border": 1, "num_format": code}))  # type: ignore[attr-defined]


def page(report: TrueReport, *, style: str = "", columns: int = 1, rule: str = "1px solid #000") -> str:
    """The report as a web page."""
    body = "".join(_markup(item) for item in report.items)
    sheet = (
        f"table{{border-collapse:collapse;width:100%}}td{{border:{rule};padding:3px;font-size:10.5pt}}"
        f"p{{text-indent:2em;margin:4px 0;text-align:justify}}div.c{{columns:{columns};column-gap:1cm}}{style}"
    )
    return f"<!DOCTYPE html><html lang='zh'><head><meta charset='utf-8'><style>{sheet}</style></head><body><div class='c'>{body}</div></body></html>"


def _markup(item: TrueParagraph | TrueTable) -> str:
    if isinstance(item, TrueParagraph):
        return (
            f"<h{item.level}>{html.escape(item.text)}</h{item.level}>"
            if item.level
            else f"<p>{html.escape(item.text)}</p>"
        )
    rows = []
    for row in range(1, item.rows + 1):
        cells = sorted((cell for cell in item.cells if cell.row == row), key=lambda cell: cell.column)
        rows.append(
            "".join(
                f"<td rowspan={cell.row_span} colspan={cell.column_span}>{html.escape(cell.text)}</td>"
                for cell in cells
            )
        )
    head = "".join(f"<tr>{row}</tr>" for row in rows[: item.head_rows])
    if any(cell.row_span > 1 for cell in item.cells if cell.row <= item.head_rows):
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    return (
        f"<table><thead>{head}</thead>"
        + "".join(f"<tr>{row}</tr>" for row in rows[item.head_rows :])
        + "</table>"
    )


def printed(pages: Sequence[str]) -> list[bytes]:
    """Web pages as Chromium prints them."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for number, content in enumerate(pages):
            source, target = Path(folder, f"{number}.html"), Path(folder, f"{number}.pdf")
            source.write_text(content, encoding="utf-8")
            subprocess.run(
                ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile",
                 "--no-pdf-header-footer", f"--print-to-pdf={target}", source.as_uri()],
                check=True, capture_output=True, timeout=120,
            )  # fmt: skip
            found.append(target.read_bytes())
    return found


def converted(files: Sequence[bytes], suffix: str, wanted: str) -> list[bytes]:
    """Files as LibreOffice converts them, all in one call."""
    with tempfile.TemporaryDirectory() as folder:
        sources = [Path(folder, f"{number}.{suffix}") for number in range(len(files))]
        for source, content in zip(sources, files, strict=True):
            source.write_bytes(content)
        out = Path(folder, "out")
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", wanted,
             "--outdir", str(out), *map(str, sources)],
            check=True, capture_output=True, timeout=600,
        )  # fmt: skip
        kind = wanted.partition(":")[0]
        return [Path(out, f"{source.stem}.{kind}").read_bytes() for source in sources]


def is_here(program: str) -> bool:
    """Whether a program is installed."""
    return shutil.which(program) is not None
