"""Draws small PDF files for the tests: lines, grids, pages, as the programs of the submitters do."""

import io
from collections.abc import Iterable, Sequence

from PIL import Image
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

rl_config.useA85 = 0  # plain streams, as Word and WPS write them

SONG = "STSong-Light"
LEFT, RIGHT = 72.0, 72.0 + 12 * 37
"""Margins of the text: 37 characters of 12 points a line."""


class DrawnPdf:
    """A PDF under the pen; positions in points from the upper left corner."""

    def __init__(self, **options: object) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(SONG))
        self._file = io.BytesIO()
        self._canvas = Canvas(self._file, pagesize=(595, 842), **options)

    def text(self, x: float, y: float, text: str, size: float = 12) -> "DrawnPdf":
        self._canvas.setFont(SONG, size)
        self._canvas.drawString(x, 842 - y, text)
        return self

    def centred(self, y: float, text: str, size: float = 12) -> "DrawnPdf":
        self._canvas.setFont(SONG, size)
        self._canvas.drawCentredString(297.5, 842 - y, text)
        return self

    def lines(self, y: float, lines: Iterable[str], pitch: float = 20) -> "DrawnPdf":
        """Lines one below another from the left margin; two blanks before one set it in by two squares."""
        for index, line in enumerate(lines):
            indent = 24 if line.startswith("  ") else 0
            self.text(LEFT + indent, y + index * pitch, line.strip())
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float, *, colour: float = 0) -> "DrawnPdf":
        self._canvas.setStrokeGray(colour)
        self._canvas.line(x0, 842 - y0, x1, 842 - y1)
        return self

    def bar(self, x: float, y: float, width: float, height: float) -> "DrawnPdf":
        """A filled shape, as Word draws each border of each cell."""
        self._canvas.setFillGray(0)
        self._canvas.rect(x, 842 - y - height, width, height, stroke=0, fill=1)
        return self

    def table(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        cells: Iterable[tuple[int, int, int, int, Sequence[str]]],
    ) -> "DrawnPdf":
        """Cells (row, column, rows, columns, lines of text), each with its border, type of 10 points."""
        for row, column, rows, columns, lines in cells:
            x0, x1, y0, y1 = xs[column], xs[column + columns], ys[row], ys[row + rows]
            for edge in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
                self.rule(*edge)
            for index, line in enumerate(lines):
                self.text(x0 + 5, y0 + 13 + 13 * index, line, 10)
        return self

    def plain_table(self, xs: Sequence[float], top: float, rows: Sequence[Sequence[str]]) -> "DrawnPdf":
        """A table without merged cells, rows 18 points high."""
        ys = [top + 18 * index for index in range(len(rows) + 1)]
        cells = [
            (row, column, 1, 1, [text] if text else [])
            for row, texts in enumerate(rows)
            for column, text in enumerate(texts)
        ]
        return self.table(xs, ys, cells)

    def slanting(self, text: str) -> "DrawnPdf":
        self._canvas.saveState()
        self._canvas.translate(150, 300)
        self._canvas.rotate(45)
        self._canvas.setFont(SONG, 60)
        self._canvas.drawString(0, 0, text)
        self._canvas.restoreState()
        return self

    def field(self, x: float, y: float, value: str) -> "DrawnPdf":
        """A form field that was filled in."""
        self._canvas.acroForm.textfield(value=value, x=x, y=842 - y - 4, width=80, height=16, fontSize=12)
        return self

    def picture(
        self, x: float, y: float, width: float, height: float, image: Image.Image | None = None
    ) -> "DrawnPdf":
        """A picture, grey all over unless one is given."""
        shown = ImageReader(image or Image.new("L", (8, 8), 200))
        self._canvas.drawImage(shown, x, 842 - y - height, width, height)
        return self

    def turn(self, quarter: int) -> "DrawnPdf":
        """Turn the pen by quarters counter-clockwise and the page back: the reader sees it upright."""
        self._canvas.setPageSize((842, 842))
        self._canvas.setPageRotation(90 * quarter)
        self._canvas.translate(*{1: (842, 0), 2: (842, 842), 3: (0, 842)}[quarter])
        self._canvas.rotate(90 * quarter)
        return self

    def fill(self, x: float, y: float, width: float, height: float, grey: float = 0.85) -> "DrawnPdf":
        """A coloured box without a border: a shaded cell or row."""
        self._canvas.setFillGray(grey)
        self._canvas.rect(x, 842 - y - height, width, height, stroke=0, fill=1)
        self._canvas.setFillGray(0)
        return self

    def dots(self, x0: float, y0: float, x1: float, y1: float, step: float = 1.5) -> "DrawnPdf":
        """A line of filled squares, as browsers draw dotted borders."""
        count = round(max(x1 - x0, y1 - y0) / step)
        for place in range(count + 1):
            self.bar(x0 + (x1 - x0) * place / count, y0 + (y1 - y0) * place / count, 0.75, 0.75)
        return self

    def clipped(
        self, box: tuple[float, float, float, float], x: float, y: float, text: str, size: float = 12
    ) -> "DrawnPdf":
        """Text of which only what lies in the box (left, top, right, bottom) can be seen."""
        self._canvas.saveState()
        path = self._canvas.beginPath()
        path.rect(box[0], 842 - box[3], box[2] - box[0], box[3] - box[1])
        self._canvas.clipPath(path, stroke=0)
        self.text(x, y, text, size)
        self._canvas.restoreState()
        return self

    def stamped_form(self, text: str) -> "DrawnPdf":
        """Text that a form with coordinates of its own shows, partly past its own clip there."""
        self._canvas.beginForm("stamp")
        path = self._canvas.beginPath()
        path.rect(0, 0, 60, 30)
        self._canvas.clipPath(path, stroke=0)
        self._canvas.setFont(SONG, 12)
        self._canvas.drawString(10, 10, text)
        self._canvas.endForm()
        self._canvas.saveState()
        self._canvas.translate(200, 400)
        self._canvas.doForm("stamp")
        self._canvas.restoreState()
        return self

    def next_page(self) -> "DrawnPdf":
        self._canvas.showPage()
        return self

    def content(self) -> bytes:
        if not self._file.getvalue():
            self._canvas.showPage()
            self._canvas.save()
        return self._file.getvalue()


def mapped_pdf(text: str, mapping: dict[str, int]) -> bytes:
    """A one-page PDF in which the letters of `text` mean other characters: fonts with a ToUnicode table."""
    ranges = "".join(f"<{ord(letter):02X}> <{code:04X}>\n" for letter, code in mapping.items())
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
        "1 begincodespacerange <00> <FF> endcodespacerange\n"
        f"{len(mapping)} beginbfchar\n{ranges}endbfchar endcmap end end"
    )
    page = f"BT /F 12 Tf 72 700 Td ({text}) Tj ET"
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F 5 0 R >> >> >>",
        f"<< /Length {len(page)} >>\nstream\n{page}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
        f"<< /Length {len(table)} >>\nstream\n{table}\nendstream",
    ]
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + f"trailer << /Size {len(bodies) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
