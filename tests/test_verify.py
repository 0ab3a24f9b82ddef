import hashlib
import json
import shutil
from decimal import Decimal

import pytest

from pipeline.cli import main
from pipeline.console.progress import Silent
from pipeline.run import RunOptions, run_batch
from pipeline.settings import load_settings
from pipeline.verification import verify
from pipeline.verification.expected import ValueRow, difference_in
from pipeline.verification.second_reader import read_money, read_number, read_rate, sole_number, unit_factor

LIMITS = load_settings().limits
TEXT = """岚口区园林处2023年行道树补植项目绩效自评报告
一、资金情况
全年预算为一百二十万元，年中追加20万元后为140万元；实际支出133.7万元，执行率95.5%，没有结余。
其中苗木费¥88.2万元，人工费45万5000元。
二、自评结论
自评得分93.5分，等级为“优”。
"""


@pytest.mark.parametrize(
    ("words", "yuan"),
    [
        ("280万元", "2800000"),
        ("2.4亿", "240000000"),
        ("12亿3456万元", "1234560000"),
        ("1,196.13万元", "11961300"),
        ("1，196.13万元", "11961300"),
        ("1 234 567元", "1234567"),
        ("１２３．５万元", "1235000"),
        ("280\n万元", "2800000"),
        ("¥3.2万元", "32000"),
        ("人民币280万元", "2800000"),
        ("-3.5万元", "-35000"),
        ("二百八十万元", "2800000"),
        ("贰佰捌拾万元整", "2800000"),
        ("一千零五十万元", "10500000"),
        ("一亿二千万元", "120000000"),
        ("二十万零五百元", "200500"),
        ("廿万元", "200000"),
        ("三万五元", "35000"),
        ("一百二万元", "1200000"),
        ("3千万元", "30000000"),
        ("1万亿元", "1000000000000"),
        ("3万2400元", "32400"),
        ("300余万元", "3000000"),
        ("5元8角", "5.8"),
        ("5元8角2分", "5.82"),
        ("伍仟圆整", "5000"),
        ("九十八点五万元", "985000"),
        ("二三〇〇元", "2300"),
        ("57.6萬元", "576000"),
        ("(0.18)万元", "-1800"),
        ("(3.50万元)", "-35000"),
    ],
)
def test_amounts_in_every_form(words, yuan):
    assert read_money(words).low == Decimal(yuan)


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("100-200万元", "1000000", "2000000"),
        ("100万元至200万元", "1000000", "2000000"),
        ("三至五万元", "30000", "50000"),
        ("900-1200元", "900", "1200"),
        ("二三十万元", "200000", "300000"),
        ("八九百元", "800", "900"),
    ],
)
def test_a_range_takes_the_unit_of_its_second_half(words, low, high):
    reading = read_money(words)
    assert (reading.low, reading.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    "words", ["", "万元", "无结余", "12个", "1.2.3万元", "40004000100%", "约", "3万4万元", "二点元"]
)
def test_what_is_no_amount_is_not_guessed(words):
    assert read_money(words) is None


@pytest.mark.parametrize(
    ("words", "percent"),
    [
        ("98.5%", "98.5"),
        ("98.5％", "98.5"),
        ("85.06 %", "85.06"),
        ("3‰", "0.3"),
        ("百分之九十八点五", "98.5"),
        ("百分之百", "100"),
        ("百分之一百零二", "102"),
        ("千分之三", "0.3"),
        ("七成", "70"),
        ("六成五", "65"),
        ("-9.03%", "-9.03"),
    ],
)
def test_rates_in_every_form(words, percent):
    assert read_rate(words).low == Decimal(percent)


def test_numbers_alone_and_among_words():
    assert read_number("(3.50)").low == Decimal("-3.50")
    assert read_number("二〇二三").low == 2023
    assert sole_number("得分（10分）").low == 10
    assert sole_number("年初5万，全年6万") is None


@pytest.mark.parametrize(
    ("unit", "factor"), [("元", 1), ("万元", 10**4), ("千元", 1000), ("百万元", 10**6), ("亿", 10**8)]
)
def test_units_of_money(unit, factor):
    assert unit_factor(unit) == factor


@pytest.mark.parametrize("unit", ["", "分", "万吨", "美元"])
def test_other_units_are_no_money(unit):
    assert unit_factor(unit) is None


def row(raw, number, kind="money", unit="万元", field="spent", where="text", quote=None):
    place = {"path": "甲.txt", "start": 0, "end": len(raw), "quote": raw if quote is None else quote}
    return ValueRow.model_validate(
        {
            "value": "v1",
            "report": "r1",
            "kind": kind,
            "field": field,
            "number": number,
            "unit": unit,
            "raw": raw,
            "exactness": "exact",
            "where": where,
            "place": place,
        }
    )


@pytest.mark.parametrize(
    "fine",
    [
        row("280万元", "2800000"),
        row("280", "2800000", where="table"),
        row("280", "280", unit="元", where="table"),
        row("5.8万", "58000", where="table"),
        row("132万元", "-1320000", field="budget_change"),
        row("没有结余", "0", unit="元", field="surplus"),
        row("12.8万人", "128000", kind="count", unit="人"),
        row("96.4%", "96.4", kind="rate", unit="%"),
        row("0.964", "96.4", kind="rate", unit="%", where="table"),
        row("80-89分", "89", kind="score", unit="分"),
        row("“一等”", "优", kind="grade", unit=None),
        row("優", "优", kind="grade", unit=None),
        row("78.*元", None),
    ],
)
def test_rows_that_follow_from_their_words(fine):
    assert difference_in(fine) is None


@pytest.mark.parametrize(
    ("doubtful", "derived"),
    [
        (row("280万元", "280000"), "2800000"),
        (row("280", "280", where="table"), "2800000"),
        (row("132万元", "-1320000"), "1320000"),
        (row("剩余不多", "0", unit="元"), None),
        (row("96.4%", "9640", kind="rate", unit="%"), "96.4"),
        (row("96.4", "9640", kind="rate", unit="%", where="table"), "96.4"),
        (row("100-200万元", "2000000"), "1000000至2000000"),
        (row("二等", "优", kind="grade", unit=None), "良"),
        (row("280万元", "2800000", quote="28万元"), "28万元"),
    ],
)
def test_rows_that_do_not(doubtful, derived):
    assert difference_in(doubtful)[0] == derived


@pytest.fixture(scope="module")
def one_run(tmp_path_factory):
    """A run over one text file, made once."""
    folder = tmp_path_factory.mktemp("一次运行")
    (folder / "送审").mkdir()
    (folder / "送审" / "行道树自评.txt").write_text(TEXT, encoding="utf-8")
    run_batch([folder / "送审"], folder / "结果", RunOptions(workers=1), Silent())
    return folder


@pytest.fixture
def finished(one_run, tmp_path):
    """A copy of that run which a test may spoil: (inputs, out)."""
    copied = shutil.copytree(one_run, tmp_path / "运行")
    return copied / "送审", copied / "结果"


def tampered(out, name, old, new):
    """Changes one data file and its hash in the receipt, as somebody would who knows how."""
    path = out / "data" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    receipt = json.loads((out / "回执.json").read_text(encoding="utf-8"))
    for stated in receipt["outputs"]:
        if stated["path"] == f"data/{name}":
            stated["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (out / "回执.json").write_text(json.dumps(receipt), encoding="utf-8")


def problems(out, *inputs):
    return {(one.path, one.problem) for one in verify(out, inputs, LIMITS).differences}


def test_an_honest_run_holds(finished):
    inputs, out = finished
    verification = verify(out, [inputs], LIMITS)
    assert verification.differences == () and verification.read_again
    assert verification.values >= 10 and verification.places > verification.values


def test_a_number_that_does_not_follow_from_its_quote(finished):
    inputs, out = finished
    tampered(out, "values.jsonl", '"number":"882000"', '"number":"8820000"')
    (difference,) = verify(out, [inputs], LIMITS).differences
    assert (difference.exported, difference.derived) == ("8820000", "882000")
    assert difference.place.quote == "¥88.2万元"


def test_a_quote_that_is_not_in_the_source(finished):
    inputs, out = finished
    tampered(out, "values.jsonl", '"raw":"95.5%"', '"raw":"99.5%"')
    tampered(out, "values.jsonl", '"quote":"95.5%"', '"quote":"99.5%"')
    tampered(out, "values.jsonl", '"number":"95.5"', '"number":"99.5"')
    assert problems(out, inputs) >= {("行道树自评.txt", "引文与重读的原文不符")}
    assert not any(problem == "引文与重读的原文不符" for _, problem in problems(out))


def test_a_summary_figure_that_no_value_bears_out(finished):
    inputs, out = finished
    tampered(out, "reports.jsonl", '"value":"1337000"', '"value":"1400001"')
    assert ("行道树自评.txt", "一行数 spent 在数值表里没有对应") in problems(out, inputs)


def test_a_data_file_that_was_changed_or_taken_away(finished):
    _, out = finished
    (out / "data" / "values.jsonl").write_text("不是 JSON\n", encoding="utf-8")
    (out / "data" / "sections.jsonl").unlink()
    found = problems(out)
    assert ("data/values.jsonl", "数据文件与回执的哈希不符") in found
    assert ("data/values.jsonl", "第 1 行不是合格的 JSON") in found
    assert ("data/sections.jsonl", "回执列出的数据文件不在结果文件夹里") in found


def test_an_input_that_was_changed_or_taken_away(finished):
    inputs, out = finished
    source = inputs / "行道树自评.txt"
    source.write_text(TEXT + "。", encoding="utf-8")
    assert ("行道树自评.txt", "送审文件已经改动") in problems(out, inputs)
    source.rename(inputs.parent / "别处.txt")
    assert ("行道树自评.txt", "在所给的文件夹里找不到这个送审文件") in problems(out, inputs)


def test_a_moved_input_is_known_by_its_hash(finished):
    inputs, out = finished
    elsewhere = inputs.parent / "搬到别处"
    inputs.rename(elsewhere)
    (elsewhere / "行道树自评.txt").rename(elsewhere / "改了名.txt")
    assert problems(out, elsewhere) == set()


def test_the_command_prints_a_table_and_exits_with_1(finished, capsys):
    inputs, out = finished
    assert main(["verify", str(out), "--inputs", str(inputs)]) == 0
    assert "没有不符" in capsys.readouterr().out
    tampered(out, "values.jsonl", '"number":"455000"', '"number":"450000"')
    assert main(["verify", str(out)]) == 1
    words = capsys.readouterr().out
    assert "不符 1 处" in words and "45万5000元" in words and "未重读原文" in words
    assert main(["verify", str(inputs)]) == 3
    assert "不是一次运行的结果文件夹" in capsys.readouterr().err
