"""A hostile text stays text in every field and every output: cells, links, letters, pages, data, the terminal."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import lxml.etree
import lxml.html
import openpyxl
import pytest
from lxml.etree import _Element

from pipeline.cli import main
from pipeline.outputs import write_results
from pipeline.settings import load_settings
from tests.outputs.hostile import CONTROL, FIELDS, PAYLOADS, TURNING, hostile, mark
from tests.web.serving import desk_in, serving

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# 章节标题、报告标题进数据文件，不进格子。
IN_DATA = ("title", "section")
IN_WORKBOOK = tuple(field for field in FIELDS if field not in IN_DATA)


def written(payload: str, out: Path) -> Path:
    write_results(hostile(payload), out, load_settings())
    return out


@pytest.fixture(scope="module", params=PAYLOADS)
def out(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(PAYLOADS[request.param], tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def tame(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written("文字", tmp_path_factory.mktemp("tame"))


def parts(path: Path) -> Iterator[tuple[str, _Element]]:
    """Every XML part of an Office file, parsed as strictly as Office does."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            assert ".." not in name
            if name.endswith((".xml", ".rels")):
                yield name, lxml.etree.fromstring(archive.read(name), lxml.etree.XMLParser(huge_tree=True))


def fit_for_eyes(text: str) -> bool:
    return not (CONTROL.search(text) or TURNING.search(text))


def test_no_cell_is_a_formula_and_no_link_leaves_the_workbook(out: Path) -> None:
    for name, root in parts(out / "问题清单.xlsx"):
        if name.startswith("xl/worksheets/"):
            assert not root.findall(".//{*}f"), name
            links = root.findall(".//{*}hyperlink")
            assert all(set(link.keys()) <= {"ref", "location", "display", "tooltip"} for link in links), name
        assert not [one for one in root.iter("{*}Relationship") if one.get("TargetMode") == "External"], name
        assert all(fit_for_eyes(text) for text in root.itertext()), name


def test_every_field_stands_in_the_workbook_and_each_cell_is_within_the_limit(
    out: Path, request: pytest.FixtureRequest
) -> None:
    book = openpyxl.load_workbook(out / "问题清单.xlsx")
    words = [
        cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    ]
    assert max(len(text.encode("utf-16-le")) // 2 for text in words) <= 32_767
    whole = "\n".join(words)
    if "long" not in request.node.name:
        assert not [field for field in IN_WORKBOOK if mark(field) not in whole]


def test_a_link_in_the_workbook_names_a_cell_that_is_there(out: Path) -> None:
    book = openpyxl.load_workbook(out / "问题清单.xlsx")
    links = [cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert links
    for link in links:
        name, _, cell = str(link.location).rpartition("!")
        assert book[name.strip("'")][cell] is not None


def test_letters_hold_the_text_and_nothing_made_of_it(out: Path, tame: Path) -> None:
    wanted = {
        root.tag for path in tame.rglob("*.docx") for _, part in parts(path) for root in part.iter(f"{W}*")
    }
    letters = sorted(out.rglob("*.docx"))
    assert {path.parent.name for path in letters} == {"反馈函", "取证单"}
    for path in letters:
        assert path.parent.parent == out
        for name, root in parts(path):
            assert {element.tag for element in root.iter(f"{W}*")} <= wanted, name
            assert not [one for one in root.iter("{*}Relationship") if one.get("TargetMode") == "External"]
            assert all(fit_for_eyes(text) for text in root.itertext()), name


def test_a_page_has_the_same_elements_and_attributes_whatever_the_text(out: Path, tame: Path) -> None:
    assert shape(page(out)) <= shape(page(tame))
    assert fit_for_eyes("".join(page(out).split()))


def page(out: Path) -> str:
    return (out / "复核.html").read_bytes().decode("utf-8")


def shape(html: str) -> set[tuple[str, str]]:
    """Each kind of element with each attribute it bears; `data-` ones hold words of the report."""
    root = lxml.html.document_fromstring(html, parser=lxml.html.HTMLParser(huge_tree=True))
    return {(str(one.tag), name) for one in root.iter() for name in (*one.attrib, "")}


def test_data_and_receipt_are_whole(out: Path) -> None:
    for path in sorted((out / "data").glob("*.jsonl")):
        for line in path.read_bytes().decode("utf-8").split("\n")[:-1]:
            json.loads(line)
    json.loads((out / "回执.json").read_bytes())
    whole = "".join(path.read_text("utf-8") for path in (out / "data").iterdir())
    assert not [field for field in (*IN_DATA, "unit", "project", "file", "sheet") if mark(field) not in whole]


def test_a_comparison_prints_and_saves_only_text(
    out: Path, tame: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "对照.xlsx"
    assert main(["diff", str(tame), str(out), "--xlsx", str(book)]) == 1
    told = capsys.readouterr()
    assert fit_for_eyes(told.out.replace("\n", ""))
    for name, root in parts(book):
        assert not root.findall(".//{*}f"), name
        assert all(fit_for_eyes(text) for text in root.itertext()), name


def test_the_local_page_shows_only_text(out: Path, tame: Path) -> None:
    def served(folder: Path) -> tuple[str, str]:
        with serving(desk_in(folder)) as opened:
            return opened.ask("GET", "/").text, opened.ask("GET", "/review").text

    for shown, plain in zip(served(out), served(tame), strict=True):
        assert shape(shown) <= shape(plain)
        assert fit_for_eyes("".join(shown.split()))


NAMES = (
    "=1+1.txt",
    "@SUM(1).txt",
    "换\n行\x1b[31m.txt",
    "\u202etxt.告报.txt",
    "🧾<b>&lt;.txt",
    "坏\udcff\udcfe名.txt",
)
REPORT = (
    "{unit}2023年度{name}维修项目绩效自评报告\n一、资金情况\n"
    "{name}项目全年预算400万元，全年支出360万元，预算执行率95%。\n二、评价结论\n项目自评得分75分，等级为优。\n"
)


def test_from_the_file_to_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names on disk and words in the text, through the whole run, and each file shown by itself."""
    handed_in = tmp_path / "送审"
    handed_in.mkdir()
    words = [payload for payload in PAYLOADS.values() if len(payload) < 1000]
    for name, payload in zip(NAMES, words, strict=False):
        text = REPORT.format(unit="柏溪县" + payload, name=payload + "仓房")
        try:
            (handed_in / name).write_text(text, encoding="utf-8", errors="replace")
        except (OSError, UnicodeEncodeError):
            pytest.skip(f"{name!a}：这里的文件系统不接受这样的文件名")
    out = tmp_path / "结果"
    assert main(["run", str(handed_in), "-o", str(out), "--workers", "1", "-v"]) in (0, 1)
    for path in sorted(handed_in.iterdir()):
        assert main(["show", str(path)]) == 0
    told = capsys.readouterr()
    assert fit_for_eyes((told.out + told.err).replace("\n", ""))
    for path in (out / "问题清单.xlsx", *sorted(out.rglob("*.docx"))):
        for name, root in parts(path):
            assert not root.findall(".//{*}sheetData//{*}f"), name
            assert all(fit_for_eyes(text) for text in root.itertext()), name
    assert fit_for_eyes("".join(page(out).split()))
