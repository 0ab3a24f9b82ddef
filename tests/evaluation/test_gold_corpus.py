from pathlib import Path

from pipeline.evaluation import read_corpus

GOLD = Path(__file__).parents[2] / "corpora" / "gold"


def test_the_gold_of_the_project_is_strictly_typed_and_large_enough():
    corpus = read_corpus(GOLD)
    assert len(corpus.cases) >= 38
    formats = {Path(file).suffix.lower() for case in corpus.cases for file in case.files}
    assert formats >= {".docx", ".doc", ".pdf", ".xlsx", ".xls", ".txt", ".html"}


def test_every_quote_of_an_amount_is_once_in_gold_for_each_nth():
    for case in read_corpus(GOLD).cases:
        for report in case.reports:
            keys = [(money.raw, money.nth) for money in report.money]
            assert len(keys) == len(set(keys)), (case.case, report.file)


def test_a_third_of_the_cases_is_clean():
    cases = read_corpus(GOLD).cases
    clean = [
        case for case in cases if not any(one.certain for report in case.reports for one in report.findings)
    ]
    assert len(clean) * 3 >= len(cases)
