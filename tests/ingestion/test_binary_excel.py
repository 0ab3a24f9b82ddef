from pathlib import Path

import pytest

from pipeline.errors import Unreadable
from tests.ingestion.samples import read, rows

_FORM = (Path(__file__).parent / "files" / "canal_form.xls").read_bytes()


@pytest.mark.parametrize(("name", "kind"), [("表.xls", "xls"), ("表.et", "et")])
def test_cells_as_displayed_and_merged(name: str, kind: str) -> None:
    document = read(_FORM, name)
    assert document.source.format == kind
    form, draft = document.tables
    assert rows(document, form) == [
        ["水渠修缮自评表"] * 3,
        ["项目", "预算", "执行率"],
        ["水渠修缮", "1,505,000.00", "98.88%"],
        ["2023年12月31日", "", ""],
    ]
    assert (form.sheet, form.hidden, draft.sheet, draft.hidden) == ("自评表", False, "底稿", True)
    assert [remark.reason for remark in document.remarks] == ["hidden_sheet"]
    assert document.blocks[0].bold


def test_more_cells_than_allowed() -> None:
    with pytest.raises(Unreadable) as refusal:
        read(_FORM, "表.xls", table_cells=3)
    assert refusal.value.reason == "too_large"


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6, 0.9])
def test_cut_files_are_damaged(share: float) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(_FORM[: int(len(_FORM) * share)], "表.xls")
    assert refusal.value.reason in ("damaged", "unsupported")


def test_damaged_bytes_give_a_document_or_a_reason() -> None:
    for offset in range(0, len(_FORM), 17):
        changed = bytearray(_FORM)
        changed[offset] ^= 0xFF
        try:
            read(bytes(changed), "表.xls")
        except Unreadable as refusal:
            assert refusal.message
