"""Makes files of each kind, reads them, prints how much came back: characters, paragraphs, figures, cells, spans."""

import argparse
import sys
from pathlib import Path

from tests.ingestion.measure.cases import CASES
from tests.ingestion.measure.scores import Score, add
from tests.ingestion.samples import read


def measured(name: str, files: int, first: int = 1, keep: Path | None = None) -> Score:
    """The score of one kind of files."""
    suffix, maker = CASES[name]
    score = Score()
    for number, (truth, content) in enumerate(maker(range(first, first + files)), start=first):
        if keep:
            (keep / f"{name}-{number}.{suffix}").write_bytes(content)
        document = read(content, f"样本.{suffix}", scans=name.startswith("scan"))
        before = len(score.misses)
        add(score, truth, document, folds=name.startswith("scan"))
        said = [f"! {problem.message}" for problem in document.problems]
        score.misses[before:] = [f"[{number}] {miss}" for miss in [*said, *score.misses[before:]]]
    return score


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.ingestion.measure", description=__doc__)
    parser.add_argument("cases", nargs="*", default=list(CASES))
    parser.add_argument("--files", type=int, default=5)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    for name in options.cases:
        score = measured(name, options.files, options.first, options.keep)
        sys.stdout.write(f"{name:18s} {score}\n")
        for miss in score.misses[: options.misses]:
            sys.stdout.write(f"    {miss}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
