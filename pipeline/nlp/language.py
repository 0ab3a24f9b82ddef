"""The Chinese stage as one spaCy Language, assembled from configs/nlp.cfg."""

from functools import cache

from spacy.language import Language
from spacy.util import load_model_from_config
from thinc.api import Config

from pipeline.model import Document, Report
from pipeline.nlp import components, tokenizer
from pipeline.settings import config_root

__all__ = ["components", "load_language", "reports_of", "tokenizer"]


@cache
def load_language() -> Language:
    """The Language of configs/nlp.cfg; takes about two seconds the first time."""
    return load_model_from_config(Config().from_disk(config_root() / "nlp.cfg"), auto_fill=True)


def reports_of(document: Document) -> tuple[Report, ...]:
    """The reports that a document holds, read through the Language."""
    language = load_language()
    doc = language.make_doc(document.text)
    doc._.document = document
    reports: tuple[Report, ...] = language(doc)._.reports
    return reports
