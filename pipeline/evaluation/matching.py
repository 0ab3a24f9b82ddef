"""Which report of the product answers which report of gold (对应), by file and likeness."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from pipeline.evaluation.gold import GoldReport
from pipeline.evaluation.wording import same_words
from pipeline.model import Report


@dataclass(frozen=True, slots=True)
class Match:
    """A report of gold and the product's, either of which may be missing."""

    name: str
    """File name and, where it holds several reports, the ordinal."""
    file: str
    gold: GoldReport | None
    report: Report | None


def matches(file: str, gold: Sequence[GoldReport], reports: Sequence[Report]) -> list[Match]:
    """Every report of one file with its partner; the likest are paired first, equals in text order."""
    ranked = sorted(
        product(range(len(gold)), range(len(reports))),
        key=lambda pair: (-_likeness(gold[pair[0]], reports[pair[1]]), abs(pair[0] - pair[1]), pair),
    )
    partner: dict[int, int] = {}
    for wanted, given in ranked:
        if wanted not in partner and given not in partner.values():
            partner[wanted] = given
    several = max(len(gold), len(reports)) > 1
    found = [
        Match(
            f"{file}#{number}" if several else file,
            file,
            entry,
            reports[partner[number - 1]] if number - 1 in partner else None,
        )
        for number, entry in enumerate(gold, start=1)
    ]
    left = [report for number, report in enumerate(reports) if number not in partner.values()]
    return found + [
        Match(f"{file}#多{number}", file, None, report) for number, report in enumerate(left, start=1)
    ]


def _likeness(gold: GoldReport, report: Report) -> int:
    said = sum(4 for value in report.values if value.raw in {money.raw for money in gold.money[:40]})
    return (
        40 * same_words(gold.project, report.project)
        + 20 * (gold.kind == report.kind)
        + 10 * same_words(gold.unit, report.unit)
        + min(said, 40)
    )
