"""Evidence: what two reports share, measured and weighed; a Pair when it is enough to show an auditor."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Pair, Passage, Report
from pipeline.settings import Thresholds
from pipeline.similarity.differences import changed_slots, leftover_names, mostly_renamed
from pipeline.similarity.fingerprints import Hashes, shingles
from pipeline.similarity.lexicon import lexicon
from pipeline.similarity.masking import Masked, Names, mask, united
from pipeline.similarity.own_text import BREAK, OwnText
from pipeline.similarity.passages import Match, shared_passages
from pipeline.similarity.template import outside_background


@dataclass(frozen=True, slots=True)
class Sample:
    """A report prepared for comparison."""

    own: OwnText
    names: Names
    masked: Masked


@dataclass(frozen=True, slots=True)
class _Side:
    report: Report
    masked: Masked
    counts: NDArray[np.bool_]
    """Which symbols count: written by the unit, not background."""


def pair_of(one: Sample, other: Sample, background: Hashes, thresholds: Thresholds) -> Pair | None:
    """What both reports share, or None when it is too little to mean anything."""
    # Texts alike from end to end are copies of one another, however many more of them there are.
    if one.masked.symbols == other.masked.symbols:
        background = background[:0]
    a = _side(one, other, background, thresholds.shingle_characters)
    b = _side(other, one, background, thresholds.shingle_characters)
    matches = _matches(a, b, thresholds.shingle_characters)
    shared, whole = _shared(a, b, matches)
    enough = lexicon().measure.evidence_characters
    if shared < enough:
        return None
    score = round(shared / whole, 4)
    if score >= thresholds.copied_share:
        kind = _kind(one, other, a, b, matches)
    elif _weighs(a, b, matches, thresholds.copied_run_characters):
        kind = "partial"
    else:
        return None
    return _pair(one, other, (a, b), matches, kind, (score, shared))


def _pair(
    one: Sample,
    other: Sample,
    sides: tuple[_Side, _Side],
    matches: Sequence[Match],
    kind: str,
    measured: tuple[float, int],
) -> Pair:
    a, b = sides
    passages = tuple(_passage(a.masked, b.masked, match) for match in matches)
    copied_a = _copied_text(a.report, [(passage.a_start, passage.a_end) for passage in passages])
    copied_b = _copied_text(b.report, [(passage.b_start, passage.b_end) for passage in passages])
    leftover = {
        *leftover_names(one.names, other.names, copied_b),
        *leftover_names(other.names, one.names, copied_a),
    }
    return Pair(
        a=a.report.id,
        b=b.report.id,
        kind=kind,
        score=measured[0],
        shared_characters=measured[1],
        passages=passages,
        changed=changed_slots(a.masked, b.masked, matches),
        leftover_names=tuple(sorted(leftover)),
    )


def _side(sample: Sample, other: Sample, background: Hashes, length: int) -> _Side:
    masked = sample.masked
    # A name forgotten in a copy is not this report's, yet must meet the slot that stands in the source.
    if any(name in sample.own.characters for name, _ in set(other.names.by_name) - set(sample.names.by_name)):
        masked = mask(sample.own, united(sample.names, other.names))
    hashes, positions = shingles(masked.symbols, length)
    counts = outside_background(hashes, positions, len(masked.symbols), background, length)
    breaks = np.array([symbol == BREAK for symbol in masked.symbols], np.bool_)
    return _Side(sample.own.report, masked, counts & ~breaks)


def _matches(a: _Side, b: _Side, seed: int) -> tuple[Match, ...]:
    """The common runs without background at their ends, the longest first."""
    least = lexicon().measure.passage_characters
    found = shared_passages(a.masked.symbols, b.masked.symbols, seed, least)
    trimmed = (_trimmed(match, a.counts) for match in found)
    kept = (match for match in trimmed if _weight(match, a) >= max(least, match.length // 2))
    return tuple(sorted(kept, key=lambda match: (-match.length, match.a, match.b)))


def _trimmed(match: Match, counts: NDArray[np.bool_]) -> Match:
    own = np.flatnonzero(counts[match.a : match.a + match.length])
    if not len(own):
        return Match(match.a, match.b, 0)
    first, last = int(own[0]), int(own[-1])
    return Match(match.a + first, match.b + first, last - first + 1)


def _weight(match: Match, a: _Side) -> int:
    return int(a.counts[match.a : match.a + match.length].sum())


def _shared(a: _Side, b: _Side, matches: Sequence[Match]) -> tuple[int, int]:
    """Own symbols of the smaller report that stand in the other one, and how many it has in all."""
    smaller = b if b.counts.sum() < a.counts.sum() else a
    covered = np.zeros(len(smaller.counts), np.bool_)
    for match in matches:
        start = match.b if smaller is b else match.a
        covered[start : start + match.length] = True
    return int((covered & smaller.counts).sum()), int(smaller.counts.sum())


def _kind(one: Sample, other: Sample, a: _Side, b: _Side, matches: Sequence[Match]) -> str:
    if one.own.characters == other.own.characters:
        return "exact"
    return "masked" if mostly_renamed(a.masked, b.masked, matches) else "copied"


def _weighs(a: _Side, b: _Side, matches: Sequence[Match], run: int) -> bool:
    """One long run outside the sections of common background, or enough sentences in those that count."""
    sections = lexicon().sections
    total = 0
    for match in matches:
        roles = set(_roles(a, b, match))
        weight = _weight(match, a)
        if weight >= run and not roles & sections.background:
            return True
        if weight >= lexicon().measure.sentence_characters and roles and roles <= sections.content:
            total += weight
    return total >= run


def _roles(a: _Side, b: _Side, match: Match) -> Iterator[str]:
    for side, symbol in ((a, match.a), (b, match.b)):
        offset = side.masked.starts[symbol]
        around = [section for section in side.report.sections if section.start <= offset < section.end]
        told = [section.role for section in around if section.role != "其他"]
        yield told[-1] if told else "其他"


def _passage(a: Masked, b: Masked, match: Match) -> Passage:
    last = match.length - 1
    return Passage(a.starts[match.a], a.ends[match.a + last], b.starts[match.b], b.ends[match.b + last])


def _copied_text(report: Report, ranges: Sequence[tuple[int, int]]) -> str:
    pieces = ("".join(report.document.text[start:end].split()) for start, end in ranges)
    return BREAK.join(pieces)
