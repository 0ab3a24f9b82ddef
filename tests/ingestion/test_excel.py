import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import Unreadable
from pipeline.ingestion.date_format import is_date_format
from pipeline.ingestion.number_format import display_number, display_text
from pipeline.model import BlockKind, FileStatus
from tests.ingestion.samples import package, read, rows, texts

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _raw(sheet: str, strings: str = "") -> bytes:
    """A workbook of one sheet in raw XML."""
    main = f'<workbook xmlns="{_MAIN}" xmlns:r="{_R}"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>'
    relations = f'<Relationship Id="r1" Type="{_R}/worksheet" Target="worksheets/sheet1.xml"/>'
    files = {
        "xl/workbook.xml": main,
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}">{sheet}</worksheet>',
    }
    if strings:
        files["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">{strings}</sst>'
        relations += f'<Relationship Id="r2" Type="{_R}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
    override = '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    return package(files, override, {"xl/_rels/workbook.xml.rels": relations}, "xl/workbook.xml")


def _form() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "自评表"
    sheet["A1"] = "项目支出绩效自评表"
    sheet.merge_cells("A1:D1")
    sheet["A3"], sheet["B3"], sheet["C3"], sheet["D3"] = "年度资金总额", 1858.24, 1500, 0.9942
    sheet["B3"].number_format = "#,##0.00"
    sheet["C3"].number_format = "0.00"
    sheet["D3"].number_format = "0.00%"
    return book


def test_cells_read_as_displayed_in_their_own_rows() -> None:
    document = read(_saved(_form()), "表.xlsx")
    assert document.text == "项目支出绩效自评表\n\n年度资金总额\t1,858.24\t1500.00\t99.42%"
    table = document.tables[0]
    assert (table.sheet, table.rows, table.columns) == ("自评表", 3, 4)
    assert table.cells[0].column_span == 4
    last = document.blocks[-1]
    assert (last.kind, last.sheet, last.row, last.column) == (BlockKind.CELL, "自评表", 3, 4)


def test_outer_blanks_are_trimmed_and_numbers_kept() -> None:
    book = openpyxl.Workbook()
    book.active["C5"] = "甲"
    book.active["E5"] = "乙"
    book.active["J40"].number_format = "0.00"
    document = read(_saved(book), "表.xlsx")
    assert document.text == "甲\t\t乙"
    assert [(cell.row, cell.column) for cell in document.tables[0].cells] == [(5, 3), (5, 4), (5, 5)]


def test_every_sheet_is_a_table_hidden_ones_are_noted() -> None:
    book = _form()
    for name, state in (("隐藏", "hidden"), ("深藏", "veryHidden"), ("空表", "visible")):
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        if name != "空表":
            sheet["A1"] = name
    document = read(_saved(book), "表.xlsx")
    assert [(table.sheet, table.hidden) for table in document.tables] == [
        ("自评表", False),
        ("隐藏", True),
        ("深藏", True),
    ]
    assert [block.hidden for block in document.blocks][-2:] == [True, True]
    assert [(remark.reason, remark.sheet) for remark in document.remarks] == [
        ("hidden_sheet", "隐藏"),
        ("hidden_sheet", "深藏"),
    ]
    assert document.text.endswith("99.42%\n\n隐藏\n\n深藏")
    assert document.status is FileStatus.OK


def test_hidden_rows_are_read_and_noted() -> None:
    book = _form()
    book.active.row_dimensions[3].hidden = True
    assert [remark.reason for remark in read(_saved(book), "表.xlsx").remarks] == ["hidden_lines"]


def test_comments_are_a_remark() -> None:
    book = _form()
    book.active["A1"].comment = openpyxl.comments.Comment("此处再核", "甲")
    document = read(_saved(book), "表.xlsx")
    assert "此处再核" not in document.text
    assert [remark.reason for remark in document.remarks] == ["comment"]


def test_formulas_show_their_saved_result() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=1+2", book.add_format({"num_format": "0.00"}), 3)
        sheet.write_formula("B1", '="优"', None, "优")
    document = read(buffer.getvalue(), "表.xlsx")
    assert document.text == "3.00\t优"
    assert document.status is FileStatus.OK


def test_a_formula_that_gives_no_text_was_computed() -> None:
    sheet = (
        '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1" t="str"><f>""</f><v></v></c></row></sheetData>'
    )
    assert read(_raw(sheet), "表.xlsx").status is FileStatus.OK


def test_formulas_never_computed_are_a_loss() -> None:
    book = _form()
    book.active["B4"] = "=SUM(B3:C3)"
    document = read(_saved(book), "表.xlsx")
    assert document.status is FileStatus.PARTIAL
    assert [(problem.reason, problem.sheet) for problem in document.problems] == [("formula", "自评表")]
    assert "1 个公式" in document.problems[0].message


def test_values_agree_with_an_independent_reader() -> None:
    book = _form()
    book.active["A5"], book.active["B5"], book.active["C5"] = True, 0.1 + 0.2, "=文本"
    book.active["C5"].data_type = "s"
    content = _saved(book)
    theirs = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_name("自评表").to_python()
    document = read(content, "表.xlsx")
    ours = rows(document, document.tables[0])
    assert ours[2][0] == theirs[2][0] == "年度资金总额"
    assert (ours[4][:3], theirs[4][:3]) == (["TRUE", "0.3", "=文本"], [True, pytest.approx(0.3), "=文本"])


def test_rich_text_phonetics_and_escapes() -> None:
    strings = (
        "<si><r><t>执行</t></r><r><rPr><b/></rPr><t>率</t></r><rPh sb='0' eb='1'><t>zhi</t></rPh></si>"
        "<si><t xml:space='preserve'>甲_x000D_\n乙_x0009_丙</t></si>"
    )
    sheet = '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>99</v></c><c r="D1" t="inlineStr"><is><t>丁</t></is></c></row></sheetData>'
    assert read(_raw(sheet, strings), "表.xlsx").text == "执行率\t甲\n乙 丙\t\t丁"


def test_cells_without_references_stand_in_order() -> None:
    sheet = '<sheetData><row><c t="inlineStr"><is><t>甲</t></is></c><c><v>1</v></c></row><row><c><v>2</v></c></row></sheetData>'
    assert read(_raw(sheet), "表.xlsx").text == "甲\t1\n2\t"


def test_values_under_a_merge_do_not_show() -> None:
    sheet = '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    assert read(_raw(sheet), "表.xlsx").text == "1\t3"


def test_a_far_cell_and_a_merge_of_everything_cost_nothing() -> None:
    sheet = (
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    )
    document = read(_raw(sheet), "表.xlsx")
    assert document.text == "1\n2"
    assert (document.tables[0].rows, document.tables[0].columns) == (1, 1)
    stray = document.blocks[-1]
    assert (stray.row, stray.column, stray.table) == (1048576, 16384, None)


def test_more_cells_than_allowed() -> None:
    with pytest.raises(Unreadable) as refusal:
        read(_saved(_form()), "表.xlsx", table_cells=3)
    assert refusal.value.reason == "too_large"


def test_one_long_string_in_every_cell_is_bounded() -> None:
    cells = '<c t="s"><v>0</v></c>' * 50
    content = _raw(f"<sheetData><row>{cells}</row></sheetData>", f"<si><t>{'长' * 3000}</t></si>")
    assert len(read(content, "表.xlsx").text) > 150_000
    with pytest.raises(Unreadable) as refusal:
        read(content, "表.xlsx", file_bytes=1_000_000)
    assert refusal.value.reason == "too_large"


def test_shapes_are_text_boxes() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        sheet.write("A1", "甲")
        sheet.insert_textbox("B2", "填表说明")
    assert texts(read(buffer.getvalue(), "表.xlsx"), BlockKind.TEXTBOX) == ["填表说明"]


def test_an_empty_workbook() -> None:
    with pytest.raises(Unreadable) as refusal:
        read(_saved(openpyxl.Workbook()), "表.xlsx")
    assert refusal.value.reason == "no_text"


def test_dates_as_written_by_a_spreadsheet() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["B1"] = date(2023, 12, 31), datetime(2024, 1, 5, 8, 30)
    sheet["A1"].number_format, sheet["B1"].number_format = 'yyyy"年"m"月"d"日"', "yyyy-mm-dd hh:mm"
    assert read(_saved(book), "表.xlsx").text == "2023年12月31日\t2024-01-05 08:30"


@pytest.mark.parametrize(
    ("raw", "code", "shown"),
    [
        ("0.9942", "0.00%", "99.42%"),
        ("1858.24", "#,##0.00", "1,858.24"),
        ("58.6", "0.00", "58.60"),
        ("1234567.891", "#,##0", "1,234,568"),
        ("0.30000000000000004", "General", "0.3"),
        ("58.600000000000001", "General", "58.6"),
        ("1E-3", "General", "0.001"),
        ("120000000000", "General", "120000000000"),
        ("2.675", "0.00", "2.68"),
        ("1.005", "0.00", "1.01"),
        ("-5", "0.00", "-5.00"),
        ("-0.001", "0.00", "0.00"),
        ("-5", "0.00_);(0.00)", "(5.00)"),
        ("-1234.5", "#,##0.00;[Red]-#,##0.00", "-1,234.50"),
        ("0", '0.00;-0.00;"无"', "无"),
        ("0", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        ("1858.24", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1,858.24"),
        ("280", '0"万元"', "280万元"),
        ("280", 'General"万元"', "280万元"),
        ("98.5", "[$¥-804]#,##0.00", "¥98.50"),
        ("2800000", "0!.0,", "280.0"),
        ("2805000", '0!.0000"万元"', "280.5000万元"),
        ("1234567", "#,##0,", "1,235"),
        ("0.5", "#.##", ".5"),
        ("5", "#.##", "5."),
        ("7", "000", "007"),
        ("5", "0.0#", "5.0"),
        ("5.25", "0.0#", "5.25"),
        ("1234.5", "0.00E+00", "1.23E+03"),
        ("0.25", "# ?/?", "0.25"),
        ("5.8", "@", "5.8"),
        ("95", "[>=90]0;0.00", "95"),
        ("85", "[>=90]0;0.00", "85.00"),
        ("45291", "yyyy/m/d", "2023/12/31"),
        ("45291", 'yyyy"年"m"月"', "2023年12月"),
        ("45291.5", "yyyy-mm-dd hh:mm:ss", "2023-12-31 12:00:00"),
        ("45291.75", 'h"时"mm"分"', "18时00分"),
        ("45291.75", "上午/下午h:mm", "下午6:00"),
        ("45291", "aaaa", "星期日"),
        ("1.5", "[h]:mm", "36:00"),
        ("45291", "[$-804]yyyy年m月d日", "2023年12月31日"),
        ("1", "yyyy-mm-dd", "1900-01-01"),
        ("99999999999", "yyyy-mm-dd", "99999999999"),
        ("1E+999999999", "0.00", "1E+999999999"),
        ("完成", "0.00", "完成"),
        ("NaN", "0.00", "NaN"),
        ("5", "", "5"),
        ("5", ";;;", ""),
        ("5", '"', "5"),
    ],
)
def test_numbers_as_displayed(raw: str, code: str, shown: str) -> None:
    assert display_number(raw, code) == shown


@pytest.mark.parametrize(
    ("text", "code", "shown"),
    [
        ("优", "General", "优"),
        ("优", '@"级"', "优级"),
        ("优", '0;-0;0;"等级："@', "等级：优"),
        ("优", "0.00", "优"),
    ],
)
def test_text_as_displayed(text: str, code: str, shown: str) -> None:
    assert display_text(text, code) == shown


@pytest.mark.parametrize(
    ("code", "is_date"),
    [
        ("General", False),
        ("0.00E+00", False),
        ('0.00"days"', False),
        ("[Red]0.00", False),
        ("#,##0.00;[Red]-#,##0.00", False),
        ("G/通用格式", False),
        ("m/d", True),
        ("[$-804]aaaa", True),
        ("[h]:mm", True),
    ],
)
def test_what_is_a_date_format(code: str, is_date: bool) -> None:
    assert is_date_format(code) is is_date


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4), st.integers(0, 4))
def test_fixed_places_round_half_away_from_zero(value: Decimal, places: int) -> None:
    code = "0." + "0" * places if places else "0"
    shown = Decimal(display_number(str(value), code))
    assert abs(shown - value) <= Decimal("0.5").scaleb(-places)
    assert abs(shown) >= abs(value) or abs(shown - value) < Decimal("0.5").scaleb(-places)


@given(st.text(max_size=20), st.text('0#?.,%;"[]@yhms年_*\\!E+/ ', max_size=20))
def test_no_format_code_breaks_the_reader(raw: str, code: str) -> None:
    assert isinstance(display_number(raw, code), str)
    assert isinstance(display_number("1234.5", code), str)
    assert isinstance(display_text(raw, code), str)
