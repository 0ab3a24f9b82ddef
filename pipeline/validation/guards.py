"""The global guards that rules share: G2, G6, G7, G8, G10, G12 and the merging of one root cause (G13)."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.model import Batch, Report, Value
from pipeline.validation.base import (
    Comparison,
    Context,
    Doubt,
    Rule,
    fired,
    fired_elsewhere,
    pending,
)
from pipeline.validation.lexicon import cues
from pipeline.validation.remembering import once_a_batch

Looked = tuple[Rule, tuple[Comparison, ...]]

_MOST_TOGETHER = 30
"""A project's report, forms and attachments are fewer; thousands that all name one project are no bundle."""
_NEAREST = 7
"""How many before and behind it a report of a larger group is compared with: not each with each."""


def settled(context: Context, doubt: Doubt, values: Sequence[Value], *certainties: float) -> Comparison:
    """A finding, unless one of its inputs was read with too little certainty (G12): then 待核."""
    ids = [value.id for value in values]
    lowest = min((*certainties, *(value.confidence for value in values)), default=1.0)
    if lowest < context.settings.thresholds.low_confidence:
        return pending(f"依据的读取把握只有 {lowest:.2f}，请对照原件核实：{doubt.message}", ids)
    return fired(doubt, ids)


def negated(text: str) -> bool:
    """未发现、不存在、没有发生 …: the sentence denies what it names (G6)."""
    return bool(cues("statement_guards", "negation").search(text))


def purposeful(text: str) -> bool:
    """防止、避免、杜绝、是否 …: a purpose or a question, no statement of fact (G6)."""
    return bool(cues("statement_guards", "purpose").search(text))


def hedged(text: str) -> bool:
    """可能、或许、一定程度 …: no plain assertion (G6)."""
    return bool(cues("statement_guards", "hedge").search(text))


def advised(text: str) -> bool:
    """建议、下一步、应当 …: what should be done, not what happened (G6)."""
    return bool(cues("statement_guards", "advice").search(text))


def of_another_judge(text: str) -> bool:
    """复核、财政评价、上年 …: not this report's own score or grade (G9)."""
    return bool(cues("statement_guards", "other_judge").search(text))


def other_year(report: Report, text: str) -> bool:
    """Whether a sentence speaks of other years only (G3)."""
    years = {int(found) for found in re.findall(r"(?<!\d)(20\d{2})\s*年", text)}
    named = bool(cues("statement_guards", "other_year").search(text))
    return (bool(years) and report.year is not None and report.year not in years) or (named and not years)


def explanation(report: Report, cue_list: str) -> str | None:
    """The words of the report that explain an exception (G10), or None."""
    text = "\n".join(report.document.text[start:end] for start, end in report.spans)
    found = cues("statement_guards", cue_list).search(text)
    return found.group() if found else None


def bundle_mates(report: Report, batch: Batch) -> tuple[Report, ...]:
    """The other reports of the same unit, project and year; none where it is not known what the report is about."""
    if not names_its_subject(report):
        return ()
    mates = _near(report, _bundles(batch).get((report.unit, report.bundle), ()), batch)
    return tuple(other for other in mates if other.id != report.id and names_its_subject(other))


def names_its_subject(report: Report) -> bool:
    """Whether unit, year and project are known (a report on the whole unit, 整体, needs no project).

    What two reports both leave out they do not have in common.
    """
    whole = report.kind.startswith("整体")
    return bool(report.unit) and report.year is not None and (whole or bool(report.project))


def same_material(report: Report, batch: Batch) -> tuple[Report, ...]:
    """The bundle's other reports, and what stands in the same file for the same unit and year."""
    mates = bundle_mates(report, batch)
    known = {mate.id for mate in mates} | {report.id}
    beside = (
        other
        for other in _near(report, _files(batch).get(report.document.source.path, ()), batch)
        if other.id not in known and other.unit in (None, report.unit) and other.year in (None, report.year)
    )
    return (*mates, *beside)


def _near(report: Report, group: Sequence[Report], batch: Batch) -> Sequence[Report]:
    """The group, and of one too large to be one project's materials the reports that stand around this one."""
    if len(group) <= _MOST_TOGETHER:
        return group
    order = _order(batch)
    place = bisect_left(group, order.get(report.id, 0), key=lambda other: order[other.id])
    return group[max(0, place - _NEAREST) : place + _NEAREST + 1]


@once_a_batch
def _order(batch: Batch) -> Mapping[str, int]:
    return {report.id: place for place, report in enumerate(batch.reports)}


@once_a_batch
def _files(batch: Batch) -> Mapping[str, Sequence[Report]]:
    files: dict[str, list[Report]] = {}
    for report in batch.reports:
        files.setdefault(report.document.source.path, []).append(report)
    return files


@once_a_batch
def _bundles(batch: Batch) -> Mapping[tuple[str | None, str], Sequence[Report]]:
    bundles: dict[tuple[str | None, str], list[Report]] = {}
    for report in batch.reports:
        bundles.setdefault((report.unit, report.bundle), []).append(report)
    return bundles


def is_form(report: Report) -> bool:
    """Whether the report is a form of its own (自评表)."""
    return report.kind.endswith("表")


def speaks_for(report: Report, others: Iterable[Report]) -> Report:
    """Which of a bundle's reports carries a finding on all of them: the narrative before its form."""
    return min((report, *others), key=lambda one: (is_form(one), one.id))


def merged_roots(looked: Sequence[Looked]) -> tuple[Looked, ...]:
    """One root cause, one finding: a silencing rule lists the silenced doubts inside its message (G13)."""
    results: Mapping[str, list[Comparison]] = {entry.info.id: list(found) for entry, found in looked}
    for entry, _ in looked:
        for silenced in entry.info.silences:
            if silenced in results:
                _swallow(entry.info.id, results[entry.info.id], silenced, results[silenced])
    return tuple((entry, tuple(_one_a_fact(results[entry.info.id]))) for entry, _ in looked)


def _swallow(parent_id: str, parents: list[Comparison], child_id: str, children: list[Comparison]) -> None:
    for index, child in enumerate(children):
        for at, parent in enumerate(parents):
            if child.doubt and parent.doubt and child.doubt.roots & parent.doubt.roots:
                parents[at] = _with_child(parent, child, f"同一根源还引起 {child_id}：")
                why = f"与 {parent_id} 同一根源，已列入 {parent_id} 的疑点"
                children[index] = fired_elsewhere(why, child.values)
                break


def _one_a_fact(comparisons: list[Comparison]) -> list[Comparison]:
    """Doubts of one rule on one fact become one finding."""
    first: dict[tuple[str | None, str], int] = {}
    kept: list[Comparison] = []
    for comparison in comparisons:
        doubt = comparison.doubt
        key = (doubt.project, doubt.fact) if doubt else None
        if key is not None and key in first:
            kept[first[key]] = _with_child(kept[first[key]], comparison, "另一处：")
            continue
        if key is not None:
            first[key] = len(kept)
        kept.append(comparison)
    return kept


def _with_child(parent: Comparison, child: Comparison, lead: str) -> Comparison:
    if parent.doubt is None or child.doubt is None:
        return parent
    places = dict.fromkeys((*parent.doubt.places, *child.doubt.places))
    doubt = replace(
        parent.doubt,
        message=f"{parent.doubt.message}{lead}{child.doubt.message}",
        places=tuple(places),
        affects_conclusion=parent.doubt.affects_conclusion or child.doubt.affects_conclusion,
        roots=parent.doubt.roots | child.doubt.roots,
    )
    values = tuple(dict.fromkeys((*parent.values, *child.values)))
    return replace(parent, why=doubt.message, values=values, doubt=doubt)
