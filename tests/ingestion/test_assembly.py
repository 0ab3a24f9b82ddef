from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingestion.assembly import DocumentBuilder, DraftCell, DraftTable, clean_text
from pipeline.model import BlockKind, Document, Source, place_of
from tests.ingestion.samples import checked, rows, texts

_SOURCE = Source("样本.txt", "0" * 64, 1, "txt")
_words = st.text("预算执行率100%。\n\t ", max_size=12)
_tables = st.lists(st.lists(_words, min_size=1, max_size=4), min_size=1, max_size=4)


def _table(lines: list[list[str]]) -> DraftTable:
    return DraftTable(
        tuple(
            DraftCell(row, column, (text,))
            for row, line in enumerate(lines, start=1)
            for column, text in enumerate(line, start=1)
        )
    )


def _finished(*items: str | DraftTable) -> Document:
    builder = DocumentBuilder()
    for item in items:
        if isinstance(item, DraftTable):
            builder.add_table(item)
        else:
            builder.add_block(item)
    return builder.finish(_SOURCE)


@given(st.lists(_words | _tables, max_size=8))
def test_every_range_is_what_was_appended(items: list[str | list[list[str]]]) -> None:
    document = checked(_finished(*(item if isinstance(item, str) else _table(item) for item in items)))
    expected = []
    for item in items:
        pieces = (
            [item] if isinstance(item, str) else [text.replace("\t", " ") for line in item for text in line]
        )
        expected += [piece for piece in pieces if piece.strip()]
    assert texts(document) == expected
    lines = [line for item in items if not isinstance(item, str) for line in item]
    assert sum(len(table.cells) for table in document.tables) == sum(map(len, lines))


def test_blocks_are_lines_cells_are_parted_by_tabs() -> None:
    document = _finished("一、总体情况", _table([["甲", ""], ["", "乙"]]), "二、结论")
    assert document.text == "一、总体情况\n甲\t\n\t乙\n二、结论"
    blank = document.tables[0].cells[1]
    assert blank.start == blank.end


def test_text_that_shows_nothing_is_no_block() -> None:
    assert _finished("甲", " \n", "乙").text == "甲\n乙"


def test_a_row_covered_from_above_is_a_line() -> None:
    document = _finished(DraftTable((DraftCell(1, 1, ("合并",), row_span=2), DraftCell(3, 1, ("下",)))))
    assert document.text == "合并\n\n下"
    assert rows(document, document.tables[0]) == [["合并"], ["合并"], ["下"]]


def test_a_nested_table_lies_inside_its_cell_once() -> None:
    inner = _table([["批次", "金额"], ["第一批", "20"]])
    outer = DraftTable((DraftCell(1, 1, ("下达批次：", inner, "以上")), DraftCell(1, 2, ("备注",))))
    document = checked(_finished(outer))
    assert document.text == "下达批次：\n批次\t金额\n第一批\t20\n以上\t备注"
    cell = document.tables[0].cells[0]
    assert cell.start <= document.tables[1].start < document.tables[1].end <= cell.end
    place = place_of(document, document.text.index("20"), document.text.index("20") + 2)
    assert (place.table, place.row, place.column) == (2, 2, 2)


def test_metadata_tables_keep_their_kind() -> None:
    builder = DocumentBuilder()
    builder.add_table(DraftTable((DraftCell(1, 1, ("索引号",)),), kind=BlockKind.METADATA))
    assert builder.finish(_SOURCE).blocks[0].kind is BlockKind.METADATA


def test_invisible_characters_go_before_offsets_exist() -> None:
    assert (
        clean_text("\ufeff预\u00ad算\u200b数\x00\r\n\u3000１００％\u2028末\ud800")
        == "预算数\n\u3000１００％\n末\ufffd"
    )


def test_no_break_and_ideographic_spaces_stay_as_written() -> None:
    assert clean_text("\u00a0\u3000") == "\u00a0\u3000"
