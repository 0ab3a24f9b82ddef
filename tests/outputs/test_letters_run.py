"""Letters and replies in the main job: written beside the workbook, sent back filled in, taken in once."""

import json
import shutil
from pathlib import Path

import docx
import pytest

from pipeline.cli import main
from pipeline.model import VerdictEntry
from pipeline.outputs.letters import KEPT, LETTERS, SHEETS
from pipeline.outputs.letters.codes import finding_code
from pipeline.store import open_store
from tests.test_run import BATCH

SCHOOLS = "望澜区/望澜区教体局校舍维修自评.docx"
UNIT = "望澜区教育体育局"


@pytest.fixture
def run(tmp_path: Path) -> tuple[Path, Path]:
    """A submission of one report, and its results."""
    source = tmp_path / "报送"
    source.mkdir()
    shutil.copyfile(BATCH / SCHOOLS, source / "校舍.docx")
    out = tmp_path / "结果"
    assert main(["run", str(source), "-o", str(out), "-q"]) == 1
    return source, out


def findings(out: Path) -> list[dict]:
    lines = (out / "data" / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def fill_in(letter: Path, fingerprint: str, words: tuple[str, str, str]) -> None:
    document = docx.Document(str(letter))
    for row in document.tables[-1].rows:
        if finding_code(fingerprint) in row.cells[1].text:
            for cell, said in zip(row.cells[3:], words, strict=True):
                cell.text = said
    document.save(str(letter))


def test_a_run_leaves_a_letter_and_an_evidence_sheet(run: tuple[Path, Path]) -> None:
    _, out = run
    assert [path.name for path in (out / LETTERS).iterdir()] == [f"{UNIT}.docx"]
    assert [path.name for path in (out / SHEETS).iterdir()] == [f"{UNIT}.docx"]


def test_replies_come_back_and_the_auditors_verdict_stays(run: tuple[Path, Path], tmp_path: Path) -> None:
    source, out = run
    (grave,) = [one["finding"] for one in findings(out) if one["level"] == "错误"]
    with open_store(out) as store:
        store.append_verdicts([VerdictEntry(grave, "属实", "已核对批复", "审核甲", "2024-03-01", "page")])
    returned = tmp_path / "回函"
    returned.mkdir()
    shutil.copyfile(out / LETTERS / f"{UNIT}.docx", returned / "教体局回函.docx")
    fill_in(returned / "教体局回函.docx", grave, ("不属实", "386万元为笔误", "368万元"))
    for _ in range(2):  # the folder stays where it lies and is given again
        assert main(["run", str(source), "-o", str(out), "-q", "--replies", str(returned)]) == 1
    with open_store(out) as store:
        entries = [entry for entry in store.verdicts() if entry.fingerprint == grave]
    assert [entry.origin for entry in entries] == ["page", "reply"]
    (finding,) = [one for one in findings(out) if one["finding"] == grave]
    assert finding["verdict"] == "属实"
    assert finding["note"] == "已核对批复\n单位回复：不属实。说明：386万元为笔误；更正后数值：368万元"
    sheet = docx.Document(str(out / SHEETS / f"{UNIT}.docx"))
    assert "单位回复：不属实。" in sheet.tables[0].rows[7].cells[1].text


def test_a_reply_written_into_the_letter_in_the_results_is_kept_and_read(run: tuple[Path, Path]) -> None:
    source, out = run
    (grave,) = [one["finding"] for one in findings(out) if one["level"] == "错误"]
    fill_in(out / LETTERS / f"{UNIT}.docx", grave, ("属实", "", "368万元"))
    assert main(["run", str(source), "-o", str(out), "-q", "--replies", str(out / LETTERS)]) == 1
    (finding,) = [one for one in findings(out) if one["finding"] == grave]
    assert (finding["verdict"], finding["note"]) == (None, "单位回复：属实。更正后数值：368万元")
    assert [path.name for path in (out / LETTERS / KEPT).rglob("*.docx")] == [f"{UNIT}.docx"]


def test_a_template_with_a_mistake_stops_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template = tmp_path / "本局模板.docx"
    document = docx.Document()
    document.add_paragraph("{{单味}}：")
    document.save(str(template))
    out = tmp_path / "结果"
    command = ["run", str(BATCH / SCHOOLS), "-o", str(out), "-q", "--set", f"letters.template={template}"]
    assert main(command) == 3
    assert "模板“本局模板.docx”里没有字段“{{单味}}”，是不是“{{单位}}”？" in capsys.readouterr().err
    assert not out.exists()


def test_an_offices_own_template_is_used(tmp_path: Path) -> None:
    template = tmp_path / "本局模板.docx"
    document = docx.Document()
    document.add_paragraph("汀澜局致{{单位}}：共{{疑点数}}项")
    document.save(str(template))
    out = tmp_path / "结果"
    command = ["run", str(BATCH / SCHOOLS), "-o", str(out), "-q", "--set", f"letters.template={template}"]
    assert main(command) == 1
    letter = docx.Document(str(out / LETTERS / f"{UNIT}.docx"))
    assert [one.text for one in letter.paragraphs] == [f"汀澜局致{UNIT}：共{len(findings(out))}项"]


def test_a_folder_of_replies_that_is_not_there_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["run", str(BATCH / SCHOOLS), "-o", str(tmp_path / "结果"), "--replies", str(tmp_path / "没有")]
    assert main(command) == 3
    assert "找不到" in capsys.readouterr().err
