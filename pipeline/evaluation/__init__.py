"""Evaluation (评测): what the product reads and finds, held against gold, with floors that do not fall."""

from pipeline.evaluation.baseline import (
    Baseline,
    Breach,
    Comparison,
    compared,
    pinned,
    read_baseline,
    write_baseline,
)
from pipeline.evaluation.corpus_run import Conditions
from pipeline.evaluation.docbin import export_docbin
from pipeline.evaluation.gold import Corpus, read_corpus
from pipeline.evaluation.scoring import Evaluation, Unread, evaluate
from pipeline.evaluation.tally import MEASURES, Miss, Sheet, Tally, totals

__all__ = [
    "MEASURES",
    "Baseline",
    "Breach",
    "Comparison",
    "Conditions",
    "Corpus",
    "Evaluation",
    "Miss",
    "Sheet",
    "Tally",
    "Unread",
    "compared",
    "evaluate",
    "export_docbin",
    "pinned",
    "read_baseline",
    "read_corpus",
    "totals",
    "write_baseline",
]
