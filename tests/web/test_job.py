"""A run in a process of its own: its progress, stopping, going on, and what it leaves."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.web.desk import profiles
from pipeline.web.job import Progress, Stage, State
from pipeline.web.materials import Kind
from tests.web.serving import desk_in
from tests.web.test_materials import take

REPORT = (
    "柏溪县粮食收储中心2023年度仓房维修项目绩效自评报告\n"
    "一、资金情况\n"
    "项目全年预算400万元，全年支出360万元，预算执行率95%。\n"
    "二、评价结论\n"
    "项目自评得分95分，等级为优。\n"
)


def waited(condition: Callable[[], bool], seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def test_a_run_tells_its_stages_and_keeps_the_names_that_files_were_handed_in_with(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    take(desk.materials, "县直/../仓房维修报告.txt", REPORT.encode())
    take(desk.materials, "空的.docx", b"")
    desk.start("general")
    with pytest.raises(UsageError, match="正在核对"):
        desk.start("general")
    waited(lambda: not desk.job.is_running)
    progress = desk.job.progress()
    assert progress.state is State.DONE, progress
    names = [stage.name for stage in progress.stages]
    assert [
        name for name in names if name in ("接收文件", "读取文件", "比对雷同", "核对规则", "写出结果")
    ] == [
        "接收文件",
        "读取文件",
        "比对雷同",
        "核对规则",
        "写出结果",
    ]
    rows = [
        json.loads(line)
        for line in (tmp_path / "data" / "files.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert {(row["path"], row["status"]) for row in rows} == {
        ("县直/仓房维修报告.txt", "ok"),
        ("空的.docx", "failed"),
    }
    findings = (tmp_path / "data" / "findings.jsonl").read_text(encoding="utf-8")
    assert "ZX-01" in findings
    assert "000001" not in findings
    assert (tmp_path / "复核.html").is_file()
    assert (tmp_path / "问题清单.xlsx").is_file()


def test_a_file_of_verdicts_laid_into_the_results_is_taken_in_by_the_next_run(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    take(desk.materials, "仓房维修报告.txt", REPORT.encode())
    desk.start("general")
    waited(lambda: not desk.job.is_running)
    finding = next(one for one in rows(tmp_path, "findings") if one["rule"] == "ZX-01")
    decision = {"finding": finding["finding"], "verdict": "属实", "note": "已核", "reviewer": None}
    content = {
        "format": "heji-verdicts",
        "version": 1,
        "batch": "x",
        "saved": "2024-04-02T11:00:00+08:00",
        "verdicts": [decision | {"decided": "2024-04-02T10:00:00+08:00"}],
    }
    (tmp_path / "审核意见.json").write_text(json.dumps(content), encoding="utf-8")
    (tmp_path / "审核意见-坏.json").write_text("{", encoding="utf-8")
    desk.start("general")
    waited(lambda: not desk.job.is_running)
    (again,) = [one for one in rows(tmp_path, "findings") if one["finding"] == finding["finding"]]
    assert (again["verdict"], again["note"]) == ("属实", "已核")
    assert any("审核意见-坏.json 未读入" in note for note in desk.job.progress().notes)
    assert (
        'data-verdict="属实"' in (tmp_path / "复核.html").read_text(encoding="utf-8").partition("<main>")[0]
    )


def rows(out: Path, name: str) -> list[dict[str, object]]:
    text = (out / "data" / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_a_stopped_run_goes_on_without_reading_again(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    for number in range(30):
        take(desk.materials, f"报告{number:02d}.txt", REPORT.replace("仓房", f"第{number}号仓房").encode())
    desk.start("general")
    waited(lambda: desk.job.progress().done >= 1 or not desk.job.is_running)
    desk.job.stop()
    waited(lambda: not desk.job.is_running)
    stopped = desk.job.progress()
    assert stopped.state is State.STOPPED
    assert "继续" in stopped.message
    assert not (tmp_path / "问题清单.xlsx").exists()
    desk.start("general")
    waited(lambda: not desk.job.is_running)
    progress = desk.job.progress()
    assert progress.state is State.DONE
    assert progress.reused >= 1
    assert (progress.done, progress.total) == (30, 30)


def test_a_package_of_the_same_name_in_the_current_folder_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pipeline").mkdir()
    (tmp_path / "pipeline" / "__init__.py").write_text("raise SystemExit(9)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    desk = desk_in(tmp_path / "out")
    take(desk.materials, "a.txt", REPORT.encode())
    desk.start("general")
    waited(lambda: not desk.job.is_running)
    assert desk.job.progress().state is State.DONE


def test_what_cannot_be_run_is_said(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    with pytest.raises(UsageError, match="还没有送审材料"):
        desk.start("general")
    take(desk.materials, "a.txt", REPORT.encode())
    with pytest.raises(UsageError, match="没有地区口径"):
        desk.start("../x")
    take(desk.materials, "台账.xlsx", b"no workbook", Kind.LEDGER)
    desk.start("general")
    waited(lambda: not desk.job.is_running)
    progress = desk.job.progress()
    assert progress.state is State.FAILED
    assert progress.message
    assert "Traceback" not in progress.message


def test_the_general_profile_comes_first() -> None:
    assert profiles()[0][0] == "general"


def test_time_left_is_told_from_the_pace_of_reading_and_not_from_what_was_known() -> None:
    stages = (Stage("接收文件", 0, 1), Stage("读取文件", 10))
    progress = Progress(State.RUNNING, stages, total=60, done=30, reused=20)
    assert progress.seconds_left(30) == pytest.approx(60)
    assert Progress(State.RUNNING, stages, total=60, done=22, reused=20).seconds_left(30) is None
    assert Progress(State.RUNNING, stages, total=60, done=60).seconds_left(30) is None
    assert Progress(State.DONE, stages, total=60, done=30).seconds_left(30) is None
