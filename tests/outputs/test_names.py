import pytest

from pipeline.model import SUMMARY_FIELDS, Exactness, FileStatus, Kind, Modality
from pipeline.outputs.names import chinese_name, field_name, name_table, profile_name, summary_name

MONEY = (
    "budget_initial budget_change budget_full budget_approved carryover_in received spent surplus returned "
    "source_part use_part periodic total_investment contract last_year other"
)
RATES = "execution_rate receipt_rate completion_rate satisfaction growth share target other"
SCORES = "total_score full_score item_score item_weight execution_score deduction other"


@pytest.mark.parametrize(("kind", "fields"), [("money", MONEY), ("rate", RATES), ("score", SCORES)])
def test_every_field_of_the_contract_has_one_name_of_its_own(kind: str, fields: str) -> None:
    names = [field_name(kind, field) for field in fields.split()]
    assert not set(names) & set(fields.split())
    assert len(set(names)) == len(names)


def test_every_code_of_the_model_has_a_name() -> None:
    groups = {"kind": Kind, "exactness": Exactness, "modality": Modality, "status": FileStatus}
    for group, codes in groups.items():
        assert set(codes) <= set(name_table()[group]), group
    assert all(summary_name(field) != field for field in SUMMARY_FIELDS)


def test_an_unknown_code_stands_for_itself() -> None:
    assert chinese_name("reason", "brand_new") == "brand_new"
    assert chinese_name("reason", None) == ""
    assert field_name("count", "") == "数量"


def test_a_profile_is_called_by_its_name() -> None:
    assert profile_name("general") == "通用（general）"
    assert profile_name("gone") == "gone"
