"""How much of each report and section says nothing of its own (套话)."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Boilerplate, Report
from pipeline.settings import Thresholds
from pipeline.similarity.coverage import outermost, symbols_in
from pipeline.similarity.lexicon import lexicon
from pipeline.similarity.own_text import BREAK
from pipeline.similarity.samples import Sample
from pipeline.similarity.search import Survey, prepared_samples

_LONGEST = 1_000
"""Characters of one sentence that are looked at: what runs on for longer without a full stop is none."""


def boilerplate_of(
    reports: Sequence[Report], thresholds: Thresholds, survey: Survey
) -> tuple[Boilerplate, ...]:
    """The share of 套话 of every report and of its sections of the first level."""
    samples = prepared_samples(reports, thresholds, survey)
    return tuple(row for sample in samples for row in _rows(sample))


def _rows(sample: Sample) -> Iterator[Boilerplate]:
    report = sample.report
    if not sample.masked.symbols:
        return
    yield _row(sample, "", "", report.spans[0][0], slice(0, len(sample.masked.symbols)))
    for section in outermost(report.sections):
        inside = symbols_in(sample, section.start, section.end)
        if inside.stop > inside.start:
            yield _row(sample, section.title, section.role, section.start, inside)


def _row(sample: Sample, title: str, role: str, start: int, inside: slice) -> Boilerplate:
    weights, numbers = sample.weights[inside], sample.sentences[inside]
    symbols = sample.masked.symbols[inside]
    written = np.array([symbol != BREAK for symbol in symbols], np.bool_)
    told = [words for words in _sentences(sample, inside, numbers) if len(words) >= _least()]
    return Boilerplate(
        report=sample.report.id,
        title=title,
        role=role,
        start=start,
        characters=int(written.sum()),
        common=int((written & (weights == 0)).sum()),
        sentences=len(told),
        empty=sum(not is_concrete(words, sample.report) for words in told),
    )


def _sentences(sample: Sample, inside: slice, numbers: NDArray[np.int64]) -> Iterator[str]:
    """The words of each sentence as they stand in the report."""
    text = sample.report.document.text
    starts = np.flatnonzero(np.append(True, np.diff(numbers) != 0)) if len(numbers) else numbers
    ends = np.append(starts[1:], len(numbers))
    for first, last in zip(starts.tolist(), ends.tolist(), strict=True):
        begin = int(sample.masked.starts[inside.start + first])
        end = int(sample.masked.ends[inside.start + last - 1])
        yield "".join(text[begin:end].split())


def is_concrete(words: str, report: Report) -> bool:
    """Whether a sentence holds a figure, a name, a task or a place."""
    named = any(name and name in words for name in (report.project, *report.projects))
    return named or bool(_concrete().search(words, 0, _LONGEST))


def _least() -> int:
    return lexicon().emptiness.least_characters


@cache
def _concrete() -> "re.Pattern[str]":
    return re.compile("|".join(lexicon().emptiness.concrete))
