"""Drafts as files (造文件): docx, pdf and xlsx, the same bytes every time."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from xml.sax.saxutils import escape

import docx
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.bench.drafts import Heading, Piece, Prose, Ruled, Square
from pipeline.bench.layout import HEIGHT, WIDTH, laid_out
from pipeline.errors import UsageError

_MADE = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)
_ZIP_DATE = (2024, 3, 1, 9, 0, 0)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SONG = "STSong-Light"
_TWIPS_A_LINE = 9000
_RUN = 45
"""Word cuts a paragraph into runs wherever somebody edited it: so many characters on average."""


def docx_bytes(pieces: Sequence[Piece]) -> bytes:
    """A Word file: runs with fonts, headings by style, tables with merged cells."""
    body = "".join(_word_table(one) if isinstance(one, Ruled) else _word_paragraph(one) for one in pieces)
    xml = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{_WORD}"><w:body>{body}'
    )
    xml += '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in _word_parts().items():
            part = zipfile.ZipInfo(name, _ZIP_DATE)
            part.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(part, xml.encode() if name == "word/document.xml" else content)
    return buffer.getvalue()


def pdf_bytes(pieces: Sequence[Piece]) -> bytes:
    """A PDF with a text layer, ruled tables, running heads and page numbers."""
    if find_spec("reportlab") is None:
        raise UsageError('造 PDF 语料要用 reportlab，这里没有装。请运行 pip install "heji[bench]" 后再试。')
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415  an extra: only who measures needs it
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # noqa: PLC0415
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415

    pdfmetrics.registerFont(UnicodeCIDFont(_SONG))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
    title = next(piece.text for piece in pieces if isinstance(piece, Heading))
    for number, page in enumerate(laid_out(pieces), start=1):
        canvas.setFont(_SONG, 9)
        canvas.drawString(72, HEIGHT - 48, title)
        canvas.drawCentredString(WIDTH / 2, 40, f"— {number} —")
        for rule in page.rules:
            canvas.line(rule.x0, HEIGHT - rule.y0, rule.x1, HEIGHT - rule.y1)
        for words in page.words:
            canvas.setFont(_SONG, words.size)
            canvas.drawString(words.x, HEIGHT - words.y, words.text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def xlsx_bytes(sheets: Sequence[tuple[str, Sequence[Piece]]]) -> bytes:
    """A workbook: one sheet after another, merged cells merged, numbers as numbers."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE.replace(tzinfo=None)})
        ruled = book.add_format({"border": 1, "text_wrap": True, "font_name": "宋体", "font_size": 10})
        for name, pieces in sheets:
            _fill_sheet(book.add_worksheet(name), pieces, ruled)
    return buffer.getvalue()


@cache
def _word_parts() -> dict[str, bytes]:
    """The parts of an empty Word file, as python-docx makes it."""
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    with zipfile.ZipFile(buffer) as package:
        return {name: package.read(name) for name in package.namelist()}


def _word_paragraph(piece: Heading | Prose) -> str:
    if isinstance(piece, Heading):
        style = f'<w:pStyle w:val="{"Title" if piece.level == 0 else f"Heading{piece.level}"}"/>'
        return f"<w:p><w:pPr>{style}</w:pPr>{_run(piece.text)}</w:p>"
    layout = '<w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/>'
    runs = "".join(_run(piece.text[at : at + _RUN]) for at in range(0, len(piece.text), _RUN))
    return f"<w:p><w:pPr>{layout}</w:pPr>{runs}</w:p>"


def _run(text: str, size: int = 32) -> str:
    looks = (
        f'<w:rFonts w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312" w:hint="eastAsia"/><w:sz w:val="{size}"/>'
    )
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _word_table(table: Ruled) -> str:
    whole = sum(table.widths)
    widths = [_TWIPS_A_LINE * width // whole for width in table.widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    borders = "".join(f'<w:{edge} w:val="single" w:sz="4"/>' for edge in ("top", "left", "bottom", "right"))
    rows = "".join(_word_row(row, widths) for row in _rows(table))
    return f"<w:tbl><w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def _word_row(cells: Sequence[tuple[Square, bool]], widths: Sequence[int]) -> str:
    return f"<w:tr>{''.join(_word_cell(square, first, widths) for square, first in cells)}</w:tr>"


def _word_cell(square: Square, first: bool, widths: Sequence[int]) -> str:
    width = sum(widths[square.column : square.column + square.columns])
    looks = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if square.columns > 1:
        looks += f'<w:gridSpan w:val="{square.columns}"/>'
    if square.rows > 1:
        looks += '<w:vMerge w:val="restart"/>' if first else "<w:vMerge/>"
    return f"<w:tc><w:tcPr>{looks}</w:tcPr><w:p>{_run(square.text, 18) if first and square.text else ''}</w:p></w:tc>"


def _rows(table: Ruled) -> Iterator[list[tuple[Square, bool]]]:
    """Row by row, the cells that stand in it; a cell that began further up is marked False."""
    standing = [
        (row, square) for square in table.squares for row in range(square.row, square.row + square.rows)
    ]
    standing.sort(key=lambda one: (one[0], one[1].column))
    for row, group in groupby(standing, key=lambda one: one[0]):
        yield [(square, square.row == row) for _, square in group]


def _fill_sheet(sheet: Worksheet, pieces: Sequence[Piece], ruled: Format) -> None:
    top = 0
    for piece in pieces:
        if isinstance(piece, Ruled):
            for square in piece.squares:
                _fill_cell(sheet, square, top, ruled)
            top += piece.height + 1
        else:
            sheet.write_string(top, 0, piece.text)
            top += 1


def _fill_cell(sheet: Worksheet, square: Square, top: int, ruled: Format) -> None:
    row = top + square.row
    if square.rows > 1 or square.columns > 1:
        last = (row + square.rows - 1, square.column + square.columns - 1)
        sheet.merge_range(row, square.column, *last, square.text, ruled)
    elif square.text.replace(".", "", 1).isdigit():
        sheet.write_number(row, square.column, float(square.text), ruled)
    else:
        sheet.write_string(row, square.column, square.text, ruled)
