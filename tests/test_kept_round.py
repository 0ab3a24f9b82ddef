"""The outputs written again with the verdicts given since, the submission no longer there."""

import json
import multiprocessing
import shutil
import signal
import sqlite3
from pathlib import Path

import openpyxl
import pytest

from pipeline.faults import order, unspent, watch
from pipeline.kept_round import KeptRoundError, write_again
from pipeline.model import VerdictEntry
from pipeline.run import RunOptions, run_batch
from pipeline.store import FILE, open_store

REPORT = (
    "柏溪县粮食收储中心2023年度{name}维修项目绩效自评报告\n"
    "一、资金情况\n"
    "项目全年预算400万元，全年支出360万元，预算执行率95%。\n"
    "二、评价结论\n"
    "项目自评得分75分，等级为优。\n"
)


class Silent:
    """A progress that nobody watches."""

    def start(self, total: int) -> None: ...

    def advance(self, path: str, status: str) -> None: ...

    def stage(self, name: str) -> None: ...

    def finish(self) -> None: ...


def run(source: Path, out: Path, **options: object) -> None:
    run_batch([source], out, RunOptions(workers=1, **options), Silent())  # type: ignore[arg-type]


def rows(out: Path) -> list[dict[str, object]]:
    text = (out / "data" / "findings.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def decide(out: Path, finding: object, verdict: str) -> None:
    with open_store(out) as store:
        store.append_verdicts(
            [VerdictEntry(str(finding), verdict, "逐笔核过", "审核员丁", "2024-04-02", "serve")]
        )


def letters(out: Path) -> str:
    import docx

    texts = []
    for path in sorted((out / "反馈函").glob("*.docx")):
        document = docx.Document(str(path))
        texts += [paragraph.text for paragraph in document.paragraphs]
        texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(texts)


def in_store(out: Path, statement: str) -> list[tuple[object, ...]]:
    """One statement on heji.sqlite, past the program."""
    connection = sqlite3.connect(out / FILE, isolation_level=None)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    home = tmp_path_factory.mktemp("轮次")
    source, last = home / "送审", home / "上年"
    for folder, year in ((source, "2023"), (last, "2022")):
        folder.mkdir()
        for name in ("仓房", "道路"):
            text = REPORT.format(name=name).replace("2023", year)
            (folder / f"{name}报告.txt").write_text(text, encoding="utf-8")
    run(source, home / "结果", last_year=last)
    return source, home / "结果"


@pytest.fixture
def opened(first: tuple[Path, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(first[1], tmp_path / "结果"))


def test_what_was_decided_since_stands_in_every_output(opened: Path) -> None:
    kept, refuted = (row for row in rows(opened) if row["rule"] == "ZX-01")
    before = letters(opened).count("执行率")
    decide(opened, kept["finding"], "属实")
    decide(opened, refuted["finding"], "误报")
    write_again(opened)
    told = {row["finding"]: (row["verdict"], row["note"]) for row in rows(opened)}
    assert told[kept["finding"]] == ("属实", "逐笔核过")
    assert told[refuted["finding"]] == ("误报", "逐笔核过")
    book = openpyxl.load_workbook(opened / "问题清单.xlsx", read_only=True)
    assert {"属实", "误报"} <= {cell for row in book["问题清单"].iter_rows(values_only=True) for cell in row}
    log = [row for row in book["审核日志"].iter_rows(values_only=True) if "本机页面" in row]
    assert len(log) == 2
    assert 'data-verdict="误报"' in (opened / "复核.html").read_text(encoding="utf-8")
    assert letters(opened).count("执行率") < before


def test_it_gives_what_a_run_over_the_same_files_would_give(first: tuple[Path, Path], opened: Path) -> None:
    source, _ = first
    decide(opened, rows(opened)[0]["finding"], "误报")
    again = Path(shutil.copytree(opened, opened.with_name("再运行")))
    run(source, again, last_year=source.with_name("上年"))
    write_again(opened)
    for path in sorted((again / "data").iterdir()):
        assert path.read_bytes() == (opened / "data" / path.name).read_bytes(), path.name
    for path in sorted((again / "反馈函").iterdir()):
        assert path.read_bytes() == (opened / "反馈函" / path.name).read_bytes(), path.name


def test_it_can_be_done_again_and_again(opened: Path) -> None:
    for verdict in ("属实", "误报", "已整改"):
        decide(opened, rows(opened)[0]["finding"], verdict)
        write_again(opened)
        assert rows(opened)[0]["verdict"] == verdict
    with open_store(opened) as store:
        assert store.log.unpublished() == 0
        assert len(store.verdicts()) == 3


def test_a_verdict_given_while_the_outputs_are_written_still_waits(opened: Path) -> None:
    one, other = (row["finding"] for row in rows(opened)[:2])
    decide(opened, one, "属实")
    with open_store(opened) as store:
        seen = len(store.verdicts())
        decide(opened, other, "误报")
        store.log.mark_published(seen)
        assert store.log.unpublished() == 1


@pytest.mark.parametrize("damage", ["missing", "cut", "foreign", "words", "other", "store"])
def test_without_what_was_kept_it_says_what_to_do_and_changes_nothing(opened: Path, damage: str) -> None:
    if damage == "missing":
        in_store(opened, "DELETE FROM kept_rounds")
    elif damage == "store":
        (opened / FILE).unlink()
    elif damage == "cut":
        in_store(opened, "UPDATE kept_rounds SET body = substr(body, 1, 40)")
    elif damage == "words":
        in_store(opened, "UPDATE kept_rounds SET body = '文字'")
    elif damage == "other":
        in_store(opened, "UPDATE kept_rounds SET receipt = 'of other results'")
    else:
        in_store(opened, "UPDATE kept_rounds SET body = x'504b0304'")
    before = {one: one.read_bytes() for one in (opened / "data").iterdir()}
    with pytest.raises(KeptRoundError, match="再核对一次"):
        write_again(opened)
    assert before == {one: one.read_bytes() for one in (opened / "data").iterdir()}


def dying(out: Path, fault: str) -> None:
    """Write again, to be killed at one point; ends with 7 where there are fewer such points."""
    order(fault)
    watch(out)
    write_again(out)
    raise SystemExit(7 if unspent() else 0)


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="fork is not known here")
@pytest.mark.parametrize("point", ["store", "rename"])
def test_killed_at_any_moment_round_and_files_stay_one(opened: Path, point: str) -> None:
    decide(opened, rows(opened)[0]["finding"], "误报")
    ends = []
    for number in range(1, 40):
        out = Path(shutil.copytree(opened, opened.with_name(f"{point}{number}")))
        process = multiprocessing.get_context("fork").Process(
            target=dying, args=(out, f"{point}:{number}:kill")
        )
        process.start()
        process.join()
        ends.append(process.exitcode)
        write_again(out)
        assert rows(out)[0]["verdict"] == "误报"
        assert in_store(out, "SELECT count(*) FROM kept_rounds") == [(1,)]
        shutil.rmtree(out)
        if ends[-1] == 7:
            break
    assert ends[-1] == 7
    assert len(ends) > 4
    assert set(ends[:-1]) == {-signal.SIGKILL}


def test_only_the_round_that_stands_in_the_folder_is_kept(opened: Path) -> None:
    for verdict in ("属实", "误报"):
        decide(opened, rows(opened)[0]["finding"], verdict)
        write_again(opened)
    assert in_store(opened, "SELECT count(*) FROM kept_rounds") == [(1,)]
    assert {path.name for path in opened.iterdir()} <= {
        *("问题清单.xlsx", "复核.html", "复核", "反馈函", "取证单", "data", "回执.json", FILE, ".heji.lock")
    }
