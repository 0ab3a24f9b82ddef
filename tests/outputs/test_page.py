"""复核.html as a file: nothing of the report left out, everything marked where it stands, nothing executable."""

import hashlib
import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipeline.model import Block, BlockKind, Cell, Document, Report, Source, Table
from pipeline.outputs.page import page_policy, served_page
from pipeline.outputs.page.comparing import differences
from pipeline.outputs.page.escaping import page_words
from pipeline.outputs.page.flow import Flow, Line, TableView
from pipeline.outputs.page.limits import page_limits
from pipeline.outputs.page.marks import Mark, MarkedText
from pipeline.outputs.page.template_text import template_ranges
from pipeline.settings import Thresholds, load_settings
from tests.outputs.page_samples import (
    GENERATED,
    NASTY,
    finding_at,
    form_document,
    hostile_results,
    place_in,
    report_on,
    written,
)
from tests.outputs.samples import LINES, finding, report, results


class Elements(HTMLParser):
    """Every element of a page with its attributes and the text inside it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self._open):
            self.text.append(data)


def test_hostile_words_make_no_element_and_no_handler(tmp_path: Path) -> None:
    html = written(hostile_results(), tmp_path)
    plain = written(results(), tmp_path)
    elements = Elements(html).found
    allowed = {tag for tag, _ in Elements(plain).found} | {
        "tr",
        "td",
        "table",
        "caption",
        "details",
        "summary",
    }
    assert {tag for tag, _ in elements} <= allowed
    assert not [name for _, attributes in elements for name in attributes if name.startswith("on")]
    assert [tag for tag, _ in elements].count("script") == 1
    assert "window.hurt" in "".join(Elements(html).text)


@pytest.mark.parametrize("mark", ["\u202e", "\u200f", "\x00", "\x1b", "\ud800", "\ufffe"])
def test_what_cannot_be_seen_is_shown_or_replaced(tmp_path: Path, mark: str) -> None:
    assert mark in NASTY
    assert mark not in written(hostile_results(), tmp_path)


def test_ordinary_words_are_not_touched() -> None:
    words = "预算280万元，≥95%；\t“引号”\n𠮷野家　①"
    assert page_words(words) == words
    assert page_words("a\u202eb\x07") == "a〔U+202E〕b␇"


def test_policy_allows_this_script_and_nothing_else(tmp_path: Path) -> None:
    html = written(results(), tmp_path)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    assert policy[1] == page_policy().replace("'", "&#39;")
    assert "default-src 'none'" in page_policy()
    assert "unsafe" not in page_policy()
    assert not re.search(r'(?:src|href)="https?:', html)


def test_equal_results_give_equal_bytes(tmp_path: Path) -> None:
    one, other, later = tmp_path / "1", tmp_path / "2", tmp_path / "3"
    for folder in (one, other, later):
        folder.mkdir()
    reports = (report("R2", "b.docx", "城东区园林所"), report())
    assert written(results(reports), one) == written(results(reports), other)
    html = written(results(reports), later, "2025-01-01T00:00:00+08:00")
    assert html.replace("2025-01-01T00:00:00", GENERATED[:19]).replace(
        "2025-01-01 00:00", GENERATED[:16].replace("T", " ")
    ) == (one / "复核.html").read_text(encoding="utf-8")


def test_the_whole_text_of_a_report_is_there(tmp_path: Path) -> None:
    text = "".join("".join(Elements(written(results(), tmp_path)).text).split())
    for line in LINES:
        assert "".join(line.split()) in text


def test_both_places_of_a_finding_are_marked_with_its_number(tmp_path: Path) -> None:
    own = report()
    rate, spent = place_in(own.document, "95.86%"), place_in(own.document, "260万元")
    html = written(results([own], [finding_at(own, rate, spent)]), tmp_path)
    assert re.search(r'data-f="1\.1">95\.86%<', html)
    assert re.search(r'data-f="1\.2">260万元<', html)
    assert 'data-f="1.3"' not in html


def test_a_place_whose_quote_is_not_there_is_not_marked(tmp_path: Path) -> None:
    own = report()
    wrong = replace(place_in(own.document, "95.86%"), quote="99.99%")
    html = written(results([own], [finding_at(own, wrong)]), tmp_path)
    assert "data-f=" not in html.split("<script>")[0]
    assert "99.99%" in html


def test_a_blank_cell_that_a_finding_names_is_marked_itself(tmp_path: Path) -> None:
    document = form_document([(1, 1, 1, 1, "得分"), (1, 2, 1, 1, ""), (1, 3, 1, 1, "")])
    own = report_on(document)
    at = document.tables[0].cells[1].start
    blank = replace(place_in(document, "得分"), start=at, end=at, quote="", row=1, column=2)
    html = written(results([own], [finding_at(own, blank)]), tmp_path)
    assert re.findall(r'<td data-f="([^"]*)"></td>', html) == ["1.1"]


def test_tables_keep_their_spans(tmp_path: Path) -> None:
    document = form_document([(1, 1, 2, 1, "产出"), (1, 2, 1, 3, "数量"), (2, 2, 1, 1, "280")])
    html = written(results([report_on(document)], []), tmp_path)
    cells = [attributes for tag, attributes in Elements(html).found if tag == "td"]
    assert {"rowspan": "2"} in cells
    assert {"colspan": "3"} in cells
    assert {"class": "n"} in cells


def test_values_say_their_field_and_unclaimed_numbers_are_told_apart(tmp_path: Path) -> None:
    own = report()
    own = replace(own, unclaimed=(place_in(own.document, "2023"),))
    html = written(results([own], [finding(own)]), tmp_path)
    assert re.search(r'data-v="年初预算数  300.5 万元[^"]*">300\.5万元<', html)
    assert re.search(r'<span class="u" data-v="[^"]*未参与核对">2023<', html)


def test_marks_lie_flat_and_lose_no_character() -> None:
    text = "预算执行率95.86%。"
    marks = [
        Mark(0, 5, "t"),
        Mark(2, 11, "m", token="3.1"),
        Mark(5, 11, "v", "执行率"),
        Mark(5, 8, "m", token="12.2"),
    ]
    runs = MarkedText(text, marks).runs(0, len(text))
    assert "".join(run.text for run in runs) == text
    assert [(run.text, run.kinds, run.tokens) for run in runs] == [
        ("预算", "t", ""),
        ("执行率", "m t", "3.1"),
        ("95.", "m v", "3.1 12.2"),
        ("86%", "m v", "3.1"),
        ("。", "", ""),
    ]
    part = MarkedText(text, marks).runs(3, 7)
    assert [(run.text, run.kinds) for run in part] == [("行率", "m t"), ("95", "m v")]


def test_text_between_blocks_and_in_nested_tables_is_shown_once() -> None:
    text = "题注\n散落的字\n外一\t里一\t里二\t外二\n落款"
    at = {word: text.index(word) for word in ("散落", "外一", "里一", "里二", "外二", "落款")}
    inner = Table(
        2,
        at["里一"],
        at["里二"] + 2,
        1,
        2,
        (Cell(1, 1, at["里一"], at["里一"] + 2), Cell(1, 2, at["里二"], at["里二"] + 2)),
    )
    outer = Table(
        1,
        at["外一"],
        at["外二"] + 2,
        1,
        2,
        (Cell(1, 1, at["外一"], at["里二"] + 2), Cell(1, 2, at["外二"], at["外二"] + 2)),
    )
    blocks = (Block(BlockKind.PARAGRAPH, 0, 2), Block(BlockKind.PARAGRAPH, at["落款"], len(text)))
    document = Document(Source("a.docx", "0" * 64, 1, "docx"), text, blocks, (outer, inner))
    flow = Flow(document, MarkedText(text, ())).of(report_on(document))
    assert [type(part) for part in flow] == [Line, Line, TableView, Line]
    assert "".join(words(part) for part in flow).replace("\n", "").replace("\t", "") == text.replace(
        "\n", ""
    ).replace("\t", "")
    table = flow[2]
    assert isinstance(table, TableView)
    assert any(isinstance(part, TableView) for part in table.rows[0][0].content)


def words(part: Line | TableView) -> str:
    if isinstance(part, Line):
        return "".join(run.text for run in part.runs)
    return "".join(words(inner) for row in part.rows for cell in row for inner in cell.content)


def test_a_long_table_keeps_the_rows_that_findings_name() -> None:
    document = form_document([(row, 1, 1, 1, f"第{row}行") for row in range(1, 8)])
    place = place_in(document, "第6行")
    marked = MarkedText(document.text, [Mark(place.start, place.end, "m", token="1.1")])
    (table,) = Flow(document, marked, table_rows=3).of(report_on(document))
    assert isinstance(table, TableView)
    assert [words(TableView(1, (row,))) for row in table.rows] == ["第1行", "第2行", "第3行", "第6行"]
    assert table.left_out == 3


def test_above_a_size_every_report_has_a_page_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = replace(page_limits(), single_page_reports=1)
    monkeypatch.setattr("pipeline.outputs.page.writing.page_limits", lambda: limits)
    html = written(results(), tmp_path)
    assert sorted(path.name for path in (tmp_path / "复核").iterdir()) == ["1.html", "2.html"]
    assert 'data-href="复核/2.html#1"' in html
    assert LINES[2] not in html
    page = (tmp_path / "复核" / "2.html").read_text(encoding="utf-8")
    assert "300.5万元" in page
    assert 'href="../复核.html"' in page


def test_a_long_list_begins_with_so_many_findings_and_the_script_knows_how_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = replace(page_limits(), list_at_once=1)
    monkeypatch.setattr("pipeline.outputs.page.writing.page_limits", lambda: limits)
    elements = Elements(written(results(), tmp_path)).found
    assert ["hidden" in one for tag, one in elements if tag == "li"] == [False, True]
    assert [one["data-at-once"] for tag, one in elements if tag == "ol"] == ["1"]


def test_a_sentence_that_half_the_batch_shares_is_template_and_one_that_two_share_is_not() -> None:
    shared, rare = "现将有关情况报告如下，请予审核。", "两家单位恰好写了同一句话，仅此而已。"
    reports = []
    for number in range(10):
        own = f"本项目第{number}号工程的实际完成情况，如正文各段所列。"
        lines = [own] + [shared] * (number < 5) + [rare] * (number < 2)
        text, blocks = "", []
        for line in lines:
            blocks.append(Block(BlockKind.PARAGRAPH, len(text), len(text) + len(line)))
            text += line + "\n"
        document = Document(Source(f"{number}.docx", "0" * 64, 1, "docx"), text, tuple(blocks), ())
        reports.append(report_on(document, id=f"r{number}"))
    usual = load_settings().thresholds
    marked = grey(reports, usual)
    assert marked["r0"] == [shared]
    assert marked["r4"] == [shared]
    assert marked["r7"] == []
    # A run with thresholds of its own shows grey what it took for template text.
    strict = usual.model_copy(update={"background_share": Decimal("0.2"), "background_reports": 2})
    assert grey(reports, strict)["r0"] == [shared, rare]
    assert grey(reports, strict.model_copy(update={"background_reports": 3}))["r0"] == [shared]


def grey(reports: list[Report], thresholds: Thresholds) -> dict[str, list[str]]:
    texts = {one.id: one.document.text for one in reports}
    found = template_ranges(reports, thresholds)
    return {key: [texts[key][start:end] for start, end in spans] for key, spans in found.items()}


def test_differences_are_whole_figures_and_whole_names() -> None:
    one, other = "由湖心区园林中心实施，投入180.00万元。", "由城东区园林所实施，投入96.00万元。"
    in_one, in_other = differences(one, other, [("湖心区园林中心", "城东区园林所")])
    assert [one[a:b] for a, b in in_one] == ["湖心区园林中心", "180.00"]
    assert [other[a:b] for a, b in in_other] == ["城东区园林所", "96.00"]
    assert differences(one, one) == ((), ())


def test_the_served_page_posts_its_verdicts_and_brings_no_policy_of_its_own(tmp_path: Path) -> None:
    html = written(hostile_results(), tmp_path)
    served = served_page(html)
    assert 'data-mode="serve"' in served
    assert "Content-Security-Policy" not in served
    assert served.count("<script>") == html.count("<script>") == 1
    assert "connect-src 'self'" in page_policy(served=True)


def test_the_script_is_the_one_that_the_policy_names(tmp_path: Path) -> None:
    html = written(hostile_results(), tmp_path)
    script = html.split("<script>")[1].split("</script>")[0]
    import base64

    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in page_policy()
