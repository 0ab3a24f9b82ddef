import pytest

from pipeline.errors import Unreadable
from pipeline.ingestion.pdf_characters import folded
from pipeline.model import BlockKind, Document, FileStatus
from tests.ingestion.drawn_pdf import DrawnPdf, mapped_pdf
from tests.ingestion.samples import read, rows, texts

FULL = "本年度共巡查河道三十二条并对沿线排口逐一登记造册建立台账随后分批次组织清淤疏浚和岸坡加固等作业"[:37]
"""A line that reaches the right margin."""


def paragraphs(pdf: DrawnPdf) -> list[str]:
    return texts(read(pdf.content(), "样本.pdf"), BlockKind.PARAGRAPH)


def refusal(content: bytes, **limits: int) -> str:
    with pytest.raises(Unreadable) as caught:
        read(content, "样本.pdf", **limits)
    assert caught.value.message
    return caught.value.reason


class TestParagraphs:
    def test_lines_broken_by_the_margin_are_one_paragraph(self) -> None:
        pdf = DrawnPdf().lines(100, ["  " + FULL[:35], FULL, "全部完成。", "  另一段。"])
        assert paragraphs(pdf) == [FULL[:35] + FULL + "全部完成。", "另一段。"]

    def test_a_line_that_ends_short_ends_its_paragraph(self) -> None:
        pdf = DrawnPdf().lines(100, [FULL, FULL[:30], FULL, "完"])
        assert paragraphs(pdf) == [FULL + FULL[:30], FULL + "完"]

    def test_a_figure_that_did_not_fit_moves_down_and_is_not_a_new_paragraph(self) -> None:
        pdf = DrawnPdf().lines(100, ["  " + FULL[:35], FULL[:33] + "，", "12,345.67万元。", FULL])
        assert paragraphs(pdf)[0] == FULL[:35] + FULL[:33] + "，12,345.67万元。"

    def test_a_full_line_that_ends_a_sentence_is_followed_by_an_indented_paragraph(self) -> None:
        pdf = DrawnPdf().lines(100, ["  " + FULL[:34] + "。", "  " + FULL[:35], FULL[:9]])
        assert paragraphs(pdf) == [FULL[:34] + "。", FULL[:35] + FULL[:9]]

    def test_headings_stay_lines_of_their_own(self) -> None:
        pdf = DrawnPdf().lines(
            100,
            ["  一、资金情况", "  （一）投入", "1.预算", "  " + FULL[:35], FULL[:36] + "。", "（二）支出"],
        )
        text = FULL[:35] + FULL[:36] + "。"
        assert paragraphs(pdf) == ["一、资金情况", "（一）投入", "1.预算", text, "（二）支出"]

    def test_lines_of_a_table_of_contents_stay_apart(self) -> None:
        contents = ["一、概况" + "." * 120, "二、结论" + "." * 120]
        pdf = DrawnPdf().lines(60, [FULL] * 4 + ["。"])
        for index, line in enumerate(contents):
            pdf.text(72, 200 + 20 * index, line).text(505, 200 + 20 * index, str(index + 1))
        assert len(paragraphs(pdf)) == 3

    def test_latin_words_of_two_lines_get_a_space_and_figures_none(self) -> None:
        pdf = DrawnPdf().lines(100, [FULL, FULL[:35] + "GB", "Test" + FULL[:35], "完成率为1", "00%。"])
        assert paragraphs(pdf)[0].startswith(FULL + FULL[:35] + "GB Test" + FULL[:35])

    def test_a_paragraph_goes_on_over_the_page_break_with_furniture_between(self) -> None:
        pdf = DrawnPdf()
        for page in (1, 2, 3):
            pdf.text(220, 50, "某市绩效自评材料汇编", 9).centred(800, f"— {page} —")
            pdf.lines(100, [FULL] * (2 if page < 3 else 1) + (["结束。"] if page == 3 else []))
            if page < 3:
                pdf.next_page()
        document = read(pdf.content(), "样本.pdf")
        assert texts(document, BlockKind.PARAGRAPH) == [FULL * 5 + "结束。"]
        assert texts(document, BlockKind.HEADER) == ["某市绩效自评材料汇编"] * 3
        assert [block.page for block in document.blocks if block.kind is BlockKind.FOOTER] == [1, 2, 3]
        assert document.blocks[0].paragraph == 1
        assert document.pages == 3

    def test_gaps_between_wide_characters_and_figures_are_no_spaces(self) -> None:
        pdf = DrawnPdf().text(72, 100, "支出").text(99, 100, "12.5").text(125, 100, "万元")
        pdf.text(72, 140, "负责人：甲").text(300, 140, "联系人：乙")
        assert paragraphs(pdf) == ["支出12.5万元", "负责人：甲 联系人：乙"]

    def test_a_raised_figure_is_no_digit_of_the_amount(self) -> None:
        pdf = DrawnPdf().text(72, 100, "支出12.5").text(120.5, 95, "2", 7).text(126, 100, "万元")
        assert paragraphs(pdf) == ["支出12.5²万元"]

    def test_small_type_on_the_same_line_is_no_superscript(self) -> None:
        pdf = DrawnPdf().text(72, 100, "支出").text(96, 100, "12", 7).text(105, 100, "万元")
        assert paragraphs(pdf) == ["支出12万元"]

    def test_bold_made_of_two_strikes_is_read_once(self) -> None:
        pdf = DrawnPdf().text(72, 100, "一一列明").text(72.3, 100, "一一列明")
        assert paragraphs(pdf) == ["一一列明"]


class TestFurniture:
    @pytest.mark.parametrize(
        "mark", ["— {} —", "第 {} 页", "第{}页 共3页", "{}/3", "-{}-", "{}", "Page {} of 3"]
    )
    def test_page_numbers_are_footers(self, mark: str) -> None:
        pdf = DrawnPdf()
        for page in (1, 2, 3):
            pdf.lines(100, [FULL, "完成。"]).centred(800, mark.format(page))
            if page < 3:
                pdf.next_page()
        document = read(pdf.content(), "样本.pdf")
        assert texts(document, BlockKind.PARAGRAPH) == [FULL + "完成。"] * 3
        assert len(texts(document, BlockKind.FOOTER)) == 3

    def test_a_figure_in_the_text_is_no_page_number(self) -> None:
        pdf = DrawnPdf().lines(100, ["得分", "95", "等级", "优"])
        assert paragraphs(pdf) == ["得分", "95", "等级", "优"]

    def test_a_year_that_ends_the_last_line_of_a_page_is_text(self) -> None:
        pdf = DrawnPdf().lines(700, [FULL, FULL, "2023"])
        assert paragraphs(pdf) == [FULL + FULL + "2023"]

    def test_the_title_of_two_forms_on_two_pages_is_no_running_head(self) -> None:
        pdf = DrawnPdf()
        for project in ("河道保洁", "管网维护"):
            pdf.centred(80, "项目支出绩效自评表", 16).centred(98, "（2023年度）")
            pdf.plain_table([72, 200, 500], 120, [["项目名称", project], ["得分", "90"]])
            pdf.next_page()
        pdf.lines(100, [FULL, "说明。"])
        assert paragraphs(pdf).count("项目支出绩效自评表") == 2
        assert paragraphs(pdf).count("（2023年度）") == 2


class TestNotes:
    def test_footnotes_stand_apart_and_the_paragraph_goes_on(self) -> None:
        pdf = DrawnPdf().lines(640, [FULL] * 4).rule(72, 724, 200, 724)
        pdf.text(72, 740, "1数据截至年末。", 9).text(72, 754, "2不含镇级资金。", 9).centred(800, "— 1 —")
        document = read(pdf.next_page().lines(100, ["完成。"]).content(), "样本.pdf")
        assert texts(document, BlockKind.PARAGRAPH) == [FULL * 4 + "完成。"]
        assert texts(document, BlockKind.NOTE) == ["1数据截至年末。", "2不含镇级资金。"]

    def test_text_under_a_short_rule_is_no_note_without_a_mark(self) -> None:
        pdf = DrawnPdf().lines(640, [FULL, "完成。"]).rule(72, 680, 200, 680).lines(700, ["落款单位"])
        assert paragraphs(pdf) == [FULL + "完成。", "落款单位"]


class TestTables:
    XS = (72, 120, 180, 260, 330, 400, 520)

    def test_merged_cells_come_once_with_their_spans(self) -> None:
        pdf = DrawnPdf().table(
            [72, 130, 220, 300],
            [100, 120, 140, 160],
            [
                (0, 0, 1, 3, ["自评表"]),
                (1, 0, 2, 1, ["产出"]),
                (1, 1, 1, 1, ["数量"]),
                (1, 2, 1, 1, ["10"]),
                (2, 1, 1, 2, ["合计"]),
            ],
        )
        document = read(pdf.content(), "样本.pdf")
        table = document.tables[0]
        spans = [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells]
        assert spans == [(1, 1, 1, 3), (2, 1, 2, 1), (2, 2, 1, 1), (2, 3, 1, 1), (3, 2, 1, 2)]
        assert rows(document, table)[1] == ["产出", "数量", "10"]
        assert texts(document, BlockKind.PARAGRAPH) == []

    def test_text_wrapped_by_the_cell_is_joined_and_real_lines_are_kept(self) -> None:
        pdf = DrawnPdf().table(
            [72, 128, 300],
            [100, 150, 200],
            [
                (0, 0, 1, 1, ["河道水面", "保洁达标", "率"]),
                (0, 1, 1, 1, ["1.汛期延误；", "2.经费未到位。"]),
                (1, 0, 1, 1, ["1234567", "89.50"]),
                (1, 1, 1, 1, ["已完成"]),
            ],
        )
        document = read(pdf.content(), "样本.pdf")
        assert rows(document, document.tables[0]) == [
            ["河道水面保洁达标率", "1.汛期延误；\n2.经费未到位。"],
            ["123456789.50", "已完成"],
        ]

    def test_characters_stacked_in_a_label_cell_are_one_word(self) -> None:
        pdf = DrawnPdf().table(
            [72, 150, 300],
            [100, 170],
            [(0, 0, 1, 1, ["绩", "效", "指", "标"]), (0, 1, 1, 1, ["有"])],
        )
        document = read(pdf.content(), "样本.pdf")
        assert rows(document, document.tables[0]) == [["绩效指标", "有"]]

    def test_blocks_of_cells_say_where_they_stand(self) -> None:
        pdf = DrawnPdf().lines(80, ["表前"]).plain_table([72, 150, 300], 120, [["甲", "乙"], ["", "丁"]])
        document = read(pdf.content(), "样本.pdf")
        cells = [block for block in document.blocks if block.kind is BlockKind.CELL]
        assert [(b.table, b.row, b.column, b.page) for b in cells] == [
            (1, 1, 1, 1),
            (1, 1, 2, 1),
            (1, 2, 2, 1),
        ]

    def test_a_table_without_side_borders_is_read(self) -> None:
        pdf = DrawnPdf()
        for y in (100, 120, 140):
            pdf.rule(72, y, 400, y)
        pdf.rule(200, 100, 200, 140)
        for y, left, right in ((114, "指标", "得分"), (134, "保洁", "9")):
            pdf.text(80, y, left, 10).text(210, y, right, 10)
        document = read(pdf.content(), "样本.pdf")
        assert rows(document, document.tables[0]) == [["指标", "得分"], ["保洁", "9"]]

    def test_a_frame_round_a_passage_is_no_table(self) -> None:
        pdf = DrawnPdf().lines(110, ["说明文字。"]).table([60, 540], [90, 130], [(0, 0, 1, 1, [])])
        document = read(pdf.content(), "样本.pdf")
        assert document.tables == ()
        assert texts(document) == ["说明文字。"]

    def test_a_table_inside_a_page_frame_is_found(self) -> None:
        pdf = DrawnPdf().table([40, 560], [40, 800], [(0, 0, 1, 1, [])]).lines(80, ["标题"])
        pdf.plain_table([72, 150, 300], 120, [["甲", "乙"]])
        document = read(pdf.content(), "样本.pdf")
        assert rows(document, document.tables[0]) == [["甲", "乙"]]
        assert texts(document, BlockKind.PARAGRAPH) == ["标题"]

    def test_borders_drawn_cell_by_cell_as_thin_shapes_are_lines(self) -> None:
        pdf = DrawnPdf().text(80, 114, "指标", 10).text(210, 114, "得分", 10).text(80, 134, "合计九分", 10)
        for y in (100, 120, 140):
            pdf.bar(72, y, 127.5, 0.5).bar(199.8, y, 100, 0.5)
        for x, height in ((72, 40), (200, 20), (300, 40)):
            pdf.bar(x, 100.2, 0.5, height - 0.4)
        document = read(pdf.content(), "样本.pdf")
        assert rows(document, document.tables[0]) == [["指标", "得分"], ["合计九分", "合计九分"]]

    def test_shading_is_no_border(self) -> None:
        pdf = DrawnPdf().bar(72, 300, 300, 40).lines(100, ["正文。"])
        assert read(pdf.content(), "样本.pdf").tables == ()

    def test_white_lines_are_no_borders(self) -> None:
        pdf = DrawnPdf().text(80, 114, "甲").text(210, 114, "乙")
        for y in (100, 120):
            pdf.rule(72, y, 400, y, colour=1)
        pdf.rule(200, 100, 200, 120, colour=1)
        assert read(pdf.content(), "样本.pdf").tables == ()


class TestTablesOverPages:
    XS = (72, 130, 200, 300, 380, 460, 520)

    def form(self, second_page: list, *, ys: list[float], between: str = "") -> Document:
        pdf = DrawnPdf().table(
            self.XS,
            [720, 740, 760, 780],
            [
                *((0, column, 1, 1, [text]) for column, text in enumerate(HEADER)),
                (1, 0, 2, 1, ["产出指标"]),
                (1, 1, 2, 1, ["数量指标"]),
                *((1, 2 + column, 1, 1, [text]) for column, text in enumerate(("清淤", "3条", "3条", "10"))),
                *((2, 2 + column, 1, 1, [text]) for column, text in enumerate(("疏浚", "5条", "4条", "8"))),
            ],
        )
        pdf.next_page()
        if between:
            pdf.lines(60, [between])
        return read(pdf.table(self.XS, ys, second_page).content(), "样本.pdf")

    def test_pieces_are_one_table_and_the_cut_label_is_whole(self) -> None:
        document = self.form(
            [
                (0, 0, 2, 1, []),
                (0, 1, 1, 1, []),
                *((0, 2 + column, 1, 1, [text]) for column, text in enumerate(("绿化", "2处", "2处"))),
                (0, 5, 1, 1, []),
                (1, 1, 1, 1, ["质量指标"]),
                *(
                    (1, 2 + column, 1, 1, [text])
                    for column, text in enumerate(("合格率", "100%", "98%", "9"))
                ),
            ],
            ys=[80, 100, 120],
        )
        assert len(document.tables) == 1
        table = document.tables[0]
        assert rows(document, table)[3:] == [
            ["产出指标", "数量指标", "绿化", "2处", "2处", ""],
            ["产出指标", "质量指标", "合格率", "100%", "98%", "9"],
        ]
        label = next(cell for cell in table.cells if (cell.row, cell.column) == (2, 1))
        assert label.row_span == 4
        assert [block.page for block in document.blocks if block.row == 5] == [2] * 5

    def test_a_repeated_header_is_dropped(self) -> None:
        document = self.form(
            [
                *((0, column, 1, 1, [text]) for column, text in enumerate(HEADER)),
                *((1, column, 1, 1, [text]) for column, text in enumerate(("效益指标", *SOCIAL))),
            ],
            ys=[80, 100, 120],
        )
        assert len(document.tables) == 1
        assert rows(document, document.tables[0])[3] == ["效益指标", *SOCIAL]

    def test_a_line_between_parts_two_tables(self) -> None:
        piece = [(0, column, 1, 1, [text]) for column, text in enumerate(("效益指标", *SOCIAL))]
        assert len(self.form(piece, ys=[80, 100], between="附表二").tables) == 2

    def test_a_row_cut_by_the_break_is_one_row(self) -> None:
        long = "因汛期水位持续偏高作业船只无法进场且"
        pdf = DrawnPdf().table(
            [72, 140, 330],
            [720, 740, 780],
            [
                (0, 0, 1, 1, ["指标"]),
                (0, 1, 1, 1, ["说明"]),
                (1, 0, 1, 1, ["清淤"]),
                (1, 1, 1, 1, [long, long]),
            ],
        )
        pdf.next_page().table([72, 140, 330], [80, 100], [(0, 0, 1, 1, []), (0, 1, 1, 1, ["经费迟到。"])])
        document = read(pdf.content(), "样本.pdf")
        assert rows(document, document.tables[0]) == [["指标", "说明"], ["清淤", long + long + "经费迟到。"]]

    def test_a_second_copy_of_the_form_is_a_second_table(self) -> None:
        pdf = DrawnPdf()
        for project, score in (("河道保洁", "90"), ("管网维护", "85")):
            form = [["项目名称", project], ["主管部门", "某局"], ["自评得分", score]]
            pdf.plain_table([72, 200, 500], 740 if project == "河道保洁" else 80, form).next_page()
        document = read(pdf.lines(100, ["完"]).content(), "样本.pdf")
        assert [rows(document, table)[0][1] for table in document.tables] == ["河道保洁", "管网维护"]

    def test_a_table_that_ended_high_on_the_page_does_not_go_on(self) -> None:
        pdf = DrawnPdf().plain_table([72, 200, 500], 100, [["甲", "1"]]).next_page()
        pdf.plain_table([72, 200, 500], 100, [["乙", "2"]]).lines(700, ["末行"])
        assert len(read(pdf.content(), "样本.pdf").tables) == 2


HEADER = ("一级指标", "二级指标", "三级指标", "目标值", "完成值", "得分")
SOCIAL = ("社会效益", "受益人数", "100人", "120人", "10")


class TestOpenTables:
    @staticmethod
    def table(*, rules: tuple[int, ...] = (100, 120, 170)) -> DrawnPdf:
        pdf = DrawnPdf().lines(90, ["表1 各项支出（万元）"])
        for y in rules:
            pdf.rule(72, y, 500, y)
        for y, texts_ in (
            (114, ("科目", "预算", "支出")),
            (134, ("维护", "10.5", "")),
            (154, ("合计", "10.5", "9.8")),
        ):
            for x, text in zip((80, 230, 400), texts_, strict=True):
                pdf.text(x, y, text, 10)
        return pdf.lines(200, [FULL, FULL[:20] + "。"])

    def test_a_three_line_table_has_cells(self) -> None:
        document = read(self.table().content(), "样本.pdf")
        assert rows(document, document.tables[0]) == [
            ["科目", "预算", "支出"],
            ["维护", "10.5", ""],
            ["合计", "10.5", "9.8"],
        ]
        assert texts(document, BlockKind.PARAGRAPH) == ["表1 各项支出（万元）", FULL + FULL[:20] + "。"]

    def test_underlined_text_is_no_table(self) -> None:
        pdf = DrawnPdf().lines(100, [FULL, FULL, FULL[:10]])
        for y in (104, 124, 144):
            pdf.rule(72, y, 516, y)
        document = read(pdf.content(), "样本.pdf")
        assert document.tables == ()
        assert texts(document) == [FULL + FULL + FULL[:10]]


class TestPages:
    @pytest.mark.parametrize("quarter", [1, 2, 3])
    def test_turned_pages_read_as_upright_ones(self, quarter: int) -> None:
        pdf = DrawnPdf().turn(quarter).lines(100, ["  一、概况", FULL, "完成。"])
        pdf.plain_table([72, 200, 400], 200, [["指标", "得分"], ["保洁", "9.5"]])
        document = read(pdf.content(), "样本.pdf")
        assert texts(document, BlockKind.PARAGRAPH) == ["一、概况", FULL + "完成。"]
        assert rows(document, document.tables[0]) == [["指标", "得分"], ["保洁", "9.5"]]

    def test_a_scan_without_text_is_refused(self) -> None:
        assert refusal(DrawnPdf().picture(0, 0, 595, 842).content()) == "no_text"

    def test_a_blank_file_is_refused(self) -> None:
        assert refusal(DrawnPdf().content()) == "no_text"

    def test_scanned_pages_among_others_are_named(self) -> None:
        pdf = (
            DrawnPdf()
            .lines(100, ["正文。"])
            .next_page()
            .picture(0, 0, 595, 842)
            .text(280, 810, "2")
            .next_page()
        )
        document = read(pdf.picture(0, 0, 595, 842).next_page().content(), "样本.pdf")
        assert document.status is FileStatus.PARTIAL
        assert [problem.reason for problem in document.problems] == ["no_text"]
        assert "第 2–3 页" in document.problems[0].message
        assert texts(document) == ["正文。"]

    def test_a_picture_beside_text_is_no_scan(self) -> None:
        pdf = DrawnPdf().picture(72, 300, 400, 300).lines(100, ["正文。"])
        assert read(pdf.content(), "样本.pdf").status is FileStatus.OK

    def test_a_slanting_watermark_stays_out_of_the_lines(self) -> None:
        document = read(
            DrawnPdf().slanting("内部资料").lines(300, [FULL] * 14 + ["完成。"]).content(), "样本.pdf"
        )
        assert texts(document) == [FULL * 14 + "完成。"]
        assert "内部资料" in document.remarks[0].message
        assert document.status is FileStatus.OK

    def test_what_was_filled_into_a_form_field_is_text(self) -> None:
        pdf = DrawnPdf().lines(100, ["自评得分："]).field(140, 100, "96.5")
        assert "".join(texts(read(pdf.content(), "样本.pdf"))).replace(" ", "") == "自评得分：96.5"

    def test_metadata_comes_along(self) -> None:
        assert (
            read(DrawnPdf().text(72, 100, "文").content(), "样本.pdf")
            .properties["Producer"]
            .startswith("Rep")
        )


class TestRefusals:
    def test_a_password(self) -> None:
        assert refusal(DrawnPdf(encrypt="secret").text(72, 100, "文").content()) == "encrypted"

    def test_half_a_file(self) -> None:
        assert refusal(b"%PDF-1.7\n1 0 obj << /Type /Catalog") == "damaged"

    def test_a_damaged_page_makes_the_reading_partial(self) -> None:
        pdf = DrawnPdf(pageCompression=1).lines(100, [FULL] * 20).next_page().text(72, 100, "第二页正文")
        content = pdf.content()
        start = content.index(b"stream", content.index(b"/FlateDecode")) + 60
        document = read(content[:start] + b"!!!!" + content[start + 4 :], "样本.pdf")
        assert document.status is FileStatus.PARTIAL
        assert "1 处数据已损坏" in document.problems[0].message
        assert read(content, "样本.pdf").problems == ()

    def test_a_file_that_was_cut_off_is_partial(self) -> None:
        content = DrawnPdf().lines(100, ["正文。"]).content()
        assert read(content[: content.index(b"%%EOF")], "样本.pdf").status is FileStatus.PARTIAL

    def test_more_pages_than_allowed(self) -> None:
        pdf = DrawnPdf().text(72, 100, "一").next_page().text(72, 100, "二")
        assert refusal(pdf.content(), pages=1) == "too_large"
        assert read(pdf.content(), "样本.pdf", pages=2).pages == 2

    def test_more_cells_than_allowed(self) -> None:
        pdf = DrawnPdf().plain_table([72, 150, 300], 120, [["甲", "乙"], ["丙", "丁"]])
        content = pdf.content()
        assert refusal(content, table_cells=3) == "too_large"
        assert len(read(content, "样本.pdf", table_cells=4).tables[0].cells) == 4


class TestCharacters:
    def test_a_font_without_meaning_is_no_text_layer(self) -> None:
        private = {letter: 0xE000 + ord(letter) for letter in "ABCDEF"}
        assert refusal(mapped_pdf("ABCDEFABCDEF", private)) == "no_text"

    def test_radicals_become_the_characters_they_look_like(self) -> None:
        mapping = {"A": 0x2F54, "B": 0x5229, "C": 0x2F42, "D": 0x2ED4}
        assert texts(read(mapped_pdf("ABCD", mapping), "样本.pdf")) == ["水利文门"]

    @pytest.mark.parametrize(
        ("code", "seen"),
        [
            *((0x2F00, "一"), (0x2ED3, "长"), (0xF9DB, "率")),
            *((0xFF05, "％"), (0xFF1D, "＝"), (0x2264, "≤"), (0x2460, "①")),
            *((0x3000, " "), (0x200B, ""), (0xFEFF, "")),
        ],
    )
    def test_folding_is_one_to_one_and_leaves_full_width_forms(self, code: int, seen: str) -> None:
        assert folded(code) == seen
