"""How much of each section stands in the other report (章节雷同)."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Section, SectionShare
from pipeline.similarity.samples import Sample


def section_shares(sample: Sample, covered: Sequence[tuple[int, int]]) -> Iterator[SectionShare]:
    """Every section that has own text: how much of it lies in the covered ranges of symbols."""
    own = sample.weights > 0
    copied = np.zeros(len(own), np.bool_)
    for start, end in covered:
        copied[start:end] = True
    for section in outermost(sample.report.sections):
        inside = symbols_in(sample, section.start, section.end)
        written = int(own[inside].sum())
        if written:
            shared = int((own[inside] & copied[inside]).sum())
            yield SectionShare(sample.report.id, section.title, section.role, section.start, written, shared)


def outermost(sections: Sequence[Section]) -> Iterator[Section]:
    """The sections of the first level, or what stands for it: none that lies inside another."""
    end = -1
    for section in sections:
        if section.start >= end:
            yield section
            end = section.end


def symbols_in(sample: Sample, start: int, end: int) -> slice:
    """The symbols of a range of the file's text."""
    starts = sample.masked.starts
    return slice(int(np.searchsorted(starts, start)), int(np.searchsorted(starts, end)))


def symbol_roles(sample: Sample, roles: frozenset[str]) -> NDArray[np.bool_]:
    """Of every symbol whether its section, the innermost with a role, has one of these roles."""

    def found() -> NDArray[np.bool_]:
        within = np.zeros(len(sample.masked.symbols), np.bool_)
        for section in sample.report.sections:
            if section.role != "其他":
                within[symbols_in(sample, section.start, section.end)] = section.role in roles
        return within

    return sample.remembered(roles, found)
