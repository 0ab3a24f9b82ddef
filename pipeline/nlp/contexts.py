"""What the report says around a figure decides of it (语境): its section, its project, and how it is meant."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from pipeline.model import Document, Exactness, Kind, Modality, Section
from pipeline.nlp.clauses import Surroundings
from pipeline.nlp.cues import pattern
from pipeline.nlp.fold import folded
from pipeline.nlp.roles import Role
from pipeline.nlp.score_roles import is_band
from pipeline.nlp.units import Quantity


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """What is already known of a report when its figures are read."""

    document: Document
    report: str
    year: int | None
    projects: tuple[str, ...]
    sections: tuple[Section, ...]
    reviewed: bool
    """An evaluation by others (重点评价), whose text quotes the unit's own score."""
    department: bool = False
    """A whole department's report (整体支出), whose 项目支出 is one half of its spending."""


def modality_of(
    context: ReadingContext, start: int, quantity: Quantity, around: Surroundings, role: Role
) -> Modality:
    """How a figure is meant: asserted, a target, a standard such as a grade's limit, or supposed."""
    if quantity.kind is Kind.SCORE and is_band(around):
        return Modality.STANDARD
    if pattern("other_roles", "modality", "hypothetical").search(around.near):
        return Modality.HYPOTHETICAL
    if role.field == "target":
        return Modality.TARGET
    bound = quantity.exactness in {Exactness.AT_LEAST, Exactness.AT_MOST}
    goal_words = pattern("other_roles", "modality", "target_cue").search(around.near) is not None
    goal_after = pattern("other_roles", "modality", "target_after").match(around.after) is not None
    among_goals = role.field == "other" and in_goals(context, start) and not reports(around)
    if goal_after or (bound and goal_words) or among_goals:
        return Modality.TARGET
    return Modality.ASSERTED


def reports(around: Surroundings) -> bool:
    """Whether the sentence tells what has happened, wherever it stands (实际完成情况为：截至年底…)."""
    return pattern("other_roles", "modality", "reported").search(around.sentence) is not None


def in_goals(context: ReadingContext, offset: int) -> bool:
    """Whether the offset lies in a section that sets goals rather than reports on them."""
    section = _section(context.sections, offset)
    if section is None:
        return False
    title = re.sub(r"完成|实现|分析|达成", "完成", section.title)
    return (
        pattern("other_roles", "modality", "target_section").search(title) is not None
        and "完成" not in title
        and "偏离" not in title
        and "资金" not in title
        and "评" not in title
    )


def _section(sections: Sequence[Section], offset: int) -> Section | None:
    """The innermost section at the offset; sections are in text order."""
    index = bisect_right(sections, offset, key=attrgetter("start"))
    for section in reversed(sections[:index]):
        if offset < section.end:
            return section
    return None


def section_title(context: ReadingContext, offset: int) -> str | None:
    """The title of the innermost section at the offset."""
    section = _section(context.sections, offset)
    return section.title if section is not None else None


def project_of(context: ReadingContext, around: Surroundings, offset: int) -> str | None:
    """The project that a figure is bound to: named before it in the sentence, else in the heading above."""
    if len(context.projects) < 2:
        return None
    named = _last_named(around.sentence, context.projects)
    if named is not None:
        return named
    section = _section(context.sections, offset)
    titles = (section.title, *reversed(section.path)) if section is not None else ()
    return next((found for title in titles if (found := _last_named(title, context.projects))), None)


def _last_named(text: str, projects: tuple[str, ...]) -> str | None:
    """The project named last; of two that begin at one place the longer."""
    index = _by_beginning(projects)
    for start in range(len(text) - 1, -1, -1):
        for length, named in index.get(text[start], ()):
            if (found := named.get(text[start : start + length])) is not None:
                return found
    return None


@lru_cache(maxsize=4)
def _by_beginning(projects: tuple[str, ...]) -> dict[str, list[tuple[int, dict[str, str]]]]:
    """The projects by their first character and then their length, the longest first: reports list thousands."""
    index: dict[str, dict[int, dict[str, str]]] = {}
    for project in projects:
        name = folded(project)
        index.setdefault(name[:1], {}).setdefault(len(name), {}).setdefault(name, project)
    return {begin: sorted(named.items(), reverse=True) for begin, named in index.items()}
