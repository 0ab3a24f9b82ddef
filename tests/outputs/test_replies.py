"""Returned letters read back: whoever saved them, however rows and columns were moved; a verdict is never theirs."""

import shutil
import subprocess
from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path

import docx
import pytest
from docx.table import Table

from pipeline.ingestion import read_document
from pipeline.model import Document, Source, VerdictEntry
from pipeline.outputs.letters import LETTERS, write_letters
from pipeline.outputs.letters.codes import by_code, codes_in, finding_code
from pipeline.outputs.letters.wording import letter_wording
from pipeline.outputs.replies import Replies, Reply, answer_in, read_replies, reply_entries, reply_words
from pipeline.settings import load_settings
from tests.outputs import samples

FINGERPRINTS = tuple(
    f"{start:0<64}" for start in ("1a2b3c4d5e6f7a8b", "2222222222222222", "9f8e7d6c5b4a3928")
)
"""In the order in which a letter lists findings of one rule."""
UNIT = "湖心区园林绿化中心"


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("函")
    one = samples.report()
    titles = ("执行率计算错误", "总分前后不一", "等级与得分不符")
    findings = [
        samples.finding(one, key, title=title) for key, title in zip(FINGERPRINTS, titles, strict=True)
    ]
    write_letters(
        samples.results([one], findings),
        load_settings().letters,
        folder / "旧",
        folder,
        "2024-03-05T09:30:00+08:00",
    )
    return folder / LETTERS / f"{UNIT}.docx"


def answered(letter: Path, tmp_path: Path, change: Callable[[Table], None], name: str = "回函.docx") -> Path:
    """A copy of the letter with its reply table changed."""
    document = docx.Document(str(letter))
    change(document.tables[-1])
    path = tmp_path / name
    document.save(str(path))
    return path


def document_of(path: Path) -> Document:
    content = path.read_bytes()
    suffix = path.suffix.removeprefix(".")
    return read_document(Source(path.name, "0" * 64, len(content), suffix), content, load_settings().limits)


def replies_of(*paths: Path) -> Replies:
    return read_replies([document_of(path) for path in paths], FINGERPRINTS)


def fill_row(table: Table, fingerprint: str, words: Sequence[str]) -> None:
    row = next(
        row for row in table.rows if finding_code(fingerprint) in "".join(cell.text for cell in row.cells)
    )
    for cell, said in zip(row.cells[3:], words, strict=True):
        cell.text = said


def fill_two(table: Table) -> None:
    fill_row(table, FINGERPRINTS[0], ("属实", "分母用错了", "92.86%"))
    fill_row(table, FINGERPRINTS[2], ("不属实", "另有评分办法", ""))


EXPECTED = {
    FINGERPRINTS[0]: ("属实", "分母用错了", "92.86%"),
    FINGERPRINTS[2]: ("不属实", "另有评分办法", ""),
}


def said(replies: Replies) -> dict[str, tuple[str | None, str, str]]:
    return {one.fingerprint: (one.answer, one.explanation, one.corrected) for one in replies.replies}


def test_what_a_unit_filled_in_is_read_and_what_it_left_blank_is_not(letter: Path, tmp_path: Path) -> None:
    replies = replies_of(answered(letter, tmp_path, fill_two))
    assert said(replies) == EXPECTED
    assert replies.problems == ()


def test_rows_in_another_order_and_rows_deleted(letter: Path, tmp_path: Path) -> None:
    def rearrange(table: Table) -> None:
        fill_two(table)
        rows = list(table._tbl.tr_lst)
        table._tbl.remove(rows[2])
        table._tbl.append(rows[1])

    assert said(replies_of(answered(letter, tmp_path, rearrange))) == EXPECTED


def test_columns_moved_and_numbers_retyped(letter: Path, tmp_path: Path) -> None:
    def rearrange(table: Table) -> None:
        fill_two(table)
        for row in table.rows:
            row.cells[1].text = row.cells[1].text.replace("-", "－").lower()
            cells = list(row._tr.tc_lst)
            row._tr.remove(cells[1])
            row._tr.append(cells[1])
            row._tr.remove(cells[3])
            row._tr.insert(0, cells[3])

    assert said(replies_of(answered(letter, tmp_path, rearrange))) == EXPECTED


def test_a_number_of_another_row_in_one_row_is_told_not_guessed(letter: Path, tmp_path: Path) -> None:
    def spoil(table: Table) -> None:
        fill_two(table)
        table.rows[1].cells[4].text += f"（与 {finding_code(FINGERPRINTS[1])} 同）"

    replies = replies_of(answered(letter, tmp_path, spoil))
    assert FINGERPRINTS[0] not in said(replies) and FINGERPRINTS[1] not in said(replies)
    assert any("不知对应哪一个" in problem for problem in replies.problems)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("", "没有可以辨认的疑点编号"),
        ("K3QZ-7M2B-4T5X", "没有可以辨认"),
        (finding_code("ab" * 32), "不在本批疑点中"),
    ],
)
def test_a_number_that_fits_nothing_is_told(letter: Path, tmp_path: Path, number: str, sentence: str) -> None:
    def spoil(table: Table) -> None:
        fill_row(table, FINGERPRINTS[0], ("属实", "是", ""))
        next(row for row in table.rows if row.cells[3].text == "属实").cells[1].text = number

    replies = replies_of(answered(letter, tmp_path, spoil))
    assert replies.replies == ()
    assert sentence in replies.problems[0]


def test_an_answer_that_is_none_is_told(letter: Path, tmp_path: Path) -> None:
    path = answered(letter, tmp_path, lambda table: fill_row(table, FINGERPRINTS[0], ("见附页", "", "")))
    replies = replies_of(path)
    assert replies.replies == ()
    assert "不能判断属实与否" in replies.problems[0]


def test_two_replies_that_differ_are_told(letter: Path, tmp_path: Path) -> None:
    first = answered(letter, tmp_path, fill_two, "a.docx")
    second = answered(
        letter, tmp_path, lambda table: fill_row(table, FINGERPRINTS[0], ("不属实", "", "")), "b.docx"
    )
    replies = replies_of(first, second)
    assert said(replies)[FINGERPRINTS[0]] == ("不属实", "", "")
    assert "两份不同的回复" in replies.problems[0]


def test_an_empty_form_and_a_stray_file_are_told(letter: Path, tmp_path: Path) -> None:
    stray = tmp_path / "说明.docx"
    document = docx.Document()
    document.add_paragraph("随函说明")
    document.save(str(stray))
    assert len(replies_of(letter, stray).problems) == 2


def test_a_table_that_goes_on_in_a_second_one(letter: Path, tmp_path: Path) -> None:
    def split(table: Table) -> None:
        fill_two(table)
        second = deepcopy(table._tbl)
        for row in list(table._tbl.tr_lst)[2:]:
            table._tbl.remove(row)
        for row in list(second.tr_lst)[:2]:
            second.remove(row)
        table._tbl.addnext(second)
        table._tbl.addnext(docx.oxml.OxmlElement("w:p"))

    assert said(replies_of(answered(letter, tmp_path, split))) == EXPECTED


@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="没有 LibreOffice（soffice），不能验证另存后的回读"
)
@pytest.mark.parametrize("suffix", ["docx", "doc", "rtf", "pdf"])
def test_saved_again_by_another_program(letter: Path, tmp_path: Path, suffix: str) -> None:
    path = answered(letter, tmp_path, fill_two)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/lo", "--headless", "--convert-to", suffix]
    subprocess.run(
        [*command, "--outdir", str(tmp_path / "另存"), str(path)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    assert said(replies_of(tmp_path / "另存" / f"回函.{suffix}")) == EXPECTED


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("属实", "属实"),
        (" 是 ", "属实"),
        ("不属实", "不属实"),
        ("否", "不属实"),
        ("部分属实", "部分属实"),
        ("☑属实 □部分属实 □不属实", "属实"),
        ("□属实 □部分属实 √不属实", "不属实"),
        ("□属实　☑部分属实　□不属实", "部分属实"),
        ("属实√", "属实"),
        ("□属实 □不属实", None),
        ("", None),
        ("待查", None),
    ],
)
def test_answers_as_people_write_them(words: str, answer: str | None) -> None:
    assert answer_in(words, letter_wording().reply) == answer


REPLY = Reply(FINGERPRINTS[0], "不属实", "分母用了批复数", "", "回函.docx")
WORDS = "单位回复：不属实。说明：分母用了批复数"


def test_a_reply_never_overrules_the_auditor() -> None:
    decided = VerdictEntry(FINGERPRINTS[0], "属实", "已核对凭证", "甲", "2024-03-01")
    (entry,) = reply_entries(Replies((REPLY,)), [decided])
    assert (entry.verdict, entry.reviewer, entry.reviewed_on) == ("属实", "甲", "2024-03-01")
    assert entry.note == f"已核对凭证\n{WORDS}"
    assert entry.origin == "reply"


def test_a_reply_to_an_undecided_finding_decides_nothing() -> None:
    (entry,) = reply_entries(Replies((REPLY,)), [])
    assert entry.verdict is None
    assert entry.note == WORDS == reply_words(REPLY)


def test_a_reply_is_logged_once_though_its_file_stays() -> None:
    (entry,) = reply_entries(Replies((REPLY,)), [])
    later = VerdictEntry(FINGERPRINTS[0], "误报", "单位说得对", "甲", origin="workbook")
    assert reply_entries(Replies((REPLY,)), [entry, later]) == ()
    other = Reply(FINGERPRINTS[0], "属实", "", "92.86%", "二次回函.docx")
    (again,) = reply_entries(Replies((other,)), [entry, later])
    assert again.verdict == "误报"
    assert again.note == "单位说得对\n单位回复：属实。更正后数值：92.86%"


def test_codes_are_checked_by_their_last_letter() -> None:
    code = finding_code("3f" * 32)
    assert codes_in(f"编号 {code}。") == (code,)
    for index, letter in enumerate(code):
        if letter != "-":
            wrong = code[:index] + ("7" if letter != "7" else "8") + code[index + 1 :]
            assert codes_in(wrong) == ()


@pytest.mark.parametrize("written", ["{}", "{} ", "（{}）", "编号：{}"])
def test_codes_in_text(written: str) -> None:
    code = finding_code("0c" * 32)
    assert codes_in(written.format(code)) == (code,)
    assert codes_in(written.format(code.replace("-", ""))) == (code,)
    assert codes_in(written.format(code.lower().replace("-", " – "))) == (code,)


def test_ten_thousand_findings_have_numbers_of_their_own() -> None:
    import hashlib

    fingerprints = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(10_000)]
    assert all(len(keys) == 1 for keys in by_code(fingerprints).values())
