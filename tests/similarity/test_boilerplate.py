from pipeline.model import Boilerplate
from pipeline.settings import load_settings
from pipeline.similarity import compare_batch
from tests.similarity.factories import a_batch, a_report, sentences

SETTINGS = load_settings()
FORMULA = "下一步，我单位将进一步加强预算绩效管理工作，强化绩效目标管理，提高资金使用效益。"


def measured(*bodies: str) -> dict[str, Boilerplate]:
    reports = [a_report(f"r{n}", [("存在问题", body)]) for n, body in enumerate(bodies)]
    batch, _, _ = compare_batch(a_batch(*reports), SETTINGS)
    return {one.report: one for one in batch.boilerplate if one.title}


def test_a_formula_is_common_even_in_a_single_report():
    (row,) = measured(FORMULA + "渠道清淤时三处围堰渗水，停工十二天。").values()
    assert len(FORMULA) - 4 <= row.common <= len(FORMULA)
    assert (row.sentences, row.empty) == (2, 1)


def test_what_many_reports_have_is_common_and_what_one_has_is_not():
    shared = sentences(2, 1)
    rows = measured(*(shared + sentences(2, 10 + n) for n in range(6)))
    assert all(len(shared) - 4 <= row.common <= len(shared) + 4 for row in rows.values())


def test_a_figure_a_task_or_a_place_makes_a_sentence_concrete():
    rows = measured(
        "石桥村的水泵烧坏以后无人过问。",
        "有关方面的认识还需要不断加深。",
        "招标文件写错了型号。",
        "延误了37天。",
    )
    assert [row.empty for row in rows.values()] == [0, 1, 0, 0]


def test_a_report_is_told_as_a_whole_and_by_section():
    batch, _, _ = compare_batch(
        a_batch(a_report("r", [("完成情况", sentences(2, 1)), ("存在问题", FORMULA)])), SETTINGS
    )
    whole, done, problems = batch.boilerplate
    assert (whole.title, done.role, problems.role) == ("", "完成情况", "存在问题")
    assert whole.sentences == done.sentences + problems.sentences
