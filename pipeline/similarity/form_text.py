"""Shared text that is a form's (表样文字): it tells how to evaluate and what to fill in, not what a unit did.

Two honest reports on one form that nobody gave us share its prose. Nothing tells it from a copy but what it says:
words of evaluation and formulas throughout, or blanks that each filled in by itself. What a unit tells of its
work, of what went wrong and of what is to be done about it is its own.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.similarity.alignment import Region
from pipeline.similarity.coverage import symbol_roles
from pipeline.similarity.figures import filled, telling_figures
from pipeline.similarity.formulas import formula_text
from pipeline.similarity.lexicon import lexicon
from pipeline.similarity.names import DATE, NUMBER, any_of
from pipeline.similarity.own_text import codes_of
from pipeline.similarity.rewording import pair_codes
from pipeline.similarity.samples import Sample

Flags = NDArray[np.bool_]

_PAIR_BITS = 18
_FIRST_HAN, _LAST_HAN = ord("一"), ord("鿿")


def form_symbols(one: Sample, other: Sample, found: Sequence[Region]) -> tuple[Flags, Flags]:
    """Of every symbol of both reports whether it is shared and reads like a form's."""
    a, b = np.zeros(len(one.masked.symbols), np.bool_), np.zeros(len(other.masked.symbols), np.bool_)
    for region in found:
        inside_a, inside_b = slice(region.a_start, region.a_end), slice(region.b_start, region.b_end)
        if telling_figures(one, other, region):
            # Odd figures that are the same were not printed: the sentences were copied with them.
            continue
        if _reads_like_form(one, inside_a, _least_share(one, inside_a)):
            a[inside_a] = b[inside_b] = True
            continue
        a[inside_a] |= _form_sentences(one)[inside_a]
        b[inside_b] |= _form_sentences(other)[inside_b]
        _mark_blanks(one, other, region, (a, b))
    return a & ~_told(one), b & ~_told(other)


def form_sentences(sample: Sample) -> Flags:
    """Of every symbol whether its sentence reads like a form's."""
    return _form_sentences(sample) & ~_told(sample)


def is_frame(one: Sample, other: Sample, found: Sequence[Region], score: float) -> bool:
    """Whether what three reports share stands in the same places and each filled in its own figures."""
    rules = lexicon().generic
    if score >= rules.frame_score:
        return False
    in_place = 0
    last = -1
    for region in sorted(found, key=lambda region: region.a_start):
        if _stands_alike(one, other, region) and region.b_start > last:
            in_place += region.matched
            last = region.b_start
    if in_place < rules.frame_share * sum(region.matched for region in found):
        return False
    written = [words for region in found for words in filled(one, other, region)]
    return sum(a != b for a, b in written) >= rules.frame_renamed * len(written)


def _stands_alike(one: Sample, other: Sample, region: Region) -> bool:
    if _told(one)[region.a_start]:
        return False
    return _role_at(one, region.a_start) == _role_at(other, region.b_start)


def _role_at(sample: Sample, at: int) -> str:
    place = int(sample.masked.starts[at])
    return next((one.role for one in sample.report.sections if one.start <= place < one.end), "")


def _least_share(sample: Sample, inside: slice) -> float:
    """Text that a third report has, too, is a form's more readily."""
    rules = lexicon().generic
    within = (sample.positions >= inside.start) & (sample.positions < inside.stop)
    counts = sample.common.counts(sample.hashes[within])
    return rules.share_of_three if len(counts) and np.median(counts) > 2 else rules.share


def _reads_like_form(sample: Sample, inside: slice, least: float) -> bool:
    han = _han(sample)[inside]
    return bool((_generic(sample)[inside] & han).sum() >= least * max(int(han.sum()), 1))


def _form_sentences(sample: Sample) -> Flags:
    def found() -> Flags:
        numbers, han = sample.sentences, _han(sample)
        if not len(numbers):
            return han
        written = np.bincount(numbers, han)
        generic = np.bincount(numbers, han & _generic(sample))
        return (generic >= lexicon().generic.share * np.maximum(written, 1))[numbers]

    return sample.remembered("form_sentences", found)


def _mark_blanks(one: Sample, other: Sample, region: Region, marks: tuple[Flags, Flags]) -> None:
    """Sentences with a blank every few words, every one filled in otherwise."""
    rules = lexicon().generic
    shift: dict[int, list[tuple[int, int, int]]] = {}
    for match in region.matches:
        for at in range(match.a, match.a + match.length):
            if one.masked.symbols[at] in (NUMBER, DATE):
                shift.setdefault(int(one.sentences[at]), []).append(
                    (at, at - match.a + match.b, match.length)
                )
    for number, blanks in shift.items():
        start, end = np.searchsorted(one.sentences, (number, number + 1)).tolist()
        differ = all(one.masked.words.get(at) != other.masked.words.get(to) for at, to, _ in blanks)
        if len(blanks) >= rules.blanks and differ and end - start <= rules.blank_characters * len(blanks):
            marks[0][start:end] = True
            theirs = other.sentences[blanks[0][1]]
            start, end = np.searchsorted(other.sentences, (theirs, theirs + 1)).tolist()
            marks[1][start:end] = True


def _told(sample: Sample) -> Flags:
    """Problems told and remedies promised where they belong: a unit's own, however general the words."""

    def found() -> Flags:
        rules = lexicon().generic
        told = symbol_roles(sample, rules.told_roles).copy()
        if told.any():
            for start, end in _sentences(sample):
                told[start:end] &= rules.tells(sample.masked.symbols[start:end])
        return told

    return sample.remembered("told", found)


def _sentences(sample: Sample) -> Iterator[tuple[int, int]]:
    starts = np.flatnonzero(np.append(True, np.diff(sample.sentences) != 0)).tolist()
    return zip(starts, [*starts[1:], len(sample.sentences)], strict=True)


def _lays_down(sentence: str) -> bool:
    """Whether it says what is to be done, and not a word of what was: no figure, nothing of the unit."""
    rules = lexicon().quotation
    return NUMBER not in sentence and rules.lays_down(sentence) and not rules.speaks_of_itself(sentence)


def _han(sample: Sample) -> Flags:
    codes = codes_of(sample.masked.symbols)
    return (codes >= _FIRST_HAN) & (codes <= _LAST_HAN)


def _generic(sample: Sample) -> Flags:
    """Of every symbol whether it belongs to a word of evaluation, to a formula, or to an instruction."""

    def found() -> Flags:
        symbols = sample.masked.symbols
        marked = np.zeros(len(symbols), np.bool_)
        for word in _words().finditer(symbols):
            marked[word.start() : word.end()] = True
        if len(symbols) > 1:
            pairs = _formula_pairs()[pair_codes(symbols, _PAIR_BITS)]
            marked[:-1] |= pairs
            marked[1:] |= pairs
            for start, end in _sentences(sample):
                if _lays_down(symbols[start:end]):
                    marked[start:end] = True
        return marked

    return sample.remembered("generic", found)


@cache
def _words() -> "re.Pattern[str]":
    return re.compile(any_of(lexicon().generic.words))


@cache
def _formula_pairs() -> Flags:
    """The pairs of Chinese characters that stand in known formulas."""
    table = np.zeros(1 << _PAIR_BITS, np.bool_)
    for run in re.findall(r"[一-鿿]{2,}", formula_text()):
        table[pair_codes(run, _PAIR_BITS)] = True
    return table
