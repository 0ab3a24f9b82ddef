"""Scores in sentences: whose score it is, where its parts are listed, and the rate behind a bracket."""

import pytest

from pipeline.settings import load_settings
from pipeline.validation import check_batch
from tests.validation.factories import batch_of

SETTINGS = load_settings()


def rules_of(source: str) -> set[str]:
    batch, pairs, *_ = batch_of(source)
    return {finding.rule for finding in check_batch(batch, pairs, SETTINGS, "general")[0]}


@pytest.mark.parametrize("opening", ["2023年度项目", "2023年项目", "本项目", ""])
def test_the_year_in_front_of_the_words_is_not_the_name_of_another_project(opening: str) -> None:
    line = f"# 评价结论｜四、评价结论\n{opening}自评得分【93.5分：总分】，自评等级为“【良：等级】”。\n"
    assert "DJ-01" in rules_of(line)


def test_a_named_sub_project_keeps_its_own_score() -> None:
    line = "# 评价结论｜四、评价结论\n2023年度东堤加固项目得【93.5分：总分】，等级为“【良：等级】”。\n"
    assert "DJ-01" not in rules_of(line)


LISTED = (
    "# 评价结论｜三、评价结论\n本次评价得分【{}：总分】，等级为“【良：等级】”。抽查现场九处。{}"
    "决策【17分：单项得分】，过程【18.5分：单项得分】，产出【26分：单项得分】，效益【24分：单项得分】。\n"
)


@pytest.mark.parametrize(
    ("total", "lead", "fires"),
    [
        ("86.5分", "各部分得分如下：", True),
        ("85.5分", "各部分得分如下：", False),
        ("86.5分", "同类项目的平均水平为：", False),
    ],
)
def test_parts_listed_two_sentences_on_belong_to_the_total_where_the_words_say_so(
    total: str, lead: str, fires: bool
) -> None:
    assert ("DF-02" in rules_of(LISTED.format(total, lead))) is fires


@pytest.mark.parametrize(("rate", "fires"), [("85%", False), ("88%", True)])
def test_a_score_rate_in_the_brackets_behind_a_part(rate: str, fires: bool) -> None:
    line = f"# 评价结论｜三、评价结论\n过程17分（满分20分，得分率{rate}），其余另述。\n"
    assert ("DF-10" in rules_of(line)) is fires
