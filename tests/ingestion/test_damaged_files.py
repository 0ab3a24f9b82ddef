"""Files cut, flipped and wiped at many places: a document or a reason, and no silent loss where it can be known."""

import random
from pathlib import Path

import pytest

from pipeline.errors import Unreadable
from pipeline.model import Document, FileStatus
from tests.ingestion.samples import docx, p, read, tbl, tc

_FILES = Path(__file__).parent / "files"
_PAGE = (
    "<html><head><meta charset='utf-8'></head><body>"
    + "<p>全年预算280万元，支出270万元。</p>" * 40
    + "</body></html>"
)
_WORD = docx(
    "".join(p(f"第{place}段，支出{place * 7}万元。") for place in range(60)) + tbl([tc("预算"), tc("280")])
)
SAMPLES = {
    "docx": _WORD,
    "html": _PAGE.encode(),
    **{
        suffix: (_FILES / name).read_bytes()
        for suffix, name in (
            ("doc", "canal_report.doc"),
            ("rtf", "canal_report.rtf"),
            ("xls", "canal_form.xls"),
            ("pdf", "form_over_page_break.pdf"),
        )
    },
}


def _read(content: bytes, suffix: str) -> Document | None:
    """The document, or None for a refusal; anything else that is raised fails the test."""
    try:
        return read(content, f"a.{suffix}", office_seconds=0)
    except Unreadable:
        return None


@pytest.mark.parametrize("suffix", SAMPLES)
def test_a_cut_file_is_never_silently_whole(suffix: str) -> None:
    content = SAMPLES[suffix]
    whole = read(content, f"a.{suffix}")
    for part in range(1, 12):
        document = _read(content[: len(content) * part // 12], suffix)
        if document is not None and document.source.format == whole.source.format:
            lost = len(whole.text) - len(document.text)
            assert document.status is FileStatus.PARTIAL or lost <= 0, part


@pytest.mark.parametrize("suffix", SAMPLES)
def test_flipped_bits_give_a_document_or_a_reason(suffix: str) -> None:
    draw = random.Random(suffix)
    for _ in range(25):
        content = bytearray(SAMPLES[suffix])
        for _ in range(draw.choice((1, 20))):
            content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
        _read(bytes(content), suffix)


@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_a_flip_in_packed_text_is_seen(suffix: str) -> None:
    content = bytearray(SAMPLES[suffix])
    begin = content.index(b"stream\n") + 60 if suffix == "pdf" else content.index(b"word/document.xml") + 60
    content[begin] ^= 4
    document = _read(bytes(content), suffix)
    assert document is None or document.status is FileStatus.PARTIAL


def test_a_wiped_piece_of_text_is_seen() -> None:
    content = SAMPLES["doc"]
    first = next(sign for sign in read(content, "a.doc").text if sign > "\u4e00")
    begin = content.index(first.encode("utf-16-le"))
    wiped = content[:begin] + bytes(64) + content[begin + 64 :]
    document = _read(wiped, "doc")
    assert document is not None
    assert document.status is FileStatus.PARTIAL


def test_a_wiped_piece_of_rtf_is_seen() -> None:
    content = SAMPLES["rtf"]
    begin = content.rindex(b"\\pard")
    document = _read(content[:begin] + bytes(40) + content[begin:], "rtf")
    assert document is not None
    assert document.status is FileStatus.PARTIAL


def test_a_page_without_its_end_is_partial_a_fragment_is_not() -> None:
    cut = _read(_PAGE.encode()[: len(_PAGE)], "html")
    assert cut is not None
    assert cut.status is FileStatus.PARTIAL
    fragment = read("<div><p>全年支出270万元。</p></div>".encode(), "a.html")
    assert fragment.status is FileStatus.OK


def test_a_few_broken_bytes_do_not_turn_utf8_into_another_encoding() -> None:
    content = bytearray("全年预算280万元，支出270万元，结余10万元。".encode() * 30)
    content[900:905] = b"\xff\xfe\xfd\xfc\xfb"
    document = read(bytes(content), "a.txt")
    assert "结余10万元" in document.text
    assert document.status is FileStatus.PARTIAL
