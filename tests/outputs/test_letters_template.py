"""An office's own template: fields split over runs, in boxes and headers, repeated rows; its mistakes in words."""

import io
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pipeline.errors import UsageError
from pipeline.outputs.letters.catalogue import Scope
from pipeline.outputs.letters.template import filled_letter, read_template, untouched

FINDINGS = tuple(
    Scope(
        {"序号": str(n), "事实": f"事实{n}", "编号": f"C{n}", "计算": ""},
        {"出处": (Scope({"出处": f"第{n}段"}),)},
    )
    for n in (1, 2)
)
SCOPE = Scope({"单位": "某局", "年度": "2023年度", "发文字号": ""}, {"疑点": FINDINGS, "未核查": ()})


def saved(document: docx.document.Document, tmp_path: Path) -> Path:
    path = tmp_path / "模板.docx"
    document.save(str(path))
    return path


def filled(document: docx.document.Document, tmp_path: Path) -> docx.document.Document:
    return docx.Document(io.BytesIO(filled_letter(read_template(saved(document, tmp_path)), SCOPE, "函")))


def lines(document: docx.document.Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def test_a_field_split_over_runs_is_found_and_keeps_its_look(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    for piece in ("致{", "{单", "位", "}", "}：共{{ 年度 }}"):
        run = paragraph.add_run(piece)
        run.bold = piece == "{单"
    result = filled(document, tmp_path)
    assert lines(result) == ["致某局：共2023年度"]


def test_a_field_takes_the_look_of_its_first_character(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("致：")
    paragraph.add_run("{{单").bold = True
    paragraph.add_run("位}}")
    runs = [run for run in filled(document, tmp_path).paragraphs[0].runs if run.text]
    assert [(run.text, run.bold) for run in runs] == [("致：", None), ("某局", True)]


def test_a_tab_or_break_inside_a_paragraph_does_not_shift_fields(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("甲\t乙\n{{单位}}丙")
    assert lines(filled(document, tmp_path)) == ["甲\t乙\n某局丙"]


def test_full_width_braces_are_fields_too(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("｛｛单位｝｝")
    assert lines(filled(document, tmp_path)) == ["某局"]


def test_regions_repeat_and_empty_lines_are_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    for line in (
        "{{发文字号}}",
        "{{每条疑点}}",
        "{{序号}}．{{事实}}（{{单位}}）",
        "计算：{{计算}}",
        "{{每处出处}}",
        "见{{出处}}",
        "{{出处完}}",
        "{{疑点完}}",
        "{{每项未核查}}",
        "{{未核查事项}}",
        "{{未核查完}}",
        "完",
    ):
        document.add_paragraph(line)
    assert lines(filled(document, tmp_path)) == [
        "1．事实1（某局）",
        "见第1段",
        "2．事实2（某局）",
        "见第2段",
        "完",
    ]


def test_a_table_row_with_finding_fields_repeats_and_a_header_row_does_not(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    for cell, words in zip(table.rows[0].cells, ("编号", "{{单位}}", "是否属实"), strict=True):
        cell.text = words
    for cell, words in zip(table.rows[1].cells, ("{{编号}}", "{{单位}}：{{事实}}", ""), strict=True):
        cell.text = words
    rows = [[cell.text for cell in row.cells] for row in filled(document, tmp_path).tables[0].rows]
    assert rows == [["编号", "某局", "是否属实"], ["C1", "某局：事实1", ""], ["C2", "某局：事实2", ""]]


def test_a_region_inside_a_cell(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("{{每条疑点}}")
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "{{每处出处}}"
    cell.add_paragraph("{{出处}}")
    cell.add_paragraph("{{出处完}}")
    document.add_paragraph("{{疑点完}}")
    result = filled(document, tmp_path)
    assert [table.cell(0, 0).text for table in result.tables] == ["第1段", "第2段"]


def test_headers_and_text_boxes(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "{{单位}}"
    box = (
        f"<w:r {nsdecls('w')}><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent>"
        "<w:p><w:r><w:t>{{年</w:t></w:r><w:r><w:t>度}}</w:t></w:r></w:p>"
        "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    document.add_paragraph("外")._p.append(parse_xml(box))
    result = filled(document, tmp_path)
    assert result.sections[0].header.paragraphs[0].text == "某局"
    assert "2023年度" in result.element.body.xml


def test_a_value_with_braces_is_not_filled_again(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("{{单位}}")
    scope = Scope({"单位": "{{年度}}", "年度": "2023年度"})
    letter = filled_letter(read_template(saved(document, tmp_path)), scope, "函")
    assert lines(docx.Document(io.BytesIO(letter))) == ["{{年度}}"]


def test_several_lines_of_a_value_stand_on_lines_of_their_own(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("{{单位}}")
    letter = filled_letter(read_template(saved(document, tmp_path)), Scope({"单位": "甲\n乙"}), "函")
    assert docx.Document(io.BytesIO(letter)).paragraphs[0].text == "甲\n乙"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["{{单味}}"], "没有字段“{{单味}}”，是不是“{{单位}}”？"),
        (["{{qqqq}}"], "可用的有：单位、"),
        (["{{单位}"], "双花括号没有写全"),
        (["{{事实}}"], "要放在“{{每条疑点}}”和“{{疑点完}}”之间"),
        (["{{每条疑点}}", "{{事实}}"], "没有结尾"),
        (["{{疑点完}}"], "前面没有“{{每条疑点}}”"),
        (["一、{{每条疑点}}"], "要单独成一段"),
        (["{{每处出处}}", "{{出处}}", "{{出处完}}"], "只能放在{{每条疑点}}里"),
    ],
)
def test_mistakes_are_told_before_anything_is_run(tmp_path: Path, words: list[str], sentence: str) -> None:
    document = docx.Document()
    for line in words:
        document.add_paragraph(line)
    with pytest.raises(UsageError) as raised:
        read_template(saved(document, tmp_path))
    assert sentence in str(raised.value)


def test_a_mistake_in_a_footer_or_cell_is_found_too(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].footer.paragraphs[0].text = "{{单味}}"
    with pytest.raises(UsageError, match="是不是"):
        read_template(saved(document, tmp_path))
    document = docx.Document()
    document.add_table(rows=1, cols=1).cell(0, 0).text = "{{单味}}"
    with pytest.raises(UsageError, match="是不是"):
        read_template(saved(document, tmp_path))


def test_a_letter_knows_whether_it_was_saved_by_somebody_else(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("{{单位}}")
    letter = filled_letter(read_template(saved(document, tmp_path)), SCOPE, "函")
    assert untouched(letter)
    buffer = io.BytesIO()
    docx.Document(io.BytesIO(letter)).save(buffer)
    again = docx.Document(io.BytesIO(letter))
    again.paragraphs[0].add_run("改")
    changed = io.BytesIO()
    again.save(changed)
    assert not untouched(changed.getvalue())
    assert not untouched(b"PK")
