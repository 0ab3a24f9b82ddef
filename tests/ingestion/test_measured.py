"""Small versions of the measurement (`python -m tests.ingestion.measure`): what each format must reach."""

import pytest

from tests.ingestion.measure.producers import is_here
from tests.ingestion.measure.scores import Score

pytest.importorskip("reportlab", reason="要有 reportlab")

from tests.ingestion.measure.__main__ import measured

_TEXT, _CELLS, _SPANS = 0.999, 0.995, 0.95
_WHOLE = ("docx", "html", "html-gbk", "xlsx")
_RULED = (
    "pdf-grid",
    "pdf-long",
    "pdf-dashed",
    "pdf-double",
    "pdf-filled",
    "pdf-open",
    "pdf-columns",
    "pdf-turned",
)
_OFFICE = ("doc", "rtf", "html-office", "xls", "pdf-office", "pdf-office-long", "pdf-sheet")
_WEB = (
    "pdf-web",
    "pdf-web-dashed",
    "pdf-web-double",
    "pdf-web-dotted",
    "pdf-web-separate",
    "pdf-web-radicals",
    "pdf-web-columns",
)


def _reaches(score: Score, *, text: float, cells: float, spans: float = _SPANS) -> None:
    assert score.share("chars") >= text, score.misses
    assert score.share("cells") >= cells, score.misses
    assert score.share("spans") >= spans, score.misses
    assert score.share("figures") >= text, score.misses


@pytest.mark.parametrize("name", _WHOLE)
def test_formats_with_cells_of_their_own(name: str) -> None:
    _reaches(measured(name, 2, 11), text=_TEXT, cells=_CELLS)


@pytest.mark.parametrize("name", _RULED)
def test_ruled_tables_of_pdf(name: str) -> None:
    _reaches(measured(name, 2, 11), text=_TEXT, cells=0.985)


@pytest.mark.parametrize("name", ["pdf-three", "pdf-three-long", "pdf-three-columns"])
def test_three_line_tables(name: str) -> None:
    _reaches(measured(name, 2, 11), text=_TEXT, cells=0.90)


@pytest.mark.parametrize("name", ["ofd", "ofd-long"])
def test_ofd(name: str) -> None:
    _reaches(measured(name, 2, 11), text=_TEXT, cells=0.97)


@pytest.mark.skipif(not is_here("soffice"), reason="要有 LibreOffice")
@pytest.mark.parametrize("name", _OFFICE)
def test_what_libreoffice_writes(name: str) -> None:
    score = measured(name, 1, 11)
    _reaches(score, text=_TEXT if name != "html-office" else 0.998, cells=_CELLS, spans=_SPANS)


@pytest.mark.skipif(not is_here("chromium"), reason="要有 Chromium")
@pytest.mark.parametrize("name", _WEB)
def test_what_a_browser_prints(name: str) -> None:
    _reaches(measured(name, 1, 11), text=0.99 if name == "pdf-web-columns" else _TEXT, cells=0.985)
