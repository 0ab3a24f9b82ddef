"""The whole bench, part by part, on one corpus (测速过程)."""

import tempfile
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path

from pipeline.bench.corpus import Corpus, made_corpus
from pipeline.bench.figures import Scale, Section
from pipeline.bench.language import language_section
from pipeline.bench.reading import reading_section
from pipeline.bench.rules import rules_section
from pipeline.bench.similarity import similarity_section
from pipeline.bench.whole_run import Run, cold_run, growth_section, run_section

PARTS = ("reading", "language", "rules", "similarity", "run", "growth")
"""What can be measured, in this order."""


def bench(
    home: Path, scale: Scale, parts: Collection[str], workers: int, told: Callable[[str], None]
) -> Iterator[Section]:
    """Measure the parts one after another; the corpus is made in `home`, or taken as it stands there."""
    with tempfile.TemporaryDirectory(prefix="heji-bench-") as name:
        scratch = Path(name)
        corpus = _corpus(home, scale, parts, told)
        known: dict[int, Run] = {}
        measures: dict[str, Callable[[], Section]] = {
            "reading": partial(reading_section, corpus, scale),
            "language": partial(language_section, scale),
            "rules": partial(rules_section, corpus, scale),
            "similarity": partial(similarity_section, scale, scratch),
            "run": lambda: _whole(corpus, scale, scratch, workers, known),
            "growth": lambda: growth_section(home, scale, scratch, workers, known),
        }
        for part in PARTS:
            if part in parts:
                told(f"测量 {part}")
                yield measures[part]()


def _corpus(home: Path, scale: Scale, parts: Collection[str], told: Callable[[str], None]) -> Corpus:
    largest = max(scale.growth) if "growth" in parts else 0
    needed = scale.submissions if {"reading", "rules", "run"} & set(parts) else 0
    told(f"准备语料 {max(largest, needed)} 份")
    whole = made_corpus(home, max(largest, needed))
    return Corpus(whole.folder, whole.submissions[: scale.submissions])


def _whole(corpus: Corpus, scale: Scale, scratch: Path, workers: int, known: dict[int, Run]) -> Section:
    run = cold_run(corpus, scratch, workers)
    known[len(corpus.submissions)] = run
    return run_section(corpus, run, scale, scratch, workers)
