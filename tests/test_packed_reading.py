"""What a worker hands back is what it read, whether it could be packed or not."""

import gc
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import packed_reading
from pipeline.collector import let_go, records_that_stay
from pipeline.first_looks import unpacked_looks
from pipeline.ingestion import receive
from pipeline.packed_reading import Packed, read_packed, unfolded
from pipeline.reading import ReadingTask, understand_file
from pipeline.settings import load_settings
from pipeline.validation import looks_alone
from tests.survival import report_text


def task(folder: Path, text: str) -> ReadingTask:
    (folder / "自评.txt").write_text(text, encoding="utf-8")
    limits = load_settings().limits
    (received,) = receive([folder / "自评.txt"], limits, folder / "临时")
    assert received.location is not None
    return ReadingTask(received.source, received.location, limits, "general")


def test_a_packed_reading_unfolds_to_the_reading(tmp_path: Path) -> None:
    one = task(tmp_path, report_text(1))
    packed = read_packed(one)
    assert isinstance(packed, Packed)
    assert unfolded(packed) == understand_file(one)


def test_the_rules_look_only_where_they_are_asked_to(tmp_path: Path) -> None:
    one = task(tmp_path, report_text(1))
    asked = replace(one, rules=load_settings())
    looks = unfolded(read_packed(asked)).looks
    (report,) = understand_file(one).reports
    assert unpacked_looks(looks) == {report.id: looks_alone(report, load_settings(), "general")}
    assert unfolded(read_packed(one)).looks == b""


def test_what_has_no_bytes_is_handed_back_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = task(tmp_path, report_text(1))
    read = understand_file(one)
    odd = replace(read, record=replace(read.record, message="\ud800"))
    monkeypatch.setattr(packed_reading, "understand_file", lambda _: odd)
    assert read_packed(one) is odd
    assert unfolded(odd) is odd


def test_the_search_for_garbage_goes_on_afterwards_and_over_everything() -> None:
    before = gc.get_freeze_count()
    with let_go():
        with pytest.raises(ValueError, match="中途"), records_that_stay():
            assert not gc.isenabled()
            raise ValueError("中途")
        assert gc.isenabled()
        assert gc.get_freeze_count() > before
    assert gc.get_freeze_count() == 0
