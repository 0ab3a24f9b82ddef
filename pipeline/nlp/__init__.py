"""The Chinese stage: from a document's text to what its reports claim."""

from pipeline.nlp.language import load_language, reports_of

__all__ = ["load_language", "reports_of"]
