"""The Chinese stage: from a document's text to what its reports claim."""

from importlib import import_module
from typing import TYPE_CHECKING

from pipeline.nlp.reports import load_words, reports_of

if TYPE_CHECKING:
    from pipeline.nlp.language import load_language

__all__ = ["load_language", "load_words", "reports_of"]


def __getattr__(name: str) -> object:
    """The Language brings spaCy and jieba with it: they are loaded when it is asked for, and only then."""
    if name == "load_language":
        return import_module("pipeline.nlp.language").load_language
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
