import io

import docx as python_docx
import pytest

from pipeline.errors import Unreadable
from pipeline.model import BlockKind, FileStatus, place_of
from tests.ingestion.samples import docx, listed, p, read, rows, tbl, tc, texts

_WINGDINGS = '<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>'


def _paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def _run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _field(mark: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{mark}"/></w:r>'


def _code(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def test_paragraphs_and_tables_in_document_order() -> None:
    document = read(docx(p("甲") + tbl([tc("乙"), tc("丙")]) + p("丁")))
    assert document.text == "甲\n乙\t丙\n丁"
    assert [block.paragraph for block in document.blocks] == [1, None, None, 2]
    assert document.status is FileStatus.OK


def test_a_file_that_python_docx_wrote() -> None:
    written = python_docx.Document()
    written.add_heading("项目概况", level=2)
    written.add_paragraph("全年支出120万元。")
    table = written.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合并"
    table.cell(1, 2).text = "末"
    written.core_properties.author = "财务科"
    buffer = io.BytesIO()
    written.save(buffer)
    document = read(buffer.getvalue())
    assert document.blocks[0].kind is BlockKind.HEADING
    assert document.blocks[0].level == 2
    assert rows(document, document.tables[0]) == [["合并", "合并", ""], ["", "", "末"]]
    assert document.properties["author"] == "财务科"


class TestInline:
    def test_insertions_stay_deletions_go(self) -> None:
        body = _paragraph(
            _run("预算"),
            f"<w:ins>{_run('30')}</w:ins>",
            "<w:del><w:r><w:delText>20</w:delText></w:r></w:del>",
            f"<w:moveFrom>{_run('旧处')}</w:moveFrom><w:moveTo>{_run('新处')}</w:moveTo>",
            _run("万元"),
        )
        document = read(docx(body))
        assert document.text == "预算30新处万元"
        assert [remark.reason for remark in document.remarks] == ["deletion"]
        assert document.status is FileStatus.OK

    def test_a_deleted_paragraph_end_joins_two_paragraphs(self) -> None:
        first = p("全年支出", "<w:rPr><w:del w:id='1' w:author='甲'/></w:rPr>")
        assert read(docx(first + p("50万元。"))).text == "全年支出50万元。"

    def test_field_results_stay_codes_go(self) -> None:
        body = _paragraph(
            _run("第"),
            _field("begin"),
            _code(" PAGE "),
            _field("separate"),
            _run("3"),
            _field("end"),
            _run("页"),
        )
        assert read(docx(body)).text == "第3页"

    def test_a_field_without_end_swallows_nothing(self) -> None:
        assert read(docx(_paragraph(_run("甲"), _field("begin"), _code("TOC")) + p("乙"))).text == "甲\n乙"

    def test_hidden_text_goes_also_by_style(self) -> None:
        styles = '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
        body = _paragraph(
            _run("看得见"),
            _run("甲", "<w:vanish/>"),
            _run("乙", '<w:rStyle w:val="h"/>'),
            _run("也看得见", '<w:vanish w:val="0"/>'),
        )
        document = read(docx(body, styles=styles))
        assert document.text == "看得见也看得见"
        assert [remark.reason for remark in document.remarks] == ["hidden"]

    def test_tabs_breaks_and_hyphens(self) -> None:
        inner = "<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:softHyphen/><w:noBreakHyphen/><w:t>丁</w:t></w:r>"
        document = read(docx(_paragraph(inner)))
        assert document.text == "甲\t乙\n丙-丁"
        assert len(document.blocks) == 1

    def test_a_page_break_is_no_line(self) -> None:
        assert (
            read(docx(_paragraph(_run("甲"), '<w:r><w:br w:type="page"/></w:r>', _run("乙")))).text == "甲乙"
        )

    @pytest.mark.parametrize(
        ("font", "char", "shown"),
        [
            ("Wingdings", "F0FE", "☑"),
            ("Wingdings", "F0A8", "☐"),
            ("Wingdings", "F0FC", "√"),
            ("Wingdings 2", "F052", "☑"),
            ("Wingdings 2", "F0A3", "☐"),
            ("Wingdings 2", "0052", "☑"),
            ("Symbol", "F0B3", "≥"),
            ("宋体", "2460", "①"),
        ],
    )
    def test_symbols_show_as_characters(self, font: str, char: str, shown: str) -> None:
        assert (
            read(docx(_paragraph(_run("是"), _WINGDINGS.format(font=font, char=char)))).text == f"是{shown}"
        )

    def test_letters_in_a_symbol_font_are_signs(self) -> None:
        body = _paragraph(_run("R", '<w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/>'), _run("是 R"))
        assert read(docx(body)).text == "☑是 R"

    def test_check_boxes_show_their_state(self) -> None:
        def box(state: str, glyph: str) -> str:
            return (
                f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{state}"/></w14:checkbox></w:sdtPr>'
                f"<w:sdtContent>{_run(glyph)}</w:sdtContent></w:sdt>"
            )

        old = (
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/>'
            "</w:checkBox></w:ffData></w:fldChar></w:r>" + _code("FORMCHECKBOX") + _field("end")
        )
        body = _paragraph(box("1", "☒"), _run("甲"), box("0", "☐"), _run("乙"), old, _run("丙"))
        assert read(docx(body)).text == "☑甲☐乙☑丙"

    def test_wrappers_are_opened(self) -> None:
        body = _paragraph(
            f'<w:hyperlink w:anchor="x">{_run("链接")}</w:hyperlink>',
            f"<w:smartTag>{_run('标记')}</w:smartTag>",
            f"<w:sdt><w:sdtContent>{_run('控件')}</w:sdtContent></w:sdt>",
            f'<w:fldSimple w:instr="DATE">{_run("2023年")}</w:fldSimple>',
        )
        assert read(docx(body)).text == "链接标记控件2023年"

    def test_phonetic_guides_go(self) -> None:
        ruby = f"<w:r><w:ruby><w:rt>{_run('zī')}</w:rt><w:rubyBase>{_run('资')}</w:rubyBase></w:ruby></w:r>"
        assert read(docx(_paragraph(ruby, _run("金")))).text == "资金"

    def test_a_fraction_stands_in_one_line(self) -> None:
        fraction = "<m:f><m:num><m:r><m:t>执行数</m:t></m:r></m:num><m:den><m:r><m:t>预算数</m:t></m:r></m:den></m:f>"
        assert (
            read(docx(_paragraph(_run("执行率＝"), f"<m:oMath>{fraction}</m:oMath>"))).text
            == "执行率＝执行数/预算数"
        )

    def test_bold_only_if_all_is_bold(self) -> None:
        styles = '<w:style w:type="paragraph" w:styleId="b"><w:rPr><w:b/></w:rPr></w:style>'
        body = (
            p("全粗", run="<w:b/>")
            + _paragraph(_run("半", "<w:b/>"), _run("粗"))
            + p("样式粗", '<w:pStyle w:val="b"/>')
            + p("样式粗而本身不粗", '<w:pStyle w:val="b"/>', '<w:b w:val="0"/>')
        )
        assert [block.bold for block in read(docx(body, styles=styles)).blocks] == [True, False, True, False]


class TestBoxes:
    _TEXT = f"<w:txbxContent>{p('框内文字')}</w:txbxContent>"
    _CHOICE = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{_TEXT}</wps:txbx></w:drawing></mc:Choice>'
    _FALLBACK = f"<mc:Fallback><w:pict><v:textbox>{_TEXT}</v:textbox></w:pict></mc:Fallback>"

    def test_a_text_box_once_after_its_paragraph(self) -> None:
        alternate = f"<w:r><mc:AlternateContent>{self._CHOICE}{self._FALLBACK}</mc:AlternateContent></w:r>"
        document = read(docx(_paragraph(_run("正文"), alternate) + p("下段")))
        assert document.text == "正文\n框内文字\n下段"
        assert [block.kind for block in document.blocks] == ["paragraph", "textbox", "paragraph"]

    def test_a_text_box_of_the_old_kind(self) -> None:
        old = f"<w:r><w:pict><v:shape><v:textbox>{self._TEXT}</v:textbox></v:shape></w:pict></w:r>"
        assert texts(read(docx(_paragraph(old))), BlockKind.TEXTBOX) == ["框内文字"]

    def test_a_text_box_in_a_cell_belongs_to_the_cell(self) -> None:
        boxed = _paragraph(_run("单元格"), f"<w:r><w:pict><v:textbox>{self._TEXT}</v:textbox></w:pict></w:r>")
        document = read(docx(tbl([tc(boxed), tc("旁")])))
        assert rows(document, document.tables[0]) == [["单元格\n框内文字", "旁"]]

    def test_an_embedded_object_is_a_loss(self) -> None:
        body = _paragraph(_run("附表"), '<w:r><w:object><o:OLEObject Type="Embed"/></w:object></w:r>')
        document = read(docx(body))
        assert document.status is FileStatus.PARTIAL
        assert [problem.reason for problem in document.problems] == ["object"]


class TestTables:
    def test_merged_cells_once_with_spans(self) -> None:
        down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
        body = tbl(
            [tc("一级", down), tc("宽", '<w:gridSpan w:val="2"/>')],
            [tc("", on), tc("左"), tc("右")],
            [tc("", on), tc(""), tc("末")],
        )
        document = read(docx(body))
        table = document.tables[0]
        assert (table.rows, table.columns) == (3, 3)
        assert (table.cells[0].row_span, table.cells[1].column_span) == (3, 2)
        assert document.text == "一级\t宽\n左\t右\n\t末"
        assert rows(document, table)[2] == ["一级", "", "末"]

    def test_a_merge_that_restarts_is_another_cell(self) -> None:
        down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
        body = tbl([tc("上", down), tc("1")], [tc("下", down), tc("2")], [tc("", on), tc("3")])
        assert [cell.row_span for cell in read(docx(body)).tables[0].cells] == [1, 1, 2, 1, 1]

    def test_the_old_horizontal_merge(self) -> None:
        body = tbl([tc("宽", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), tc("右")])
        assert [(cell.column, cell.column_span) for cell in read(docx(body)).tables[0].cells] == [
            (1, 2),
            (3, 1),
        ]

    def test_a_row_may_begin_later(self) -> None:
        shifted = f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{tc("右")}</w:tr>'
        body = f"<w:tbl><w:tr>{tc('甲')}{tc('乙')}</w:tr>{shifted}</w:tbl>"
        document = read(docx(body))
        assert rows(document, document.tables[0]) == [["甲", "乙"], [None, "右"]]

    def test_content_controls_around_rows_and_cells(self) -> None:
        row = f"<w:sdt><w:sdtContent><w:tr>{tc('甲')}{tc('乙')}</w:tr></w:sdtContent></w:sdt>"
        cell = f"<w:tr><w:sdt><w:sdtContent>{tc('丙')}</w:sdtContent></w:sdt>{tc('丁')}</w:tr>"
        body = f"<w:sdt><w:sdtContent><w:tbl>{row}{cell}</w:tbl></w:sdtContent></w:sdt>"
        document = read(docx(body))
        assert rows(document, document.tables[0]) == [["甲", "乙"], ["丙", "丁"]]

    def test_deleted_rows_go(self) -> None:
        deleted = f'<w:tr><w:trPr><w:del w:author="甲"/></w:trPr>{tc("旧")}{tc("旧")}</w:tr>'
        document = read(docx(f"<w:tbl>{deleted}<w:tr>{tc('新')}{tc('值')}</w:tr></w:tbl>"))
        assert document.text == "新\t值"

    def test_nested_tables_lie_in_the_outer_cell(self) -> None:
        inner = tbl([tc("批次"), tc("金额")], [tc("一"), tc("20")])
        body = tbl([tc("下达"), tc(p("明细：") + inner)])
        document = read(docx(body))
        assert document.text == "下达\t明细：\n批次\t金额\n一\t20"
        assert len(document.tables) == 2
        assert place_of(document, document.text.index("20"), len(document.text)).table == 2

    def test_a_single_cell_is_a_frame_around_text(self) -> None:
        document = read(docx(tbl([tc(p("一、概况", '<w:outlineLvl w:val="0"/>') + p("正文"))])))
        assert document.tables == ()
        assert [block.kind for block in document.blocks] == ["heading", "paragraph"]

    def test_paragraphs_of_a_cell_are_lines_tabs_are_blanks(self) -> None:
        cell = p("甲") + p("") + _paragraph("<w:r><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r>")
        assert read(docx(tbl([tc(cell), tc("丁")]))).text == "甲\n乙 丙\t丁"

    def test_a_span_past_all_reason_costs_nothing(self) -> None:
        table = read(docx(tbl([tc("甲", '<w:gridSpan w:val="999999999"/>'), tc("乙")]))).tables[0]
        assert table.columns <= 2048

    def test_more_cells_than_allowed(self) -> None:
        body = tbl([tc("甲"), tc("乙")], [tc("丙"), tc("丁")])
        assert read(docx(body), table_cells=4).tables
        with pytest.raises(Unreadable) as refusal:
            read(docx(body), table_cells=3)
        assert refusal.value.reason == "too_large"


class TestAround:
    def test_footnotes_come_after_the_body(self) -> None:
        notes = f'<w:footnote w:id="0" w:type="separator">{p("——")}</w:footnote><w:footnote w:id="1">{p("含结转资金。")}</w:footnote>'
        document = read(
            docx(_paragraph(_run("支出"), '<w:r><w:footnoteReference w:id="1"/></w:r>'), footnotes=notes)
        )
        assert document.text == "支出\n含结转资金。"
        assert texts(document, BlockKind.NOTE) == ["含结转资金。"]

    def test_headers_and_footers_once_each(self) -> None:
        section = '<w:sectPr><w:headerReference w:type="default" r:id="rheader1"/>{}<w:footerReference w:type="default" r:id="rfooter1"/></w:sectPr>'
        first = '<w:headerReference w:type="first" r:id="rheader2"/>'
        body = f"<w:p><w:pPr>{section.format(first)}</w:pPr></w:p>" + p("正文") + section.format(first)
        document = read(docx(body, header1=p("某局文件"), header2=p("首页"), footer1=p("- 1 -")))
        assert document.text == "正文\n某局文件\n- 1 -"
        assert [block.kind for block in document.blocks] == ["paragraph", "header", "footer"]

    def test_a_first_page_header_in_use(self) -> None:
        section = '<w:sectPr><w:headerReference w:type="first" r:id="rheader1"/><w:titlePg/></w:sectPr>'
        assert texts(read(docx(p("正文") + section, header1=p("首页"))), BlockKind.HEADER) == ["首页"]

    def test_comments_are_a_remark(self) -> None:
        document = read(docx(p("正文"), comments=f'<w:comment w:id="1">{p("此处再核")}</w:comment>'))
        assert document.text == "正文"
        assert [remark.reason for remark in document.remarks] == ["comment"]

    def test_heading_levels_by_style_name_and_outline(self) -> None:
        styles = (
            '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="heading 1"/></w:style>'
            '<w:style w:type="paragraph" w:styleId="c"><w:name w:val="自定"/><w:basedOn w:val="b"/></w:style>'
            '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="乙"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>'
        )
        body = (
            p("甲", '<w:pStyle w:val="a"/>')
            + p("乙", '<w:pStyle w:val="c"/>')
            + p("丙", '<w:pStyle w:val="a"/><w:outlineLvl w:val="9"/>')
        )
        document = read(docx(body, styles=styles))
        assert [(block.kind, block.level) for block in document.blocks] == [
            ("heading", 1),
            ("heading", 3),
            ("paragraph", None),
        ]

    def test_styles_that_go_in_a_circle(self) -> None:
        styles = (
            '<w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="b"/></w:style>'
            '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style>'
        )
        assert read(docx(p("甲", '<w:pStyle w:val="a"/>'), styles=styles)).text == "甲"

    def test_a_file_without_text(self) -> None:
        with pytest.raises(Unreadable) as refusal:
            read(docx(p("") + listed("")))
        assert refusal.value.reason == "no_text"
