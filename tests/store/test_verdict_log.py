from pathlib import Path

from pipeline.model import RulePrecision
from pipeline.store import open_store, precision_of
from tests.store.factories import entry


def said(out: Path) -> list[tuple[str, str | None]]:
    with open_store(out) as store:
        return [(one.fingerprint, one.verdict) for one in store.verdicts()]


def take_in(out: Path, *entries, publish: bool = True) -> None:
    with open_store(out) as store:
        store.log.take_in(entries)
        if publish:
            store.log.mark_published()


def test_what_holds_already_is_not_added_twice(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.append_verdicts([entry(), entry(), entry(origin="page")])
        store.append_verdicts([entry(verdict="误报"), entry()])
        assert [one.verdict for one in store.verdicts()] == ["属实", "误报", "属实"]
        assert all(one.taken_at for one in store.verdicts())


def test_a_note_or_a_name_alone_is_something_new(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.append_verdicts([entry(), entry(note="见函"), entry(note="见函", reviewer="审核一")])
        assert len(store.verdicts()) == 3


def test_taking_back_what_was_never_said_is_nothing(tmp_path: Path) -> None:
    take_in(tmp_path, entry(verdict=None))
    assert said(tmp_path) == []


def test_a_verdict_taken_back_stays_in_the_log(tmp_path: Path) -> None:
    take_in(tmp_path, entry())
    take_in(tmp_path, entry(verdict=None))
    assert said(tmp_path) == [("f1", "属实"), ("f1", None)]


def test_a_workbook_that_shows_what_was_written_into_it_does_not_overrule_the_page(tmp_path: Path) -> None:
    take_in(tmp_path, entry("f1", "属实"))
    with open_store(tmp_path) as store:
        store.append_verdicts([entry("f1", "误报", origin="serve")])
    take_in(tmp_path, entry("f1", "属实"))
    assert said(tmp_path)[-1] == ("f1", "误报")


def test_what_is_typed_over_the_pages_verdict_holds(tmp_path: Path) -> None:
    take_in(tmp_path, entry("f1", "误报", origin="page"))
    take_in(tmp_path, entry("f1", "属实"))
    assert said(tmp_path)[-1] == ("f1", "属实")


def test_a_page_file_that_stays_where_it_lies_counts_once(tmp_path: Path) -> None:
    page = entry("f1", "误报", origin="page")
    take_in(tmp_path, page)
    take_in(tmp_path, page, entry("f1", "属实"))
    for _ in range(3):
        take_in(tmp_path, page, entry("f1", "属实"))
    assert said(tmp_path) == [("f1", "误报"), ("f1", "属实")]


def test_an_entry_of_a_run_that_died_is_not_taken_in_again_over_a_later_one(tmp_path: Path) -> None:
    take_in(tmp_path, entry("f1", "属实"), publish=False)
    with open_store(tmp_path) as store:
        store.append_verdicts([entry("f1", "误报", origin="serve")])
    take_in(tmp_path, entry("f1", "属实"))
    assert said(tmp_path)[-1] == ("f1", "误报")


def test_precision_counts_what_holds_now() -> None:
    rules = {"f1": "ZX-01", "f2": "ZX-01", "f3": "ZX-01", "f4": "DF-01", "f5": "DF-02"}
    decided = [
        entry("f1"),
        entry("f2", "已整改"),
        entry("f3", "误报"),
        entry("f4", "误报"),
        entry("f5", "待核"),
        entry("unknown"),
    ]
    assert precision_of(rules, decided) == (RulePrecision("DF-01", 0, 1), RulePrecision("ZX-01", 2, 1))
