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
from pipeline.similarity.names import DATE, NUMBER, PERSON, PROJECT, any_of
from pipeline.similarity.own_text import codes_of
from pipeline.similarity.rewording import pair_codes
from pipeline.similarity.samples import Sample

Flags = NDArray[np.bool_]

_PAIR_BITS = 18
_TELLING = frozenset((NUMBER, DATE, PERSON, PROJECT))
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
        _mark_blanks(one, other, region, (a, b), only_dense=True)
    return a & ~_told(one), b & ~_told(other)


def frame_symbols(one: Sample, other: Sample, found: Sequence[Region]) -> tuple[Flags, Flags]:
    """Of every symbol of both whether it is shared and may be the frame of a form that only these two fill in.

    More than reads like a form: standing rules of any work, and what has blanks that each filled in otherwise.
    """
    a, b = form_symbols(one, other, found)
    for region in found:
        if telling_figures(one, other, region):
            continue
        inside_a, inside_b = slice(region.a_start, region.a_end), slice(region.b_start, region.b_end)
        a[inside_a] |= _idle(one)[inside_a]
        b[inside_b] |= _idle(other)[inside_b]
        _mark_blanks(one, other, region, (a, b), only_dense=False)
    return a & ~_told(one), b & ~_told(other)


def form_sentences(sample: Sample) -> Flags:
    """Of every symbol whether its sentence reads like a form's."""
    return _form_sentences(sample) & ~_told(sample)


def is_frame(one: Sample, other: Sample, found: Sequence[Region], score: float) -> bool:
    """Whether the long passages follow on one another as in a form, and each filled in its own figures."""
    rules = lexicon().generic
    if score >= rules.frame_score:
        return False
    least = lexicon().measure.sentence_characters
    long = sorted((one for one in found if one.matched >= least), key=lambda region: region.a_start)
    in_place = 0
    last = -1
    for region in long:
        if region.b_start > last and not _told(one)[region.a_start]:
            in_place += region.matched
            last = region.b_start
    if in_place < rules.frame_share * sum(region.matched for region in long):
        return False
    written = [words for region in found for words in filled(one, other, region)]
    return sum(a != b for a, b in written) >= rules.frame_renamed * len(written)


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


def _mark_blanks(
    one: Sample, other: Sample, region: Region, marks: tuple[Flags, Flags], *, only_dense: bool
) -> None:
    """Sentences with a blank every few words, every one filled in otherwise; else also rules with any blank."""
    blanks: dict[int, list[tuple[int, int]]] = {}
    for match in region.matches:
        for at in range(match.a, match.a + match.length):
            to = at - match.a + match.b
            if one.masked.symbols[at] in (NUMBER, DATE) and not _is_printed(one, other, at, to):
                blanks.setdefault(int(one.sentences[at]), []).append((at, to))
    for number, filled_in in blanks.items():
        start, end = np.searchsorted(one.sentences, (number, number + 1)).tolist()
        if any(one.masked.words.get(at) == other.masked.words.get(to) for at, to in filled_in):
            continue
        if _has_blanks(one.masked.symbols[start:end], len(filled_in), only_dense=only_dense):
            marks[0][start:end] = True
            theirs = other.sentences[filled_in[0][1]]
            start, end = np.searchsorted(other.sentences, (theirs, theirs + 1)).tolist()
            marks[1][start:end] = True


def _has_blanks(sentence: str, blanks: int, *, only_dense: bool) -> bool:
    rules = lexicon().generic
    every = rules.blank_characters if only_dense else rules.frame_blank_characters
    if blanks >= rules.blanks and len(sentence) <= every * blanks:
        return True
    return not only_dense and rules.is_standing(sentence)


def _is_printed(one: Sample, other: Sample, at: int, to: int) -> bool:
    """Whether both have the same figure in words: 四十八小时 stands in the form itself."""
    words = one.masked.words.get(at, "")
    return words == other.masked.words.get(to) and not any(map(str.isdigit, words))


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


def _idle(sample: Sample) -> Flags:
    """Of every symbol whether its sentence says how things are done: no figure, no date, no name, no deed."""

    def found() -> Flags:
        idle = np.zeros(len(sample.masked.symbols), np.bool_)
        for start, end in _sentences(sample):
            words = sample.masked.symbols[start:end]
            written = (at for at in range(start, end) if sample.masked.symbols[at] in _TELLING)
            named = any(any(map(str.isdigit, sample.masked.words.get(at, ""))) for at in written)
            idle[start:end] = not named and lexicon().generic.is_standing(words)
        return idle

    return sample.remembered("idle", found)


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
