import argparse
import json
import re
from pathlib import Path

import pytest

from pipeline.bench.corpus import made_corpus
from pipeline.bench.errand import Stages
from pipeline.bench.figures import QUICK, WHOLE, Figure, Section, targets
from pipeline.bench.invented import invented_batch
from pipeline.bench.measuring import cost_of, median_cpu
from pipeline.bench.plain import read_plainly
from pipeline.bench.whole_run import BenchError, measured
from pipeline.cli import main
from pipeline.console.arguments import command_parser
from pipeline.errors import UsageError

pytest.importorskip("reportlab", reason="reportlab（heji[bench]）未安装，不能造 PDF 语料")


def figures(path: Path) -> dict[str, dict[str, object]]:
    kept = json.loads(path.read_text(encoding="utf-8"))
    return {
        f"{section['key']}.{figure['key']}": figure
        for section in kept["sections"]
        for figure in section["figures"]
    }


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def test_a_quick_bench_measures_every_part(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = home / "kept.json"
    code = main(["bench", "--quick", "-q", "--workers", "2", "--corpus", str(home), "--json", str(kept)])
    words = capsys.readouterr().out
    assert code == 0
    for title in ("读取", "中文理解", "核对规则", "比对雷同", "整个运行", "增长"):
        assert re.search(f"^{title}", words, re.MULTILINE)
    found = figures(kept)
    assert all(figure["value"] is None or figure["value"] >= 0 for figure in found.values())
    assert all(figure["holds"] is None for figure in found.values()), "small corpora are not judged"
    first, last = QUICK.growth
    for key in (
        "run.cold",
        "run.warm",
        "run.plain",
        "run.plain_ratio",
        f"growth.each_{last}",
        "rules.milliseconds",
    ):
        assert found[key]["value"] > 0
    assert found[f"growth.megabytes_{first}"]["value"] > 50
    stages = {key.removeprefix("run.cold_") for key in found if key.startswith("run.cold_")}
    assert stages >= {"启动", "接收文件", "读取与理解", "比对雷同", "核对规则", "写出结果"}


def test_one_part_alone(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--quick", "-q", "--only", "language", "--corpus", str(home)]) == 0
    words = capsys.readouterr().out
    assert "jieba.lcut" in words and "整个运行" not in words


def test_parts_are_named_in_chinese_errors() -> None:
    with pytest.raises(UsageError, match="speed"):
        command_parser().parse_args(["bench", "--only", "speed"])


@pytest.mark.parametrize(
    ("value", "at_least", "at_most", "holds"),
    [
        (4.0, 4.0, None, True),
        (3.99, 4.0, None, False),
        (1.3, None, 1.3, True),
        (1.31, None, 1.3, False),
        (None, None, 1.3, False),
        (7.0, None, None, None),
    ],
)
def test_a_figure_holds_up_to_its_bound(
    value: float | None, at_least: float | None, at_most: float | None, holds: bool | None
) -> None:
    assert Figure("k", "名", value, "倍", at_least, at_most).holds is holds


def test_a_figure_that_misses_what_is_wanted_ends_with_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    missed = Section(
        "rules", "核对规则", "", (Figure("milliseconds", "一份报告", 21.0, "毫秒", at_most=20.0),)
    )
    monkeypatch.setattr("pipeline.console.benching.bench", lambda *_: iter([missed]))
    assert main(["bench", "-q", "--corpus", str(home)]) == 1
    assert "未达到" in capsys.readouterr().out


def test_the_whole_bench_is_the_one_that_was_asked_for() -> None:
    assert (WHOLE.submissions, WHOLE.changed, WHOLE.growth) == (300, 3, (100, 300, 1000))
    assert targets()["run"]["cold_seconds"] == 120 and WHOLE.judged and not QUICK.judged


def test_work_in_a_child_is_watched_with_its_children(tmp_path: Path) -> None:
    cost = cost_of(["pipeline.bench.errand", "similar", "5", str(tmp_path / "notes.json")])
    assert cost.code == 0 and cost.seconds > 0 and cost.cpu > 0
    assert cost.peak_bytes > 20_000_000


def test_work_that_fails_is_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="测量中途出错"):
        measured("run", str(tmp_path / "没有"), str(tmp_path / "out"), "1", notes=tmp_path / "notes.json")


def test_stages_share_out_the_whole_time() -> None:
    stages = Stages()
    stages.stage("接收文件")
    stages.start(2)
    stages.advance("a", "ok")
    stages.finish()
    noted = stages.noted()
    assert [name for name, _, _ in noted] == ["启动", "接收文件", "读取与理解"]
    assert all(seconds >= 0 and cpu >= 0 for _, seconds, cpu in noted)


def test_median_is_of_processor_time() -> None:
    assert median_cpu(lambda: sum(range(10_000)), 3) > 0


def test_plain_readers_find_the_text(home: Path) -> None:
    corpus = made_corpus(home, 10)
    for name in ("docx", "pdf", "xlsx"):
        assert read_plainly(corpus.paths(name)[0].read_bytes(), name) > 1500


def test_invented_reports_have_sections_at_their_offsets() -> None:
    batch = invented_batch(3)
    for report in batch.reports:
        text = report.document.text
        assert all(text[one.start : one.body] == one.title for one in report.sections)
        assert 2000 < len(text) < 3500
    assert len({report.document.text for report in batch.reports}) == 3


def test_workers_are_taken_from_the_command_line() -> None:
    arguments = command_parser().parse_args(["bench", "--workers", "3", "--only", "run", "--only", "growth"])
    assert isinstance(arguments, argparse.Namespace)
    assert (arguments.workers, arguments.only) == (3, ["run", "growth"])
