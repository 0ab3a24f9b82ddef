"""Timeliness rows whose own date of completion is later than the date due, at full marks (逾期满分)."""

from collections.abc import Iterator

from pipeline.model import Indicator, Report
from pipeline.validation.base import Comparison, Context, Doubt, passed
from pipeline.validation.calendar_dates import Dated, dates_in
from pipeline.validation.guards import settled
from pipeline.validation.lexicon import cues
from pipeline.validation.wording import spot, stated


def late_at_full_marks(report: Report, context: Context) -> Iterator[Comparison]:
    """The completion date of a row against its due date, day by day (T0)."""
    for row in report.indicators:
        if row.role != "indicator" or row.score is None or row.weight is None or not row.weight.number:
            continue
        due, done = _sole_date(row.target, report.year), _sole_date(row.actual, report.year)
        if due is None or done is None or cues("dated_events", "not_due").search(row.target):
            continue
        if done.first <= due.last or row.score.number != row.weight.number:
            yield passed("写日期的时效指标没有逾期，或已扣分", [row.score.id, row.weight.id])
        else:
            yield settled(context, _late(report, row, due, done), [row.score, row.weight], row.confidence)


def _sole_date(words: str, year: int | None) -> Dated | None:
    """The one date of a cell; a period counts by its end."""
    found = list(dates_in(words, year)) if "月" in words else []
    return found[0] if len(found) == 1 else None


def _late(report: Report, row: Indicator, due: Dated, done: Dated) -> Doubt:
    if row.score is None or row.weight is None:
        raise ValueError("late_at_full_marks() 已保证有得分和分值")
    name = row.level3 or row.level2
    place = row.places.get("actual", row.score.place)
    return Doubt(
        fact=f"missed_target/{row.level1}/{row.level2}/{name}",
        message=(
            f"指标“{name}”应于 {row.target} 完成，完成值写 {row.actual}（{spot(report, place)}），"
            f"晚于{due.raw}，没有按期完成，却得满分 {stated(report, row.score)}。"
        ),
        places=tuple(dict.fromkeys((place, row.places.get("target", place), row.score.place))),
        expected=f"不晚于{due.raw}，或相应扣分",
        actual=done.raw,
        tolerance="无（日期按所写的最后一天计）",
        suspect=row.score.raw,
        roots=frozenset({f"missed/{row.score.id}"}),
    )
