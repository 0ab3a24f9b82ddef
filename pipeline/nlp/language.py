"""The Chinese stage as one spaCy Language, assembled from configs/nlp.cfg: for notebooks, Matcher and displacy.

`reports` takes the same steps without it.
"""

from functools import cache

from spacy.language import Language
from spacy.util import load_model_from_config
from thinc.api import Config

from pipeline.nlp import components, tokenizer
from pipeline.settings import config_root

__all__ = ["components", "load_language", "tokenizer"]


@cache
def load_language() -> Language:
    """The Language of configs/nlp.cfg; takes about two seconds the first time."""
    return load_model_from_config(Config().from_disk(config_root() / "nlp.cfg"), auto_fill=True)
