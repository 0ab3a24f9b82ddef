"""What kind of report it is, above all whose: a unit's 绩效评价报告 on itself is a self-evaluation."""

import pytest

from pipeline.nlp.report_kinds import report_kind


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("甲县水务局2023年度部门整体支出绩效评价报告", "一、部门概况", "整体自评报告"),
        ("甲县水务局2023年度部门整体支出绩效评价报告", "受县财政局委托，本事务所开展评价。", "重点评价报告"),
        ("2023年度部门整体支出重点绩效评价报告", "我局职能如下。", "重点评价报告"),
        ("2023年灌区清淤项目绩效评价报告", "我局按期完成清淤。", "项目自评报告"),
        ("2023年灌区清淤项目绩效评价报告", "本单位按期完成清淤。", "项目自评报告"),
        ("2023年灌区清淤项目绩效评价报告", "水务局按期完成清淤。", "重点评价报告"),
        ("2023年灌区清淤项目绩效评价报告", "评价组赴我县现场评价，我局提供资料。", "重点评价报告"),
        ("2023年防汛转移支付资金绩效评价报告", "我镇已全部兑付。", "转移支付自评报告"),
    ],
)
def test_who_wrote_it_tells_the_kind(title: str, text: str, kind: str) -> None:
    assert report_kind(title, f"{title}\n{text}", is_form=False) == kind


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("转移支付（项目）名称", "转移支付自评表"),
        ("转移支付名称", "转移支付自评表"),
        ("项目名称", "自评表"),
        ("资金来源\t中央对地方转移支付", "自评表"),  # a source of money, not the form's subject
    ],
)
def test_the_label_of_a_regional_form_tells_its_kind(label: str, kind: str) -> None:
    title = "渔港维护补助资金绩效目标自评表"
    assert report_kind(title, f"{title}\n{label}\t渔港维护补助", is_form=True) == kind
