"""A report prepared for comparison (比对样本): its own text, masked, hashed and weighed."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Report
from pipeline.similarity.fingerprints import Positions, shingles
from pipeline.similarity.lexicon import lexicon
from pipeline.similarity.masking import Masked, mask
from pipeline.similarity.names import Names, names_of
from pipeline.similarity.own_text import BREAK, OwnText, codes_of, own_text
from pipeline.similarity.sequences import rarity, sequences, span, spread
from pipeline.similarity.template import Commonness, Hashes, Weights

_NONE = 1e-9


@dataclass(frozen=True, eq=False)
class Sample:
    """The symbols of a report with their shingles, weights and sentences."""

    own: OwnText
    names: Names
    masked: Masked
    hashes: Hashes
    positions: Positions
    weights: Weights
    """Of every symbol how much sharing it tells: 0 template, 1 the unit's own."""
    sentences: NDArray[np.int64]
    """Of every symbol the number of its sentence."""
    common: Commonness
    length: int
    """Of the shingles."""

    @cached_property
    def by_hash(self) -> tuple[Hashes, Positions]:
        """The shingles sorted, each with its index, for all the pairs that it is looked at in."""
        order = np.argsort(self.hashes, kind="stable")
        return self.hashes[order], order

    @cached_property
    def alone(self) -> Weights:
        """The weights without regard to the batch: only known templates and formulas have none."""
        regardless = replace(self.common, background=0)
        prints = (self.hashes, self.positions)
        return symbol_weights(self.masked.symbols, prints, self.sentences, regardless, self.length)

    @cached_property
    def ordered(self) -> tuple[Positions, Weights]:
        """Where its sequences of shingles begin, and what each weighs."""
        hashes, positions = sequences((self.hashes, self.positions), self.length)
        return positions, rarity(self.common.sequence_counts(hashes))

    @cached_property
    def own_order(self) -> Weights:
        """The weights, and of sentences whose order is the unit's own what that weighs."""
        if not len(self.weights):
            return self.weights
        order = spread(self.ordered, len(self.weights), span(self.length))
        means = np.bincount(self.sentences, order) / np.maximum(np.bincount(self.sentences), 1)
        own = (means >= lexicon().sequences.own_share)[self.sentences] & (self.alone > 0)
        return np.where(own, np.maximum(self.weights, order), self.weights)

    @cached_property
    def _memory(self) -> dict[Hashable, NDArray[np.bool_]]:
        return {}

    def remembered(self, what: Hashable, found: Callable[[], NDArray[np.bool_]]) -> NDArray[np.bool_]:
        """What was found out about its symbols once, kept for the next pair."""
        if what not in self._memory:
            self._memory[what] = found()
        return self._memory[what]

    @property
    def report(self) -> Report:
        """The report itself."""
        return self.own.report

    @cached_property
    def stretches(self) -> NDArray[np.int64]:
        """Of every symbol the number of the stretch between two BREAKs."""
        return np.cumsum(codes_of(self.masked.symbols) == ord(BREAK))

    @cached_property
    def whole(self) -> float:
        """What all of the report's own text weighs."""
        return float(self.weights.sum())


def masked_report(report: Report) -> tuple[OwnText, Names, Masked]:
    """The own text of a report, its names, and the text with slots in their place."""
    own, names = own_text(report), names_of(report)
    return own, names, mask(own, names)


def sample_of(report: Report, common: Commonness, length: int, form: Hashes | None = None) -> Sample:
    """The report with the weights that its text has in this batch, `form`: shingles of a form that it fills in."""
    own, names, masked = masked_report(report)
    hashes, positions = shingles(masked.symbols, length)
    sentences = sentence_numbers(masked.symbols)
    return Sample(
        own, names, masked, hashes, positions,
        symbol_weights(masked.symbols, (hashes, positions), sentences, common, length, form), sentences,
        common, length,
    )  # fmt: skip


def sentence_numbers(symbols: str) -> NDArray[np.int64]:
    """Of every symbol the number of the sentence that it stands in; the stop belongs to its sentence."""
    codes = codes_of(symbols)
    ends = np.isin(codes, [ord(mark) for mark in "。；！？" + BREAK])
    numbers: NDArray[np.int64] = np.cumsum(ends, dtype=np.int64) - ends
    return numbers


def symbol_weights(
    symbols: str,
    prints: tuple[Hashes, Positions],
    sentences: NDArray[np.int64],
    common: Commonness,
    length: int,
    form: Hashes | None = None,
) -> Weights:
    """The mean weight of the shingles over each symbol; a sentence that is mostly template has none."""
    hashes, positions = prints
    count = len(symbols)
    heavy, listed = common.weights(hashes), common.is_known(hashes)
    if form is not None:
        heavy[np.isin(hashes, form)] = 0
    over = _reached(count, positions, np.ones(len(positions)), length)
    known = _reached(count, positions[listed], np.ones(int(listed.sum())), length) > _NONE
    # Where no shingle reaches, between two BREAKs, nothing can be shared.
    weights = _reached(count, positions, heavy, length) / np.maximum(over, 1)
    return _without_template(weights, known, sentences)


def _reached(count: int, positions: Positions, amounts: Weights, length: int) -> Weights:
    """Of every symbol the sum over the shingles that hold it."""
    begun = np.zeros(count + length)
    begun[positions + length] = amounts
    sums = np.cumsum(begun)
    found: Weights = sums[length:] - sums[:count]
    # Sums leave crumbs where there is nothing.
    found[np.abs(found) < _NONE] = 0
    return found


def _without_template(weights: Weights, known: NDArray[np.bool_], sentences: NDArray[np.int64]) -> Weights:
    """Sentences of the form are template even where a unit edited them."""
    if not len(weights):
        return weights
    measure = lexicon().measure
    lengths = np.maximum(np.bincount(sentences), 1)
    template = np.bincount(sentences, (weights <= measure.template_weight) | known) / lengths
    formula = np.bincount(sentences, known) / lengths
    without = (template >= measure.template_share) | (formula >= measure.formula_share)
    return np.where(without[sentences], 0.0, weights)
