"""What counts as a reason for a low execution rate, and what does not (G8, G10)."""

import pytest

from pipeline.validation.execution_reasons import executions, explains
from tests.validation.factories import report_of

FORM = """
| 资金（万元） | 全年预算数 | 全年执行数 | 执行率 |
| 年度资金总额 | 50.00 | 21.50 | 43.00% |
"""


@pytest.mark.parametrize(
    "words",
    [
        "剩余资金为质量保证金，缺陷责任期满后支付。",
        "公开招标节约资金12万元。",
        "因施工单位进场较晚，工程款未支付。",
        "未支付部分待竣工验收后结算。",
        "部分资金结转下年继续使用。",
    ],
)
def test_reasons(words: str) -> None:
    assert explains(words)


@pytest.mark.parametrize(
    "words",
    [
        "1.预算执行率=预算执行数/调整后预算数，低于90%须说明原因（100字以内）",
        "预算执行率偏低。",
        "项目按期完成，群众满意。",
        "主要原因是雨季停工。",
    ],
)
def test_no_reasons(words: str) -> None:
    assert not explains(words)


def test_a_reason_leads_on_from_the_sentence_before_it() -> None:
    assert explains("主要原因是雨季停工推迟。", before="执行率59%。")


def test_the_form_speaks_before_the_text_and_each_object_once() -> None:
    report = report_of(f"# 资金情况｜二、资金情况\n执行率【43%：执行率】。\n{FORM}")
    found = executions(report)
    assert [(one.subject, one.percent) for one in found] == [("", 43)]
