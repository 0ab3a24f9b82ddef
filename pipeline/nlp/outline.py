"""Which reports a document holds, with the sections and the identity of each (报告的轮廓)."""

import hashlib
from dataclasses import dataclass, replace

from pipeline.model import Document, Section
from pipeline.nlp.forms import Forms, read_forms
from pipeline.nlp.identity import Identity, identify
from pipeline.nlp.sections import find_sections
from pipeline.nlp.splitting import split_reports

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """One report inside a document before its figures are read."""

    report: str
    spans: Spans
    forms: Forms
    sections: tuple[Section, ...]
    identity: Identity


def report_id(path: str, position: int) -> str:
    """The id of a report: stable while its file keeps its path and its place among the file's reports."""
    return f"r{hashlib.sha256(f'{path}#{position}'.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def whole_forms(document: Document) -> Forms:
    """The forms of a whole document, read once to see where each begins."""
    return read_forms(document, ((0, len(document.text)),), report_id(document.source.path, 1))


def outlines(document: Document, forms: Forms) -> tuple[Outline, ...]:
    """The outline of every report that the document holds."""
    found = []
    parts = split_reports(document, forms.starts)
    for position, spans in enumerate(parts, start=1):
        identifier = report_id(document.source.path, position)
        own = forms if len(parts) == 1 else read_forms(document, spans, identifier)
        sections = find_sections(document, _without(spans, own.flattened))
        identity = identify(document, spans, sections, own.header)
        found.append(Outline(identifier, spans, own, sections, identity))
    return tuple(found)


def _without(spans: Spans, taken: Spans) -> Spans:
    """The spans less the ranges taken."""
    left: list[tuple[int, int]] = []
    for start, end in spans:
        position = start
        for begin, finish in sorted(taken):
            if begin >= end or finish <= position:
                continue
            if begin > position:
                left.append((position, begin))
            position = max(position, finish)
        if position < end:
            left.append((position, end))
    return tuple(left)


def with_year(outline: Outline, year: int | None) -> Outline:
    """The outline with a year found elsewhere in its bundle."""
    return replace(outline, identity=replace(outline.identity, year=year))
