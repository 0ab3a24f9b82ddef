"""Real runs over a few reports of the sample folder and over corrected copies of them, compared."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from python_calamine import CalamineWorkbook

from pipeline.cli import main
from pipeline.comparison import Comparison, compare_folders
from pipeline.comparison.figures import ADDED, CHANGED
from pipeline.comparison.findings import GONE, MISSING, NEW, STAYING, UNCHANGED
from pipeline.errors import UsageError
from pipeline.run import RunOptions, run_batch
from tests.test_run import BATCH, Silent

LAMPS = "鹭湾区/鹭湾区住建局路灯节能改造绩效自评报告（报财政）.docx"
SCHOOLS = "望澜区/望澜区教体局校舍维修自评.docx"
TRAINING = "市直/市人社局职业技能提升培训补贴项目自评报告（修改2）.docx"
ALLEYS = "望澜区/杏坞街道背街小巷整治项目绩效自评报告.txt"
FOREST = "苔溪县/苔溪县林业局2023年松材线虫病防控项目支出绩效自评报告_苔溪县人民政府.html"
FILES = (LAMPS, SCHOOLS, TRAINING, ALLEYS, FOREST)


def submission(folder: Path) -> Path:
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(BATCH / name, folder / name)
    return folder


def rewrite(path: Path, before: str, after: str) -> None:
    """A docx with some words replaced everywhere, and a paragraph put in front so that every offset moves."""
    document = docx.Document(str(path))
    paragraphs = list(document.paragraphs)
    paragraphs += [
        one
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        for one in cell.paragraphs
    ]
    for paragraph in paragraphs:
        if before in paragraph.text:
            words = paragraph.text.replace(before, after)
            for run in paragraph.runs[1:]:
                run.text = ""
            paragraph.runs[0].text = words
    document.paragraphs[1].insert_paragraph_before("本报告已按要求修改后重新报送。")
    document.save(str(path))


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    folder = tmp_path_factory.mktemp("轮次")
    first = submission(folder / "首报")
    second = submission(folder / "重报")
    rewrite(second / LAMPS, "735.00", "725.00")
    rewrite(second / SCHOOLS, "386万元", "368万元")
    (second / TRAINING).rename(second / "市直" / "职业技能提升培训补贴（未改）.docx")
    (second / FOREST).unlink()
    for source, out in ((first, folder / "旧"), (second, folder / "新")):
        run_batch([source], out, RunOptions(workers=2), Silent())
    yield folder / "旧", folder / "新"


@pytest.fixture(scope="module")
def comparison(rounds: tuple[Path, Path]) -> Comparison:
    return compare_folders(*rounds)


def statuses(comparison: Comparison, unit: str) -> dict[str, str]:
    return {one.current.rule: one.status for one in comparison.findings if unit in (one.current.unit or "")}


def test_a_corrected_figure_clears_its_finding_and_is_shown_old_and_new(comparison: Comparison) -> None:
    assert statuses(comparison, "教育体育局")["ZJ-02"] == GONE
    (change,) = [one for one in comparison.figures if one.old and one.old.raw == "386万元"]
    assert change.status == CHANGED
    assert change.new is not None and change.new.raw == "368万元"
    assert change.new.place.start != change.old.place.start
    # What was not touched in the same report stays a finding.
    assert statuses(comparison, "教育体育局")["WZ-02"] == STAYING


def test_offsets_that_moved_change_no_figure(comparison: Comparison) -> None:
    schools = [one for one in comparison.figures if one.pair.new and one.pair.new.path == SCHOOLS]
    assert [one.status for one in schools] == [CHANGED]


def test_a_file_handed_in_again_as_it_was_is_told(comparison: Comparison) -> None:
    told = statuses(comparison, "人力资源")
    assert set(told.values()) == {UNCHANGED}
    assert {"DF-02", "DJ-01"} <= set(told)
    assert {one.status for one in comparison.reports if one.pair.new and "未改" in one.pair.new.path} == {
        UNCHANGED
    }


def test_a_report_that_did_not_come_back_clears_nothing(comparison: Comparison) -> None:
    assert set(statuses(comparison, "林业局").values()) == {MISSING}
    assert all(one.is_open_error for one in comparison.findings if one.current.rule == "ZJ-04")


def test_a_total_altered_to_fit_is_told(comparison: Comparison) -> None:
    assert statuses(comparison, "住房和城乡建设局")["ZJ-01"] == GONE
    (altered,) = comparison.altered
    assert altered.finding.rule == "ZJ-01"
    assert altered.parts == 3
    assert "合计由 735.00 改为 725.00" in altered.message


def test_a_finding_that_the_correction_brought_is_new(comparison: Comparison) -> None:
    assert NEW in statuses(comparison, "住房和城乡建设局").values()


def test_a_part_corrected_beside_the_total_is_no_alteration_to_fit(
    tmp_path: Path, rounds: tuple[Path, Path]
) -> None:
    source = submission(tmp_path / "重报")
    rewrite(source / LAMPS, "640.00", "650.00")
    out = tmp_path / "新"
    run_batch([source], out, RunOptions(workers=2), Silent())
    again = compare_folders(rounds[0], out)
    assert statuses(again, "住房和城乡建设局")["ZJ-01"] == GONE
    assert again.altered == ()


def test_the_same_results_in_a_copy_are_all_unchanged(tmp_path: Path, rounds: tuple[Path, Path]) -> None:
    copy = shutil.copytree(rounds[0], tmp_path / "副本")
    same = compare_folders(copy, rounds[0])
    assert {one.status for one in same.findings} == {UNCHANGED}
    assert same.figures == () and same.altered == ()


def test_the_command_prints_writes_and_exits_by_what_is_left(
    tmp_path: Path, rounds: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    book, data = tmp_path / "对照.xlsx", tmp_path / "对照.json"
    assert main(["diff", *map(str, rounds), "--xlsx", str(book), "--json", str(data)]) == 1
    told = capsys.readouterr()
    for words in ("原样重报", "已消除", "只是合计由 735.00 改为", "386万元", "尚未了结的“错误”级疑点"):
        assert words in told.out.replace("\n", ""), words
    assert told.err == ""
    content = json.loads(data.read_text(encoding="utf-8"))
    assert content["errors_left"] > 0
    assert sum(content["counts"].values()) == len(content["findings"])
    sheets = CalamineWorkbook.from_path(str(book))
    assert sheets.sheet_names == ["概览", "疑点对照", "数据对照", "报告对照"]
    assert len(sheets.get_sheet_by_name("疑点对照").to_python()) == len(content["findings"]) + 1


def test_without_an_error_left_the_command_exits_0(tmp_path: Path) -> None:
    outs = []
    for name, words in (("旧", "386万元"), ("新", "368万元")):
        source = tmp_path / f"{name}报" / "校舍.docx"
        source.parent.mkdir()
        shutil.copyfile(BATCH / SCHOOLS, source)
        rewrite(source, "386万元", words)
        outs.append(tmp_path / name)
        run_batch([source.parent], outs[-1], RunOptions(workers=1), Silent())
    assert main(["diff", *map(str, outs), "-q"]) == 0
    assert main(["diff", *map(str, reversed(outs)), "-q"]) == 1


def damaged(tmp_path: Path, out: Path) -> Path:
    return shutil.copytree(out, tmp_path / "损坏")


@pytest.mark.parametrize("name", ["回执.json", "data/values.jsonl", "data/findings.jsonl"])
def test_a_missing_file_is_a_sentence(tmp_path: Path, rounds: tuple[Path, Path], name: str) -> None:
    out = damaged(tmp_path, rounds[0])
    (out / name).unlink()
    with pytest.raises(UsageError, match=r"不是 heji run|不完整"):
        compare_folders(out, rounds[1])


@pytest.mark.parametrize(
    ("name", "pattern", "words"),
    [
        ("data/findings.jsonl", r"\A\{", "<"),
        ("data/findings.jsonl", r'"level":"错误"', '"level":3'),
        ("data/values.jsonl", r'"start":\d+', '"start":"0"'),
        ("data/reports.jsonl", r"\n\Z", ""),
        ("回执.json", r'"outputs"', '"out"'),
    ],
)
def test_damage_is_a_sentence_and_exit_3(
    tmp_path: Path,
    rounds: tuple[Path, Path],
    capsys: pytest.CaptureFixture[str],
    name: str,
    pattern: str,
    words: str,
) -> None:
    out = damaged(tmp_path, rounds[0])
    text = (out / name).read_text(encoding="utf-8")
    changed = re.sub(pattern, words, text, count=1)
    assert changed != text
    (out / name).write_text(changed, encoding="utf-8")
    assert main(["diff", str(out), str(rounds[1])]) == 3
    assert "请重新运行 heji run" in capsys.readouterr().err


def test_a_folder_of_something_else_and_one_folder_twice(
    tmp_path: Path, rounds: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", str(tmp_path), str(rounds[0])]) == 3
    assert "不是 heji run 写出的结果文件夹" in capsys.readouterr().err
    assert main(["diff", str(rounds[0]), str(rounds[0])]) == 3
    assert "同一个文件夹" in capsys.readouterr().err


def test_a_figure_that_came_is_told_as_added(comparison: Comparison) -> None:
    assert all(one.old is None for one in comparison.figures if one.status == ADDED)
