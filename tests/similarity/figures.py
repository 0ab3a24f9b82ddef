"""Prints how well the comparison does on the corpus: `python -m tests.similarity.figures [HONEST EACH FORMS SEED]`."""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model import Batch, Pair
from pipeline.settings import load_settings
from pipeline.similarity import find_pairs
from tests.similarity.corpus import Planted, a_corpus, copied_characters


@dataclass(frozen=True, slots=True)
class Marked:
    """Characters: copied in truth, shown as shared, and both."""

    copied: int
    shown: int
    right: int

    def __add__(self, other: "Marked") -> "Marked":
        return Marked(self.copied + other.copied, self.shown + other.shown, self.right + other.right)


def marked(planted: Planted, pair: Pair) -> Marked:
    """A pair's passages against what was planted, both sides; formulas copied along count neither way."""
    total = Marked(0, 0, 0)
    for side, (me, other) in enumerate(((pair.a, pair.b), (pair.b, pair.a))):
        copied = _positions(copied_characters(planted, me, other))
        along = _positions(copied_characters(planted, me, other, formulas=True))
        ranges = [
            (one.a_start, one.a_end) if side == 0 else (one.b_start, one.b_end) for one in pair.passages
        ]
        shown = _positions(iter(ranges)) - along
        total = total + Marked(len(copied), len(shown), len(copied & shown))
    return total


def _positions(ranges: Iterator[tuple[int, int]]) -> set[int]:
    return {position for start, end in ranges for position in range(start, end)}


def figures(planted: Planted) -> Iterator[str]:
    """One line for the whole, one for each relation."""
    pairs, _ = find_pairs(Batch((), tuple(planted.reports)), load_settings())
    found = {(pair.a, pair.b): pair for pair in pairs}
    right = found.keys() & planted.pairs.keys()
    f1 = 2 * len(right) / max(1, len(found) + len(planted.pairs))
    yield f"报告 {len(planted.reports)} 份，雷同 {len(planted.pairs)} 对：找到 {len(right)}，误报 {len(found) - len(right)}，F1 {f1:.4f}"
    for relation, count in Counter(planted.pairs.values()).items():
        hits = [found[pair] for pair in right if planted.pairs[pair] == relation]
        total = sum((marked(planted, pair) for pair in hits), Marked(0, 0, 0))
        yield (
            f"  {relation:13} 召回 {len(hits)}/{count}　片段召回 {total.right / max(1, total.copied):.3f}"
            f"　片段准确 {total.right / max(1, total.shown):.3f}"
        )
    told = sum(
        any(
            name in one or one in name
            for pair in found.values()
            if report in (pair.a, pair.b)
            for one in pair.leftover_names
        )
        for report, name in planted.leftovers.items()
    )
    yield f"  遗留名称 {told}/{len(planted.leftovers)}"


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:]] or [100, 10, 75, 1]
    for line in figures(a_corpus(*numbers[:3], seed=numbers[3] if len(numbers) > 3 else 1)):
        sys.stdout.write(line + "\n")
