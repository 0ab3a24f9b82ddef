"""Every write and every rename of a run refused or cut off once: OUT stays whole, and the next run ends well."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import faults
from pipeline.cli import main
from pipeline.errors import UsageError
from pipeline.outputs.staging import recover
from pipeline.store import alone_in
from tests.survival import STRICTER, UNSPENT, data, in_child, run, submission

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="os.fork 只在类 Unix 系统上有")


class Stage:
    """A submission with a finished first round, and what an undisturbed second round makes of it."""

    def __init__(self, folder: Path) -> None:
        self.inputs = submission(folder / "送审", count=2)
        self.first = folder / "第一轮"
        run(self.inputs, self.first)
        self.before = data(self.first)
        second = folder / "第二轮"
        shutil.copytree(self.first, second)
        self.second_round(second)
        self.after = data(second)
        assert self.before != self.after

    def second_round(self, out: Path, fault: str = "") -> bool:
        """Whether the fault, if one was ordered, came to pass."""
        faults.order(fault)
        run(self.inputs, out, assignments=STRICTER)
        return not faults.unspent()

    def trial(self, out: Path, fault: str) -> int:
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(self.first, out)
        return in_child(lambda: self.second_round(out, fault))


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(tmp_path_factory.mktemp("survival"))


def steps(few: int, stride: int) -> Iterator[int]:
    """1, 2, 3 … and, once the points repeat themselves, only every so many."""
    number = 1
    while True:
        yield number
        number += 1 if number < few else stride


@pytest.mark.parametrize(
    ("point", "ending", "few", "stride"),
    [
        ("rename", "", 5, 4),
        ("rename", ":kill", 5, 3),
        ("open", "", 2, 8),
        ("open", ":kill", 2, 11),
        ("store", "", 2, 11),
        ("store", ":kill", 2, 9),
    ],
)
def test_whatever_fails_the_results_are_the_old_ones_or_the_new_ones(
    stage: Stage, tmp_path: Path, point: str, ending: str, few: int, stride: int
) -> None:
    out = tmp_path / "结果"
    outcomes = []
    for number in steps(few, stride):
        outcomes.append(stage.trial(out, f"{point}:{number}{ending}"))
        assert outcomes[-1] in (0, 1, -9, UNSPENT), number
        recover(out)
        assert data(out) in (stage.before, stage.after), number
        assert {".写入中", ".上一次"} & {path.name for path in out.iterdir()} <= {".写入中"}
        if outcomes[-1] == UNSPENT:
            break
        assert in_child(lambda: stage.second_round(out)) == 0, number
        assert data(out) == stage.after, number
    assert len(outcomes) > 3
    assert data(out) == stage.after
    # A store that is full costs the next run its head start, never this one its results.
    survived = 0 if point == "store" else 1
    assert (-9 if ending else survived) in outcomes


def test_a_workbook_held_open_costs_only_its_place(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "结果"
    shutil.copytree(stage.first, out)
    held = (out / "问题清单.xlsx").read_bytes()
    rename = Path.rename

    def refused(self: Path, target: Path) -> Path:
        # What Windows says while Excel has the file.
        if self == out / "问题清单.xlsx":
            raise PermissionError(13, "另一个程序正在使用此文件")
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refused)
        stage.second_round(out)
    assert data(out) == stage.after
    assert (out / "问题清单.xlsx").read_bytes() == held
    assert (out / "问题清单-新.xlsx").is_file()
    stage.second_round(out)
    assert (out / "问题清单.xlsx").read_bytes() != held


def test_a_file_size_limit_stands_for_a_full_disk(stage: Stage, tmp_path: Path) -> None:
    import resource

    def starved(size: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        stage.second_round(out)

    out = tmp_path / "结果"
    for size in (0, 5_000, 20_000, 60_000):
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(stage.first, out)
        code = in_child(lambda size=size: starved(size))
        assert code in (0, 1), size
        recover(out)
        assert data(out) == (stage.before if code else stage.after)
        stage.second_round(out)
        assert data(out) == stage.after


def test_a_second_run_on_the_same_out_says_so_and_stops(
    stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "结果"
    shutil.copytree(stage.first, out)
    with alone_in(out):
        assert main(["run", str(stage.inputs), "-o", str(out), "-q"]) == 3
    assert "另一次运行正在写" in capsys.readouterr().err
    assert data(out) == stage.before
    assert main(["run", str(stage.inputs), "-o", str(out), "-q"]) in (0, 1, 2)


def test_an_out_that_cannot_be_written_stops_the_run_before_it_reads(tmp_path: Path) -> None:
    (tmp_path / "结果").touch()
    with pytest.raises(UsageError, match="不能写入"), alone_in(tmp_path / "结果"):
        pass


def test_a_read_only_out_is_one_sentence(
    stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "结果"
    out.mkdir(mode=0o555)
    try:
        (out / "试").touch()
    except OSError:
        pass
    else:
        pytest.skip("只读文件夹：以管理员身份运行时系统不拒绝写入，试不出来")
    assert main(["run", str(stage.inputs), "-o", str(out), "-q"]) == 3
    assert "不能写入" in capsys.readouterr().err
