from pathlib import Path

import pytest

from pipeline.model import FileStatus
from pipeline.store import ReadingKey, open_store
from pipeline.store.packing import packed_file
from pipeline.store.readings import KEPT_RUNS
from tests.store import factories

KEY = ReadingKey("甲局/自评.docx", factories.SHA, "settings", "program")
TIMED_OUT = factories.stored(status=FileStatus.FAILED, reason="timeout")


def test_a_reading_is_found_by_the_next_run(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.readings.keep(KEY, factories.stored())
    with open_store(tmp_path) as store:
        assert store.readings.find(KEY, "any limits") == factories.stored()


@pytest.mark.parametrize(
    "other",
    [
        ReadingKey("乙局/自评.docx", KEY.sha256, KEY.settings, KEY.program),
        ReadingKey(KEY.path, "cd" * 32, KEY.settings, KEY.program),
        ReadingKey(KEY.path, KEY.sha256, "other", KEY.program),
        ReadingKey(KEY.path, KEY.sha256, KEY.settings, "newer"),
    ],
    ids=["name", "content", "settings", "program"],
)
def test_anything_that_reading_depends_on_makes_it_another(tmp_path: Path, other: ReadingKey) -> None:
    with open_store(tmp_path) as store:
        store.readings.keep(KEY, factories.stored())
        assert store.readings.find(other, "") is None


def test_a_file_stopped_at_its_limits_is_tried_again_only_under_others(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.readings.keep(KEY, TIMED_OUT, "120 s")
        assert store.readings.find(KEY, "120 s") == TIMED_OUT
        assert store.readings.find(KEY, "600 s") is None


def test_looks_are_found_under_their_own_key_beside_the_reading(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.readings.keep_packed(KEY, packed_file(factories.stored()), looks=("rules", b"seen"))
        assert store.readings.looks(KEY, "rules") == b"seen"
        assert store.readings.looks(KEY, "other rules") is None
        store.readings.keep_looks(KEY, "other rules", b"seen again")
        assert store.readings.looks(KEY, "other rules") == b"seen again"
        assert store.readings.looks(KEY, "rules") is None
        assert store.readings.find(KEY, "") == factories.stored()


def test_a_reading_kept_without_looks_has_none(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.readings.keep(KEY, factories.stored())
        assert store.readings.looks(KEY, "rules") is None


def test_a_body_of_another_file_is_no_reading(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.readings.keep(KEY, factories.stored("乙局/自评.docx"))
        assert store.readings.find(KEY, "") is None


def test_what_is_not_asked_for_is_forgotten_after_some_runs(tmp_path: Path) -> None:
    used = ReadingKey("乙局/自评.docx", factories.SHA, "settings", "program")
    with open_store(tmp_path) as store:
        store.readings.keep(KEY, factories.stored())
        store.readings.keep(used, factories.stored(used.path))
        store.readings.end_run()
    for run in range(KEPT_RUNS):
        with open_store(tmp_path) as store:
            assert list(store.readings.kept()) == [used.path, KEY.path], run
            assert store.readings.find(used, "")
            store.readings.end_run()
    with open_store(tmp_path) as store:
        assert list(store.readings.kept()) == [used.path]
