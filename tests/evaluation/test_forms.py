"""How the cells of a form are held against gold."""

from decimal import Decimal

from pipeline.evaluation.forms import _without_unit
from pipeline.model import Indicator, Place


def _row(actual: str, printed: str, unit: str) -> Indicator:
    place = Place(path="表.xlsx", start=0, end=len(printed), quote=printed)
    return Indicator(
        report="r1",
        level1="产出指标",
        level2="数量指标",
        level3="巡护次数",
        target="≥40次",
        actual=actual,
        actual_number=Decimal(printed) if printed.isdecimal() else None,
        actual_unit=unit,
        places={"actual": place},
    )


def test_a_unit_in_a_column_of_its_own_may_be_left_out_by_gold() -> None:
    assert _without_unit(_row("42次", "42", "次")) == "42"


def test_a_unit_printed_in_the_cell_is_part_of_it() -> None:
    assert _without_unit(_row("42次", "42次", "次")) == "42次"
