import io
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from pipeline.errors import Unreadable
from pipeline.ingestion.ocr_models import is_available
from pipeline.ingestion.pdf_page import read_page
from pipeline.ingestion.pdf_scans import with_scans_read
from pipeline.model import BlockKind, Document, FileStatus
from pipeline.settings import load_settings
from tests.ingestion.drawn_pdf import DrawnPdf, mapped_pdf
from tests.ingestion.samples import read, rows, texts

# A page set in Noto Serif CJK at 150 dpi and laid 1.3 degrees askew.
SCAN = Path(__file__).parent / "files" / "scanned_form.png"
PARAGRAPH = "全年预算数为1286.50万元，执行数为1203.75万元，预算执行率为93.57%。项目自评得分92.4分，等级为优。"

needs_models = pytest.mark.skipif(not is_available(), reason='要有 pip install "heji[ocr]"')


def picture(turn: int = 0, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image = Image.open(SCAN).convert("L")
    image.rotate(turn, expand=True).save(buffer, kind, dpi=(150, 150), **options)
    return buffer.getvalue()


def says_what_the_page_says(document: Document) -> None:
    paragraphs = [text.replace(",", "，") for text in texts(document, BlockKind.PARAGRAPH)]
    assert paragraphs == ["河道保洁项目绩效自评报告", PARAGRAPH]
    assert rows(document, document.tables[0]) == [
        ["项目支出情况表"] * 3,
        ["指标", "预算数", "得分"],
        ["保洁里程", "860.40", "/"],
    ]


@needs_models
class TestPictures:
    @pytest.mark.parametrize("turn", [0, 90, 180, 270])
    def test_a_slanting_page_is_read_whichever_way_it_lies(self, turn: int) -> None:
        document = read(picture(turn), "扫描.png", scans=True)
        says_what_the_page_says(document)
        assert (document.status, document.ocr_pages, document.pages) == (FileStatus.OK, 1, 1)

    def test_every_frame_of_a_tiff_is_a_page(self) -> None:
        frames = [Image.open(SCAN).convert("L") for _ in range(2)]
        buffer = io.BytesIO()
        frames[0].save(buffer, "TIFF", save_all=True, append_images=frames[1:], dpi=(150, 150))
        document = read(buffer.getvalue(), "扫描.tif", scans=True)
        assert (document.pages, document.ocr_pages, document.blocks[-1].page) == (2, 2, 2)

    def test_a_cut_picture_is_partial(self) -> None:
        whole = picture(kind="JPEG", quality=90)
        document = read(whole[: len(whole) * 3 // 4], "扫描.jpg", scans=True)
        assert document.status is FileStatus.PARTIAL
        assert document.problems[0].reason == "damaged"
        assert "河道保洁项目绩效自评报告" in document.text

    def test_a_blank_picture_has_no_text(self) -> None:
        buffer = io.BytesIO()
        Image.new("RGB", (800, 1100), "white").save(buffer, "PNG")
        with pytest.raises(Unreadable) as refusal:
            read(buffer.getvalue(), "空.png", scans=True)
        assert refusal.value.reason == "no_text"

    def test_blank_pages_before_and_behind_keep_the_number_of_the_printed_one(self) -> None:
        printed = Image.open(SCAN).convert("L")
        faint = Image.new("L", printed.size, 250)
        faint.putpixel((5, 5), 246)
        buffer = io.BytesIO()
        faint.save(buffer, "TIFF", save_all=True, append_images=[printed, faint], dpi=(150, 150))
        document = read(buffer.getvalue(), "夹白页.tif", scans=True)
        assert document.pages == 3
        assert {block.page for block in document.blocks} == {2}

    @pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n broken", b"\xff\xd8\xff\xe0 broken"])
    def test_a_damaged_picture_says_so(self, content: bytes) -> None:
        with pytest.raises(Unreadable) as refusal:
            read(content, "坏.png", scans=True)
        assert refusal.value.reason == "damaged"

    def test_blurred_characters_are_doubtful_and_clear_ones_are_not(self) -> None:
        clear = read(picture(), "扫描.png", scans=True)
        assert not [clear.text[a:b] for a, b in clear.doubtful if any(c.isdigit() for c in clear.text[a:b])]
        small = Image.open(SCAN).convert("L").resize((260, 189)).resize((1240, 900))
        buffer = io.BytesIO()
        small.save(buffer, "PNG", dpi=(150, 150))
        blurred = read(buffer.getvalue(), "扫描.png", scans=True)
        assert sum(b - a for a, b in blurred.doubtful) >= 2
        assert all(0 <= a < b <= len(blurred.text) for a, b in blurred.doubtful)


@needs_models
class TestScannedPages:
    def test_pages_with_text_keep_theirs_and_scanned_ones_are_read(self) -> None:
        pdf = DrawnPdf().lines(100, ["文字页的正文。"]).next_page()
        pdf.picture(0, 0, 595, 432, Image.open(SCAN).convert("L"))
        document = read(pdf.content(), "样本.pdf", scans=True)
        assert (document.pages, document.ocr_pages, document.status) == (2, 1, FileStatus.OK)
        assert texts(document)[0] == "文字页的正文。"
        assert PARAGRAPH in document.text.replace(",", "，")
        assert document.tables[0].page == 2

    def test_pages_past_the_limit_are_named(self) -> None:
        pdf = DrawnPdf()
        for _ in range(3):
            pdf.picture(0, 0, 595, 432, Image.open(SCAN).convert("L")).next_page()
        document = read(pdf.content(), "样本.pdf", scans=True, ocr_pages=1)
        assert document.ocr_pages == 1
        assert [problem.reason for problem in document.problems] == ["too_large"]
        assert "第 2–3 页" in document.problems[0].message

    def test_a_scanned_page_without_text_is_a_remark(self) -> None:
        pdf = DrawnPdf().lines(100, ["正文。"]).next_page().picture(0, 0, 595, 842)
        document = read(pdf.content(), "样本.pdf", scans=True)
        assert document.status is FileStatus.OK
        assert "第 2 页" in document.remarks[0].message


@needs_models
class TestTimeAndStamps:
    def test_when_most_of_the_files_time_is_spent_the_pages_left_are_named(self) -> None:
        pdf = DrawnPdf()
        for _ in range(3):
            pdf.picture(0, 0, 595, 432, Image.open(SCAN).convert("L")).next_page()
        content = pdf.content()
        opened = pypdfium2.PdfDocument(content)
        pages = [read_page(opened, index) for index in range(3)]
        seen = with_scans_read(content, pages, load_settings().ocr, seconds=0.0)
        assert [page.number for page in seen.pages] == [1]
        assert (seen.ocr_pages, [problem.reason for problem in seen.problems]) == (1, ["timeout"])
        assert "第 2–3 页" in seen.problems[0].message
        assert "limits.seconds" in seen.problems[0].message

    def test_with_time_enough_every_page_is_read(self) -> None:
        pdf = DrawnPdf().picture(0, 0, 595, 432, Image.open(SCAN).convert("L"))
        content = pdf.content()
        pages = [read_page(pypdfium2.PdfDocument(content), 0)]
        assert with_scans_read(content, pages, load_settings().ocr, seconds=1e6).problems == ()

    def test_the_ring_of_a_red_stamp_cuts_no_ruling_line(self) -> None:
        image = Image.open(SCAN).convert("RGB")
        left, top = image.width * 0.55, image.height * 0.45
        ImageDraw.Draw(image).ellipse((left, top, left + 240, top + 240), outline=(215, 25, 35), width=7)
        buffer = io.BytesIO()
        image.save(buffer, "PNG", dpi=(150, 150))
        document = read(buffer.getvalue(), "扫描.png", scans=True)
        (table,) = document.tables
        assert (table.rows, table.columns) == (3, 3)

    def test_a_page_whose_letters_mean_nothing_is_read_by_its_picture(self) -> None:
        letters = {letter: 0xCF + index for index, letter in enumerate("ABCDEFGHIJ")}
        document = read(mapped_pdf("ABCDEFGHIJ", letters), "样本.pdf", scans=True)
        assert (document.ocr_pages, document.text.replace(" ", "")) == (1, "ABCDEFGHIJ")

    def test_a_page_with_a_few_accents_keeps_its_text(self) -> None:
        letters = {"A": 0x6CB3, "B": 0x9053, "C": 0x4FDD, "D": 0x6D01, "E": 0xE9}
        document = read(mapped_pdf("ABCDE", letters), "样本.pdf", scans=True)
        assert (document.ocr_pages, document.text) == (0, "河道保洁é")


@needs_models
def test_recognition_needs_of_rapidocr_only_its_models() -> None:
    code = (
        "import sys, numpy; from pipeline.ingestion.ocr_page import read_picture;"
        "read_picture(numpy.full((200, 300, 3), 255, numpy.uint8), 1, 150.0);"
        "print(sorted({'rapidocr', 'shapely', 'pyclipper', 'omegaconf'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_without_recognition_a_picture_says_what_to_install() -> None:
    with pytest.raises(Unreadable) as refusal:
        read(picture(), "扫描.png")
    assert refusal.value.reason == "no_text"
    assert 'pip install "heji[ocr]"' in refusal.value.message


@needs_models
def test_a_picture_of_too_many_pixels_is_refused() -> None:
    with pytest.raises(Unreadable) as refusal:
        read(picture(), "扫描.png", scans=True, ocr_max_pixels=1000)
    assert refusal.value.reason == "too_large"


def test_the_shipped_threshold_is_a_probability() -> None:
    assert 0.5 < load_settings().ocr.min_confidence < 1
