"""Wide sheets that a printer parted over several pages, and cells that the pages' edges cut."""

from collections.abc import Sequence

from pipeline.model import Document, FileStatus
from tests.ingestion.drawn_pdf import DrawnPdf
from tests.ingestion.samples import read, rows, texts

XS = (50, 200, 350, 500)
YS = (60, 80, 104, 128, 152, 176)
Spot = tuple[int, int, int, int, str]
"""Row, column, rows, columns, text."""


def sheet(
    pdf: DrawnPdf, cells: Sequence[Spot], xs: Sequence[float] = XS, *, no_right: int = -1, no_left: int = -1
) -> DrawnPdf:
    """Cells with their borders; the row `no_right` (or `no_left`) has none where the page's edge cuts its cell."""
    for row, column, tall, wide, text in cells:
        x0, x1, y0, y1 = xs[column], xs[column + wide], YS[row], YS[row + tall]
        pdf.rule(x0, y0, x1, y0).rule(x0, y1, x1, y1)
        if not (row == no_left and column == 0):
            pdf.rule(x0, y0, x0, y1)
        if not (row == no_right and x1 == xs[-1]):
            pdf.rule(x1, y0, x1, y1)
        pdf.text(x0 + 5, y0 + 13, text, 10)
    return pdf


def plain(labels: Sequence[str], start: int, first: int = 1, last: int = 4) -> list[Spot]:
    """Rows of one cell a column, each with a figure of its own."""
    return [
        (row, column, 1, 1, labels[row - 1] if column == 0 and labels else f"{start + 10 * row + column}.5")
        for row in range(first, last)
        for column in range(3)
    ]


LABELS = ("河道保洁", "校舍维修", "路灯改造")
HEAD = [(0, 0, 1, 1, "项目"), (0, 1, 1, 1, "预算数"), (0, 2, 1, 1, "执行数")]
HEAD_RIGHT = [(0, 0, 1, 1, "到位数"), (0, 1, 1, 1, "结余数"), (0, 2, 1, 1, "备注")]


def spans(document: Document) -> list[tuple[str, int, int, int]]:
    """Text, row, column and width of the merged cells of the only table."""
    (table,) = document.tables
    return [
        (document.text[cell.start : cell.end], cell.row, cell.column, cell.column_span)
        for cell in table.cells
        if cell.column_span > 1
    ]


class TestMergedOverTheEdge:
    def test_a_cell_that_the_edge_cuts_is_as_wide_as_on_the_sheet(self) -> None:
        pdf = sheet(DrawnPdf(), [*HEAD, *plain(LABELS, 100), (4, 0, 1, 3, "总分")], no_right=4)
        right = [*HEAD_RIGHT, *plain((), 500), (4, 0, 1, 2, ""), (4, 2, 1, 1, "96.5")]
        document = read(sheet(pdf.next_page(), right, no_left=4).content(), "样本.pdf")
        assert spans(document) == [("总分", 5, 1, 5)]
        assert rows(document, document.tables[0])[-1] == ["总分"] * 5 + ["96.5"]

    def test_a_cell_that_ends_at_the_edge_keeps_its_width(self) -> None:
        pdf = sheet(DrawnPdf(), [*HEAD, *plain(LABELS, 100), (4, 0, 1, 3, "总分")])
        right = [*HEAD_RIGHT, *plain((), 500), (4, 0, 1, 2, "合计"), (4, 2, 1, 1, "96.5")]
        document = read(sheet(pdf.next_page(), right).content(), "样本.pdf")
        assert spans(document) == [("总分", 5, 1, 3), ("合计", 5, 4, 2)]

    def test_a_heading_whose_words_stand_on_the_right_page_begins_on_the_left_one(self) -> None:
        left = [(0, 0, 1, 2, "项目"), (0, 2, 1, 1, ""), *plain(LABELS, 100)]
        pdf = sheet(DrawnPdf(), [*left, *plain((), 300, 4, 5)], no_right=0)
        right = [(0, 0, 1, 2, "结余情况"), (0, 2, 1, 1, "备注"), *plain((), 500, last=5)]
        document = read(sheet(pdf.next_page(), right, no_left=0).content(), "样本.pdf")
        assert ("结余情况", 1, 3, 3) in spans(document)

    def test_a_form_without_titles_is_put_together_by_the_cells_that_are_cut(self) -> None:
        left = [(0, 0, 1, 1, "项目名称"), (0, 1, 1, 2, "河道保洁2024年经费"), *plain(LABELS, 100)]
        pdf = sheet(DrawnPdf(), [*left, *plain((), 300, 4, 5)], no_right=0)
        right = [(0, 0, 1, 3, ""), *plain((), 500, last=5)]
        document = read(sheet(pdf.next_page(), right, no_left=0).content(), "样本.pdf")
        assert spans(document) == [("河道保洁2024年经费", 1, 2, 5)]
        assert document.tables[0].columns == 6

    def test_two_forms_alike_stay_two(self) -> None:
        first = [(0, 0, 1, 1, "项目名称"), (0, 1, 1, 2, "河道保洁"), *plain(LABELS, 100, last=4)]
        second = [(0, 0, 1, 1, "项目名称"), (0, 1, 1, 2, "校舍维修"), *plain(LABELS, 500, last=4)]
        document = read(sheet(sheet(DrawnPdf(), first).next_page(), second).content(), "样本.pdf")
        assert len(document.tables) == 2


class TestTitlesAndOrder:
    def test_lines_above_the_sheet_come_before_it_with_the_unit_of_the_right_page(self) -> None:
        pdf = sheet(DrawnPdf().text(50, 50, "支出明细表", 10), [*HEAD, *plain(LABELS, 100)])
        pdf.next_page().text(420, 50, "单位：万元", 10)
        document = read(sheet(pdf, [*HEAD_RIGHT, *plain((), 500)]).content(), "样本.pdf")
        assert document.tables[0].columns == 6
        assert texts(document)[0].split() == ["支出明细表", "单位：万元"]
        assert document.text.index("单位：万元") < document.tables[0].start

    def test_over_and_then_down_without_titles_on_the_later_pages(self) -> None:
        pages = [[*HEAD, *plain(LABELS, 100)], [*HEAD_RIGHT, *plain((), 200)]]
        later = ("图书采购", "水质监测", "林木抚育", "档案整理")
        pages += [
            [(row, column, 1, 1, later[row] if not column else f"{300 + row}.5") for row in range(4) for column in range(3)],
            [(row, column, 1, 1, f"{400 + 10 * row + column}.5") for row in range(4) for column in range(3)],
        ]  # fmt: skip
        pdf = DrawnPdf()
        for cells in pages:
            sheet(pdf, cells).next_page()
        document = read(pdf.content(), "样本.pdf")
        assert {table.columns for table in document.tables} == {6}
        assert rows(document, document.tables[-1])[-1][-1] == "432.5"

    def test_two_sheets_as_wide_that_end_high_on_their_pages_stay_two(self) -> None:
        pdf = DrawnPdf()
        other = [(0, 0, 1, 1, "一级指标"), (0, 1, 1, 1, "二级指标"), (0, 2, 1, 1, "三级指标")]
        other_right = [(0, 0, 1, 1, "分值"), (0, 1, 1, 1, "得分"), (0, 2, 1, 1, "偏差")]
        names = ("产出指标", "效益指标", "满意度指标", "成本指标")
        pages = [[*HEAD, *plain(LABELS, 100, last=3)], [*HEAD_RIGHT, *plain((), 200, last=3)]]
        pages += [[*other, *plain(names, 300, last=5)], [*other_right, *plain((), 400, last=5)]]
        for cells in pages:
            sheet(pdf, cells).next_page()
        document = read(pdf.content(), "样本.pdf")
        assert [(table.rows, table.columns) for table in document.tables] == [(3, 6), (5, 6)]

    def test_a_narrative_below_the_table_keeps_its_page_apart(self) -> None:
        pdf = sheet(DrawnPdf(), [*HEAD, *plain(LABELS, 100)]).lines(300, ["以上资金均已到位。"])
        document = read(sheet(pdf.next_page(), [*HEAD_RIGHT, *plain((), 500)]).content(), "样本.pdf")
        assert [table.columns for table in document.tables] == [3, 3]


class TestClippedText:
    def test_what_the_page_clips_away_is_not_read_and_not_missed(self) -> None:
        pdf = DrawnPdf().lines(100, ["执行数为12.5万元。"])
        pdf.clipped((72, 200, 180, 220), 80, 215, "可见3.5").clipped(
            (72, 300, 180, 320), 300, 315, "不可见7.5"
        )
        document = read(pdf.content(), "样本.pdf")
        assert "可见3.5" in document.text
        assert "7.5" not in document.text
        assert document.status is FileStatus.OK

    def test_a_clip_inside_a_form_is_in_other_coordinates_and_hides_nothing(self) -> None:
        document = read(DrawnPdf().stamped_form("表内数字88.6").content(), "样本.pdf")
        assert "表内数字88.6" in document.text

    def test_a_line_that_runs_past_its_clip_ends_there(self) -> None:
        pdf = DrawnPdf().clipped((72, 200, 132, 220), 72, 215, "前五个字留下后面不见")
        assert texts(read(pdf.content(), "样本.pdf")) == ["前五个字留"]
