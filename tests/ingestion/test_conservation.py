from dataclasses import replace

import pytest

from pipeline.ingestion.conservation import conserved, missing_figures
from pipeline.model import Document, FileStatus
from tests.ingestion.samples import docx, p, read


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
