"""Two rounds compared (重报对照): findings gone, staying, new; figures changed; totals altered to fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.comparison.altered import AlteredTotal, altered_totals
from pipeline.comparison.figures import CHANGED, SAME, FigureChange, RoundFigures, figure_changes
from pipeline.comparison.findings import UNCHANGED, FindingChange, finding_changes
from pipeline.comparison.matching import ReportPair, report_pairs
from pipeline.comparison.records import Round, read_round
from pipeline.errors import UsageError

__all__ = [
    "AlteredTotal",
    "Comparison",
    "FigureChange",
    "FindingChange",
    "ReportChange",
    "Round",
    "compare_folders",
    "compare_rounds",
]

MENDED, MISSING, FIRST = "已改动", "未再报送", "新报"


@dataclass(frozen=True, slots=True)
class ReportChange:
    """What became of a report, and how many of its figures changed, came and went."""

    pair: ReportPair
    status: str
    """原样重报 · 已改动 · 未再报送 · 新报."""
    changed: int = 0
    added: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that two rounds say of each other."""

    old: Round
    new: Round
    reports: tuple[ReportChange, ...]
    findings: tuple[FindingChange, ...]
    figures: tuple[FigureChange, ...]
    """Changed, added and removed ones; what stayed is not listed."""
    altered: tuple[AlteredTotal, ...]

    @property
    def errors_left(self) -> int:
        """How many findings of level 错误 are not settled."""
        return sum(change.is_open_error for change in self.findings)


def compare_folders(old: Path, new: Path) -> Comparison:
    """The results in two OUT folders compared; raises UsageError where one of them is not sound."""
    if old.resolve() == new.resolve():
        raise UsageError(f"“{old}”和“{new}”是同一个文件夹，没有可以对照的。")
    return compare_rounds(read_round(old), read_round(new))


def compare_rounds(old: Round, new: Round) -> Comparison:
    """Two rounds compared, whatever ids their reports were given."""
    pairs = report_pairs(old.reports, new.reports)
    before, after = RoundFigures(old), RoundFigures(new)
    changes = {
        index: figure_changes(pair, before, after)
        for index, pair in enumerate(pairs)
        if pair.old is not None and pair.new is not None
    }
    reports = tuple(_report_change(pair, changes.get(index, ())) for index, pair in enumerate(pairs))
    untouched = frozenset(one.pair.new.report for one in reports if one.status == UNCHANGED and one.pair.new)
    findings = finding_changes(old, new, pairs, untouched)
    every = [change for own in changes.values() for change in own]
    return Comparison(
        old=old,
        new=new,
        reports=reports,
        findings=findings,
        figures=tuple(change for change in every if change.status != SAME),
        altered=altered_totals(findings, every),
    )


def _report_change(pair: ReportPair, figures: Sequence[FigureChange]) -> ReportChange:
    if pair.new is None:
        return ReportChange(pair, MISSING)
    if pair.old is None:
        return ReportChange(pair, FIRST)
    changed = sum(one.status == CHANGED for one in figures)
    added = sum(one.old is None for one in figures)
    removed = sum(one.new is None for one in figures)
    # Without a single figure only the file itself can say whether anything was done.
    still = pair.same_file or (bool(figures) and not changed and not added and not removed)
    return ReportChange(pair, UNCHANGED if still else MENDED, changed, added, removed)
