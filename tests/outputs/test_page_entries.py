"""审核意见*.json read back: strictly, and what is bad is said and kept."""

import json
import logging
from pathlib import Path

import pytest

from pipeline.model import VerdictEntry
from pipeline.outputs.page import page_entries

GOOD = {
    "finding": "a" * 64,
    "verdict": "属实",
    "note": "已电话核实",
    "reviewer": "审核员甲",
    "decided": "2024-04-02T10:00:00+08:00",
}


def laid(folder: Path, name: str = "审核意见.json", **changes: object) -> Path:
    """A file as the page writes it, some of it changed."""
    content = {
        "format": "heji-verdicts",
        "version": 1,
        "batch": "送审材料",
        "saved": "2024-04-02T11:00:00+08:00",
        "verdicts": [GOOD],
    }
    path = folder / name
    path.write_text(json.dumps({**content, **changes}, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_decision_becomes_an_entry_of_the_log(tmp_path: Path) -> None:
    laid(tmp_path)
    assert page_entries(tmp_path) == (
        VerdictEntry("a" * 64, "属实", "已电话核实", "审核员甲", "2024-04-02", "page"),
    )


def test_several_files_are_read_in_the_order_of_the_decisions(tmp_path: Path) -> None:
    later = GOOD | {"verdict": "误报", "decided": "2024-04-02T09:30:00+07:00"}
    laid(tmp_path, "审核意见 (1).json")
    laid(tmp_path, "审核意见-甲.json", verdicts=[later])
    assert [entry.verdict for entry in page_entries(tmp_path)] == ["属实", "误报"]


def test_a_decision_taken_back_is_an_entry_too(tmp_path: Path) -> None:
    laid(tmp_path, verdicts=[GOOD | {"verdict": None, "note": None, "reviewer": None}])
    (entry,) = page_entries(tmp_path)
    assert (entry.verdict, entry.note, entry.reviewer) == (None, None, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 2},
        {"format": "x"},
        {"extra": 1},
        {"verdicts": [GOOD | {"verdict": "大概吧"}]},
        {"verdicts": [GOOD | {"finding": "../../x"}]},
        {"verdicts": [GOOD | {"decided": "昨天"}]},
        {"verdicts": [GOOD | {"note": "长" * 2001}]},
        {"verdicts": [GOOD, GOOD | {"more": 1}]},
        {"verdicts": {}},
    ],
)
def test_a_bad_file_is_said_and_kept_and_costs_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, changes: dict[str, object]
) -> None:
    bad = laid(tmp_path, "审核意见-坏.json", **changes)
    before = bad.read_bytes()
    laid(tmp_path)
    with caplog.at_level(logging.WARNING):
        entries = page_entries(tmp_path)
    assert len(entries) == 1
    assert "审核意见-坏.json 未读入" in caplog.text
    assert bad.read_bytes() == before


def test_what_is_no_json_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "审核意见.json").write_bytes(b"\xff\xfe{")
    assert page_entries(tmp_path) == ()
    assert "未读入" in caplog.text


def test_other_files_and_a_missing_folder_are_nothing(tmp_path: Path) -> None:
    laid(tmp_path, "意见.json")
    assert page_entries(tmp_path) == ()
    assert page_entries(tmp_path / "无") == ()
