"""The hostile corpus through a real run: every file one row, nothing hangs, crashes, leaks or is left behind.

By default a part of it; HEJI_HOSTILE=whole takes all of it (several hundred files, minutes).
"""

import os
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.model import FileStatus, Source
from pipeline.reading import ReadingTask, understand_file
from pipeline.settings import load_settings
from tests.hostile import seeds
from tests.hostile.corpus import hostile_files, lay, own_rows
from tests.hostile.disk import DEVICES
from tests.hostile.markup import SECRET
from tests.hostile.watched import Watched, fingerprint, watched_run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="进程和命名空间的查看方法是 Linux 的")

EVERY = 1 if os.environ.get("HEJI_HOSTILE") == "whole" else 24
LIMITS = ("limits.seconds=120", "limits.silence_seconds=60", "limits.office_seconds=15")


class Ordeal:
    """A run over the corpus, and what was there before it."""

    def __init__(self, place: Path) -> None:
        self.inputs, self.out = place / "送审", place / "结果"
        outside = place / "外面" / "机密.txt"
        self.due = lay(self.inputs, outside, every=EVERY)
        self.flicker = self.inputs / "闪烁.txt"
        self.flicker.write_text(seeds.TEXT, encoding="utf-8")
        self.due += 1
        self.before = {path: digest for path, digest in fingerprint(place).items() if "闪烁" not in path}
        settings = [word for limit in LIMITS for word in ("--set", limit)]
        ended = threading.Event()
        changer = threading.Thread(target=self._change, args=(ended,))
        changer.start()
        try:
            self.seen: Watched = watched_run(
                self.inputs, self.out, place / "场地", "--workers", "2", *settings
            )
        finally:
            ended.set()
            changer.join()
        apart = (str(self.out), str(place / "场地"), str(self.flicker))
        self.after = {
            path: digest for path, digest in fingerprint(place).items() if not path.startswith(apart)
        }

    def _change(self, ended: threading.Event) -> None:
        """One file is written anew all the while."""
        turn = 0
        while not ended.wait(0.01):
            turn += 1
            self.flicker.write_text(seeds.TEXT * (turn % 5), encoding="utf-8")


@pytest.fixture(scope="module")
def ordeal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ordeal]:
    place = tmp_path_factory.mktemp("hostile")
    yield Ordeal(place)
    for locked in (place / "送审" / DEVICES).glob("锁着*"):
        locked.chmod(0o700)


def test_every_file_is_exactly_one_row(ordeal: Ordeal) -> None:
    paths = [str(row["path"]) for row in ordeal.seen.rows]
    assert [path for path, times in Counter(paths).items() if times > 1] == []
    assert len(own_rows(ordeal.seen.rows)) == ordeal.due


def test_every_row_has_its_status_and_words(ordeal: Ordeal) -> None:
    for row in ordeal.seen.rows:
        assert row["status"] in tuple(FileStatus), row
        assert row["status"] == "ok" or (row["reason"] and row["message"]), row
        assert row["reason"] not in ("defect", "crashed"), row


def test_nothing_hangs_past_its_limit(ordeal: Ordeal) -> None:
    stopped = [row["path"] for row in ordeal.seen.rows if row["reason"] in ("timeout", "memory")]
    assert stopped == []


def test_the_screen_shows_sentences(ordeal: Ordeal) -> None:
    assert ordeal.seen.code == 2, ordeal.seen.screen
    assert "Traceback" not in ordeal.seen.screen
    assert "\x1b" not in ordeal.seen.screen
    assert "Error" not in ordeal.seen.screen


def test_nothing_is_written_or_called_outside(ordeal: Ordeal) -> None:
    assert ordeal.seen.misdeeds == []
    assert ordeal.seen.left_behind == []
    assert ordeal.after == ordeal.before


def test_no_process_is_left(ordeal: Ordeal) -> None:
    assert ordeal.seen.survivors == []


def test_no_foreign_file_is_quoted(ordeal: Ordeal) -> None:
    for path in (ordeal.out / "data").iterdir():
        assert SECRET not in path.read_text("utf-8"), path
    assert SECRET not in (ordeal.out / "复核.html").read_text("utf-8")


def test_the_corpus_is_the_same_every_time_and_large_enough(tmp_path: Path) -> None:
    made, again = hostile_files(tmp_path / "机密"), hostile_files(tmp_path / "机密")
    assert sum(map(len, made.values())) > 700
    for kind in ("截断", "翻转", "冒名", "文字"):
        assert [name for name, _ in made[kind]] == [name for name, _ in again[kind]]


def test_a_file_that_vanishes_or_changes_is_its_own_row(tmp_path: Path) -> None:
    settings = load_settings()
    source = Source("报告.txt", "0" * 64, 3, "txt")
    task = ReadingTask(source, tmp_path / "报告.txt", settings.limits, "general", settings.ocr)
    assert understand_file(task).record.reason == "vanished"
    task.location.write_text(seeds.TEXT, encoding="utf-8")
    changed = understand_file(task).record
    assert changed.status is FileStatus.PARTIAL or changed.status is FileStatus.OK
    assert "被改动过" in (changed.message or "")
    assert changed.sha256 != source.sha256
    same = replace(task, source=replace(source, sha256=changed.sha256, bytes=changed.bytes))
    assert understand_file(same).record.message is None
