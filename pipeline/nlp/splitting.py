"""Which parts of a file belong to which report: forms of other projects apart, a report with its own.

A file is cut where forms begin. A narrative in front keeps the form of its own project (and the one form of a
report that names no project); every form of another project is a report of its own. What stands between forms
(a detail list on a second sheet, notes) stays with the form before it. A form printed twice counts once.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from pipeline.model import Block, BlockKind, Document
from pipeline.nlp.form_lexicon import bare, form_words, is_title, squeezed
from pipeline.nlp.headings import find_headings
from pipeline.nlp.project_names import clean_project, project_key, title_project
from pipeline.nlp.text_lines import RUNNING_KINDS, lines_of
from pipeline.nlp.titles import find_title, is_title_line
from pipeline.nlp.unit_endings import clean_unit

Spans = tuple[tuple[int, int], ...]

_OUTSIDE = (BlockKind.METADATA, BlockKind.HEADER, BlockKind.FOOTER)
_NARRATIVE_CHARACTERS = 300
"""Running text in front of the first form from which on it is a report and not a form's head or notes."""
_SAME_PRINT = 0.97
"""Likeness of two forms of one project from which on the second is the first printed again."""
_LIKE_AMONG_MANY, _LIKE_ALONE = 0.5, 0.35
"""Likeness of the names from which on a form is the narrative's: less is asked of the only form there is."""
_TITLES_ABOVE = 3
_UNIT_LABELS = ("实施单位", "资金使用单位", "部门名称", "填报单位")
_FLAT_PROJECT = re.compile(r"项目名称[|｜\s：:]*([^|｜\n]{2,40}?)(?=[|｜\n]|主管部门|实施单位|项目负责|$)")


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the file that begins with a form (or is a narrative)."""

    start: int
    end: int
    project: str
    unit: str
    text: str


def split_reports(document: Document, forms_starts: Sequence[int]) -> tuple[Spans, ...]:
    """The spans of each report in the file, in the order in which they begin; at least one."""
    length = len(document.text)
    starts = sorted({_with_titles(document, start) for start in forms_starts})
    narratives = _narratives(document, starts[0] if starts else length)
    forms = [_part(document, start, end) for start, end in pairwise([*starts, length])]
    if not narratives and not forms:
        return (((0, length),),)
    if not narratives:
        groups = [[(part.start, part.end)] for part in _distinct(forms)]
        groups[0][0] = (0, groups[0][0][1])
    else:
        groups = [[span] for span in narratives]
        groups += _joined(document, groups[-1], narratives[-1], forms)
    return tuple(_merged(group) for group in sorted(groups, key=lambda group: group[0]))


def _joined(
    document: Document, own: list[tuple[int, int]], narrative: tuple[int, int], forms: Sequence[_Part]
) -> list[list[tuple[int, int]]]:
    """Adds to the narrative's own spans the forms that are its own; gives the others, each as a report."""
    distinct = _distinct(forms)
    title = find_title(document, [narrative])
    text = squeezed(document.text[narrative[0] : narrative[1]])
    named = title_project(document, title, text)
    key = project_key(named.name) if named else ""
    projects = {part.project for part in distinct if part.project}
    others: list[list[tuple[int, int]]] = []
    for part in distinct:
        if _is_own(part, key, text, projects):
            own.append((part.start, part.end))
        else:
            others.append([(part.start, part.end)])
    return others


def _is_own(part: _Part, key: str, text: str, projects: set[str]) -> bool:
    """Whether a form is the narrative's own: of no project, of its project, or the only one."""
    if not part.project:
        return True
    if key:
        alike = _LIKE_AMONG_MANY if len(projects) > 1 else _LIKE_ALONE
        return part.project in key or key in part.project or _overlap(part.project, key) >= alike
    return len(projects) == 1 and (part.project in text or _overlap(part.project, text) >= 0.5)


def _overlap(name: str, text: str) -> float:
    """Share of the name's character pairs that the text has."""
    pairs = {name[index : index + 2] for index in range(len(name) - 1)}
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0


def _narratives(document: Document, until: int) -> list[tuple[int, int]]:
    """The reports in front of the first form; a second title with its own 一、 begins another."""
    spans = [(0, until)]
    running = sum(len(line.text) for line in lines_of(document, spans))
    headings = [
        heading for heading in find_headings(document, spans) if heading.style in ("chinese", "capital")
    ]
    if running < _NARRATIVE_CHARACTERS and len(headings) < 2:
        return []
    starts = [heading.start for heading in headings]
    cuts = [0]
    for line in lines_of(document, spans, RUNNING_KINDS):
        before = bisect_left(starts, line.start) - bisect_left(starts, cuts[-1])
        after = next(iter(headings[bisect_right(starts, line.start) :][:1]), None)
        restarts = after is not None and after.ordinal == 1 and after.start - line.start < 3000
        if before >= 2 and restarts and is_title_line(line.text):
            cuts.append(line.start)
    return list(pairwise([*cuts, until]))


def _with_titles(document: Document, start: int) -> int:
    """The form's beginning with its own title lines and 附件 mark, where they stand just above it."""
    blocks = [block for block in document.blocks if block.end <= start and block.kind not in _OUTSIDE]
    begin = start
    sheet = next((block.sheet for block in document.blocks if block.start >= start), None)
    for block in reversed(blocks[-_TITLES_ABOVE:]):
        text = document.text[block.start : block.end].strip()
        if block.sheet != sheet or not _belongs_to_head(block, text):
            break
        begin = block.start
    return begin


def _belongs_to_head(block: Block, text: str) -> bool:
    if block.kind is BlockKind.CELL and block.sheet is None:
        return False
    if re.fullmatch(r"附[件表]\s*[\d一二三四五六七八九十]*\s*[：:]?", text):
        return True
    return is_title(text) or bool(re.fullmatch(r"[（(]\s*20\d\d\s*年?\s*度?\s*[）)]", text))


def _part(document: Document, start: int, end: int) -> _Part:
    header = _header(document, start, end)
    text = squeezed(document.text[start:end])
    return _Part(start, end, project_key(header.get("项目名称", "")), header.get("实施单位", ""), text)


def _header(document: Document, start: int, end: int) -> dict[str, str]:
    """Project and unit that the form's head names, from its cells or from flattened text."""
    labels = form_words().header_labels
    header: dict[str, str] = {}
    for table in document.tables:
        if not start <= table.start < end and not table.start <= start < table.end:
            continue
        for cell, following in zip(table.cells, table.cells[1:], strict=False):
            if not start <= cell.start < end or following.row != cell.row:
                continue
            label = labels.get(bare(document.text[cell.start : cell.end]), "")
            value = document.text[following.start : following.end]
            if label == "项目名称" and clean_project(value) and bare(value) not in labels:
                header.setdefault(label, clean_project(value))
            elif label in _UNIT_LABELS and (unit := clean_unit(value)):
                header.setdefault("实施单位", unit)
    if "项目名称" not in header and (match := _FLAT_PROJECT.search(document.text, start, end)):
        header["项目名称"] = match.group(1)
    return header


def _distinct(forms: Sequence[_Part]) -> list[_Part]:
    """Forms without those printed again; neighbours of one project and unit are one report."""
    kept: list[_Part] = []
    for part in forms:
        same = [other for other in kept if other.project == part.project and other.unit == part.unit]
        if any(_is_reprint(other, part) for other in same):
            continue
        if kept and (kept[-1] in same or not (part.project or _names_another_unit(kept[-1], part))):
            last = kept.pop()
            kept.append(_Part(last.start, part.end, last.project, last.unit, last.text + part.text))
        else:
            kept.append(part)
    return kept


def _names_another_unit(last: _Part, part: _Part) -> bool:
    """Whether a form without a project is another unit's 整体自评表."""
    return bool(last.unit and part.unit) and last.unit != part.unit


def _is_reprint(first: _Part, second: _Part) -> bool:
    if first.text == second.text:
        return True
    shorter, longer = sorted((len(first.text), len(second.text)))
    if shorter < longer * 0.9:
        return False
    return SequenceMatcher(None, first.text[:2000], second.text[:2000], autojunk=False).ratio() >= _SAME_PRINT


def _merged(spans: Sequence[tuple[int, int]]) -> Spans:
    """Spans in order, those that touch made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
