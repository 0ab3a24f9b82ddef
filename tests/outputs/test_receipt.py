import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

import openpyxl

from pipeline.model import FileStatus
from pipeline.outputs import write_results
from pipeline.settings import load_settings
from tests.outputs import samples


def receipt(folder: Path, results: Any = None) -> dict[str, Any]:
    write_results(results or samples.results(), folder)
    return json.loads((folder / "回执.json").read_text(encoding="utf-8"))


def test_receipt_says_what_went_in_and_with_what(tmp_path: Path) -> None:
    found = receipt(tmp_path)
    assert [entry["path"] for entry in found["inputs"]] == ["a/加密.pdf", "b.docx", "绿地养护.docx"]
    assert found["inputs"][0]["sha256"] == "cd" * 32
    assert found["versions"] == {"Python": "3.11", "heji": "0.1.0"}
    assert found["settings_digest"] == "e" * 64 and found["profile"] == "general"
    assert found["counts"]["files"] == {"ok": 2, "partial": 0, "failed": 1, "skipped": 0}
    assert found["counts"]["findings"] == {"错误": 1, "警告": 0, "提示": 1}
    assert found["counts"]["checks"]["待核"] == 1


def test_receipt_says_what_was_not_checked(tmp_path: Path) -> None:
    open_items = receipt(tmp_path)["not_checked"]
    assert [(file["path"], file["reason"]) for file in open_items["files"]] == [("a/加密.pdf", "encrypted")]
    assert [(gap["rule"], gap["outcome"], gap["reports"]) for gap in open_items["rules"]] == [
        ("ZX-01", "待核", ["R2"]),
        ("LT-01", "不适用", ["R2"]),
    ]
    assert open_items["rules"][0]["why"] == [{"why": "全年预算数的年度不明", "reports": 1}]
    assert (open_items["numbers_found"], open_items["numbers_claimed"]) == (14, 12)


def test_a_file_that_was_read_without_a_report_stays_open(tmp_path: Path) -> None:
    first = samples.results()
    plain = dataclasses.replace(first.batch.files[0], path="通知.docx", reports=())
    archive = dataclasses.replace(plain, path="材料.zip", format="zip")
    duplicate = dataclasses.replace(plain, path="副本.docx", status=FileStatus.SKIPPED, reason="duplicate")
    batch = dataclasses.replace(first.batch, files=(plain, archive, duplicate))
    open_items = receipt(tmp_path, dataclasses.replace(first, batch=batch))["not_checked"]
    assert open_items["files_without_report"] == ["通知.docx"]
    assert [file["path"] for file in open_items["files"]] == ["副本.docx"]


def test_hashes_of_the_data_files_are_those_of_the_disk(tmp_path: Path) -> None:
    outputs = receipt(tmp_path)["outputs"]
    assert len(outputs) == 10
    for entry in outputs:
        content = (tmp_path / entry["path"]).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        assert entry["rows"] == content.count(b"\n")


def test_only_the_time_differs_between_equal_runs(tmp_path: Path) -> None:
    first, second = receipt(tmp_path / "a"), receipt(tmp_path / "b")
    assert first.pop("generated") and second.pop("generated")
    assert first == second


def test_the_receipt_names_replies_not_read_and_counts_the_letters(tmp_path: Path) -> None:
    sentence = "回复“坏.docx”未能读取：文件已损坏。"
    results = dataclasses.replace(samples.results(), reply_problems=(sentence,))
    write_results(results, tmp_path, load_settings())
    found = json.loads((tmp_path / "回执.json").read_text(encoding="utf-8"))
    assert found["reply_problems"] == [sentence]
    assert found["letters"] == {
        folder: len(list((tmp_path / folder).glob("*.docx"))) for folder in ("反馈函", "取证单")
    }
    assert found["letters"]["反馈函"]
    cover = openpyxl.load_workbook(tmp_path / "问题清单.xlsx")["封面与说明"]
    assert sentence in [cell.value for row in cover.iter_rows() for cell in row]


def test_without_letters_and_replies_the_receipt_says_so(tmp_path: Path) -> None:
    write_results(samples.results(), tmp_path)
    found = json.loads((tmp_path / "回执.json").read_text(encoding="utf-8"))
    assert (found["reply_problems"], found["letters"]) == ([], {})
