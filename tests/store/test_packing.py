import zlib
from dataclasses import replace
from decimal import Decimal

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


def test_equal_words_of_reports_are_kept_once() -> None:
    one = factories.report()
    two = replace(one, id="第二份")
    back = unpacked_file(packed_file(replace(factories.stored(), document=one.document, reports=(one, two))))
    assert back.reports == (one, two)
    words = [value.place.path for report in back.reports for value in report.values]
    assert len(words) > 1
    assert len(set(map(id, words))) == 1


def test_the_figures_of_the_form_are_those_among_the_values() -> None:
    one = factories.report()
    row = replace(one.funds[0], spent=one.values[0], budget_full=replace(one.values[0], id="另一个"))
    held = replace(one, funds=(row,), summary={"spent": one.values[0]})
    file = replace(factories.stored(), document=one.document, reports=(held,))
    (report,) = unpacked_file(packed_file(file)).reports
    assert report == held
    assert report.funds[0].spent is report.summary["spent"] is report.values[0]
    assert report.funds[0].budget_full is not report.values[0]


def test_a_figure_with_other_decimals_stays_itself() -> None:
    one = factories.report()
    longer = replace(one.values[0], number=Decimal("1200000.0"))
    file = replace(factories.stored(), reports=(replace(one, summary={"spent": longer}),))
    (report,) = unpacked_file(packed_file(file)).reports
    assert str(report.summary["spent"].number) == "1200000.0"
    assert str(report.values[0].number) == "1200000"


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
