import io
from collections.abc import Sequence

import pytest
from PIL import Image

from pipeline.errors import Unreadable
from pipeline.model import BlockKind, FileStatus
from tests.ingestion.samples import read, rows, texts, zipped

NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
EM = 4.2333
"""Twelve points in millimetres."""


def text(x: float, y: float, words: str, delta: str = "", attributes: str = "") -> str:
    """A text object whose base line begins at (x, y) of the page."""
    step = delta or f"g {max(1, len(words) - 1)} {EM}"
    return (
        f'<ofd:TextObject ID="1" Boundary="{x} {y - EM} 180 6" Font="1" Size="{EM}" {attributes}>'
        f'<ofd:TextCode X="0" Y="{EM}" DeltaX="{step}">{words}</ofd:TextCode></ofd:TextObject>'
    )


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    return (
        f'<ofd:PathObject ID="2" Boundary="{x0} {y0} {x1 - x0 + 1} {y1 - y0 + 1}" LineWidth="0.3">'
        f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0} {y1 - y0}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def page(*objects: str, template: str = "") -> str:
    used = f'<ofd:Template TemplateID="{template}"/>' if template else ""
    layer = f'<ofd:Layer ID="3">{"".join(objects)}</ofd:Layer>'
    return f"<ofd:Page {NAMESPACE}>{used}<ofd:Content>{layer}</ofd:Content></ofd:Page>"


def ofd(documents: Sequence[Sequence[str]], common: str = "", **parts: str | bytes) -> bytes:
    """An OFD package of documents, each of pages."""
    files: dict[str, str | bytes] = {}
    roots = ""
    for number, pages in enumerate(documents):
        folder = f"Doc_{number}"
        roots += "<ofd:DocBody><ofd:DocInfo><ofd:Title>自评</ofd:Title></ofd:DocInfo>"
        roots += f"<ofd:DocRoot>{folder}/Document.xml</ofd:DocRoot></ofd:DocBody>"
        listed = ""
        for index, content in enumerate(pages):
            files[f"{folder}/Pages/Page_{index}/Content.xml"] = content
            listed += f'<ofd:Page ID="{index + 10}" BaseLoc="Pages/Page_{index}/Content.xml"/>'
        files[f"{folder}/Document.xml"] = (
            f"<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
            f"</ofd:PhysicalBox></ofd:PageArea>{common}</ofd:CommonData>"
            f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
        )
    files["OFD.xml"] = f"<ofd:OFD {NAMESPACE}>{roots}</ofd:OFD>"
    return zipped(
        {**files, **{name.replace("__", "/").replace("_xml", ".xml"): part for name, part in parts.items()}}
    )


FULL = "本年度共巡查河道三十二条并对沿线排口逐一登记造册建立台账"
FULL += "随后分批次组织清"


def test_lines_become_paragraphs_and_objects_come_in_reading_order() -> None:
    content = page(
        text(33.4, 60, FULL[:34]),
        text(25, 40, "一、概况"),
        text(25, 67, "完成。"),
        text(33.4, 50, FULL[:34]),
    )
    document = read(ofd([[content]]), "a.ofd")
    assert texts(document, BlockKind.PARAGRAPH)[0] == "一、概况"
    assert document.pages == 1
    assert document.blocks[0].page == 1
    assert document.properties["title"] == "自评"


def test_repeated_steps_place_every_character() -> None:
    # 预算 in full steps, the figure in half steps: one line without gaps.
    words = page(text(25, 40, "预算1280.5万元", f"{EM} {EM} g 5 {EM / 2} {EM / 2} {EM}"))
    assert texts(read(ofd([[words]]), "a.ofd")) == ["预算1280.5万元"]


def test_a_wide_step_is_a_space() -> None:
    words = page(text(25, 40, "甲乙", f"{EM * 3}"))
    assert texts(read(ofd([[words]]), "a.ofd")) == ["甲 乙"]


def test_the_matrix_moves_and_scales() -> None:
    moved = text(0, 0, "右", attributes='CTM="1 0 0 1 80 100"')
    document = read(ofd([[page(text(25, 100, "左"), moved)]]), "a.ofd")
    assert texts(document) == ["左 右"]


def test_slanting_text_is_a_watermark() -> None:
    slanted = text(40, 100, "内部", attributes='CTM="0.7 0.7 -0.7 0.7 0 0"')
    assert texts(read(ofd([[page(text(25, 40, "正文。"), slanted)]]), "a.ofd")) == ["正文。"]


def test_ruled_tables_with_a_merged_cell() -> None:
    rules = [line(25, y, 105, y) for y in (50, 60, 70)]
    rules += [line(x, 50, x, 70) for x in (25, 105)] + [line(65, 60, 65, 70)]
    cells = [text(50, 57, "资金"), text(30, 67, "预算"), text(70, 67, "280", "g 2 2.1")]
    document = read(ofd([[page(*rules, *cells)]]), "a.ofd")
    assert rows(document, document.tables[0]) == [["资金", "资金"], ["预算", "280"]]


def test_paths_with_white_ink_rule_nothing() -> None:
    white = '<ofd:StrokeColor Value="255 255 255"/>'
    rules = [line(25, y, 105, y).replace("<ofd:Abb", white + "<ofd:Abb") for y in (50, 60, 70)]
    rules += [line(x, 50, x, 70).replace("<ofd:Abb", white + "<ofd:Abb") for x in (25, 65, 105)]
    assert not read(ofd([[page(*rules, text(30, 57, "预算"))]]), "a.ofd").tables


def test_template_pages_and_several_documents() -> None:
    common = '<ofd:TemplatePage ID="7" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
    parts = {"Doc_0__Tpls__Tpl_0__Content_xml": page(text(25, 60, "模板上的字。"))}
    content = ofd(
        [[page(text(25, 40, "正文。"), template="7")], [page(text(25, 40, "另一份。"))]], common, **parts
    )
    document = read(content, "a.ofd")
    assert texts(document) == ["正文。", "模板上的字。", "另一份。"]
    assert (document.pages, document.blocks[-1].page) == (2, 2)


def test_a_damaged_page_is_named_and_the_others_are_read() -> None:
    document = read(ofd([[page(text(25, 40, "正文。")), "<ofd:Page"]]), "a.ofd")
    assert document.status is FileStatus.PARTIAL
    assert "第 2 页" in document.problems[0].message
    assert texts(document) == ["正文。"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (ofd([]), "damaged"),
        (ofd([[]]), "damaged"),
        (ofd([], Encryptions_xml="<x/>"), "encrypted"),
        (ofd([[page()]]), "no_text"),
        (ofd([["<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"]]), "damaged"),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(content, "a.ofd")
    assert refusal.value.reason == reason


def test_pages_that_are_pictures_are_named_where_they_cannot_be_read() -> None:
    buffer = io.BytesIO()
    Image.new("L", (100, 140), 255).save(buffer, "PNG")
    common = "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
    resources = (
        f'<ofd:Res {NAMESPACE} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="5" Type="Image">'
        "<ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"
    )
    picture = '<ofd:ImageObject ID="9" ResourceID="5" Boundary="0 0 210 297" CTM="210 0 0 297 0 0"/>'
    parts = {"Doc_0__DocumentRes_xml": resources, "Doc_0__Res__a.png": buffer.getvalue()}
    document = read(ofd([[page(text(25, 40, "正文。")), page(picture)]], common, **parts), "a.ofd")
    assert [problem.reason for problem in document.problems] == ["no_text"]
    assert "第 2 页" in document.problems[0].message
    assert "heji[ocr]" in document.problems[0].message
