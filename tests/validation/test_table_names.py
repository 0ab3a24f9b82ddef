"""A doubt on a table is known again when another table is put in before it, and is never taken for another's."""

import pytest

from pipeline.settings import load_settings
from pipeline.validation import check_batch
from tests.validation.factories import batch_of

SETTINGS = load_settings()
FUNDS = (
    "| 资金（万元） | 全年预算数 | 全年执行数 | 执行率 |\n| 年度资金总额 | 100.00 | 90.00 | 80% |\n"
    "| 其中：{source} | 60.00 | 50.00 | |\n| 地方资金 | 50.00 | 50.00 | |\n"
)
PAID = (
    "| 资金（万元） | 全年预算数 | 全年执行数 | 执行率 |\n| 勘察费 | 12.00 | 12.00 | 100% |\n"
    "| 印制费 | 8.00 | 8.00 | 100% |\n"
)
FORM = (
    "| 一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分 |\n"
    "| 产出指标 | 数量指标 | {first} | ≥50公里 | ≥50公里 | 60 | 60 |\n"
    "| 效益指标 | 社会效益指标 | 受益人数 | ≥90人 | ≥90人 | 50 | 45 |\n"
    "| 合计 | | | | | 100 | 99 |\n"
)
TASKS = (
    "| 一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 |\n"
    "| 产出指标 | 数量指标 | 印发简报 | ≥4期 | 5期 |\n"
    "| 产出指标 | 数量指标 | 调度会议 | ≥6次 | 7次 |\n"
)


def findings(*tables: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Rule and quotes of each finding, by its fingerprint."""
    batch, *_ = batch_of("\n文字一段。\n".join(tables))
    found, _ = check_batch(batch, (), SETTINGS, "general")
    return {one.fingerprint: (one.rule, frozenset(place.quote for place in one.places)) for one in found}


@pytest.mark.parametrize("put_in", [PAID, TASKS, PAID + "\n又一段。\n" + TASKS])
def test_a_table_put_in_before_changes_no_fingerprint(put_in: str) -> None:
    form = "\n文字一段。\n".join((FUNDS.format(source="中央补助"), FORM.format(first="改造里程")))
    before = findings(form)
    assert {rule for rule, _ in before.values()} >= {"ZJ-01", "ZX-01", "DF-02", "DF-03", "ZB-04"}
    after = findings(put_in, form)
    assert {key: after.get(key) for key in before} == before


def test_when_one_of_two_tables_is_mended_the_other_keeps_its_own() -> None:
    one, other = FORM.format(first="改造里程"), FORM.format(first="清淤长度")
    both = findings(one, other)
    mended = findings(
        one.replace("| ≥50公里 | 60", "| 52公里 | 60").replace("| ≥90人 | 50", "| 95人 | 50"), other
    )
    left = {key: both[key] for key in mended if mended[key][0] == "ZB-04"}
    assert len(left) == 1
    assert left == {key: told for key, told in mended.items() if told[0] == "ZB-04"}


def test_two_columns_of_one_block_are_two_facts() -> None:
    block = FUNDS.format(source="中央补助")
    both = findings(block)
    one = findings(block.replace("60.00 | 50.00", "50.00 | 50.00"))
    sums = {key: told for key, told in one.items() if told[0] == "ZJ-01"}
    assert len([1 for rule, _ in both.values() if rule == "ZJ-01"]) == 2
    assert sums == {key: both[key] for key in sums}


@pytest.mark.parametrize("put_in", ["", PAID + "| 年度资金总额 | 20.00 | 20.00 | 100% |\n"])
def test_the_rate_of_the_text_and_of_the_whole_is_one_doubt(put_in: str) -> None:
    text = "项目全年预算【100.00万元：全年预算】，全年支出【90.00万元：支出】，执行率【80%：执行率】。"
    told = findings(*filter(None, (text, put_in, FUNDS.format(source="中央补助"))))
    assert [rule for rule, _ in told.values()].count("ZX-01") == 1
