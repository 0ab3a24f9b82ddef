"""The steps of the Chinese stage as spaCy components; each puts what it found on the Doc for the next to use.

Characters stay the truth: what a component stores carries offsets into the text. `doc.spans` holds the same
things as spaCy spans, for notebooks, Matcher patterns and displacy.
"""

from collections.abc import Iterable

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.model import Kind
from pipeline.nlp.figures import report_figures
from pipeline.nlp.forms import Forms
from pipeline.nlp.outline import Outline, outlines, whole_forms
from pipeline.nlp.reports import report_of
from pipeline.nlp.text_lines import document_of_lines

_SPAN_GROUPS = {
    Kind.MONEY: "money",
    Kind.RATE: "rates",
    Kind.SCORE: "scores",
    Kind.GRADE: "grades",
    Kind.COUNT: "counts",
    Kind.PERIOD: "periods",
}

for _name in ("document", "forms", "outlines", "figures", "reports"):
    Doc.set_extension(_name, default=None, force=True)


@Language.component("heji_forms")
def find_forms(doc: Doc) -> Doc:
    """The typed 自评表 inside the document; a Doc made from bare text gets a document of its lines."""
    if doc._.document is None:
        doc._.document = document_of_lines(doc.text)
    doc._.forms = whole_forms(doc._.document)
    return doc


@Language.component("heji_outline")
def find_outlines(doc: Doc) -> Doc:
    """The reports that the document holds, with their sections (`doc.spans["sections"]`, label = role)."""
    forms: Forms = doc._.forms
    doc._.outlines = outlines(doc._.document, forms)
    doc.spans["sections"] = list(
        _spans(
            doc,
            (
                (section.place.start, section.place.end, section.role, section.title)
                for outline in doc._.outlines
                for section in outline.sections
            ),
        )
    )
    return doc


@Language.component("heji_figures")
def find_figures(doc: Doc) -> Doc:
    """Every value of every report; `doc.spans["money"]` and its kin have the field as label, the id as span id."""
    found: list[Outline] = list(doc._.outlines)
    doc._.figures = tuple(report_figures(doc._.document, outline) for outline in found)
    for kind, group in _SPAN_GROUPS.items():
        doc.spans[group] = list(
            _spans(
                doc,
                (
                    (value.place.start, value.place.end, value.field, value.id)
                    for figures in doc._.figures
                    for value in figures.values
                    if value.kind is kind
                ),
            )
        )
    return doc


@Language.component("heji_reports")
def make_reports(doc: Doc) -> Doc:
    """The reports themselves, in `doc._.reports`."""
    doc._.reports = tuple(
        report_of(doc._.document, outline, figures)
        for outline, figures in zip(doc._.outlines, doc._.figures, strict=True)
    )
    return doc


def _spans(doc: Doc, ranges: Iterable[tuple[int, int, str, str]]) -> Iterable[Span]:
    """Spans that cover the ranges; a token that reaches over an edge is taken whole, since tokens are a view."""
    for start, end, label, identifier in ranges:
        span = doc.char_span(start, end, label=label, span_id=identifier, alignment_mode="expand")
        if span is not None:
            yield span
