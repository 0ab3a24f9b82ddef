import zlib
from dataclasses import replace

import pytest

from pipeline.model import FileStatus
from pipeline.store.packing import PackingError, packed_file, packed_finding, unpacked_file, unpacked_finding
from tests.store import factories


def test_a_file_comes_back_equal_and_its_document_is_one_object() -> None:
    file = factories.stored()
    two = replace(file, reports=(*file.reports, replace(file.reports[0], id="第二份")))
    back = unpacked_file(packed_file(two))
    assert back == two
    assert all(report.document is back.document for report in back.reports)


def test_decimals_keep_their_exponent() -> None:
    (report,) = unpacked_file(packed_file(factories.stored())).reports
    assert str(report.values[0].ulp) == "1E+4"


def test_the_text_is_stored_once_however_many_reports() -> None:
    # Random letters do not compress: a second copy would show.
    text = "".join(chr(0x4E00 + (i * 7919) % 20000) for i in range(5000))
    one = factories.report(text=text)
    file = replace(factories.stored(), document=one.document, reports=(one,))
    many = replace(file, reports=tuple(replace(one, id=str(number)) for number in range(5)))
    assert len(packed_file(many)) < len(packed_file(file)) * 1.2


def test_a_failed_file_has_only_its_row() -> None:
    file = factories.stored(status=FileStatus.FAILED, reason="timeout")
    assert unpacked_file(packed_file(file)) == file


def test_a_finding_comes_back_equal() -> None:
    assert unpacked_finding(packed_finding(factories.finding())) == factories.finding()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no zlib",
        zlib.compress(b"no msgpack"),
        packed_finding(factories.finding()),
        packed_file(factories.stored())[:-9],
    ],
    ids=["empty", "foreign", "not packed", "another type", "cut off"],
)
def test_what_is_no_file_is_refused(body: bytes) -> None:
    with pytest.raises(PackingError):
        unpacked_file(body)


def test_text_without_bytes_is_refused() -> None:
    file = factories.stored()
    with pytest.raises(PackingError):
        packed_file(replace(file, record=replace(file.record, message="\ud800")))
