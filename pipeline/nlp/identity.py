"""Who reports on what and for which year (身份), each with the words that show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.model import Document, Place, Section, Value, place_of
from pipeline.nlp.project_lists import listed_projects, section_projects
from pipeline.nlp.project_names import (
    bundle_key,
    form_project,
    stated_project,
    subtitle_project,
    title_project,
)
from pipeline.nlp.report_kinds import kind_of, text_of
from pipeline.nlp.titles import Title, find_title
from pipeline.nlp.unit_endings import Named
from pipeline.nlp.unit_names import find_unit
from pipeline.nlp.year_slots import evaluated_year, find_year_slots, told_year, year_of

__all__ = ["Identity", "bundle_key", "identify"]


@dataclass(frozen=True, slots=True)
class Identity:
    """What a report says it is; `evidence` holds the places of title, unit, project and year."""

    title: str
    unit: str | None
    project: str | None
    projects: tuple[str, ...]
    year: int | None
    kind: str
    evidence: Mapping[str, Place] = field(default_factory=dict)
    year_slots: tuple[Value, ...] = ()


def identify(
    document: Document,
    spans: Sequence[tuple[int, int]],
    sections: Sequence[Section],
    form_header: Mapping[str, tuple[str, Place]],
) -> Identity:
    """The identity of the report that stands in the spans."""
    title = find_title(document, spans, sections[0].start if sections else None)
    unit = find_unit(document, spans, title, form_header)
    slots = find_year_slots(document, spans, title)
    kind = kind_of(document, spans, sections, title)
    whole = kind.startswith("整体")
    project = None if whole else _project(document, spans, title, form_header, unit, sections)
    year, year_place = _year(document, spans, slots, title, form_header)
    evidence = {
        "title": place_of(document, title.start, title.end) if title else None,
        "unit": unit.place if unit else None,
        "project": project.place if project else None,
        "year": year_place,
    }
    return Identity(
        title=title.text if title else "",
        unit=unit.name if unit else None,
        project=project.name if project else None,
        projects=_projects(document, spans, kind, project, sections),
        year=year,
        kind=kind,
        evidence={key: place for key, place in evidence.items() if place is not None},
        year_slots=slots,
    )


def _project(
    document: Document,
    spans: Sequence[tuple[int, int]],
    title: Title | None,
    form_header: Mapping[str, tuple[str, Place]],
    unit: Named | None,
    sections: Sequence[Section],
) -> Named | None:
    """The one project: the form's cell, else the title, else the text; None where several are reported on."""
    if project := form_project(form_header):
        return project
    if listed_projects(document, spans) or section_projects(document, sections, scored=True):
        return None
    if named := title_project(document, title, text_of(document, spans), unit.name if unit else None):
        return named
    if named := subtitle_project(document, spans, title):
        return named
    return None if section_projects(document, sections, scored=False) else stated_project(document, spans)


def _projects(
    document: Document,
    spans: Sequence[tuple[int, int]],
    kind: str,
    project: Named | None,
    sections: Sequence[Section],
) -> tuple[str, ...]:
    if project:
        return (project.name,)
    if kind.startswith("整体"):
        return ()
    told = listed_projects(document, spans) or section_projects(document, sections, scored=False)
    return tuple(dict.fromkeys(named.name for named in told))


def _year(
    document: Document,
    spans: Sequence[tuple[int, int]],
    slots: Sequence[Value],
    title: Title | None,
    form_header: Mapping[str, tuple[str, Place]],
) -> tuple[int | None, Place | None]:
    """The evaluated year: title, form, sentences, file name, else the year that the text speaks of most."""
    if title and (year := year_of(title.text)):
        return year, place_of(document, title.start, title.end)
    if "年度" in form_header and (year := year_of(form_header["年度"][0])):
        return year, form_header["年度"][1]
    if (year := evaluated_year(slots, title)) is not None:
        return year, next(slot.place for slot in slots if slot.number == year)
    if (year := year_of(document.source.path.rpartition("/")[2])) is not None:
        return year, None
    told = told_year(document, spans)
    return (told[0], place_of(document, told[1], told[2])) if told is not None else (None, None)
