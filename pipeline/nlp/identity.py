"""Who reports on what and for which year (身份), each with the words that show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pipeline.model import Document, Place, Section, Value, place_of
from pipeline.nlp.fold import folded
from pipeline.nlp.form_lexicon import is_title
from pipeline.nlp.lexicon import lexicon
from pipeline.nlp.project_lists import listed_projects, section_projects
from pipeline.nlp.project_names import (
    bundle_key,
    form_project,
    stated_project,
    subtitle_project,
    title_project,
)
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
    kind = _kind(document, spans, sections, title)
    project = (
        None if kind.startswith("整体") else _project(document, spans, title, form_header, unit, sections)
    )
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


def _kind(
    document: Document, spans: Sequence[tuple[int, int]], sections: Sequence[Section], title: Title | None
) -> str:
    """The kind by title and text; a report on the outline of transfer payments is one, whatever its title."""
    is_form = not sections and any(
        start <= table.start < end for table in document.tables for start, end in spans
    )
    if title and is_title(title.text):
        # The title of an attached form does not make the text in front of it a form.
        is_form = not any(section.start < title.start for section in sections)
    elif title and not sections:
        is_form = False
    own = None if title and is_title(title.text) and not is_form else title
    kind = report_kind(own.text if own else "", _text(document, spans), is_form=is_form)
    outline = "\n".join(section.title for section in sections if section.level == 1)
    if kind == "项目自评报告" and _names(outline, _kind_words()["transfer_outline"]):
        return "转移支付自评报告"
    return kind


def report_kind(title: str, text: str, *, is_form: bool) -> str:
    """The kind of report by its title, by its text where it has none; a form alone is a 表."""
    words = _kind_words()
    said = title or text[:600]
    if is_form and not _names(said, ["报告"]):
        if not _names(title or text[:3000], [*words["self_evaluation"], "绩效目标", "评价表"]):
            return "其他"
        return _by_subject(said, "自评表", "自评表")
    if _names(said, words["self_evaluation"]) and not _names(said, words["focus"][:3]):
        return _by_subject(said, "项目自评报告", "自评报告")
    if _names(said, words["focus"]):
        return "重点评价报告"
    if _names(text, words["self_evaluation"]):
        return _by_subject(said, "项目自评报告", "自评报告")
    return "其他"


def _by_subject(said: str, plain: str, ending: str) -> str:
    words = _kind_words()
    if _names(said, words["whole"]):
        return f"整体{ending}"
    if _names(said, words["transfer"]):
        return f"转移支付{ending}"
    return plain


def _names(text: str, words: Sequence[str]) -> bool:
    plain = folded(text)
    return any(word in plain for word in words)


@cache
def _kind_words() -> dict[str, Any]:
    return dict(lexicon("identity")["kind"])


def _text(document: Document, spans: Sequence[tuple[int, int]]) -> str:
    return "\n".join(document.text[start:end] for start, end in spans)


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
    if named := title_project(document, title, _text(document, spans), unit.name if unit else None):
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
