"""Fonts that a PDF names but does not carry: read alike on every machine."""

from itertools import pairwise

import pypdfium2
import pytest

from pipeline.ingestion.pdf_fonts import machine_fonts, read_with_stand_ins
from pipeline.ingestion.pdf_page import Glyph, read_page
from tests.ingestion.drawn_pdf import DrawnPdf


def glyphs(content: bytes) -> tuple[Glyph, ...]:
    document = pypdfium2.PdfDocument(content)
    try:
        return read_page(document, 0).glyphs
    finally:
        document.close()


@pytest.fixture
def page() -> bytes:
    return DrawnPdf().lines(100, ["项目支出绩效自评报", "告", "2023"]).content()


def test_a_letter_alone_on_its_line_is_read_without_the_font(page: bytes) -> None:
    read_with_stand_ins()
    assert "".join(glyph.text for glyph in glyphs(page)) == "项目支出绩效自评报告2023"


def test_every_han_letter_is_as_high_as_the_next_and_no_wider_than_its_square(page: bytes) -> None:
    read_with_stand_ins()
    han = [glyph for glyph in glyphs(page) if not glyph.text.isdigit()]
    assert len({round(glyph.bottom - glyph.top, 3) for glyph in han}) == 1
    lefts = [glyph.x0 for glyph in han[:9]]
    steps = {round(after - before, 1) for before, after in pairwise(lefts)}
    assert {round(glyph.x1 - glyph.x0, 1) for glyph in han} == steps


def test_digits_are_no_wider_than_the_distance_to_the_next(page: bytes) -> None:
    read_with_stand_ins()
    digits = [glyph for glyph in glyphs(page) if glyph.text.isdigit()]
    pairs = list(pairwise(digits))
    assert pairs
    assert all(before.x1 - after.x0 < 0.1 * (before.bottom - before.top) for before, after in pairs)


def test_pictures_are_drawn_in_the_machines_fonts_and_reading_goes_on_as_before(page: bytes) -> None:
    read_with_stand_ins()
    before = glyphs(page)
    with machine_fonts():
        glyphs(page)
    assert glyphs(page) == before
