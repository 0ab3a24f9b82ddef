from pipeline.model import Batch, Report
from pipeline.validation.prose import own_sentences
from pipeline.validation.remembering import once_a_batch, remembered
from tests.validation.factories import report_of

ONE = "全年改造路灯120盏。群众反映较好。"
OTHER = "全年补植苗木300株。"


def test_the_same_report_is_searched_once_and_gives_the_same_each_time() -> None:
    asked: list[str] = []

    @remembered
    def letters(report: Report) -> str:
        asked.append(report.id)
        return report.title

    one = report_of(ONE)
    assert list(letters(one)) == list(letters(one)) == list(one.title)
    assert len(asked) == 1


def test_a_look_that_stops_early_takes_nothing_from_the_next() -> None:
    one = report_of(ONE)
    first = next(own_sentences(one))
    assert next(own_sentences(one)) == first
    assert len(list(own_sentences(one))) == 2


def test_reports_alike_in_name_are_told_apart() -> None:
    for _ in range(40):  # more than are kept: an address freed must not bring back another report's sentences
        assert next(own_sentences(report_of(ONE))).text != next(own_sentences(report_of(OTHER))).text


def test_another_batch_is_asked_anew() -> None:
    @once_a_batch
    def size(batch: Batch) -> int:
        return len(batch.reports)

    empty, full = Batch((), ()), Batch((), (report_of(ONE),))
    assert (size(empty), size(full), size(empty)) == (0, 1, 0)
