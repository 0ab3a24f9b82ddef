"""Renders a source as a Word file: automatic numbers, merged cells, headers, footnotes, text boxes."""

import datetime
import io
import re

import docx
from docx.blkcntnr import BlockItemContainer
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from corpora.markup import MERGE_LEFT, MERGE_UP, Grid, Source, extent

_FOOTNOTE = re.compile(r"\[\[fn:(.+?)\]\]")
_LADDER = (("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3."))
_NUMBERING_ID = 77
_STYLES = {
    "title": (18, True, WD_ALIGN_PARAGRAPH.CENTER),
    "sub": (13, False, WD_ALIGN_PARAGRAPH.CENTER),
    "right": (12, False, WD_ALIGN_PARAGRAPH.RIGHT),
    "b": (12, True, None),
}

_TEXT_BOX = """<w:r {w} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:v="urn:schemas-microsoft-com:vml"><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="5400000" cy="720000"/><wp:docPr id="9" name="文本框 9"/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>
<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="5400000" cy="720000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>
<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline>
</w:drawing></mc:Choice><mc:Fallback><w:pict><v:rect style="width:425pt;height:57pt"><v:textbox><w:txbxContent>{content}</w:txbxContent>
</v:textbox></v:rect></w:pict></mc:Fallback></mc:AlternateContent></w:r>"""


def _font(run: Run, size: float, bold: bool = False, name: str = "仿宋") -> None:
    run.font.size, run.font.bold = Pt(size), bold or None
    run.font.name = name
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


class _Writer:
    """Writes one source into one document."""

    def __init__(self, source: Source, font: str) -> None:
        self.source, self.font = source, font
        self.document = docx.Document()
        self.footnotes: list[str] = []
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.6)
        if source.head.get("numbering") == "chinese":
            self._add_ladder()

    def _add_ladder(self) -> None:
        """Define the multi-level list 一、（一）1. as Word's own numbering."""
        levels = "".join(
            f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/>'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
            for i, (form, text) in enumerate(_LADDER)
        )
        numbering = self.document.part.numbering_part.element
        abstract = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        numbering.insert(0, parse_xml(abstract))
        numbering.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{_NUMBERING_ID}"><w:abstractNumId w:val="77"/></w:num>'
            )
        )

    def _numbered(self, level: int, text: str) -> None:
        paragraph = self._paragraph(text, bold=level < 2)
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = level
        properties.get_or_add_numId().val = _NUMBERING_ID

    def _paragraph(
        self, text: str, size: float = 12, bold: bool = False, align: WD_ALIGN_PARAGRAPH | None = None
    ) -> Paragraph:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = align
        for i, piece in enumerate(_FOOTNOTE.split(text)):
            if i % 2:
                self.footnotes.append(piece)
                reference = OxmlElement("w:footnoteReference")
                reference.set(qn("w:id"), str(len(self.footnotes)))
                paragraph.add_run()._r.append(reference)
            else:
                for j, line in enumerate(piece.split("⏎")):
                    run = paragraph.add_run()
                    if j:
                        run.add_break()
                    run.add_text(line)
                    _font(run, size, bold, self.font)
        return paragraph

    def _heading(self, level: int, text: str) -> None:
        run = self.document.add_heading(level=level).add_run(text)
        _font(run, 15 if level == 1 else 13, bold=True, name=self.font)
        run.font.color.rgb = RGBColor(0, 0, 0)

    def _text_box(self, text: str) -> None:
        content = f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
        self.document.add_paragraph()._p.append(parse_xml(_TEXT_BOX.format(w=nsdecls("w"), content=content)))

    def _running(self, container: BlockItemContainer, text: str) -> None:
        """A running header or footer; {PAGE} becomes a page number field."""
        paragraph = container.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        before, mark, after = text.partition("{PAGE}")
        _font(paragraph.add_run(before), 9, name=self.font)
        if mark:
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), "PAGE")
            paragraph._p.append(field)
            _font(paragraph.add_run(after), 9, name=self.font)

    def _table(self, grid: Grid) -> None:
        width = max(len(row) for row in grid.rows)
        table = self.document.add_table(len(grid.rows), width, style="Table Grid")
        for i, row in enumerate(grid.rows):
            if len(row) != width:
                raise ValueError(f"{self.source.path.name}: row {i + 1} has {len(row)} cells, not {width}")
            for j, text in enumerate(row):
                if text not in (MERGE_LEFT, MERGE_UP):
                    last_row, last_column = extent(grid.rows, i, j)
                    cell = table.cell(i, j).merge(table.cell(last_row, last_column))
                    _font(cell.paragraphs[0].add_run(text), 9, name=self.font)

    def _add_footnotes(self) -> None:
        notes = "".join(
            f'<w:footnote w:id="{i}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>'
            for i, text in enumerate(self.footnotes, 1)
        )
        separators = (
            '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
            '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
        )
        blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {nsdecls("w")}>{separators}{notes}</w:footnotes>'
        part = Part(
            PackURI("/word/footnotes.xml"),
            CONTENT_TYPE.WML_FOOTNOTES,
            blob.encode(),
            self.document.part.package,
        )
        self.document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

    def _line(self, mark: str, text: str) -> None:
        if mark == "p":
            self._paragraph(text).paragraph_format.first_line_indent = Pt(0 if text[:1] == "　" else 24)
        elif mark in _STYLES:
            size, bold, align = _STYLES[mark]
            self._paragraph(text, size, bold, align)
        elif mark in ("1", "2", "3"):
            self._numbered(int(mark) - 1, text)
        elif mark in ("h1", "h2"):
            self._heading(int(mark[1]), text)
        elif mark in ("header", "footer"):
            self._running(getattr(self.document.sections[0], mark), text)
        elif mark == "box":
            self._text_box(text)
        elif mark == "page":
            self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        else:
            raise ValueError(f"{self.source.path.name}: unknown mark !{mark}")

    def write(self) -> bytes:
        """Render every line, then the parts that stand beside the text."""
        for mark, content in self.source.body:
            if isinstance(content, Grid):
                self._table(content)
            else:
                self._line(mark, content)
        if self.footnotes:
            self._add_footnotes()
        return self._saved()

    def _saved(self) -> bytes:
        created = datetime.datetime.fromisoformat(self.source.head["created"])
        properties = self.document.core_properties
        properties.author = properties.last_modified_by = self.source.head["author"]
        properties.created = properties.modified = created
        properties.title = properties.comments = ""
        buffer = io.BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()


def word_file(source: Source, font: str = "仿宋") -> bytes:
    """The source as the bytes of a .docx file."""
    return _Writer(source, font).write()
