"""The whole day of a review: run, decide in the workbook and in the page, resubmit, run again, diff, letters."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from pipeline.cli import main
from pipeline.run import RunOptions, run_batch
from pipeline.store import open_store
from tests.outputs.browser import Watched, a_browser, with_browser
from tests.test_run import Silent
from tests.web.serving import desk_in, serving

UNITS = ("水务局", "园林所", "档案馆", "图书馆", "粮储中心", "渔政站", "农机站", "种子站", "文化馆", "血站")
WRONG = (
    "青芜县{unit}2023年度{unit}设备更新项目绩效自评报告\n"
    "一、项目基本情况\n"
    "青芜县{unit}负责设备更新项目。\n"
    "二、资金情况\n"
    "项目全年预算{budget}万元，全年支出{spent}万元，预算执行率95%。\n"
    "三、评价结论\n"
    "项目自评得分78分，评价等级为优。评分标准：90分（含）以上为优，80分（含）至90分为良，60分（含）至80分为中。\n"
)
MENDED = 3
KEYS = {"属实": "1", "误报": "2", "待核": "3", "已整改": "4"}


def submit(folder: Path, mended: int = 0) -> None:
    folder.mkdir(parents=True)
    for number, unit in enumerate(UNITS):
        budget = 400 + 10 * number
        text = WRONG.format(unit=unit, budget=budget, spent=budget - 40)
        if number < mended:
            rate = f"{(budget - 40) / budget * 100:.2f}%"
            text = text.replace("执行率95%", f"执行率{rate}").replace("等级为优", "等级为中")
        document = docx.Document()
        for line in text.splitlines():
            document.add_paragraph(line)
        document.save(str(folder / f"{unit}自评报告.docx"))


def findings(out: Path) -> list[dict[str, Any]]:
    lines = (out / "data" / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def typed(workbook: Path, words: dict[str, str]) -> None:
    """Types verdicts into the yellow cells of these findings, as a person would."""
    book = openpyxl.load_workbook(workbook)
    sheet = book["问题清单"]
    column = {str(cell.value): cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        verdict = words.get(str(sheet.cell(row, column["指纹"]).value))
        if verdict:
            sheet.cell(row, column["审核意见"]).value = verdict
            sheet.cell(row, column["审核人"]).value = "审核员甲"
    book.save(workbook)


def chosen(out: Path, words: dict[str, str]) -> None:
    """Lays the file of decisions that the page gives into OUT."""
    said = [
        {"finding": key, "verdict": verdict, "note": "页面上定", "reviewer": "审核员乙"}
        | {"decided": "2024-05-06T09:00:00+08:00"}
        for key, verdict in words.items()
    ]
    content = {"format": "heji-verdicts", "version": 1, "batch": "x", "saved": "2024-05-06T10:00:00+08:00"}
    path = out / "审核意见.json"
    path.write_text(json.dumps(content | {"verdicts": said}, ensure_ascii=False), encoding="utf-8")


@contextmanager
def at_the_page(address: str) -> Iterator[Any]:
    """A real browser that shows the page, the reviewer's name filled in; nothing may fail in it."""
    with a_browser() as browser:
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.set_default_timeout(60_000)
        watched = Watched(page)
        page.goto(address)
        yield page
        page.close()
        assert (watched.errors, watched.dialogs) == ([], [])


def pressed(page: Any, words: dict[str, str], settled: str) -> None:
    """Opens each finding in the list and decides it by key; `settled` is what its card then says."""
    page.wait_for_selector("#list > li")
    page.fill("#reviewer", "审核员乙")
    page.locator("#reviewer").blur()
    for key, verdict in words.items():
        page.locator(f'#list > li[data-fp="{key}"]').click()
        page.keyboard.press(KEYS[verdict])
        page.locator(".card:not([hidden]) .state", has_text=settled).wait_for()


def clicked(out: Path, words: dict[str, str]) -> None:
    """Decides in 复核.html as it opens from disk, and lays the file that it exports into OUT."""
    with at_the_page((out / "复核.html").as_uri()) as page:
        pressed(page, words, "待导出")
        with page.expect_download() as download:
            page.click("#save")
        download.value.save_as(out / download.value.suggested_filename)


def served(out: Path, words: dict[str, str]) -> None:
    """Decides at the local page, which stores each verdict at once."""
    with serving(desk_in(out)) as opened, at_the_page(opened.local.entry.address) as page:
        page.click("#review")
        pressed(page, words, "已保存")


def letter_words(out: Path, unit: str) -> str:
    (path,) = [one for one in (out / "反馈函").glob("*.docx") if unit in one.name]
    document = docx.Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


@pytest.mark.parametrize(
    ("decide", "origin"),
    [
        (chosen, "page"),
        pytest.param(clicked, "page", marks=with_browser),
        pytest.param(served, "serve", marks=with_browser),
    ],
    ids=["文件", "复核页", "本机页面"],
)
def test_a_day_of_review(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    decide: Callable[[Path, dict[str, str]], None],
    origin: str,
) -> None:
    out, first = tmp_path / "结果", tmp_path / "第一轮"
    submit(tmp_path / "一" / "报送")
    run_batch([tmp_path / "一"], out, RunOptions(workers=1), Silent())
    before = findings(out)
    before.sort(key=lambda row: UNITS.index(str(row["unit"]).removeprefix("青芜县")))
    rates = [row for row in before if row["rule"] == "ZX-01"]
    grades = [row for row in before if row["rule"] == "DJ-01"]
    assert (len(rates), len(grades)) == (10, 10)

    in_book = {row["finding"]: ("属实", "待核")[at % 2] for at, row in enumerate(rates)}
    in_page = {row["finding"]: "误报" for row in grades[-5:]}
    typed(out / "问题清单.xlsx", in_book)
    decide(out, in_page)
    shutil.copytree(out, first)
    run_batch([tmp_path / "一"], out, RunOptions(workers=1), Silent())
    assert {row["finding"]: row["verdict"] for row in findings(out) if row["verdict"]} == in_book | in_page
    with open_store(out) as store:
        log = {entry.fingerprint: (entry.origin, entry.reviewer) for entry in store.verdicts()}
    assert {key: log[key] for key in in_page} == dict.fromkeys(in_page, (origin, "审核员乙"))

    submit(tmp_path / "二" / "报送", MENDED)
    run_batch([tmp_path / "二"], out, RunOptions(workers=1), Silent())
    after = findings(out)
    gone = {row["finding"] for row in after if row["status"] == "已消除"}
    mended = {f"青芜县{unit}" for unit in UNITS[:MENDED]}
    assert gone == {row["finding"] for row in (*rates, *grades) if row["unit"] in mended}
    assert {row["finding"]: row["verdict"] for row in after if row["verdict"]} == in_book | in_page
    assert all(row["status"] == "沿用" for row in after if row["finding"] not in gone)

    assert main(["diff", str(first), str(out)]) == 1
    told = capsys.readouterr().out
    assert f"已消除 {len(gone)}" in told

    for unit in UNITS[:MENDED]:
        words = letter_words(out, unit)
        assert not any(str(one["title"]) in words for one in (rates[0], grades[0]))
    # What was refuted stays out of the letters, and so does, unless one chooses otherwise, what is pending.
    for row in (*rates[MENDED:], *grades[MENDED:]):
        verdict = (in_book | in_page).get(row["finding"])
        assert (str(row["title"]) in letter_words(out, str(row["unit"]))) == (verdict in (None, "属实"))
