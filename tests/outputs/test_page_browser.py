"""复核.html in a real browser, opened as a file: read, filtered, decided, exported, printed; hostile text stays text."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.model import Level
from pipeline.outputs.page import page_entries
from tests.outputs.browser import Watched, a_browser, with_browser
from tests.outputs.page_samples import finding_at, hostile_results, place_in, written
from tests.outputs.samples import finding, report, results

pytestmark = with_browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with a_browser() as browser:
        yield browser


@pytest.fixture
def watched(browser: Any, tmp_path: Path) -> Iterator[Watched]:
    """The page of three findings, opened by its address on disk."""
    first, second = report(), report("R2", "b.docx", "城东区园林所")
    rate, spent = place_in(first.document, "95.86%"), place_in(first.document, "260万元")
    findings = [
        finding_at(first, rate, spent, fingerprint="a" * 64),
        finding_at(second, rate, fingerprint="b" * 64, level=Level.WARNING, rule="LT-01", title="报告雷同"),
        finding_at(first, spent, fingerprint="c" * 64, level=Level.HINT, status="沿用", message="另一处"),
    ]
    findings[1] = replace(findings[1], places=(place_in(second.document, "95.86%"),))
    written(results([second, first], findings), tmp_path)
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    watched = Watched(page)
    page.goto((tmp_path / "复核.html").as_uri())
    yield watched
    page.close()
    assert watched.errors == []
    assert watched.dialogs == []


def listed(page: Any) -> list[str]:
    return page.eval_on_selector_all("#list > li:not([hidden])", "items => items.map(item => item.dataset.n)")


def test_no_request_leaves_and_the_overview_comes_first(watched: Watched) -> None:
    assert [url.split("/")[-1] for url in watched.requests] == ["%E5%A4%8D%E6%A0%B8.html"]
    assert watched.page.locator("#overview").is_visible()
    assert "未核查事项" in watched.page.locator("#overview h2").first.inner_text()


def test_a_finding_shows_both_places_in_the_text_and_the_sum_between_them(watched: Watched) -> None:
    page = watched.page
    page.keyboard.press("j")
    marks = page.locator("article.report:not([hidden]) [data-badge]")
    assert [mark.inner_text() for mark in marks.all()] == ["260万元", "95.86%"]
    assert page.eval_on_selector_all("[data-badge]", "marks => marks.map(mark => mark.dataset.badge)") == [
        "B",
        "A",
    ]
    assert "2600000 ÷ 2800000" in page.locator(".gutter .note:visible").inner_text()
    box, pane = page.locator(".on-A").bounding_box(), page.locator("#pane").bounding_box()
    assert pane["y"] < box["y"] < pane["y"] + pane["height"]


def test_the_list_narrows_by_level_unit_rule_status_and_words(watched: Watched) -> None:
    page = watched.page
    assert listed(page) == ["1", "2", "3"]
    page.click('[data-level="错误"]')
    assert listed(page) == ["2", "3"]
    page.click("#clear")
    page.select_option("#unit", "城东区园林所")
    assert listed(page) == ["2"]
    page.select_option("#unit", "")
    page.select_option("#rule", "LT-01")
    assert listed(page) == ["2"]
    page.select_option("#rule", "")
    page.select_option("#status", "沿用")
    assert listed(page) == ["3"]
    page.click("#clear")
    page.fill("#search", "另一处")
    assert listed(page) == ["3"]
    page.fill("#search", "没有这样的字")
    assert listed(page) == []
    assert page.locator("#none").is_visible()


def test_decisions_by_key_survive_a_reload_and_are_read_back(watched: Watched, tmp_path: Path) -> None:
    page = watched.page
    page.fill("#reviewer", "审核员甲")
    page.locator("#reviewer").blur()
    for key in ("j", "1", "j", "2", "j", "3", "n"):
        page.keyboard.press(key)
    page.keyboard.type("待电话核实")
    page.keyboard.press("Escape")
    page.reload()
    assert page.eval_on_selector_all(".said", "all => all.map(one => one.textContent)") == [
        "属实",
        "误报",
        "待核",
    ]
    assert "待导出 3" in page.locator("#done").inner_text()
    with page.expect_download() as download:
        page.click("#save")
    assert download.value.suggested_filename == "审核意见.json"
    download.value.save_as(tmp_path / "审核意见.json")
    entries = {entry.fingerprint[0]: entry for entry in page_entries(tmp_path)}
    assert {key: (entry.verdict, entry.note) for key, entry in entries.items()} == {
        "a": ("属实", None),
        "b": ("误报", None),
        "c": ("待核", "待电话核实"),
    }
    assert entries["a"].reviewer == "审核员甲"
    assert "待导出" not in page.locator("#done").inner_text()


def test_a_verdict_may_be_changed_and_taken_back(watched: Watched, tmp_path: Path) -> None:
    page = watched.page
    for key in ("j", "1", "2", "0"):
        page.keyboard.press(key)
    assert page.locator(".said").first.inner_text() == ""
    with page.expect_download() as download:
        page.click("#save")
    content = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert [entry["verdict"] for entry in content["verdicts"]] == [None]


def test_keys_typed_into_a_field_decide_nothing(watched: Watched) -> None:
    page = watched.page
    page.keyboard.press("j")
    page.fill("#search", "")
    page.locator("#search").press_sequentially("1j2")
    assert listed(page) == []
    page.fill("#search", "")
    assert page.locator(".said").first.inner_text() == ""
    assert page.locator("#list li.on").get_attribute("data-n") == "1"


def test_a_long_list_unrolls_as_it_is_walked(browser: Any, tmp_path: Path) -> None:
    own = report()
    place = place_in(own.document, "95.86%")
    many = [finding_at(own, place, fingerprint=f"{number:064d}") for number in range(401)]
    written(results([own], many), tmp_path)
    page = browser.new_page()
    page.goto((tmp_path / "复核.html").as_uri())
    assert len(listed(page)) == 400
    assert "还有 1 条" in page.locator("#more").inner_text()
    page.locator("#list > li").nth(399).click()
    page.keyboard.press("j")
    assert page.locator("#list li.on").get_attribute("data-n") == "401"
    assert len(listed(page)) == 401
    assert not page.locator("#more").is_visible()
    page.close()


def test_hovering_a_figure_tells_its_field(watched: Watched) -> None:
    page = watched.page
    page.keyboard.press("j")
    page.locator("article.report:not([hidden]) [data-v^='年初预算数']").first.hover()
    assert "年初预算数" in page.locator("#tip").inner_text()


def test_the_printed_page_is_a_working_paper(watched: Watched) -> None:
    page = watched.page
    page.keyboard.press("j")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator(".paper-head h1:visible").all_inner_texts() == ["绩效自评核查工作底稿"]
    assert not page.locator("aside").is_visible()
    assert not page.locator("#pane").is_visible()
    assert "2600000 ÷ 2800000" in page.locator(".card.paper").inner_text()


def test_the_address_opens_a_finding(watched: Watched) -> None:
    watched.page.goto(watched.page.url.split("#")[0] + "#" + "b" * 64)
    assert watched.page.locator("#list li.on").get_attribute("data-n") == "2"


def test_hostile_text_stays_text(browser: Any, tmp_path: Path) -> None:
    written(hostile_results(), tmp_path)
    page = browser.new_page()
    watched = Watched(page)
    page.goto((tmp_path / "复核.html").as_uri())
    for key in ("j", "1", "k", "n"):
        page.keyboard.press(key)
    page.keyboard.type("</script><img src=x onerror=window.hurt=1>")
    page.keyboard.press("Escape")
    page.locator("[data-v]").first.hover()
    page.fill("#search", "<script>")
    page.reload()
    page.keyboard.press("j")
    assert page.evaluate("window.hurt") is None
    assert page.locator("img, iframe, object, embed, link, base").count() == 0
    assert len(watched.requests) == 2
    assert all(url.startswith("file:") for url in watched.requests)
    assert (watched.errors, watched.dialogs) == ([], [])
    assert "onerror=window.hurt=1" in page.locator("article.report .text").inner_text()
    page.close()


def test_an_injected_script_would_not_run_either(browser: Any, tmp_path: Path) -> None:
    html = written(results([report()], [finding(report())]), tmp_path)
    (tmp_path / "x.html").write_text(
        html.replace("<body ", "<script>window.hurt=1</script><body ").replace(
            "<main>", "<main><img src=http://127.0.0.1:9/x onerror=window.hurt=2>"
        ),
        encoding="utf-8",
    )
    page = browser.new_page()
    refused: list[tuple[str, str]] = []
    page.on("requestfailed", lambda request: refused.append((request.url, request.failure)))
    page.goto((tmp_path / "x.html").as_uri())
    assert page.evaluate("window.hurt") is None
    assert refused == [("http://127.0.0.1:9/x", "csp")]
    page.close()
