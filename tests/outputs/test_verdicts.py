import dataclasses
import json
from pathlib import Path

import openpyxl

from pipeline.outputs import write_results
from tests.outputs import samples


def kept(out: Path) -> list[bytes]:
    return [path.read_bytes() for path in out.glob("问题清单-旧稿-*.xlsx")]


def type_into(workbook: Path, fingerprint: str, **words: str) -> None:
    book = openpyxl.load_workbook(workbook)
    sheet = book["问题清单"]
    header = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if row[header.index("指纹")].value == fingerprint:
            for title, text in words.items():
                cell = row[header.index(title)]
                cell.value = text
                cell.data_type = "s"
    book.save(workbook)


def findings(out: Path) -> dict[str, tuple[str | None, str | None]]:
    lines = (out / "data" / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return {row["finding"]: (row["verdict"], row["note"]) for row in rows}


def test_what_the_auditor_typed_is_kept_by_fingerprint(tmp_path: Path) -> None:
    write_results(samples.results(), tmp_path)
    type_into(tmp_path / "问题清单.xlsx", "f2", 审核意见="属实", 审核备注="=已电话核实")
    for _ in range(2):
        write_results(samples.results(), tmp_path)
        assert findings(tmp_path) == {"f1": (None, None), "f2": ("属实", "=已电话核实")}
    assert kept(tmp_path) == []


def test_a_verdict_without_its_finding_keeps_the_old_workbook(tmp_path: Path) -> None:
    write_results(samples.results(), tmp_path)
    type_into(tmp_path / "问题清单.xlsx", "f2", 审核意见="误报")
    typed = (tmp_path / "问题清单.xlsx").read_bytes()
    first = samples.results()
    write_results(dataclasses.replace(first, findings=first.findings[1:]), tmp_path)
    assert kept(tmp_path) == [typed]
    assert findings(tmp_path) == {"f1": (None, None)}


def test_a_workbook_that_cannot_be_read_is_kept_too(tmp_path: Path) -> None:
    (tmp_path / "问题清单.xlsx").write_bytes(b"not a workbook")
    write_results(samples.results(), tmp_path)
    assert kept(tmp_path) == [b"not a workbook"]
    assert set(findings(tmp_path)) == {"f1", "f2"}


def test_a_sheet_sorted_and_widened_by_the_auditor_is_still_read(tmp_path: Path) -> None:
    write_results(samples.results(), tmp_path)
    type_into(tmp_path / "问题清单.xlsx", "f1", 审核意见="待核")
    book = openpyxl.load_workbook(tmp_path / "问题清单.xlsx")
    book["问题清单"].insert_cols(1)
    book["问题清单"].move_range("A3:X3", rows=5)
    book.save(tmp_path / "问题清单.xlsx")
    write_results(samples.results(), tmp_path)
    assert findings(tmp_path)["f1"] == ("待核", None)


def test_the_results_overrule_nothing_and_are_not_overruled(tmp_path: Path) -> None:
    write_results(samples.results(), tmp_path)
    type_into(tmp_path / "问题清单.xlsx", "f2", 审核意见="属实")
    first = samples.results()
    decided = dataclasses.replace(first.findings[0], verdict="已整改")
    write_results(dataclasses.replace(first, findings=(decided, first.findings[1])), tmp_path)
    assert findings(tmp_path)["f2"] == ("已整改", None)
