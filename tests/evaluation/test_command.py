import json

from pipeline.cli import main
from tests.evaluation.cases import corpus_at, gold


def run(capsys, *arguments):
    code = main(["evaluate", *map(str, arguments)])
    return code, capsys.readouterr().out


def test_pin_then_hold_then_lose(tmp_path, capsys):
    root = corpus_at(tmp_path)
    code, out = run(capsys, root)
    assert code == 0 and "没有基线" in out and "金额数值及字段" in out
    assert run(capsys, root, "--pin")[0] == 0
    assert (
        json.loads((tmp_path / "baseline.json").read_text("utf-8"))["floors"]["summary"]["recall"] == "1.000"
    )
    code, out = run(capsys, root)
    assert code == 0 and "改进 0 处，退步 0 处" in out
    corpus_at(tmp_path, gold(year=2021))
    code, out = run(capsys, root, "--details")
    assert code == 1
    assert "退步　甲1　某县茶叶局机采推广自评.txt　错　年度　2021" in out
    assert "低于下限：年度准确率 0.00%，下限 100.00%" in out
    assert "语料与基线不是同一份" in out
    assert "错　年度　2021　应为 2021，读作 2023" in out
    assert run(capsys, root, "--case", "甲1")[0] == 0  # a part is never held against the floors


def test_mistakes_are_usage_errors(tmp_path, capsys):
    root = corpus_at(tmp_path)
    for arguments in (
        [root, "--case", "乙9"],
        [root, "--lower-floor"],
        [root, "--pin", "--no-mutations"],
        [tmp_path],
    ):
        assert run(capsys, *arguments)[0] == 3
    assert not (tmp_path / "baseline.json").exists()
