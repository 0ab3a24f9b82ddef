from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.ingestion.conservation import conserved, missing_figures
from pipeline.model import Document, FileStatus
from tests.ingestion.measure.producers import converted, is_here
from tests.ingestion.samples import docx, p, read, tbl, tc


@pytest.mark.parametrize(
    ("source", "text", "missing"),
    [
        ("预算280万元，支出270万元", "预算280万元，支出270万元", []),
        ("预算280万元，支出270万元", "预算280万元", ["270"]),
        ("100 100", "100", ["100"]),
        ("1\n00%", "100%", []),
        ("3324.37", "33\n24.37", []),
        ("1 2 3", "123 9", []),
        ("1 2 3", "12", ["3"]),
        ("２８０", "280", []),
        ("12.5²", "12.5²", []),
        ("二〇二三", "", []),
        ("5", "15", ["5"]),
    ],
)
def test_missing_figures(source: str, text: str, missing: list[str]) -> None:
    assert missing_figures(source, text) == missing


def test_cells_run_together_are_whole_as_long_as_every_digit_is_there() -> None:
    assert missing_figures("55 109 2 87", "5 5 10 9 8 7 2", in_cells=True) == []
    assert missing_figures("55 109 2 87", "5 5 10 9 8 2", in_cells=True) == ["87"]


def without(document: Document, figure: str) -> Document:
    """The document as a reader that loses a figure would give it."""
    return replace(document, text=document.text.replace(figure, " " * len(figure)))


def test_a_lost_figure_makes_the_file_partial_and_is_named() -> None:
    content = docx(p("预算280万元，支出270万元。"))
    document = read(content)
    assert conserved(document, content) is document
    lossy = conserved(without(document, "270"), content)
    assert lossy.status is FileStatus.PARTIAL
    assert lossy.problems[-1].reason == "lost_figures"
    assert "270" in lossy.problems[-1].message


@pytest.mark.parametrize(
    "body",
    [
        p("一") + "<w:p><w:del w:id='1'><w:r><w:delText>99</w:delText></w:r></w:del></w:p>",
        p("一") + "<w:p><w:moveFrom w:id='1'><w:r><w:t>99</w:t></w:r></w:moveFrom></w:p>",
        p("一") + p("99", run="<w:vanish/>"),
        "<w:p><w:r><w:t>一2</w:t></w:r><w:r><w:t>80</w:t></w:r></w:p>",
    ],
)
def test_what_word_does_not_show_is_not_missed(body: str) -> None:
    assert read(docx(body)).status is FileStatus.OK


_FILES = Path(__file__).parent / "files"


def test_a_figure_that_the_rtf_reader_loses_is_missed() -> None:
    table = r"\trowd\cellx900\cellx1800 \intbl 560\cell 314\cell\row\pard "
    content = (
        r"{\rtf1\ansi{\fonttbl{\f0 SimSun 999;}}{\*\generator 888;}" + table + r"spent 270\par}"
    ).encode()
    document = read(content, "a.rtf")
    assert document.status is FileStatus.OK
    lossy = conserved(without(document, "314"), content)
    assert lossy.status is FileStatus.PARTIAL
    assert "314" in lossy.problems[-1].message


@pytest.mark.skipif(not is_here("soffice"), reason="要有 LibreOffice")
def test_a_figure_that_the_old_word_reader_loses_is_missed() -> None:
    field = "<w:p><w:fldSimple w:instr=' REF a9999 '><w:r><w:t>第 77 项</w:t></w:r></w:fldSimple></w:p>"
    (content,) = converted([docx(p("支出270万元") + field + tbl([tc("预算"), tc("314")]))], "docx", "doc")
    document = read(content, "a.doc")
    assert document.status is FileStatus.OK
    for figure in ("270", "314"):
        assert conserved(without(document, figure), content).status is FileStatus.PARTIAL


def test_cells_that_the_old_excel_reader_loses_are_missed() -> None:
    content = (_FILES / "canal_form.xls").read_bytes()
    document = read(content, "canal_form.xls")
    assert document.status is FileStatus.OK
    lossy = conserved(replace(document, blocks=()), content)
    assert lossy.status is FileStatus.PARTIAL
    assert lossy.problems[-1].sheet


class TestWhatStylesHide:
    _STYLES = (
        '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="heir"><w:basedOn w:val="h"/></w:style>'
        '<w:style w:type="character" w:styleId="shown"><w:basedOn w:val="h"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
    )

    def _content(self, style: str) -> bytes:
        return docx(p("支出270万元") + p("9876", run=f'<w:rStyle w:val="{style}"/>'), styles=self._STYLES)

    @pytest.mark.parametrize("style", ["h", "heir"])
    def test_hidden_figures_are_not_missed_others_are(self, style: str) -> None:
        content = self._content(style)
        document = read(content)
        assert document.status is FileStatus.OK
        assert conserved(without(document, "270"), content).status is FileStatus.PARTIAL

    def test_a_style_that_shows_again_is_looked_at(self) -> None:
        content = self._content("shown")
        assert conserved(without(read(content), "9876"), content).status is FileStatus.PARTIAL


def test_notes_are_looked_at_as_well() -> None:
    body = '<w:p><w:r><w:t>支出</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
    content = docx(body, footnotes=f'<w:footnote w:id="1">{p("含结转314万元。")}</w:footnote>')
    document = read(content)
    assert document.status is FileStatus.OK
    assert conserved(without(document, "314"), content).problems[-1].message.startswith("脚注")


def test_elements_that_a_page_hides_do_not_blind_the_second_reading() -> None:
    page = (
        "<html><body><div style='display:none'><div>5555</div>6666</div><p>预算280万元，支出270万元，结余10万元。</p>"
        "</body></html>"
    )
    content = page.encode()
    document = read(content, "a.html")
    assert document.status is FileStatus.OK
    assert conserved(without(document, "270"), content).status is FileStatus.PARTIAL
