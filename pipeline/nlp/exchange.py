"""The Chinese stage in spaCy's own formats (交换): a DocBin of marked texts, and a Language that scores itself.

    python -m spacy evaluate 模型文件夹 标注.spacy --code pipeline/nlp/exchange.py --spans-key money

`spacy evaluate` gives the Language bare text, where a table is lines with tabs and nothing more: what it measures
is the reading of running text; spans in table rows are left out on both sides.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, DocBin, Span
from spacy.training import Example
from spacy.util import load_model_from_config

from pipeline.nlp.language import load_language

SPAN_GROUPS = ("money", "rates", "scores", "grades", "sections")

Marks = Mapping[str, Iterable[tuple[int, int, str]]]
"""Character ranges with their label, by span group."""


@dataclass(frozen=True, slots=True)
class SpanScores:
    """A last step that changes nothing and knows how to score the span groups of those before it."""

    groups: tuple[str, ...] = SPAN_GROUPS

    def __call__(self, doc: Doc) -> Doc:
        """The Doc as it is."""
        return doc

    def score(self, examples: Iterable[Example], **_: object) -> dict[str, object]:
        """Precision, recall and F of each group, overall and by label, as spaCy reports them."""
        examples = list(examples)
        scores: dict[str, object] = {}
        for group in self.groups:
            # The group stands for the attribute that spaCy would look up; the name only labels the scores.
            found: Callable[[Doc, str], list[Span]] = partial(_running_text_spans, group)
            known: Callable[[Doc], bool] = partial(_has_group, group)
            scores |= Scorer.score_spans(
                examples,
                f"spans_{group}",
                getter=found,
                has_annotation=known,
                labeled=True,
                allow_overlap=True,
            )
        return scores


def _running_text_spans(group: str, doc: Doc, _: str) -> list[Span]:
    """The spans of a group that stand outside table rows, whose cells are parted by tabs."""
    text = doc.text
    return [span for span in doc.spans.get(group, []) if not _in_row(text, span)]


def _in_row(text: str, span: Span) -> bool:
    begin = text.rfind("\n", 0, span.start_char) + 1
    end = text.find("\n", span.end_char)
    return "\t" in text[begin : end if end >= 0 else len(text)]


def _has_group(group: str, doc: Doc) -> bool:
    return group in doc.spans


@Language.factory(
    "heji_span_scores",
    default_score_weights={f"spans_{group}_f": 1 / len(SPAN_GROUPS) for group in SPAN_GROUPS},
)
def make_span_scores(nlp: Language, name: str) -> SpanScores:
    """The factory of the scoring step."""
    del nlp, name
    return SpanScores()


def write_docbin(marked: Iterable[tuple[str, Marks]], path: Path) -> int:
    """Write texts with their marks as a DocBin and give their number; a group without marks is there, empty."""
    language = load_language()
    docs = [_marked_doc(language, text, marks) for text, marks in marked]
    DocBin(docs=docs, store_user_data=False).to_disk(path)
    return len(docs)


def write_scoring_language(folder: Path) -> None:
    """Write the Language with the scoring step at its end, as a model folder for `spacy evaluate`."""
    scoring = load_model_from_config(load_language().config, auto_fill=True)
    scoring.add_pipe("heji_span_scores")
    scoring.to_disk(folder)


def _marked_doc(language: Language, text: str, marks: Marks) -> Doc:
    doc = language.make_doc(text)
    for group in SPAN_GROUPS:
        spans = [
            doc.char_span(start, end, label=label, alignment_mode="expand")
            for start, end, label in marks.get(group, ())
        ]
        doc.spans[group] = [span for span in spans if isinstance(span, Span)]
    return doc
