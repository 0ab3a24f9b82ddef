"""Reports as reportlab draws them: ruled in many ways, three-line, two columns; and the same as OFD and scans."""

import io
import random
from collections.abc import Sequence
from itertools import groupby, pairwise
from xml.sax.saxutils import escape

import numpy as np
import pdfplumber
import pypdfium2
from PIL import Image, ImageFilter
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table

from tests.ingestion.measure.truth import TrueParagraph, TrueReport, TrueTable
from tests.ingestion.samples import zipped

FONT = "STSong-Light"
MILLIMETRE = 72 / 25.4
NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'

RULINGS = {
    "grid": [("GRID", (0, 0), (-1, -1), 0.5, "black")],
    "dashed": [("GRID", (0, 0), (-1, -1), 0.5, "black", None, (2, 2))],
    "double": [
        ("INNERGRID", (0, 0), (-1, -1), 0.4, "black"),
        ("BOX", (0, 0), (-1, -1), 0.5, "black", None, None, None, 2, 1.5),
    ],
    "filled": [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("BACKGROUND", (0, 0), (-1, 0), "#dddddd")],
    "three": [
        ("LINEABOVE", (0, 0), (-1, 0), 1.2, "black"),
        ("LINEBELOW", (0, 0), (-1, 0), 0.6, "black"),
        ("LINEBELOW", (0, "splitlast"), (-1, "splitlast"), 1.2, "black"),
        ("LINEABOVE", (0, "splitfirst"), (-1, "splitfirst"), 1.2, "black"),
        ("LINEBELOW", (0, -1), (-1, -1), 1.2, "black"),
    ],
    "open": [
        ("LINEABOVE", (0, 0), (-1, 0), 1, "black"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, "black"),
        ("INNERGRID", (0, 0), (-1, -1), 0.5, "black"),
    ],
}
"""Ways to rule a table."""


def drawn(
    report: TrueReport, ruling: str = "grid", *, columns: int = 1, wide: bool = False, furniture: bool = True
) -> bytes:
    """The report as a PDF of reportlab."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    size = landscape(A4) if wide else A4
    width = (size[0] - 100 - (columns - 1) * 20) / columns
    frames = [
        Frame(50 + place * (width + 20), 55, width, size[1] - 110, 0, 0, 0, 0) for place in range(columns)
    ]
    buffer = io.BytesIO()
    document = BaseDocTemplate(buffer, pagesize=size)
    edges = _edges if furniture else lambda *_: None
    document.addPageTemplates(PageTemplate(frames=frames, onPage=edges))
    document.build([_flowable(item, ruling, width) for item in report.items])
    return buffer.getvalue()


def _edges(canvas: object, document: object) -> None:
    canvas.setFont(FONT, 9)  # type: ignore[attr-defined]
    canvas.drawCentredString(document.pagesize[0] / 2, document.pagesize[1] - 35, "某区财政支出绩效自评材料")  # type: ignore[attr-defined]
    canvas.drawCentredString(document.pagesize[0] / 2, 30, f"- {document.page} -")  # type: ignore[attr-defined]


def _flowable(item: TrueParagraph | TrueTable, ruling: str, width: float) -> Paragraph | Table:
    if isinstance(item, TrueParagraph):
        indent = 24 if not item.level and len(item.text) > 30 else 0
        style = ParagraphStyle(
            "p", fontName=FONT, fontSize=12, leading=20, firstLineIndent=indent, wordWrap="CJK"
        )
        return Paragraph(escape(item.text), style)
    style = ParagraphStyle("c", fontName=FONT, fontSize=9, leading=12, wordWrap="CJK")
    grid: list[list[object]] = [[""] * item.columns for _ in range(item.rows)]
    spans = []
    for cell in item.cells:
        grid[cell.row - 1][cell.column - 1] = Paragraph(escape(cell.text), style)
        if cell.row_span * cell.column_span > 1:
            end = (cell.column + cell.column_span - 2, cell.row + cell.row_span - 2)
            spans.append(("SPAN", (cell.column - 1, cell.row - 1), end))
    commands = [*RULINGS[ruling], *spans, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    flow = Table(grid, [width / item.columns] * item.columns, repeatRows=item.head_rows, style=commands)
    flow.spaceBefore = flow.spaceAfter = 8
    return flow


def as_ofd(content: bytes) -> bytes:
    """A PDF's letters and lines as the objects of an OFD file, one text object a run."""
    files: dict[str, str | bytes] = {}
    listed = ""
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        for index, sheet in enumerate(pdf.pages):
            objects = [_text_object(run) for run in _runs(sheet.chars)]
            objects += [_line_object(edge) for edge in (*sheet.lines, *sheet.rects)]
            layer = f'<ofd:Layer ID="1">{"".join(objects)}</ofd:Layer>'
            files[f"Doc_0/Pages/Page_{index}/Content.xml"] = (
                f"<ofd:Page {NAMESPACE}><ofd:Content>{layer}</ofd:Content></ofd:Page>"
            )
            listed += f'<ofd:Page ID="{index + 10}" BaseLoc="Pages/Page_{index}/Content.xml"/>'
        box = (
            f"0 0 {float(pdf.pages[0].width) / MILLIMETRE:.3f} {float(pdf.pages[0].height) / MILLIMETRE:.3f}"
        )
    files["Doc_0/Document.xml"] = (
        f"<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>{box}</ofd:PhysicalBox>"
        f"</ofd:PageArea></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
    )
    files["OFD.xml"] = (
        f"<ofd:OFD {NAMESPACE}><ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
        "</ofd:DocBody></ofd:OFD>"
    )
    return zipped(files)


def _runs(chars: Sequence[dict[str, float]]) -> list[list[dict[str, float]]]:
    """Letters one after another on a base line, parted where a gap is wide."""
    runs: list[list[dict[str, float]]] = []
    for _, line in groupby(chars, key=lambda char: round(char["bottom"], 1)):
        for char in line:
            if runs and runs[-1][-1]["bottom"] == char["bottom"] and 0 <= char["x0"] - runs[-1][-1]["x1"] < 2:
                runs[-1].append(char)
            else:
                runs.append([char])
    return runs


def _text_object(run: Sequence[dict[str, float]]) -> str:
    first = run[0]
    size = first["size"] / MILLIMETRE
    steps = " ".join(f"{(after['x0'] - char['x0']) / MILLIMETRE:.3f}" for char, after in pairwise(run))
    left, top = first["x0"] / MILLIMETRE, first["top"] / MILLIMETRE
    width = (run[-1]["x1"] - first["x0"]) / MILLIMETRE
    words = escape("".join(str(char["text"]) for char in run))
    return (
        f'<ofd:TextObject ID="2" Boundary="{left:.3f} {top:.3f} {width:.3f} {size:.3f}" Font="1" Size="{size:.3f}">'
        f'<ofd:TextCode X="0" Y="{0.88 * size:.3f}" DeltaX="{steps}">{words}</ofd:TextCode></ofd:TextObject>'
    )


def _line_object(edge: dict[str, float]) -> str:
    x, y = edge["x0"] / MILLIMETRE, edge["top"] / MILLIMETRE
    width, height = (edge["x1"] - edge["x0"]) / MILLIMETRE, (edge["bottom"] - edge["top"]) / MILLIMETRE
    return (
        f'<ofd:PathObject ID="3" Boundary="{x:.3f} {y:.3f} {width + 0.1:.3f} {height + 0.1:.3f}" LineWidth="0.2">'
        f"<ofd:AbbreviatedData>M 0 0 L {width:.3f} {height:.3f}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def scanned(content: bytes, seed: int, *, dpi: int = 200, noise: float = 6.0, pages: int = 2) -> bytes:
    """The first pages as a scanner gives them: askew, blurred, noisy, one picture a page."""
    draw = random.Random(seed)
    pictures = []
    opened = pypdfium2.PdfDocument(content)
    for index in range(min(pages, len(opened))):
        image = opened[index].render(scale=dpi / 72).to_pil().convert("L")
        image = image.rotate(draw.uniform(-1.2, 1.2), fillcolor=255, resample=Image.Resampling.BICUBIC)
        image = image.filter(ImageFilter.GaussianBlur(draw.uniform(0.2, 0.6)))
        grain = np.random.default_rng(seed).normal(0, noise, (image.height, image.width))
        pictures.append(Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8)))
    buffer = io.BytesIO()
    pictures[0].save(buffer, "PDF", save_all=True, append_images=pictures[1:], resolution=dpi)
    return buffer.getvalue()
