"""Reports of which a part could not be read: what is not found there may stand in that part (读得不全)."""

from collections.abc import Iterable

from pipeline.model import Batch, Document, Outcome, Report
from pipeline.validation.base import Comparison, pending
from pipeline.validation.guards import same_material

# Rules that say that something is not there; they look at the whole report, or at all material on the project.
ABSENCES = frozenset({"WZ-01", "WZ-03", "WZ-05", "ZB-01", "ZB-09", "ZB-12", "ZX-03", "ZX-04", "DJ-04"})
# Rules on tables that miss an addend: a row that was lost may be it. A list inside one sentence is whole.
SUMS = frozenset({"DF-02", "DF-03", "WB-02", "ZJ-01"})
# Losses inside what was read; a page that is only a picture leaves the tables of the other pages whole.
_HOLES = frozenset({"damaged", "timeout", "too_large", "nested_too_deep", "bomb"})
# Rules on single cells: a picture page elsewhere does not explain an empty cell.
_CELLS = frozenset({"WZ-03"})


def held_back(
    rule: str, report: Report, batch: Batch, comparisons: tuple[Comparison, ...]
) -> tuple[Comparison, ...]:
    """待核 instead of 触发 for what an unread part may explain; everything else as it is."""
    if not any(one.outcome is Outcome.FIRED for one in comparisons):
        return comparisons
    lost = _lost(rule, report, batch)
    return tuple(_unsure(one, lost) for one in comparisons) if lost else comparisons


def _lost(rule: str, report: Report, batch: Batch) -> str | None:
    """What could not be read of the material that the rule needs whole."""
    if rule in SUMS or rule in _CELLS:
        return _first([report.document], _HOLES)
    if rule in ABSENCES:
        mates = same_material(report, batch)
        return _first([report.document, *(mate.document for mate in mates)], None)
    return None


def _first(documents: Iterable[Document], reasons: frozenset[str] | None) -> str | None:
    for document in documents:
        for problem in document.problems:
            if reasons is None or problem.reason in reasons:
                return problem.message
    return None


def _unsure(comparison: Comparison, lost: str) -> Comparison:
    if comparison.outcome is not Outcome.FIRED:
        return comparison
    return pending(f"文件没有读全（{lost}），不能断定：{comparison.why}", comparison.values)
