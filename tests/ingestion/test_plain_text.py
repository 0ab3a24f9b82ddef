import pytest

from pipeline.errors import Unreadable
from pipeline.model import FileStatus
from tests.ingestion.samples import read, rows, texts


def test_each_line_is_a_paragraph_blank_lines_stay() -> None:
    document = read("　一、概况\r\n\r\n正文。  \r\n".encode("gbk"), "报告.txt")
    assert document.text == "　一、概况\n\n正文。"
    assert [block.paragraph for block in document.blocks] == [1, 2]


def test_piped_text_stays_text() -> None:
    document = read("项目|预算|支出\n甲|10|9\n乙|20|18\n".encode(), "报告.txt")
    assert document.tables == ()
    assert texts(document)[1] == "甲|10|9"


@pytest.mark.parametrize(
    ("name", "delimiter"), [("表.csv", ","), ("表.csv", ";"), ("表.tsv", "\t"), ("表.txt", "\t")]
)
def test_delimited_text_is_a_table(name: str, delimiter: str) -> None:
    lines = [["项目", "预算", "备注"], ["甲", '"1,858.24"', ""], ["乙", "20", "无"]]
    document = read("\n".join(delimiter.join(line) for line in lines).encode("utf-8-sig"), name)
    assert rows(document, document.tables[0]) == [
        ["项目", "预算", "备注"],
        ["甲", "1,858.24", ""],
        ["乙", "20", "无"],
    ]


def test_prose_with_commas_or_a_stray_tab_is_no_table() -> None:
    assert (
        read(
            "全年预算1,200万元,支出1,100万元。\n执行率较高,达91.67%。\n其余略,见附表。".encode(), "报告.txt"
        ).tables
        == ()
    )
    assert read("单位：某局\t2023年\n一、概况\n二、资金\n".encode(), "报告.txt").tables == ()


def test_cell_marks_of_old_word_files_keep_cells_apart() -> None:
    assert read("项目\x07120\x07\n正文".encode(), "报告.txt").text.startswith("项目\t120")


def test_rows_of_unequal_length_and_quoted_line_ends() -> None:
    document = read('甲,乙,丙\n"上\n下",2\n\n末'.encode(), "表.csv")
    assert rows(document, document.tables[0]) == [
        ["甲", "乙", "丙"],
        ["上\n下", "2", None],
        [None] * 3,
        ["末", None, None],
    ]


def test_a_csv_that_is_prose_is_text() -> None:
    assert read("只有一列的说明文字。\n第二行。".encode(), "表.csv").tables == ()


def test_a_csv_past_the_limit() -> None:
    with pytest.raises(Unreadable) as refusal:
        read(b"1,2,3\n4,5,6\n", "表.csv", table_cells=5)
    assert refusal.value.reason == "too_large"


def test_damaged_bytes_make_a_file_partial() -> None:
    document = read("一、项目概况良好\n全年支出".encode() + b"\xff\n" + "执行率较高".encode(), "报告.txt")
    assert document.status is FileStatus.PARTIAL
    assert [problem.reason for problem in document.problems] == ["damaged"]
    assert "执行率较高" in document.text


def test_blank_text_is_no_text() -> None:
    with pytest.raises(Unreadable) as refusal:
        read("\ufeff \n\u3000\n".encode(), "报告.txt")
    assert refusal.value.reason in ("no_text", "unsupported")
