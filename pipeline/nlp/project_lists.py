"""Projects that one report lists (项目清单): by a table, a counted sentence, or a section for each project."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from pipeline.model import Cell, Document, Section, Table, cell_text, place_of
from pipeline.nlp.form_lexicon import squeezed
from pipeline.nlp.heading_words import names_project, without_score
from pipeline.nlp.lexicon import alternatives
from pipeline.nlp.project_names import clean_project, is_generic, project_words
from pipeline.nlp.text_lines import folded_text, lines_of
from pipeline.nlp.unit_endings import Named

_COUNTS = {word: number for number, word in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_COUNT_HEAD = re.compile(
    r"(?<![\d第])(\d{1,2}|[一二三四五六七八九十两])个(?:子)?项目[^。；]{0,8}?分别[是为][：:]?([^。；]+)"
)
_OWN_SCORE = re.compile(
    r"(?:得|评|总)分(?:值|数)?[^。；;\d\n]{0,8}\d|(?:自评|评价)[^。；;\d\n]{0,6}\d[\d.]*\s*分"
)


def listed_projects(document: Document, spans: Sequence[tuple[int, int]]) -> tuple[Named, ...]:
    """The projects that a table or a counted sentence lists; only lists that are certain."""
    for table in document.tables:
        if any(start <= table.start < end for start, end in spans):
            for found in (_numbered_projects(document, table), _scored_projects(document, table)):
                if len(found) > 1:
                    return tuple(found)
    for line in lines_of(document, spans):
        if len(told := list(_counted_projects(document, line.start, line.text))) > 1:
            return tuple(told)
    return ()


def section_projects(document: Document, sections: Sequence[Section], *, scored: bool) -> tuple[Named, ...]:
    """The projects that have a section each: 项目一：……, or （一）……项目 with a score of its own."""
    siblings: dict[tuple[str, ...], list[Section]] = defaultdict(list)
    for section in sections:
        siblings[section.path].append(section)
    for group in siblings.values():
        told = [
            named
            for section in group
            if (named := _section_project(document, section, scored=scored)) is not None
        ]
        if len(told) > 1:
            return tuple(told)
    return ()


def _section_project(document: Document, section: Section, *, scored: bool) -> Named | None:
    counted = section.number.startswith("项目")
    title = without_score(section.title.removeprefix(section.number)).strip("：:。 ")
    name = clean_project(title)
    if not name or is_generic(name) or not (counted or names_project(name)):
        return None
    if (scored or not counted) and not _OWN_SCORE.search(
        folded_text(document), section.place.end, section.end
    ):
        return None
    start = section.place.start + section.title.find(title)
    return Named(name, place_of(document, start, start + len(title)))


def _texts(document: Document, table: Table) -> dict[tuple[int, int], str]:
    return {(cell.row, cell.column): squeezed(cell_text(document, cell)) for cell in table.cells}


def _columns_under(text: dict[tuple[int, int], str], heads: Collection[str]) -> dict[int, int]:
    """The first column of each row whose cell is one of these heads."""
    columns: dict[int, int] = {}
    for (row, column), words in text.items():
        if words in heads:
            columns.setdefault(row, column)
    return columns


def _numbered_projects(document: Document, table: Table) -> list[Named]:
    """The names in a table that counts its projects: 序号 | 项目名称 | ……"""
    words = project_words()
    cells = {(cell.row, cell.column): cell for cell in table.cells}
    text = _texts(document, table)
    serials = _columns_under(text, words["serial_heads"])
    for (row, column), head in text.items():
        if head not in words["list_heads"] or row not in serials or serials[row] >= column:
            continue
        serial = serials[row]
        rows = [
            r for (r, c), other in text.items() if r > row and c == serial and re.fullmatch(r"\d{1,3}", other)
        ]
        return [_named(document, cells[r, column]) for r in sorted(rows) if text.get((r, column))]
    return []


def _scored_projects(document: Document, table: Table) -> list[Named]:
    """The names in a table that gives each project its score: 项目名称 | …… | 自评得分."""
    words = project_words()
    cells = {(cell.row, cell.column): cell for cell in table.cells}
    text = _texts(document, table)
    scores = _columns_under(text, words["score_heads"])
    for (row, column), head in text.items():
        if head not in words["list_heads"] or column != 1 or row not in scores:
            continue
        below = {r: name for (r, c), name in text.items() if c == column and r > row}
        return [
            _named(document, cells[r, column])
            for r, name in sorted(below.items())
            if not re.fullmatch(alternatives(words["total_rows"]), name)
            and re.fullmatch(r"\d[\d.]*分?", text.get((r, scores[row]), ""))
        ]
    return []


def _named(document: Document, cell: Cell) -> Named:
    name = re.sub(r"[（(](?:上年结转|结转|新增|追加)[）)]$", "", clean_project(cell_text(document, cell)))
    return Named(name, place_of(document, cell.start, cell.end))


def _counted_projects(document: Document, offset: int, text: str) -> Iterator[Named]:
    """Names in 三个项目，分别是：甲0.2亿元，乙1.0亿元……, if they are as many as it counts."""
    head = _COUNT_HEAD.search(text) if "分别" in text else None
    if head is None:
        return
    count = _COUNTS.get(head.group(1)) or int(head.group(1))
    items = list(
        re.finditer(
            r"([^，、,；\d]{3,30}?)(?:投资|安排|资金|补助)?\s*\d[\d,.]*\s*(?:亿元|万元|元)[，、,]?",
            head.group(2),
        )
    )
    if len(items) != count:
        return
    base = offset + head.start(2)
    for item in items:
        name = item.group(1).strip("和及与项目" if item.group(1).endswith("项目项目") else "和及与")
        yield Named(name, place_of(document, base + item.start(1), base + item.end(1)))
