"""What rules ask of an indicator row: its name, its class, where a cell stands, whether it says why (指标行)."""

import re

from pipeline.model import Indicator, Place, Report
from pipeline.validation.lexicon import cues
from pipeline.validation.score_tables import NOT_APPLICABLE_MARKS
from pipeline.validation.targets import direction
from pipeline.validation.templates import is_instruction

_NOT_NAME = re.compile(r"[\s“”\"'‘’《》（）()\[\]【】、，。；：:,.;·★☆*\-—_/]")
_ORDINAL = re.compile(r"^(?:指标\d+[：:.、]?|[（(]?\d{1,2}[）).、．]\s*)")


def row_name(row: Indicator) -> str:
    """The name by which an auditor knows the row."""
    return row.level3 or row.level2 or row.level1


def bare_name(name: str) -> str:
    """A name without its ordinal, punctuation and spaces."""
    return _NOT_NAME.sub("", _ORDINAL.sub("", name.strip()))


def row_class(row: Indicator) -> str:
    """产出, 成本, 满意度, 效益 or another first-level class, by the words of the upper levels."""
    upper = f"{row.level1}{row.level2}"
    if "满意" in upper:
        return "满意度"
    if "成本" in upper:
        return "成本"
    if cues("indicator_design", "output_class").search(upper):
        return "产出"
    return "效益" if cues("indicator_design", "benefit_class").search(upper) else row.level1


def place_of_row(row: Indicator, *columns: str) -> Place | None:
    """Where the first of these cells stands, else any cell of the row."""
    for column in columns:
        if column in row.places:
            return row.places[column]
    return next(iter(row.places.values()), None)


def own_reason(row: Indicator) -> str:
    """The reason written in the row; marks, 无 and the form's printed hints are none (G8)."""
    text = row.reason.strip()
    if text in NOT_APPLICABLE_MARKS or is_instruction(text):
        return ""
    return "" if cues("template_hints", "printed_note").search(text) else text


def measurable(row: Indicator) -> bool:
    """A quantitative row with target and actual in figures; dates are not measured."""
    dated = cues("indicator_cues", "date_like")
    if row.qualitative or dated.search(row.target) or dated.search(row.actual):
        return False
    return row.target_number is not None and row.actual_number is not None


def worse(row: Indicator) -> bool:
    """Whether the actual value falls short of the target in the row's direction."""
    way = direction(row)
    if way is None or not measurable(row):
        return False
    target, actual = row.target_number, row.actual_number
    if target is None or actual is None:
        return False
    return actual < target if way == "≥" else actual > target


def short_of_marks(row: Indicator) -> bool:
    """Whether the row took less than its weight."""
    score, weight = (value.number if value else None for value in (row.score, row.weight))
    return score is not None and weight is not None and score < weight


def full_marks_of(row: Indicator) -> bool:
    """Whether the row took its whole weight."""
    score, weight = (value.number if value else None for value in (row.score, row.weight))
    return score is not None and weight is not None and score == weight > 0


def certainty(report: Report) -> float:
    """The lowest certainty with which a row of the report was read."""
    return min((row.confidence for row in report.indicators), default=1.0)
