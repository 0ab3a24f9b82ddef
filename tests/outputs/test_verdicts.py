import dataclasses
import datetime
import json
import logging
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.model import VerdictEntry
from pipeline.outputs import typed_entries, write_results
from pipeline.outputs.review_cells import Review, cell_text_of, day_of, verdict_word
from pipeline.outputs.verdicts import read_back
from tests.outputs import samples

OFFICE = shutil.which("soffice")
WORKBOOK = "问题清单.xlsx"


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
    book["问题清单"].move_range("A3:AA3", rows=5)
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


def entry(fingerprint: str, verdict: str | None, note: str | None = None, **more: str) -> VerdictEntry:
    return VerdictEntry(fingerprint, verdict, note, **more)


def edited(out: Path, change: Callable[[Any, Any], None], saved_as: str = WORKBOOK) -> None:
    """The workbook changed and saved by another program (openpyxl writes shared strings, as WPS does)."""
    book = openpyxl.load_workbook(out / WORKBOOK)
    change(book, book["问题清单"])
    book.save(out / saved_as)


def column(sheet: Any, title: str) -> int:
    return [cell.value for cell in sheet[1]].index(title) + 1


def test_what_heji_wrote_is_no_entry(tmp_path: Path) -> None:
    first = samples.results()
    decided = samples.finding(
        first.batch.reports[-1],
        verdict="属实",
        note="=已核\r\n两行 ",
        reviewer="甲",
        reviewed_on="2024-05-06",
    )
    write_results(dataclasses.replace(first, findings=(decided, first.findings[1])), tmp_path)
    assert typed_entries(tmp_path) == ()
    edited(tmp_path, lambda book, sheet: None)
    assert typed_entries(tmp_path) == ()


def test_all_four_cells_are_read_back(tmp_path: Path) -> None:
    write_results(samples.results(), tmp_path)
    type_into(
        tmp_path / WORKBOOK,
        "f2",
        审核意见=" 属 实\u3000",
        审核备注="见凭证\n第3号",
        审核人="甲",
        日期="2024.5.6",
    )
    assert typed_entries(tmp_path) == (
        entry("f2", "属实", "见凭证\n第3号", reviewer="甲", reviewed_on="2024-05-06"),
    )


def test_a_cleared_verdict_is_an_entry_that_takes_it_back(tmp_path: Path) -> None:
    first = samples.results()
    decided = samples.finding(first.batch.reports[-1], verdict="属实")
    write_results(dataclasses.replace(first, findings=(decided, first.findings[1])), tmp_path)

    def clear(book: Any, sheet: Any) -> None:
        sheet.cell(2, column(sheet, "审核意见")).value = None

    edited(tmp_path, clear)
    assert typed_entries(tmp_path) == (entry("f2", None),)


def test_a_verdict_taken_in_elsewhere_is_not_taken_back_by_a_blank_cell(tmp_path: Path) -> None:
    write_results(samples.results(), tmp_path)
    # The page has said 属实 in the meantime; the workbook still lies there as it was written, blank.
    assert typed_entries(tmp_path) == ()


def shuffled(book: Any, sheet: Any) -> None:
    """Columns moved, a title put above, rows turned round, sheet renamed, other sheets deleted, a filter set."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    order = list(range(len(rows[0])))[::-1]
    fresh = book.create_sheet("张三已审")
    fresh.append(["湖心区审核稿"])
    fresh.append([])
    for row in [rows[0], *rows[:0:-1]]:
        fresh.append([row[at] for at in order])
    for cell in (cell for row in fresh.iter_rows() for cell in row if isinstance(cell.value, str)):
        cell.data_type = "s"
    fresh.auto_filter.ref = "A3:Z5"
    fresh.row_dimensions[4].hidden = True
    for name in book.sheetnames:
        if name != "张三已审":
            del book[name]


def test_a_workbook_rearranged_renamed_and_saved_by_another_program_is_read(tmp_path: Path) -> None:
    write_results(samples.results(), tmp_path)
    type_into(tmp_path / WORKBOOK, "f1", 审核意见="误报", 审核备注="=口径不同")
    edited(tmp_path, shuffled, "问题清单-已审.xlsx")
    (tmp_path / WORKBOOK).unlink()
    assert typed_entries(tmp_path) == (entry("f1", "误报", "=口径不同"),)


def test_a_renamed_copy_is_read_once_and_again_only_when_changed(tmp_path: Path) -> None:
    write_results(samples.results(), tmp_path)
    shutil.copyfile(tmp_path / WORKBOOK, tmp_path / "已审.xlsx")
    type_into(tmp_path / "已审.xlsx", "f1", 审核意见="误报")
    assert typed_entries(tmp_path) == (entry("f1", "误报"),)
    first = samples.results()
    log = (entry("f1", "误报"),)
    taken = dataclasses.replace(
        first,
        findings=(first.findings[0], dataclasses.replace(first.findings[1], verdict="误报")),
        verdict_log=log,
    )
    write_results(taken, tmp_path)
    assert typed_entries(tmp_path) == ()
    type_into(tmp_path / "已审.xlsx", "f1", 审核意见="属实")
    assert typed_entries(tmp_path) == (entry("f1", "属实"),)


def test_of_two_workbooks_the_newer_has_the_last_word(tmp_path: Path) -> None:
    write_results(samples.results(), tmp_path)
    shutil.copyfile(tmp_path / WORKBOOK, tmp_path / "甲.xlsx")
    type_into(tmp_path / "甲.xlsx", "f1", 审核意见="误报")
    type_into(tmp_path / WORKBOOK, "f1", 审核意见="属实")
    os.utime(tmp_path / WORKBOOK, (1_000_000, 1_000_000))
    assert typed_entries(tmp_path) == (entry("f1", "误报"),)
    os.utime(tmp_path / "甲.xlsx", (500_000, 500_000))
    assert typed_entries(tmp_path) == (entry("f1", "属实"),)


def test_a_workbook_open_in_another_program_is_read_and_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_results(samples.results(), tmp_path)
    type_into(tmp_path / WORKBOOK, "f1", 审核意见="误报")
    (tmp_path / f"~${WORKBOOK}").write_bytes(b"\x05owner")
    (tmp_path / f".~lock.{WORKBOOK}#").write_bytes(b",owner")
    with caplog.at_level(logging.WARNING):
        assert typed_entries(tmp_path) == (entry("f1", "误报"),)
    assert [record.getMessage().partition("：")[0] for record in caplog.records] == [
        "“问题清单.xlsx”正在别的程序中打开"
    ]


def lost_fingerprint(book: Any, sheet: Any) -> None:
    sheet.cell(3, column(sheet, "指纹")).value = None


def unknown_word(book: Any, sheet: Any) -> None:
    sheet.cell(3, column(sheet, "审核意见")).value = "再看看"


def two_minds(book: Any, sheet: Any) -> None:
    for title, words in (("指纹", "f1"), ("审核意见", "误报")):
        sheet.cell(5, column(sheet, title)).value = words


def no_column(book: Any, sheet: Any) -> None:
    sheet.delete_cols(column(sheet, "指纹"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lost_fingerprint, "隐藏的指纹列已空"),
        (unknown_word, "“再看看”不是 属实、误报、待核、已整改 之一"),
        (two_minds, "同一疑点而意见不同"),
        (no_column, "找不到“审核意见”“指纹”两个列标题"),
    ],
)
def test_what_cannot_be_read_back_is_said_and_the_workbook_kept(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, change: Callable[[Any, Any], None], said: str
) -> None:
    write_results(samples.results(), tmp_path)
    type_into(tmp_path / WORKBOOK, "f1", 审核意见="待核")
    edited(tmp_path, change)
    typed = (tmp_path / WORKBOOK).read_bytes()
    with caplog.at_level(logging.WARNING):
        assert typed_entries(tmp_path) == ()
    assert said in caplog.text
    write_results(samples.results(), tmp_path)
    assert kept(tmp_path) == [typed]
    cover = openpyxl.load_workbook(tmp_path / WORKBOOK)["封面与说明"]
    assert said in " ".join(str(cell.value) for row in cover.iter_rows() for cell in row)
    # The kept copy is a record, not something that is read again.
    assert typed_entries(tmp_path) == ()


def test_without_the_hidden_marks_what_is_filled_in_counts_as_typed(tmp_path: Path) -> None:
    write_results(samples.results(), tmp_path)
    type_into(tmp_path / WORKBOOK, "f1", 审核意见="待核")
    edited(tmp_path, lambda book, sheet: sheet.delete_cols(column(sheet, "写出时")))
    assert typed_entries(tmp_path) == (entry("f1", "待核"),)


def test_what_is_typed_while_a_run_works_is_carried_and_read_again_by_the_next(tmp_path: Path) -> None:
    write_results(samples.results(), tmp_path)
    type_into(tmp_path / WORKBOOK, "f2", 审核意见="属实")
    write_results(samples.results(), tmp_path)  # its log does not hold the verdict yet
    assert findings(tmp_path)["f2"] == ("属实", None)
    assert typed_entries(tmp_path) == (entry("f2", "属实"),)
    first = samples.results()
    decided = dataclasses.replace(first.findings[0], verdict="属实")
    logged = dataclasses.replace(
        first, findings=(decided, first.findings[1]), verdict_log=(entry("f2", "属实"),)
    )
    write_results(logged, tmp_path)
    assert typed_entries(tmp_path) == ()


def test_a_verdict_on_a_finding_that_is_gone_is_not_lost(tmp_path: Path) -> None:
    write_results(samples.results(), tmp_path)
    type_into(tmp_path / WORKBOOK, "f2", 审核意见="属实")
    first = samples.results()
    without = dataclasses.replace(first, findings=first.findings[1:], gone=first.findings[:1])
    write_results(without, tmp_path)
    assert kept(tmp_path) == []
    assert typed_entries(tmp_path) == (entry("f2", "属实"),)


def test_another_workbook_in_the_folder_is_left_alone(tmp_path: Path) -> None:
    write_results(samples.results(), tmp_path)
    openpyxl.Workbook().save(tmp_path / "通讯录.xlsx")
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04")
    assert read_back(tmp_path).problems == ()


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")
@pytest.mark.parametrize("form", ["xlsx", "ods", "xls"])
def test_a_workbook_saved_again_by_libreoffice_reads_back(tmp_path: Path, form: str) -> None:
    first = samples.results()
    decided = samples.finding(
        first.batch.reports[-1], verdict="误报", note="=旧注\n两行", reviewed_on="2024-05-06"
    )
    write_results(dataclasses.replace(first, findings=(decided, first.findings[1])), tmp_path / "out")
    again = resaved(tmp_path / "out" / WORKBOOK, tmp_path, form)
    (tmp_path / "out" / WORKBOOK).unlink()
    shutil.copyfile(again, tmp_path / "out" / f"已审.{form}")
    assert typed_entries(tmp_path / "out") == ()
    write_results(samples.results(), tmp_path / "out")
    type_into(tmp_path / "out" / WORKBOOK, "f1", 审核意见="待核", 审核备注="-1 以内", 日期="2024/5/7")
    again = resaved(tmp_path / "out" / WORKBOOK, tmp_path, form)
    (tmp_path / "out" / WORKBOOK).unlink()
    shutil.copyfile(again, tmp_path / "out" / f"已审2.{form}")
    assert typed_entries(tmp_path / "out") == (entry("f1", "待核", "-1 以内", reviewed_on="2024-05-07"),)


def resaved(workbook: Path, folder: Path, form: str) -> Path:
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", form, "--outdir", str(folder / form)]
    subprocess.run([*command, str(workbook)], check=True, capture_output=True, timeout=120)
    return folder / form / f"{workbook.stem}.{form}"


@pytest.mark.parametrize(
    ("typed", "word"),
    [("属实", "属实"), (" 已 整改\u3000", "已整改"), ("误报。", "误报"), ("基本属实", None), ("是", None)],
)
def test_a_verdict_is_one_of_four_words(typed: str, word: str | None) -> None:
    assert verdict_word(typed) == word


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (datetime.date(2024, 5, 6), "2024-05-06"),
        (datetime.datetime(2024, 5, 6, 8, 30), "2024-05-06"),
        (45418.0, "2024-05-06"),
        ("2024年5月6日", "2024-05-06"),
        ("２０２４－５－６", "2024-05-06"),
        (20240506.0, "2024-05-06"),
        ("20240506", "2024-05-06"),
        ("2024-13-06", "2024-13-06"),
        ("上周三", "上周三"),
        ("", None),
    ],
)
def test_a_day_is_read_however_it_was_typed(cell: object, day: str | None) -> None:
    assert day_of(cell) == day


def test_a_number_typed_as_a_note_keeps_its_look() -> None:
    assert (cell_text_of(12.0), cell_text_of(12.5), cell_text_of(" ")) == ("12", "12.5", None)


def test_the_mark_changes_with_the_words_and_not_with_their_blanks() -> None:
    assert Review().mark() == ""
    assert Review("属实", "一\r\n二").mark() == Review("属实", " 一\n二").mark()
    assert Review("属实", "一二").mark() != Review("误报", "一二").mark() != Review("误报", None).mark()
