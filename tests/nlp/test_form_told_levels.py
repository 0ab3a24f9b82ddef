"""Levels told by what stands under a head that does not name them."""

from tests.nlp.form_factory import forms_of, grid_of, indicator_cells

ROWS = """
产出指标 | 修缮亭廊 | 6座 | 6座 | 50 | 50
^ | 验收合格率 | 100% | 96% | 20 | 19
效益指标 | 游人投诉 | ≤3件 | 2件 | 20 | 20
满意度指标 | 游人满意度 | ≥90% | 95% | 10 | 10
"""


def levels(head: str, rows: str = ROWS) -> list[tuple[str | None, ...]]:
    return [row[:3] for row in indicator_cells(forms_of(grid_of(head + rows)))]


def test_a_plain_head_over_level_names() -> None:
    for head in ("指标", "指标类型", ""):
        assert levels(f"{head} | 指标名称 | 目标值 | 完成值 | 分值 | 得分") == [
            ("产出指标", "", "修缮亭廊"),
            ("产出指标", "", "验收合格率"),
            ("效益指标", "", "游人投诉"),
            ("满意度指标", "", "游人满意度"),
        ]


def test_a_merged_head_over_two_levels() -> None:
    rows = """
    产出指标 | 数量指标 | 修缮亭廊 | 6座 | 6座 | 50 | 50
    ^ | 质量指标 | 验收合格率 | 100% | 96% | 20 | 19
    效益指标 | 社会公众 | 游人投诉 | ≤3件 | 2件 | 20 | 20
    """
    assert levels("指标类型 | < | 指标名称 | 目标值 | 完成值 | 分值 | 得分", rows) == [
        ("产出指标", "数量指标", "修缮亭廊"),
        ("产出指标", "质量指标", "验收合格率"),
        ("效益指标", "社会公众", "游人投诉"),
    ]


def test_a_column_of_other_words_is_no_level() -> None:
    rows = "\n定量 | 修缮亭廊 | 6座 | 6座 | 50 | 50\n定性 | 环境整洁 | 明显 | 明显 | 50 | 50"
    head = "指标类型 | 指标名称 | 目标值 | 完成值 | 分值 | 得分"
    assert levels(head, rows) == [("", "", "修缮亭廊"), ("", "", "环境整洁")]


def test_a_level_that_the_lexicon_lacks_is_not_completed_to_another() -> None:
    rows = "\n效益指标 | 社会公众 | 游人满意度 | ≥90% | 95% | 10 | 10"
    assert levels("一级指标 | 二级指标 | 三级指标 | 目标值 | 完成值 | 分值 | 得分", rows) == [
        ("效益指标", "社会公众", "游人满意度")
    ]
