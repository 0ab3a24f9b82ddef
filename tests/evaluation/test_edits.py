import io

import openpyxl
import pytest

from pipeline.evaluation.edits import Edit, can_plant, planted
from tests.ingestion.samples import docx, p, read

RUNS = "<w:p><w:r><w:t>预算1</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>20万</w:t></w:r><w:r><w:t>元。</w:t></w:r></w:p>"
BOX = (
    "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:txbxContent>{0}</w:txbxContent></mc:Choice>"
    "<mc:Fallback><w:txbxContent>{0}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"
)


def workbook(*values, number_format=None):
    book = openpyxl.Workbook()
    for row, value in enumerate(values, start=1):
        cell = book.active.cell(row=row, column=1, value=value)
        if number_format:
            cell.number_format = number_format
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def column(content):
    return [cell.value for cell in next(openpyxl.load_workbook(io.BytesIO(content)).active.columns)]


def test_words_cut_by_runs_are_replaced_in_one_paragraph():
    changed = planted(docx(RUNS + p("别的120万元。")), "docx", Edit("120万元", "210万元"))
    assert read(changed).text == "预算210万元。\n别的120万元。"


def test_the_nth_occurrence_counts_over_paragraphs_and_text_boxes_once():
    content = docx(p("支出5元，又5元") + BOX.format(p("盒中5元")) + p("末段5元"))
    assert "末段8元" in read(planted(content, "docx", Edit("5元", "8元", 4))).text
    assert planted(content, "docx", Edit("5元", "8元", 5)) is None


def test_words_over_a_paragraph_break_are_not_found():
    assert planted(docx(p("预算1") + p("20万元")), "docx", Edit("120万元", "210万元")) is None


def test_a_text_cell_of_a_workbook_is_changed_alone():
    content = workbook("年末结余2元", "年末结余2元", 7)
    assert column(planted(content, "xlsx", Edit("结余2元", "结余4元", 2))) == [
        "年末结余2元",
        "年末结余4元",
        7,
    ]


def test_a_number_cell_is_changed_only_as_a_whole():
    assert column(planted(workbook(99.35, 199.35), "xlsx", Edit("99.35", "93.95"))) == [93.95, 199.35]
    assert planted(workbook(199.35), "xlsx", Edit("99.35", "93.95")) is None


def test_a_percentage_cell_is_found_by_what_it_shows():
    changed = planted(workbook(0.872, number_format="0.0%"), "xlsx", Edit("87.2%", "77.2%"))
    assert column(changed) == [0.772]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_keeps_its_encoding_and_line_ends(encoding):
    content = "满意104份。\r\n满意104份，回收满意度调查问卷合计一百二十份。".encode(encoding)
    changed = planted(content, "txt", Edit("满意104份", "满意94份", 2))
    assert changed == "满意104份。\r\n满意94份，回收满意度调查问卷合计一百二十份。".encode(encoding)


def test_words_of_a_page_may_be_cut_by_tags_and_its_title_is_not_searched():
    page = "<html><head><title>支出9万元</title></head><body><p>支出<b>9</b>万元。</p></body></html>"
    changed = planted(page.encode(), "html", Edit("支出9万元", "支出8万元")).decode()
    assert "<title>支出9万元</title>" in changed and "支出8万元<b></b>。" in changed


def test_formats_that_cannot_be_edited_in_place():
    assert not can_plant("pdf") and not can_plant("doc") and can_plant("html")
