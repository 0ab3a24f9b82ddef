"""Gold as a spaCy DocBin (标注导出): every figure and heading that gold lists, as a span of its file's text."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.evaluation.corpus_run import CaseRun, Conditions, run_case
from pipeline.evaluation.gold import Corpus, GoldReport
from pipeline.evaluation.measures import Wanted, figure_pairs
from pipeline.evaluation.scoring import case_matches
from pipeline.model import Kind, Report
from pipeline.nlp import exchange
from pipeline.nlp.exchange import write_docbin, write_scoring_language

_GROUPS = {Kind.MONEY: "money", Kind.RATE: "rates", Kind.SCORE: "scores", Kind.GRADE: "grades"}

Mark = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: how many texts, the model folder beside them, and the code that `spacy` must load."""

    texts: int
    model: Path
    code: Path


def export_docbin(corpus: Corpus, conditions: Conditions, path: Path) -> Exported:
    """Write the DocBin, and beside it the Language that can be evaluated on it."""
    texts = write_docbin(_marked_texts(corpus, conditions), path)
    model = path.with_name(f"{path.stem}-model")
    write_scoring_language(model)
    return Exported(texts, model, Path(exchange.__file__))


def _marked_texts(corpus: Corpus, conditions: Conditions) -> Iterator[tuple[str, dict[str, list[Mark]]]]:
    for case in corpus.cases:
        run = run_case(case, corpus.root / case.case, conditions)
        found = case_matches(case, run)
        for file in case.files:
            text = _text(run, file)
            if text is None:
                continue
            marks: dict[str, list[Mark]] = {group: [] for group in (*_GROUPS.values(), "sections")}
            for match in found:
                if match.file == file and match.gold is not None and match.report is not None:
                    _mark(marks, text, match.gold, match.report)
            yield text, marks


def _text(run: CaseRun, file: str) -> str | None:
    document = run.files[file].document
    return document.text if document is not None else None


def _mark(marks: dict[str, list[Mark]], text: str, gold: GoldReport, report: Report) -> None:
    for kind, group in _GROUPS.items():
        position = report.spans[0][0]
        for wanted, value in figure_pairs(gold, report, kind):
            if value is not None:
                start, end = value.place.start, value.place.end
            else:
                start, end = _sought(text, wanted, position)
            if start >= 0:
                marks[group].append((start, end, wanted.field))
                position = end
    _mark_sections(marks["sections"], text, gold, report.spans[0][0])


def _mark_sections(marks: list[Mark], text: str, gold: GoldReport, position: int) -> None:
    """Headings in order; one below level 2 has the role of the section that it is in."""
    role = "其他"
    for section in gold.sections:
        role = section.role or role
        start = text.find(section.title, position)
        if start >= 0:
            position = start + len(section.title)
            marks.append((start, position, role))


def _sought(text: str, wanted: Wanted, position: int) -> tuple[int, int]:
    """Where words that the product did not read stand: the next time they occur as a number of their own."""
    start = text.find(wanted.raw, position)
    while (
        start > 0 and wanted.raw[0].isdecimal() and (text[start - 1].isdecimal() or text[start - 1] in ".,")
    ):
        start = text.find(wanted.raw, start + 1)
    return start, start + len(wanted.raw)
