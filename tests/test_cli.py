import io
import logging
import re
import sys
from pathlib import Path

import pytest
from rich.console import Console

from pipeline.cli import _Screen, main
from pipeline.console.arguments import COMMANDS
from pipeline.console.doctor import formats_here
from pipeline.console.progress import Bar, Lines, Silent, reporting
from pipeline.console.showing import file_view, rules_view, tables_view
from pipeline.console.summary import closing_lines
from pipeline.console.wording import cut, printable, screen_text
from pipeline.ingestion.refusals import is_supported
from pipeline.model import Cell, Document, Source, Table
from pipeline.outputs import write_results
from pipeline.outputs.names import name_table
from pipeline.validation import all_rules, rule_page
from tests.outputs import samples

COUNTS = {"files": 3, "failed": 1, "reports": 2, "errors": 1, "warnings": 0, "hints": 1}


def shown(view: object, width: int = 120) -> str:
    console = Console(file=io.StringIO(), width=width, markup=False, emoji=False, highlight=False)
    console.print(view)
    return console.file.getvalue()  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_help_is_chinese(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([*command, "--help"])
    words = capsys.readouterr().out
    assert stopped.value.code == 0
    assert words.startswith("用法：heji")
    assert not re.search(r"\b(usage|options|positional|exit|default|message)\b", words)


def test_help_lists_exactly_the_commands_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = re.findall(r"^    ([a-z]+) ", capsys.readouterr().out, re.MULTILINE)
    assert listed == list(COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "缺少参数：命令。"),
        (["rnu"], "没有命令“rnu”，是不是“run”？"),
        (["diff", "旧"], "缺少参数：NEW_OUT。"),
        (["run"], "缺少参数：INPUT, -o/--out。"),
        (["run", "x"], "缺少参数：-o/--out。"),
        (["run", "x", "-o"], "-o/--out 后面要写一个值。"),
        (["run", "x", "-o", "y", "--workers", "0"], "不小于 1 的整数"),
        (["run", "x", "-o", "y", "--workers", "二"], "不小于 1 的整数"),
        (["run", "x", "-o", "y", "--out-of-thin-air"], "不认识的参数"),
        (["run", "no-such-input", "-o", "y"], "找不到“no-such-input”"),
        (["show", "no-such-file"], "找不到“no-such-file”"),
        (["show", "x", "--text", "--tables"], "不能同时使用"),
        (["show", "."], "不是文件"),
        (["show", "换\n行\x1b[31m"], "换\\n行\\x1b[31m"),
        (["show", "n" * 5000], "打不开"),
        (["rules", "ZX-1"], "是不是“ZX-01”？"),
        (["rules", "../../etc/passwd"], "没有规则"),
    ],
)
def test_a_usage_error_is_one_chinese_sentence_and_exit_3(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 3
    output = capsys.readouterr()
    assert output.out == ""
    assert words in output.err and output.err.count("\n") == 1


def test_results_never_go_into_the_input_or_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "a.txt"
    report.write_text("绩效自评报告", encoding="utf-8")
    assert main(["run", str(tmp_path), "-o", f"{tmp_path}/../{tmp_path.name}"]) == 3
    assert main(["run", str(tmp_path), "-o", str(report)]) == 3
    assert "是一个文件" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert re.fullmatch(r"heji \d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_rules_lists_every_rule_and_prints_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules"]) == 0
    listed = capsys.readouterr().out
    assert all(rule.id in listed for rule in all_rules())
    first = all_rules()[0].id
    assert main(["rules", first.lower()]) == 0
    assert capsys.readouterr().out == rule_page(first)


def test_doctor_names_every_format_and_agrees_with_the_readers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    assert "可以使用。" in capsys.readouterr().out
    claims = {code: works for codes, works, _ in formats_here() for code in codes}
    assert set(claims) == set(name_table()["format"]) - {"unknown"}
    assert claims == {code: is_supported(code) for code in claims}
    assert all(words for _, works, words in formats_here() if not works)


def test_file_view_shows_sections_figures_score_grade_and_findings() -> None:
    report = samples.report()
    words = shown(file_view(report.document, [report], [samples.finding(report)]))
    parts = ("湖心区园林绿化中心", "一、资金情况", "280 万元", "98.5分", "92.86%", "●错误 ZX-01", "第3段")
    assert [part for part in parts if part not in words] == []
    assert "到位资金" not in words


def test_file_view_without_a_report_says_so() -> None:
    assert "没有认出" in shown(file_view(samples.document(), [], []))


def test_words_of_a_report_are_neither_mark_up_nor_commands() -> None:
    report = samples.report()
    found = samples.finding(report, message="[bold]见\x1b[2J表[/nothing]")
    words = shown(file_view(report.document, [report], [found]))
    assert "[bold]见\\x1b[2J表[/nothing]" in words and "\x1b" not in words


def test_tables_view_shows_a_merged_cell_once() -> None:
    text = "合计\t[b]280\n"
    cells = (Cell(1, 1, 0, 2, row_span=2), Cell(1, 2, 3, 9))
    table = Table(1, 0, len(text), 2, 2, cells, page=2)
    words = shown(tables_view(Document(Source("a", "", 1, "docx"), text, (), (table,))))
    assert words.count("合计") == 1 and "[b]280" in words and "↖" in words and "第2页" in words
    assert "没有表格" in shown(tables_view(samples.document()))


def test_rules_view_counts() -> None:
    assert "共 2 条" in shown(rules_view(samples.RULES))


def test_closing_lines_name_what_was_not_read(tmp_path: Path) -> None:
    write_results(samples.results(), tmp_path)
    lines = list(closing_lines(COUNTS, tmp_path))
    assert lines[0] == "收到 3 个文件，读取 2 个，1 个未能读取；认出 2 份报告。"
    assert lines[1].startswith("  未能读取　a/加密.pdf：")
    assert lines[2] == "疑点 2 个：●错误 1　▲警告 0　○提示 1"
    assert lines[3] == f"工作簿：{tmp_path / '问题清单.xlsx'}"


def test_no_finding_is_not_called_a_pass(tmp_path: Path) -> None:
    write_results(samples.results(), tmp_path)
    lines = list(closing_lines(COUNTS | {"errors": 0, "hints": 0}, tmp_path))
    assert "没有疑点。没有核对到的事项见工作簿首页。" in lines


def test_progress_suits_the_console() -> None:
    pipe = Console(file=io.StringIO())
    terminal = Console(file=io.StringIO(), force_terminal=True)
    assert isinstance(reporting(pipe, quiet=True), Silent)
    assert isinstance(reporting(pipe, quiet=False), Lines)
    assert isinstance(reporting(terminal, quiet=False), Bar)


@pytest.mark.parametrize("is_terminal", [True, False])
def test_progress_survives_odd_names(is_terminal: bool) -> None:
    console = Console(file=io.StringIO(), force_terminal=is_terminal, width=100, markup=False)
    progress = reporting(console, quiet=False)
    progress.stage("接收文件")
    progress.start(2)
    progress.advance("名\n字[red]😀\udcff\x1b[2J", "failed")
    progress.stage("写出结果")
    progress.finish()
    progress.finish()
    assert "\x1b[2J" not in console.file.getvalue()  # type: ignore[attr-defined]


def test_printable_and_screen_text() -> None:
    assert printable("a\x1b\n\udc80😀\u202e") == "a\\x1b\\n\\udc80😀\\u202e"
    assert cut("一 二\n三" * 20, 5) == "一 二 …"
    assert screen_text("a\tb\n\x1b\x7f") == "a\tb\n␛␡"
    assert len(screen_text("\x00\x1b")) == 2


def test_show_text_prints_exactly_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = tmp_path / "报告.txt"
    report.write_text("绩效自评报告\n\n预算280万元，支出260万元。", encoding="utf-8")
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    assert main(["show", "--text", str(report)]) == 0
    text = stream.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]
    assert "预算280万元，支出260万元。" in text and "\r" not in text


def test_a_message_that_finds_no_room_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(27, "File too large")

    full = Full()
    monkeypatch.setattr(sys, "stderr", full)
    _Screen(verbose=False).emit(logging.LogRecord("pipeline", logging.WARNING, "", 0, "磁盘已满。", (), None))
    assert full.getvalue() == ""
