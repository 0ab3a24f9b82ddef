"""A figure on the line below its label is read with it; what begins anew stays apart."""

import pytest

from pipeline.model import Kind
from tests.nlp.annotated import check, values_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("本单位开展整体支出绩效自评，自评得分\n⟦total_score=91.5|91.5分⟧，等级为优。", Kind.SCORE),
        ("全年共完成渠道清淤12公里，实际支出\n⟦spent=3000000|300万元⟧，已结清。", Kind.MONEY),
        ("2023年该项目全年预算数\n为⟦budget_full=3000000|300万元⟧。", Kind.MONEY),
        ("截至年末，该项目预算执行率达到\n⟦execution_rate=98.5|98.5%⟧。", Kind.RATE),
    ],
)
def test_a_label_and_its_figure_cut_apart_by_a_line_break(text: str, kind: Kind) -> None:
    check(text, kind)


@pytest.mark.parametrize(
    "above", ["全年预算数300万元，支出已结清。", "支出情况", "一、资金支出", "实际支出："]
)
def test_a_closed_line_or_a_short_label_does_not_reach_down(above: str) -> None:
    found = values_of(f"{above}\n35万元用于补助农户。", Kind.MONEY)
    assert found[-1].field != "spent"
