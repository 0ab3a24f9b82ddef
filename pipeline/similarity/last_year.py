"""How much of a report's own sections stands in last year's report, numbers masked (与上年雷同)."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal

import numpy as np

from pipeline.model import Batch, LastYear, Pair, Passage, Repetition, Report, sections_of_role
from pipeline.settings import Settings
from pipeline.similarity.lexicon import lexicon
from pipeline.similarity.masking import Masked, mask
from pipeline.similarity.names import names_of
from pipeline.similarity.own_text import BREAK, Offsets, OwnText, own_text
from pipeline.similarity.passages import shared_passages

# 指标分析 is where many reports put what was achieved.
ROLE_GROUPS = {"完成情况": ("完成情况", "指标分析"), "存在问题": ("存在问题",), "改进建议": ("改进建议",)}


def with_repetitions(batch: Batch, settings: Settings) -> Batch:
    """The batch with what each report repeats of last year's report of the same unit and project."""
    if batch.last_year is None:
        return batch
    found = tuple(_repetitions(batch, batch.last_year, settings))
    return replace(batch, last_year=replace(batch.last_year, repetitions=found))


def last_year_pairs(batch: Batch) -> tuple[Pair, ...]:
    """Each report and last year's as a pair of kind `last_year`: what the compared sections share, together."""
    groups: dict[tuple[str, str], list[Repetition]] = {}
    for one in batch.last_year.repetitions if batch.last_year else ():
        groups.setdefault((one.report, one.last), []).append(one)
    pairs = []
    for (report, last), rows in sorted(groups.items()):
        shared = sum(one.characters for one in rows)
        whole = sum(one.whole for one in rows)
        if shared:
            passages = tuple(passage for one in rows for passage in one.passages)
            pairs.append(Pair(report, last, "last_year", round(shared / whole, 4), shared, passages))
    return tuple(pairs)


def _repetitions(batch: Batch, last_year: LastYear, settings: Settings) -> Iterator[Repetition]:
    for report in batch.reports:
        for last in last_year.of(report):
            if last.report is not None:
                yield from _by_role(report, last.report, settings.thresholds.shingle_characters)


def _by_role(report: Report, last: Report, seed: int) -> Iterator[Repetition]:
    own, before = own_text(report), own_text(last)
    for role, roles in ROLE_GROUPS.items():
        mine = mask(_inside(own, report, roles), names_of(report))
        theirs = mask(_inside(before, last, roles), names_of(last))
        symbols = len(mine.symbols) - mine.symbols.count(BREAK)
        if symbols and theirs.symbols:
            yield _repetition(report, last, role, (mine, theirs), seed, symbols)


def _repetition(
    report: Report, last: Report, role: str, sides: tuple[Masked, Masked], seed: int, symbols: int
) -> Repetition:
    mine, theirs = sides
    matches = shared_passages(mine.symbols, theirs.symbols, seed, lexicon().measure.passage_characters)
    covered = np.zeros(len(mine.symbols), np.bool_)
    passages = []
    for match in matches:
        covered[match.a : match.a + match.length] = True
        end = match.length - 1
        passages.append(
            Passage(
                int(mine.starts[match.a]),
                int(mine.ends[match.a + end]),
                int(theirs.starts[match.b]),
                int(theirs.ends[match.b + end]),
            )
        )
    shared = int(covered.sum())
    share = (Decimal(shared) / symbols).quantize(Decimal("0.0001"), rounding=ROUND_DOWN)
    return Repetition(report.id, last.id, role, share, shared, symbols, tuple(passages))


def _inside(own: OwnText, report: Report, roles: tuple[str, ...]) -> OwnText:
    """The own text of the sections of these roles; BREAK between sections that do not follow on one another."""
    ranges = [(section.start, section.end) for section in sections_of_role(report, *roles)]
    characters: list[str] = []
    offsets: list[Offsets] = []
    for start, end in ranges:
        first, last = np.searchsorted(own.offsets, (start, end)).tolist()
        if last > first:
            characters.append(own.characters[first:last])
            offsets += [own.offsets[first:last], own.offsets[last - 1 : last]]
    joined = np.concatenate(offsets[:-1]) if offsets else np.empty(0, np.int32)
    return OwnText(report, BREAK.join(characters), joined)
