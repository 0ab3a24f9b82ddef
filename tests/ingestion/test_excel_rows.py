"""Rows taken by a pattern say the same as rows taken as XML, whatever their spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingestion.excel_cells import ShownCells
from pipeline.ingestion.excel_parts import Look, SheetContent, Workbook
from pipeline.ingestion.excel_rows import split_sheet
from pipeline.ingestion.excel_sheet import read_sheet
from pipeline.ingestion.excel_strings import shared_strings
from pipeline.ingestion.excel_xml import S
from tests.ingestion.samples import limits

_NAMESPACE = S.strip("{}")
_BOOK = Workbook(
    strings=("项目名称", "执行率 ", "", "第一行\n第二行"),
    looks=(Look(), Look("0.00%"), Look("#,##0.00", bold=True), Look("@")),
)
_COMMENT = "<!-- 有注释的工作表一律按 XML 读 -->"


def _sheet(rows: str, after: str = "") -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}<worksheet xmlns="{_NAMESPACE}"><sheetData>{rows}</sheetData>{after}</worksheet>'.encode()


def _read(blob: bytes) -> SheetContent:
    return read_sheet(blob, ShownCells(_BOOK), limits())


_values = st.sampled_from(
    [
        ' t="s"><v>0</v>', ' t="s"><v>2</v>', ' t="s"><v>99</v>', "><v>0.9942</v>", "><v>1234567.5</v>", "/",
        '><f>A1+B1</f><v>3</v>', "><f>A1&amp;B1</f>", '><f t="shared" si="0"/><v>7</v>', "><f>SUM(A1)</f>",
        ' t="inlineStr"><is><t>直接写入</t></is>', ' t="inlineStr"><is><r><t>富</t></r><r><t>文本</t></r></is>',
        ' t="inlineStr"><is><t xml:space="preserve"> 前后空格 </t></is>', ' t="str"><v>甲&amp;乙</v>',
        ' t="inlineStr"><is><t>&#24180;&#x521D; &lt;甲&gt;</t></is>', ' t="str"><v>&#9;甲&#x2029;</v>',
        ' t="str"><f>X()</f><v></v>', ' t="b"><v>1</v>', ' t="e"><v>#DIV/0!</v>', ' t="d"><v>2024-05-01</v>',
        "><v> 12 </v>", "><v>1E-3</v>", "><v/>", ' t="s"><v>3</v><extLst/>',
    ]
)  # fmt: skip
_heads = st.sampled_from(
    ['<c r="{}"', '<c r="{}" s="1"', '<c r="{}" s="2"', '<c s="2" r="{}"', "<c", "<c r='{}'", '<c  r="{}"']
)


@st.composite
def _rows(draw: st.DrawFn) -> str:
    lines = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        cells = []
        for letter in draw(st.lists(st.sampled_from(["A", "B", "C", "AA"]), max_size=4, unique=True)):
            head, value = draw(_heads).format(f"{letter}{number * 2}"), draw(_values)
            cells.append(f"{head}/>" if value == "/" else f"{head}{value}</c>")
        start = draw(st.sampled_from([f'<row r="{number * 2}"', "<row", '<row spans="1:3" hidden="1"']))
        lines.append(f"{start}>{''.join(cells)}</row>" if cells else f"{start}/>")
    return draw(st.sampled_from(["", "\n  "])).join(lines)


@given(_rows())
def test_both_ways_of_reading_agree(rows: str) -> None:
    after = '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'
    assert split_sheet(_sheet(rows, after)) is not None
    assert _read(_sheet(rows, after)) == _read(_sheet(rows, after + _COMMENT))


@pytest.mark.parametrize(
    "blob",
    [
        _sheet(f'<row r="1"><c r="A1"><v>1</v></c></row>{_COMMENT}'),
        _sheet('<row r="1"><c r="A1" t="str"><v><![CDATA[</sheetData>]]></v></c></row>'),
        _sheet("").replace(b"UTF-8", b"GB18030"),
        _sheet("").decode().encode("utf-16"),
        _sheet("").replace(b"<sheetData>", b"<sheetData >"),
        _sheet("", "<sheetData></sheetData>"),
        _sheet("", '<extLst><c r="A1"/></extLst>'),
        _sheet("").replace(b"main", b"other"),
        _sheet("<row><c><v>\x00</v></c></row>"),
        _sheet("")[:-4],
    ],
)
def test_what_is_not_of_the_usual_spelling_is_left_to_xml(blob: bytes) -> None:
    assert split_sheet(blob) is None


def test_a_row_that_is_no_xml_breaks_the_sheet_off_where_it_stands() -> None:
    sound = '<row r="1"><c r="A1"><v>1</v></c></row>'
    held = _read(_sheet(sound + '<row r="2"><c r="A2"><v>2</c></row><row r="3"><c r="A3"><v>3</v></c></row>'))
    assert held.is_broken
    assert [cell.text for cell in held.cells.values()] == ["1"]


def test_a_prefix_of_its_own_is_read_as_well() -> None:
    sheet = (
        f'<x:worksheet xmlns:x="{_NAMESPACE}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>5</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    assert [cell.text for cell in _read(sheet.encode()).cells.values()] == ["5"]


_items = st.sampled_from(
    [
        "<si><t>预算</t></si>", "<si><t/></si>", '<si><t xml:space="preserve"> 空格\t</t></si>', "<si/>",
        "<si><t>甲&amp;乙&#24180;&#x4e00;</t></si>", "<si><r><t>富</t></r><r><t>文本</t></r></si>", "<si><t>一_x000D_二</t></si>",
        "<si><t>拼</t><rPh sb='0' eb='1'><t>pin</t></rPh></si>", "<si><t>零\u200b宽</t></si>",
    ]
)  # fmt: skip


@given(st.lists(_items, max_size=6))
def test_both_ways_of_reading_strings_agree(items: list[str]) -> None:
    head = f'<?xml version="1.0" encoding="UTF-8"?><sst xmlns="{_NAMESPACE}" count="9">{"".join(items)}'
    read = shared_strings(f"{head}</sst>".encode())
    assert read == shared_strings(f"{head}{_COMMENT}</sst>".encode())
    assert len(read) == len(items)
