"""Builds the shipped templates 反馈函.docx and 取证单.docx; an office edits its own copies in Word or WPS.

The layout is that of official documents (党政机关公文格式 GB/T 9704—2012): A4, margins 37/35/28/26 mm, title in
2号小标宋, body in 3号仿宋 on lines of 28 pt, headings in 黑体 and 楷体, page numbers “— 1 —” in 4号宋体.
"""

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Mm, Pt
from lxml import etree

FOLDER = Path(__file__).parent

# python-docx's objects carry no types that would help here.
Word = Any

TITLE, BODY, BLACK, KAI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
# What a machine without these fonts shows instead: Word and LibreOffice look at the alternative names.
FALLBACKS = {
    TITLE: "方正小标宋_GBK,小标宋体,华文中宋,宋体",
    BODY: "仿宋,FangSong,华文仿宋",
    BLACK: "SimHei,微软雅黑",
    KAI: "楷体,KaiTi,华文楷体",
    SONG: "SimSun,Noto Serif CJK SC",
}
LINE = Pt(28)


def write_templates() -> None:
    """Writes both templates beside this file."""
    _letter().save(str(FOLDER / "反馈函.docx"))
    _sheet().save(str(FOLDER / "取证单.docx"))


def _letter() -> Word:
    document = _blank()
    _line(document, "{{发文字号}}", "right")
    _line(document, "关于{{年度}}绩效自评材料", "title")
    _line(document, "有关疑点请予核实的函", "title")
    _line(document, "", "body")
    _line(document, "{{单位}}：", "flush")
    _line(
        document,
        "我单位对贵单位报送的{{年度}}绩效自评材料进行了核对，发现需要请贵单位核实的疑点{{疑点数}}项。现将有关情况函告如下。",
    )
    _line(document, "一、核对依据和范围", "heading")
    _line(document, "核对依据：{{核对依据}}等。")
    _line(
        document,
        "核对范围：贵单位报送的下列材料{{材料份数}}份。核对内容为材料内部、材料之间数据和文字是否一致，计算是否相符；没有现场查验，也没有查阅会计账簿。",
    )
    _line(document, "{{每份材料}}")
    _line(document, "{{材料序号}}．《{{材料名称}}》（文件：{{材料文件}}）", "told")
    _line(document, "{{材料完}}")
    _line(document, "二、需要核实的疑点", "heading")
    _line(
        document,
        "下列疑点共{{疑点数}}项，其中{{分类数}}。疑点是比对中发现的不一致之处，不是对事实或者责任的结论，请贵单位对照原始资料核实。",
    )
    _line(document, "{{每个项目}}")
    _line(document, "（{{项目序号}}）{{项目}}", "subheading")
    _line(document, "{{每条疑点}}")
    _line(document, "{{序号}}．{{疑点}}（{{类别}}，编号{{编号}}）", "item")
    _line(document, "情况：{{事实}}", "told")
    _line(document, "出处：", "kept")
    _line(document, "{{每处出处}}")
    _line(document, "{{出处}}", "place")
    _line(document, "{{出处完}}")
    _line(document, "对照：{{对照}}", "told")
    _line(document, "核对所据：{{疑点依据}}", "told")
    _line(document, "请予核实：{{请核实}}", "told")
    _line(document, "{{疑点完}}")
    _line(document, "{{项目完}}")
    _line(document, "三、未核查事项", "heading")
    _line(document, "{{每项未核查}}")
    _line(document, "{{未核查事项}}", "told")
    _line(document, "{{未核查完}}")
    _line(document, "四、回复要求", "heading")
    _line(
        document,
        "请于{{期限}}，逐项填写附件《疑点核实回复表》，写明是否属实、有关情况和更正后数值，加盖公章后连同电子文档一并反馈；需要更正的，请一并报送更正后的材料。电子文档请直接在回复表中填写，疑点编号请勿改动。",
        "closing",
    )
    _line(document, "联系方式：{{联系方式}}", "closing")
    _line(document, "", "closing")
    _line(document, "附件：疑点核实回复表", "closing")
    _line(document, "", "closing")
    _line(document, "", "closing")
    _line(document, "{{发函单位}}", "signature")
    _line(document, "{{成文日期}}", "signature")
    _reply_form(document)
    return document


def _reply_form(document: Word) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin, section.bottom_margin = Mm(28), Mm(26)
    section.left_margin, section.right_margin = Mm(25), Mm(25)
    _line(document, "附件", "annex")
    _line(document, "疑点核实回复表", "title")
    _line(document, "填报单位（盖章）：{{单位}}", "small")
    heads = ("序号", "疑点编号", "疑点", "是否属实", "情况说明", "更正后数值")
    widths = (1.3, 3.5, 8.2, 2.4, 5.8, 3.4)
    table = _table(document, 2, widths)
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        _words(cell, head, BLACK, 12, WD_ALIGN_PARAGRAPH.CENTER)
    _repeat_header(table.rows[0])
    fields = ("{{序号}}", "{{编号}}", "{{摘要}}", "", "", "")
    for index, (cell, field) in enumerate(zip(table.rows[1].cells, fields, strict=True)):
        centred = WD_ALIGN_PARAGRAPH.CENTER if index in (0, 1, 3) else WD_ALIGN_PARAGRAPH.LEFT
        _words(cell, field, BODY, 11 if index == 1 else 12, centred)
    table.rows[1].height, table.rows[1].height_rule = Cm(1.5), WD_ROW_HEIGHT_RULE.AT_LEAST
    _whole_row(table.rows[1])
    _line(
        document,
        "注：“是否属实”填“属实”“部分属实”或“不属实”；“更正后数值”请写明单位（元、万元、%、分）。请勿改动疑点编号，行的次序可以调整。",
        "note",
    )
    _line(
        document,
        "填表人：　　　　　　　　联系电话：　　　　　　　　单位负责人（签字）：　　　　　　　填表日期：　　　年　　月　　日",
        "small",
    )


def _sheet() -> Word:
    document = _blank()
    section = document.sections[0]
    section.top_margin, section.bottom_margin = Mm(25), Mm(22)
    _line(document, "{{每条疑点}}")
    _line(document, "绩效自评核对取证单", "sheet_title")
    _line(document, "编号：{{编号}}", "number")
    table = _table(document, 9, (2.8, 5.3, 2.4, 5.1))
    _pair(table.rows[0], "被核对单位", "{{单位}}", "评价年度", "{{年度}}")
    _wide(table.rows[1], "项目名称", ["{{所属项目}}"])
    _wide(table.rows[2], "取证事项", ["{{疑点}}（规则{{规则}}）"])
    _wide(
        table.rows[3],
        "事实与计算",
        ["{{事实}}", "{{对照}}"],
        height=4.6,
    )
    _wide(table.rows[4], "出处", ["{{每处出处}}", "{{出处}}", "{{出处完}}"], height=2.6)
    _wide(table.rows[5], "核对所据", ["{{疑点依据}}"])
    _wide(
        table.rows[6],
        "附件",
        ["{{每个附件}}", "{{附件序号}}．{{附件名称}}（SHA-256 前16位：{{附件校验码}}）", "{{附件完}}"],
    )
    _wide(
        table.rows[7],
        "被核对单位\n意见",
        ["{{单位意见}}", "", "", "负责人（签字）：　　　　　　　（公章）", "　　　　年　　月　　日"],
        height=4.0,
    )
    for paragraph in table.rows[7].cells[1].paragraphs[-2:]:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _pair(table.rows[8], "取证人\n（签字）", "年　　月　　日", "复核人\n（签字）", "年　　月　　日")
    for index in (1, 3):
        table.rows[8].cells[index].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _line(document, "注：本单记录核对中发现的疑点，事实以被核对单位核实的意见和原始资料为准。", "note")
    _line(document, "{{疑点完}}")
    _line(document, "", "end")
    return document


def _blank() -> Word:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    normal = document.styles["Normal"]
    normal.font.size = Pt(16)
    _set_fonts(normal.element.get_or_add_rPr(), BODY)
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
    _declare_fonts(document)
    for name in ("author", "last_modified_by", "comments"):
        setattr(document.core_properties, name, "")
    return document


# name: font, size, alignment, first-line indent in characters, bold
LOOKS: dict[str, tuple[str, int, Any, int, bool]] = {
    "title": (TITLE, 22, WD_ALIGN_PARAGRAPH.CENTER, 0, False),
    "sheet_title": (TITLE, 22, WD_ALIGN_PARAGRAPH.CENTER, 0, False),
    "right": (BODY, 16, WD_ALIGN_PARAGRAPH.RIGHT, 0, False),
    "flush": (BODY, 16, WD_ALIGN_PARAGRAPH.LEFT, 0, False),
    "body": (BODY, 16, WD_ALIGN_PARAGRAPH.JUSTIFY, 2, False),
    # Words of the reports, which may not break where justified lines want it.
    "told": (BODY, 16, WD_ALIGN_PARAGRAPH.LEFT, 2, False),
    "closing": (BODY, 16, WD_ALIGN_PARAGRAPH.JUSTIFY, 2, False),
    "heading": (BLACK, 16, WD_ALIGN_PARAGRAPH.LEFT, 2, False),
    "subheading": (KAI, 16, WD_ALIGN_PARAGRAPH.LEFT, 2, False),
    "item": (BODY, 16, WD_ALIGN_PARAGRAPH.LEFT, 2, True),
    "kept": (BODY, 16, WD_ALIGN_PARAGRAPH.LEFT, 2, False),
    "place": (KAI, 14, WD_ALIGN_PARAGRAPH.LEFT, 0, False),
    "signature": (BODY, 16, WD_ALIGN_PARAGRAPH.CENTER, 0, False),
    "annex": (BLACK, 16, WD_ALIGN_PARAGRAPH.LEFT, 0, False),
    "small": (BODY, 12, WD_ALIGN_PARAGRAPH.LEFT, 0, False),
    "number": (BODY, 12, WD_ALIGN_PARAGRAPH.RIGHT, 0, False),
    "note": (KAI, 11, WD_ALIGN_PARAGRAPH.LEFT, 0, False),
    "end": (BODY, 2, WD_ALIGN_PARAGRAPH.LEFT, 0, False),
}


def _line(document: Word, words: str, look: str = "body") -> Word:
    font, size, alignment, indent, bold = LOOKS[look]
    paragraph = document.add_paragraph()
    paragraph.alignment = alignment
    layout = paragraph.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    layout.line_spacing = LINE if size >= 14 else Pt(max(size, 2) * 1.6)
    layout.widow_control = True
    if indent:
        _indent(paragraph, indent)
    if look in ("heading", "subheading", "item", "kept", "closing"):
        # A heading goes with what it heads; office and date never stand alone on a page.
        layout.keep_with_next = True
    if look == "title":
        layout.line_spacing = Pt(34)
    if look == "right":
        layout.space_after = Pt(28)
    if look == "sheet_title":
        layout.page_break_before = True
        layout.line_spacing = Pt(34)
    if look == "place":
        layout.left_indent = Pt(32)
        layout.line_spacing = Pt(24)
    if look == "signature":
        # Office and date stand centred on each other, the date four characters from the right edge.
        layout.left_indent, layout.right_indent = Cm(6.4), Pt(40)
    if look == "small":
        layout.space_after = Pt(6)
    if look == "note":
        layout.space_before, layout.space_after = Pt(6), Pt(12)
    _add_run(paragraph, words, font, size, bold=bold)
    return paragraph


def _add_run(paragraph: Word, words: str, font: str, size: float, *, bold: bool = False) -> None:
    run = paragraph.add_run(words)
    run.font.size = Pt(size)
    run.font.bold = bold or None
    _set_fonts(run._r.get_or_add_rPr(), font)


def _set_fonts(properties: Word, font: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for attribute in ("w:eastAsia", "w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(attribute), font)
    fonts.set(qn("w:hint"), "eastAsia")
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)


def _indent(paragraph: Word, characters: int) -> None:
    """A first line indented by characters, which stays right when an office changes the size."""
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), str(characters * 100))
    indent.set(qn("w:firstLine"), str(characters * 16 * 20))


def _page_number(footer: Word, alignment: Word) -> None:
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = alignment
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = Pt(14)
    _add_run(paragraph, "— ", SONG, 14)
    for kind, words in (("begin", ""), ("", "PAGE"), ("separate", ""), ("text", "1"), ("end", "")):
        _add_run(paragraph, words if kind == "text" else "", SONG, 14)
        run = paragraph.runs[-1]._r
        if kind == "":
            code = OxmlElement("w:instrText")
            code.text = words
            run.append(code)
        elif kind != "text":
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run.append(mark)
    _add_run(paragraph, " —", SONG, 14)


def _table(document: Word, rows: int, widths: tuple[float, ...]) -> Word:
    table = document.add_table(rows=rows, cols=len(widths))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    return table


def _words(cell: Word, words: str, font: str, size: float, alignment: Word) -> None:
    paragraph = cell.paragraphs[0] if not cell.paragraphs[0].runs else cell.add_paragraph()
    paragraph.alignment = alignment
    layout = paragraph.paragraph_format
    layout.space_before = layout.space_after = Pt(2)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(size * 1.45)
    cell.vertical_alignment = 1
    _add_run(paragraph, words, font, size)


def _pair(row: Word, *words: str) -> None:
    for index, (cell, text) in enumerate(zip(row.cells, words, strict=True)):
        label = index % 2 == 0
        centred = WD_ALIGN_PARAGRAPH.CENTER if label else WD_ALIGN_PARAGRAPH.LEFT
        _words(cell, text, BLACK if label else BODY, 12, centred)
    row.height, row.height_rule = Cm(1.0), WD_ROW_HEIGHT_RULE.AT_LEAST


def _wide(row: Word, label: str, lines: list[str], height: float = 1.0) -> None:
    _words(row.cells[0], label, BLACK, 12, WD_ALIGN_PARAGRAPH.CENTER)
    cell = row.cells[1].merge(row.cells[3])
    for line in lines:
        _words(cell, line, BODY, 12, WD_ALIGN_PARAGRAPH.LEFT)
    row.height, row.height_rule = Cm(height), WD_ROW_HEIGHT_RULE.AT_LEAST


def _repeat_header(row: Word) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _whole_row(row: Word) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _declare_fonts(document: Word) -> None:
    """Names what may stand in for each font, in the document's font table."""
    part = next(
        part for part in document.part.package.iter_parts() if str(part.partname).endswith("fontTable.xml")
    )
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:pitch w:val="variable"/></w:font>'
        for name, other in FALLBACKS.items()
    )
    root = parse_xml(part.blob)
    for font in parse_xml(f"<w:fonts {nsdecls('w')}>{fonts}</w:fonts>"):
        root.append(font)
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


if __name__ == "__main__":
    write_templates()
