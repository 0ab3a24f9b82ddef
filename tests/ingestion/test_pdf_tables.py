"""Tables without ruling lines between all cells: dots, colours, three lines; and rows at a page's end."""

from itertools import pairwise

import pytest

from tests.ingestion.drawn_pdf import LEFT, DrawnPdf
from tests.ingestion.samples import read, rows, texts

XS = (72, 200, 300, 400)
HEAD = ["项目名称", "预算数", "执行数"]
BODY = [["河道保洁", "120.50", "118.20"], ["校舍维修", "86.00", "80.10"], ["路灯改造", "45.30", "45.30"]]


def written(pdf: DrawnPdf, table: list[list[str]], top: float = 100, pitch: float = 20) -> DrawnPdf:
    for row, line in enumerate(table):
        for column, text in enumerate(line):
            if text:
                pdf.text(XS[column] + 5, top + 14 + pitch * row, text, 10)
    return pdf


def only_table(pdf: DrawnPdf) -> list[list[str | None]]:
    document = read(pdf.content(), "样本.pdf")
    assert len(document.tables) == 1
    return [[text and text.replace("\n", "") for text in row] for row in rows(document, document.tables[0])]


class TestDots:
    def test_rows_of_filled_squares_are_ruling_lines(self) -> None:
        pdf = written(DrawnPdf(), [HEAD, *BODY])
        for row in range(5):
            pdf.dots(XS[0], 100 + 20 * row, XS[-1], 100 + 20 * row)
        for x in XS:
            pdf.dots(x, 100, x, 180)
        assert only_table(pdf) == [HEAD, *BODY]

    def test_a_few_dots_are_no_line(self) -> None:
        pdf = written(DrawnPdf(), [HEAD])
        for y in (100, 120):
            pdf.dots(XS[0], y, XS[0] + 6, y)
        assert read(pdf.content(), "样本.pdf").tables == ()


class TestShading:
    def test_shaded_cells_without_lines_are_a_table(self) -> None:
        pdf = DrawnPdf()
        for row in range(4):
            for left, right in pairwise(XS):
                pdf.fill(left, 100 + 20 * row, right - left - 1, 19, 0.7 if row == 0 else 0.9)
        assert only_table(written(pdf, [HEAD, *BODY])) == [HEAD, *BODY]

    @pytest.mark.parametrize("count", [2, 3])
    def test_every_other_row_shaded(self, count: int) -> None:
        pdf = DrawnPdf()
        for row in range(0, count + 1, 2):
            for left, right in pairwise(XS):
                pdf.fill(left, 100 + 20 * row, right - left, 20)
        assert only_table(written(pdf, [HEAD, *BODY[:count]])) == [HEAD, *BODY[:count]]

    def test_rows_shaded_in_one_piece_get_their_columns_from_the_text(self) -> None:
        pdf = DrawnPdf()
        for row in range(0, 4, 2):
            pdf.fill(XS[0], 100 + 20 * row, XS[-1] - XS[0], 20)
        assert only_table(written(pdf, [HEAD, *BODY]))[:3] == [HEAD, *BODY[:2]]

    def test_a_banner_is_no_table(self) -> None:
        pdf = DrawnPdf().fill(72, 100, 328, 24).text(80, 116, "一、项目基本情况").lines(150, ["正文。"])
        assert read(pdf.content(), "样本.pdf").tables == ()

    def test_a_shaded_head_of_a_ruled_table_changes_nothing(self) -> None:
        pdf = DrawnPdf().fill(XS[0], 100, XS[-1] - XS[0], 18).plain_table(XS, 100, [HEAD, *BODY])
        assert only_table(pdf) == [HEAD, *BODY]


class TestRowsWithoutLines:
    """Three-line tables (三线表) whose names take several lines."""

    def ruled(self, height: float) -> DrawnPdf:
        pdf = DrawnPdf()
        for y in (100, 120, height):
            pdf.rule(XS[0], y, XS[-1], y)
        return written(pdf, [HEAD])

    def test_names_that_go_on_below_full_rows(self) -> None:
        pdf = self.ruled(210)
        for row, (name, rest, amount) in enumerate(
            [
                ("河道保洁专用设备采购", "及配套设施", "120.50"),
                ("校舍维修管护队伍建设", "及配套设施", "86.00"),
            ]
        ):
            y = 134 + 30 * row
            pdf.text(77, y, name, 10).text(77, y + 15, rest, 10).text(205, y, amount, 10).text(
                305, y, "0.00", 10
            )
        pdf.text(77, 194, "路灯改造", 10).text(205, 194, "45.30", 10).text(305, 194, "45.30", 10)
        assert only_table(pdf)[1:] == [
            ["河道保洁专用设备采购及配套设施", "120.50", "0.00"],
            ["校舍维修管护队伍建设及配套设施", "86.00", "0.00"],
            ["路灯改造", "45.30", "45.30"],
        ]

    def test_names_round_figures_that_stand_in_the_rows_middle(self) -> None:
        pdf = self.ruled(230)
        for row, amount in enumerate(("120.50", "86.00")):
            y = 136 + 48 * row
            for line, name in enumerate(("河道保洁专用设备采购", "及林木抚育基层网点的", "配套设施")):
                pdf.text(77, y + 14 * line, name, 10)
            pdf.text(205, y + 14, amount, 10).text(305, y + 14, "0.00", 10)
        name = "河道保洁专用设备采购及林木抚育基层网点的配套设施"
        assert only_table(pdf)[1:] == [[name, "120.50", "0.00"], [name, "86.00", "0.00"]]

    def test_a_short_name_without_figures_is_a_row_of_its_own(self) -> None:
        body = [["中央资金", "86.00", "0.00"], ["其中：", "", ""], ["河道保洁专用设备采购", "120.50", "0.00"]]
        table = only_table(written(self.ruled(190), body, 120))
        assert [row[0] for row in table] == ["项目名称", "中央资金", "其中：", "河道保洁专用设备采购"]

    def test_a_column_of_the_page_that_is_all_of_a_table(self) -> None:
        pdf = DrawnPdf()
        for line in range(24):
            pdf.text(LEFT, 100 + 18 * line, "本项目按季度开展绩效运行监控工作", 12)
        for y in (90, 110, 290):
            pdf.rule(310, y, 525, y)
        for row in range(9):
            for column, text in enumerate(HEAD if row == 0 else [f"项目{row}", f"{row}12.5", f"{row}08.5"]):
                pdf.text(315 + 75 * column, 104 + 20 * row, text, 9)
        document = read(pdf.content(), "样本.pdf")
        assert rows(document, document.tables[0])[:2] == [HEAD, ["项目1", "112.5", "108.5"]]
        assert "".join(texts(document)).startswith("本项目按季度")
        assert "工作本项目" in document.text.replace("\n", "")


class TestPageEnds:
    def page_ends(self, above: list[str], below: list[str]) -> list[list[str | None]]:
        pdf = DrawnPdf().plain_table((72, 110, 160, 210), 760, [["序号", "预算数", "备注"], above])
        return only_table(pdf.next_page().plain_table((72, 110, 160, 210), 60, [below]))

    def test_full_figures_above_and_below_the_break_are_two_rows(self) -> None:
        assert self.page_ends(["13", "73,533.57", ""], ["14", "20,087.62", "已完成"])[1:] == [
            ["13", "73,533.57", ""],
            ["14", "20,087.62", "已完成"],
        ]

    def test_the_outer_frame_that_runs_to_the_pages_end_is_no_row(self) -> None:
        pdf = DrawnPdf().plain_table(XS, 100, [HEAD, *BODY])
        for x in (XS[0], XS[-1]):
            pdf.rule(x, 172, x, 800)
        assert only_table(pdf) == [HEAD, *BODY]

    def test_an_open_last_row_with_text_is_one(self) -> None:
        pdf = DrawnPdf().plain_table(XS, 100, [HEAD, *BODY]).text(80, 190, "合计见下页", 10)
        for x in (XS[0], XS[-1]):
            pdf.rule(x, 172, x, 200)
        assert only_table(pdf)[-1] == ["合计见下页"] * 3
