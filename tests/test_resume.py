"""The same command again: what was read is not read again, and the results do not depend on how they came about."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.ingestion import receive
from pipeline.reading import ReadingTask, understand_file
from pipeline.settings import load_settings
from pipeline.store import open_store
from tests.survival import data, report_text, run, submission


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return submission(tmp_path_factory.mktemp("resume") / "送审")


@pytest.fixture(scope="module")
def undisturbed(inputs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("undisturbed") / "结果"
    assert run(inputs, out).reused == 0
    return out


def rows(out: Path, name: str) -> list[dict]:
    return [json.loads(line) for line in (out / "data" / name).read_text(encoding="utf-8").splitlines()]


def test_warm_with_one_or_four_workers_and_cold_with_four_give_the_same_bytes(
    inputs: Path, undisturbed: Path, tmp_path: Path
) -> None:
    before = data(undisturbed)
    assert run(inputs, undisturbed).reused == 3
    assert data(undisturbed) == before
    assert run(inputs, undisturbed, workers=4).reused == 3
    assert data(undisturbed) == before
    assert run(inputs, tmp_path / "四", workers=4).reused == 0
    assert data(tmp_path / "四") == before


def test_under_another_threshold_nothing_is_read_again_and_the_rules_look_anew(
    inputs: Path, undisturbed: Path, tmp_path: Path
) -> None:
    out, stricter = tmp_path / "结果", {"assignments": ("scoring.full_score=120",)}
    shutil.copytree(undisturbed, out)
    assert run(inputs, out, **stricter).reused == 3
    run(inputs, tmp_path / "另起", **stricter)
    assert data(out)["checks.jsonl"] == data(tmp_path / "另起")["checks.jsonl"]
    assert data(out)["checks.jsonl"] != data(undisturbed)["checks.jsonl"]


def test_only_a_changed_file_is_read_again_and_its_doubts_are_settled(
    inputs: Path, undisturbed: Path, tmp_path: Path
) -> None:
    folder, out = tmp_path / "送审", tmp_path / "结果"
    shutil.copytree(inputs, folder)
    shutil.copytree(undisturbed, out)
    old = {row["finding"]: row for row in rows(out, "findings.jsonl")}
    assert {row["status"] for row in old.values()} == {"新增"}
    ours = {key for key, row in old.items() if row["unit"] and "第二" in row["unit"]}
    assert ours
    corrected = report_text(1).replace("评价等级为中", "评价等级为优")
    (folder / "自评1.txt").write_text(corrected, encoding="utf-8")
    summary = run(folder, out)
    assert summary.reused == 2
    again = rows(out, "findings.jsonl")
    gone = [row["finding"] for row in again if row["status"] == "已消除"]
    assert gone
    assert set(gone) <= ours
    assert [row["finding"] for row in again[-len(gone) :]] == gone
    assert {row["status"] for row in again if row["finding"] in old and row["finding"] not in gone} == {
        "沿用"
    }
    # What is gone counts nowhere, and running again changes nothing.
    receipt = json.loads((out / "回执.json").read_text(encoding="utf-8"))
    assert sum(receipt["counts"]["findings"].values()) == len(again) - len(gone)
    assert summary.errors + summary.warnings + summary.hints == len(again) - len(gone)
    before = data(out)
    assert run(folder, out).reused == 3
    assert data(out) == before


def test_a_file_that_met_its_limit_is_final_until_asked_or_allowed_more(tmp_path: Path) -> None:
    inputs, out = tmp_path / "送审", tmp_path / "结果"
    inputs.mkdir()
    (inputs / "自评.txt").write_text(report_text(0), encoding="utf-8")
    short = {"assignments": ("limits.seconds=0",)}
    first = run(inputs, out, **short)
    assert (first.reused, first.failed) == (0, 1)
    (row,) = rows(out, "files.jsonl")
    assert row["reason"] == "timeout"
    assert "--retry" in row["message"]
    before = data(out)
    assert run(inputs, out, **short).reused == 1
    assert data(out) == before
    assert run(inputs, out, retry=True, **short).reused == 0
    assert run(inputs, out).reports == 1


def test_a_verdict_is_in_the_log_before_anything_is_replaced(
    undisturbed: Path, inputs: Path, tmp_path: Path
) -> None:
    from pipeline.model import VerdictEntry

    out = tmp_path / "结果"
    shutil.copytree(undisturbed, out)
    fingerprint = rows(out, "findings.jsonl")[0]["finding"]
    with open_store(out) as store:
        store.append_verdicts([VerdictEntry(fingerprint, "误报", "口径不同", "审核一", "2024-05-06", "page")])
    for _ in range(2):
        run(inputs, out)
        (row,) = [row for row in rows(out, "findings.jsonl") if row["finding"] == fingerprint]
        assert (row["verdict"], row["note"]) == ("误报", "口径不同")
    with open_store(out) as store:
        assert len(store.verdicts()) == 1


def task_of(path: Path) -> ReadingTask:
    settings = load_settings()
    (one,) = receive([path], settings.limits, path.parent)
    assert one.location is not None
    return ReadingTask(one.source, one.location, settings.limits, "general", settings.ocr)


def test_what_is_read_is_what_is_hashed(tmp_path: Path) -> None:
    path = tmp_path / "自评.txt"
    path.write_text(report_text(0), encoding="utf-8")
    task = task_of(path)
    path.write_text(report_text(1), encoding="utf-8")
    read = understand_file(task)
    assert read.document is not None
    assert read.record.sha256 != task.source.sha256
    assert read.record == replace(understand_file(task_of(path)).record, message=read.record.message)
    assert "被改动过" in str(read.record.message)


def test_a_file_that_vanishes_is_a_row(tmp_path: Path) -> None:
    path = tmp_path / "自评.txt"
    path.write_text(report_text(0), encoding="utf-8")
    task = task_of(path)
    path.unlink()
    assert understand_file(task).record.reason == "vanished"


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 有这个信号的系统才能试")
def test_killed_at_random_again_and_again_a_run_comes_to_the_same_end(tmp_path: Path) -> None:
    inputs, out = submission(tmp_path / "送审", count=9), tmp_path / "结果"
    command = [
        sys.executable,
        "-m",
        "pipeline.cli",
        "run",
        str(inputs),
        "-o",
        str(out),
        "--workers",
        "2",
        "-q",
    ]
    chance = random.Random(8)
    kills = 0
    delay = 1.5
    while kills < 4:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=Path(__file__).parent.parent)
        try:
            process.wait(delay + chance.random() * 1.5)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            kills += 1
            delay += 0.8
        else:
            break
    assert kills
    run(inputs, out)
    files = rows(out, "files.jsonl")
    assert len(files) == len({row["path"] for row in files}) == 11
    assert run(inputs, out).reused == 9
    after = data(out)
    with open_store(out) as store:
        kept = list(store.readings.kept())
    assert len(kept) == len(set(kept)) == 9
    run(inputs, tmp_path / "另", workers=2)
    assert after == data(tmp_path / "另")
