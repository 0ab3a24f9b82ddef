from pathlib import Path

import pytest

from pipeline.errors import HejiError
from pipeline.outputs import write_results
from pipeline.outputs.staging import replacing
from tests.outputs import samples


class DefectError(Exception):
    """Something that no output expects."""


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def old_results(out: Path) -> dict[str, bytes]:
    (out / "data").mkdir(parents=True)
    (out / "data" / "files.jsonl").write_text("旧")
    (out / "回执.json").write_text("旧")
    return snapshot(out)


def test_new_entries_replace_old_ones_and_strangers_stay(tmp_path: Path) -> None:
    old_results(tmp_path)
    (tmp_path / "heji.sqlite").write_text("历史")
    with replacing(tmp_path) as fresh:
        (fresh / "data").mkdir()
        (fresh / "data" / "values.jsonl").write_text("新")
    assert snapshot(tmp_path) == {
        "data/values.jsonl": "新".encode(),
        "heji.sqlite": "历史".encode(),
        "回执.json": "旧".encode(),
    }
    assert {path.name for path in tmp_path.iterdir()} == {"data", "heji.sqlite", "回执.json"}


def test_a_run_that_dies_leaves_the_previous_results_whole(tmp_path: Path) -> None:
    before = old_results(tmp_path)
    with pytest.raises(DefectError), replacing(tmp_path) as fresh:
        (fresh / "data").mkdir()
        (fresh / "data" / "files.jsonl").write_text("半")
        raise DefectError
    assert snapshot(tmp_path) == before


def test_a_run_killed_while_writing_is_cleared_away(tmp_path: Path) -> None:
    old_results(tmp_path)
    (tmp_path / ".写入中").mkdir()
    (tmp_path / ".写入中" / "问题清单.xlsx").write_text("半")
    with replacing(tmp_path) as fresh:
        assert list(fresh.iterdir()) == []


def test_a_run_killed_between_two_renames_is_undone(tmp_path: Path) -> None:
    # data was moved aside and its successor is in place; the receipt's turn had not come.
    before = old_results(tmp_path)
    (tmp_path / ".上一次").mkdir()
    (tmp_path / "data").rename(tmp_path / ".上一次" / "data")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "values.jsonl").write_text("新")
    (tmp_path / ".写入中").mkdir()
    (tmp_path / ".写入中" / "回执.json").write_text("新")
    with pytest.raises(DefectError), replacing(tmp_path):
        raise DefectError
    assert snapshot(tmp_path) == before


def test_a_run_killed_after_the_last_rename_counts_as_done(tmp_path: Path) -> None:
    after = old_results(tmp_path)
    (tmp_path / ".上一次" / "data").mkdir(parents=True)
    with pytest.raises(DefectError), replacing(tmp_path):
        raise DefectError
    assert snapshot(tmp_path) == after
    assert not (tmp_path / ".上一次").exists()


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("")
    with pytest.raises(HejiError, match="不能写入"), replacing(tmp_path / "文件"):
        pass


def test_results_are_the_outputs_and_no_leavings(tmp_path: Path) -> None:
    write_results(samples.results(), tmp_path / "结果")
    write_results(samples.results(), tmp_path / "结果")
    assert {path.name for path in (tmp_path / "结果").iterdir()} == {
        "问题清单.xlsx",
        "复核.html",
        "data",
        "回执.json",
    }


def test_pages_that_a_run_no_longer_makes_go_with_the_results_they_belonged_to(tmp_path: Path) -> None:
    (tmp_path / "复核").mkdir()
    (tmp_path / "复核" / "1.html").write_text("旧页", encoding="utf-8")
    (tmp_path / "别的").mkdir()
    with replacing(tmp_path) as fresh:
        (fresh / "复核.html").write_text("新页", encoding="utf-8")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["别的", "复核.html"]
