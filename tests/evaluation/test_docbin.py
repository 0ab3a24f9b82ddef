import json
import subprocess
import sys

from spacy.tokens import DocBin

from pipeline.evaluation import Conditions, export_docbin, read_corpus
from pipeline.nlp import load_language
from pipeline.settings import load_settings
from tests.evaluation.cases import corpus_at


def test_spacy_evaluates_the_exported_corpus(tmp_path):
    corpus = read_corpus(corpus_at(tmp_path))
    exported = export_docbin(corpus, Conditions(load_settings()), tmp_path / "gold.spacy")
    command = ["evaluate", exported.model, tmp_path / "gold.spacy", "--code", exported.code]
    output = tmp_path / "scores.json"
    done = subprocess.run(
        [sys.executable, "-m", "spacy", *map(str, command), "--spans-key", "money", "--output", str(output)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    scores = json.loads(output.read_text(encoding="utf-8"))
    for group in ("money", "rates", "scores", "grades", "sections"):
        assert scores[f"spans_{group}_f"] == 1, (group, scores)
    assert scores["spans_money_per_type"]["source_part"] == {"p": 1.0, "r": 1.0, "f": 1.0}


def test_the_docbin_marks_the_words_of_gold(tmp_path):
    corpus = read_corpus(corpus_at(tmp_path))
    assert export_docbin(corpus, Conditions(load_settings()), tmp_path / "gold.spacy").texts == 1
    (doc,) = DocBin().from_disk(tmp_path / "gold.spacy").get_docs(load_language().vocab)
    assert [(span.text, span.label_) for span in doc.spans["money"]] == [
        ("150万元", "budget_approved"),
        ("120万元", "source_part"),
        ("30万元", "source_part"),
        ("141万元", "spent"),
        ("9万元", "surplus"),
    ]
    assert [span.text for span in doc.spans["sections"]] == [
        "一、项目概况",
        "二、资金使用情况",
        "三、自评结论",
    ]
