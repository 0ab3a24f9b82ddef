"""What is taken away holds what was decided a moment ago, without another run."""

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest

from pipeline.store import FILE
from pipeline.web.job import State
from tests.web.serving import Open, desk_in, serving
from tests.web.test_job import REPORT, rows, waited
from tests.web.test_materials import take


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    desk = desk_in(tmp_path)
    take(desk.materials, "仓房维修报告.txt", REPORT.encode())
    desk.start("general")
    waited(lambda: not desk.job.is_running)
    with serving(desk) as opened:
        yield opened


def decide(opened: Open, verdict: str) -> None:
    (finding,) = [row["finding"] for row in rows(opened.desk.out, "findings") if row["rule"] == "ZX-01"]
    decision = {"finding": finding, "verdict": verdict, "note": "已核", "reviewer": "审核员乙"}
    body = json.dumps(decision | {"decided": "2024-04-02T10:00:00+08:00"}).encode()
    assert opened.ask("POST", "/verdicts", body=body).status == 200


def taken(opened: Open, name: str) -> bytes:
    answer = opened.ask("GET", f"/download/{quote(name)}")
    assert answer.status == 200, answer.text
    return answer.body


def test_the_workbook_holds_a_verdict_given_just_now(opened: Open) -> None:
    assert "属实" not in verdicts_in(taken(opened, "问题清单.xlsx"))
    decide(opened, "属实")
    assert "有 1 条审核意见已保存" in opened.ask("GET", "/live").text
    stages = opened.desk.job.progress().stages
    assert "属实" in verdicts_in(taken(opened, "问题清单.xlsx"))
    assert "条审核意见已保存" not in opened.ask("GET", "/live").text
    assert opened.desk.job.progress().stages == stages


def verdicts_in(book: bytes) -> set[object]:
    sheet = openpyxl.load_workbook(io.BytesIO(book), read_only=True)["问题清单"]
    return {cell for row in sheet.iter_rows(values_only=True) for cell in row}


def test_the_letters_leave_out_what_was_just_refuted(opened: Open) -> None:
    (title,) = [str(row["title"]) for row in rows(opened.desk.out, "findings") if row["rule"] == "ZX-01"]
    assert title in letters_in(taken(opened, "反馈函.zip"))
    decide(opened, "误报")
    assert title not in letters_in(taken(opened, "反馈函.zip"))
    with zipfile.ZipFile(io.BytesIO(taken(opened, "数据.zip"))) as archive:
        told = [json.loads(line) for line in archive.read("data/findings.jsonl").decode().splitlines()]
    assert [row["verdict"] for row in told if row["rule"] == "ZX-01"] == ["误报"]


def letters_in(content: bytes) -> str:
    words = ""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert all(name.startswith(("反馈函/", "取证单/")) for name in archive.namelist())
        for name in archive.namelist():
            with zipfile.ZipFile(io.BytesIO(archive.read(name))) as letter:
                words += letter.read("word/document.xml").decode()
    return words


def test_what_cannot_be_written_is_said_and_nothing_stale_is_given(opened: Open) -> None:
    connection = sqlite3.connect(opened.desk.out / FILE, isolation_level=None)
    connection.execute("DELETE FROM kept_rounds")
    connection.close()
    decide(opened, "属实")
    answer = opened.ask("GET", f"/download/{quote('问题清单.xlsx')}", {**opened.own(), "Accept": "*/*"})
    assert answer.status == 400
    assert "再核对一次" in answer.message
    assert opened.desk.job.progress().state is State.FAILED
    assert "没有写入" in opened.ask("GET", "/live").text


def test_nothing_stale_is_given_while_a_run_is_under_way(opened: Open) -> None:
    decide(opened, "属实")
    opened.desk.start("general")
    answer = opened.ask("GET", f"/download/{quote('问题清单.xlsx')}", {**opened.own(), "Accept": "*/*"})
    waited(lambda: not opened.desk.job.is_running)
    assert answer.status == 400
    assert "请等它结束" in answer.message
    assert "属实" in verdicts_in(taken(opened, "问题清单.xlsx"))
