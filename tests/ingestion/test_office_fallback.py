import random
import struct
from pathlib import Path

import pytest

from pipeline.errors import Unreadable
from pipeline.ingestion.office_fallback import as_docx, office_program
from pipeline.model import FileStatus
from tests.ingestion.samples import read

_FILES = Path(__file__).parent / "files"
_WORD_95 = 0x65
needs_office = pytest.mark.skipif(office_program() is None, reason="要有 LibreOffice")


def _as_old(content: bytes) -> bytes:
    """The file with the version number of a Word that our reader does not know."""
    begin = content.index(struct.pack("<H", 0xA5EC))
    return content[: begin + 2] + struct.pack("<H", _WORD_95) + content[begin + 4 :]


@pytest.fixture(scope="module")
def report() -> bytes:
    return (_FILES / "canal_report.doc").read_bytes()


@needs_office
def test_what_our_reader_refuses_is_read_by_libreoffice_and_marked(report: bytes) -> None:
    ours, theirs = read(report, "a.doc"), read(_as_old(report), "a.doc")
    assert theirs.status is FileStatus.PARTIAL
    assert "LibreOffice" in theirs.problems[0].message
    assert len(theirs.tables) == len(ours.tables)
    assert set(ours.text.split()) <= set(theirs.text.split())


@needs_office
def test_one_call_converts_a_batch(report: bytes) -> None:
    made = as_docx([report, _as_old(report)], 100)
    assert [content is not None and content.startswith(b"PK") for content in made] == [True, True]


@needs_office
def test_what_libreoffice_makes_of_noise_is_no_document() -> None:
    noise = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(1).randbytes(4000)
    for name in ("a.doc", "a.wps"):
        with pytest.raises(Unreadable):
            read(noise, name)


@needs_office
def test_the_time_limit_ends_it(report: bytes) -> None:
    assert as_docx([report], 0.05) == [None]


def test_a_setting_switches_it_off(report: bytes) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(_as_old(report), "a.doc", office_seconds=0)
    assert refusal.value.reason == "unsupported"
