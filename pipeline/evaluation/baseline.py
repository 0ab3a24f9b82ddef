"""The pinned result (基线): floors that do not fall by themselves, and what was gained and lost since."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import UsageError
from pipeline.evaluation.scoring import Evaluation
from pipeline.evaluation.tally import MEASURES, Tally, totals

_STEP = Decimal("0.001")


class Floor(BaseModel):
    """The lowest precision and recall that a measure may have."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    precision: Decimal
    recall: Decimal


class Baseline(BaseModel):
    """A pinned evaluation: the corpus it was made on, floors, counts a case and measure, misses by key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    corpus: str
    floors: dict[str, Floor]
    counts: dict[str, dict[str, tuple[int, int, int]]]
    """Case → measure → right, extra, missed."""
    misses: dict[str, list[str]]
    """Case → keys of the differences."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A measure below its floor."""

    measure: str
    share: str
    floor: Decimal
    now: Decimal


@dataclass(frozen=True, slots=True)
class Comparison:
    """An evaluation held against the baseline."""

    same_corpus: bool
    breaches: tuple[Breach, ...]
    gained: tuple[tuple[str, str], ...]
    """(case, key) of differences that are gone."""
    lost: tuple[tuple[str, str], ...]
    """(case, key) of differences that are new."""

    @property
    def holds(self) -> bool:
        """Whether no floor is broken and the corpus is the one that was pinned."""
        return self.same_corpus and not self.breaches


def read_baseline(path: Path) -> Baseline | None:
    """The pinned result, or None when nothing is pinned yet."""
    if not path.is_file():
        return None
    try:
        return Baseline.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as error:
        raise UsageError(f"基线文件 {path} 不合要求：{error.errors()[0]['msg']}。") from error


def compared(evaluation: Evaluation, baseline: Baseline) -> Comparison:
    """Floors, gains and losses; only cases that were evaluated are compared."""
    now = _misses(evaluation)
    cases = evaluation.cases
    before = {case: set(baseline.misses.get(case, ())) for case in cases}
    return Comparison(
        same_corpus=evaluation.digest == baseline.corpus,
        breaches=tuple(_breaches(totals(evaluation.sheets), baseline.floors)),
        gained=tuple((case, key) for case in cases for key in sorted(before[case] - set(now[case]))),
        lost=tuple((case, key) for case in cases for key in now[case] if key not in before[case]),
    )


def pinned(evaluation: Evaluation, before: Baseline | None, *, lower: bool) -> Baseline:
    """A new baseline; raises UsageError when a floor would fall and that was not asked for."""
    floors = _floors(totals(evaluation.sheets))
    if before is not None and not lower:
        falling = [
            f"{MEASURES.get(name, name)}（{shown} {getattr(old, share)} → {new}）"
            for name, old in before.floors.items()
            for share, shown in (("precision", "准确率"), ("recall", "召回率"))
            if (new := getattr(floors[name], share) if name in floors else Decimal(0)) < getattr(old, share)
        ]
        if falling:
            raise UsageError(f"下限会降低：{'、'.join(falling)}。确认要降低，请加 --lower-floor。")
    return Baseline(
        corpus=evaluation.digest, floors=floors, counts=_counts(evaluation), misses=_misses(evaluation)
    )


def write_baseline(baseline: Baseline, path: Path) -> None:
    """Write the baseline so that a diff shows one measure or one miss a line."""
    text = json.dumps(baseline.model_dump(mode="json"), ensure_ascii=False, indent=1)
    flat = re.sub(r"\[\s+(\d+),\s+(\d+),\s+(\d+)\s+\]", r"[\1, \2, \3]", text)
    path.write_text(flat + "\n", encoding="utf-8", newline="\n")


def _breaches(now: Mapping[str, Tally], floors: Mapping[str, Floor]) -> Iterator[Breach]:
    for measure, floor in floors.items():
        tally = now.get(measure, Tally())
        for share in ("precision", "recall"):
            lowest: Decimal = getattr(floor, share)
            found: Decimal | None = getattr(tally, share)
            reached = Decimal(0) if found is None else found
            if reached < lowest:
                yield Breach(measure, share, lowest, reached)


def _floors(now: Mapping[str, Tally]) -> dict[str, Floor]:
    return {
        measure: Floor(precision=_floor(tally.precision), recall=_floor(tally.recall))
        for measure, tally in now.items()
    }


def _floor(share: Decimal | None) -> Decimal:
    return Decimal(0) if share is None else share.quantize(_STEP, rounding=ROUND_DOWN)


def _counts(evaluation: Evaluation) -> dict[str, dict[str, tuple[int, int, int]]]:
    counts = {}
    for case in evaluation.cases:
        tallies = totals(sheet for sheet in evaluation.sheets if sheet.case == case)
        counts[case] = {
            measure: (tally.right, tally.extra, tally.missed) for measure, tally in tallies.items()
        }
    return counts


def _misses(evaluation: Evaluation) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {case: [] for case in evaluation.cases}
    for sheet in evaluation.sheets:
        found[sheet.case] += [miss.key for miss in sheet.misses]
    return {case: sorted(keys) for case, keys in found.items()}
