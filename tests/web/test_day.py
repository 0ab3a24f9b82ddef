"""An auditor's day at the local page, in a real browser: hand in, watch, read, decide, come back, take away."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.settings import Web
from pipeline.store import open_store
from tests.outputs.browser import Watched, a_browser, with_browser
from tests.web.serving import Open, desk_in, serving

pytestmark = with_browser

BATCH = Path(__file__).parent.parent.parent / "corpora" / "batch"
HANDED_IN = (
    "市直/市文广旅局惠民演出项目绩效自评报告.docx",
    "市直/市档案馆自评材料.txt",
    "市直/市机关事务管理中心物业服务自评报告（加密）.docx",
    "砚北区报送材料.zip",
)
HOSTILE = "<img src=x onerror=window.hurt=1>&lt;.txt"


@dataclass(frozen=True, slots=True)
class Day:
    """The browser at the desk."""

    page: Any
    opened: Open
    watched: Watched


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    out = tmp_path_factory.mktemp("day")
    limits = Web(upload_file_bytes=1_000_000, upload_total_bytes=20_000_000, upload_files=50)
    with a_browser() as browser, serving(desk_in(out, limits)) as opened:
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.set_default_timeout(120_000)
        watched = Watched(page)
        page.goto(opened.local.entry.address)
        yield Day(page, opened, watched)
        assert watched.errors == []
        assert watched.dialogs == []
        assert all(url.startswith((opened.origin, "blob:")) for url in watched.requests)
        page.close()


def test_1_the_token_leaves_the_address(day: Day) -> None:
    assert day.page.url == f"{day.opened.origin}/"
    assert day.page.evaluate("document.cookie") == ""


def test_2_files_are_handed_in_and_a_hostile_name_is_only_text(day: Day, tmp_path: Path) -> None:
    hostile = tmp_path / HOSTILE
    hostile.write_text("某单位的一份说明，没有数字。", encoding="utf-8")
    rubbish = tmp_path / "~$报告.docx"
    rubbish.write_bytes(b"x")
    day.page.set_input_files("#files", [*(BATCH / name for name in HANDED_IN), hostile, rubbish])
    day.page.locator(".files li").nth(4).wait_for()
    names = day.page.eval_on_selector_all(".files .name", "all => all.map(one => one.textContent)")
    assert set(names) == {HOSTILE, *(name.rpartition("/")[2] for name in HANDED_IN)}
    assert "略过系统临时文件 1 个" in day.page.locator("#problems").inner_text()
    assert day.page.evaluate("window.hurt") is None


def test_3_too_large_a_file_is_refused_in_words(day: Day, tmp_path: Path) -> None:
    large = tmp_path / "过大.docx"
    large.write_bytes(b"x" * 1_000_001)
    day.page.set_input_files("#files", [large])
    day.page.wait_for_selector("#problems:not([hidden])")
    assert "过大.docx：文件超过" in day.page.locator("#problems").inner_text()
    assert day.page.locator(".files li").count() == 5


def test_4_the_run_is_watched_by_stage(day: Day) -> None:
    page = day.page
    page.click("#start")
    page.wait_for_selector("#stop:not([hidden])")
    assert page.locator("#start").is_disabled()
    page.wait_for_selector("#state[data-state=done]", state="attached")
    stages = page.locator(".stages").inner_text()
    for name in ("接收文件", "读取文件", "比对雷同", "核对规则", "写出结果"):
        assert name in stages
    assert "未能读取" in page.locator(".results").inner_text()


def test_5_a_finding_is_opened_decided_and_stored(day: Day) -> None:
    page = day.page
    page.click("#review")
    page.wait_for_selector("#list > li")
    page.fill("#reviewer", "审核员丙")
    page.locator("#reviewer").blur()
    page.fill("#search", "ZX-01")
    page.locator("#search").blur()
    page.keyboard.press("j")
    assert "÷" in page.locator(".card:not([hidden]) .formula").inner_text()
    assert page.locator("[data-badge]").count() >= 2
    page.keyboard.press("1")
    page.locator(".card:not([hidden]) .state", has_text="已保存").wait_for()
    fingerprint = page.locator("#list li.on").get_attribute("data-fp")
    with open_store(day.opened.desk.out) as store:
        (entry,) = store.verdicts()
    assert (entry.fingerprint, entry.verdict, entry.reviewer, entry.origin) == (
        fingerprint,
        "属实",
        "审核员丙",
        "serve",
    )


def test_6_it_is_still_there_after_a_reload(day: Day) -> None:
    day.page.reload()
    day.page.wait_for_selector(".said:not(:empty)")
    assert day.page.eval_on_selector_all(".said:not(:empty)", "all => all.map(one => one.textContent)") == [
        "属实"
    ]
    assert day.page.locator("#done").inner_text().startswith("已审 1 ")
    assert day.page.evaluate("window.hurt") is None


def test_7_the_workbook_and_the_data_are_taken_away(day: Day) -> None:
    page = day.page
    page.click(".desk")
    page.wait_for_selector(".results")
    assert "有 1 条审核意见已保存" in page.locator(".results").inner_text()
    with page.expect_download() as download:
        page.click("text=下载工作簿")
    assert download.value.suggested_filename == "问题清单.xlsx"
    assert (
        "问题清单"
        in openpyxl.load_workbook(
            io.BytesIO(Path(download.value.path()).read_bytes()), read_only=True
        ).sheetnames
    )
    with page.expect_download() as download:
        page.click("text=下载数据")
    with zipfile.ZipFile(download.value.path()) as archive:
        rows = [json.loads(line) for line in archive.read("data/files.jsonl").decode().splitlines()]
    paths = {row["path"] for row in rows}
    assert HOSTILE in paths
    assert any(path.startswith("砚北区报送材料.zip!/") for path in paths)


def test_8_another_run_writes_the_verdict_into_the_workbook_and_reads_nothing_again(day: Day) -> None:
    page = day.page
    page.click("#start")
    page.wait_for_selector("#stop:not([hidden])")
    page.wait_for_selector("#state[data-state=done]", state="attached")
    assert "尚未写进工作簿" not in page.locator(".results").inner_text()
    assert "沿用上次读取" in page.locator(".notes").text_content()
    content = (day.opened.desk.out / "问题清单.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True)["问题清单"]
    assert "属实" in {cell for row in sheet.iter_rows(values_only=True) for cell in row}
