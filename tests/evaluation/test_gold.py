import json
from decimal import Decimal

import pytest

from pipeline.errors import UsageError
from pipeline.evaluation import read_corpus
from pipeline.model import Kind
from pipeline.outputs.names import name_table
from tests.evaluation.cases import FILE, corpus_at, gold


def test_a_case_is_read_with_exact_numbers(tmp_path):
    (case,) = read_corpus(corpus_at(tmp_path)).cases
    (report,) = case.reports
    assert report.money[0].yuan == Decimal("1500000")
    assert case.mutations[0].with_ == "等级为“中”"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"rates": [{"raw": "94%", "percent": 94, "field": "execution_rate", "where": "text"}]},
            "rates.0.percent",
        ),
        (
            {"rates": [{"raw": "94%", "percent": "94%", "field": "execution_rate", "where": "text"}]},
            "rates.0.percent",
        ),
        ({"rates": [{"raw": "94%", "percent": "94", "field": "executed", "where": "text"}]}, "rates.0.field"),
        ({"rates": [{"raw": "", "percent": "94", "field": "other", "where": "text"}]}, "rates.0.raw"),
        ({"year": "2023"}, "year"),
        ({"author": "某人"}, "author"),
        ({"grades": [{"raw": "合格", "grade": "合格", "where": "text"}]}, "grades.0.grade"),
        ({"summary": {"spent": "1"}}, "summary"),
        ({"must_not": [{"rule": "XX-01", "why": ""}]}, "must_not.0.rule"),
        ({"file": "别的.docx"}, "files 中没有“别的.docx”"),
    ],
)
def test_a_fault_in_gold_is_named(tmp_path, change, words):
    with pytest.raises(UsageError, match=r"甲1/gold\.json") as error:
        read_corpus(corpus_at(tmp_path, gold(**change)))
    assert words in str(error.value)


def test_files_must_be_there_and_the_case_named_like_its_folder(tmp_path):
    root = corpus_at(tmp_path)
    (root / "甲1" / FILE).rename(root / "甲1" / "改名.txt")
    with pytest.raises(UsageError, match="文件夹里没有"):
        read_corpus(root)
    with pytest.raises(UsageError, match="应与文件夹同名"):
        read_corpus(corpus_at(tmp_path, gold() | {"case": "甲2"}))


def test_a_folder_without_cases_and_broken_json(tmp_path):
    with pytest.raises(UsageError, match="没有标注"):
        read_corpus(tmp_path)
    root = corpus_at(tmp_path)
    (root / "甲1" / "gold.json").write_text("{", encoding="utf-8")
    with pytest.raises(UsageError, match="不是合格的 JSON"):
        read_corpus(root)


def test_the_digest_knows_every_file(tmp_path):
    root = corpus_at(tmp_path)
    before = read_corpus(root).digest
    assert read_corpus(root).digest == before
    (root / "甲1" / FILE).write_text("别的内容", encoding="utf-8")
    assert read_corpus(root).digest != before


def test_gold_knows_exactly_the_fields_of_the_product():
    schema = json.dumps(_field_names())
    for kind, group in ((Kind.MONEY, "money"), (Kind.RATE, "rates"), (Kind.SCORE, "scores")):
        assert set(name_table()[kind]) == set(_field_names()[group]), (kind, schema)


def _field_names():
    from pipeline.evaluation.gold import GoldReport

    schema = GoldReport.model_json_schema()["$defs"]
    models = {"money": "GoldMoney", "rates": "GoldRate", "scores": "GoldScore"}
    return {group: schema[model]["properties"]["field"]["enum"] for group, model in models.items()}
